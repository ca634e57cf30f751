// SPDX-License-Identifier: Apache-2.0
// `qingkong journal`: the record and its chain, read from the database (also while the daemon runs).
#include <cstdint>
#include <iostream>
#include <memory>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "alerts/fact_entry.hpp"
#include "alerts/journal.hpp"
#include "engine/config.hpp"
#include "engine/output.hpp"
#include "engine/rerun.hpp"
#include "engine/store.hpp"
#include "engine/verbs/verbs.hpp"

namespace qingkong {
namespace {

struct JournalOptions {
    std::string config = "qingkong.toml", format, id;
};

Result<std::vector<JournalEntry>> read_journal(const JournalOptions& options) {
    const auto config = load_config(options.config);
    if (!config) return tl::unexpected(config.error());
    auto store = Store::open(config->store.path);
    if (!store) return tl::unexpected(store.error());
    return store->journal(1, INT64_MAX / 2);
}

int show(const JournalOptions& options, Language language) {
    const auto entries = read_journal(options);
    if (!entries) {
        print_problems(entries.error(), language);
        return 2;
    }
    if (output_format(options.format) == OutputFormat::json) {
        for (const JournalEntry& entry : *entries) std::cout << entry_json(entry).dump() << "\n";
        return 0;
    }
    Table table;
    table.columns = {TableColumn("seq", CellKind::number), "at", "area", "kind", "level", "who", "text"};
    for (const JournalEntry& entry : *entries)
        table.rows.push_back({std::to_string(entry.seq), format_instant(entry.at), entry.area, entry.kind,
                              std::string(token(entry.level)), entry.who, entry.text.in(language)});
    print_table(std::cout, table, output_format(options.format));
    return 0;
}

int verify(const JournalOptions& options, Language language) {
    const auto entries = read_journal(options);
    if (!entries) {
        print_problems(entries.error(), language);
        return 2;
    }
    const std::vector<ChainBreak> breaks = verify_chain(*entries);
    for (const ChainBreak& one : breaks) std::cerr << "error: " << one.what.in(language) << "\n";
    if (breaks.empty())
        std::cout << (language == Language::zh ? fmt::format("日志完整：{}条，链条未断\n", entries->size())
                                               : fmt::format("the journal is whole: {} entries, no break\n", entries->size()));
    return breaks.empty() ? 0 : 1;
}

/// Prints the record as made again, a JSON line an entry; what differs goes to standard error.
int rerun_entries(const JournalOptions& options, Language language) {
    const auto failed = [language](const std::vector<Problem>& problems) {
        print_problems(problems, language);
        return 2;
    };
    const auto config = load_config(options.config);
    if (!config) return failed(config.error());
    std::vector<Problem> notes;
    const auto resources = load_resources(*config, notes);
    if (!resources) return failed(resources.error());
    auto store = Store::open(config->store.path);
    if (!store) return failed(store.error());
    std::vector<int64_t> wanted;
    if (options.id == "all") {
        for (const JournalEntry& entry : store->journal(1, INT64_MAX / 2))
            if (!is_fact(entry)) wanted.push_back(entry.seq);
    } else {
        const auto seq = journal_entry_of(*store, options.id);
        if (!seq) return failed(seq.error());
        wanted.push_back(*seq);
    }
    int different = 0;
    for (const int64_t seq : wanted) {
        const auto again = rerun(*store, *config, *resources, seq);
        if (!again) return failed(again.error());
        if (options.id != "all" || !again->identical()) std::cout << entry_json(again->made).dump() << "\n";
        for (const RerunDifference& one : again->differences)
            std::cerr << (language == Language::zh ? fmt::format("第{}条 {}：当时为 {}，重算为 {}\n", seq, one.path, one.was, one.is)
                                                   : fmt::format("entry {} {}: was {}, is {}\n", seq, one.path, one.was, one.is));
        different += again->identical() ? 0 : 1;
    }
    if (options.id == "all")
        std::cout << (language == Language::zh ? fmt::format("重算{}条，不同{}条\n", wanted.size(), different)
                                               : fmt::format("entries made again: {}, different: {}\n", wanted.size(), different));
    return different == 0 ? 0 : 1;
}

}  // namespace

void add_journal(CLI::App& app, VerbContext& context) {
    const bool zh = context.language == Language::zh;
    auto options = std::make_shared<JournalOptions>();
    CLI::App* verb = app.add_subcommand("journal", zh ? "日志及其校验链" : "the journal and its hash chain");
    verb->require_subcommand(1);
    verb->footer(std::string(zh ? "示例：" : "Example:") + "\n  qingkong journal verify --config qingkong.toml");
    CLI::App* show_verb = verb->add_subcommand("show", zh ? "列出全部日志" : "list all entries");
    CLI::App* verify_verb = verb->add_subcommand("verify", zh ? "检查是否有被改动、删除或调换的条目" : "find changed, removed or moved entries");
    CLI::App* rerun_verb = verb->add_subcommand(
        "rerun", zh ? "按当时已知的资料重算一个决定，应得出相同的记录" : "make a past decision again from what was known then");
    rerun_verb->add_option("id", options->id, zh ? "序号、建议编号、文件编号，或 all" : "number, proposal, transition, or all")
        ->required();
    rerun_verb->footer(std::string(zh ? "示例：" : "Example:") + "\n  qingkong journal rerun P0001 --config qingkong.toml");
    rerun_verb->callback(
        [options, &context] { context.run = [options, &context] { return rerun_entries(*options, context.language); }; });
    for (CLI::App* one : {show_verb, verify_verb, rerun_verb})
        one->add_option("--config", options->config, zh ? "配置文件" : "configuration");
    show_verb->add_option("--format", options->format, "table|csv|json")->check(CLI::IsMember({"table", "csv", "json"}));
    show_verb->callback([options, &context] { context.run = [options, &context] { return show(*options, context.language); }; });
    verify_verb->callback([options, &context] { context.run = [options, &context] { return verify(*options, context.language); }; });
}

}  // namespace qingkong
