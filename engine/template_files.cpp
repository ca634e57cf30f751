// SPDX-License-Identifier: Apache-2.0
#include "engine/template_files.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>

#include "engine/embedded.hpp"

namespace qingkong {

namespace {

namespace fs = std::filesystem;
constexpr std::string_view kFolder = "alerts/templates/";

/// Built-in templates by file name.
std::map<std::string, TemplateText> built_in() {
    std::map<std::string, TemplateText> texts;
    const auto [begin, end] = embedded_files();
    for (const EmbeddedFile* file = begin; file != end; ++file)
        if (file->path.substr(0, kFolder.size()) == kFolder)
            texts[std::string(file->path.substr(kFolder.size()))] = {std::string(file->path), file->text};
    return texts;
}

tl::unexpected<std::vector<Problem>> unreadable(const std::string& path) {
    return fail({path, 0, 0, {}}, {"不能读取", "cannot be read"}, {"检查路径和权限", "check path and permissions"});
}

}  // namespace

Result<Templates> load_office_templates(const std::string& folder) {
    std::map<std::string, TemplateText> texts = built_in();
    std::map<std::string, std::string> own;    // keeps the bytes that texts points into
    if (!folder.empty()) {
        std::error_code error;
        std::vector<fs::path> files;
        for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error))
            if (it->path().extension() == ".mustache") files.push_back(it->path());
        if (error) return unreadable(folder);
        std::sort(files.begin(), files.end());
        for (const fs::path& file : files) {
            std::ifstream in(file, std::ios::binary);
            if (!in) return unreadable(file.string());
            std::string& bytes = own[file.filename().string()];
            bytes.assign(std::istreambuf_iterator<char>(in), {});
            constexpr std::string_view kMark = "\xEF\xBB\xBF";
            if (bytes.compare(0, kMark.size(), kMark) == 0) bytes.erase(0, kMark.size());
            std::erase(bytes, '\r');
            texts[file.filename().string()] = {file.string(), bytes};
        }
    }
    std::vector<TemplateText> list;
    for (const auto& [name, text] : texts) list.push_back(text);
    return load_templates(list);
}

Result<int> export_templates(const std::string& folder) {
    std::error_code error;
    fs::create_directories(folder, error);
    if (error || !fs::is_directory(folder))
        return fail({folder, 0, 0, {}}, {"不能建立该目录", "the folder cannot be made"}, {"检查路径和权限", "check path and permissions"});
    const auto texts = built_in();
    for (const auto& [name, text] : texts)
        if (fs::exists(fs::path(folder) / name))
            return fail({(fs::path(folder) / name).string(), 0, 0, {}}, {"文件已存在，不覆盖", "the file is there already and is not touched"},
                        {"换一个空目录", "name an empty folder"});
    for (const auto& [name, text] : texts) {
        std::ofstream out(fs::path(folder) / name, std::ios::binary);
        out << text.text;
        if (!out.flush())
            return fail({(fs::path(folder) / name).string(), 0, 0, {}}, {"写不进去", "cannot be written"}, {"检查空间和权限", "check space and permissions"});
    }
    return static_cast<int>(texts.size());
}

}  // namespace qingkong
