// SPDX-License-Identifier: Apache-2.0
// `qingkong account`: base, planned reduction, share of the whole society and target of a level.

#include <iostream>
#include <memory>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "emissions/accounting.hpp"
#include "emissions/order_table.hpp"
#include "engine/embedded.hpp"
#include "engine/output.hpp"
#include "engine/verbs/inventory_verb.hpp"
#include "engine/verbs/verbs.hpp"

namespace qingkong {
namespace {

struct AccountOptions : InventoryOptions {
    std::string targets;
};

constexpr const char* kTargetFile = "rules/targets.toml";

/// The table named by the option, else by the edition, else R2017.
Result<TargetTable> choose_targets(const AccountOptions& options, const InventoryQuestion& question) {
    const auto tables = read_targets(embedded(kTargetFile).value_or(""), kTargetFile);
    if (!tables) return tl::unexpected(tables.error());
    std::string id = options.targets;
    if (id.empty()) id = question.edition ? question.edition->targets : "R2017";
    if (const TargetTable* table = find_targets(*tables, id)) return *table;
    std::string known;
    for (const TargetTable& table : *tables) known += (known.empty() ? "" : ", ") + table.id;
    return fail({"--targets", 0, 0, ""}, {"没有这个减排目标表：" + id, "no such target table: " + id},
                {"应为 " + known, "wanted: " + known});
}

int run(const AccountOptions& options, Language language) {
    const auto question = read_question(options);
    if (!question) {
        print_problems(question.error(), language);
        return 2;
    }
    const auto targets = choose_targets(options, *question);
    if (!targets) {
        print_problems(targets.error(), language);
        return 2;
    }
    print_problems(question->notes, language);
    const auto rows = account(question->inventory, question->level, question->day, *targets, question->areas);
    Table table;
    for (const std::string& column : account_columns()) {
        const bool number = column.ends_with("_g_per_day") || column.find("percent") != std::string::npos;
        table.columns.emplace_back(column, column == "met" ? CellKind::boolean
                                           : number        ? CellKind::number
                                                           : CellKind::text);
    }
    for (const AccountRow& row : rows) table.rows.push_back(account_cells(row));
    print_table(std::cout, table, output_format(options.format));
    return target_missed(rows) ? 1 : 0;
}

}  // namespace

void add_account(CLI::App& app, VerbContext& context) {
    const bool zh = context.language == Language::zh;
    auto options = std::make_shared<AccountOptions>();
    CLI::App* verb =
        app.add_subcommand("account", zh ? "某一级别的基数、减排量、全社会减排比例与目标"
                                         : "base, reduction, share of the whole society and target of a level");
    add_inventory_options(*verb, *options, zh);
    verb->add_option(
        "--targets", options->targets,
        zh ? "减排目标表，例如 R2017；默认为版本所用的表" : "target table, e.g. R2017; default: the edition's");
    verb->footer(std::string(zh ? "示例：" : "Example:") +
                 "\n  qingkong account --inventory examples/city --level orange --date 2014-02-21 --targets R2017");
    verb->callback(
        [options, &context] { context.run = [options, &context] { return run(*options, context.language); }; });
}

}  // namespace qingkong
