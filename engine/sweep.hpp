// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "engine/replay.hpp"
#include "rules/edition_variants.hpp"

namespace qingkong {

/// What one variant gave, of one city or summed over many. Heavy spells are the hours of all 24-h means above AQI 200 by
/// the edition that is varied, the same for every variant; an alert is what lies between an issue and its release.
struct SweepTotals {
    int64_t alerts = 0;
    int64_t hours = 0;               ///< under any alert
    int64_t spells = 0;              ///< heavy spells
    int64_t hits = 0;                ///< of them, those that an alert meets
    int64_t false_alarms = 0;        ///< alerts that meet none
    std::vector<int> lead_hours;     ///< of each hit: first heavy hour - first alert hour; negative = late
    void add(const SweepTotals& other);
};

/// Every variant over one city, with a perfect forecast: sums of windows are made once and shared. By variant.
std::vector<SweepTotals> sweep_city(const Edition& edition, const EditionVariants& variants, const ReplayAir& air);

}  // namespace qingkong
