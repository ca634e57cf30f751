// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "alerts/decision_codec.hpp"
#include "alerts/situation.hpp"
#include "engine/store.hpp"
#include "rules/aqi.hpp"

namespace qingkong {

/// An hour as the rules see it.
struct AirHour {
    Hour hour;
    HourlyIndex index;
    Observation observation;
    HourCause cause;
};

/// What the air is gathered from: now, or as it was known at a past decision.
struct GatherInputs {
    Store& store;
    const Edition& edition;
    const Standards& standards;
    const City& city;
    OfficeRules rules;
    std::vector<std::pair<std::string, std::string>> borders;
    Instant now;
    KnownTo known;
    int64_t told = 0;    ///< observations whose revisions were told before
    /// Stands for the newest forecast of every scope asked for: what a forecast would give before it is one. Null = none.
    const Forecast* instead = nullptr;
};

/// Observed hours of a scope with their index and cause, in [from, to]; hours without a row are left out.
std::vector<AirHour> gather_hours(const GatherInputs& inputs, const std::string& scope, Hour from, Hour to);
ScopeAir gather_air(const GatherInputs& inputs, const std::string& scope);
/// Every scope that has air, and those of papers from above and alerts; these borrow the city's air. `all` first.
std::vector<ScopeAir> gather_scopes(const GatherInputs& inputs, const AlertBook& book);
Region gather_region(const GatherInputs& inputs);

}  // namespace qingkong
