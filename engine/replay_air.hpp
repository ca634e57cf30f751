// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/replay.hpp"
#include "rules/air_reader.hpp"
#include "rules/aqi.hpp"
#include "rules/aqi_standard.hpp"

namespace qingkong {

/// How the edition reckons the index of an hour.
IndexOptions index_options(const Edition& edition);

/// Whether the edition asks nothing but the AQI of each hour, so that `ReplayAir::values` is all it needs.
bool asks_index_only(const Edition& edition);

/// A city's air as the edition reckons it (standard, required pollutants, SO2 rule): a row without a required pollutant
/// and a row that is not there are missing hours (handbook A.3). Empty `values` where the series has no row. A daily file
/// has no hours: there `others` are unknown.
ReplayAir replay_air(const Edition& edition, const Standards& standards, const CitySeries& series);

/// One warning where the city's data lack altogether a series that the edition asks beside the AQI: it is unknown then,
/// neither polluted nor clean. `source`: the file, or the city where it comes from several.
std::vector<Problem> missing_series(const Edition& edition, const ReplayAir& air, const std::string& city,
                                    const std::string& source);

}  // namespace qingkong
