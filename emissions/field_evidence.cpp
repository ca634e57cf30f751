// SPDX-License-Identifier: Apache-2.0
#include "emissions/field_evidence.hpp"

#include <algorithm>
#include <cctype>
#include <set>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "emissions/kiln_sign.hpp"
#include "rules/csv.hpp"

namespace qingkong {

namespace {

using Json = nlohmann::ordered_json;

struct Columns {
    const char* subject;
    std::vector<const char*> items;
};
const Columns& columns_of(EvidenceKind kind) {
    static const Columns kElectricity{"meter", {"kwh"}}, kGate{"enterprise_id", {"trips", "banned_trips", "exempt_trips"}},
        kSite{"site_id", {"pm10", "pm25", "tsp"}};
    return kind == EvidenceKind::electricity ? kElectricity : kind == EvidenceKind::gate ? kGate : kSite;
}

/// Headings as people write them.
std::string plain_heading(std::string text) {
    for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    static const std::map<std::string, std::string> kWords = {
        {"时间", "time"}, {"电表", "meter"}, {"分表编号", "meter"}, {"meter_id", "meter"}, {"电量", "kwh"}, {"用电量", "kwh"},
        {"企业", "enterprise_id"}, {"工地", "site_id"}, {"车次", "trips"}, {"禁行车次", "banned_trips"},
        {"保障车次", "exempt_trips"}, {"pm2.5", "pm25"}};
    const auto found = kWords.find(text);
    return found != kWords.end() ? found->second : text;
}

/// Cells by heading of one row; the rows that it gives, or why not.
std::optional<Text> take_row(EvidenceKind kind, const std::map<std::string, std::string>& cells, std::vector<EvidenceRow>& rows) {
    const Columns& columns = columns_of(kind);
    const auto cell = [&](const std::string& name) {
        const auto found = cells.find(name);
        return found == cells.end() ? std::string() : found->second;
    };
    const auto stamp = parse_stamp(cell("time"));
    if (!stamp) return Text{"时间无法识别：" + cell("time"), "unreadable time: " + cell("time")};
    if (stamp->instant.seconds % 3600 != 0)
        return Text{"时间应为小时的起点：" + cell("time"), "the time must be the start of an hour: " + cell("time")};
    if (cell(columns.subject).empty()) return Text{fmt::format("缺少 {}", columns.subject), fmt::format("no {}", columns.subject)};
    std::vector<EvidenceRow> made;
    for (const char* item : columns.items) {
        const std::string text = cell(item);
        if (text.empty() || text == "-" || text == "NA") continue;
        const auto milli = parse_milli(text);
        if (!milli || *milli < 0) return Text{fmt::format("{} 不是非负数：{}", item, text), fmt::format("{} is no number from 0 on: {}", item, text)};
        made.push_back({kind, cell(columns.subject), item, stamp->instant, *milli});
    }
    if (made.empty()) return Text{"该行没有数值", "the row has no value"};
    rows.insert(rows.end(), made.begin(), made.end());
    return std::nullopt;
}

Result<EvidencePush> from_csv(EvidenceKind kind, std::string_view text) {
    if (text.substr(0, 3) == "\xEF\xBB\xBF") text.remove_prefix(3);
    CsvReader reader(text);
    CsvRecord record;
    EvidencePush push;
    std::vector<std::string> headings;
    while (reader.next(record)) {
        if (headings.empty()) {
            for (const CsvField& field : record.fields) headings.push_back(plain_heading(field.text));
            continue;
        }
        if (record.fields.size() != headings.size()) {
            push.refused.push_back({record.line, {"字段数与表头不符", "the number of fields is not that of the heading"}});
            continue;
        }
        std::map<std::string, std::string> cells;
        for (size_t i = 0; i < headings.size(); ++i) cells[headings[i]] = record.fields[i].text;
        if (auto why = take_row(kind, cells, push.rows)) push.refused.push_back({record.line, std::move(*why)});
    }
    const auto has = [&](const char* name) { return std::find(headings.begin(), headings.end(), name) != headings.end(); };
    if (!has("time") || !has(columns_of(kind).subject))
        return fail({}, {"没有可识别的列", "no known column"},
                    {fmt::format("表头应为 time,{},{}…", columns_of(kind).subject, columns_of(kind).items.front()),
                     fmt::format("wanted: time,{},{}…", columns_of(kind).subject, columns_of(kind).items.front())});
    return push;
}

Result<EvidencePush> from_json(EvidenceKind kind, std::string_view text) {
    const Json body = Json::parse(text, nullptr, false);
    if (!body.is_object() || !body.contains("rows") || !body.at("rows").is_array())
        return fail({}, {"不是 JSON 对象，或没有 rows", "no JSON object with rows"},
                    {R"({"source": "…", "rows": [{"time": "2026-11-23T13:00:00+08:00", …}]})", "the same"});
    EvidencePush push;
    if (const auto source = body.find("source"); source != body.end() && source->is_string()) push.source = source->get<std::string>();
    int number = 0;
    for (const Json& row : body.at("rows")) {
        ++number;
        std::map<std::string, std::string> cells;
        if (row.is_object())
            for (const auto& [key, value] : row.items())
                cells[plain_heading(key)] = value.is_string() ? value.get<std::string>() : value.is_number() ? value.dump() : "";
        if (auto why = take_row(kind, cells, push.rows)) push.refused.push_back({number, std::move(*why)});
    }
    return push;
}

}  // namespace

std::string_view token(EvidenceKind kind) {
    return kind == EvidenceKind::electricity ? "electricity" : kind == EvidenceKind::gate ? "gate" : "site_pm";
}

std::optional<EvidenceKind> parse_evidence_kind(std::string_view text) {
    for (const EvidenceKind kind : {EvidenceKind::electricity, EvidenceKind::gate, EvidenceKind::site_pm})
        if (token(kind) == text) return kind;
    return std::nullopt;
}

Result<EvidencePush> read_evidence(EvidenceKind kind, std::string_view text, bool json) {
    return json ? from_json(kind, text) : from_csv(kind, text);
}

std::vector<HourlyReading> meter_readings(const std::vector<EvidenceRow>& rows, const TelemetrySettings& settings) {
    std::vector<HourlyReading> readings;
    if (settings.energy_kwh_codes.empty()) return readings;
    for (const EvidenceRow& row : rows)
        if (row.kind == EvidenceKind::electricity)
            readings.push_back({row.subject, settings.energy_kwh_codes.front(), floor_hour(row.start) + 1, {}, row.milli, 'N', TelemetryKind::hour});
    return readings;
}

std::vector<HourlyReading> merged_readings(std::vector<HourlyReading> first, std::vector<HourlyReading> second) {
    std::set<std::tuple<std::string, int64_t, std::string>> known;
    for (const HourlyReading& reading : first) known.insert({reading.mn, reading.hour.index, reading.factor});
    for (HourlyReading& reading : second)
        if (known.count({reading.mn, reading.hour.index, reading.factor}) == 0) first.push_back(std::move(reading));
    return first;
}

std::vector<ComplianceRow> check_gates(const std::vector<DueOrder>& orders, const Inventory& inventory,
                                       const std::vector<EvidenceRow>& gates, Hour from, Hour until) {
    std::map<std::string, std::map<int64_t, std::map<std::string, int64_t>>> records;  // enterprise, hour, item
    for (const EvidenceRow& row : gates)
        if (row.kind == EvidenceKind::gate) records[row.subject][floor_hour(row.start).index + 1][row.item] = row.milli / 1000;
    std::map<std::string, std::pair<std::string, std::set<int64_t>>> due;  // enterprise -> area, hours
    for (const DueOrder& order : orders) {
        if (!order.order.mandatory || records.count(order.order.enterprise_id) == 0) continue;
        auto& [area, hours] = due[order.order.enterprise_id];
        area = order.order.area;
        const Hour end = std::min(order.end.value_or(until), until);
        for (Hour hour = std::max(order.start, from); hour < end; hour = hour + 1) hours.insert(hour.index);
    }
    std::vector<ComplianceRow> rows;
    for (const auto& [id, of] : due) {
        const Enterprise* enterprise = inventory.find_enterprise(id);
        std::optional<Rational> most;
        if (enterprise != nullptr && enterprise->transport.alert_trips_per_day)
            most = Rational(*enterprise->transport.alert_trips_per_day);
        else if (enterprise != nullptr && enterprise->transport.normal_trips_per_day)
            most = Rational(*enterprise->transport.normal_trips_per_day, 2);
        std::map<int64_t, std::pair<int64_t, int64_t>> days;  // due hours, trips known
        std::set<int64_t> silent_days;
        auto& seen = records[id];
        for (const int64_t hour : of.second) {
            auto& [hours, trips] = days[day_of_label(Hour{hour}).index];
            ++hours;
            const auto found = seen.find(hour);
            if (found != seen.end() && found->second.count("trips") != 0) trips += found->second["trips"];
            else silent_days.insert(day_of_label(Hour{hour}).index);
        }
        for (const int64_t hour : of.second) {
            ComplianceRow row{of.first, id, "", "运输管控", Hour{hour}, Verdict::no_data, "", "", "", "gate"};
            const auto found = seen.find(hour);
            const int64_t day = day_of_label(Hour{hour}).index;
            if (found != seen.end()) {
                const int64_t banned = std::max<int64_t>(0, found->second["banned_trips"] - found->second["exempt_trips"]);
                row.verdict = banned > 0 ? Verdict::suspected : Verdict::complied;
                row.indicator = "banned_trips";
                row.value = std::to_string(banned);
                row.limit = "0";
            }
            if (most && row.verdict != Verdict::suspected) {
                const Rational limit = *most * Rational(days[day].first, 24), trips(days[day].second);
                if (trips > limit || (silent_days.count(day) == 0 && found != seen.end())) {
                    row.verdict = trips > limit ? Verdict::suspected : Verdict::complied;
                    row.indicator = "day_trips";
                    row.value = print_milli(trips);
                    row.limit = print_milli(limit);
                }
            }
            rows.push_back(std::move(row));
        }
    }
    return rows;
}

}  // namespace qingkong
