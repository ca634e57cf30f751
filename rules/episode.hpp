// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "rules/air.hpp"
#include "rules/edition.hpp"
#include "rules/span.hpp"
#include "rules/windows.hpp"

namespace qingkong {

/// The hourly values that an edition reads, position by position the same hours.
struct AirSeries {
    AirSeries() = default;
    AirSeries(std::vector<AqiValue> main_) : main(std::move(main_)) {}    // NOLINT(google-explicit-constructor)

    std::vector<AqiValue> main;                   ///< of Edition::main: the AQI, or a concentration in its unit
    std::vector<AqiValue> means;                  ///< values of the 24 h that end at each hour, where they are not the
                                                  ///< means of `main` (`daily_aqi_mode` aqi_of_means); else empty
    std::vector<std::vector<AqiValue>> others;    ///< by Edition::other_series()
};

/// A pollution episode: a (merged) process of the edition's base threshold, with its level (handbook B.3, steps 2-7); or
/// the hours of a clause that looks at another series or at single hours (B.2).
struct Episode {
    Span span;
    AlertLevel level = AlertLevel::normal;    ///< normal = no row of the edition matches
    std::string clause;                       ///< the clause that gave the level
    std::vector<int> duration_hours;          ///< by index of Episodes::thresholds; 0 = none
    int seen_from = 0;                        ///< of measured hours: the position from which they are all measured
};

/// All episodes and clean runs of a series, in time order. Where the series is in days, positions are 24 x days.
struct Episodes {
    std::vector<Threshold> thresholds;        ///< those of the main track first, rising; then the others
    std::vector<Episode> list;                ///< by begin
    std::vector<int> latest_end;              ///< of list[0..i]: episodes of several clauses may overlap
    std::vector<Span> clean_runs;             ///< >= gap_hours consecutive known hours at or below clean_limit

    /// Duration of the main track's threshold in the episode; 0 where the edition has no such condition.
    int duration(const Episode& episode, int threshold) const;
    /// The longest of an episode's durations that a condition asks for.
    int duration(const Episode& episode, const Condition& condition) const;
    /// Whether the episode meets each condition of the clause.
    bool meets(const Episode& episode, const Clause& clause) const;
    /// The first episode of the list that may end after `now`: those before have all ended.
    size_t first_open(int now) const;
};

/// B.3 steps 1-7 on hourly values, measured and forecast in one row; exact.
Episodes find_episodes(const Edition& edition, const AirSeries& series);
/// The same for windows that many editions share.
Episodes find_episodes(const Edition& edition, Windows& windows, const std::vector<std::vector<AqiValue>>& others);

/// B.3 step 9 on daily values. `hours`: the hourly series under the days, for conditions that look at hours; position 0 is
/// the first hour of the first day; may be empty or end before the days do.
Episodes find_episodes_by_day(const Edition& edition, const std::vector<AqiValue>& days, const AirSeries& hours = {});

/// Every missing hour between the first and the last known one becomes 500 (B.3 step 8). `hours`: those under the first
/// days, which follow from them; the days after them are filled themselves. False if nothing is missing.
bool fill_with_500(const Edition& edition, std::vector<AqiValue>& days, std::vector<AqiValue>& hours);
/// The same for every series of hours of the edition; a concentration becomes 500 or, if higher, one more than any threshold asks.
std::optional<AirSeries> with_missing_as_worst(const Edition& edition, const AirSeries& series);

/// Hours of a series that begins at 00:00 -> days; a day needs `min_valid_hours` of 24 (B.3 step 9).
std::vector<AqiValue> hours_to_days(const std::vector<AqiValue>& hours, int min_valid_hours);

}  // namespace qingkong
