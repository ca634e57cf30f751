// SPDX-License-Identifier: Apache-2.0
// `qingkong account`: base, planned reduction, share of the whole society and target of a level.

#include <algorithm>
#include <iostream>
#include <memory>
#include <set>

#include <fmt/format.h>
#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "emissions/accounting_closing.hpp"
#include "emissions/order_table.hpp"
#include "engine/target_files.hpp"
#include "engine/verbs/closing_output.hpp"
#include "engine/verbs/inventory_verb.hpp"
#include "engine/verbs/verbs.hpp"

namespace qingkong {
namespace {

using OrderedJson = nlohmann::ordered_json;

struct AccountOptions : InventoryOptions {
    std::string targets, peak_shift, output = "account";
};

/// The table named by the option, else by the edition, else R2017.
Result<TargetTable> choose_targets(const AccountOptions& options, const InventoryQuestion& question) {
    std::string id = options.targets;
    if (id.empty()) id = question.edition ? question.edition->targets : "R2017";
    auto table = load_targets(id);
    if (table && !options.peak_shift.empty()) table->peak_shift = *parse_peak_shift_mode(options.peak_shift);
    return table;
}

/// What the numbers alone do not say: a part of the city, several batches that are never in force together.
std::vector<Problem> notes_of(const InventoryQuestion& question) {
    std::vector<Problem> notes;
    if (!question.areas.empty()) notes.push_back({Severity::note, {"--area", 0, 0, ""}, part_of_city_words(), {}});
    std::set<std::string> batches;
    for (const Enterprise& enterprise : question.inventory.enterprises)
        for (const ProductionLine& line : enterprise.lines) {
            const Measure* measure = line.measures.effective(question.level);
            if (measure != nullptr && measure->mandatory() && !line.rotation_group.empty())
                batches.insert(line.rotation_group);
        }
    if (batches.size() > 1 && question.round.batch.empty())
        notes.push_back({Severity::warning,
                         {"--inventory", 0, 0, ""},
                         {fmt::format("{}个轮产批次在此合计计算，并不同时执行", batches.size()),
                          fmt::format("{} rotation batches are counted together here, they are never in force together",
                                      batches.size())},
                         {"逐批次见 qingkong inventory review", "each alone: qingkong inventory review"}});
    return notes;
}

OrderedJson interchange_json(const Interchange& by_sum) {
    OrderedJson shorts = OrderedJson::array();
    for (const Emitted pollutant : {Emitted::so2, Emitted::nox})
        if (by_sum.short_of(pollutant)) shorts.push_back(token(pollutant));
    return {{"so2_percent", OrderedJson::parse(by_sum.so2_percent.cut1())},
            {"nox_percent", OrderedJson::parse(by_sum.nox_percent.cut1())},
            {"sum_percent", OrderedJson::parse(by_sum.sum_percent().cut1())},
            {"wanted_percent", by_sum.wanted_percent()},
            {"short", shorts}};
}

OrderedJson closing_json(const Closing& closing) {
    OrderedJson units = OrderedJson::array();
    for (std::size_t i = 0; i < closing.needed.value_or(closing.units.size()); ++i) {
        const ClosingUnit& unit = closing.units[i];
        OrderedJson lines = OrderedJson::array();
        for (const ClosingLine& line : unit.lines)
            lines.push_back({{"line_id", line.line_id},
                             {"present_measure", line.present_measure},
                             {"remaining_g_per_day", line.remaining_g_per_day.half_up()}});
        units.push_back({{"area", unit.area},
                         {"enterprise_id", unit.enterprise_id},
                         {"enterprise", unit.enterprise},
                         {"lines", lines}});
    }
    return {{"suffices", closing.needed.has_value()}, {"units", units}};
}

/// The keys of the table; of rows judged by interchange or missed, what explains them besides.
void print_json(std::ostream& out, const std::vector<AccountRow>& rows, const std::vector<Closing>& ways) {
    const std::vector<TableColumn> columns = account_table_columns();
    OrderedJson list = OrderedJson::array();
    std::size_t way = 0;
    for (const AccountRow& row : rows) {
        OrderedJson object;
        const std::vector<std::string> cells = account_cells(row);
        for (std::size_t i = 0; i < columns.size(); ++i)
            object[columns[i].name] = columns[i].kind == CellKind::text ? OrderedJson(cells[i])
                                      : cells[i].empty()                ? OrderedJson()
                                                                        : OrderedJson::parse(cells[i]);
        if (row.interchange) object["interchange"] = interchange_json(*row.interchange);
        if (row.met == false && way < ways.size()) {
            if (row.missing_g_per_day) object["missing_g_per_day"] = rounded_up(*row.missing_g_per_day);
            object["closing"] = closing_json(ways[way++]);
        }
        list.push_back(std::move(object));
    }
    out << list.dump(1) << "\n";
}

void print_account(const std::vector<AccountRow>& rows, const std::vector<Closing>& ways, OutputFormat format,
                   Language language) {
    const bool explained = std::any_of(rows.begin(), rows.end(), [](const AccountRow& row) {
        return row.interchange || row.met == false;
    });
    if (format == OutputFormat::json && explained) return print_json(std::cout, rows, ways);
    Table table{account_table_columns(), {}};
    for (const AccountRow& row : rows) table.rows.push_back(account_cells(row));
    print_table(std::cout, table, format);
    if (format != OutputFormat::table) return;
    for (const AccountRow& row : rows)
        if (row.interchange && row.pollutant == Emitted::so2)
            std::cout << row.interchange->words().in(language) << (language == Language::zh ? "。\n" : ".\n");
    for (const Closing& way : ways) print_closing(std::cout, way, language);
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
    print_problems(notes_of(*question), language);
    const bool whole = question->round == RoundTerms{};
    const auto rows = whole ? account(question->inventory, question->level, question->day, *targets, question->areas)
                            : account(question->inventory, question->level, question->day, *targets, question->areas,
                                      select_measures(question->inventory, question->terms()));
    std::vector<Closing> ways;
    if (target_missed(rows))
        ways = closings(planned_level(question->inventory, question->level, question->day), rows);
    const OutputFormat format = output_format(options.format);
    if (options.output == "closing") {
        Table table = closing_table();
        for (const Closing& way : ways) add_closing(table, way, "");
        print_table(std::cout, table, format);
    } else {
        print_account(rows, ways, format, language);
    }
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
    verb->add_option("--targets", options->targets,
                     zh ? "减排目标表：编号（如 R2017）、文件或 文件#编号；默认为版本所用的表"
                        : "target table: ID such as R2017, FILE or FILE#ID; default: the edition's");
    verb->add_option("--peak-shift", options->peak_shift,
                     zh ? "已错峰停产的生产线怎样计算；默认为目标表所定"
                        : "how lines stopped by peak-shift count; default: the target table's")
        ->check(CLI::IsMember({"exclude_both", "count_reduction", "base_only"}));
    verb->add_option("--output", options->output,
                     zh ? "account 比例（默认），closing 未达到时可补足的生产线"
                        : "account: the shares (default), closing: lines that could close a shortfall")
        ->check(CLI::IsMember({"account", "closing"}));
    verb->footer(std::string(zh ? "示例：" : "Example:") +
                 "\n  qingkong account --inventory examples/city --level orange --date 2014-02-21 --targets R2017");
    verb->callback(
        [options, &context] { context.run = [options, &context] { return run(*options, context.language); }; });
}

}  // namespace qingkong
