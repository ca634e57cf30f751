// SPDX-License-Identifier: Apache-2.0
#include "rules/cause.hpp"

#include <array>

namespace qingkong {
namespace {

constexpr std::array<Cause, 5> kCauses = {Cause::none, Cause::dust, Cause::ozone, Cause::fire, Cause::fireworks};
constexpr std::array<CauseStand, 4> kStands = {CauseStand::bulletin, CauseStand::confirmed, CauseStand::rejected,
                                               CauseStand::noted};

std::optional<Concentration> value_of(const Observation& observation, Pollutant pollutant) {
    return observation.values[static_cast<size_t>(pollutant)];
}

bool dust_by_numbers(const Observation& observation, const HourlyIndex& index, int percent) {
    if (!index.primary.contains(Pollutant::pm10)) return false;
    const auto fine = value_of(observation, Pollutant::pm25), coarse = value_of(observation, Pollutant::pm10);
    // Millionths of µg/m³ times a hundred stay far below 64 bits.
    return fine && coarse && fine->micro * 100 < coarse->micro * percent;
}

bool ozone_alone(const HourlyIndex& index) {
    for (const Pollutant pollutant : kAllPollutants)
        if (pollutant != Pollutant::o3 && index.primary.contains(pollutant)) return false;
    return index.primary.contains(Pollutant::o3);
}

}  // namespace

std::string_view token(Cause cause) {
    switch (cause) {
        case Cause::none: return "none";
        case Cause::dust: return "dust";
        case Cause::ozone: return "ozone";
        case Cause::fire: return "fire";
        case Cause::fireworks: return "fireworks";
    }
    return "none";
}

std::optional<Cause> parse_cause(std::string_view text) {
    for (const Cause cause : kCauses)
        if (token(cause) == text && cause != Cause::none) return cause;
    return std::nullopt;
}

Text cause_name(Cause cause) {
    switch (cause) {
        case Cause::none: return {"无特殊成因", "no special cause"};
        case Cause::dust: return {"沙尘", "dust"};
        case Cause::ozone: return {"臭氧", "ozone"};
        case Cause::fire: return {"火情", "fire"};
        case Cause::fireworks: return {"烟花爆竹", "fireworks"};
    }
    return {};
}

std::string_view token(CauseStand stand) {
    switch (stand) {
        case CauseStand::bulletin: return "bulletin";
        case CauseStand::confirmed: return "confirmed";
        case CauseStand::rejected: return "rejected";
        case CauseStand::noted: return "noted";
    }
    return "noted";
}

std::optional<CauseStand> parse_cause_stand(std::string_view text) {
    for (const CauseStand stand : kStands)
        if (token(stand) == text) return stand;
    return std::nullopt;
}

HourCause cause_of_hour(const Observation& observation, const HourlyIndex& index, int dust_ratio_percent,
                        const std::vector<CauseRecord>& records) {
    bool bulletin = false;
    std::optional<CauseStand> said;
    for (const CauseRecord& record : records) {
        if (record.cause != Cause::dust || !record.covers(observation.hour)) continue;
        if (record.stand == CauseStand::bulletin) bulletin = true;
        if (record.stand == CauseStand::confirmed || record.stand == CauseStand::rejected) said = record.stand;
    }
    if (said == CauseStand::confirmed) return {Cause::dust, false};
    if (said != CauseStand::rejected &&
        (dust_by_numbers(observation, index, dust_ratio_percent) || (bulletin && index.primary.contains(Pollutant::pm10))))
        return {Cause::dust, true};
    if (ozone_alone(index)) return {Cause::ozone, false};
    return {};
}

AqiValue pm25_index(const AqiStandard& standard, const Observation& observation) {
    const auto fine = value_of(observation, Pollutant::pm25);
    if (!fine) return {};
    const Iaqi index = iaqi(standard, Pollutant::pm25, Averaging::hour, *fine);
    return index.defined() ? AqiValue::whole(index.value) : AqiValue();
}

AqiValue index_without_ozone(const AqiStandard& standard, const Observation& observation, const IndexOptions& options) {
    Observation rest = observation;
    rest.aqi = AqiValue();
    rest.values[static_cast<size_t>(Pollutant::o3)].reset();
    return hourly_index(standard, rest, options, std::nullopt).in_windows();
}

}  // namespace qingkong
