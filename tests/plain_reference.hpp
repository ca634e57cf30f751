// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "alerts/alert.hpp"
#include "rules/edition.hpp"

/// Handbook B.3 and B.4 a second time: slow, plain, written from the text alone. Of the product it takes only the names
/// of levels, actions and readings.
namespace qingkong::plain {

/// Values are AQI in tenths.
constexpr int kTenths = 10;

/// A mean as sum and number of its values, for an exact compare; an hour or a given day is the mean of one. None:
/// missing.
struct Value {
    int64_t sum = 0;
    int count = 0;
    bool known() const { return count > 0; }
    bool beyond(int k, bool reaches) const {
        return known() && (reaches ? sum >= int64_t{k} * kTenths * count : sum > int64_t{k} * kTenths * count);
    }
    bool at_most(int k) const { return known() && sum <= int64_t{k} * kTenths * count; }
    bool operator==(const Value&) const = default;
};
using Row = std::vector<Value>;

/// `D<k> >= hours`.
struct Needed {
    int k = 0;
    bool reaches = false;
    int hours = 0;
    bool operator==(const Needed&) const = default;
};
struct Rung {
    AlertLevel level = AlertLevel::normal;
    std::vector<std::vector<Needed>> any_of;  ///< clauses, each of conditions that hold together
};

/// An edition: B.1's rows and options, B.3's named readings.
struct Rules {
    std::string id = "random";
    bool natural_day = false;
    int clean_limit = 150;
    int gap_hours = 36;
    int min_valid_hours = 20;
    bool merge = true;
    bool cut = true;
    bool downgrade = true;
    DurationMode duration_mode = DurationMode::trimmed;
    CleanMetric clean_metric = CleanMetric::hours;
    MergeCount merge_count = MergeCount::gap;
    Reaches500 reaches_500 = Reaches500::mean24;
    WindowAtStart window_at_start = WindowAtStart::whole;
    int improve_hours = 12;
    int max_lead_hours = 72;
    std::vector<Rung> rungs;  ///< rising
    /// The smallest threshold in the conditions.
    Needed base() const;
};

/// One side of now in the notation of `decide`.
struct Side {
    bool daily = false;
    Row values;
    Row means;  ///< with `aqi_of_means`: the index of the 24 h ending at each hour; else empty
};
struct Series {
    Side measured, forecast;
};

/// Hours, or 24 x days; half-open.
struct Part {
    int begin = 0, end = 0;
    bool operator==(const Part&) const = default;
};
struct Process {
    Part part;
    int duration = 0;
};
struct Episode {
    Part part;
    AlertLevel level = AlertLevel::normal;
    std::vector<int> durations;  ///< of the edition's conditions, rung by rung, clause by clause
    bool operator==(const Episode&) const = default;
};

/// What B.3 says about a series.
struct Air {
    std::vector<Episode> episodes;
    std::vector<Part> clean;
};
struct Picture {
    Air actual;
    std::optional<Air> filled;  ///< every missing hour 500 (step 8); only where one is missing
    int now = 0;
    bool m12 = false;
};
Picture picture(const Rules& rules, const Series& series);

struct State {
    AlertLevel level = AlertLevel::normal;
    int effective_hours = 0;  ///< from now
    bool waits = false;
    std::optional<AlertLevel> ordered;
};
/// Hours count from now.
struct Advice {
    AlertAction action = AlertAction::none;
    AlertLevel level = AlertLevel::normal;
    std::optional<int> effective, release;
    bool insufficient = false;
    bool operator==(const Advice&) const = default;
};
/// B.4.
Advice decide(const Rules& rules, const Picture& picture, const State& state);

}  // namespace qingkong::plain
