// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <vector>

#include "rules/air.hpp"
#include "rules/aqi.hpp"
#include "rules/aqi_standard.hpp"
#include "rules/edition.hpp"

namespace qingkong {

/// How the index of mean concentrations is taken (handbook B.3 `daily_aqi_mode` = `aqi_of_means`).
struct MeanIndexRule {
    int min_valid_hours = 20;                             ///< of 24, of each pollutant but O3
    WindowAtStart at_start = WindowAtStart::whole;
    std::optional<Pollutant> alone;                       ///< the index of this pollutant alone
};

/// The AQI of the mean concentrations of the 24 h that end at each hour from the first row to the last, rows that are not
/// there included; exact. 24-h tables, means rounded as A.1 says; O3 by the largest 8-h mean that lies wholly in these
/// hours (A.6: 6 valid hours of 8; at least 14 valid means of 17, or one that exceeds the limit of IAQI 100). Unknown
/// where a required pollutant has no valid mean, or none has. An AQI that the input gives itself says nothing of means.
std::vector<AqiValue> mean_index_series(const Standards& standards, const std::vector<Observation>& observations,
                                        const IndexOptions& options, const MeanIndexRule& rule);

/// The same for each natural day from that of the first row to that of the last: the hours labelled 01:00 to 00:00.
std::vector<AqiValue> mean_index_days(const Standards& standards, const std::vector<Observation>& observations,
                                      const IndexOptions& options, const MeanIndexRule& rule);

}  // namespace qingkong
