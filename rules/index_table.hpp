// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "rules/air.hpp"
#include "rules/aqi.hpp"
#include "rules/aqi_standard.hpp"
#include "rules/time.hpp"

namespace qingkong {

/// The index of every 1-h mean that one standard can tell apart, worked out beforehand by `hourly_index`: a concentration
/// rounded half up to its standard's last decimal counts as a step (whole ug/m3, tenths of mg/m3 for CO).
struct IndexTable {
    static constexpr int kSteps = 10'000;           ///< larger ones count as the last: every table ends before it
    static constexpr int32_t kNoIndex = -1;         ///< the standard has no 1-h index of this pollutant
    static constexpr int32_t kAsksMean = 1 << 30;   ///< the 24-h mean stands in (SO2, handbook A.3): not in this table

    std::array<std::vector<int32_t>, kPollutants> units;    ///< AqiValue::units by step
    std::array<int, kPollutants> decimals{};                ///< 0 or 1

    bool has(Pollutant pollutant) const { return units[static_cast<size_t>(pollutant)].front() != kNoIndex; }
};

/// The tables of a city's history, as an edition reckons the index.
class IndexTables {
public:
    IndexTables(const Standards& standards, const IndexOptions& options);

    /// False where a standard rounds or ends so that steps cannot stand for it.
    bool usable() const { return usable_; }
    /// The one in force at an hour.
    const IndexTable& at(Hour label) const;
    /// The first label after `label` at which another one may be in force.
    Hour changes_after(Hour label) const;
    const PollutantSet& required() const { return required_; }

private:
    bool usable_ = true;
    PollutantSet required_;
    std::vector<IndexTable> tables_;    ///< one where the edition names its standard
    std::vector<Hour> starts_;          ///< of each table; the first holds for all time before as well
};

}  // namespace qingkong
