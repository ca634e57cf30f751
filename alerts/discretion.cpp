// SPDX-License-Identifier: Apache-2.0
// The office's own decisions beside the rule: extend, one level higher, earlier release; each with a reason (B.4, B.5).
#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "alerts/acts.hpp"
#include "alerts/transition.hpp"

namespace qingkong {
namespace {

using Json = nlohmann::ordered_json;

/// Whether the level in force was set by discretion.
bool by_discretion(const Alert& alert) {
    for (auto t = alert.transitions.rbegin(); t != alert.transitions.rend(); ++t)
        if (t->action != AlertAction::keep) return t->discretion == Discretion::raise;
    return false;
}

SignedStep discretion(const Situation& situation, const std::string& scope, const std::string& who,
                      const std::string& reason, Instant start, Discretion kind) {
    SignedStep step;
    step.scope = scope;
    step.who = who;
    step.response_start = start;
    step.reason = {fmt::format("裁量决定（{}）：{}。", discretion_name(kind).zh, reason),
                   fmt::format("By discretion ({}): {}.", discretion_name(kind).en, reason)};
    step.discretion = kind;
    step.evidence = Json{{"discretion", token(kind)}, {"reason", reason}}.dump();
    step.proposed_at = floor_hour(situation.now) + 1;
    return step;
}

/// What holds without anybody's discretion: the rule's own answer, an order, a level signed by the rule.
AlertLevel level_by_rule(const Situation& situation, const std::string& scope) {
    AlertLevel level = ordered_level(situation.book.superior, situation.city, scope).value_or(AlertLevel::normal);
    const ScopeAir* air = air_of_scope(situation, scope);
    if (air == nullptr) air = air_of_scope(situation, std::string(kWholeCity));
    if (air != nullptr) {
        const ScopeEvaluation evaluation = evaluate(situation, *air);
        level = std::max(level, evaluation.assessment.target);
        if (evaluation.step.action == AlertAction::issue || evaluation.step.action == AlertAction::upgrade)
            level = std::max(level, evaluation.step.level);
    }
    const std::vector<std::string> areas = areas_of_scope(situation.city, scope);
    for (const Alert& alert : situation.book.alerts) {
        const std::vector<std::string> covered = areas_of_scope(situation.city, alert.area);
        if (std::none_of(areas.begin(), areas.end(), [&](const std::string& area) {
                return std::find(covered.begin(), covered.end(), area) != covered.end();
            }))
            continue;
        level = std::max(level, by_discretion(alert) ? alert.raised_from : alert.level);
    }
    return level;
}

/// Place of a level on the edition's own ladder; -1 = no alert.
int rung(const Edition& edition, AlertLevel level) {
    int rung = -1;
    for (const LevelRule& rule : edition.levels)
        if (rule.level <= level) ++rung;
    return rung;
}

}  // namespace

Outcome on_raise(const Situation& situation, const RaiseCommand& command) {
    for (const std::string& id : areas_of_scope(situation.city, command.scope))
        if (situation.city.find(id) == nullptr)
            return refused("unknown_area", {"没有区域 " + id, "no area " + id},
                           {"请用配置中的区域编号", "use an area id of the configuration"});
    if (!situation.edition.has(command.level))
        return refused("unknown_level", {"本版本没有该级别", "the edition has no such level"},
                       {"请用本版本的级别", "use a level of the edition"});
    if (command.reason.empty())
        return reason_missing();
    for (const std::string& id : areas_of_scope(situation.city, command.scope))
        if (command.level <= level_of_area(situation.book, situation.city, id))
            return refused("laxer", {"不高于该区域现行级别", "not above the level in force in " + id},
                           {"区域可以更严，不得更宽", "an area may be stricter than the city, never laxer"});
    const AlertLevel rule = situation.book.exercise ? command.level : level_by_rule(situation, command.scope);
    if (rung(situation.edition, command.level) - rung(situation.edition, rule) > situation.rules.raise_max) {
        const Text by_rule = rule == AlertLevel::normal ? Text{"不启动预警", "no alert"} : level_name(rule);
        return refused("above_raise_max",
                       {fmt::format("比规则结果（{}）高出{}级以上", by_rule.zh, situation.rules.raise_max),
                        fmt::format("more than {} above what the rule gives ({})", situation.rules.raise_max, by_rule.en)},
                       {"可以提高一个预警级别发布；更高级别须按规则或上级通知",
                        "discretion reaches one level higher; more needs the rule or a superior's order"});
    }
    const Instant start = command.response_start.value_or(instant_of(ceil_hour(situation.now)));
    if (auto bad = bad_start(situation, start)) return *bad;
    SignedStep step = discretion(situation, command.scope, command.who, command.reason, start, Discretion::raise);
    step.raised_from = rule;
    step.approval = command.approval;
    // Where the rule asks for nothing it would ask for the release at once: the office decides for a day.
    if (rule == AlertLevel::normal) step.extended_until = Instant{start.seconds + 24 * 3600};
    const auto own = std::find_if(situation.book.alerts.begin(), situation.book.alerts.end(), [&](const Alert& a) {
        return a.area == command.scope && a.level != AlertLevel::normal;
    });
    step.action = own != situation.book.alerts.end() ? AlertAction::upgrade : AlertAction::issue;
    step.from = own != situation.book.alerts.end() ? own->level : AlertLevel::normal;
    step.to = command.level;
    step.round = command.round;
    return make_transition(situation, step);
}

namespace {

/// An end that the rule does not ask for: an earlier release, or a suspension.
Outcome end_early(const Situation& situation, const ReleaseCommand& command, Discretion kind) {
    const Alert* alert = active_alert(situation, command.alert_id);
    if (alert == nullptr) return unknown_alert(command.alert_id);
    if (command.reason.empty())
        return reason_missing();
    const Instant start = command.response_start.value_or(instant_of(ceil_hour(situation.now)));
    if (auto bad = bad_start(situation, start)) return *bad;
    if (const auto ordered = ordered_level(situation.book.superior, situation.city, alert->area))
        return refused("binding", {"上级通知未解除", "the superior's order is still in force"},
                       {"收到上级解除通知后方可解除", "wanted: the superior's release first"});
    SignedStep step = discretion(situation, alert->area, command.who, command.reason, start, kind);
    step.action = AlertAction::release;
    step.from = alert->level;
    step.to = AlertLevel::normal;
    step.approval = command.approval;
    Outcome out = make_transition(situation, step);
    if (out.refusal) return out;
    // On the same forecast the rule would ask to take it back or to issue anew at once: it was just decided.
    if (const ScopeAir* air = air_of_scope(situation, alert->area)) {
        ScopeNote note;
        if (const auto known = situation.book.notes.find(alert->area); known != situation.book.notes.end())
            note = known->second;
        note.declined.push_back({AlertAction::keep, alert->level, air->forecast_issued_at});
        note.declined.push_back({AlertAction::issue, alert->level, air->forecast_issued_at});
        out.notes[alert->area] = std::move(note);
    }
    return out;
}

}  // namespace

Outcome on_release(const Situation& situation, const ReleaseCommand& command) {
    return end_early(situation, command, Discretion::release);
}

Outcome on_suspend(const Situation& situation, const SuspendCommand& command) {
    return end_early(situation, {command.alert_id, command.who, command.reason, command.response_start, command.approval},
                     Discretion::suspend);
}

Outcome on_extend(const Situation& situation, const ExtendCommand& command) {
    const Alert* alert = active_alert(situation, command.alert_id);
    if (alert == nullptr)
        return unknown_alert(command.alert_id);
    if (command.reason.empty()) return reason_missing();
    if (auto bad = bad_start(situation, command.until)) return *bad;
    const Instant start = instant_of(ceil_hour(situation.now));
    SignedStep step = discretion(situation, alert->area, command.who, command.reason, start, Discretion::extend);
    step.action = AlertAction::keep;
    step.from = step.to = alert->level;
    step.planned_end = command.until;
    step.extended_until = command.until;
    step.approval = command.approval;
    return make_transition(situation, step);
}

}  // namespace qingkong
