// SPDX-License-Identifier: Apache-2.0
#include "engine/inventory_input.hpp"

#include <algorithm>
#include <filesystem>
#include <map>
#include <system_error>

#include <fmt/format.h>

#include "emissions/workbook_reader.hpp"
#include "engine/byte_source.hpp"
#include "engine/editions.hpp"
#include "engine/files.hpp"

namespace qingkong {

namespace fs = std::filesystem;

namespace {

Result<std::vector<Sheet>> read_folder(const std::string& folder) {
    std::error_code error;
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
    return sheets;
}

}  // namespace

Result<std::vector<Sheet>> workbook_sheets(std::string_view bytes, const std::string& file) {
    auto tables = read_workbook(bytes, file);
    if (!tables) return tl::unexpected(tables.error());
    std::vector<Sheet> sheets;
    for (SheetCells& cells : *tables) {
        Sheet sheet{file, cells.name};
        sheet.cells = std::move(cells);
        sheets.push_back(std::move(sheet));
    }
    return sheets;
}

Result<std::vector<Sheet>> read_inventory_sheets(const std::string& path) {
    if (is_folder(path)) return read_folder(path);
    if (!is_file(path))
        return fail({path, 0, 0, ""}, {"没有这个文件或文件夹", "no such file or folder"},
                    {"应为清单工作簿（.xlsx），或清单文件夹，每张表一个 CSV 文件，例如 企业基本信息.csv",
                     "wanted: a workbook (.xlsx), or a folder with one CSV file a sheet, e.g. 企业基本信息.csv"});
    const auto bytes = read_all(path);
    if (!bytes) return tl::unexpected(bytes.error());
    return workbook_sheets(*bytes, path);
}

Result<Inventory> read_inventory_input(const std::string& path, std::vector<Problem>& notes) {
    auto sheets = read_inventory_sheets(path);
    if (!sheets) return tl::unexpected(sheets.error());
    return read_inventory(*sheets, notes);
}

Result<void> fits_city(const Inventory& inventory, const City& city) {
    std::vector<Problem> problems;
    for (const Area& area : city.areas)
        if (inventory.city.find(area.id) == nullptr)
            problems.push_back({Severity::error,
                                {inventory.name, 0, 0, ""},
                                {fmt::format("清单没有本市的区域 {}（{}）", area.id, area.name.zh),
                                 fmt::format("the inventory lacks area {} ({}) of this city", area.id, area.name.en)},
                                {"请核对“城市信息”", "see sheet 城市信息"}});
    std::map<std::string, int> strangers;    // area that the city lacks -> how many stand there
    const auto look = [&](const std::string& area) {
        if (area != kWholeCity && city.find(area) == nullptr) ++strangers[area];
    };
    for (const Enterprise& one : inventory.enterprises) look(one.area);
    for (const Source& one : inventory.sources) look(one.area);
    for (const auto& [area, count] : strangers)
        problems.push_back({Severity::error,
                            {inventory.name, 0, 0, ""},
                            {fmt::format("清单中{}家企业（污染源）在区域 {}，配置的 [city] areas 中没有该区域", count, area),
                             fmt::format("{} enterprises and sources stand in area {}, which [city] areas lacks", count, area)},
                            {"请在 [city] areas 中补写，或改正清单", "add it to [city] areas, or mend the inventory"}});
    if (!problems.empty()) return tl::unexpected(std::move(problems));
    return {};
}

std::string inventory_input_hash(const std::string& path) {
    std::error_code error;
    if (!is_folder(path)) {
        const auto bytes = read_all(path);
        return bytes ? text_hash(*bytes) : "";
    }
    std::vector<fs::path> files;
    for (fs::directory_iterator entry(path, error), end; !error && entry != end; entry.increment(error))
        if (entry->is_regular_file(error)) files.push_back(entry->path());
    std::sort(files.begin(), files.end());
    std::string all;
    for (const fs::path& file : files) {
        if (file.filename().string().find(".csv") == std::string::npos && file.extension() != ".CSV") continue;
        const auto bytes = read_all(file.string());
        if (!bytes) return "";
        all += file.filename().string() + "\n" + text_hash(*bytes) + "\n";
    }
    return all.empty() ? "" : text_hash(all);
}

}  // namespace qingkong
