// SPDX-License-Identifier: Apache-2.0
#include "engine/field_cases.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "engine/case_codec.hpp"
#include "engine/http_api_parts.hpp"

namespace qingkong {

using Json = nlohmann::ordered_json;

namespace {

constexpr size_t kLongestText = 20'000;
constexpr size_t kMostPhotographs = 20;
constexpr int64_t kMostHours = 31 * 24;

tl::unexpected<Outcome::Refusal> refuse(const char* id, Text what, Text wanted = {}) {
    return tl::unexpected(Outcome::Refusal{id, std::move(what), std::move(wanted)});
}

tl::unexpected<Outcome::Refusal> refuse_time(const char* key) {
    return refuse("bad_time", {fmt::format("{} 不是时间", key), fmt::format("{} is no time", key)},
                  {"例如 2026-11-23T09:00:00+08:00", "e.g. 2026-11-23T09:00:00+08:00"});
}

std::vector<std::string> texts_of(const Json& body, const char* key) {
    std::vector<std::string> out;
    const auto found = body.find(key);
    if (found == body.end() || !found->is_array()) return out;
    for (const Json& one : *found)
        if (one.is_string() && !one.get<std::string>().empty()) out.push_back(one.get<std::string>());
    return out;
}

const ProductionLine* line_of(const Service& service, const std::string& enterprise_id, const std::string& line_id) {
    const auto& inventory = service.resources().inventory;
    const Enterprise* enterprise = inventory ? inventory->find_enterprise(enterprise_id) : nullptr;
    return enterprise != nullptr ? enterprise->find_line(line_id) : nullptr;
}

/// Enterprise and line of a body are those of the inventory.
std::optional<Outcome::Refusal> unknown_place(const Service& service, const std::string& enterprise_id, const std::string& line_id) {
    if (area_of_enterprise(service, enterprise_id).empty())
        return Outcome::Refusal{"unknown_enterprise", {"清单中没有企业 " + enterprise_id, "no enterprise " + enterprise_id + " in the inventory"}, {}};
    if (!line_id.empty() && service.resources().inventory->find_enterprise(enterprise_id) != nullptr &&
        line_of(service, enterprise_id, line_id) == nullptr)
        return Outcome::Refusal{"unknown_line", {"该企业没有生产线 " + line_id, "the enterprise has no line " + line_id}, {}};
    return std::nullopt;
}

/// What makes a repeated write the same one: the content, from whom; where it names no time also the hour, for the same
/// words may be true again tomorrow.
std::string key_of(const Json& body, const std::string& who, Instant now, const char* time, const std::vector<Photograph>& photographs = {}) {
    std::string all = who + "\n" + body.dump(-1, ' ', false, Json::error_handler_t::replace);
    if (!body.contains(time)) all += "\n" + format_hour(floor_hour(now));
    for (const Photograph& photograph : photographs) all += "\n" + text_hash(photograph.bytes);
    return text_hash(all);
}

std::optional<CaseRow> known_case(Service& service, const std::string& kind, const std::string& key) {
    for (CaseRow& row : case_rows(service.store(), kind))
        if (row.key == key) return std::move(row);
    return std::nullopt;
}

template <class T>
T with_id(std::vector<T> all, const std::string& id) {
    const auto found = std::find_if(all.begin(), all.end(), [&](const T& one) { return one.id == id; });
    return *found;
}

}  // namespace

std::string area_of_enterprise(const Service& service, const std::string& enterprise_id) {
    const auto& inventory = service.resources().inventory;
    if (!inventory) return "";
    if (const Enterprise* enterprise = inventory->find_enterprise(enterprise_id)) return enterprise->area;
    const Source* source = inventory->find_source(enterprise_id);
    return source != nullptr ? source->area : "";
}

std::string name_of_enterprise(const Service& service, const std::string& enterprise_id) {
    const auto& inventory = service.resources().inventory;
    if (!inventory) return enterprise_id;
    if (const Enterprise* enterprise = inventory->find_enterprise(enterprise_id)) return enterprise->name;
    const Source* source = inventory->find_source(enterprise_id);
    return source != nullptr ? source->name : enterprise_id;
}

Taken<Inspection> take_inspection(Service& service, const Json& body, const std::string& who, const std::vector<Photograph>& photographs) {
    Inspection one;
    one.enterprise_id = text_of(body, "enterprise_id");
    one.line_id = text_of(body, "line_id");
    one.measure = text_of(body, "measure");
    if (auto unknown = unknown_place(service, one.enterprise_id, one.line_id)) return tl::unexpected(std::move(*unknown));
    one.area = area_of_enterprise(service, one.enterprise_id);
    const auto result = parse_inspection_result(text_of(body, "result"));
    if (!result)
        return refuse("bad_result", {"result 不是检查结论", "result is none"},
                      {"complied、not_complied 或 not_judged", "complied, not_complied or not_judged"});
    one.result = *result;
    std::optional<Instant> at, from, until;
    if (!time_of(body, "at", at)) return refuse_time("at");
    if (!time_of(body, "from", from)) return refuse_time("from");
    if (!time_of(body, "until", until)) return refuse_time("until");
    one.at = at.value_or(service.now());
    one.from = floor_hour(from.value_or(one.at)) + 1;
    one.until = until ? ceil_hour(*until) + 1 : floor_hour(one.at) + 2;
    if (one.at > service.now() || one.until <= one.from || one.until - one.from > kMostHours)
        return refuse("bad_time", {"检查时间晚于现在，或时段不对", "the visit lies ahead, or its hours are wrong"},
                      {"from 早于 until，不超过31天", "from before until, at most 31 days"});
    const std::vector<std::string> names = texts_of(body, "inspectors");
    one.inspectors = static_cast<int>(std::set<std::string>(names.begin(), names.end()).size());
    const std::string text = text_of(body, "text");
    if (one.result != InspectionResult::not_judged && one.inspectors < 2)
        return refuse("two_inspectors", {"判定须由两名检查人员共同作出", "a verdict needs two inspectors"},
                      {"inspectors：两个不同的姓名（可附证号）", "inspectors: two different names"});
    if (text.empty() || text.size() > kLongestText)
        return refuse("bad_text", {"须写明检查情况，且不超过20000字节", "what was seen must be written, in at most 20000 bytes"});
    if (photographs.size() > kMostPhotographs) return refuse("bad_photographs", {"照片过多", "too many photographs"}, {"最多20张", "at most 20"});
    if (const auto counted = body.find("counted_stopped"); counted != body.end() && !counted->is_null()) {
        const auto number = counted->is_number_integer() ? std::optional(counted->get<int64_t>())
                            : counted->is_string() && !counted->get<std::string>().empty() ? parse_milli(counted->get<std::string>()) : std::nullopt;
        if (counted->is_number_integer() || number) one.counted_stopped = static_cast<int>(counted->is_string() ? *number / 1000 : *number);
        if (one.counted_stopped && *one.counted_stopped < 0) return refuse("bad_value", {"停产台数不能为负", "the count is negative"});
    }
    const std::string key = key_of(body, who, service.now(), "at", photographs);
    if (const auto known = known_case(service, "inspection", key)) return std::pair(with_id(inspections(service), known->subject), true);

    one.records = texts_of(body, "records");
    one.records.insert(one.records.begin(), service.keep_record("inspection", text, Json{{"inspectors", names}}.dump(), who).id);
    for (const Photograph& photograph : photographs)
        one.records.push_back(service.keep_record("photograph", photograph.name, photograph.bytes, who).id);
    one.id = fmt::format("I{:04}", next_case_id(service.store()));
    one.who = who;
    const JournalEntry entry = step_entry(
        service, one.area, "inspection", who,
        {fmt::format("现场核查{}：{}{}，{}。", one.id, one.enterprise_id, one.line_id.empty() ? "" : " " + one.line_id, inspection_result_name(one.result).zh),
         fmt::format("Site check {}: {}{}, {}.", one.id, one.enterprise_id, one.line_id.empty() ? "" : " " + one.line_id, inspection_result_name(one.result).en)},
        Json{{"inspection", one.id}, {"enterprise_id", one.enterprise_id}, {"line_id", one.line_id}, {"result", token(one.result)},
             {"inspectors", one.inspectors}, {"records", one.records}}.dump());
    append_case(service.store(), {0, "inspection", one.id, key, service.now(), who, inspection_body(one).dump()}, &entry);
    return std::pair(one, false);
}

Taken<Statement> take_statement(Service& service, const Json& body, const std::string& who, const std::string& channel) {
    Statement one;
    one.enterprise_id = text_of(body, "enterprise_id");
    one.line_id = text_of(body, "line_id");
    if (auto unknown = unknown_place(service, one.enterprise_id, one.line_id)) return tl::unexpected(std::move(*unknown));
    one.area = area_of_enterprise(service, one.enterprise_id);
    const auto kind = parse_statement_kind(text_of(body, "kind"));
    if (!kind)
        return refuse("bad_kind", {"kind 不是说明种类", "kind is none"},
                      {"cannot_stop_safely、meter_fault、repair、urgent_supply 或 objection",
                       "cannot_stop_safely, meter_fault, repair, urgent_supply or objection"});
    one.kind = *kind;
    std::optional<Instant> from;
    if (!time_of(body, "from", from)) return refuse_time("from");
    if (!time_of(body, "until", one.until)) return refuse_time("until");
    one.from = from.value_or(service.now());
    if (one.until && *one.until <= one.from) return refuse("bad_time", {"until 不晚于 from", "until is not after from"});
    const std::string text = text_of(body, "text");
    if (text.empty() || text.size() > kLongestText)
        return refuse("bad_text", {"须写明理由，且不超过20000字节", "the reason must be written, in at most 20000 bytes"});
    const std::string key = key_of(body, who, service.now(), "from");
    if (const auto known = known_case(service, "statement", key)) return std::pair(with_id(statements(service), known->subject), true);
    one.at = service.now();
    one.channel = channel;
    one.who = who;
    one.record = service.keep_record("statement", text, Json{{"name", text_of(body, "name")}}.dump(), who).id;
    one.id = fmt::format("V{:04}", next_case_id(service.store()));
    const JournalEntry entry = step_entry(
        service, one.area, "statement", who,
        {fmt::format("企业说明{}：{}，{}。", one.id, one.enterprise_id, statement_name(one.kind).zh),
         fmt::format("Statement {}: {}, {}.", one.id, one.enterprise_id, statement_name(one.kind).en)},
        Json{{"statement", one.id}, {"enterprise_id", one.enterprise_id}, {"line_id", one.line_id}, {"kind", token(one.kind)},
             {"channel", channel}, {"record", one.record}}.dump());
    append_case(service.store(), {0, "statement", one.id, key, one.at, who, statement_body(one).dump()}, &entry);
    return std::pair(one, false);
}

Taken<Statement> decide_statement(Service& service, const std::string& id, const Json& body, const std::string& who) {
    const std::vector<Statement> all = statements(service);
    const auto found = std::find_if(all.begin(), all.end(), [&](const Statement& one) { return one.id == id; });
    if (found == all.end()) return refuse("unknown_statement", {"没有企业说明 " + id, "no statement " + id});
    const auto accepted = body.find("accepted");
    const bool known = accepted != body.end() && (accepted->is_boolean() || accepted->is_string());
    if (!known) return refuse("bad_decision", {"accepted 应为 true 或 false", "accepted must be true or false"});
    const bool yes = accepted->is_boolean() ? accepted->get<bool>() : accepted->get<std::string>() == "true";
    const std::string reason = text_of(body, "reason");
    if (reason.empty() || reason.size() > kLongestText) return refuse("no_reason", {"须写明理由", "a reason is required"});
    std::optional<Instant> expires;
    if (!time_of(body, "expires_at", expires)) return refuse_time("expires_at");
    if (yes && (!expires || *expires <= found->from))
        return refuse("no_end", {"同意须有截止时间，且晚于说明的起始时间", "an acceptance needs an end after its beginning"},
                      {"expires_at", "expires_at"});
    // The last decision counts: only that one again is a repeat.
    const std::vector<CaseRow> before = case_rows(service.store(), "statement_decision", id);
    const std::string content = key_of(body, who, {}, "expires_at");
    if (!before.empty() && before.back().key.rfind(content, 0) == 0) return std::pair(*found, true);
    const std::string key = fmt::format("{} {} {}", content, id, before.size());
    const KeptRecord record = service.keep_record("statement_decision", reason, "", who);
    Json row{{"accepted", yes}, {"record", record.id}};
    if (yes) row["expires_at"] = expires->seconds;
    const JournalEntry entry = step_entry(
        service, found->area, "statement_decision", who,
        {fmt::format("企业说明{}：{}{}。", id, yes ? "同意" : "不同意", yes ? "，至" + spoken_time_zh(*expires) : ""),
         fmt::format("Statement {}: {}{}.", id, yes ? "accepted" : "not accepted", yes ? " until " + spoken_time_en(*expires) : "")},
        Json{{"statement", id}, {"accepted", yes}, {"expires_at", yes ? Json(format_instant(*expires)) : Json(nullptr)}, {"record", record.id}}.dump());
    append_case(service.store(), {0, "statement_decision", id, key, service.now(), who, row.dump()}, &entry);
    return std::pair(with_id(statements(service), id), false);
}

Taken<SetThreshold> set_threshold(Service& service, const Json& body, const std::string& who) {
    SetThreshold one;
    one.enterprise_id = text_of(body, "enterprise_id");
    one.line_id = text_of(body, "line_id");
    const auto number = [&](const char* key) -> std::optional<Rational> {
        const auto found = body.find(key);
        if (found == body.end()) return std::nullopt;
        const auto milli = parse_milli(found->is_string() ? found->get<std::string>() : found->dump());
        return milli && *milli >= 0 ? std::optional(Rational(*milli, 1000)) : std::nullopt;
    };
    one.kwh_per_day = number("kwh_per_day");
    one.share_percent = number("share_percent");
    if (one.enterprise_id.empty() ? !one.share_percent || *one.share_percent > Rational(100) : !one.kwh_per_day)
        return refuse("bad_value", {"须给出某条生产线的 kwh_per_day，或全部无阈值生产线的 share_percent（不超过100）",
                                    "wanted: kwh_per_day of one line, or share_percent (at most 100) of all without a threshold"});
    if (!one.enterprise_id.empty()) {
        if (auto unknown = unknown_place(service, one.enterprise_id, one.line_id)) return tl::unexpected(std::move(*unknown));
        const LineEvidence* line = nullptr;
        const EvidenceIndex index(*service.resources().inventory);
        line = index.find(one.enterprise_id, one.line_id);
        if (line == nullptr || line->meters.empty())
            return refuse("no_meter", {"该生产线没有独立的生产分表", "the line has no production meter of its own"});
        if (line->stop_kwh_per_day)
            return refuse("declared", {"清单已填报该生产线的停产阈值", "the inventory declares the line's threshold"},
                          {"请修订清单", "revise the inventory"});
    }
    const std::string reason = text_of(body, "reason");
    if (reason.empty()) return refuse("no_reason", {"须写明理由", "a reason is required"});
    const std::string key = key_of(body, who, service.now(), "at");
    one.who = who;
    one.at = service.now();
    Json row{{"enterprise_id", one.enterprise_id}, {"line_id", one.line_id}, {"reason", reason}};
    if (one.kwh_per_day && !one.enterprise_id.empty()) row["kwh_per_day"] = fraction_text(*one.kwh_per_day);
    if (one.enterprise_id.empty()) row["share_percent"] = fraction_text(*one.share_percent);
    const std::string area = one.enterprise_id.empty() ? "" : area_of_enterprise(service, one.enterprise_id);
    const JournalEntry entry = step_entry(service, area, "threshold", who,
                                          one.enterprise_id.empty()
                                              ? Text{"为未填报停产阈值的生产线按正常日用电比例设定阈值。", "A share of the normal day is set as threshold where none is declared."}
                                              : Text{fmt::format("设定停产阈值：{} {}。", one.enterprise_id, one.line_id),
                                                     fmt::format("A stop threshold is set: {} {}.", one.enterprise_id, one.line_id)},
                                          row.dump());
    const auto [kept, made] = append_case(service.store(), {0, "threshold", one.enterprise_id + " " + one.line_id, key, one.at, who, row.dump()}, &entry);
    return std::pair(one, !made);
}

Json kept_content(Service& service, const std::string& record) {
    const auto kept = service.store().record(record);
    if (!kept || kept->destroyed_at) return nullptr;
    Json content = Json::parse(kept->content, nullptr, false);
    Json out{{"text", kept->note}};
    if (content.is_object())
        for (const auto& [key, value] : content.items()) out[key] = value;
    return out;
}

Json inspection_json(Service& service, const Inspection& one, bool personal) {
    Json json{{"id", one.id}, {"area", one.area}, {"enterprise_id", one.enterprise_id},
              {"enterprise", name_of_enterprise(service, one.enterprise_id)}, {"line_id", one.line_id}, {"measure", one.measure},
              {"at", format_instant(one.at)}, {"from", format_instant(start_of(one.from))}, {"until", format_instant(start_of(one.until))},
              {"result", token(one.result)}, {"result_name", inspection_result_name(one.result).zh}, {"inspectors", one.inspectors},
              {"counts", one.counts()}, {"counted_stopped", one.counted_stopped ? Json(*one.counted_stopped) : Json(nullptr)},
              {"who", one.who}, {"records", one.records}};
    if (personal && !one.records.empty()) json["content"] = kept_content(service, one.records.front());
    return json;
}

Json statement_json(Service& service, const Statement& one, bool personal) {
    const auto time = [](const std::optional<Instant>& at) { return at ? Json(format_instant(*at)) : Json(nullptr); };
    const StatementState state = one.state(service.now());
    Json json{{"id", one.id}, {"area", one.area}, {"enterprise_id", one.enterprise_id},
              {"enterprise", name_of_enterprise(service, one.enterprise_id)}, {"line_id", one.line_id}, {"kind", token(one.kind)},
              {"kind_name", statement_name(one.kind).zh}, {"from", format_instant(one.from)}, {"until", time(one.until)},
              {"at", format_instant(one.at)}, {"channel", one.channel}, {"who", one.who}, {"state", token(state)},
              {"state_name", statement_state_name(state).zh}, {"decided_by", one.decided_by}, {"decided_at", time(one.decided_at)},
              {"expires_at", time(one.expires_at)}, {"record", one.record}};
    if (!personal) return json;
    json["content"] = kept_content(service, one.record);
    if (!one.decision_record.empty()) json["decision"] = kept_content(service, one.decision_record);
    return json;
}

}  // namespace qingkong
