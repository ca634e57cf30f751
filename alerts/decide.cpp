// SPDX-License-Identifier: Apache-2.0
#include "alerts/decide.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "alerts/codec.hpp"
#include "alerts/evaluate.hpp"
#include "alerts/transition.hpp"

namespace qingkong {
namespace {

using Json = nlohmann::ordered_json;

/// A feed is stale when this many hours of the clock have no measured hour.
constexpr int kStaleHours = 3;

JournalEntry entry(const Situation& situation, const std::string& scope, const std::string& kind, AlertLevel level,
                   const std::string& who, Text text, const Json& data) {
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

const Proposal* open_of_scope(const AlertBook& book, const std::string& scope) {
    for (const Proposal& proposal : book.open)
        if (proposal.area == scope) return &proposal;
    return nullptr;
}

/// Level and direction: what a signature is given for (B.5).
bool same_step(const Proposal& a, const Proposal& b) {
    return a.action == b.action && a.to == b.to && a.from == b.from && a.alert_id == b.alert_id;
}

Text proposal_text(const Proposal& proposal) {
    const Text action = action_name(proposal.action), to = level_name(proposal.to), from = level_name(proposal.from);
    const Text grade = response_grade(proposal.to);
    const std::string zh = spoken_time_zh(proposal.response_start), en = spoken_time_en(proposal.response_start);
    Text text;
    switch (proposal.action) {
        case AlertAction::issue:
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

/// What stood in the open proposal and stands no more, or stands differently.
void follow_proposal(const Situation& situation, const ScopeAir& air, const ScopeEvaluation& evaluation, int& made,
                     Outcome& out) {
    const Proposal* open = open_of_scope(situation.book, air.scope);
    std::optional<Proposal> wanted = wanted_proposal(situation, air, evaluation);
    if (open != nullptr && wanted && same_step(*open, *wanted)) {
        // The same step on newer numbers: replaced in place, never doubled.
        wanted->id = open->id;
        wanted->made_at = open->made_at;
        if (proposal_json(*wanted) != proposal_json(*open)) out.proposals.push_back(std::move(*wanted));
        return;
    }
    if (open != nullptr) {
        Proposal closed = *open;
        closed.status = ProposalStatus::replaced;
        out.proposals.push_back(closed);
        if (!wanted)
            out.journal.push_back(entry(situation, air.scope, "proposal_withdrawn", open->to, "engine",
                                        {fmt::format("{}号建议已不成立。{}", open->id, evaluation.reason.zh),
                                         fmt::format("Proposal {} no longer holds. {}", open->id, evaluation.reason.en)},
                                        {{"proposal", open->id}}));
    }
    if (!wanted) return;
    wanted->id = fmt::format("P{:04}", ++made);
    Json data = proposal_json(*wanted);
    if (open != nullptr) data["replaces"] = open->id;
    const Text text = proposal_text(*wanted);
    out.journal.push_back(entry(situation, air.scope, open != nullptr ? "proposal_replaced" : "proposal", wanted->to,
                                "engine",
                                {fmt::format("{}：{}", wanted->id, text.zh), fmt::format("{}: {}", wanted->id, text.en)},
                                data));
    out.proposals.push_back(std::move(*wanted));
}

/// Hold, watch, return to keep, missing data, a stale feed: told once, when it begins.
void follow_note(const Situation& situation, const ScopeAir& air, const ScopeEvaluation& evaluation, Outcome& out) {
    ScopeNote note;
    note.action = evaluation.step.action;
    note.level = evaluation.step.level;
    note.insufficient = evaluation.assessment.insufficient_data;
    note.stale = air.stale_hours >= kStaleHours;
    ScopeNote before;
    if (const auto found = situation.book.notes.find(air.scope); found != situation.book.notes.end())
        before = found->second;
    if (note == before) return;
    out.notes[air.scope] = note;
    const bool new_action = note.action != before.action || note.level != before.level;
    const bool told = note.action == AlertAction::hold || note.action == AlertAction::watch ||
                      (note.action == AlertAction::keep &&
                       (before.action == AlertAction::hold || before.action == AlertAction::release ||
                        before.action == AlertAction::downgrade));
    if (new_action && told) {
        Json findings = Json::array();
        for (const Finding& finding : evaluation.findings) findings.push_back(finding_json(finding));
        out.journal.push_back(entry(situation, air.scope, std::string(token(note.action)), note.level, "engine",
                                    evaluation.reason,
                                    {{"edition", situation.edition.id},
                                     {"edition_hash", situation.edition.hash},
                                     {"findings", findings}}));
    }
    if (note.insufficient && !before.insufficient)
        out.journal.push_back(entry(
            situation, air.scope, "insufficient_data", evaluation.assessment.target, "engine",
            {"资料不足：有缺测小时，不能排除更高级别，请人工研判。缺测既不触发也不解除预警。",
             "Data are insufficient: with the missing hours a higher level cannot be excluded. A missing hour neither "
             "starts nor releases an alert; a person must judge."},
            {{"edition", situation.edition.id}}));
    if (note.stale && !before.stale)
        out.journal.push_back(entry(situation, air.scope, "stale_data", evaluation.standing.level, "engine",
                                    {fmt::format("监测数据已{}小时未更新，请核实。", air.stale_hours),
                                     fmt::format("Measured data have not been updated for {} h: please look.",
                                                 air.stale_hours)},
                                    {{"stale_hours", air.stale_hours}}));
}

/// A released alert whose hour has come is over.
void end_alerts(const Situation& situation, Outcome& out) {
    for (const Alert& alert : situation.book.alerts) {
        if (!alert.ends_at || *alert.ends_at > situation.now) continue;
        Alert ended = alert;
        ended.level = AlertLevel::normal;
        const Text level = level_name(alert.level), grade = response_grade(alert.level);
        out.journal.push_back(entry(
            situation, alert.area, "end", alert.level, "engine",
            {fmt::format("{}预警已于{}解除，{}级应急响应终止（{}）。", level.zh, spoken_time_zh(*alert.ends_at), grade.zh,
                         alert.id),
             fmt::format("The {} alert ended at {}, response {} is over ({}).", level.en,
                         spoken_time_en(*alert.ends_at), grade.en, alert.id)},
            {{"alert", alert.id}}));
        out.alerts.push_back(std::move(ended));
    }
}

/// The book without the alerts that ended just now.
AlertBook book_after_ends(const Situation& situation, const Outcome& out) {
    AlertBook book = situation.book;
    for (const Alert& ended : out.alerts)
        book.alerts.erase(std::remove_if(book.alerts.begin(), book.alerts.end(),
                                         [&](const Alert& a) { return a.id == ended.id; }),
                          book.alerts.end());
    return book;
}

Outcome on_tick(const Situation& given) {
    Outcome out;
    end_alerts(given, out);
    Situation situation = given;
    situation.book = book_after_ends(given, out);
    int made = situation.book.proposals_made;
    for (const ScopeAir& air : situation.air) {
        const ScopeEvaluation evaluation = evaluate(situation, air);
        if (evaluation.alert != nullptr && evaluation.alert->waits && !evaluation.standing.waits) {
            Alert begun = *evaluation.alert;
            begun.waits = false;
            out.alerts.push_back(std::move(begun));
        }
        if (!air.measured_to && !air.forecast_issued_at) continue;    // nothing is known: nothing to say
        follow_proposal(situation, air, evaluation, made, out);
        follow_note(situation, air, evaluation, out);
    }
    return out;
}

const ScopeAir* air_of_scope(const Situation& situation, const std::string& scope) {
    for (const ScopeAir& air : situation.air)
        if (air.scope == scope) return &air;
    return nullptr;
}

/// A full hour, not before the first one after the signature.
std::optional<Outcome> bad_start(const Situation& situation, Instant start) {
    const Instant earliest = instant_of(ceil_hour(situation.now));
    if (start >= earliest && instant_of(floor_hour(start)) == start) return std::nullopt;
    return refused("bad_start",
                   {fmt::format("响应启动时间 {} 不可用", format_instant(start)),
                    fmt::format("response start {} cannot be used", format_instant(start))},
                   {fmt::format("应为整点，且不早于 {}", format_instant(earliest)),
                    fmt::format("wanted: a full hour, not before {}", format_instant(earliest))});
}

std::string peak_of(const ScopeAir& air, const ScopeEvaluation& evaluation) {
    if (!evaluation.step.episode) return "";
    const Span span = evaluation.picture.actual.list[*evaluation.step.episode].span;
    AqiValue peak;
    for (int i = std::max(0, span.begin); i < std::min(span.end, static_cast<int>(air.values.size())); ++i)
        if (air.values[i].known() && (!peak.known() || air.values[i].units() > peak.units())) peak = air.values[i];
    if (!peak.known()) return "";
    return fmt::format("{}", (peak.units() + AqiValue::kUnit / 2) / AqiValue::kUnit);
}

Outcome on_sign(const Situation& situation, const SignCommand& command) {
    const auto proposal = std::find_if(situation.book.open.begin(), situation.book.open.end(),
                                       [&](const Proposal& p) { return p.id == command.proposal_id; });
    if (proposal == situation.book.open.end())
        return refused("proposal_closed", {"该建议已处理或已被替换", "this proposal is closed or replaced"},
                       {"请查看当前建议", "look at the proposals that are open"});
    const ScopeAir* air = air_of_scope(situation, proposal->area);
    if (air == nullptr)
        return refused("proposal_changed", {"已无该区域的空气质量资料", "there is no air data of this area any more"}, {});
    const ScopeEvaluation evaluation = evaluate(situation, *air);
    const std::optional<Proposal> fresh = wanted_proposal(situation, *air, evaluation);
    if (!fresh || !same_step(*fresh, *proposal))
        return refused("proposal_changed",
                       {"该建议形成后数据已更新，级别或方向已改变", "data changed: level or direction is another now"},
                       {"请核对新的建议后再签发", "check the new proposal, then sign"});
    const Instant start = command.response_start.value_or(fresh->response_start);
    if (auto bad = bad_start(situation, start)) return *bad;

    SignedStep step;
    step.scope = fresh->area;
    step.action = fresh->action;
    step.from = fresh->from;
    step.to = fresh->to;
    step.who = command.who;
    step.proposal_id = proposal->id;
    step.response_start = start;
    step.planned_end = fresh->planned_end;
    step.episode_begin = fresh->episode_begin;
    step.episode_end = fresh->episode_end;
    step.reason = fresh->reason;
    Json evidence = proposal_json(*fresh);
    if (!command.comment.empty()) evidence["comment"] = command.comment;
    step.evidence = evidence.dump();
    step.peak_aqi = peak_of(*air, evaluation);
    step.primary = air->primary;
    step.waits = fresh->action == AlertAction::issue && !evaluation.step.by_m12 && evaluation.step.effective &&
                 *evaluation.step.effective > air->now;
    step.proposed_at = air->first + air->now;
    Outcome out = make_transition(situation, step);
    Proposal signed_off = *fresh;
    signed_off.id = proposal->id;
    signed_off.made_at = proposal->made_at;
    signed_off.status = ProposalStatus::signed_off;
    out.proposals.push_back(std::move(signed_off));
    return out;
}

Outcome on_refuse(const Situation& situation, const RefuseCommand& command) {
    const auto proposal = std::find_if(situation.book.open.begin(), situation.book.open.end(),
                                       [&](const Proposal& p) { return p.id == command.proposal_id; });
    if (proposal == situation.book.open.end())
        return refused("proposal_closed", {"该建议已处理或已被替换", "this proposal is closed or replaced"},
                       {"请查看当前建议", "look at the proposals that are open"});
    if (command.reason.empty())
        return refused("reason_missing", {"未填写理由", "the reason is missing"}, {"理由必填", "a reason is required"});
    Outcome out;
    Proposal closed = *proposal;
    closed.status = ProposalStatus::refused;
    out.journal.push_back(entry(situation, closed.area, "refuse", closed.to, command.who,
                                {fmt::format("退回{}号建议：{}", closed.id, command.reason),
                                 fmt::format("proposal {} refused: {}", closed.id, command.reason)},
                                {{"proposal", closed.id}, {"reason", command.reason}}));
    out.proposals.push_back(std::move(closed));
    return out;
}

SignedStep discretion(const Situation& situation, const std::string& scope, const std::string& who,
                      const std::string& reason, Instant start) {
    SignedStep step;
    step.scope = scope;
    step.who = who;
    step.response_start = start;
    step.reason = {fmt::format("裁量决定：{}。", reason), fmt::format("By discretion: {}.", reason)};
    step.evidence = Json{{"discretion", true}, {"reason", reason}}.dump();
    step.proposed_at = floor_hour(situation.now) + 1;
    return step;
}

Outcome on_raise(const Situation& situation, const RaiseCommand& command) {
    for (const std::string& id : areas_of_scope(situation.city, command.scope))
        if (situation.city.find(id) == nullptr)
            return refused("unknown_area", {"没有区域 " + id, "no area " + id},
                           {"请用配置中的区域编号", "use an area id of the configuration"});
    if (!situation.edition.has(command.level))
        return refused("unknown_level", {"本版本没有该级别", "the edition has no such level"},
                       {"请用本版本的级别", "use a level of the edition"});
    if (command.reason.empty())
        return refused("reason_missing", {"未填写理由", "the reason is missing"}, {"理由必填", "a reason is required"});
    for (const std::string& id : areas_of_scope(situation.city, command.scope))
        if (command.level <= level_of_area(situation.book, situation.city, id))
            return refused("laxer", {"不高于该区域现行级别", "not above the level in force in " + id},
                           {"区域可以更严，不得更宽", "an area may be stricter than the city, never laxer"});
    const Instant start = command.response_start.value_or(instant_of(ceil_hour(situation.now)));
    if (auto bad = bad_start(situation, start)) return *bad;
    SignedStep step = discretion(situation, command.scope, command.who, command.reason, start);
    const auto own = std::find_if(situation.book.alerts.begin(), situation.book.alerts.end(), [&](const Alert& a) {
        return a.area == command.scope && a.level != AlertLevel::normal;
    });
    step.action = own != situation.book.alerts.end() ? AlertAction::upgrade : AlertAction::issue;
    step.from = own != situation.book.alerts.end() ? own->level : AlertLevel::normal;
    step.to = command.level;
    return make_transition(situation, step);
}

Outcome on_release(const Situation& situation, const ReleaseCommand& command) {
    const auto alert = std::find_if(situation.book.alerts.begin(), situation.book.alerts.end(), [&](const Alert& a) {
        return a.id == command.alert_id && a.level != AlertLevel::normal;
    });
    if (alert == situation.book.alerts.end())
        return refused("unknown_alert", {"没有执行中的预警 " + command.alert_id, "no alert in force " + command.alert_id},
                       {"请查看预警列表", "see the list of alerts"});
    if (command.reason.empty())
        return refused("reason_missing", {"未填写理由", "the reason is missing"}, {"理由必填", "a reason is required"});
    const Instant start = command.response_start.value_or(instant_of(ceil_hour(situation.now)));
    if (auto bad = bad_start(situation, start)) return *bad;
    SignedStep step = discretion(situation, alert->area, command.who, command.reason, start);
    step.action = AlertAction::release;
    step.from = alert->level;
    step.to = AlertLevel::normal;
    return make_transition(situation, step);
}

Outcome on_publish(const Situation& situation, const PublishCommand& command) {
    for (const Alert& alert : situation.book.alerts)
        for (size_t i = 0; i < alert.transitions.size(); ++i) {
            if (alert.transitions[i].id() != command.transition_id) continue;
            Outcome out;
            Alert changed = alert;
            changed.transitions[i].published_at = command.at;
            const Transition& t = changed.transitions[i];
            out.journal.push_back(entry(
                situation, alert.area, "publish", t.to, command.who,
                {fmt::format("{}已由{}于{}对外发布（{}）。", t.document_no, command.by, spoken_time_zh(command.at),
                             command.channel),
                 fmt::format("{} was published by {} at {} ({}).", t.document_no, command.by,
                             spoken_time_en(command.at), command.channel)},
                {{"transition", t.id()}, {"by", command.by}, {"at", format_instant(command.at)},
                 {"channel", command.channel}}));
            out.published = {t.id(), command.at};
            out.alerts.push_back(std::move(changed));
            return out;
        }
    return refused("unknown_transition", {"没有该文件 " + command.transition_id, "no transition " + command.transition_id},
                   {"请查看预警列表", "see the list of alerts"});
}

}  // namespace

Outcome decide(const Situation& situation, const Event& event) {
    struct Visitor {
        const Situation& situation;
        Outcome operator()(const Tick&) const { return on_tick(situation); }
        Outcome operator()(const SignCommand& c) const { return on_sign(situation, c); }
        Outcome operator()(const RefuseCommand& c) const { return on_refuse(situation, c); }
        Outcome operator()(const RaiseCommand& c) const { return on_raise(situation, c); }
        Outcome operator()(const ReleaseCommand& c) const { return on_release(situation, c); }
        Outcome operator()(const PublishCommand& c) const { return on_publish(situation, c); }
    };
    return std::visit(Visitor{situation}, event);
}

}  // namespace qingkong
