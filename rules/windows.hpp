// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <vector>

#include "rules/edition.hpp"
#include "rules/span.hpp"

namespace qingkong {

/// A threshold of an edition: "exceeds value" or, with `reaches`, "is at least value".
struct Threshold {
    int value = 0;
    bool reaches = false;
    Track track;
    bool passed_by(AqiValue v) const { return reaches ? v.at_least(value) : v.above(value); }
    bool operator==(const Threshold&) const = default;
};

/// How the means of a series are taken; editions that agree in it share one `Windows`.
struct WindowRule {
    int min_valid_hours = 20;
    WindowAtStart at_start = WindowAtStart::whole;
    explicit WindowRule(const Edition& edition)
        : min_valid_hours(edition.min_valid_hours), at_start(edition.window_at_start) {}
    bool operator==(const WindowRule&) const = default;
};

/// The hourly values of one series with the running sums of their 24-h windows (handbook B.3 step 1). Answers are kept,
/// so that many editions can ask the same series; a window is named by its last hour.
class Windows {
public:
    static constexpr int kHours = 24;

    Windows(std::vector<AqiValue> values, const WindowRule& rule);
    /// `means[t]` = the edition's value for the 24 h that end with hour t, unknown where there is none
    /// (`daily_aqi_mode` aqi_of_means); same length as `values`.
    Windows(std::vector<AqiValue> values, const std::vector<AqiValue>& means, const WindowRule& rule);

    int size() const { return static_cast<int>(values_.size()); }
    const std::vector<AqiValue>& values() const { return values_; }
    const WindowRule& rule() const { return rule_; }

    /// Runs of consecutive window ends whose mean is valid and beyond the threshold; exact.
    const std::vector<Span>& beyond(const Threshold& threshold);
    /// Runs of at least `gap_hours` consecutive hours that are known and at or below `limit`: each hour, or the mean of
    /// the 24 h that end with it.
    const std::vector<Span>& clean_runs(CleanMetric metric, int limit, int gap_hours);
    /// Positions `now` at which M12 holds for so many hours ahead (handbook B.4), as runs.
    const std::vector<Span>& measured_heavy(int improve_hours);

    /// Runs of hours that are themselves beyond the threshold.
    const std::vector<Span>& hours_beyond(const Threshold& threshold);

    /// Number of valid means, of those above `high` and of those at or below `low`.
    struct Counts {
        int64_t valid = 0, above = 0, at_most = 0;
    };
    Counts count_means(int high, int low) const;

private:
    bool valid(int t) const { return count_[static_cast<size_t>(t)] >= rule_.min_valid_hours; }
    std::vector<Span> scan(const Threshold& threshold, Span within) const;

    WindowRule rule_;
    std::vector<AqiValue> values_;
    AqiValue largest_;              ///< of the values that means are made of
    std::vector<int64_t> sum_;      ///< of the valid values of the 24 h that end at t
    std::vector<uint8_t> count_;    ///< how many; 0 where no window ends
    struct Beyond {
        Threshold threshold;
        std::vector<Span> ends;
    };
    struct Clean {
        CleanMetric metric;
        int limit, gap_hours;
        std::vector<Span> hours;
    };
    struct Heavy {
        int improve_hours;
        std::vector<Span> nows;
    };
    std::deque<Beyond> hours_beyond_;
    std::deque<Beyond> beyond_;    // deques: answers stay where they are
    std::deque<Clean> clean_;
    std::deque<Heavy> heavy_;
};

/// `M12`: the last measured hour > 200 and the next `improve_hours` all known with mean > 200 (B.4). Off with 0 hours.
bool measured_heavy(int improve_hours, const std::vector<AqiValue>& values, int now);

}  // namespace qingkong
