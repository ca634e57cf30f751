// SPDX-License-Identifier: Apache-2.0
#include "rules/air_json.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "rules/air_columns.hpp"
#include "rules/area.hpp"
#include "rules/time.hpp"

namespace qingkong {
namespace {

using Json = nlohmann::json;

Place place_of_byte(std::string_view text, size_t byte) {
    Place place{"", 1, 1, ""};
    for (size_t i = 0; i + 1 < byte && i < text.size(); ++i) {
        if (text[i] == '\n') {
            ++place.line;
            place.column = 1;
        } else if ((static_cast<unsigned char>(text[i]) & 0xC0) != 0x80) {
            ++place.column;
        }
    }
    return place;
}

Result<Json> parse_object(std::string_view text) {
    try {
        Json body = Json::parse(text);
        if (body.is_object()) return body;
        return fail({}, {"请求体不是 JSON 对象", "the body is no JSON object"}, {"例如 {\"rows\":[…]}", "for example {\"rows\":[...]}"});
    } catch (const Json::parse_error& error) {
        return fail(place_of_byte(text, error.byte), {"不是有效的 JSON", "no valid JSON"});
    } catch (const Json::exception&) {    // a number beyond every range
        return fail({}, {"JSON 中的数超出范围", "a number of the JSON is out of range"});
    }
}

/// A number or text as it would stand in a CSV file; empty for null; nothing for anything else. Floating-point numbers are
/// written by their shortest form that reads back equal, so 35.5 stays 35.5.
std::optional<std::string> cell_text(const Json& value) {
    if (value.is_null()) return "";
    if (value.is_string()) return value.get<std::string>();
    if (value.is_number()) return value.dump();
    return std::nullopt;
}

/// A row while it is read: the first thing wrong with it is kept.
class PushedRow {
public:
    explicit PushedRow(const Json& row) : row_(row) {
        if (!row.is_object()) wrong_ = Text{"不是 JSON 对象", "no JSON object"};
    }
    const std::optional<Text>& wrong() const { return wrong_; }
    std::optional<std::string> text(const std::string& key) {
        if (wrong_) return std::nullopt;
        const auto at = row_.find(key);
        if (at != row_.end() && at->is_string()) return at->get<std::string>();
        refuse(fmt::format("{} 缺失或不是文字", key), fmt::format("{} is missing or no text", key));
        return std::nullopt;
    }
    /// Reads a number by `read`, a cell reader; missing where the key is absent.
    template <class T>
    std::optional<T> number(const Json& value, const std::string& key, NumberCell<T> (*read)(std::string_view)) {
        const auto text = cell_text(value);
        if (!text) {
            refuse(fmt::format("{} 不是数", key), fmt::format("{} is no number", key));
            return std::nullopt;
        }
        const NumberCell<T> cell = read(*text);
        if (cell.fault != CellFault::none) {
            const Problem problem = number_problem(cell.fault, *text, {});
            refuse(key + "：" + problem.what.zh, key + ": " + problem.what.en);
        }
        return cell.value;
    }
    void refuse(std::string zh, std::string en) {
        if (!wrong_) wrong_ = Text{std::move(zh), std::move(en)};
    }
    const Json& json() const { return row_; }

private:
    const Json& row_;
    std::optional<Text> wrong_;
};

Result<std::string> read_area(const Json& body) {
    const auto at = body.find("area");
    if (at == body.end()) return std::string(kWholeCity);
    if (at->is_string() && !at->get_ref<const std::string&>().empty()) return at->get<std::string>();
    return fail({}, {"area 应为文字", "area is no text"}, {"例如 \"all\" 或 \"410102\"", "for example \"all\" or \"410102\""});
}

void note_keys(std::vector<std::string>& others, std::vector<Problem>& notes) {
    if (others.empty()) return;
    std::sort(others.begin(), others.end());
    others.erase(std::unique(others.begin(), others.end()), others.end());
    const std::string list = fmt::format("{}", fmt::join(others, ", "));
    notes.push_back({Severity::note, {}, {"以下键未读取：" + list, "keys not read: " + list}, {}});
}

void collect_other_keys(const Json& object, const std::vector<std::string_view>& known, std::vector<std::string>& others) {
    for (const auto& item : object.items())
        if (std::find(known.begin(), known.end(), item.key()) == known.end() && others.size() < 100)
            others.push_back(shown(item.key()));
}

std::optional<Observation> read_observation(const Json& json, std::vector<std::string>& others, std::optional<Text>& wrong) {
    PushedRow row(json);
    Observation observation;
    if (const auto time = row.text("time")) {
        const auto hour = parse_hour(*time);
        if (hour)
            observation.hour = *hour;
        else
            row.refuse(fmt::format("“{}”不是整点时间", shown(*time)), fmt::format("\"{}\" is no full hour", shown(*time)));
    }
    if (!row.wrong()) {
        for (const auto& item : json.items()) {
            const AirColumn column = air_column(item.key());
            if (column == AirColumn::aqi)
                observation.aqi = row.number(item.value(), item.key(), read_aqi_cell).value_or(AqiValue());
            else if (column < AirColumn::o3_8h)
                observation.values[static_cast<size_t>(column)] =
                    row.number(item.value(), item.key(), read_concentration_cell);
            else if (item.key() != "time" && others.size() < 100)
                others.push_back(shown(item.key()));
        }
    }
    wrong = row.wrong();
    return wrong ? std::nullopt : std::optional(observation);
}

std::optional<ForecastValue> read_value(const Json& json, bool daily, std::vector<std::string>& others,
                                        std::optional<Text>& wrong) {
    PushedRow row(json);
    ForecastValue value;
    const std::string key = daily ? "valid_date" : "valid_at";
    if (const auto time = row.text(key)) {
        const auto hour = daily ? std::nullopt : parse_hour(*time);
        const auto day = daily ? parse_day(*time) : std::nullopt;
        if (!hour && !day)
            row.refuse(fmt::format("“{}”不是{}", shown(*time), daily ? "日期" : "整点时间"),
                       fmt::format("\"{}\" is no {}", shown(*time), daily ? "date" : "full hour"));
        else
            value.index = daily ? day->index : hour->index;
    }
    if (!row.wrong()) {
        const std::array<std::pair<const char*, AqiValue*>, 3> targets = {
            {{"aqi", &value.centre}, {"aqi_low", &value.lower}, {"aqi_high", &value.upper}}};
        for (const auto& [name, target] : targets)
            if (json.contains(name)) *target = row.number(json[name], name, read_aqi_cell).value_or(AqiValue());
        collect_other_keys(json, {key, "aqi", "aqi_low", "aqi_high", "pm25", "pm10", "so2", "no2", "co", "o3"}, others);
    }
    wrong = row.wrong();
    return wrong ? std::nullopt : std::optional(value);
}

/// One row with its number in the push.
template <class Row>
struct Numbered {
    Row row;
    int line = 0;
};

/// In time order, one row a time: equal ones are counted, of different ones the first stays.
template <class Row, class Key, class Same>
std::vector<Row> settle(std::vector<Numbered<Row>> rows, Key key, Same same, int& repeated, std::vector<RefusedRow>& refused) {
    std::stable_sort(rows.begin(), rows.end(),
                     [&](const Numbered<Row>& a, const Numbered<Row>& b) { return key(a.row) < key(b.row); });
    std::vector<Row> kept;
    int kept_line = 0;
    for (const Numbered<Row>& next : rows) {
        if (kept.empty() || key(kept.back()) != key(next.row)) {
            kept.push_back(next.row);
            kept_line = next.line;
        } else if (same(kept.back(), next.row)) {
            ++repeated;
        } else {
            refused.push_back({next.line,
                               {fmt::format("第 {} 行已有同一时次的不同数值", kept_line),
                                fmt::format("row {} has other values for this time", kept_line)}});
        }
    }
    std::stable_sort(refused.begin(), refused.end(), [](const RefusedRow& a, const RefusedRow& b) { return a.line < b.line; });
    return kept;
}

}  // namespace

Result<PushedObservations> read_observations_json(std::string_view text) {
    const auto body = parse_object(text);
    if (!body) return tl::unexpected(body.error());
    const auto area = read_area(*body);
    if (!area) return tl::unexpected(area.error());
    const auto list = body->find("rows");
    if (list == body->end() || !list->is_array())
        return fail({}, {"缺少数组 rows", "there is no list rows"},
                    {"例如 {\"area\":\"all\",\"rows\":[{\"time\":\"2014-02-20T12:00:00+08:00\",\"pm25\":35.5}]}",
                     "for example {\"area\":\"all\",\"rows\":[{\"time\":\"2014-02-20T12:00:00+08:00\",\"pm25\":35.5}]}"});
    PushedObservations push;
    push.area = *area;
    std::vector<std::string> others;
    collect_other_keys(*body, {"area", "rows"}, others);
    std::vector<Numbered<Observation>> rows;
    int line = 0;
    for (const Json& json : *list) {
        ++line;
        std::optional<Text> wrong;
        if (auto observation = read_observation(json, others, wrong))
            rows.push_back({*observation, line});
        else
            push.refused.push_back({line, *wrong});
    }
    push.rows = settle(
        std::move(rows), [](const Observation& o) { return o.hour; },
        [](const Observation& a, const Observation& b) { return a.aqi == b.aqi && a.values == b.values; }, push.repeated,
        push.refused);
    note_keys(others, push.notes);
    return push;
}

Result<PushedForecast> read_forecast_json(std::string_view text) {
    const auto body = parse_object(text);
    if (!body) return tl::unexpected(body.error());
    const auto area = read_area(*body);
    if (!area) return tl::unexpected(area.error());
    const auto issued = body->find("issued_at");
    const auto stamp = issued != body->end() && issued->is_string() ? parse_stamp(issued->get<std::string>()) : std::nullopt;
    if (!stamp)
        return fail({}, {"issued_at 缺失或不是时间", "issued_at is missing or no time"},
                    {"例如 \"2014-02-20T12:00:00+08:00\"", "for example \"2014-02-20T12:00:00+08:00\""});
    const auto hourly = body->find("hourly");
    const auto daily = body->find("daily");
    const bool is_daily = hourly == body->end();
    const auto list = is_daily ? daily : hourly;
    if (list == body->end() || !list->is_array() || (hourly != body->end() && daily != body->end()))
        return fail({}, {"应有数组 hourly 或 daily 之一", "there must be one list, hourly or daily"},
                    {"例如 \"hourly\":[{\"valid_at\":\"2014-02-20T13:00:00+08:00\",\"aqi\":187.5}]",
                     "for example \"hourly\":[{\"valid_at\":\"2014-02-20T13:00:00+08:00\",\"aqi\":187.5}]"});
    PushedForecast push;
    push.area = *area;
    push.forecast = {stamp->instant, is_daily, {}};
    std::vector<std::string> others;
    collect_other_keys(*body, {"area", "issued_at", "hourly", "daily"}, others);
    std::vector<Numbered<ForecastValue>> rows;
    int line = 0;
    for (const Json& json : *list) {
        ++line;
        std::optional<Text> wrong;
        if (auto value = read_value(json, is_daily, others, wrong))
            rows.push_back({*value, line});
        else
            push.refused.push_back({line, *wrong});
    }
    push.forecast.values = settle(
        std::move(rows), [](const ForecastValue& v) { return v.index; },
        [](const ForecastValue& a, const ForecastValue& b) {
            return a.centre == b.centre && a.lower == b.lower && a.upper == b.upper;
        },
        push.repeated, push.refused);
    note_keys(others, push.notes);
    return push;
}

}  // namespace qingkong
