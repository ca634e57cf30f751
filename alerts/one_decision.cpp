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

/// Both sides in steps of days (B.3 step 9).
struct DaySteps {
    std::vector<AqiValue> days;
    std::vector<AqiValue> hours;    ///< under the first days
};

/// Measured hours become days; the running day is its measured hours and, for the rest, the forecast (hour by hour, or
/// that day's value). A measured day before a forecast by hours stands for its hours.
DaySteps day_steps(const Edition& edition, const CompactSeries& series) {
    DaySteps steps;
    std::vector<AqiValue>& hours = steps.hours;
    std::vector<AqiValue> coming = series.forecast.values;
    for (const AqiValue value : series.measured.values)
        hours.insert(hours.end(), series.measured.daily ? 24 : 1, value);
    if (!series.forecast.daily) {
        hours.insert(hours.end(), coming.begin(), coming.end());
        coming.clear();
    } else if (hours.size() % 24 != 0 && !coming.empty()) {
        while (hours.size() % 24 != 0) hours.push_back(coming.front());
        coming.erase(coming.begin());
    }
    steps.days = hours_to_days(hours, edition.min_valid_hours);
    steps.days.insert(steps.days.end(), coming.begin(), coming.end());
    return steps;
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

AirPicture picture_of(const Edition& edition, const CompactSeries& series) {
    const bool by_day = series.measured.daily || series.forecast.daily || edition.day == DayKind::natural;
    std::vector<AqiValue> hours = series.measured.values;
    hours.insert(hours.end(), series.forecast.values.begin(), series.forecast.values.end());
    const int measured = static_cast<int>(series.measured.values.size());
    if (!by_day) return picture_of_hours(edition, hours, measured);
    const DaySteps steps = day_steps(edition, series);
    AirPicture picture = picture_of_days(edition, steps.days, series.measured.daily ? measured * 24 : measured, steps.hours);
    if (series.measured.daily || series.forecast.daily) picture.m12 = false;    // it needs hours, measured and forecast
    return picture;
}

DecisionAnswer answer(const Edition& edition, AirPicture picture, const DecisionQuestion& question) {
    DecisionAnswer out;
    out.picture = std::move(picture);
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
    apply_hint(out, question, now);
    if (out.step.release)
        for (size_t i = 0; i < out.picture.actual.list.size(); ++i) {
            const Episode& episode = out.picture.actual.list[i];
            if (episode.level != AlertLevel::normal && episode.span.begin >= *out.step.release) out.next.push_back(i);
        }
    return out;
}

}  // namespace qingkong
