// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "rules/air.hpp"
#include "rules/text.hpp"
#include "rules/time.hpp"

namespace qingkong {

/// The stated error of the demo's forecasts. A forecast of the hour `lead` hours ahead is
/// `(mean + (real - mean) * (1 - pull(lead))) * (1 + sigma(lead) * z)`: far ahead it is drawn towards the mean of the
/// winter's heavy weeks (real forecasts miss the height of long episodes so), and wrong by a smooth random share z of
/// variance 1, partly the issue's own, for the rest common to all issues for that hour. sigma and pull rise linearly
/// and stay after `full_hours`.
struct ForecastError {
    double sigma_at_once = 0.04;
    double sigma_full = 0.20;
    double pull_full = 0.30;
    double mean_aqi = 150;
    int full_hours = 96;
    double own_share = 0.3;    ///< of the variance of z
    double band_share = 0.05;  ///< low and high = centre less and plus this share at once, twice it at full_hours
    int horizon_hours = 120;
};

/// What is printed at the beginning of the demo.
Text describe(const ForecastError& error);

/// The air's hourly index from `first` on, as windows see it; unknown where the hour is missing.
struct HourlyAqi {
    Hour first;
    std::vector<AqiValue> values;

    AqiValue at(Hour hour) const {
        const int64_t i = hour - first;
        return i >= 0 && i < static_cast<int64_t>(values.size()) ? values[static_cast<size_t>(i)] : AqiValue();
    }
    Hour end() const { return first + static_cast<int64_t>(values.size()); }
};

/// Missing hours between two known ones lie on the line between these; others stay unknown.
HourlyAqi with_gaps_filled(HourlyAqi air);

/// The forecast issued at a full hour: whole index values for the labels issued_at + 1 h … + horizon, as far as the
/// real air is known. A pure function of its arguments. `air` without gaps.
Forecast demo_forecast(const HourlyAqi& air, Hour issued_at, uint64_t seed, const ForecastError& error);

}  // namespace qingkong
