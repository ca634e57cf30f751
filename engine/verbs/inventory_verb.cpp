// SPDX-License-Identifier: Apache-2.0
#include "engine/verbs/inventory_verb.hpp"

#include <chrono>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "emissions/measure_library.hpp"
#include "engine/editions.hpp"
#include "engine/embedded.hpp"
#include "engine/inventory_input.hpp"

namespace qingkong {
namespace {

Day today() {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return day_of(Instant{std::chrono::duration_cast<std::chrono::seconds>(now).count()});
}

Problem option_problem(const char* option, Text what, Text wanted) {
    return {Severity::error, {option, 0, 0, ""}, std::move(what), std::move(wanted)};
}

void read_level(const InventoryOptions& options, InventoryQuestion& question, std::vector<Problem>& problems) {
    const auto level = parse_level(options.level);
    if (!level) {
        problems.push_back(option_problem("--level",
                                          {"没有这个级别：" + options.level, "no such level: " + options.level},
                                          {"应为 blue、yellow、orange 或 red", "wanted: blue, yellow, orange or red"}));
        return;
    }
    question.level = *level;
    if (question.edition && *level != AlertLevel::normal && !question.edition->has(*level))
        problems.push_back(
            option_problem("--level",
                           {fmt::format("版本 {} 没有{}预警", question.edition->id, level_name(*level).zh),
                            fmt::format("edition {} has no level {}", question.edition->id, token(*level))},
                           {"用该版本的级别", "wanted: a level of that edition"}));
}

void check_areas(const InventoryOptions& options, InventoryQuestion& question, std::vector<Problem>& problems) {
    for (const std::string& area : options.areas) {
        if (area == kWholeCity) continue;
        if (question.inventory.city.find(area) != nullptr) {
            question.areas.push_back(area);
            continue;
        }
        std::string known;
        for (const Area& one : question.inventory.city.areas) known += (known.empty() ? "" : ", ") + one.id;
        problems.push_back(option_problem("--area", {"没有这个县（市、区）：" + area, "no such area: " + area},
                                          {"应为 " + known, "wanted: " + known}));
    }
}

/// `--zone 一般管理区=yellow`, `--not-applied QZ07`, `--batch H1`.
void read_round(const InventoryOptions& options, InventoryQuestion& question, std::vector<Problem>& problems) {
    question.round.batch = options.batch;
    for (const std::string& zone : options.zones) {
        const size_t equals = zone.find('=');
        const auto level = equals == std::string::npos ? std::nullopt : parse_level(zone.substr(equals + 1));
        if (level)
            question.round.zones[zone.substr(0, equals)] = *level;
        else
            problems.push_back(option_problem("--zone", {"不是 管理区=级别：" + zone, "no ZONE=LEVEL: " + zone},
                                              {"例如 一般管理区=yellow", "for example 一般管理区=yellow"}));
    }
    for (const std::string& id : options.not_applied) question.round.not_applied.push_back({id, ""});
    if (!options.not_applied.empty() && question.inventory.library.empty())
        if (auto library = read_measure_library(*embedded("rules/measures.toml"), "rules/measures.toml"))
            question.inventory.library = std::move(*library);
    if (const Text wrong = round_problem(question.inventory, question.round); !wrong.zh.empty())
        problems.push_back(option_problem("--inventory", wrong, {"核对 --batch、--zone、--not-applied", "see --batch, --zone, --not-applied"}));
}

}  // namespace

SelectionTerms InventoryQuestion::terms() const {
    return selection_terms(inventory, round, level, start_of(day), start_of(day), areas);
}

void add_inventory_options(CLI::App& verb, InventoryOptions& options, bool zh) {
    verb.add_option("--inventory", options.inventory,
                    zh ? "应急减排清单文件夹（每张表一个 CSV）" : "folder of the inventory, one CSV file a sheet")
        ->required();
    verb.add_option("--level", options.level, "blue|yellow|orange|red")->required();
    verb.add_option("--date", options.date,
                    zh ? "按哪一天的等级与豁免，例如 2014-02-20；默认今天"
                       : "day of grades and exemptions, e.g. 2014-02-20; default today");
    verb.add_option("--edition", options.edition, zh ? "预警版本：编号或文件" : "edition: ID|FILE");
    verb.add_option("--area", options.areas, zh ? "只看这些县（市、区），逗号分隔" : "only these areas, with commas")
        ->delimiter(',');
    verb.add_option("--batch", options.batch, zh ? "本轮执行的轮产批次；不写则每条生产线都计" : "rotation batch of this round; default: every line");
    verb.add_option("--zone", options.zones,
                    zh ? "某管理区按另一级别执行：管理区=级别，可重复" : "another level for a zone: ZONE=LEVEL, may be repeated");
    verb.add_option("--not-applied", options.not_applied,
                    zh ? "本轮不实施的措施（措施库编号），逗号分隔" : "measures of the library that this round does without")
        ->delimiter(',');
    verb.add_option("--format", options.format, "table|csv|json")->check(CLI::IsMember({"table", "csv", "json"}));
}

Result<InventoryQuestion> read_question(const InventoryOptions& options) {
    InventoryQuestion question;
    std::vector<Problem> problems;
    question.day = today();
    if (!options.date.empty()) {
        if (const auto day = parse_day(options.date))
            question.day = *day;
        else
            problems.push_back(option_problem("--date", {"不是日期：" + options.date, "no date: " + options.date},
                                              {"例如 2014-02-20", "for example 2014-02-20"}));
    }
    if (!options.edition.empty()) {
        auto edition = load_edition(options.edition);
        if (edition) {
            question.edition = std::move(*edition);
            for (Problem& note : edition_out_of_force(*question.edition, question.day)) {
                note.severity = Severity::warning;
                question.notes.push_back(std::move(note));
            }
        } else {
            problems.insert(problems.end(), edition.error().begin(), edition.error().end());
        }
    }
    read_level(options, question, problems);
    auto inventory = read_inventory_input(options.inventory, question.notes);
    if (inventory) {
        question.inventory = std::move(*inventory);
        check_areas(options, question, problems);
        read_round(options, question, problems);
    } else {
        problems.insert(problems.end(), inventory.error().begin(), inventory.error().end());
    }
    if (problems.empty()) return question;
    // What was noted about the input helps to mend it.
    problems.insert(problems.begin(), question.notes.begin(), question.notes.end());
    return tl::unexpected(std::move(problems));
}

}  // namespace qingkong
