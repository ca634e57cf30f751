// SPDX-License-Identifier: Apache-2.0
#include "alerts/evaluate.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "alerts/reason.hpp"

namespace qingkong {
namespace {

const Alert* alert_of_scope(const AlertBook& book, const std::string& scope) {
    for (const Alert& alert : book.alerts)
        if (alert.area == scope && alert.level != AlertLevel::normal) return &alert;
    return nullptr;
}

/// The level below which a scope may not fall: the highest of the other alerts that cover all of its areas.
AlertLevel floor_of_scope(const Situation& situation, const std::string& scope) {
    AlertLevel level = AlertLevel::normal;
    if (scope == kWholeCity) return level;
    for (const Alert& alert : situation.book.alerts)
        if (alert.area == kWholeCity) level = std::max(level, alert.level);
    return level;
}

/// Response start of a proposal: the hour of the action, earlier by the office's advance and at its usual hours for an
/// issue, but never before the first full hour after now (B.4, interface: labels and clock times).
Instant response_start(const Situation& situation, const ScopeAir& air, const Step& step) {
    Instant start = clock_of(air, step.effective.value_or(air.now));
    if (step.action == AlertAction::issue) {
        start.seconds -= static_cast<int64_t>(situation.start_advance_hours) * 3600;
        if (!situation.start_hours.empty()) {
            int64_t back = 0;
            while (back < 24 && std::find(situation.start_hours.begin(), situation.start_hours.end(),
                                          hour_of_day(Instant{start.seconds - back * 3600})) ==
                                    situation.start_hours.end())
                ++back;
            if (back < 24) start.seconds -= back * 3600;
        }
    }
    return std::max(start, instant_of(ceil_hour(situation.now)));
}

void set_episode(Proposal& proposal, const ScopeAir& air, const ScopeEvaluation& evaluation) {
    std::optional<size_t> index = evaluation.step.episode;
    if (!index && evaluation.step.action == AlertAction::release) {
        // A release speaks of the episode that ends: the last one that began before the release.
        for (size_t i = 0; i < evaluation.picture.actual.list.size(); ++i)
            if (evaluation.picture.actual.list[i].span.begin <= evaluation.picture.now) index = i;
    }
    if (!index) return;
    const Span span = evaluation.picture.actual.list[*index].span;
    proposal.episode_begin = clock_of(air, span.begin);
    proposal.episode_end = clock_of(air, span.end);
}

/// B.4: an upgrade starts with the alert; if the episode now begins before that, the earlier start is named, and the
/// officer may sign it.
void name_earlier_start(const Situation& situation, Proposal& proposal) {
    if (proposal.action != AlertAction::upgrade || !proposal.episode_begin) return;
    const Instant earliest = std::max(*proposal.episode_begin, instant_of(ceil_hour(situation.now)));
    if (earliest >= proposal.response_start) return;
    proposal.reason.zh += fmt::format("污染过程早于原定响应启动时间，可提前至{}启动。", spoken_time_zh(earliest));
    proposal.reason.en += fmt::format(" The episode begins before the response start: it may start at {} already.",
                                      spoken_time_en(earliest));
}

/// A signed release that lies ahead is taken back where an episode still counts (interface: replay, actions).
bool takes_release_back(const ScopeEvaluation& evaluation) {
    return evaluation.alert != nullptr && evaluation.alert->ends_at && evaluation.step.action == AlertAction::keep;
}

}  // namespace

Instant clock_of(const ScopeAir& air, int position) { return start_of(air.first + position); }

EditionRef reference(const Edition& edition) {
    return {edition.id, edition.hash,
            {edition.title.zh + "（" + edition.document + "）", edition.title.en + " (" + edition.document + ")"}};
}

ScopeEvaluation evaluate(const Situation& situation, const ScopeAir& air) {
    ScopeEvaluation out;
    const Edition& edition = situation.edition;
    if (edition.day == DayKind::natural) {
        out.picture = picture_of_days(edition, hours_to_days(air.values, edition.min_valid_hours), air.now,
                                      air.values);
    } else {
        out.picture = picture_of_hours(edition, air.values, air.now);
    }
    out.alert = alert_of_scope(situation.book, air.scope);
    if (out.alert != nullptr) {
        out.standing.level = out.alert->level;
        out.standing.effective = static_cast<int>(floor_hour(out.alert->effective_from) + 1 - air.first);
        out.standing.waits = out.alert->waits &&
                             still_waits(out.picture, static_cast<int>(out.alert->proposed_at - air.first));
    }
    out.assessment = assess(edition, out.picture, out.standing.waits);
    out.step = step(edition, out.picture, out.assessment, out.standing);
    const PositionName name = [&](int position) {
        const Instant at = clock_of(air, position);
        return Text{spoken_time_zh(at), spoken_time_en(at)};
    };
    out.reason = reason_of(edition, out.picture, out.assessment, out.standing, out.step, name);
    out.findings = find_answers(edition, out.picture, out.assessment, name);
    return out;
}

std::optional<Proposal> wanted_proposal(const Situation& situation, const ScopeAir& air,
                                        const ScopeEvaluation& evaluation) {
    const Step& step = evaluation.step;
    Proposal proposal;
    proposal.area = air.scope;
    proposal.action = step.action;
    proposal.from = evaluation.standing.level;
    proposal.to = step.level;
    const AlertLevel floor = floor_of_scope(situation, air.scope);
    switch (step.action) {
        case AlertAction::issue:
        case AlertAction::upgrade:
            if (step.level <= floor) return std::nullopt;
            break;
        case AlertAction::downgrade:
            if (step.level <= floor) {
                // Lower than the city's level it would say nothing of its own: the area follows the city.
                proposal.action = AlertAction::release;
                proposal.to = AlertLevel::normal;
            }
            break;
        case AlertAction::release:
            break;
        case AlertAction::keep:
            if (!takes_release_back(evaluation)) return std::nullopt;
            break;
        default:
            return std::nullopt;
    }
    proposal.made_at = situation.now;
    proposal.measured_to = air.measured_to.value_or(air.first + (air.now - 1));
    proposal.forecast_issued_at = air.forecast_issued_at;
    proposal.response_start = response_start(situation, air, step);
    if (proposal.action != AlertAction::release && step.release) proposal.planned_end = clock_of(air, *step.release);
    set_episode(proposal, air, evaluation);
    proposal.edition = reference(situation.edition);
    proposal.findings = evaluation.findings;
    proposal.reason = evaluation.reason;
    name_earlier_start(situation, proposal);
    if (evaluation.alert != nullptr) {
        proposal.alert_id = evaluation.alert->id;
        if (proposal.action == AlertAction::release && evaluation.alert->ends_at == proposal.response_start)
            return std::nullopt;    // signed already for this hour
    }
    return proposal;
}

}  // namespace qingkong
