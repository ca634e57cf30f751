// SPDX-License-Identifier: Apache-2.0
#include "engine/case_codec.hpp"

#include <charconv>

namespace qingkong {

using Json = nlohmann::ordered_json;

namespace {

std::string text(const Json& body, const char* key) { return body.value(key, std::string()); }

Instant instant(const Json& body, const char* key) { return Instant{body.value(key, int64_t{0})}; }
std::optional<Instant> maybe_instant(const Json& body, const char* key) {
    return body.contains(key) && body.at(key).is_number_integer() ? std::optional(instant(body, key)) : std::nullopt;
}
void put(Json& body, const char* key, const std::optional<Instant>& at) {
    if (at) body[key] = at->seconds;
}
void put(Json& body, const char* key, const std::optional<Rational>& value) {
    if (value) body[key] = fraction_text(*value);
}
std::optional<Rational> fraction(const Json& body, const char* key) {
    return body.contains(key) ? parse_fraction(text(body, key)) : std::nullopt;
}

}  // namespace

std::string fraction_text(const Rational& value) { return std::to_string(value.num()) + "/" + std::to_string(value.den()); }

std::optional<Rational> parse_fraction(const std::string& written) {
    int64_t num = 0, den = 1;
    const char *begin = written.data(), *end = begin + written.size();
    auto read = std::from_chars(begin, end, num);
    if (read.ec != std::errc()) return std::nullopt;
    if (read.ptr != end) {
        if (*read.ptr != '/') return std::nullopt;
        read = std::from_chars(read.ptr + 1, end, den);
        if (read.ec != std::errc() || read.ptr != end || den == 0) return std::nullopt;
    }
    return Rational(num, den);
}

Json inspection_body(const Inspection& one) {
    Json body{{"area", one.area}, {"enterprise_id", one.enterprise_id}, {"line_id", one.line_id}, {"measure", one.measure},
              {"from", one.from.index}, {"until", one.until.index}, {"at", one.at.seconds}, {"result", token(one.result)},
              {"inspectors", one.inspectors}, {"records", one.records}};
    if (one.counted_stopped) body["counted_stopped"] = *one.counted_stopped;
    return body;
}

Inspection inspection_of(const Json& body) {
    Inspection one;
    one.area = text(body, "area");
    one.enterprise_id = text(body, "enterprise_id");
    one.line_id = text(body, "line_id");
    one.measure = text(body, "measure");
    one.from = Hour{body.value("from", int64_t{0})};
    one.until = Hour{body.value("until", int64_t{0})};
    one.at = instant(body, "at");
    one.result = parse_inspection_result(text(body, "result")).value_or(InspectionResult::not_judged);
    one.inspectors = body.value("inspectors", 0);
    one.records = body.value("records", std::vector<std::string>());
    if (body.contains("counted_stopped")) one.counted_stopped = body.value("counted_stopped", 0);
    return one;
}

Json statement_body(const Statement& one) {
    Json body{{"area", one.area}, {"enterprise_id", one.enterprise_id}, {"line_id", one.line_id}, {"kind", token(one.kind)},
              {"from", one.from.seconds}, {"at", one.at.seconds}, {"channel", one.channel}, {"record", one.record}};
    put(body, "until", one.until);
    return body;
}

Statement statement_of(const Json& body) {
    Statement one;
    one.area = text(body, "area");
    one.enterprise_id = text(body, "enterprise_id");
    one.line_id = text(body, "line_id");
    one.kind = parse_statement_kind(text(body, "kind")).value_or(StatementKind::objection);
    one.from = instant(body, "from");
    one.until = maybe_instant(body, "until");
    one.at = instant(body, "at");
    one.channel = text(body, "channel");
    one.record = text(body, "record");
    return one;
}

Json normal_day_body(const NormalDay& day) {
    Json days = Json::array();
    for (const Day one : day.days) days.push_back(one.index);
    Json body{{"enterprise_id", day.enterprise_id}, {"line_id", day.line_id}, {"source", token(day.source)},
              {"ends_before", day.ends_before.seconds}, {"days", days}, {"season_days", day.season_days}, {"raised", day.raised}};
    put(body, "kwh_per_day", day.kwh_per_day);
    put(body, "measured_kwh_per_day", day.measured_kwh_per_day);
    put(body, "season_kwh_per_day", day.season_kwh_per_day);
    put(body, "rise_percent", day.rise_percent);
    return body;
}

NormalDay normal_day_of(const Json& body) {
    NormalDay day{text(body, "enterprise_id"), text(body, "line_id")};
    const std::string source = text(body, "source");
    day.source = source == "measured" ? NormalSource::measured : source == "declared" ? NormalSource::declared : NormalSource::none;
    day.ends_before = instant(body, "ends_before");
    for (const int64_t index : body.value("days", std::vector<int64_t>())) day.days.push_back(Day{index});
    day.season_days = body.value("season_days", 0);
    day.raised = body.value("raised", false);
    day.kwh_per_day = fraction(body, "kwh_per_day");
    day.measured_kwh_per_day = fraction(body, "measured_kwh_per_day");
    day.season_kwh_per_day = fraction(body, "season_kwh_per_day");
    day.rise_percent = fraction(body, "rise_percent");
    return day;
}

}  // namespace qingkong
