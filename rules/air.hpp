// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rules/time.hpp"

namespace qingkong {

enum class Pollutant { pm25, pm10, so2, no2, co, o3 };
constexpr int kPollutants = 6;
constexpr std::array<Pollutant, kPollutants> kAllPollutants = {Pollutant::pm25, Pollutant::pm10, Pollutant::so2,
                                                               Pollutant::no2,  Pollutant::co,   Pollutant::o3};
/// Column name: `pm25`, `pm10`, `so2`, `no2`, `co`, `o3`.
std::string_view token(Pollutant pollutant);
/// The field's spelling: `PM2.5`, `PM10`, `SO2`, `NO2`, `CO`, `O3`.
std::string_view field_name(Pollutant pollutant);

/// Of a column name, exactly.
std::optional<Pollutant> parse_pollutant(std::string_view name);

/// An exact decimal in millionths: µg/m³, CO mg/m³. Means of stations are cut (not rounded) at the last digit, which
/// leaves every later comparison with a whole or half number right.
struct Concentration {
    int64_t micro = 0;
    auto operator<=>(const Concentration&) const = default;
};

/// An index value in ten-thousandths, or unknown. Unknown is not zero and not clean air.
class AqiValue {
public:
    constexpr AqiValue() = default;
    static constexpr int32_t kUnit = 10'000;
    static constexpr AqiValue whole(int32_t index) { return AqiValue(index * kUnit); }
    static constexpr AqiValue from_units(int32_t units) { return AqiValue(units); }
    constexpr bool known() const { return units_ >= 0; }
    constexpr int32_t units() const { return units_; }
    constexpr bool above(int32_t index) const { return known() && units_ > index * kUnit; }
    constexpr bool at_least(int32_t index) const { return known() && units_ >= index * kUnit; }
    constexpr bool at_most(int32_t index) const { return known() && units_ <= index * kUnit; }
    bool operator==(const AqiValue&) const = default;

private:
    explicit constexpr AqiValue(int32_t units) : units_(units) {}
    int32_t units_ = -1;
};

/// `187`, `187.5`: no needless zeros; empty when unknown.
std::string format_aqi(AqiValue value);
/// A decimal such as `187.5` -> units, digits after the fourth rounded half up. Empty if it is no number or negative.
std::optional<AqiValue> parse_aqi(std::string_view text);
/// A decimal -> millionths (digits after the sixth cut). Empty if it is no number or negative. Accepts exponents.
std::optional<Concentration> parse_concentration(std::string_view text);

/// One hour of one city, area or station, as read. A value that is absent is missing.
struct Observation {
    Hour hour;
    AqiValue aqi;                                                    ///< only if the input gives it
    std::array<std::optional<Concentration>, kPollutants> values;    ///< 1-h means by Pollutant
};

/// One day, for daily files.
struct DailyObservation {
    Day day;
    AqiValue aqi;
    std::array<std::optional<Concentration>, kPollutants> values;
};

/// One value of a forecast. Where lower or upper is unknown the centre stands for it.
struct ForecastValue {
    int64_t index = 0;      ///< Hour::index, or Day::index of a daily forecast
    AqiValue centre, lower, upper;
};

/// One issue of a forecast for one city or area: values in time order, without doubles.
struct Forecast {
    Instant issued_at;
    bool daily = false;
    std::vector<ForecastValue> values;
};

}  // namespace qingkong
