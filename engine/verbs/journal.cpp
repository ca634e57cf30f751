// SPDX-License-Identifier: Apache-2.0
// `qingkong journal`: the record and its chain, read from the database (also while the daemon runs).
#include <cstdint>
#include <iostream>
#include <memory>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "alerts/journal.hpp"
#include "engine/config.hpp"
#include "engine/output.hpp"
#include "engine/store.hpp"
#include "engine/verbs/verbs.hpp"

namespace qingkong {
namespace {

struct JournalOptions {
    std::string config = "qingkong.toml", format;
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

}  // namespace

void add_journal(CLI::App& app, VerbContext& context) {
    const bool zh = context.language == Language::zh;
    auto options = std::make_shared<JournalOptions>();
    CLI::App* verb = app.add_subcommand("journal", zh ? "日志及其校验链" : "the journal and its hash chain");
    verb->require_subcommand(1);
    verb->footer(std::string(zh ? "示例：" : "Example:") + "\n  qingkong journal verify --config qingkong.toml");
    CLI::App* show_verb = verb->add_subcommand("show", zh ? "列出全部日志" : "list all entries");
    CLI::App* verify_verb = verb->add_subcommand("verify", zh ? "检查是否有被改动、删除或调换的条目" : "find changed, removed or moved entries");
    for (CLI::App* one : {show_verb, verify_verb})
        one->add_option("--config", options->config, zh ? "配置文件" : "configuration");
    show_verb->add_option("--format", options->format, "table|csv|json")->check(CLI::IsMember({"table", "csv", "json"}));
    show_verb->callback([options, &context] { context.run = [options, &context] { return show(*options, context.language); }; });
    verify_verb->callback([options, &context] { context.run = [options, &context] { return verify(*options, context.language); }; });
}

}  // namespace qingkong
