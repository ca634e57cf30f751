// SPDX-License-Identifier: Apache-2.0
#include "rules/wide_reader.hpp"

#include <algorithm>
#include <cstddef>
#include <map>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "rules/air_columns.hpp"

namespace qingkong {
namespace {

constexpr size_t kFirstSeries = 3;
constexpr size_t kTypes = kPollutants + 1;
constexpr size_t kAqiType = kPollutants;

/// 0..5 a pollutant, 6 the AQI; empty for a moving mean or an unknown type.
std::optional<size_t> one_hour_type(std::string_view type) {
    const AirColumn column = air_column(type);
    if (column == AirColumn::aqi) return kAqiType;
    if (column < AirColumn::o3_8h) return static_cast<size_t>(column);
    return std::nullopt;
}

bool is_moving_mean(std::string_view type) {
    return type.size() > 3 && (type.substr(type.size() - 3) == "24h" || type.substr(type.size() - 3) == "_8h");
}

/// The file while it is read: one AirRow an hour and series, and where each type of an hour was read.
struct Wide {
    std::vector<std::string> names;
    std::vector<std::vector<AirRow>> rows;    ///< by series, then hour slot
    std::map<int64_t, size_t> slots;          ///< Hour::index -> slot
    std::vector<std::array<int, kTypes>> lines;
    std::vector<std::string> unknown_types;

    size_t slot_of(int64_t hour) {
        const auto [at, is_new] = slots.try_emplace(hour, lines.size());
        if (is_new) {
            lines.push_back({});
            for (auto& series : rows) {
                series.emplace_back();
                series.back().index = hour;
            }
        }
        return at->second;
    }
};

std::optional<Hour> read_label(const CsvRecord& record, AirLog& log) {
    const auto day = parse_day(record.fields[0].text);
    if (!day) {
        log.refuse({Severity::error, log.at(record.fields[0]),
                    {fmt::format("“{}”不是日期", shown(record.fields[0].text)),
                     fmt::format("\"{}\" is no date", shown(record.fields[0].text))},
                    {"例如 20180101", "for example 20180101"}});
        return std::nullopt;
    }
    const std::string& text = record.fields[1].text;
    const bool digits = !text.empty() && text.size() <= 2 && text.find_first_not_of("0123456789") == std::string::npos;
    const int hour = digits ? std::stoi(text) : -1;
    if (hour < 0 || hour > 23) {
        log.refuse({Severity::error, log.at(record.fields[1]),
                    {fmt::format("“{}”不是小时", shown(text)), fmt::format("\"{}\" is no hour", shown(text))},
                    {"应为 0 至 23", "wanted: 0 to 23"}});
        return std::nullopt;
    }
    return first_label(*day) + (hour - 1);
}

/// One value of a row: AQI or concentration, both as a number of their units; -1 = missing.
std::optional<int64_t> read_value(const CsvField& field, bool aqi, AirLog& log) {
    CellFault fault = CellFault::none;
    int64_t value = -1;
    if (aqi) {
        const auto cell = read_aqi_cell(field.text);
        fault = cell.fault;
        if (cell.value) value = cell.value->units();
    } else {
        const auto cell = read_concentration_cell(field.text);
        fault = cell.fault;
        if (cell.value) value = cell.value->micro;
    }
    if (fault == CellFault::none) return value;
    log.refuse(number_problem(fault, field.text, log.at(field)));
    return std::nullopt;
}

int64_t value_in(const AirRow& row, size_t type) {
    if (type == kAqiType) return row.aqi.units();
    return row.values[type] ? row.values[type]->micro : -1;
}

void store(AirRow& row, size_t type, int64_t value) {
    if (value < 0) return;
    if (type == kAqiType)
        row.aqi = AqiValue::from_units(static_cast<int32_t>(value));
    else
        row.values[type] = Concentration{value};
}

void read_record(const CsvRecord& record, Wide& wide, std::vector<int64_t>& values, AirLog& log) {
    const std::string& type_name = record.fields[2].text;
    const auto type = one_hour_type(type_name);
    if (!type) {
        auto& unknown = wide.unknown_types;
        if (!is_moving_mean(type_name) && std::find(unknown.begin(), unknown.end(), type_name) == unknown.end())
            unknown.push_back(type_name);
        return;
    }
    const auto label = read_label(record, log);
    if (!label) return;
    values.clear();
    int64_t missing = 0;
    for (size_t i = kFirstSeries; i < record.fields.size(); ++i) {
        const auto value = read_value(record.fields[i], *type == kAqiType, log);
        if (!value) return;    // the row is refused whole
        missing += *value < 0 ? 1 : 0;
        values.push_back(*value);
    }
    const size_t slot = wide.slot_of(label->index);
    int& line = wide.lines[slot][*type];
    if (line == 0) {
        line = record.line;
        log.missing_values += missing;
        for (size_t s = 0; s < values.size(); ++s) store(wide.rows[s][slot], *type, values[s]);
        return;
    }
    for (size_t s = 0; s < values.size(); ++s) {
        if (value_in(wide.rows[s][slot], *type) == values[s]) continue;
        log.refuse({Severity::error, log.at(record.fields[s + kFirstSeries]),
                    {fmt::format("该时次 {} 已有不同数值的一行：{}:{}", type_name, log.file, line),
                     fmt::format("this hour's {} has other values in {}:{}", type_name, log.file, line)},
                    {"以先出现的一行为准；请只保留一行", "the first row stays; keep only one of them"}});
        return;
    }
}

/// Series names; a heading that stands twice or is empty cannot be told apart.
Result<std::vector<std::string>> read_names(const CsvRecord& header, const AirSource& source) {
    std::vector<std::string> names;
    std::map<std::string, int> seen;
    for (size_t i = kFirstSeries; i < header.fields.size(); ++i) {
        const CsvField& field = header.fields[i];
        if (field.text.empty() || !seen.try_emplace(field.text, 1).second)
            return fail({source.file, field.line, field.column, ""},
                        {fmt::format("列名“{}”为空或重复", shown(field.text)),
                         fmt::format("the heading \"{}\" is empty or stands twice", shown(field.text))},
                        {"每列应有各自的城市或站点名", "wanted: a city or station of its own for each column"});
        names.push_back(field.text);
    }
    if (source.city && names.size() > 1)
        return fail({source.file},
                    {fmt::format("文件含 {} 个城市或站点，不能用“{}=”指定一个城市", names.size(), *source.city),
                     fmt::format("the file holds {} cities or stations, so \"{}=\" cannot name it", names.size(),
                                 *source.city)},
                    {"请去掉“名称=”", "leave out NAME="});
    if (source.city) names.front() = *source.city;
    return names;
}

}  // namespace

bool is_wide_heading(const CsvRecord& header) {
    return header.fields.size() > kFirstSeries && air_column(header.fields[0].text) == AirColumn::date &&
           air_column(header.fields[1].text) == AirColumn::hour && air_column(header.fields[2].text) == AirColumn::type;
}

Result<AirFile> read_wide(CsvReader& reader, const CsvRecord& header, const AirSource& source, AirLog& log) {
    auto names = read_names(header, source);
    if (!names) return tl::unexpected(names.error());
    Wide wide;
    wide.names = std::move(*names);
    wide.rows.resize(wide.names.size());
    const size_t fields = header.fields.size();
    CsvRecord record;
    std::vector<int64_t> values;
    while (reader.next(record))
        if (has_shape(record, fields, log)) read_record(record, wide, values, log);

    if (!wide.unknown_types.empty()) {
        const std::string list = fmt::format("{}", fmt::join(wide.unknown_types, ", "));
        log.notes.push_back({Severity::note, {source.file}, {"以下类型未读取：" + list, "types not read: " + list}, {}});
    }
    AirFile file;
    file.names_cities = true;
    for (size_t s = 0; s < wide.names.size(); ++s) {
        settle_rows(wide.rows[s], false, log);
        file.cities.push_back(series_of(wide.names[s], false, StampForm::seconds, wide.rows[s]));
        wide.rows[s] = {};
    }
    std::sort(file.cities.begin(), file.cities.end(),
              [](const CitySeries& a, const CitySeries& b) { return a.city < b.city; });
    finish_notes(file, log);
    return file;
}

}  // namespace qingkong
