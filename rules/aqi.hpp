// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rules/air.hpp"
#include "rules/aqi_standard.hpp"
#include "rules/text.hpp"

namespace qingkong {

/// The individual index of one pollutant, or why there is none.
struct Iaqi {
    enum class Kind {
        index,       ///< `value` holds
        use_24h,     ///< above the table: the 24-h mean stands in (SO2 1 h, handbook A.3)
        use_1h,      ///< above the table: the 1-h value stands in (O3 8 h, handbook A.3)
        no_table     ///< the standard has no such average of this pollutant
    };
    Kind kind = Kind::no_table;
    int value = 0;    ///< 0..500
    bool defined() const { return kind == Kind::index; }
    bool operator==(const Iaqi&) const = default;
};

/// `ceil((I_hi - I_lo)/(B_hi - B_lo) * (C - B_lo) + I_lo)` in whole numbers, C rounded before (handbook A.1).
Iaqi iaqi(const AqiStandard& standard, Pollutant pollutant, Averaging averaging, Concentration concentration);

/// A handful of pollutants, kept in the order of `kAllPollutants`.
class PollutantSet {
public:
    constexpr PollutantSet() = default;
    PollutantSet(const std::vector<Pollutant>& pollutants) {    // NOLINT(google-explicit-constructor): editions hold lists
        for (const Pollutant pollutant : pollutants) add(pollutant);
    }
    void add(Pollutant pollutant) { bits_ |= bit(pollutant); }
    bool contains(Pollutant pollutant) const { return (bits_ & bit(pollutant)) != 0; }
    bool empty() const { return bits_ == 0; }
    bool operator==(const PollutantSet&) const = default;

private:
    static uint8_t bit(Pollutant pollutant) { return static_cast<uint8_t>(1U << static_cast<unsigned>(pollutant)); }
    uint8_t bits_ = 0;
};

/// `PM2.5+PM10`; empty for none.
std::string joined_names(const PollutantSet& pollutants);

/// Handbook A.4. The number is the level 一级 .. 六级 minus one.
enum class AqiCategory { excellent, good, lightly_polluted, moderately_polluted, heavily_polluted, severely_polluted };
/// Of a known value. A value between two whole numbers belongs to the upper category: heavy is AQI > 200.
AqiCategory category_of(AqiValue aqi);
/// `lightly_polluted`.
std::string_view token(AqiCategory category);
/// 轻度污染 / lightly polluted.
Text category_name(AqiCategory category);
/// `#FF7E00`: colour of the AQI category, not of an alert.
std::string_view category_colour(AqiCategory category);

/// The index of one hour (or day).
struct HourlyIndex {
    AqiValue aqi;             ///< a lower bound where `complete` is false; unknown where nothing is known
    bool complete = false;    ///< every required pollutant is there, or the input gave the AQI itself
    PollutantSet primary;     ///< largest IAQI, ties all; empty at AQI <= 50

    /// Counts in means and windows. What is not valid is missing there: neither clean nor heavy (handbook A.3).
    bool valid() const { return complete && aqi.known(); }
    /// The value as windows see it: unknown unless valid.
    AqiValue in_windows() const { return valid() ? aqi : AqiValue(); }
    /// Empty where the index is unknown.
    std::optional<AqiCategory> category() const {
        return aqi.known() ? std::optional(category_of(aqi)) : std::nullopt;
    }
};

struct IndexOptions {
    std::optional<std::string> standard;                    ///< id; default: the one in force at that hour
    PollutantSet required = std::vector{Pollutant::pm25};   ///< handbook A.3 `required_pollutants`
    std::optional<AboveTable> so2_1h_above;                 ///< overrides the standard's rule
};

/// Index of one hour from 1-h means. `so2_24h`: the valid 24-h SO2 mean ending there, asked for only above the table.
HourlyIndex hourly_index(const AqiStandard& standard, const Observation& observation, const IndexOptions& options,
                         std::optional<Concentration> so2_24h);

/// Index of one day from 24-h means, O3 as the daily maximum of 8-h means.
HourlyIndex daily_index(const AqiStandard& standard, const DailyObservation& observation, const IndexOptions& options);

/// One index an observation, in the same order. Observations ascend in time; an absent row is a missing hour.
/// An unknown `options.standard` is a programming error (check with `Standards::find`): the one in force is used.
std::vector<HourlyIndex> index_series(const Standards& standards, const std::vector<Observation>& observations,
                                      const IndexOptions& options);
std::vector<HourlyIndex> index_series(const Standards& standards, const std::vector<DailyObservation>& observations,
                                      const IndexOptions& options);

/// Mean of the valid hourly AQI of the 24 hours that end at one.
struct Mean24 {
    int64_t sum_units = 0;    ///< of AqiValue::units
    int valid = 0;            ///< how many hours, 0..24
    static constexpr int kLeastValid = 20;

    bool known() const { return valid >= kLeastValid; }
    /// One decimal half up: `187.5`; empty where not known.
    std::string print() const;
};

/// One mean an observation. Observations ascend in time; an absent row is a missing hour.
std::vector<Mean24> mean24_series(const std::vector<Observation>& observations, const std::vector<HourlyIndex>& indices);

}  // namespace qingkong
