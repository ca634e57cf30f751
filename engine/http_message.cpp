// SPDX-License-Identifier: Apache-2.0
#include "engine/http_message.hpp"

#include <nlohmann/json.hpp>

namespace qingkong {

namespace {

int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

}  // namespace

Response error_response(int status, const std::string& id, const Text& what, const Text& wanted) {
    nlohmann::ordered_json error = {{"id", id}, {"what", {{"zh", what.zh}, {"en", what.en}}}};
    error["wanted"] = {{"zh", wanted.zh}, {"en", wanted.en}};
    Response response;
    response.status = status;
    // Broken UTF-8 of a request that is quoted here must not throw.
    response.body = nlohmann::ordered_json{{"error", error}}.dump(-1, ' ', false,
                                                                 nlohmann::ordered_json::error_handler_t::replace) +
                    "\n";
    return response;
}

std::string percent_decode(const std::string& text, bool plus_is_blank) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%' && i + 2 < text.size()) {
            const int high = hex_digit(text[i + 1]);
            const int low = hex_digit(text[i + 2]);
            if (high >= 0 && low >= 0) {
                out += static_cast<char>(high * 16 + low);
                i += 2;
                continue;
            }
        }
        out += text[i] == '+' && plus_is_blank ? ' ' : text[i];
    }
    return out;
}

std::map<std::string, std::string> parse_query(const std::string& text) {
    std::map<std::string, std::string> query;
    std::size_t begin = 0;
    while (begin <= text.size()) {
        const std::size_t end = std::min(text.find('&', begin), text.size());
        const std::string pair = text.substr(begin, end - begin);
        if (!pair.empty()) {
            const std::size_t equals = std::min(pair.find('='), pair.size());
            const std::string value = equals < pair.size() ? pair.substr(equals + 1) : "";
            query[percent_decode(pair.substr(0, equals), true)] = percent_decode(value, true);
        }
        begin = end + 1;
    }
    return query;
}

}  // namespace qingkong
