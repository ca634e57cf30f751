// SPDX-License-Identifier: Apache-2.0
#include "rules/air_reader.hpp"

#include <array>
#include <cstddef>
#include <map>
#include <utility>

#include <fmt/format.h>

#include "rules/air_columns.hpp"
#include "rules/air_rows.hpp"
#include "rules/csv.hpp"
#include "rules/encoding.hpp"
#include "rules/wide_reader.hpp"

namespace qingkong {
namespace {

/// The rows of one city, by station; without a column `station` there is one, unnamed.
struct CityRows {
    StampForm stamp = StampForm::seconds;
    std::map<std::string, std::vector<AirRow>> stations;
};

/// How the rows of this file are laid out.
struct Layout {
    AirColumns columns;
    size_t fields = 0;
    bool daily = false;
    std::array<int, kPollutants> values{};    ///< field of each pollutant, -1 = none

    int stamp_at() const { return columns.at(daily ? AirColumn::date : AirColumn::time); }
};

Layout layout_of(const AirColumns& columns, size_t fields) {
    Layout layout{columns, fields, !columns.has(AirColumn::time), {}};
    for (size_t p = 0; p < kPollutants; ++p) layout.values[p] = columns.at(static_cast<AirColumn>(p));
    // A daily file gives O3 as the largest 8-h mean, whatever it calls the column.
    if (layout.daily && columns.has(AirColumn::o3_8h))
        layout.values[static_cast<size_t>(Pollutant::o3)] = columns.at(AirColumn::o3_8h);
    return layout;
}

std::vector<AirColumn> used_columns(const Layout& layout) {
    std::vector<AirColumn> used = {AirColumn::city, AirColumn::station, AirColumn::aqi,
                                   layout.daily ? AirColumn::date : AirColumn::time};
    for (size_t p = 0; p < kPollutants; ++p)
        if (layout.values[p] == layout.columns.at(static_cast<AirColumn>(p))) used.push_back(static_cast<AirColumn>(p));
    if (layout.daily) used.push_back(AirColumn::o3_8h);
    return used;
}

bool read_stamp(const CsvField& field, bool daily, AirRow& row, StampForm& form, AirLog& log) {
    if (daily) {
        if (const auto day = parse_day(field.text)) {
            row.index = day->index;
            return true;
        }
        log.refuse({Severity::error, log.at(field),
                    {fmt::format("“{}”不是日期", shown(field.text)), fmt::format("\"{}\" is no date", shown(field.text))},
                    {"例如 2014-02-20", "for example 2014-02-20"}});
        return false;
    }
    const auto stamp = parse_stamp(field.text);
    if (stamp && instant_of(floor_hour(stamp->instant)) == stamp->instant) {
        row.index = floor_hour(stamp->instant).index;
        form = stamp->form;
        return true;
    }
    const char* zh = stamp ? "“{}”不是整点" : "“{}”不是时间";
    const char* en = stamp ? "\"{}\" is no full hour" : "\"{}\" is no time";
    log.refuse({Severity::error, log.at(field),
                {fmt::format(fmt::runtime(zh), shown(field.text)), fmt::format(fmt::runtime(en), shown(field.text))},
                {"例如 2014-02-20T12:00:00+08:00", "for example 2014-02-20T12:00:00+08:00"}});
    return false;
}

/// Numbers of a row; false where one is refused.
bool read_numbers(const CsvRecord& record, const Layout& layout, AirRow& row, AirLog& log) {
    int64_t missing = 0;
    for (size_t p = 0; p < kPollutants; ++p) {
        if (layout.values[p] < 0) continue;
        const CsvField& field = record.fields[static_cast<size_t>(layout.values[p])];
        const auto cell = read_concentration_cell(field.text);
        if (cell.fault != CellFault::none) {
            log.refuse(number_problem(cell.fault, field.text, log.at(field)));
            return false;
        }
        if (!cell.value) ++missing;
        row.values[p] = cell.value;
    }
    if (layout.columns.has(AirColumn::aqi)) {
        const CsvField& field = record.fields[static_cast<size_t>(layout.columns.at(AirColumn::aqi))];
        const auto cell = read_aqi_cell(field.text);
        if (cell.fault != CellFault::none) {
            log.refuse(number_problem(cell.fault, field.text, log.at(field)));
            return false;
        }
        // An empty AQI beside concentrations is not missing: it is computed.
        if (!cell.value && !layout.columns.has_concentration()) ++missing;
        row.aqi = cell.value.value_or(AqiValue());
    }
    log.missing_values += missing;
    return true;
}

/// The text of an optional name column; null where the row is refused for lacking it.
const std::string* name_in(const CsvRecord& record, const Layout& layout, AirColumn column, const std::string& otherwise,
                           AirLog& log) {
    if (!layout.columns.has(column)) return &otherwise;
    const CsvField& field = record.fields[static_cast<size_t>(layout.columns.at(column))];
    if (!field.text.empty()) return &field.text;
    const bool city = column == AirColumn::city;
    log.refuse({Severity::error, log.at(field),
                {city ? "缺少城市名" : "缺少站点名", city ? "no city" : "no station"}, {"请填写名称", "wanted: its name"}});
    return nullptr;
}

std::map<std::string, CityRows> read_rows(CsvReader& reader, const Layout& layout, AirLog& log) {
    std::map<std::string, CityRows> cities;
    const std::string unnamed;
    CsvRecord record;
    // Rows of one city mostly stand together: the last one is looked up by comparison, not by search.
    const std::string* last_city = nullptr;
    CityRows* rows_of_city = nullptr;
    while (reader.next(record)) {
        AirRow row;
        row.line = record.line;
        StampForm form = StampForm::seconds;
        if (!has_shape(record, layout.fields, log)) continue;
        if (!read_stamp(record.fields[static_cast<size_t>(layout.stamp_at())], layout.daily, row, form, log)) continue;
        const std::string* city = name_in(record, layout, AirColumn::city, unnamed, log);
        if (city == nullptr) continue;
        const std::string* station = name_in(record, layout, AirColumn::station, unnamed, log);
        if (station == nullptr || !read_numbers(record, layout, row, log)) continue;
        if (last_city == nullptr || *last_city != *city) {
            const auto [at, is_new] = cities.try_emplace(*city);
            last_city = &at->first;
            rows_of_city = &at->second;
            if (is_new) rows_of_city->stamp = form;
        }
        rows_of_city->stations[*station].push_back(row);
    }
    return cities;
}

Result<AirFile> read_table(CsvReader& reader, const CsvRecord& header, const AirColumns& columns,
                           const AirSource& source, AirLog& log) {
    const Layout layout = layout_of(columns, header.fields.size());
    note_other_columns(header, used_columns(layout), source.file, log.notes);
    const bool stations = columns.has(AirColumn::station);
    if (stations && columns.has(AirColumn::aqi))
        log.notes.push_back({Severity::note, {source.file, header.line, 0, ""},
                             {"城市指数由各站点浓度均值计算，站点 AQI 未使用",
                              "a city's index comes from the mean of its stations' concentrations; their AQI is not used"},
                             {}});
    std::map<std::string, CityRows> cities = read_rows(reader, layout, log);
    if (source.city && cities.size() > 1) {
        std::string some = cities.begin()->first + ", " + std::next(cities.begin())->first;
        if (cities.size() > 2) some += ", ...";
        return fail({source.file},
                    {fmt::format("文件含 {} 个城市（{}），不能用“{}=”指定一个城市", cities.size(), some, *source.city),
                     fmt::format("the file holds {} cities ({}), so \"{}=\" cannot name it", cities.size(), some,
                                 *source.city)},
                    {"请去掉“名称=”", "leave out NAME="});
    }
    AirFile file;
    file.names_cities = source.city.has_value() || columns.has(AirColumn::city);
    for (auto& [name, city] : cities) {
        for (auto& [station, rows] : city.stations) settle_rows(rows, layout.daily, log);
        std::string shown_name = name.empty() ? name_without_endings(source.file) : name;
        if (source.city) shown_name = *source.city;
        file.cities.push_back(series_of(std::move(shown_name), layout.daily, city.stamp,
                                        stations ? mean_of_stations(city.stations) : city.stations.begin()->second));
    }
    finish_notes(file, log);
    return file;
}

Result<AirFile> read_decoded(std::string_view text, const AirSource& source, AirLog& log) {
    CsvReader reader(text);
    CsvRecord header;
    const Text wanted{"表头应有 time（或 date）和 aqi、pm25、pm10、so2、no2、co、o3 中的至少一列",
                      "wanted: a heading with time (or date) and at least one of aqi, pm25, pm10, so2, no2, co, o3"};
    if (!reader.next(header)) return fail({source.file}, {"文件为空", "the file is empty"}, wanted);
    if (is_wide_heading(header)) return read_wide(reader, header, source, log);
    const auto columns = read_air_columns(header, source.file);
    if (!columns) return tl::unexpected(columns.error());
    const Place place{source.file, header.line, 1, ""};
    if (!columns->has(AirColumn::time) && !columns->has(AirColumn::date))
        return fail(place, {"表头没有 time 或 date 列", "the heading has no column time or date"}, wanted);
    // Stations' AQI is never averaged, so it is no use without concentrations.
    const bool daily = !columns->has(AirColumn::time);
    bool concentration = daily && columns->has(AirColumn::o3_8h);
    for (size_t p = 0; p < kPollutants; ++p) concentration = concentration || columns->has(static_cast<AirColumn>(p));
    if (!concentration && (!columns->has(AirColumn::aqi) || columns->has(AirColumn::station)))
        return fail(place, {"表头没有可用的数值列", "the heading has no column of values that can be used"}, wanted);
    return read_table(reader, header, *columns, source, log);
}

}  // namespace

Result<AirFile> read_air(std::string_view bytes, const AirSource& source) {
    auto decoded = decode_text(bytes, source.file);
    if (!decoded) return tl::unexpected(decoded.error());
    AirLog log;
    log.file = source.file;
    log.notes = decoded->notes;
    auto file = read_decoded(decoded->text, source, log);
    // A guess at the encoding may be the reason why nothing fits.
    if (!file) file.error().insert(file.error().begin(), decoded->notes.begin(), decoded->notes.end());
    return file;
}

std::string name_without_endings(std::string_view file) {
    const size_t slash = file.find_last_of('/');
    if (slash != std::string_view::npos) file.remove_prefix(slash + 1);
    for (const std::string_view ending : {".gz", ".zst", ".csv", ".txt", ".json"})
        if (file.size() > ending.size() && file.substr(file.size() - ending.size()) == ending)
            file.remove_suffix(ending.size());
    return std::string(file);
}

}  // namespace qingkong
