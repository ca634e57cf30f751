// SPDX-License-Identifier: Apache-2.0
#include "engine/replay_view.hpp"

#include <algorithm>
#include <iterator>

#include "rules/forecast_reader.hpp"

namespace qingkong {
namespace {

constexpr int kDay = 24;
constexpr int kEndless = 100 * 366 * 24;    // hours: as far as there is any
constexpr int kPersistenceHours = 72;    // interface: persistence is repeated for 72 h

bool daily_issues(const ReplayOptions& options) {
    return options.forecast == ForecastMode::issues && options.issues != nullptr && !options.issues->empty() &&
           options.issues->front().daily;
}

/// Each day's 24 hours end with its last one.
std::vector<AqiValue> at_day_ends(const std::vector<AqiValue>& means) {
    std::vector<AqiValue> days;
    for (size_t t = kDay - 1; t < means.size(); t += kDay) days.push_back(means[t]);
    return days;
}

/// Measured and to come in one row.
AirSeries joined(AirSeries known, const AirSeries& coming) {
    known.main.insert(known.main.end(), coming.main.begin(), coming.main.end());
    for (size_t i = 0; i < known.others.size(); ++i) {
        if (i < coming.others.size())
            known.others[i].insert(known.others[i].end(), coming.others[i].begin(), coming.others[i].end());
        known.others[i].resize(known.main.size());
    }
    return known;
}

}  // namespace

ReplayView::ReplayView(const Edition& edition, const ReplayAir& air, const ReplayOptions& options, Windows* shared)
    : edition_(edition),
      options_(options),
      air_daily_(air.daily),
      by_day_(air.daily || edition.by_day() || daily_issues(options)),
      whole_(options.shortcuts && options.forecast == ForecastMode::perfect && !options.horizon_hours),
      first_(air.first),
      history_(edition, by_day_) {
    const int64_t before = by_day_ && !air_daily_ ? air.first - first_label(day_of_label(air.first)) : 0;
    first_ = air.first - before;
    const auto on_grid = [&](const std::vector<AqiValue>& values) {
        std::vector<AqiValue> out(static_cast<size_t>(before));
        out.insert(out.end(), values.begin(), values.end());
        return out;
    };
    const int size = static_cast<int>(before) + static_cast<int>(air.values.size());
    first_now_ = air_daily_ ? kDay : static_cast<int>(before) + 1;
    last_now_ = air_daily_ ? size * kDay : size;
    if (shared == nullptr) {
        grid_.main = on_grid(air.values);
        if (!air.means.empty() && !by_day_) grid_.means = on_grid(air.means);
        if (!air.means.empty() && by_day_) day_means_ = edition.by_day() ? air.means : at_day_ends(on_grid(air.means));
        for (const auto& values : air.others) grid_.others.push_back(on_grid(values));
        if (by_day_) days_ = air_daily_ ? grid_.main : natural_days(grid_.main, size);
    } else {
        grid_.others = air.others;
    }
    if (whole_) see_whole(shared);
}

/// Only `now` moves: the episodes of the whole series are found once, and with them every hour that can matter.
void ReplayView::see_whole(Windows* shared) {
    if (shared != nullptr) {
        picture_.actual = find_episodes(edition_, *shared, grid_.others);
        heavy_ = shared->measured_heavy(edition_.improve_hours);
    } else if (by_day_) {
        picture_.actual = find_episodes_by_day(edition_, days_, air_daily_ ? AirSeries{} : grid_);
        if (!air_daily_) heavy_ = Windows(grid_.main, WindowRule(edition_)).measured_heavy(edition_.improve_hours);
    } else {
        Windows windows = grid_.means.empty() ? Windows(grid_.main, WindowRule(edition_))
                                              : Windows(grid_.main, grid_.means, WindowRule(edition_));
        picture_.actual = find_episodes(edition_, windows, grid_.others);
        heavy_ = windows.measured_heavy(edition_.improve_hours);
    }
    std::vector<int>& quiet = events_[0];
    std::vector<int> begun;
    for (const Episode& episode : picture_.actual.list) {
        if (episode.level == AlertLevel::normal) continue;
        quiet.insert(quiet.end(), {episode.span.begin, episode.span.end});
        if (edition_.max_lead_hours > 0) quiet.push_back(episode.span.begin - edition_.max_lead_hours);
        if (episode.seen_from > 0) quiet.push_back(episode.seen_from);
        // An episode that begins inside a clean run (`cut` off, or clean by means) counts only once that hour has gone by.
        begun.push_back(episode.span.begin + 1);
    }
    for (const Span& run : heavy_) quiet.insert(quiet.end(), {run.begin, run.end});
    std::sort(quiet.begin(), quiet.end());
    std::vector<int> clean;
    for (const Span& run : picture_.actual.clean_runs) clean.insert(clean.end(), {run.begin, run.end});
    std::vector<int> standing = begun;
    standing.insert(standing.end(), quiet.begin(), quiet.end());
    std::sort(standing.begin(), standing.end());
    std::merge(standing.begin(), standing.end(), clean.begin(), clean.end(), std::back_inserter(events_[1]));
}

int ReplayView::next(int now, bool alert_stands) {
    if (!whole_) return now + step_hours();
    const std::vector<int>& events = events_[alert_stands];
    size_t& at = at_event_[alert_stands];
    while (at < events.size() && events[at] <= now) ++at;
    if (at == events.size()) return last_now_ + 1;
    const int steps = (events[at] - now + step_hours() - 1) / step_hours();
    return now + steps * step_hours();
}

const AirPicture& ReplayView::at(int now, std::optional<int> keep_from) {
    if (whole_) {
        while (at_heavy_ < heavy_.size() && heavy_[at_heavy_].end <= now) ++at_heavy_;
        picture_.m12 = at_heavy_ < heavy_.size() && heavy_[at_heavy_].begin <= now;
        picture_.now = now;
        return picture_;
    }
    if (options_.shortcuts) move_history(now);
    offset_ = std::min(history_start_, keep_from.value_or(history_start_));
    picture_ = by_day_ ? days_picture(now) : hours_picture(now);
    return picture_;
}

void ReplayView::move_history(int now) {
    const int unit = by_day_ ? kDay : 1;
    const std::vector<AqiValue>& units = by_day_ ? days_ : grid_.main;
    while ((history_.units() + 1) * unit <= now) history_.add(units[static_cast<size_t>(history_.units())]);
    history_start_ = history_.start() * unit;
}

/// What was measured from the cut of the history on.
AirSeries ReplayView::known_hours(int now) const {
    const auto part = [&](const std::vector<AqiValue>& values) {
        return std::vector<AqiValue>(values.begin() + offset_, values.begin() + now);
    };
    AirSeries series;
    series.main = part(grid_.main);
    if (!grid_.means.empty()) series.means = part(grid_.means);
    for (const auto& values : grid_.others) series.others.push_back(part(values));
    return series;
}

/// Where concentrations are not forecast, the mean of the hourly values stands for the value of the mean concentrations.
void ReplayView::add_means(AirSeries& series, int now) const {
    if (grid_.means.empty()) return;
    const bool perfect = options_.forecast == ForecastMode::perfect;
    for (int t = now - offset_; t < static_cast<int>(series.main.size()); ++t) {
        if (perfect) {
            series.means.push_back(grid_.means[static_cast<size_t>(t + offset_)]);
            continue;
        }
        const int begin = std::max(0, t - (kDay - 1));
        const std::vector<AqiValue> window(series.main.begin() + begin, series.main.begin() + t + 1);
        series.means.push_back(hours_to_days(window, edition_.min_valid_hours).front());
    }
}

/// The days of hours that begin at `offset_`: of those that are known whole at `now` their own value.
std::vector<AqiValue> ReplayView::natural_days(const std::vector<AqiValue>& hours, int now) const {
    std::vector<AqiValue> days = hours_to_days(hours, edition_.min_valid_hours);
    const size_t skipped = static_cast<size_t>(offset_ / kDay);
    const auto grid_end = static_cast<int>(grid_.main.size());
    const int known_to = options_.forecast == ForecastMode::perfect ? offset_ + static_cast<int>(hours.size()) : now;
    for (size_t d = 0; d < days.size() && skipped + d < day_means_.size(); ++d)
        if (std::min(static_cast<int>(skipped + d + 1) * kDay, grid_end) <= known_to) days[d] = day_means_[skipped + d];
    return days;
}

AirPicture ReplayView::hours_picture(int now) const {
    AirSeries hours = joined(known_hours(now), hours_to_come(now));
    add_means(hours, now);
    return picture_of_hours(edition_, hours, now - offset_);
}

AirPicture ReplayView::days_picture(int now) const {
    std::vector<AqiValue> days;
    if (air_daily_) {
        days.assign(grid_.main.begin() + offset_ / kDay, grid_.main.begin() + now / kDay);
        const std::vector<AqiValue> coming = days_to_come(now);
        days.insert(days.end(), coming.begin(), coming.end());
        return picture_of_days(edition_, days, now - offset_);
    }
    if (!daily_issues(options_)) {
        const AirSeries hours = joined(known_hours(now), hours_to_come(now));
        return picture_of_days(edition_, natural_days(hours.main, now), now - offset_, hours);
    }
    // The running day is its measured hours and, for the rest, that day's forecast value.
    AirSeries hours = known_hours(now);
    std::vector<AqiValue> coming = days_to_come(now);
    if (now % kDay != 0) {
        const AqiValue today = coming.empty() ? AqiValue() : coming.front();
        while (hours.main.size() % kDay != 0) hours.main.push_back(today);
        if (!coming.empty()) coming.erase(coming.begin());
    }
    days = natural_days(hours.main, now);
    days.insert(days.end(), coming.begin(), coming.end());
    AirPicture picture = picture_of_days(edition_, days, now - offset_, hours);
    picture.m12 = false;    // it needs an hourly forecast
    return picture;
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

/// The forecast hours from `now` on, as far as they are covered; holes are unknown. A forecast file speaks of the index.
AirSeries ReplayView::hours_to_come(int now) const {
    AirSeries coming;
    const int horizon = options_.horizon_hours.value_or(options_.forecast == ForecastMode::persistence ? kPersistenceHours
                                                                                                        : kEndless);
    if (options_.forecast == ForecastMode::issues) {
        const Forecast* issue = issue_at(now);
        const int64_t from = label(now).index;
        for (const ForecastValue& value : issue != nullptr ? issue->values : std::vector<ForecastValue>()) {
            if (value.index < from || value.index >= from + horizon) continue;
            coming.main.resize(static_cast<size_t>(value.index - from + 1));
            coming.main.back() = chosen(value);
        }
        return coming;
    }
    const auto hours = [&](const std::vector<AqiValue>& values) {
        std::vector<AqiValue> out;
        const int64_t size = static_cast<int64_t>(values.size());
        if (options_.forecast == ForecastMode::perfect) {
            out.assign(values.begin() + now, values.begin() + std::min<int64_t>(size, int64_t{now} + horizon));
        } else {
            for (int i = 0; i < horizon; ++i) {
                const int source = now - kDay + i % kDay;
                out.push_back(source >= 0 ? values[static_cast<size_t>(source)] : AqiValue());
            }
        }
        return out;
    };
    coming.main = hours(grid_.main);
    for (const auto& values : grid_.others) coming.others.push_back(hours(values));
    return coming;
}

/// The forecast days from the running day on; a day counts where the horizon covers it whole.
std::vector<AqiValue> ReplayView::days_to_come(int now) const {
    const int today = now / kDay;
    std::vector<AqiValue> days;
    const auto covered = [&](int64_t day) {
        return !options_.horizon_hours || (day + 1) * kDay <= int64_t{now} + *options_.horizon_hours;
    };
    if (options_.forecast == ForecastMode::perfect) {
        for (int day = today; day < static_cast<int>(grid_.main.size()) && covered(day); ++day)
            days.push_back(grid_.main[static_cast<size_t>(day)]);
    } else if (options_.forecast == ForecastMode::persistence) {
        const int length = options_.horizon_hours.value_or(kPersistenceHours) / kDay;
        days.assign(static_cast<size_t>(length), grid_.main[static_cast<size_t>(today - 1)]);
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
