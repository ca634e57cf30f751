// SPDX-License-Identifier: Apache-2.0
// `qingkong inventory review`: the static check of the whole plan before the season.

#include <chrono>
#include <iostream>
#include <memory>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "emissions/order_table.hpp"
#include "emissions/plan_check.hpp"
#include "engine/inventory_input.hpp"
#include "engine/target_files.hpp"
#include "engine/verbs/closing_output.hpp"
#include "engine/verbs/verbs.hpp"

namespace qingkong {
namespace {

struct ReviewOptions {
    std::string inventory, targets = "R2017", date, format, output = "findings", peak_shift;
};

Day today() {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return day_of(Instant{std::chrono::duration_cast<std::chrono::seconds>(now).count()});
}

std::string_view token(Severity severity) {
    return severity == Severity::error ? "error" : severity == Severity::warning ? "warning" : "note";
}

Table findings_table(const PlanCheck& check, Language language) {
    Table table{{"severity", "check", "level", "area", "enterprise_id", "enterprise", "line_id", "what", "wanted",
                 "basis"},
                {}};
    for (const PlanFinding& one : check.findings)
        table.rows.push_back({std::string(token(one.severity)), std::string(one.check),
                              one.level == AlertLevel::normal ? "" : std::string(token(one.level)), one.area,
                              one.enterprise_id, one.enterprise, one.line_id, one.what.in(language),
                              one.wanted.in(language), one.basis});
    return table;
}

Table targets_table(const PlanCheck& check) {
    Table table{{"level", "batch"}, {}};
    for (TableColumn& column : account_table_columns()) table.columns.push_back(std::move(column));
    for (const LevelAccount& level : check.accounts)
        for (const AccountRow& row : level.rows) {
            std::vector<std::string> cells{std::string(token(level.level)), level.batch};
            for (std::string& cell : account_cells(row)) cells.push_back(std::move(cell));
            table.rows.push_back(std::move(cells));
        }
    return table;
}

Table burden_table(const PlanCheck& check) {
    Table table;
    for (const std::string& column : burden_columns()) {
        const bool text = column == "level" || column == "by" || column == "group" || column == "pollutant";
        table.columns.emplace_back(column, text ? CellKind::text : CellKind::number);
    }
    for (const BurdenRow& row : check.burden) table.rows.push_back(burden_cells(row));
    return table;
}

void print_findings(const PlanCheck& check, OutputFormat format, Language language) {
    print_table(std::cout, findings_table(check, language), format);
    if (format != OutputFormat::table) return;
    int errors = 0, warnings = 0;
    for (const PlanFinding& one : check.findings) {
        errors += one.severity == Severity::error ? 1 : 0;
        warnings += one.severity == Severity::warning ? 1 : 0;
    }
    std::cout << fmt::format(language == Language::zh ? fmt::runtime("错误{}项，警告{}项\n")
                                                      : fmt::runtime("{} errors, {} warnings\n"),
                             errors, warnings);
    for (const PlanCheck::BatchClosing& one : check.closings) print_closing(std::cout, one.closing, language);
}

int refuse(const std::vector<Problem>& problems, Language language) {
    print_problems(problems, language);
    return 2;
}

int run(const ReviewOptions& options, Language language) {
    const auto day = options.date.empty() ? std::optional(today()) : parse_day(options.date);
    if (!day)
        return refuse({{Severity::error,
                        {"--date", 0, 0, ""},
                        {"不是日期：" + options.date, "no date: " + options.date},
                        {"例如 2014-02-20", "for example 2014-02-20"}}},
                      language);
    auto targets = load_targets(options.targets);
    if (!targets) return refuse(targets.error(), language);
    if (!options.peak_shift.empty()) targets->peak_shift = *parse_peak_shift_mode(options.peak_shift);
    std::vector<Problem> notes;
    const auto inventory = read_inventory_input(options.inventory, notes);
    print_problems(notes, language);
    if (!inventory) return refuse(inventory.error(), language);

    const PlanCheck check = check_plan(*inventory, *day, *targets);
    const OutputFormat format = output_format(options.format);
    if (options.output == "targets") {
        print_table(std::cout, targets_table(check), format);
    } else if (options.output == "burden") {
        print_table(std::cout, burden_table(check), format);
    } else if (options.output == "closing") {
        Table table = closing_table();
        for (const PlanCheck::BatchClosing& one : check.closings) add_closing(table, one.closing, one.batch);
        print_table(std::cout, table, format);
    } else {
        print_findings(check, format, language);
    }
    return check.failed() ? 1 : 0;
}

}  // namespace

void add_inventory_review(CLI::App& inventory, VerbContext& context) {
    const bool zh = context.language == Language::zh;
    auto options = std::make_shared<ReviewOptions>();
    CLI::App* verb = inventory.add_subcommand("review", zh ? "整份清单的静态检查：各级别目标、轮产批次、一刀切、负担分布"
                                                           : "the static check of the whole plan: targets, rotation "
                                                             "batches, stops without difference, burden");
    verb->add_option("--inventory", options->inventory, zh ? "应急减排清单" : "the inventory")->required();
    verb->add_option("--targets", options->targets,
                     zh ? "减排目标表：编号、文件或 文件#编号；默认 R2017" : "target table: ID, FILE or FILE#ID; default R2017");
    verb->add_option("--date", options->date,
                     zh ? "按哪一天的等级、豁免与错峰；默认今天" : "day of grades, exemptions and peak-shift; default today");
    verb->add_option("--peak-shift", options->peak_shift, zh ? "已错峰停产的生产线怎样计算" : "how lines stopped by peak-shift count")
        ->check(CLI::IsMember({"exclude_both", "count_reduction", "base_only"}));
    verb->add_option("--output", options->output,
                     zh ? "findings 发现的问题（默认），targets 各级别比例，burden 负担分布，closing 可补足的生产线"
                        : "findings (default), targets, burden, closing")
        ->check(CLI::IsMember({"findings", "targets", "burden", "closing"}));
    verb->add_option("--format", options->format, "table|csv|json")->check(CLI::IsMember({"table", "csv", "json"}));
    verb->footer(std::string(zh ? "示例：" : "Example:") +
                 "\n  qingkong inventory review --inventory examples/city --targets R2017 --date 2026-01-15");
    verb->callback(
        [options, &context] { context.run = [options, &context] { return run(*options, context.language); }; });
}

}  // namespace qingkong
