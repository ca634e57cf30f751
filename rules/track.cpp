// SPDX-License-Identifier: Apache-2.0
#include "rules/track.hpp"

#include <fmt/format.h>

namespace qingkong {

std::string series_token(const Track& track) {
    if (!track.pollutant) return "aqi";
    return (track.index ? "aqi:" : "") + std::string(token(*track.pollutant));
}

Text series_name(const Track& track) {
    if (!track.pollutant) return {"AQI", "AQI"};
    const std::string_view name = field_name(*track.pollutant);
    if (track.index) return {fmt::format("{}分指数", name), fmt::format("{} index", name)};
    return {fmt::format("{}浓度", name), fmt::format("{} concentration", name)};
}

}  // namespace qingkong
