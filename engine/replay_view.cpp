// SPDX-License-Identifier: Apache-2.0
#include "engine/replay_view.hpp"

#include <algorithm>

#include "rules/forecast_reader.hpp"

namespace qingkong {
namespace {

constexpr int kDay = 24;
constexpr int kPersistenceHours = 72;    // interface: persistence is repeated for 72 h

bool daily_issues(const ReplayOptions& options) {
    return options.forecast == ForecastMode::issues && options.issues != nullptr && !options.issues->empty() &&
           options.issues->front().daily;
}

/// How many clean units (hours or days) in a row part what lies before from what comes after. Windows reach at most 23
/// hours into a clean run from each side; where they are not cut, only a longer run parts them. 0 = never.
int parting_length(const Edition& edition, bool by_day) {
    if (by_day) return (edition.gap_hours + kDay - 1) / kDay;
    if (edition.cut) return std::max(edition.gap_hours, kDay);
    return edition.clean_limit <= edition.base_threshold() ? std::max(edition.gap_hours, 2 * kDay) : 0;
}

}  // namespace

ReplayView::ReplayView(const Edition& edition, const ReplayAir& air, const ReplayOptions& options)
    : edition_(edition),
      options_(options),
      air_daily_(air.daily),
      by_day_(air.daily || edition.day == DayKind::natural || daily_issues(options)),
      whole_(options.forecast == ForecastMode::perfect && !options.horizon_hours),
      first_(air.first) {
    if (by_day_ && !air_daily_) {
        const int64_t before = air.first - first_label(day_of_label(air.first));
        values_.assign(static_cast<size_t>(before), AqiValue());
        first_ = air.first - before;
    }
    const int start = static_cast<int>(values_.size());
    values_.insert(values_.end(), air.values.begin(), air.values.end());
    const int size = static_cast<int>(values_.size());
    first_now_ = air_daily_ ? kDay : start + 1;
    last_now_ = air_daily_ ? size * kDay : size;
    if (by_day_) days_ = air_daily_ ? values_ : hours_to_days(values_, edition.min_valid_hours);
    if (whole_) picture_ = by_day_ ? picture_of_days(edition, days_, 0) : picture_of_hours(edition, values_, 0);
}

const AirPicture& ReplayView::at(int now, std::optional<int> keep_from) {
    if (whole_) {
        // Only `now` moves: the episodes of the whole series were found once.
        if (!air_daily_) {
            picture_.m12 = measured_heavy(edition_.improve_hours, values_, now);
            for (int p = picture_.now; p < now; ++p) picture_.hours_measured += values_[static_cast<size_t>(p)].known();
        }
        picture_.now = now;
        return picture_;
    }
    if (options_.cut_history) move_history(now);
    offset_ = std::min(history_start_, keep_from.value_or(history_start_));
    picture_ = by_day_ ? days_picture(now) : hours_picture(now);
    return picture_;
}

void ReplayView::move_history(int now) {
    const int unit = by_day_ ? kDay : 1;
    const std::vector<AqiValue>& units = by_day_ ? days_ : values_;
    const int parting = parting_length(edition_, by_day_);
    while (history_now_ + unit <= now) {
        const bool clean = units[static_cast<size_t>(history_now_ / unit)].at_most(edition_.clean_limit);
        clean_length_ = clean ? clean_length_ + 1 : 0;
        history_now_ += unit;
        if (parting > 0 && clean_length_ >= parting) history_start_ = history_now_ - parting * unit;
    }
}

AirPicture ReplayView::hours_picture(int now) const {
    std::vector<AqiValue> hours(values_.begin() + offset_, values_.begin() + now);
    const std::vector<AqiValue> coming = hours_to_come(now);
    hours.insert(hours.end(), coming.begin(), coming.end());
    return picture_of_hours(edition_, hours, now - offset_);
}

AirPicture ReplayView::days_picture(int now) const {
    std::vector<AqiValue> days;
    if (air_daily_) {
        days.assign(values_.begin() + offset_ / kDay, values_.begin() + now / kDay);
        const std::vector<AqiValue> coming = days_to_come(now);
        days.insert(days.end(), coming.begin(), coming.end());
        return picture_of_days(edition_, days, now - offset_);
    }
    std::vector<AqiValue> hours(values_.begin() + offset_, values_.begin() + now);
    if (!daily_issues(options_)) {
        const std::vector<AqiValue> coming = hours_to_come(now);
        hours.insert(hours.end(), coming.begin(), coming.end());
        AirPicture picture = picture_of_days(edition_, hours_to_days(hours, edition_.min_valid_hours), now - offset_);
        picture.m12 = measured_heavy(edition_.improve_hours, hours, now - offset_);
        return picture;
    }
    // The running day is its measured hours and, for the rest, that day's forecast value.
    std::vector<AqiValue> coming = days_to_come(now);
    if (now % kDay != 0) {
        const AqiValue today = coming.empty() ? AqiValue() : coming.front();
        while (hours.size() % kDay != 0) hours.push_back(today);
        if (!coming.empty()) coming.erase(coming.begin());
    }
    days = hours_to_days(hours, edition_.min_valid_hours);
    days.insert(days.end(), coming.begin(), coming.end());
    return picture_of_days(edition_, days, now - offset_);
}

const Forecast* ReplayView::issue_at(int now) const {
    return options_.issues == nullptr ? nullptr : newest_issue(*options_.issues, instant_of(label(now - 1)));
}

AqiValue ReplayView::chosen(const ForecastValue& value) const {
    const AqiValue& wanted = edition_.forecast_value == ForecastChoice::lower   ? value.lower
                             : edition_.forecast_value == ForecastChoice::upper ? value.upper
                                                                                : value.centre;
    return wanted.known() ? wanted : value.centre;
}

/// The forecast hours from `now` on, as far as they are covered; holes are unknown.
std::vector<AqiValue> ReplayView::hours_to_come(int now) const {
    const int size = static_cast<int>(values_.size());
    const int horizon = options_.horizon_hours.value_or(options_.forecast == ForecastMode::persistence
                                                            ? kPersistenceHours
                                                            : size + 100 * kDay * 365);
    std::vector<AqiValue> hours;
    if (options_.forecast == ForecastMode::perfect) {
        hours.assign(values_.begin() + now, values_.begin() + std::min<int64_t>(size, int64_t{now} + horizon));
    } else if (options_.forecast == ForecastMode::persistence) {
        for (int i = 0; i < horizon; ++i) {
            const int source = now - kDay + i % kDay;
            hours.push_back(source >= 0 ? values_[static_cast<size_t>(source)] : AqiValue());
        }
    } else if (const Forecast* issue = issue_at(now)) {
        const int64_t from = label(now).index;
        for (const ForecastValue& value : issue->values) {
            if (value.index < from || value.index >= from + horizon) continue;
            hours.resize(static_cast<size_t>(value.index - from + 1));
            hours.back() = chosen(value);
        }
    }
    return hours;
}

/// The forecast days from the running day on; a day counts where the horizon covers it whole.
std::vector<AqiValue> ReplayView::days_to_come(int now) const {
    const int today = now / kDay;
    std::vector<AqiValue> days;
    const auto covered = [&](int64_t day) {
        return !options_.horizon_hours || (day + 1) * kDay <= int64_t{now} + *options_.horizon_hours;
    };
    if (options_.forecast == ForecastMode::perfect) {
        for (int day = today; day < static_cast<int>(values_.size()) && covered(day); ++day)
            days.push_back(values_[static_cast<size_t>(day)]);
    } else if (options_.forecast == ForecastMode::persistence) {
        const int length = options_.horizon_hours.value_or(kPersistenceHours) / kDay;
        days.assign(static_cast<size_t>(length), values_[static_cast<size_t>(today - 1)]);
    } else if (const Forecast* issue = issue_at(now)) {
        if (!issue->daily) {    // a daily file with an hourly forecast
            std::vector<AqiValue> hours;
            const int64_t from = label(now).index;
            for (const ForecastValue& value : issue->values) {
                if (value.index < from || !covered((value.index - first_.index) / kDay)) continue;
                hours.resize(static_cast<size_t>(value.index - from + 1));
                hours.back() = chosen(value);
            }
            return hours_to_days(hours, edition_.min_valid_hours);
        }
        const int64_t first_day = day_of_label(first_).index;
        for (const ForecastValue& value : issue->values) {
            const int64_t day = value.index - first_day;
            if (day < today || !covered(day)) continue;
            days.resize(static_cast<size_t>(day - today + 1));
            days.back() = chosen(value);
        }
    }
    return days;
}

}  // namespace qingkong
