// SPDX-License-Identifier: Apache-2.0
#include "engine/replay_air.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "rules/mean_index.hpp"
#include "rules/track_values.hpp"

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

namespace {

/// Rows with holes become one value an hour (or day).
template <class Row, class IndexOf>
std::vector<AqiValue> in_a_row(const std::vector<Row>& rows, const std::vector<AqiValue>& values, const IndexOf& index_of) {
    const int64_t first = index_of(rows.front()), last = index_of(rows.back());
    std::vector<AqiValue> out(static_cast<size_t>(last - first + 1));
    for (size_t i = 0; i < rows.size(); ++i) out[static_cast<size_t>(index_of(rows[i]) - first)] = values[i];
    return out;
}

/// The mean of concentrations is the same in both modes.
bool takes_mean_index(const Edition& edition) {
    return edition.daily_aqi_mode == DailyAqiMode::aqi_of_means && (!edition.main.pollutant || edition.main.index);
}

bool none_known(const std::vector<AqiValue>& values) {
    return std::none_of(values.begin(), values.end(), [](AqiValue value) { return value.known(); });
}

}  // namespace

ReplayAir replay_air(const Edition& edition, const Standards& standards, const CitySeries& series) {
    const IndexOptions options = index_options(edition);
    ReplayAir air;
    air.daily = series.daily;
    if (series.daily) {
        const auto day = [](const DailyObservation& row) { return row.day.index; };
        if (series.days.empty()) return air;
        air.first = first_label(series.days.front().day);
        air.values = in_a_row(series.days, track_values(standards, series.days, options, edition.main), day);
        air.others.assign(edition.other_series().size(), std::vector<AqiValue>(air.values.size()));
        return air;
    }
    if (series.hours.empty()) return air;
    const auto hour = [](const Observation& row) { return row.hour.index; };
    air.first = series.hours.front().hour;
    air.values = in_a_row(series.hours, track_values(standards, series.hours, options, edition.main), hour);
    for (const Track& track : edition.other_series())
        air.others.push_back(in_a_row(series.hours, track_values(standards, series.hours, options, track), hour));
    if (takes_mean_index(edition)) {
        const MeanIndexRule rule{edition.min_valid_hours, edition.window_at_start, edition.main.pollutant};
        air.means = edition.by_day() ? mean_index_days(standards, series.hours, options, rule)
                                     : mean_index_series(standards, series.hours, options, rule);
    }
    return air;
}

std::vector<Problem> missing_series(const Edition& edition, const ReplayAir& air, const std::string& city,
                                    const std::string& source) {
    if (asks_index_only(edition) || air.values.empty()) return {};
    std::vector<Text> names;
    if (edition.main.pollutant && none_known(air.values)) names.push_back(series_name(edition.main));
    const std::vector<Track> wanted = edition.other_series();
    for (size_t i = 0; i < wanted.size(); ++i) {
        if (!none_known(air.others[i])) continue;
        const Text name = series_name(wanted[i]);
        names.push_back(air.daily ? Text{"逐小时" + name.zh, "hourly " + name.en} : name);
    }
    if (!air.daily && takes_mean_index(edition) && none_known(air.means) && !none_known(air.values))
        names.push_back({"日均浓度AQI（需各污染物浓度）", "AQI of mean concentrations (wants the concentrations)"});
    if (names.empty()) return {};
    Text list = names.front();
    for (size_t i = 1; i < names.size(); ++i) {
        list.zh += "、" + names[i].zh;
        list.en += ", " + names[i].en;
    }
    return {{Severity::warning, {source, 0, 0, ""},
             {fmt::format("{}：资料中没有版本 {} 所看的{}", city, edition.id, list.zh),
              fmt::format("{}: the data lack what edition {} asks: {}", city, edition.id, list.en)},
             {"有关条件按未知处理：既不触发，也不算清洁", "it counts as unknown: it starts nothing and is not clean"}}};
}

}  // namespace qingkong
