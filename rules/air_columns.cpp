// SPDX-License-Identifier: Apache-2.0
#include "rules/air_columns.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "rules/words.hpp"

namespace qingkong {
namespace {

constexpr std::array<std::pair<std::string_view, AirColumn>, 30> kHeadings = {{
    {"pm25", AirColumn::pm25},          {"pm2.5", AirColumn::pm25},        {"pm2_5", AirColumn::pm25},
    {"pm10", AirColumn::pm10},          {"so2", AirColumn::so2},           {"no2", AirColumn::no2},
    {"co", AirColumn::co},              {"o3", AirColumn::o3},             {"o3_8h", AirColumn::o3_8h},
    {"time", AirColumn::time},          {"时间", AirColumn::time},         {"date", AirColumn::date},
    {"日期", AirColumn::date},          {"hour", AirColumn::hour},         {"type", AirColumn::type},
    {"city", AirColumn::city},          {"城市", AirColumn::city},         {"station", AirColumn::station},
    {"站点", AirColumn::station},       {"监测点", AirColumn::station},    {"aqi", AirColumn::aqi},
    {"aqi_low", AirColumn::aqi_low},    {"aqi_high", AirColumn::aqi_high}, {"issued_at", AirColumn::issued_at},
    {"起报时间", AirColumn::issued_at}, {"valid_at", AirColumn::valid_at}, {"valid_date", AirColumn::valid_date},
    {"预报时间", AirColumn::valid_at},  {"预报日期", AirColumn::valid_date}, {"小时", AirColumn::hour},
}};

/// `-99`, `-999.0`: the marks of a missing value, with zeros behind the point or not.
bool is_missing_number(std::string_view text) {
    text.remove_prefix(1);
    const size_t nines = std::min(text.find_first_not_of('9'), text.size());
    if (nines < 2 || nines > 4) return false;
    text.remove_prefix(nines);
    if (text.empty()) return true;
    return text.front() == '.' && text.find_first_not_of('0', 1) == std::string_view::npos;
}

}  // namespace

AirColumn air_column(std::string_view heading) {
    const std::string word = lower(heading);
    for (const auto& [name, column] : kHeadings)
        if (word == name) return column;
    return AirColumn::other;
}

bool AirColumns::has_concentration() const {
    return std::any_of(at_.begin(), at_.begin() + static_cast<int>(AirColumn::o3_8h) + 1, [](int at) { return at >= 0; });
}

Result<AirColumns> read_air_columns(const CsvRecord& header, const std::string& file) {
    AirColumns columns;
    for (size_t i = 0; i < header.fields.size(); ++i) {
        const CsvField& field = header.fields[i];
        const AirColumn column = air_column(field.text);
        if (column == AirColumn::other) continue;
        if (columns.has(column)) {
            const CsvField& first = header.fields[static_cast<size_t>(columns.at(column))];
            return fail({file, field.line, field.column, ""},
                        {fmt::format("列 {} 与第 {} 个字符处的列 {} 含义相同", field.text, first.column, first.text),
                         fmt::format("column {} means the same as column {} at {}:{}:{}", field.text, first.text, file,
                                     first.line, first.column)},
                        {"请只保留其中一列", "keep one of the two"});
        }
        columns.set(column, static_cast<int>(i));
    }
    return columns;
}

void note_other_columns(const CsvRecord& header, const std::vector<AirColumn>& used, const std::string& file,
                        std::vector<Problem>& notes) {
    std::vector<std::string> others;
    for (const CsvField& field : header.fields)
        if (std::find(used.begin(), used.end(), air_column(field.text)) == used.end())
            others.push_back(field.text.empty() ? "\"\"" : shown(field.text));
    if (others.empty()) return;
    const size_t count = others.size();
    constexpr size_t kNamed = 12;
    if (count > kNamed) {
        others.resize(kNamed);
        others.emplace_back("...");
    }
    const std::string list = fmt::format("{}", fmt::join(others, ", "));
    notes.push_back({Severity::note, {file, header.line, 0, ""},
                     {fmt::format("有 {} 列未读取：{}", count, list), fmt::format("columns not read ({}): {}", count, list)},
                     {}});
}

bool is_missing_mark(std::string_view text) {
    if (text.empty() || text == "-") return true;
    if (text.front() == '-') return is_missing_number(text);
    if (text.size() > 4) return false;
    const std::string word = lower(text);
    return word == "na" || word == "null";
}

NumberCell<AqiValue> read_aqi_cell(std::string_view text) {
    if (is_missing_mark(text)) return {};
    if (const auto value = parse_aqi(text)) return {value, CellFault::none};
    const bool negative = text.front() == '-' && parse_aqi(text.substr(1)).has_value();
    return {std::nullopt, negative ? CellFault::negative : CellFault::not_a_number};
}

NumberCell<Concentration> read_concentration_cell(std::string_view text) {
    if (is_missing_mark(text)) return {};
    if (const auto value = parse_concentration(text)) return {value, CellFault::none};
    const bool negative = text.front() == '-' && parse_concentration(text.substr(1)).has_value();
    return {std::nullopt, negative ? CellFault::negative : CellFault::not_a_number};
}

Problem number_problem(CellFault fault, std::string_view text, Place place) {
    const std::string value = shown(text);
    const Text what = fault == CellFault::negative
                          ? Text{fmt::format("{} 为负值", value), fmt::format("{} is negative", value)}
                          : Text{fmt::format("“{}”不是数", value), fmt::format("\"{}\" is no number", value)};
    return {Severity::error, std::move(place), what,
            {"应为不小于 0 的数，例如 35.5；缺测请留空", "wanted: a number of 0 or more such as 35.5, or nothing where it is missing"}};
}

std::string shown(std::string_view text) {
    constexpr int kMost = 40;
    int characters = 0;
    for (size_t i = 0; i < text.size(); ++i) {
        const bool begins = (static_cast<unsigned char>(text[i]) & 0xC0) != 0x80;
        if (begins && ++characters > kMost) return std::string(text.substr(0, i)) + "...";
    }
    return std::string(text);
}

}  // namespace qingkong
