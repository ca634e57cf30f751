// SPDX-License-Identifier: Apache-2.0
// `qingkong select`: what each enterprise, site and fleet must do at a level.

#include <iostream>
#include <memory>

#include <CLI/CLI.hpp>

#include "emissions/order_table.hpp"
#include "engine/output.hpp"
#include "engine/verbs/inventory_verb.hpp"
#include "engine/verbs/verbs.hpp"

namespace qingkong {
namespace {

int run(const InventoryOptions& options, Language language) {
    const auto question = read_question(options);
    if (!question) {
        print_problems(question.error(), language);
        return 2;
    }
    print_problems(question->notes, language);
    Table table;
    for (const std::string& column : order_columns()) {
        const bool number = column.ends_with("_g_per_day") || column == "load_cap_percent" || column == "ramp_hours";
        table.columns.emplace_back(column, number ? CellKind::number : CellKind::text);
    }
    for (const MeasureOrder& order :
         select_measures(question->inventory, question->terms()))
        table.rows.push_back(order_cells(order));
    print_table(std::cout, table, output_format(options.format));
    return 0;
}

}  // namespace

void add_select(CLI::App& app, VerbContext& context) {
    const bool zh = context.language == Language::zh;
    auto options = std::make_shared<InventoryOptions>();
    CLI::App* verb = app.add_subcommand("select", zh ? "某一级别下每家企业、工地和其他源的应急减排措施"
                                                     : "the measures of every enterprise, site and fleet at a level");
    add_inventory_options(*verb, *options, zh);
    verb->footer(std::string(zh ? "示例：" : "Example:") +
                 "\n  qingkong select --inventory examples/city --level orange --date 2014-02-21 --area 990101");
    verb->callback(
        [options, &context] { context.run = [options, &context] { return run(*options, context.language); }; });
}

}  // namespace qingkong
