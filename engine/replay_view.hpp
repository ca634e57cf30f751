// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "engine/replay.hpp"
#include "rules/assess.hpp"

namespace qingkong {

/// The air as it was known hour by hour: what was measured, and the forecast of that hour. Positions are hours from the
/// start of the grid; of a daily file 24 x days. Where the days of the edition are natural, or values are daily, the
/// grid begins at a day's first hour (handbook B.3, step 9).
class ReplayView {
public:
    ReplayView(const Edition& edition, const ReplayAir& air, const ReplayOptions& options);

    int first_now() const { return first_now_; }
    int last_now() const { return last_now_; }
    int step_hours() const { return air_daily_ ? 24 : 1; }
    Hour label(int position) const { return first_ + position; }

    /// The picture at `now`; its position 0 is `offset()` of the grid. `keep_from`: no position from there on is cut.
    const AirPicture& at(int now, std::optional<int> keep_from);
    int offset() const { return offset_; }
    /// Where the history is cut at the last `now`, if nothing must be kept.
    int history_start() const { return history_start_; }

private:
    void move_history(int now);
    AirPicture hours_picture(int now) const;
    AirPicture days_picture(int now) const;
    std::vector<AqiValue> hours_to_come(int now) const;
    std::vector<AqiValue> days_to_come(int now) const;
    const Forecast* issue_at(int now) const;
    AqiValue chosen(const ForecastValue& value) const;

    const Edition& edition_;
    const ReplayOptions& options_;
    bool air_daily_;
    bool by_day_;                      ///< B.3 step 9
    bool whole_;                       ///< perfect without horizon: one picture for all hours
    Hour first_;
    std::vector<AqiValue> values_;     ///< the grid: hours, or days of a daily file
    std::vector<AqiValue> days_;       ///< of measured hours, where by_day_
    int first_now_ = 0, last_now_ = 0;
    AirPicture picture_;
    int offset_ = 0;
    int history_start_ = 0;
    int clean_length_ = 0;             ///< measured clean hours (by_day_: days) in a row before `history_now_`
    int history_now_ = 0;
};

}  // namespace qingkong
