// SPDX-License-Identifier: Apache-2.0
#include "engine/replay_air.hpp"

namespace qingkong {

IndexOptions index_options(const Edition& edition) {
    IndexOptions options;
    options.standard = edition.aqi_standard;
    options.required = edition.required_pollutants;
    if (edition.so2_1h_above) options.so2_1h_above = parse_above_table(*edition.so2_1h_above);
    return options;
}

bool asks_index_only(const Edition& edition) {
    return !edition.main.pollutant && edition.other_series().empty() &&
           edition.daily_aqi_mode == DailyAqiMode::mean_of_aqi;
}

ReplayAir replay_air(const Edition& edition, const Standards& standards, const CitySeries& series) {
    const IndexOptions options = index_options(edition);
    ReplayAir air;
    air.daily = series.daily;
    const auto fill = [&](const auto& rows, const auto& index_of) {
        if (rows.empty()) return;
        const int64_t first = index_of(rows.front()), last = index_of(rows.back());
        air.values.assign(static_cast<size_t>(last - first + 1), AqiValue());
        const auto indices = index_series(standards, rows, options);
        for (size_t i = 0; i < rows.size(); ++i)
            air.values[static_cast<size_t>(index_of(rows[i]) - first)] = indices[i].in_windows();
    };
    if (series.daily) {
        fill(series.days, [](const DailyObservation& row) { return row.day.index; });
        if (!series.days.empty()) air.first = first_label(series.days.front().day);
    } else {
        fill(series.hours, [](const Observation& row) { return row.hour.index; });
        if (!series.hours.empty()) air.first = series.hours.front().hour;
    }
    return air;
}

}  // namespace qingkong
