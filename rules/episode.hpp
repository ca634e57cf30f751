// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "rules/air.hpp"
#include "rules/edition.hpp"

namespace qingkong {

/// Hours [begin, end) counted from the first hour of a series.
struct Span {
    int begin = 0;
    int end = 0;
    int hours() const { return end - begin; }
    bool operator==(const Span&) const = default;
};

/// A threshold of the edition: "exceeds value" or, with `reaches`, "is at least value".
struct Threshold {
    int value = 0;
    bool reaches = false;
    bool operator==(const Threshold&) const = default;
};

/// A pollution episode: a (merged) process of the edition's base threshold, with its level (handbook B.3, steps 2-7).
struct Episode {
    Span span;
    AlertLevel level = AlertLevel::normal;    ///< normal = no row of the edition matches
    std::string clause;                       ///< the clause that gave the level
    std::vector<int> duration_hours;          ///< by index of Episodes::thresholds; 0 = none
};

/// All episodes and clean runs of a series, in time order. Where the series is in days, positions are 24 x days.
struct Episodes {
    std::vector<Threshold> thresholds;        ///< of the edition's conditions, rising
    std::vector<Episode> list;
    std::vector<Span> clean_runs;             ///< >= gap_hours consecutive known hours at or below clean_limit

    /// Duration of the threshold in the episode; 0 where the edition has no such condition.
    int duration(const Episode& episode, int threshold) const;
    /// The longest of an episode's durations that a condition asks for.
    int duration(const Episode& episode, const Condition& condition) const;
};

/// B.3 steps 1-7 on hourly AQI, measured and forecast in one row; exact.
Episodes find_episodes(const Edition& edition, const std::vector<AqiValue>& hours);

/// B.3 step 9 on daily AQI.
Episodes find_episodes_by_day(const Edition& edition, const std::vector<AqiValue>& days);

/// Every missing value between the first and the last known one becomes 500 (B.3 step 8). Empty if none is missing.
std::vector<AqiValue> with_missing_as_500(const std::vector<AqiValue>& values);

/// Hours of a series that begins at 00:00 -> days; a day needs `min_valid_hours` of 24 (B.3 step 9).
std::vector<AqiValue> hours_to_days(const std::vector<AqiValue>& hours, int min_valid_hours);

}  // namespace qingkong
