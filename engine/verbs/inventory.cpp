// SPDX-License-Identifier: Apache-2.0
// `qingkong inventory`: the workbook of the emission-reduction inventory, from the empty template to what is in force.

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <memory>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "emissions/inventory_sheets.hpp"
#include "engine/byte_source.hpp"
#include "engine/config.hpp"
#include "engine/inventory_input.hpp"
#include "engine/output.hpp"
#include "engine/service.hpp"
#include "engine/store_lock.hpp"
#include "engine/verbs/inventory_verbs.hpp"
#include "engine/verbs/verbs.hpp"
#include "engine/workbook_file.hpp"

namespace qingkong {
namespace {

struct Arguments {
    std::string input, out, mark, format, config, note;
    int64_t version = 0;  ///< of `export`: a version in the store
    bool force = false;
};

int refuse(const std::vector<Problem>& problems, Language language) {
    print_problems(problems, language);
    return 2;
}

bool writes_workbook(const std::string& path) {
    return path.ends_with(".xlsx") || path.ends_with(".XLSX");
}

/// Refuses to write over what is there: a filled inventory is hours of work.
Result<void> check_free(const std::string& path, const Arguments& arguments) {
    std::error_code error;
    if (arguments.force || !std::filesystem::exists(path, error)) return {};
    return fail({path, 0, 0, ""}, {"文件已存在，不覆盖", "this file exists and is not written over"},
                {"换一个文件名，或用 --force", "wanted: another name, or --force"});
}

void tell_written(const std::string& path, Language language) {
    std::cout << (language == Language::zh ? "已写出 " : "written: ") << path << "\n";
}

int write_template(const Arguments& arguments, Language language) {
    if (const auto free = check_free(arguments.out, arguments); !free) return refuse(free.error(), language);
    const auto written = write_inventory_workbook(arguments.out, inventory_sheets({}));
    if (!written) return refuse(written.error(), language);
    tell_written(arguments.out, language);
    return 0;
}

/// All findings, in the order of the sheets and of their rows.
std::vector<Problem> findings_of(const std::vector<Sheet>& sheets, bool& accepted) {
    std::vector<Problem> all;
    const auto inventory = read_inventory(sheets, all);
    accepted = inventory.has_value();
    if (!accepted) all.insert(all.end(), inventory.error().begin(), inventory.error().end());
    const auto sheet_index = [&](const Problem& problem) {
        const std::string name = problem.place.cell.substr(0, problem.place.cell.find('!'));
        return std::find_if(sheets.begin(), sheets.end(),
                            [&](const Sheet& sheet) {
                                return sheet.cells && sheet.cells->workbook ? sheet.name == name
                                                                            : sheet.file == problem.place.file;
                            }) -
               sheets.begin();
    };
    std::stable_sort(all.begin(), all.end(), [&](const Problem& a, const Problem& b) {
        return std::tuple(sheet_index(a), a.place.line, a.place.column) <
               std::tuple(sheet_index(b), b.place.line, b.place.column);
    });
    return all;
}

std::string_view severity_token(Severity severity) {
    return severity == Severity::error ? "error" : severity == Severity::warning ? "warning" : "note";
}

int check(const Arguments& arguments, Language language) {
    auto sheets = read_inventory_sheets(arguments.input);
    if (!sheets) return refuse(sheets.error(), language);
    if (!arguments.mark.empty())
        if (const auto free = check_free(arguments.mark, arguments); !free) return refuse(free.error(), language);
    bool accepted = false;
    const std::vector<Problem> findings = findings_of(*sheets, accepted);
    // The value of a CSV cell is looked up in its cells; the places are the same.
    std::vector<Problem> shapes;
    Findings again{{}, shapes};
    for (Sheet& sheet : *sheets)
        if (!sheet.cells) sheet.cells = csv_cells(sheet, again);
    Table table{{"sheet", "cell", "severity", "what", "wanted", "value"}, {}};
    for (const Problem& problem : findings) {
        const FoundAt at = found_at(problem, *sheets);
        table.rows.push_back({at.sheet, at.cell, std::string(severity_token(problem.severity)),
                              problem.what.in(language), problem.wanted.in(language), at.value});
    }
    print_table(std::cout, table, output_format(arguments.format));
    if (!arguments.mark.empty())
        if (const auto written = write_marked_workbook(arguments.mark, *sheets, findings); !written)
            return refuse(written.error(), language);
    const auto count = [&](Severity severity) {
        return std::count_if(findings.begin(), findings.end(), [&](const Problem& p) { return p.severity == severity; });
    };
    const bool zh = language == Language::zh;
    std::cerr << fmt::format(fmt::runtime(zh ? "错误 {}，警告 {}，提示 {}：{}\n" : "{} errors, {} warnings, {} notes: {}\n"),
                             count(Severity::error), count(Severity::warning), count(Severity::note),
                             accepted ? (zh ? "可以导入" : "may be imported") : (zh ? "不能导入" : "cannot be imported"));
    return accepted ? 0 : 1;
}

Result<Store> open_store(const std::string& file) {
    const auto bytes = read_all(file);
    if (!bytes) return tl::unexpected(bytes.error());
    const auto config = read_config(*bytes, file);
    if (!config) return tl::unexpected(config.error());
    return Store::open(config->store.path);
}

/// Into the database of a daemon that is not running; a running one takes a workbook by its API.
int import(const Arguments& arguments, Language language) {
    const auto bytes = read_all(arguments.config);
    if (!bytes) return refuse(bytes.error(), language);
    const auto config = read_config(*bytes, arguments.config);
    if (!config) return refuse(config.error(), language);
    std::vector<Problem> notes;
    auto inventory = read_inventory_input(arguments.input, notes);
    print_problems(notes, language);
    if (!inventory) return refuse(inventory.error(), language);
    auto resources = load_resources(*config, notes);
    if (!resources) return refuse(resources.error(), language);
    const auto lock = StoreLock::take(config->store.path);
    if (!lock) return refuse(lock.error(), language);
    auto store = Store::open(config->store.path);
    if (!store) return refuse(store.error(), language);
    Service service(*config, std::move(*resources), std::move(*store));
    const auto taken = service.import_inventory(std::move(*inventory), "console", arguments.note);
    if (!taken) return refuse(taken.error(), language);
    const InventoryVersion& version = *taken;
    const bool zh = language == Language::zh;
    const std::string state = version.state == "in_force" ? (zh ? "已生效" : "in force")
                              : version.state == "waiting" ? (zh ? "预警期间，待生效" : "waits for the end of the alert")
                                                           : (zh ? "已被更新的版本取代" : "replaced by a newer one");
    std::cout << fmt::format("{} {}: {} {}\n", version.id, version.version, state, version.summary.in(language));
    return 0;
}

int show(const Arguments& arguments, Language language) {
    auto store = open_store(arguments.config);
    if (!store) return refuse(store.error(), language);
    Table table{{{"id", CellKind::number}, "version", "imported_at", "who", "state", "note", "summary"}, {}};
    for (const InventoryVersion& one : store->inventories())
        table.rows.push_back({std::to_string(one.id), one.version, format_instant(one.at), one.who, one.state, one.note,
                              one.summary.in(language)});
    print_table(std::cout, table, output_format(arguments.format));
    return 0;
}

/// The inventory to export: files, or a version of the store (0: the one in force).
Result<Inventory> inventory_to_export(const Arguments& arguments, std::vector<Problem>& notes) {
    if (!arguments.input.empty()) return read_inventory_input(arguments.input, notes);
    if (arguments.config.empty())
        return fail({"--inventory", 0, 0, ""}, {"没有说明导出哪份清单", "which inventory is to be exported?"},
                    {"用 --inventory 给出文件，或用 --config 给出配置", "wanted: --inventory FILE or --config FILE"});
    auto store = open_store(arguments.config);
    if (!store) return tl::unexpected(store.error());
    for (const InventoryVersion& one : store->inventories())
        if (arguments.version == 0 ? one.state == "in_force" : one.id == arguments.version)
            if (const auto kept = store->kept_text(one.hash)) return read_inventory_text(kept->text, one.version);
    return fail({"--version", 0, 0, ""}, {"没有这个版本", "no such version"},
                {"用 qingkong inventory show 查看", "see qingkong inventory show"});
}

int export_to(const Arguments& arguments, Language language) {
    std::vector<Problem> notes;
    const auto inventory = inventory_to_export(arguments, notes);
    print_problems(notes, language);
    if (!inventory) return refuse(inventory.error(), language);
    if (const auto free = check_free(arguments.out, arguments); !free && writes_workbook(arguments.out))
        return refuse(free.error(), language);
    const std::vector<SheetText> sheets = inventory_sheets(*inventory);
    const auto written = writes_workbook(arguments.out) ? write_inventory_workbook(arguments.out, sheets)
                                                        : write_inventory_folder(arguments.out, sheets);
    if (!written) return refuse(written.error(), language);
    tell_written(arguments.out, language);
    return 0;
}

void add_force(CLI::App& verb, Arguments& arguments, bool zh) {
    verb.add_flag("--force", arguments.force, zh ? "覆盖已有的文件" : "write over a file that is there");
}

}  // namespace

void add_inventory(CLI::App& app, VerbContext& context) {
    const bool zh = context.language == Language::zh;
    auto arguments = std::make_shared<Arguments>();
    CLI::App* verb = app.add_subcommand("inventory", zh ? "应急减排清单工作簿：模板、检查、导入、导出"
                                                        : "the inventory's workbook: template, check, import, export");
    verb->require_subcommand(1);
    const std::string example = zh ? "示例：" : "Example:";

    CLI::App* make = verb->add_subcommand("template", zh ? "写出空白工作簿（.xlsx）" : "writes an empty workbook (.xlsx)");
    make->add_option("--out", arguments->out, zh ? "文件名" : "file")->required();
    add_force(*make, *arguments, zh);
    make->footer(example + "\n  qingkong inventory template --out 应急减排清单.xlsx --force");
    make->callback([arguments, &context] {
        context.run = [arguments, &context] { return write_template(*arguments, context.language); };
    });

    CLI::App* look = verb->add_subcommand("check", zh ? "逐格检查工作簿或清单文件夹" : "checks a workbook or folder, cell by cell");
    look->add_option("INPUT", arguments->input, zh ? "工作簿（.xlsx）或文件夹" : "workbook (.xlsx) or folder")->required();
    look->add_option("--mark", arguments->mark,
                     zh ? "另写一个工作簿：原值、批注、底色和检查结果表" : "a new workbook with the findings at their cells");
    look->add_option("--format", arguments->format, "table|csv|json")->check(CLI::IsMember({"table", "csv", "json"}));
    add_force(*look, *arguments, zh);
    look->footer(example + "\n  qingkong inventory check examples/city --format csv");
    look->callback([arguments, &context] {
        context.run = [arguments, &context] { return check(*arguments, context.language); };
    });

    CLI::App* write = verb->add_subcommand("export", zh ? "把清单写成工作簿或文件夹" : "writes an inventory as a workbook or folder");
    write->add_option("--inventory", arguments->input, zh ? "工作簿或文件夹" : "workbook or folder");
    write->add_option("--config", arguments->config, zh ? "配置文件：导出已导入的版本" : "configuration: a version of its database");
    write->add_option("--version", arguments->version, zh ? "版本序号，默认生效的版本" : "id of the version, default: in force");
    write->add_option("--out", arguments->out, zh ? "…….xlsx 或新文件夹" : "….xlsx, or a new folder")->required();
    add_force(*write, *arguments, zh);
    write->footer(example + "\n  qingkong inventory export --inventory examples/city --out 示例清单.xlsx --force");
    write->callback([arguments, &context] {
        context.run = [arguments, &context] { return export_to(*arguments, context.language); };
    });

    CLI::App* take = verb->add_subcommand("import", zh ? "导入清单，保留每个版本" : "takes in a version; every version is kept");
    take->add_option("INPUT", arguments->input, zh ? "工作簿（.xlsx）或文件夹" : "workbook (.xlsx) or folder")->required();
    take->add_option("--config", arguments->config, zh ? "配置文件" : "configuration")->required();
    take->add_option("--note", arguments->note, zh ? "说明" : "note");
    take->footer(example + "\n  qingkong inventory import --help");
    take->callback([arguments, &context] {
        context.run = [arguments, &context] { return import(*arguments, context.language); };
    });

    CLI::App* list = verb->add_subcommand("show", zh ? "已导入的版本" : "the versions taken in");
    list->add_option("--config", arguments->config, zh ? "配置文件" : "configuration")->required();
    list->add_option("--format", arguments->format, "table|csv|json")->check(CLI::IsMember({"table", "csv", "json"}));
    list->footer(example + "\n  qingkong inventory show --help");
    list->callback([arguments, &context] {
        context.run = [arguments, &context] { return show(*arguments, context.language); };
    });
    add_inventory_review(*verb, context);
    add_inventory_diff(*verb, context);
    add_inventory_grade(*verb, context);
    add_inventory_campaign(*verb, context);
    add_inventory_board(*verb, context);
}

}  // namespace qingkong
