// SPDX-License-Identifier: Apache-2.0
#include "engine/multipart.hpp"

#include <algorithm>

#include "rules/words.hpp"

namespace qingkong {
namespace {

/// `name="value"` or `name=value` behind a semicolon or blank.
std::string parameter(std::string_view header, std::string_view name) {
    const std::string small = lower(header), wanted = std::string(name) + "=";
    for (size_t at = small.find(wanted); at != std::string::npos; at = small.find(wanted, at + 1)) {
        if (at > 0 && small[at - 1] != ';' && small[at - 1] != ' ') continue;    // the tail of `filename=`
        size_t begin = at + wanted.size();
        if (begin < header.size() && header[begin] == '"') {
            const size_t end = header.find('"', ++begin);
            return std::string(header.substr(begin, end == std::string_view::npos ? end : end - begin));
        }
        const size_t end = header.find_first_of("; \r\n", begin);
        return std::string(header.substr(begin, end == std::string_view::npos ? end : end - begin));
    }
    return "";
}

}  // namespace

MultipartForm read_multipart(std::string_view content_type, std::string_view body) {
    MultipartForm form;
    const std::string boundary = parameter(content_type, "boundary");
    if (boundary.empty()) return form;
    const std::string mark = "--" + boundary;
    size_t at = body.find(mark);
    while (at != std::string_view::npos) {
        size_t begin = at + mark.size();
        if (body.substr(begin, 2) != "\r\n") break;    // `--` ends the form
        begin += 2;
        const size_t next = body.find("\r\n" + mark, begin);
        if (next == std::string_view::npos) break;
        const std::string_view part = body.substr(begin, next - begin);
        const size_t split = part.find("\r\n\r\n");
        at = next + 2;
        if (split == std::string_view::npos) continue;
        const std::string_view head = part.substr(0, split), content = part.substr(split + 4);
        const size_t line = lower(head).find("content-disposition:");
        if (line == std::string::npos) continue;
        const std::string_view disposition = head.substr(line, head.find("\r\n", line) - line);
        const std::string field = parameter(disposition, "name");
        if (lower(disposition).find("filename=") == std::string::npos)
            form.fields[field] = std::string(content);
        else if (!content.empty())
            form.files.push_back({field, parameter(disposition, "filename"), std::string(content)});
    }
    return form;
}

}  // namespace qingkong
