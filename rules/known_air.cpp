// SPDX-License-Identifier: Apache-2.0
#include "rules/known_air.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace qingkong {
namespace {

std::vector<AqiValue> in_one_row(const CompactSeries::Side& measured, const CompactSeries::Side& forecast) {
    std::vector<AqiValue> values = measured.values;
    values.insert(values.end(), forecast.values.begin(), forecast.values.end());
    return values;
}

/// Measured hours with a daily forecast: the running day is its measured hours and, for the rest, that day's value.
void add_forecast_days(KnownAir& air, const std::vector<AqiValue>& days) {
    size_t from = 0;
    if (air.hours.main.size() % 24 != 0 && !days.empty()) {
        while (air.hours.main.size() % 24 != 0) air.hours.main.push_back(days.front());
        from = 1;
    }
    air.further_days.assign(days.begin() + static_cast<long>(from), days.end());
}

}  // namespace

std::vector<AqiValue> KnownAir::days(const Edition& edition) const {
    std::vector<AqiValue> days = hours_to_days(hours.main, edition.min_valid_hours);
    days.insert(days.end(), further_days.begin(), further_days.end());
    return days;
}

AirPicture picture_of(const Edition& edition, const KnownAir& air) {
    if (!air.by_day) return picture_of_hours(edition, air.hours, air.now);
    AirPicture picture = picture_of_days(edition, air.days(edition), air.now, air.hours);
    if (!air.by_hour) picture.m12 = false;
    return picture;
}

Result<KnownAir> known_air(const Edition& edition, const CompactSeries& series) {
    KnownAir air;
    const CompactSeries::Side &measured = series.measured, &forecast = series.forecast;
    air.by_day = measured.daily || forecast.daily || edition.by_day();
    air.now = static_cast<int>(measured.values.size()) * (measured.daily ? 24 : 1);
    air.by_hour = !measured.daily && !forecast.daily;
    // A measured day before a forecast stands for its hours.
    for (const AqiValue value : measured.values)
        air.hours.main.insert(air.hours.main.end(), measured.daily ? 24 : 1, value);
    if (forecast.daily)
        add_forecast_days(air, forecast.values);
    else
        air.hours.main.insert(air.hours.main.end(), forecast.values.begin(), forecast.values.end());
    const std::vector<Track> wanted = edition.other_series();
    air.hours.others.assign(wanted.size(), std::vector<AqiValue>(air.hours.main.size()));
    for (const CompactSeries::Other& other : series.others) {
        const auto found = std::find_if(wanted.begin(), wanted.end(),
                                        [&](const Track& track) { return series_token(track) == other.name; });
        if (found == wanted.end()) {
            std::string known;
            for (const Track& track : wanted) known += (known.empty() ? "" : ", ") + series_token(track);
            return fail({"--series", 0, 0, ""},
                        {fmt::format("版本 {} 不看序列 \"{}\"", edition.id, other.name),
                         fmt::format("edition {} does not look at a series \"{}\"", edition.id, other.name)},
                        {known.empty() ? "此版本只看一个序列" : "可用：" + known,
                         known.empty() ? "this edition looks at one series" : "known: " + known});
        }
        std::vector<AqiValue>& values = air.hours.others[static_cast<size_t>(found - wanted.begin())];
        values = in_one_row(other.measured, other.forecast);
        values.resize(air.hours.main.size());
    }
    return air;
}

}  // namespace qingkong
