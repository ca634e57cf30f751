// SPDX-License-Identifier: Apache-2.0
// `qingkong editions`: the alert editions, their texts, what is wrong with one, what two differ in, what a level means.

#include <algorithm>
#include <iostream>
#include <memory>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <unistd.h>

#include "engine/clock.hpp"
#include "engine/editions.hpp"
#include "engine/output.hpp"
#include "engine/verbs/verbs.hpp"
#include "rules/edition_cases.hpp"
#include "rules/edition_check.hpp"
#include "rules/edition_words.hpp"

namespace qingkong {
namespace {

struct EditionsArguments {
    std::string edition, other;           ///< ID|FILE
    std::vector<std::string> files;       ///< of `check`
    std::string level, format;
};

int refuse(const std::vector<Problem>& problems, Language language) {
    print_problems(problems, language);
    return 2;
}

std::string levels_of(const Edition& edition) {
    std::string words;
    for (const LevelRule& rule : edition.levels)
        words += (words.empty() ? "" : "+") + std::string(token(rule.level));
    return words;
}

int list(const EditionsArguments& arguments, Language language) {
    Table table{{"edition", "valid_from", "valid_to", "levels", "targets", "document", "title"}, {}};
    for (const std::string& id : built_in_editions()) {
        const auto edition = load_edition(id);
        if (!edition) return refuse(edition.error(), language);
        const auto day = [](const std::optional<Day>& d) { return d ? format_day(*d) : std::string(); };
        table.rows.push_back({edition->id, day(edition->valid_from), day(edition->valid_to), levels_of(*edition),
                              edition->targets, edition->document, edition->title.in(language)});
    }
    print_table(std::cout, table, output_format(arguments.format));
    return 0;
}

int show(const EditionsArguments& arguments, Language language) {
    const auto found = edition_text(arguments.edition);
    if (!found) return refuse(found.error(), language);
    std::cout << found->text;
    return 0;
}

/// Errors to standard error, one line an edition to standard output.
int check(const EditionsArguments& arguments, Language language) {
    const bool zh = language == Language::zh;
    const Day today = day_of(Clock::system().now());
    std::vector<std::string> wanted = arguments.files;
    if (wanted.empty()) wanted = built_in_editions();
    std::vector<Edition> editions;
    size_t failed = 0;
    int compared = 0;
    for (const std::string& name : wanted) {
        const auto text = edition_text(name);
        if (!text) return refuse(text.error(), language);
        const auto edition = load_edition(name);
        std::vector<Problem> found;
        if (edition) {
            found = check_edition(*edition, text->file, today);
            const CaseReport cases = run_cases(*edition);
            found.insert(found.end(), cases.problems.begin(), cases.problems.end());
            compared += cases.compared;
            editions.push_back(*edition);
        } else {
            found = edition.error();
        }
        print_problems(found, language);
        const auto errors = std::count_if(found.begin(), found.end(),
                                          [](const Problem& p) { return p.severity == Severity::error; });
        failed += errors > 0;
        const size_t warnings = found.size() - static_cast<size_t>(errors);
        if (edition)
            std::cout << (zh ? fmt::format("{}：{}（{}，{}），{} 处错误，{} 处提醒\n", text->file, errors > 0 ? "有误" : "可用",
                                           edition->id, edition->hash, errors, warnings)
                             : fmt::format("{}: {} ({}, {}), {} errors, {} warnings\n", text->file,
                                           errors > 0 ? "wrong" : "usable", edition->id, edition->hash, errors, warnings));
        else
            std::cout << (zh ? fmt::format("{}：{} 处错误\n", text->file, errors)
                             : fmt::format("{}: {} errors\n", text->file, errors));
    }
    const std::vector<Problem> dates = check_families(editions);
    print_problems(dates, language);
    failed += static_cast<size_t>(std::count_if(dates.begin(), dates.end(),
                                                [](const Problem& p) { return p.severity == Severity::error; }));
    std::cout << (zh ? fmt::format("已核对 {} 个校验例\n", compared) : fmt::format("{} cases compared\n", compared));
    return failed > 0 || compared == 0 ? 1 : 0;
}

int diff(const EditionsArguments& arguments, Language language) {
    std::vector<std::vector<EditionFact>> facts;
    for (const std::string& name : {arguments.edition, arguments.other}) {
        const auto edition = load_edition(name);
        if (!edition) return refuse(edition.error(), language);
        facts.push_back(edition_facts(*edition));
    }
    const auto value_in = [&](size_t side, const std::string& key) -> std::string {
        for (const EditionFact& fact : facts[side])
            if (fact.key == key) return fact.value;
        return "";
    };
    Table table{{"key", "left", "right"}, {}};
    for (const EditionFact& fact : facts[0])
        if (const std::string other = value_in(1, fact.key); other != fact.value)
            table.rows.push_back({fact.key, fact.value, other});
    for (const EditionFact& fact : facts[1])
        if (value_in(0, fact.key).empty() && !fact.value.empty() &&
            std::none_of(facts[0].begin(), facts[0].end(), [&](const EditionFact& f) { return f.key == fact.key; }))
            table.rows.push_back({fact.key, "", fact.value});
    print_table(std::cout, table, output_format(arguments.format));
    return 0;
}

int explain(const EditionsArguments& arguments, Language language) {
    const auto edition = load_edition(arguments.edition);
    if (!edition) return refuse(edition.error(), language);
    const auto level = parse_level(arguments.level);
    if (!level || !edition->has(*level))
        return refuse({{Severity::error, {},
                        {fmt::format("版本 {} 没有级别 \"{}\"", edition->id, arguments.level),
                         fmt::format("edition {} has no level \"{}\"", edition->id, arguments.level)},
                        {"可用值：" + levels_of(*edition), "wanted one of: " + levels_of(*edition)}}},
                      language);
    const std::vector<EditionSentence> sentences = explain_level(*edition, *level);
    const bool json = arguments.format.empty() ? isatty(STDOUT_FILENO) == 0 : arguments.format == "json";
    if (!json) {
        for (const EditionSentence& sentence : sentences)
            std::cout << fmt::format("{}  [{}{}{}]\n", sentence.text.in(language), sentence.clause,
                                     sentence.citation.empty() ? "" : ", ", sentence.citation);
        return 0;
    }
    nlohmann::ordered_json out = {{"edition", edition->id},
                                  {"hash", edition->hash},
                                  {"document", edition->document},
                                  {"level", token(*level)},
                                  {"sentences", nlohmann::ordered_json::array()}};
    for (const EditionSentence& sentence : sentences)
        out["sentences"].push_back({{"clause", sentence.clause},
                                    {"citation", sentence.citation},
                                    {"text", {{"zh", sentence.text.zh}, {"en", sentence.text.en}}}});
    std::cout << out.dump(2) << "\n";
    return 0;
}

}  // namespace

void add_editions(CLI::App& app, VerbContext& context) {
    const bool zh = context.language == Language::zh;
    auto arguments = std::make_shared<EditionsArguments>();
    CLI::App* verb = app.add_subcommand("editions", zh ? "预警版本：列出、查看、检查、比较、解释"
                                                       : "the alert editions: list, show, check, compare, explain");
    verb->require_subcommand(1);
    const auto add = [&](const char* name, const char* zh_words, const char* en_words, const char* example,
                         int (*run)(const EditionsArguments&, Language)) {
        CLI::App* sub = verb->add_subcommand(name, zh ? zh_words : en_words);
        sub->footer(std::string(zh ? "示例：" : "Example:") + "\n  qingkong editions " + example);
        sub->callback([arguments, &context, run] {
            context.run = [arguments, &context, run] { return run(*arguments, context.language); };
        });
        return sub;
    };
    const auto edition = [&](CLI::App* sub, const char* name, std::string& into) {
        sub->add_option(name, into, zh ? "编号或文件" : "ID|FILE")->required();
    };
    const auto format = [&](CLI::App* sub, std::vector<std::string> known) {
        sub->add_option("--format", arguments->format, fmt::format("{}", fmt::join(known, "|")))
            ->check(CLI::IsMember(known));
    };
    format(add("list", "列出内置版本", "the editions built in", "list", list), {"table", "csv", "json"});
    edition(add("show", "输出版本文件原文", "the file as it stands", "show n2017", show), "ED", arguments->edition);
    add("check", "检查版本文件；不写则检查全部内置版本", "check files, or all that are built in", "check n2017", check)
        ->add_option("FILE", arguments->files, zh ? "编号或文件" : "ID|FILE");
    CLI::App* compare = add("diff", "比较两个版本", "what two editions differ in", "diff n2019 n2024", diff);
    edition(compare, "ED", arguments->edition);
    edition(compare, "OTHER", arguments->other);
    format(compare, {"table", "csv", "json"});
    CLI::App* level = add("explain", "说明某一级别的条件", "what a level asks for", "explain n2017 red", explain);
    edition(level, "ED", arguments->edition);
    level->add_option("LEVEL", arguments->level, "ungraded|blue|yellow|orange|red")->required();
    format(level, {"table", "json"});
    verb->footer(std::string(zh ? "示例：" : "Example:") + "\n  qingkong editions explain n2017 red");
}

}  // namespace qingkong
