// SPDX-License-Identifier: Apache-2.0
#include "rules/track_values.hpp"

#include <algorithm>
#include <limits>

namespace qingkong {
namespace {

template <class Row>
std::vector<Row> alone(const std::vector<Row>& rows, Pollutant pollutant) {
    const auto at = static_cast<size_t>(pollutant);
    std::vector<Row> out(rows.size());
    for (size_t i = 0; i < rows.size(); ++i) {
        if constexpr (requires { rows[i].hour; })
            out[i].hour = rows[i].hour;
        else
            out[i].day = rows[i].day;
        out[i].values[at] = rows[i].values[at];
    }
    return out;
}

template <class Row>
std::vector<AqiValue> values_of(const Standards& standards, const std::vector<Row>& rows, const IndexOptions& options,
                                const Track& track) {
    std::vector<AqiValue> out(rows.size());
    if (track.pollutant && !track.index) {
        for (size_t i = 0; i < rows.size(); ++i)
            if (const auto& value = rows[i].values[static_cast<size_t>(*track.pollutant)]) out[i] = concentration_value(*value);
        return out;
    }
    IndexOptions own = options;
    if (track.pollutant) own.required = std::vector{*track.pollutant};
    const auto indices = index_series(standards, track.pollutant ? alone(rows, *track.pollutant) : rows, own);
    for (size_t i = 0; i < rows.size(); ++i) out[i] = indices[i].in_windows();
    return out;
}

}  // namespace

AqiValue concentration_value(Concentration concentration) {
    constexpr int64_t kMicroAUnit = 1'000'000 / AqiValue::kUnit;
    const int64_t below = concentration.micro / kMicroAUnit;
    const bool between = concentration.micro % kMicroAUnit != 0 && (below + 1) % AqiValue::kUnit != 0;
    constexpr int64_t kLargest = std::numeric_limits<int32_t>::max();
    return AqiValue::from_units(static_cast<int32_t>(std::min(below + (between ? 1 : 0), kLargest)));
}

std::vector<AqiValue> track_values(const Standards& standards, const std::vector<Observation>& observations,
                                   const IndexOptions& options, const Track& track) {
    return values_of(standards, observations, options, track);
}

std::vector<AqiValue> track_values(const Standards& standards, const std::vector<DailyObservation>& observations,
                                   const IndexOptions& options, const Track& track) {
    std::vector<AqiValue> out = values_of(standards, observations, options, track);
    if (track.pollutant != Pollutant::o3 || !track.index) return out;
    // Above the 8-h table of 2012 the 1-h value stands in (handbook A.3). A day's row does not have it, but its highest
    // hour is not below its highest 8-h mean: the index of that is the least that it can be.
    const AqiStandard* fixed = options.standard ? standards.find(*options.standard) : nullptr;
    for (size_t i = 0; i < out.size(); ++i) {
        const auto& value = observations[i].values[static_cast<size_t>(Pollutant::o3)];
        if (out[i].known() || !value) continue;
        const AqiStandard& standard = fixed != nullptr ? *fixed : standards.at(observations[i].day);
        const Iaqi hour = iaqi(standard, Pollutant::o3, Averaging::hour, *value);
        if (hour.defined()) out[i] = AqiValue::whole(hour.value);
    }
    return out;
}

}  // namespace qingkong
