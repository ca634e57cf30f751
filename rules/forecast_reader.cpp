// SPDX-License-Identifier: Apache-2.0
#include "rules/forecast_reader.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <map>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "rules/air_columns.hpp"
#include "rules/air_rows.hpp"
#include "rules/csv.hpp"
#include "rules/encoding.hpp"

namespace qingkong {
namespace {

struct ForecastRow {
    Instant issued_at;
    ForecastValue value;
    int line = 0;

    bool same_time(const ForecastRow& other) const {
        return issued_at == other.issued_at && value.index == other.value.index;
    }
    bool same_values(const ForecastRow& other) const {
        return value.centre == other.value.centre && value.lower == other.value.lower && value.upper == other.value.upper;
    }
};

void refuse_time(const CsvField& field, const char* zh, const char* en, const char* example, AirLog& log) {
    log.refuse({Severity::error, log.at(field),
                {fmt::format("“{}”不是{}", shown(field.text), zh), fmt::format("\"{}\" is no {}", shown(field.text), en)},
                {fmt::format("例如 {}", example), fmt::format("for example {}", example)}});
}

bool read_times(const CsvRecord& record, const AirColumns& columns, ForecastRow& row, AirLog& log) {
    const CsvField& issued = record.fields[static_cast<size_t>(columns.at(AirColumn::issued_at))];
    const auto stamp = parse_stamp(issued.text);
    if (!stamp) {
        refuse_time(issued, "时间", "time", "2014-02-20T12:00:00+08:00", log);
        return false;
    }
    row.issued_at = stamp->instant;
    if (columns.has(AirColumn::valid_at)) {
        const CsvField& valid = record.fields[static_cast<size_t>(columns.at(AirColumn::valid_at))];
        const auto hour = parse_hour(valid.text);
        if (!hour) refuse_time(valid, "整点时间", "full hour", "2014-02-20T12:00:00+08:00", log);
        if (hour) row.value.index = hour->index;
        return hour.has_value();
    }
    const CsvField& valid = record.fields[static_cast<size_t>(columns.at(AirColumn::valid_date))];
    const auto day = parse_day(valid.text);
    if (!day) refuse_time(valid, "日期", "date", "2014-02-20", log);
    if (day) row.value.index = day->index;
    return day.has_value();
}

bool read_values(const CsvRecord& record, const AirColumns& columns, ForecastRow& row, AirLog& log) {
    const std::array<std::pair<AirColumn, AqiValue*>, 3> targets = {{{AirColumn::aqi, &row.value.centre},
                                                                      {AirColumn::aqi_low, &row.value.lower},
                                                                      {AirColumn::aqi_high, &row.value.upper}}};
    for (const auto& [column, target] : targets) {
        if (!columns.has(column)) continue;
        const CsvField& field = record.fields[static_cast<size_t>(columns.at(column))];
        const auto cell = read_aqi_cell(field.text);
        if (cell.fault != CellFault::none) {
            log.refuse(number_problem(cell.fault, field.text, log.at(field)));
            return false;
        }
        // An empty bound is the centre, not a missing value.
        if (!cell.value && column == AirColumn::aqi) ++log.missing_values;
        *target = cell.value.value_or(AqiValue());
    }
    return true;
}

std::vector<Forecast> forecasts_of(std::vector<ForecastRow>& rows, bool daily, AirLog& log) {
    std::stable_sort(rows.begin(), rows.end(), [](const ForecastRow& a, const ForecastRow& b) {
        return std::pair(a.issued_at, a.value.index) < std::pair(b.issued_at, b.value.index);
    });
    std::vector<Forecast> forecasts;
    const ForecastRow* kept = nullptr;
    for (const ForecastRow& row : rows) {
        if (kept != nullptr && kept->same_time(row)) {
            if (!kept->same_values(row))
                log.refuse({Severity::error, {log.file, row.line, 1, ""},
                            {fmt::format("同次预报的该时次已有不同数值的一行：{}:{}", log.file, kept->line),
                             fmt::format("this hour of the same issue has other values in {}:{}", log.file, kept->line)},
                            {"以先出现的一行为准；请只保留一行", "the first row stays; keep only one of them"}});
            continue;
        }
        if (forecasts.empty() || forecasts.back().issued_at != row.issued_at)
            forecasts.push_back({row.issued_at, daily, {}});
        forecasts.back().values.push_back(row.value);
        kept = &row;
    }
    return forecasts;
}

Result<ForecastFile> read_decoded(std::string_view text, const AirSource& source, AirLog& log) {
    CsvReader reader(text);
    CsvRecord header;
    const Text wanted{"表头应有 issued_at、valid_at（或 valid_date）和 aqi",
                      "wanted: a heading with issued_at, valid_at (or valid_date) and aqi"};
    if (!reader.next(header)) return fail({source.file}, {"文件为空", "the file is empty"}, wanted);
    const auto columns = read_air_columns(header, source.file);
    if (!columns) return tl::unexpected(columns.error());
    const bool daily = !columns->has(AirColumn::valid_at);
    if (!columns->has(AirColumn::issued_at) || !columns->has(AirColumn::aqi) ||
        (daily && !columns->has(AirColumn::valid_date)))
        return fail({source.file, header.line, 1, ""}, {"不是预报文件的表头", "not the heading of a forecast"}, wanted);
    note_other_columns(header,
                       {AirColumn::city, AirColumn::issued_at, daily ? AirColumn::valid_date : AirColumn::valid_at,
                        AirColumn::aqi, AirColumn::aqi_low, AirColumn::aqi_high, AirColumn::pm25, AirColumn::pm10,
                        AirColumn::so2, AirColumn::no2, AirColumn::co, AirColumn::o3},
                       source.file, log.notes);

    std::map<std::string, std::vector<ForecastRow>> cities;
    CsvRecord record;
    while (reader.next(record)) {
        ForecastRow row;
        row.line = record.line;
        if (!has_shape(record, header.fields.size(), log) || !read_times(record, *columns, row, log) ||
            !read_values(record, *columns, row, log))
            continue;
        std::string city;
        if (columns->has(AirColumn::city)) city = record.fields[static_cast<size_t>(columns->at(AirColumn::city))].text;
        cities[city].push_back(row);
    }
    if (source.city && cities.size() > 1)
        return fail({source.file},
                    {fmt::format("文件含 {} 个城市，不能用“{}=”指定一个城市", cities.size(), *source.city),
                     fmt::format("the file holds {} cities, so \"{}=\" cannot name it", cities.size(), *source.city)},
                    {"请去掉“名称=”", "leave out NAME="});
    ForecastFile file;
    for (auto& [city, rows] : cities)
        file.cities.push_back({source.city.value_or(city), forecasts_of(rows, daily, log)});
    AirFile notes;
    finish_notes(notes, log);
    file.notes = std::move(notes.notes);
    file.refused = notes.refused;
    return file;
}

}  // namespace

Result<ForecastFile> read_forecast(std::string_view bytes, const AirSource& source) {
    auto decoded = decode_text(bytes, source.file);
    if (!decoded) return tl::unexpected(decoded.error());
    AirLog log;
    log.file = source.file;
    log.notes = decoded->notes;
    auto file = read_decoded(decoded->text, source, log);
    if (!file) file.error().insert(file.error().begin(), decoded->notes.begin(), decoded->notes.end());
    return file;
}

const CityForecasts* ForecastFile::of(std::string_view city) const {
    const CityForecasts* any = nullptr;
    for (const CityForecasts& forecasts : cities) {
        if (forecasts.city == city) return &forecasts;
        if (forecasts.city.empty()) any = &forecasts;
    }
    return any;
}

const Forecast* newest_issue(const std::vector<Forecast>& forecasts, Instant at) {
    const auto later = std::upper_bound(forecasts.begin(), forecasts.end(), at,
                                        [](Instant moment, const Forecast& forecast) { return moment < forecast.issued_at; });
    return later == forecasts.begin() ? nullptr : &*std::prev(later);
}

}  // namespace qingkong
