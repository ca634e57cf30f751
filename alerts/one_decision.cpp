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

/// Days of both sides in one row. Measured hours become days; the running day is its measured hours and, for the rest,
/// the forecast (hour by hour, or that day's value).
std::vector<AqiValue> days_of(const Edition& edition, const CompactSeries& series) {
    std::vector<AqiValue> days;
    std::vector<AqiValue> hours;
    size_t forecast_from = 0;
    if (series.measured.daily) {
        days = series.measured.values;
    } else {
        hours = series.measured.values;
        if (series.forecast.daily && hours.size() % 24 != 0 && !series.forecast.values.empty()) {
            while (hours.size() % 24 != 0) hours.push_back(series.forecast.values.front());
            forecast_from = 1;
        }
    }
    if (!series.forecast.daily)
        hours.insert(hours.end(), series.forecast.values.begin(), series.forecast.values.end());
    const std::vector<AqiValue> from_hours = hours_to_days(hours, edition.min_valid_hours);
    days.insert(days.end(), from_hours.begin(), from_hours.end());
    if (series.forecast.daily)
        days.insert(days.end(), series.forecast.values.begin() + static_cast<long>(forecast_from),
                    series.forecast.values.end());
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

AirPicture picture_of(const Edition& edition, const CompactSeries& series) {
    const bool by_day = series.measured.daily || series.forecast.daily || edition.day == DayKind::natural;
    std::vector<AqiValue> hours = series.measured.values;
    hours.insert(hours.end(), series.forecast.values.begin(), series.forecast.values.end());
    const int measured = static_cast<int>(series.measured.values.size());
    if (!by_day) return picture_of_hours(edition, hours, measured);
    AirPicture picture = picture_of_days(edition, days_of(edition, series),
                                         series.measured.daily ? measured * 24 : measured);
    if (!series.measured.daily && !series.forecast.daily) picture.m12 = measured_heavy(edition.improve_hours, hours, measured);
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
