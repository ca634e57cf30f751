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

Text taken(const Track& track, bool by_day) {
    const Text name = series_name(track);
    const bool measured = track.source == Track::Source::measured;
    if (track.window == Track::Window::hour)
        return {(measured ? "实况逐小时" : "逐小时") + name.zh, (measured ? "a measured hourly " : "an hourly ") + name.en};
    if (by_day) return {name.zh + "日均值", "a daily mean " + name.en};
    return {"24小时" + name.zh + "均值", "a 24-h mean " + name.en};
}

}  // namespace qingkong
