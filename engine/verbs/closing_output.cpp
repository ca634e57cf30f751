// SPDX-License-Identifier: Apache-2.0
#include "engine/verbs/closing_output.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "emissions/order_table.hpp"

namespace qingkong {
namespace {

constexpr std::size_t kSpoken = 10;  // enterprises named for people

}  // namespace

std::vector<TableColumn> account_table_columns() {
    std::vector<TableColumn> columns;
    for (const std::string& column : account_columns()) {
        const bool number = column.ends_with("_g_per_day") || column.find("percent") != std::string::npos;
        columns.emplace_back(column, column == "met" ? CellKind::boolean
                                     : number        ? CellKind::number
                                                     : CellKind::text);
    }
    return columns;
}

Table closing_table() {
    return {{"level",
             "batch",
             "target_area",
             "pollutant",
             {"missing_g_per_day", CellKind::number},
             {"rank", CellKind::number},
             {"needed", CellKind::boolean},
             "area",
             "enterprise_id",
             "enterprise",
             "line_id",
             "present_measure",
             {"remaining_g_per_day", CellKind::number}},
            {}};
}

void add_closing(Table& table, const Closing& closing, const std::string& batch) {
    const std::string missing =
        closing.row.missing_g_per_day ? std::to_string(rounded_up(*closing.row.missing_g_per_day)) : "";
    for (std::size_t i = 0; i < closing.units.size(); ++i) {
        const ClosingUnit& unit = closing.units[i];
        const bool needed = !closing.needed || i < *closing.needed;
        for (const ClosingLine& line : unit.lines)
            table.rows.push_back({std::string(token(closing.level)), batch, closing.row.area,
                                  std::string(token(closing.row.pollutant)), missing, std::to_string(i + 1),
                                  needed ? "true" : "false", unit.area, unit.enterprise_id, unit.enterprise,
                                  line.line_id, line.present_measure,
                                  std::to_string(line.remaining_g_per_day.half_up())});
    }
}

void print_closing(std::ostream& out, const Closing& closing, Language language) {
    const bool zh = language == Language::zh;
    out << closing.words().in(language) << (zh ? "。" : ".") << "\n";
    const std::size_t told = std::min(closing.needed.value_or(closing.units.size()), kSpoken);
    for (std::size_t i = 0; i < told; ++i) {
        const ClosingUnit& unit = closing.units[i];
        for (const ClosingLine& line : unit.lines)
            out << fmt::format("  {}. {} {} {}{}{}\n", i + 1, unit.area, unit.enterprise, line.line_id,
                               line.line_id.empty() ? "" : " ",
                               fmt::format(zh ? fmt::runtime("现行措施：{}；若停产还可减{}克/日")
                                              : fmt::runtime("now: {}; stopping it takes {} g/d more"),
                                           line.present_measure.empty() ? (zh ? "无" : "none") : line.present_measure,
                                           line.remaining_g_per_day.half_up()));
    }
    if (closing.enterprises + closing.sources > told)
        out << (zh ? "  其余见 --output closing\n" : "  more with --output closing\n");
    if (closing.spared.empty()) return;
    std::string words;
    for (const auto& [reason, count] : closing.spared)
        words += fmt::format("{}{} {}", words.empty() ? "" : (zh ? "、" : "; "), spared_name(reason).in(language), count);
    out << (zh ? "  不列入：" : "  never proposed: ") << words << "\n";
}

}  // namespace qingkong
