// SPDX-License-Identifier: Apache-2.0
// `qingkong alert`: the officer's commands through the daemon's API; the daemon decides, these verbs only carry.
#include <iostream>
#include <memory>

#include <fmt/format.h>

#include "engine/output.hpp"
#include "engine/verbs/api_verb.hpp"

namespace qingkong {
namespace {

using Json = nlohmann::ordered_json;

struct AlertOptions {
    ApiOptions api;
    std::string id, reason, comment, level, area, start, until, by, channel, at;
    std::string manner, authority, approved_at, record, told_by, note;
    int version = 0;
    bool exercise = false;
};

/// Open proposals, then the alerts; ids tell them apart (P0001, A2014-01, D2014-01).
int list(const AlertOptions& options, Language language) {
    const auto proposals = ask_api(options.api, language, "GET", "/api/v1/proposals");
    if (!proposals) return proposals.error();
    const auto alerts = ask_api(options.api, language, "GET", "/api/v1/alerts");
    if (!alerts) return alerts.error();
    Table table;
    table.columns = {"id", "kind", "area", "action", "level", "start", "end", "document_no", "published_at"};
    for (const Json& p : *proposals)
        table.rows.push_back({member_text(p, "id"), "proposal", member_text(p, "area"), member_text(p, "action"), member_text(p, "to"),
                              member_text(p, "response_start"), member_text(p, "planned_end"), "", ""});
    for (const Json& alert : *alerts) {
        const Json none = Json::object(), &transitions = alert.at("transitions");
        const Json& last = transitions.empty() ? none : transitions.back();
        const std::string discretion = member_text(last, "discretion");
        table.rows.push_back({member_text(alert, "id"), member_text(last, "exercise") == "true" ? "drill" : "alert", member_text(alert, "area"),
                              discretion.empty() ? member_text(last, "action") : discretion, member_text(alert, "level"), member_text(last, "response_start"),
                              member_text(last, "planned_end"), member_text(last, "document_no"), member_text(last, "published_at")});
    }
    print_table(std::cout, table, output_format(options.api.format));
    return 0;
}

/// One proposal or alert, whole, as JSON.
int show(const AlertOptions& options, Language language) {
    if (options.id.rfind('P', 0) != 0) {
        const auto alert = ask_api(options.api, language, "GET", "/api/v1/alerts/" + path_segment(options.id));
        if (!alert) return alert.error();
        std::cout << alert->dump(2) << "\n";
        return 0;
    }
    const auto all = ask_api(options.api, language, "GET", "/api/v1/proposals?status=all");
    if (!all) return all.error();
    for (const Json& one : *all)
        if (member_text(one, "id") == options.id) {
            std::cout << one.dump(2) << "\n";
            return 0;
        }
    print_problems({{Severity::error, {options.id, 0, 0, ""}, {"没有该建议", "no such proposal"}, {"见 qingkong alert list", "see qingkong alert list"}}}, language);
    return 1;
}

Json body_of(const AlertOptions& options) {
    Json body = Json::object(), approval = Json::object();
    const auto put = [](Json& into, const char* key, const std::string& value) {
        if (!value.empty()) into[key] = value;
    };
    put(body, "reason", options.reason);
    put(body, "comment", options.comment);
    put(body, "level", options.level);
    put(body, "area", options.area);
    put(body, "response_start", options.start);
    put(body, "until", options.until);
    put(body, "by", options.by);
    put(body, "channel", options.channel);
    put(body, "at", options.at);
    put(body, "told_by", options.told_by);
    put(body, "note", options.note);
    put(approval, "manner", options.manner);
    put(approval, "authority", options.authority);
    put(approval, "approved_at", options.approved_at);
    put(approval, "record", options.record);
    if (!approval.empty()) body["approval"] = approval;
    if (options.version > 0) body["version"] = options.version;
    return body;
}

/// Sends the command and says what was made: document number, version, what had changed since the wording seen.
int act(const AlertOptions& options, Language language, const std::string& path) {
    const auto done = ask_api(options.api, language, "POST", path, body_of(options));
    if (!done) return done.error();
    if (output_format(options.api.format) == OutputFormat::json) {
        std::cout << done->dump() << "\n";
        return 0;
    }
    const bool zh = language == Language::zh;
    std::string words = zh ? "已办理" : "done";
    if (const auto t = done->find("transition"); t != done->end() && t->is_object())
        words += (zh ? "：" : ": ") + member_text(*t, "document_no") + (zh ? "（" : " (") + member_text(*t, "id") + (zh ? "）" : ")");
    if (done->value("repeated", false)) words += zh ? "；此前已办理，未重复执行" : "; it was done before and not repeated";
    std::cout << words << "\n";
    if (const auto difference = done->find("difference"); difference != done->end() && difference->is_object())
        if (const std::string text = member_text(*difference, zh ? "zh" : "en"); !text.empty())
            std::cout << (zh ? "与所见稿的差异：" : "changed since the wording seen: ") << text << "\n";
    return 0;
}

struct Command {
    const char *name, *zh, *en, *path, *example;    ///< `{}` in the path is the id
    const char* takes;                              ///< letters: i id, r reason, l level, s start, a area, A approval …
};

constexpr Command kCommands[] = {
    {"sign", "签发建议", "sign a proposal", "/api/v1/proposals/{}/sign", "qingkong alert sign P0001 --comment 同意 --token-file officer.token", "icsvA"},
    {"refuse", "退回建议", "refuse a proposal", "/api/v1/proposals/{}/refuse", "qingkong alert refuse P0001 --reason 预报已改善 --token-file officer.token", "ir"},
    {"raise", "由本级研判发布或加严；--exercise 为演练", "raise an alert by discretion; --exercise: a drill", "/api/v1/alerts",
     "qingkong alert raise --area all --level yellow --reason 区域协同 --token-file officer.token", "alrsxA"},
    {"extend", "延续预警", "continue an alert", "/api/v1/alerts/{}/extend",
     "qingkong alert extend A2026-01 --until 2026-11-26T12:00 --reason 扩散条件未改善 --token-file officer.token", "iruA"},
    {"correct", "响应启动前更正（补充通知）", "correct before the start", "/api/v1/alerts/{}/correct",
     "qingkong alert correct A2026-01 --level orange --reason 预报调整 --token-file officer.token", "ilrsA"},
    {"release", "解除预警", "release an alert", "/api/v1/alerts/{}/release", "qingkong alert release A2026-01 --reason 空气质量已改善 --token-file officer.token", "irsA"},
    {"suspend", "暂停预警", "suspend an alert", "/api/v1/alerts/{}/suspend", "qingkong alert suspend A2026-01 --reason 短时改善 --token-file officer.token", "irsA"},
    {"resume", "重新启动已暂停的预警", "resume a suspended alert", "/api/v1/alerts/{}/resume",
     "qingkong alert resume A2026-01 --reason 污染再次累积 --token-file officer.token", "iLrsA"},
    {"publish", "记录政府已对外发布", "record the government's publication", "/api/v1/transitions/{}/publish",
     "qingkong alert publish A2026-01.1 --by 示例市人民政府 --token-file officer.token", "ip"},
    {"ack", "登记电话确认（编号见 outbox list）", "record that an enterprise confirmed by telephone", "/api/v1/deliveries/{}/acknowledge",
     "qingkong alert ack 17 --told-by 值班室王某 --note 已安排停产 --token-file officer.token", "ik"}};

void add_approval(CLI::App& verb, AlertOptions& options, bool zh) {
    verb.add_option("--manner", options.manner, zh ? "批准方式：program|paper|telephone|emergency" : "how approved: program|paper|telephone|emergency")
        ->check(CLI::IsMember({"program", "paper", "telephone", "emergency"}));
    verb.add_option("--authority", options.authority, zh ? "授权（[[authority]] 的标识）" : "id of [[authority]]");
    verb.add_option("--approved-at", options.approved_at, zh ? "纸质签批或电话批示的时间" : "when it was signed on paper or said");
    verb.add_option("--record", options.record, zh ? "留存材料编号" : "id of the record kept");
}

void add_terms(CLI::App& verb, const Command& command, AlertOptions& options, bool zh) {
    const std::string takes = command.takes;
    const auto has = [&](char letter) { return takes.find(letter) != std::string::npos; };
    const char* const id = takes.find('p') != std::string::npos ? (zh ? "文件编号，如 A2026-01.1" : "transition, e.g. A2026-01.1")
                           : takes.find('k') != std::string::npos ? (zh ? "通知编号" : "number of the delivery")
                           : takes.find('v') != std::string::npos || std::string(command.name) == "refuse" ? (zh ? "建议编号" : "proposal")
                                                                                                           : (zh ? "预警编号" : "alert");
    if (has('i')) verb.add_option("id", options.id, id)->required();
    if (has('r')) verb.add_option("--reason", options.reason, zh ? "理由" : "reason")->required();
    if (has('c')) verb.add_option("--comment", options.comment, zh ? "签发意见" : "comment");
    if (has('v')) verb.add_option("--version", options.version, zh ? "所见建议的稿次" : "version of the proposal seen");
    if (has('l') || has('L')) {
        CLI::Option* level = verb.add_option("--level", options.level, "blue|yellow|orange|red")->check(CLI::IsMember({"blue", "yellow", "orange", "red", "ungraded"}));
        if (has('l')) level->required();
    }
    if (has('a')) verb.add_option("--area", options.area, zh ? "all，或区域编号，多个以 + 相连" : "all, or area ids joined by +")->required();
    if (has('s')) verb.add_option("--start", options.start, zh ? "响应启动（解除、暂停）时间" : "start of the response, or its end");
    if (has('u')) verb.add_option("--until", options.until, zh ? "延续至" : "until")->required();
    if (has('x')) verb.add_flag("--exercise", options.exercise, zh ? "演练" : "a drill");
    if (has('p')) {
        verb.add_option("--by", options.by, zh ? "发布的人民政府" : "the government that published")->required();
        verb.add_option("--channel", options.channel, zh ? "发布渠道" : "channel");
        verb.add_option("--at", options.at, zh ? "发布时间，默认现在" : "when, default now");
    }
    if (has('k')) {
        verb.add_option("--told-by", options.told_by, zh ? "与谁通话（岗位或姓名；不进日志链）" : "with whom (post or name; kept outside the chain)")->required();
        verb.add_option("--note", options.note, zh ? "备注" : "a note");
        verb.add_option("--at", options.at, zh ? "通话时间，默认现在" : "when, default now");
    }
    if (has('A')) add_approval(verb, options, zh);
}

}  // namespace

void add_alert(CLI::App& app, VerbContext& context) {
    const bool zh = context.language == Language::zh;
    auto options = std::make_shared<AlertOptions>();
    CLI::App* verb = app.add_subcommand("alert", zh ? "建议与预警（经守护进程的接口）" : "proposals and alerts, through the daemon's API");
    verb->require_subcommand(1);
    const auto part = [&](const char* name, const char* text, const std::string& line, std::function<int()> run) {
        CLI::App* one = verb->add_subcommand(name, text);
        add_api_options(*one, options->api, context.language);
        one->footer(std::string(zh ? "示例：" : "Example:") + "\n  " + line);
        one->callback([&context, run] { context.run = run; });
        return one;
    };
    part("list", zh ? "待签发的建议和预警" : "open proposals and alerts", "qingkong alert list --token-file officer.token",
         [options, &context] { return list(*options, context.language); });
    part("show", zh ? "一个建议或预警的全部内容（JSON）" : "all of a proposal or an alert, as JSON", "qingkong alert show A2026-01 --token-file officer.token",
         [options, &context] { return show(*options, context.language); })
        ->add_option("id", options->id, zh ? "建议或预警编号" : "proposal or alert")
        ->required();
    for (const Command& command : kCommands) {
        CLI::App* one = part(command.name, zh ? command.zh : command.en, command.example, [options, &context, path = std::string(command.path)] {
            if (options->exercise) return act(*options, context.language, "/api/v1/drills");
            return act(*options, context.language, fmt::format(fmt::runtime(path), path_segment(options->id)));
        });
        add_terms(*one, command, *options, zh);
    }
}

}  // namespace qingkong
