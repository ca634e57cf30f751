// SPDX-License-Identifier: Apache-2.0
// `qingkong inventory diff`: what changed between two inventories, readable by those who answer for it.

#include <chrono>
#include <iostream>
#include <memory>

#include <CLI/CLI.hpp>

#include "emissions/inventory_difference.hpp"
#include "engine/clock.hpp"
#include "engine/inventory_input.hpp"
#include "engine/output.hpp"
#include "engine/verbs/inventory_verbs.hpp"

namespace qingkong {
namespace {

struct Arguments {
    std::string before, after, output = "rows", date, format;
};

int refuse(const std::vector<Problem>& problems, Language language) {
    print_problems(problems, language);
    return 2;
}

int diff(const Arguments& arguments, Language language) {
    const auto day = arguments.date.empty() ? day_of(Clock::system().now()) : parse_day(arguments.date);
    if (!day)
        return refuse({{Severity::error, {"--date", 0, 0, ""}, {"不是日期：" + arguments.date, "no date: " + arguments.date},
                        {"例如 2025-11-15", "for example 2025-11-15"}}}, language);
    std::vector<Problem> notes;  // `inventory check` tells them; here they would hide the difference
    const auto before = read_inventory_input(arguments.before, notes);
    if (!before) return refuse(before.error(), language);
    const auto after = read_inventory_input(arguments.after, notes);
    if (!after) return refuse(after.error(), language);
    const std::vector<InventoryChange> changes = difference(*before, *after);
    Table table;
    if (arguments.output == "summary") {
        table.columns = {"item", "area", "enterprise_id", "enterprise", "level", "pollutant", "was", "is"};
        for (const ChangeFigure& one : difference_summary(*before, *after, changes, *day))
            table.rows.push_back({one.item, one.area, one.enterprise_id, one.enterprise, one.level, one.pollutant,
                                  one.was, one.is});
    } else {
        table.columns = {"area", "enterprise_id", "enterprise", "line_id", "what", "sheet", "row", "field", "was", "is"};
        for (const InventoryChange& one : changes)
            table.rows.push_back({one.area, one.enterprise_id, one.enterprise, one.line_id,
                                  std::string(token(one.what)), one.sheet, one.row, one.field, one.was, one.is});
    }
    print_table(std::cout, table, output_format(arguments.format));
    return changes.empty() ? 0 : 1;
}

}  // namespace

void add_inventory_diff(CLI::App& inventory, VerbContext& context) {
    const bool zh = context.language == Language::zh;
    auto arguments = std::make_shared<Arguments>();
    CLI::App* verb = inventory.add_subcommand(
        "diff", zh ? "两份清单的差异：逐格，或汇总；相同为 0，不同为 1" : "what differs between two inventories; 0 equal, 1 different");
    verb->add_option("BEFORE", arguments->before, zh ? "原清单：工作簿或文件夹" : "workbook or folder")->required();
    verb->add_option("AFTER", arguments->after, zh ? "新清单：工作簿或文件夹" : "workbook or folder")->required();
    verb->add_option("--output", arguments->output,
                     zh ? "rows 逐格差异（默认），summary 企业数、基数、减排量、等级、豁免"
                        : "rows (default), or summary: enterprises, base, reductions, grades, exemptions")
        ->check(CLI::IsMember({"rows", "summary"}));
    verb->add_option("--date", arguments->date,
                     zh ? "汇总按哪一天的等级与豁免；默认今天" : "day of grades and exemptions in the summary; default today");
    verb->add_option("--format", arguments->format, "table|csv|json")->check(CLI::IsMember({"table", "csv", "json"}));
    verb->footer(std::string(zh ? "示例：" : "Example:") +
                 "\n  qingkong inventory diff examples/city examples/city --output summary --date 2025-11-15");
    verb->callback(
        [arguments, &context] { context.run = [arguments, &context] { return diff(*arguments, context.language); }; });
}

}  // namespace qingkong
