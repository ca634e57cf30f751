// SPDX-License-Identifier: Apache-2.0
#include "engine/inventory_folder.hpp"

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "engine/byte_source.hpp"
#include "engine/editions.hpp"

namespace qingkong {

namespace fs = std::filesystem;

Result<Inventory> read_inventory_folder(const std::string& folder, std::vector<Problem>& notes) {
    std::error_code error;
    if (!fs::is_directory(folder, error))
        return fail({folder, 0, 0, ""}, {"不是文件夹", "is no folder"},
                    {"应为清单文件夹，每张表一个 CSV 文件，例如 企业基本信息.csv",
                     "wanted: a folder with one CSV file a sheet, e.g. 企业基本信息.csv"});
    std::vector<fs::path> files;
    for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error))
        if (entry->is_regular_file(error)) files.push_back(entry->path());
    if (error)
        return fail({folder, 0, 0, ""},
                    {"文件夹不能读取：" + error.message(), "the folder cannot be read: " + error.message()});
    std::sort(files.begin(), files.end());
    std::vector<Sheet> sheets;
    std::vector<Problem> problems;
    for (const fs::path& path : files) {
        // 用电.csv, 用电.csv.gz, 用电.csv.zst; what is no CSV belongs to somebody else.
        fs::path name = path.filename();
        if (name.extension() == ".gz" || name.extension() == ".zst") name = name.stem();
        if (name.extension() != ".csv" && name.extension() != ".CSV") continue;
        auto bytes = read_all(path.string());
        if (bytes)
            sheets.push_back({path.string(), name.stem().string(), std::move(*bytes)});
        else
            problems.insert(problems.end(), bytes.error().begin(), bytes.error().end());
    }
    if (!problems.empty()) return tl::unexpected(std::move(problems));
    if (sheets.empty())
        return fail({folder, 0, 0, ""}, {"文件夹中没有 CSV 文件", "the folder holds no CSV file"},
                    {"例如 企业基本信息.csv", "for example 企业基本信息.csv"});
    return read_inventory(sheets, notes);
}

std::string inventory_folder_hash(const std::string& folder) {
    std::error_code error;
    std::vector<fs::path> files;
    for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error))
        if (entry->is_regular_file(error)) files.push_back(entry->path());
    std::sort(files.begin(), files.end());
    std::string all;
    for (const fs::path& path : files) {
        if (path.filename().string().find(".csv") == std::string::npos && path.extension() != ".CSV") continue;
        const auto bytes = read_all(path.string());
        if (!bytes) return "";
        all += path.filename().string() + "\n" + text_hash(*bytes) + "\n";
    }
    return all.empty() ? "" : text_hash(all);
}

}  // namespace qingkong
