// SPDX-License-Identifier: Apache-2.0
// `qingkong outbox`: deliveries, through the daemon's API.
#include <iostream>
#include <memory>

#include <fmt/format.h>

#include "engine/output.hpp"
#include "engine/verbs/api_verb.hpp"

namespace qingkong {
namespace {

using Json = nlohmann::ordered_json;

struct OutboxOptions {
    ApiOptions api;
    std::string id, state, transition, alert, enterprise, channel, purpose, out;
    int limit = 200;
};

std::string query_of(const OutboxOptions& options) {
    std::string query;
    const std::pair<const char*, const std::string*> parts[] = {{"state", &options.state},           {"transition", &options.transition},
                                                                {"alert", &options.alert},           {"enterprise", &options.enterprise},
                                                                {"channel", &options.channel},       {"purpose", &options.purpose}};
    for (const auto& [name, value] : parts)
        if (!value->empty()) query += fmt::format("&{}={}", name, path_segment(*value));
    return query;
}

int list(const OutboxOptions& options, Language language) {
    const auto mails = ask_api(options.api, language, "GET", fmt::format("/api/v1/outbox?limit={}{}", options.limit, query_of(options)));
    if (!mails) return mails.error();
    Table table;
    table.columns = {TableColumn("id", CellKind::number), "state", "channel", "purpose", "enterprise_id", "to", "transition", "subject", TableColumn("attempts", CellKind::number),
                     "next_try", "sent_at", "bounced_at", "confirmed_at", "confirmed_how", "last_reply"};
    for (const Json& mail : *mails)
        table.rows.push_back({member_text(mail, "id"), member_text(mail, "state"), member_text(mail, "channel"), member_text(mail, "purpose"),
                              member_text(mail, "enterprise_id"), member_text(mail, "to"), member_text(mail, "transition"),
                              member_text(mail, "subject"), member_text(mail, "attempts"), member_text(mail, "next_try"),
                              member_text(mail, "sent_at"), member_text(mail, "bounced_at"), member_text(mail, "confirmed_at"), member_text(mail, "confirmed_how"),
                              member_text(mail, "last_reply")});
    print_table(std::cout, table, output_format(options.api.format));
    return 0;
}

/// The ledger of an alert or a transition, CSV as the daemon made it.
int ledger(const OutboxOptions& options, Language language) {
    const std::string query = query_of(options);
    const auto csv = ask_api_text(options.api, language, "/api/v1/outbox/ledger" + (query.empty() ? "" : "?" + query.substr(1)));
    if (!csv) return csv.error();
    std::cout << *csv;
    return 0;
}

/// The message to its last byte; with `--format json` what the outbox knows of it.
int show(const OutboxOptions& options, Language language) {
    if (options.api.format == "json") {
        const auto row = ask_api(options.api, language, "GET", "/api/v1/outbox/" + path_segment(options.id) + "?format=json");
        if (!row) return row.error();
        std::cout << row->dump(2) << "\n";
        return 0;
    }
    const auto mail = ask_api_text(options.api, language, "/api/v1/outbox/" + path_segment(options.id));
    if (!mail) return mail.error();
    std::cout << *mail;
    return 0;
}

int act(const OutboxOptions& options, Language language, const char* what) {
    const auto done = ask_api(options.api, language, "POST", "/api/v1/outbox/" + path_segment(options.id) + "/" + what, Json::object());
    if (!done) return done.error();
    if (output_format(options.api.format) == OutputFormat::json) {
        std::cout << done->dump() << "\n";
        return 0;
    }
    const bool zh = language == Language::zh, held = std::string(what) == "hold";
    std::cout << fmt::format("{} {}\n", options.id, held ? (zh ? "已暂停" : "held") : (zh ? "待发送" : "waiting"));
    return 0;
}

}  // namespace

void add_outbox(CLI::App& app, VerbContext& context) {
    const bool zh = context.language == Language::zh;
    auto options = std::make_shared<OutboxOptions>();
    CLI::App* verb = app.add_subcommand("outbox", zh ? "发送队列（经守护进程的接口）" : "deliveries, through the daemon's API");
    verb->require_subcommand(1);
    const auto part = [&](const char* name, const char* zh_text, const char* en_text, const char* line, std::function<int()> run) {
        CLI::App* one = verb->add_subcommand(name, zh ? zh_text : en_text);
        add_api_options(*one, options->api, context.language);
        one->footer(std::string(zh ? "示例：" : "Example:") + "\n  " + line);
        one->callback([&context, run] { context.run = run; });
        return one;
    };
    CLI::App* list_verb = part("list", "列出邮件", "list the mails", "qingkong outbox list --state failed --token-file officer.token",
                               [options, &context] { return list(*options, context.language); });
    list_verb->add_option("--state", options->state, "waiting|sending|deferred|sent|unknown|failed|held|withdrawn")
        ->check(CLI::IsMember({"waiting", "sending", "deferred", "sent", "unknown", "failed", "held", "withdrawn"}));
    CLI::App* ledger_verb = part("ledger", "通知台账（CSV，含号码和地址）", "the ledger of deliveries, CSV", "qingkong outbox ledger --alert A2026-01 --token-file officer.token > ledger.csv",
                                 [options, &context] { return ledger(*options, context.language); });
    for (CLI::App* one : {list_verb, ledger_verb}) {
        one->add_option("--transition", options->transition, zh ? "文件编号，如 A2026-01.1" : "transition, e.g. A2026-01.1");
        one->add_option("--alert", options->alert, zh ? "预警编号" : "alert");
        one->add_option("--enterprise", options->enterprise, zh ? "企业编号" : "enterprise");
        one->add_option("--channel", options->channel, "mail|sms|webhook|wecom|dingtalk|telephone");
        one->add_option("--purpose", options->purpose, "order|unit|notice|reminder|alarm");
    }
    list_verb->add_option("--limit", options->limit, zh ? "最多几条" : "at most so many")->check(CLI::Range(1, 100000));
    CLI::App* show_verb = part("show", "一封邮件的原文", "one mail, its bytes", "qingkong outbox show 17 --token-file officer.token",
                               [options, &context] { return show(*options, context.language); });
    CLI::App* retry_verb = part("retry", "重试发送", "send again", "qingkong outbox retry 17 --token-file officer.token",
                                [options, &context] { return act(*options, context.language, "retry"); });
    CLI::App* hold_verb = part("hold", "暂停发送", "hold a mail", "qingkong outbox hold 17 --token-file officer.token",
                               [options, &context] { return act(*options, context.language, "hold"); });
    for (CLI::App* one : {show_verb, retry_verb, hold_verb}) one->add_option("id", options->id, zh ? "邮件编号" : "number of the mail")->required();
}

}  // namespace qingkong
