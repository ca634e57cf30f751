// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "rules/air.hpp"
#include "rules/text.hpp"

namespace qingkong {

/// What a condition looks at (handbook B.2): one series of hourly values and how it is taken.
struct Track {
    enum class Window {
        edition,    ///< the edition's own mean: moving 24 h, or the natural day
        hour        ///< each hour by itself
    };
    enum class Source { both, measured };

    /// Empty: the AQI. Else the concentration (µg/m³, CO mg/m³), or with `index` the index of that pollutant alone.
    std::optional<Pollutant> pollutant;
    bool index = false;
    Window window = Window::edition;
    Source source = Source::both;

    bool same_series(const Track& other) const { return pollutant == other.pollutant && index == other.index; }
    bool operator==(const Track&) const = default;
};

/// `aqi`, `pm25`, `aqi:o3`: names the series, not the window.
std::string series_token(const Track& track);
/// AQI / PM2.5浓度 / O3分指数.
Text series_name(const Track& track);

/// What a condition looks at: 24小时AQI均值 / 逐小时SO2浓度 / 实况逐小时AQI; `by_day`: of a natural day.
Text taken(const Track& track, bool by_day);

}  // namespace qingkong
