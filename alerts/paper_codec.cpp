// SPDX-License-Identifier: Apache-2.0
// Superior's papers and causes as JSON; the rest of alerts/codec.hpp is in codec.cpp.
#include <nlohmann/json.hpp>

#include "alerts/codec.hpp"

namespace qingkong {
namespace {

using Json = nlohmann::ordered_json;

Json time_json(const std::optional<Instant>& instant) { return instant ? Json(format_instant(*instant)) : Json(nullptr); }
Instant read_time(const Json& json) { return parse_stamp(json.get<std::string>()).value().instant; }
std::optional<Instant> read_maybe_time(const Json& json) {
    return json.is_null() ? std::nullopt : std::optional(read_time(json));
}

}  // namespace

Json superior_json(const SuperiorDoc& paper) {
    return {{"id", paper.id},
            {"kind", token(paper.kind)},
            {"effect", token(paper.effect)},
            {"issuer", paper.issuer},
            {"level", token(paper.level)},
            {"areas", paper.areas},
            {"start", time_json(paper.start)},
            {"end", time_json(paper.end)},
            {"doc_no", paper.doc_no},
            {"received_at", format_instant(paper.received_at)},
            {"amends", paper.amends},
            {"version", paper.version},
            {"recorded_by", paper.recorded_by},
            {"replaced_by", paper.replaced_by},
            {"released_by", paper.released_by},
            {"declined_at", time_json(paper.declined_at)},
            {"declined_by", paper.declined_by},
            {"decline_reason", paper.decline_reason},
            {"answered_at", time_json(paper.answered_at)}};
}

std::optional<SuperiorDoc> read_superior(const std::string& text) {
    try {
        const Json json = Json::parse(text);
        SuperiorDoc paper;
        paper.id = json.at("id");
        paper.kind = parse_superior_kind(json.at("kind").get<std::string>()).value();
        paper.effect = parse_superior_kind(json.at("effect").get<std::string>()).value();
        paper.issuer = json.at("issuer");
        paper.level = parse_level(json.at("level").get<std::string>()).value();
        paper.areas = json.at("areas").get<std::vector<std::string>>();
        paper.start = read_maybe_time(json.at("start"));
        paper.end = read_maybe_time(json.at("end"));
        paper.doc_no = json.at("doc_no");
        paper.received_at = read_time(json.at("received_at"));
        paper.amends = json.at("amends");
        paper.version = json.at("version");
        paper.recorded_by = json.at("recorded_by");
        paper.replaced_by = json.at("replaced_by");
        paper.released_by = json.at("released_by");
        paper.declined_at = read_maybe_time(json.at("declined_at"));
        paper.declined_by = json.at("declined_by");
        paper.decline_reason = json.at("decline_reason");
        paper.answered_at = read_maybe_time(json.at("answered_at"));
        return paper;
    } catch (const std::exception&) {
        return std::nullopt;
    }
}

Json cause_json(const CauseRecord& record) {
    return {{"area", record.area},
            {"cause", token(record.cause)},
            {"stand", token(record.stand)},
            {"from", format_instant(record.from)},
            {"to", format_instant(record.to)},
            {"pm25_aqi", record.pm25_aqi ? Json(*record.pm25_aqi) : Json(nullptr)},
            {"who", record.who},
            {"reason", record.reason},
            {"at", format_instant(record.at)}};
}

std::optional<CauseRecord> read_cause(const std::string& text) {
    try {
        const Json json = Json::parse(text);
        CauseRecord record;
        record.area = json.at("area");
        record.cause = parse_cause(json.at("cause").get<std::string>()).value();
        record.stand = parse_cause_stand(json.at("stand").get<std::string>()).value();
        record.from = read_time(json.at("from"));
        record.to = read_time(json.at("to"));
        if (!json.at("pm25_aqi").is_null()) record.pm25_aqi = json.at("pm25_aqi").get<int>();
        record.who = json.at("who");
        record.reason = json.at("reason");
        record.at = read_time(json.at("at"));
        return record;
    } catch (const std::exception&) {
        return std::nullopt;
    }
}

}  // namespace qingkong
