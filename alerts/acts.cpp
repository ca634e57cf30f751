// SPDX-License-Identifier: Apache-2.0
#include "alerts/acts.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace qingkong {

JournalEntry entry(const Situation& situation, const std::string& scope, const std::string& kind, AlertLevel level,
                   const std::string& who, Text text, const nlohmann::ordered_json& data) {
    JournalEntry out;
    out.at = situation.now;
    out.area = scope;
    out.kind = kind;
    out.level = level;
    out.who = who;
    out.text = std::move(text);
    out.data = data.dump();
    return out;
}

Outcome refused(const char* id, Text what, Text wanted) {
    Outcome out;
    out.refusal = Outcome::Refusal{id, std::move(what), std::move(wanted)};
    return out;
}

Outcome reason_missing() {
    return refused("reason_missing", {"未填写理由", "the reason is missing"}, {"理由必填", "a reason is required"});
}

const Alert* active_alert(const Situation& situation, const std::string& id) {
    for (const Alert& alert : situation.book.alerts)
        if (alert.id == id && alert.level != AlertLevel::normal) return &alert;
    return nullptr;
}

Outcome unknown_alert(const std::string& id) {
    return refused("unknown_alert", {"没有执行中的预警 " + id, "no alert in force " + id}, {"请查看预警列表", "see the list of alerts"});
}

std::optional<Outcome> bad_start(const Situation& situation, Instant start) {
    const Instant earliest = instant_of(ceil_hour(situation.now));
    if (start >= earliest && instant_of(floor_hour(start)) == start) return std::nullopt;
    return refused("bad_start",
                   {fmt::format("响应启动时间 {} 不可用", format_instant(start)),
                    fmt::format("response start {} cannot be used", format_instant(start))},
                   {fmt::format("应为整点，且不早于 {}", format_instant(earliest)),
                    fmt::format("wanted: a full hour, not before {}", format_instant(earliest))});
}

const ScopeAir* air_of_scope(const Situation& situation, const std::string& scope) {
    for (const ScopeAir& air : situation.air)
        if (air.scope == scope) return &air;
    return nullptr;
}

const Proposal* open_of_scope(const AlertBook& book, const std::string& scope, ProposalKind kind) {
    for (const Proposal& proposal : book.open)
        if (proposal.area == scope && proposal.kind == kind) return &proposal;
    return nullptr;
}

bool same_step(const Proposal& a, const Proposal& b) {
    return a.action == b.action && a.to == b.to && a.from == b.from && a.alert_id == b.alert_id && a.superior == b.superior;
}

Text proposal_text(const Proposal& proposal) {
    const Text action = action_name(proposal.action), to = level_name(proposal.to), from = level_name(proposal.from);
    const Text grade = response_grade(proposal.to);
    const std::string zh = spoken_time_zh(proposal.response_start), en = spoken_time_en(proposal.response_start);
    Text text;
    switch (proposal.action) {
        case AlertAction::issue:
        case AlertAction::external:
            text = {fmt::format("建议发布{}预警，自{}起启动{}级应急响应", to.zh, zh, grade.zh),
                    fmt::format("Proposal: issue {}, response {} from {}", to.en, grade.en, en)};
            break;
        case AlertAction::upgrade:
            text = {fmt::format("建议自{}起将{}预警升级为{}预警", zh, from.zh, to.zh),
                    fmt::format("Proposal: upgrade {} to {} from {}", from.en, to.en, en)};
            break;
        case AlertAction::downgrade:
            text = {fmt::format("建议自{}起将{}预警调整为{}预警", zh, from.zh, to.zh),
                    fmt::format("Proposal: lower {} to {} from {}", from.en, to.en, en)};
            break;
        case AlertAction::release:
            text = {fmt::format("建议自{}起解除{}预警，终止{}级应急响应", zh, from.zh, response_grade(proposal.from).zh),
                    fmt::format("Proposal: release {} from {}, end response {}", from.en, en,
                                response_grade(proposal.from).en)};
            break;
        default:
            text = {fmt::format("建议维持{}预警，不执行已签发的解除", to.zh),
                    fmt::format("Proposal: keep {}, take the signed release back", to.en)};
    }
    text.zh += "。" + proposal.reason.zh;
    text.en += ". " + proposal.reason.en;
    return text;
}

Text proposal_difference(const Proposal& was, const Proposal& is) {
    Text text;
    const auto time = [](const std::optional<Instant>& at, const char* none) { return at ? format_instant(*at) : none; };
    const auto tell = [&](const Text& name, const Text& before, const Text& after) {
        if (before.en == after.en) return;
        text.zh += fmt::format("{}{}由{}改为{}", text.zh.empty() ? "" : "；", name.zh, before.zh, after.zh);
        text.en += fmt::format("{}{} was {}, is {}", text.en.empty() ? "" : "; ", name.en, before.en, after.en);
    };
    const auto tell_time = [&](const Text& name, const std::optional<Instant>& before, const std::optional<Instant>& after) {
        tell(name, {time(before, "未定"), time(before, "open")}, {time(after, "未定"), time(after, "open")});
    };
    const auto both = [](const std::string& word) { return Text{word, word}; };
    tell({"实况截至", "measured to"}, both(format_hour(was.measured_to)), both(format_hour(is.measured_to)));
    tell_time({"预报", "forecast of"}, was.forecast_issued_at, is.forecast_issued_at);
    tell_time({"响应启动时间", "response start"}, was.response_start, is.response_start);
    tell_time({"预计解除时间", "planned end"}, was.planned_end, is.planned_end);
    tell_time({"污染过程开始", "begin of the episode"}, was.episode_begin, is.episode_begin);
    tell_time({"污染过程结束", "end of the episode"}, was.episode_end, is.episode_end);
    tell({"本地研判目标级别", "own target"}, level_name(was.own_target), level_name(is.own_target));
    return text;
}

}  // namespace qingkong
