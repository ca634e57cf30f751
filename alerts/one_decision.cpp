// SPDX-License-Identifier: Apache-2.0
#include "alerts/one_decision.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "alerts/reason.hpp"

namespace qingkong {
namespace {

/// +24时 / hour +24, counted from now.
Text hour_from_now(int hours) {
    if (hours == 0) return {"现在", "now"};
    return {fmt::format("{:+}小时", hours), fmt::format("{:+} h", hours)};
}

/// The next days from now on, in steps of 24 hours.
std::vector<Span> days_ahead(const KnownAir& air) {
    std::vector<Span> days;
    for (int begin = air.now; begin < air.size(); begin += 24) days.push_back({begin, std::min(begin + 24, air.size())});
    return days;
}

/// A hint above our own answer becomes a proposal that may be declined (B.6).
void apply_hint(DecisionAnswer& out, const DecisionQuestion& question, int now) {
    if (!question.hint || *question.hint <= std::max(out.step.level, question.state)) return;
    out.step.action = question.state == AlertLevel::normal ? AlertAction::issue : AlertAction::upgrade;
    out.step.level = *question.hint;
    out.step.effective = now;
    out.step.release.reset();
    out.declinable = true;
    const Text level = level_name(*question.hint);
    out.reason = {fmt::format("上级提示信息建议启动{}预警，请结合本地实际研判，可说明理由不予启动（B.6）。", level.zh),
                  fmt::format("A superior's hint asks for {}: to be judged, may be declined with a reason (B.6).",
                              level.en)};
}

}  // namespace

DecisionAnswer answer(const Edition& edition, const KnownAir& air, const DecisionQuestion& question) {
    DecisionAnswer out;
    out.picture = picture_of(edition, air);
    Standing standing;
    standing.level = question.state;
    standing.effective = out.picture.now + question.effective_hours.value_or(0);
    standing.waits = question.state != AlertLevel::normal && question.effective_hours.value_or(0) > 0;
    standing.ordered = question.order;
    out.assessment = assess(edition, out.picture, standing.waits);
    out.step = step(edition, out.picture, out.assessment, standing);
    const int now = out.picture.now;
    const PositionName name = [now](int position) { return hour_from_now(position - now); };
    out.findings = find_answers(edition, out.picture, out.assessment, name);
    out.near = near_misses(edition, out.picture, out.assessment);
    out.reason = reason_of(edition, out.picture, out.assessment, standing, out.step, name);
    out.changes = smallest_changes(edition, air, standing, days_ahead(air), name);
    out.readings = other_readings(edition, air, standing, out.step, name);
    apply_hint(out, question, now);
    if (out.step.release)
        for (size_t i = 0; i < out.picture.actual.list.size(); ++i) {
            const Episode& episode = out.picture.actual.list[i];
            if (episode.level != AlertLevel::normal && episode.span.begin >= *out.step.release) out.next.push_back(i);
        }
    return out;
}

}  // namespace qingkong
