// SPDX-License-Identifier: Apache-2.0
#include "engine/files.hpp"

#include <algorithm>
#include <filesystem>
#include <system_error>

namespace qingkong {
namespace {

bool ends_with_one(std::string_view name, const std::vector<std::string_view>& endings) {
    for (const std::string_view packed : {".gz", ".zst"})
        if (name.ends_with(packed)) name.remove_suffix(packed.size());
    return std::any_of(endings.begin(), endings.end(), [&](std::string_view ending) { return name.ends_with(ending); });
}

}  // namespace

bool is_folder(const std::string& path) {
    std::error_code error;
    return std::filesystem::is_directory(path, error);
}

bool is_file(const std::string& path) {
    std::error_code error;
    return std::filesystem::exists(path, error) && !std::filesystem::is_directory(path, error);
}

bool is_regular_file(const std::string& path) {
    std::error_code error;
    return std::filesystem::is_regular_file(path, error);
}

Result<FolderFiles> list_folder(const std::string& folder, const std::vector<std::string_view>& endings) {
    FolderFiles files;
    std::error_code error;
    for (std::filesystem::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
        const std::string name = at->path().filename().string();
        if (name.starts_with(".") || !is_file(at->path().string())) continue;
        if (ends_with_one(name, endings))
            files.paths.push_back(at->path().string());
        else
            ++files.others;
    }
    if (error) return fail({folder}, {"无法读取文件夹：" + error.message(), "the folder cannot be read: " + error.message()});
    std::sort(files.paths.begin(), files.paths.end());
    return files;
}

}  // namespace qingkong
