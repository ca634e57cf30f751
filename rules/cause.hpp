// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rules/air.hpp"
#include "rules/aqi.hpp"
#include "rules/aqi_standard.hpp"
#include "rules/text.hpp"

namespace qingkong {

/// What makes an hour bad, where it is not the usual particles (handbook B.7).
enum class Cause { none, dust, ozone, fire, fireworks };
std::string_view token(Cause cause);
std::optional<Cause> parse_cause(std::string_view text);
/// 沙尘 / dust.
Text cause_name(Cause cause);

/// What a person or the weather service says of a cause.
enum class CauseStand {
    bulletin,     ///< the weather service's bulletin: the hours are suspect
    confirmed,    ///< of dust: the hours count with their PM2.5 index
    rejected,     ///< not this cause: the hours count as measured
    noted         ///< recorded, changes nothing (fire, fireworks)
};
std::string_view token(CauseStand stand);
std::optional<CauseStand> parse_cause_stand(std::string_view text);

/// One such statement for the hours from < label <= to; a later one wins hour by hour.
struct CauseRecord {
    std::string area;      ///< `all` or one area
    Cause cause = Cause::dust;
    CauseStand stand = CauseStand::noted;
    Instant from, to;      ///< clock times, full hours
    std::optional<int> pm25_aqi;    ///< of a forecast hour, whose PM2.5 nobody measured: its PM2.5 index as judged
    std::string who;       ///< account
    std::string reason;
    Instant at;
    bool covers(Hour label) const { return from < instant_of(label) && instant_of(label) <= to; }
    bool operator==(const CauseRecord&) const = default;
};

/// What holds of one measured hour.
struct HourCause {
    Cause cause = Cause::none;
    bool suspected = false;    ///< nobody has confirmed or rejected it
};

/// Dust is suspected where PM10 is primary and 100 x PM2.5 < percent x PM10, or a bulletin stands; records decide.
/// Ozone is a fact: O3 alone is primary. `records` in the order in which they were made.
HourCause cause_of_hour(const Observation& observation, const HourlyIndex& index, int dust_ratio_percent,
                        const std::vector<CauseRecord>& records);

/// Index of the hour's PM2.5 alone: what confirmed dust counts with. Unknown where PM2.5 is missing.
AqiValue pm25_index(const AqiStandard& standard, const Observation& observation);

/// Index of the hour without its O3; unknown where nothing else is known.
AqiValue index_without_ozone(const AqiStandard& standard, const Observation& observation, const IndexOptions& options);

}  // namespace qingkong
