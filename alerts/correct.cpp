// SPDX-License-Identifier: Apache-2.0
// A correction before the start hour (补充通知), and a suspended alert that is started again (B.5).
#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "alerts/acts.hpp"
#include "alerts/transition.hpp"

namespace qingkong {
namespace {

using Json = nlohmann::ordered_json;

std::optional<Outcome> level_missing(const Situation& situation, AlertLevel level, const std::string& scope) {
    if (!situation.edition.has(level))
        return refused("unknown_level", {"本版本没有该级别", "the edition has no such level"},
                       {"请用本版本的级别；撤销预警请用解除", "use a level of the edition; to withdraw the alert, release it"});
    const auto ordered = ordered_level(situation.book.superior, situation.city, scope);
    if (ordered && level < *ordered)
        return refused("binding", {"低于上级通知的级别", "below the level that the superior ordered"},
                       {"不得低于上级要求的级别", "not below the ordered level"});
    return std::nullopt;
}

}  // namespace

Outcome on_correct(const Situation& situation, const CorrectCommand& command) {
    const Alert* alert = active_alert(situation, command.alert_id);
    if (alert == nullptr) return unknown_alert(command.alert_id);
    if (command.reason.empty()) return reason_missing();
    const Transition* last = alert->last();
    const bool correctable = last != nullptr && !alert->ends_at &&
                             (last->action == AlertAction::issue || last->action == AlertAction::upgrade ||
                              last->action == AlertAction::downgrade || last->action == AlertAction::external ||
                              last->action == AlertAction::correct);
    if (!correctable)
        return refused("nothing_to_correct", {"最近一次通知不是发布、升级或降级", "the last notice is no issue, upgrade or downgrade"},
                       {"已签发的解除请用维持，延续请重新签发", "take a release back by a keep; sign an extension anew"});
    if (last->response_start <= situation.now)
        return refused("already_started",
                       {fmt::format("{}已于{}启动响应，不能再更正", last->document_no, spoken_time_zh(last->response_start)),
                        fmt::format("{} took effect at {} and can no longer be corrected", last->document_no,
                                    spoken_time_en(last->response_start))},
                       {"请用升级、降级或解除", "use an upgrade, a downgrade or a release"});
    if (auto missing = level_missing(situation, command.level, alert->area)) return *missing;
    const Instant start = command.response_start.value_or(last->response_start);
    if (auto bad = bad_start(situation, start)) return *bad;
    if (command.level == last->to && start == last->response_start && command.round == last->round)
        return refused("no_difference", {"与原通知没有不同", "nothing differs from the notice as signed"}, {"无需更正", "nothing to correct"});

    SignedStep step;
    step.scope = alert->area;
    step.action = AlertAction::correct;
    step.from = last->from;
    step.to = command.level;
    step.who = command.who;
    step.response_start = start;
    step.planned_end = last->planned_end;
    step.episode_begin = last->episode_begin;
    step.episode_end = last->episode_end;
    step.reason = {fmt::format("更正理由：{}。", command.reason), fmt::format("Reason of the correction: {}.", command.reason)};
    step.evidence = Json{{"corrects", last->id()}, {"reason", command.reason}}.dump();
    step.proposed_at = floor_hour(situation.now) + 1;
    step.extended_until = alert->extended_until;
    step.raised_from = alert->raised_from;
    step.superior = last->superior;
    const SuperiorDoc* order = strictest(situation.book.superior, SuperiorKind::order, situation.city, alert->area);
    if (order != nullptr) {
        step.superior = order->id;
        step.superior_issuer = order->issuer;
    }
    step.round = command.round;
    step.approval = command.approval;
    step.replaces = last->version;
    Outcome out = make_transition(situation, step);
    if (out.refusal) return out;
    out.withdrawn = last->id();
    if (order != nullptr && !order->answered_at) {
        out.superior.push_back(*order);
        out.superior.back().answered_at = situation.now;
    }
    return out;
}

Outcome on_resume(const Situation& situation, const ResumeCommand& command) {
    const auto alert = std::find_if(situation.book.alerts.begin(), situation.book.alerts.end(),
                                    [&](const Alert& one) { return one.id == command.alert_id; });
    const Transition* last = alert == situation.book.alerts.end() ? nullptr : alert->last();
    if (last == nullptr || last->discretion != Discretion::suspend)
        return refused("not_suspended", {"没有已暂停的预警 " + command.alert_id, "no suspended alert " + command.alert_id},
                       {"请查看预警列表", "see the list of alerts"});
    if (command.reason.empty()) return reason_missing();
    for (const Alert& other : situation.book.alerts)
        if (other.area == alert->area && other.level != AlertLevel::normal)
            return refused("alert_active",
                           {fmt::format("该区域已有预警 {}（或暂停尚未生效）", other.id),
                            fmt::format("{} is in force there, or the suspension has not begun", other.id)},
                           {"暂停尚未生效的，请签发维持", "before the suspension begins, sign a keep"});
    const AlertLevel level = command.level.value_or(last->from);
    if (auto missing = level_missing(situation, level, alert->area)) return *missing;
    const Instant start = command.response_start.value_or(instant_of(ceil_hour(situation.now)));
    if (auto bad = bad_start(situation, start)) return *bad;
    SignedStep step;
    step.scope = alert->area;
    step.action = AlertAction::issue;
    step.from = AlertLevel::normal;
    step.to = level;
    step.who = command.who;
    step.response_start = start;
    step.planned_end = last->planned_end;
    step.reason = {fmt::format("重新启动（{}）：{}。", last->document_no, command.reason),
                   fmt::format("Resumed ({}): {}.", last->document_no, command.reason)};
    step.evidence = Json{{"resumes", alert->id}, {"reason", command.reason}}.dump();
    step.proposed_at = floor_hour(situation.now) + 1;
    step.discretion = Discretion::resume;
    // Where the rule asks for nothing it would ask for the release at once: the office decides for a day.
    step.extended_until = Instant{start.seconds + 24 * 3600};
    step.references = last->document_no;
    step.round = command.round;
    step.approval = command.approval;
    return make_transition(situation, step);
}

}  // namespace qingkong
