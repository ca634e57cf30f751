// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "rules/air.hpp"
#include "rules/aqi.hpp"
#include "rules/aqi_standard.hpp"
#include "rules/track.hpp"

namespace qingkong {

/// A concentration in the units of AqiValue: ten-thousandths of µg/m³ (CO mg/m³), at most what int32 holds. It compares
/// with every whole threshold as the exact one does.
AqiValue concentration_value(Concentration concentration);

/// What a track says of each row, in the same order: the AQI as windows see it, a concentration, or the index of one
/// pollutant alone as `hourly_index` (`daily_index`) reckons it. Unknown where the pollutant is not there; an AQI that the
/// input gives itself says nothing of one pollutant. Observations ascend in time.
std::vector<AqiValue> track_values(const Standards& standards, const std::vector<Observation>& observations,
                                   const IndexOptions& options, const Track& track);
std::vector<AqiValue> track_values(const Standards& standards, const std::vector<DailyObservation>& observations,
                                   const IndexOptions& options, const Track& track);

}  // namespace qingkong
