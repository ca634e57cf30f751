// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "engine/replay.hpp"
#include "rules/assess.hpp"
#include "rules/kept_history.hpp"

namespace qingkong {

/// The air as it was known hour by hour: what was measured, and the forecast of that hour. Positions are hours from the
/// start of the grid; of a daily file 24 x days. Where the days of the edition are natural, or values are daily, the
/// grid begins at a day's first hour (handbook B.3, step 9).
class ReplayView {
public:
    /// `shared`: windows of the same values, kept by the caller; else the view makes its own.
    ReplayView(const Edition& edition, const ReplayAir& air, const ReplayOptions& options, Windows* shared = nullptr);

    int first_now() const { return first_now_; }
    int last_now() const { return last_now_; }
    int step_hours() const { return air_daily_ ? 24 : 1; }
    /// The next hour at which the picture may ask for another step, while an alert stands or not.
    int next(int now, bool alert_stands);
    Hour label(int position) const { return first_ + position; }

    /// The picture at `now`; its position 0 is `offset()` of the grid. `keep_from`: no position from there on is cut.
    const AirPicture& at(int now, std::optional<int> keep_from);
    int offset() const { return offset_; }
    /// Where the history is cut at the last `now`, if nothing must be kept.
    int history_start() const { return history_start_; }

private:
    void see_whole(Windows* shared);
    void move_history(int now);
    AirPicture hours_picture(int now) const;
    AirPicture days_picture(int now) const;
    AirSeries known_hours(int now) const;
    AirSeries hours_to_come(int now) const;
    void add_means(AirSeries& series, int now) const;
    std::vector<AqiValue> natural_days(const std::vector<AqiValue>& hours, int now) const;
    std::vector<AqiValue> days_to_come(int now) const;
    const Forecast* issue_at(int now) const;
    AqiValue chosen(const ForecastValue& value) const;

    const Edition& edition_;
    const ReplayOptions& options_;
    bool air_daily_;
    bool by_day_;                      ///< B.3 step 9
    bool whole_;                       ///< perfect without horizon: one picture for all hours
    Hour first_;
    KeptHistory history_;
    AirSeries grid_;                   ///< hours, or days of a daily file
    std::vector<AqiValue> days_;       ///< of measured hours, where by_day_
    std::vector<AqiValue> day_means_;  ///< by_day_ and `daily_aqi_mode` aqi_of_means: these days' own values
    int first_now_ = 0, last_now_ = 0;
    AirPicture picture_;
    std::vector<int> events_[2];       ///< whole_: positions where a step may change, without and with an alert
    size_t at_event_[2] = {0, 0};
    std::vector<Span> heavy_;          ///< whole_: runs of hours at which M12 holds
    size_t at_heavy_ = 0;
    int offset_ = 0;
    int history_start_ = 0;
};

}  // namespace qingkong
