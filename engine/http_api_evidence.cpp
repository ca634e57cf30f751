// SPDX-License-Identifier: Apache-2.0
// The API of evidence and judgement: what came in beside HJ 212, verdicts with their numbers, visits, statements.
#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <sodium.h>

#include "emissions/kiln_sign.hpp"
#include "emissions/verdict_day.hpp"
#include "engine/field_cases.hpp"
#include "engine/http_api_field.hpp"
#include "engine/http_api_parts.hpp"
#include "engine/http_api_returns.hpp"

namespace qingkong {
namespace {

using Json = nlohmann::ordered_json;

constexpr int64_t kListedDays = 7;

const std::vector<Role> kStaff = {Role::officer, Role::inspector};

Json text_json(const Text& text) { return {{"zh", text.zh}, {"en", text.en}}; }
Json percent_json(const std::optional<Rational>& value) { return value ? Json(value->cut1()) : Json(nullptr); }
Json grams_json(const std::optional<Rational>& value) { return value ? Json(value->half_up()) : Json(nullptr); }
Json kwh_json(const std::optional<Rational>& value) { return value ? Json(print_milli(*value)) : Json(nullptr); }

Response csv_response(std::string body) {
    Response response;
    response.content_type = "text/csv; charset=utf-8";
    response.body = std::move(body);
    return response;
}

void push_evidence(Service& service, const Call& call, const Reply& reply) {
    const auto kind = parse_evidence_kind(call.params.at("kind"));
    if (!kind)
        return reply(error_response(404, "unknown_kind", {"没有该种证据", "no such kind of evidence"},
                                    {"electricity、gate 或 site_pm", "electricity, gate or site_pm"}));
    const bool json = call.request.header("content-type").rfind("application/json", 0) == 0;
    const auto push = read_evidence(*kind, call.request.body, json);
    if (!push) return reply(problems_response(push.error()));
    const std::string named = call.request.parameter("source");
    const std::string source = !push->source.empty() ? push->source : named.empty() ? call.account->id : named;
    std::vector<EvidenceRow> rows;
    int ahead = 0;
    for (const EvidenceRow& row : push->rows) {
        if (row.start.seconds + 3600 <= service.now().seconds)
            rows.push_back(row);
        else
            ++ahead;
    }
    const PushCounts counts = append_evidence(service.store(), source, call.account->id, rows, service.now());
    Json refused = Json::array();
    for (const auto& [line, what] : push->refused) refused.push_back({{"line", line}, {"what", text_json(what)}});
    if (ahead > 0)
        refused.push_back({{"line", 0}, {"what", {{"zh", fmt::format("{}个数值的时段尚未结束", ahead)}, {"en", fmt::format("the hour of {} values is not over", ahead)}}}});
    reply(json_answer({{"accepted", counts.accepted}, {"repeated", counts.repeated}, {"revised", counts.revised}, {"refused", refused}}));
}

Response evidence_response(Service& service, const Call& call) {
    const auto kind = parse_evidence_kind(call.params.at("kind"));
    if (!kind) return error_response(404, "unknown_kind", {"没有该种证据", "no such kind of evidence"}, {"electricity、gate 或 site_pm", "electricity, gate or site_pm"});
    Instant from{service.now().seconds - kListedDays * 24 * 3600}, until{service.now().seconds + 1};
    for (const auto& [name, into] : {std::pair<const char*, Instant*>{"from", &from}, {"until", &until}}) {
        const std::string text = call.request.parameter(name);
        const auto stamp = parse_stamp(text);
        if (!text.empty() && !stamp) return bad_time(name);
        if (stamp) *into = stamp->instant;
    }
    Json list = Json::array();
    for (const EvidenceRow& row : evidence_rows(service.store(), *kind, from, until))
        list.push_back({{"time", format_instant(row.start)}, {"subject", row.subject}, {"item", row.item}, {"value", print_milli(Rational(row.milli, 1000))}});
    return json_answer(list);
}

Json row_json(const ComplianceRow& row) {
    Json json{{"area", row.area}, {"enterprise_id", row.enterprise_id}, {"line_id", row.line_id}, {"measure", row.measure},
              {"hour", format_hour(row.hour)}, {"verdict", token(row.verdict)}, {"indicator", row.indicator}, {"value", row.value},
              {"limit", row.limit}, {"method", row.method}, {"note", text_json(row.note)}};
    if (row.counted)
        json["counted"] = {{"ordered", row.counted->counted.ordered}, {"of", row.counted->counted.of}, {"unit", row.counted->counted.unit},
                           {"about_stopped", row.counted->about_stopped ? Json(*row.counted->about_stopped) : Json(nullptr)},
                           {"text", text_json(row.counted->text())}};
    return json;
}

Response rows_response(Service& service, const Call& call) {
    const std::string enterprise = call.request.parameter("enterprise"), verdict = call.request.parameter("verdict");
    Json list = Json::array();
    for (const ComplianceRow& row : service.compliance(call.request.parameter("alert")))
        if ((enterprise.empty() || row.enterprise_id == enterprise) && (verdict.empty() || token(row.verdict) == verdict)) list.push_back(row_json(row));
    return json_answer(list);
}

Response visits_due_response(Service& service, const Call& call) {
    Json list = Json::array();
    for (const InspectionNeed& need : inspection_list(service.compliance(call.request.parameter("alert")))) {
        if (call.account && !call.account->covers(need.area)) continue;
        list.push_back({{"area", need.area}, {"enterprise_id", need.enterprise_id}, {"enterprise", name_of_enterprise(service, need.enterprise_id)},
                        {"line_id", need.line_id}, {"measure", need.measure}, {"suspected_hours", need.suspected_hours},
                        {"no_data_hours", need.no_data_hours}, {"first", format_hour(need.first)}, {"last", format_hour(need.last)},
                        {"example", row_json(need.example)}});
    }
    return json_answer(list);
}

Response hints_response(Service& service, const Call& call) {
    const auto known = judged(service, call.request.parameter("alert"));
    return csv_response(hints_csv(known ? falsification_hints(known->compliance(service.resources().telemetry)) : std::vector<FalsificationHint>{}));
}

Response normal_days_response(Service& service, const Call& call) {
    Json list = Json::array();
    for (const NormalDay& day : normal_days(service, call.request.parameter("alert"))) {
        Json days = Json::array();
        for (const Day one : day.days) days.push_back(format_day(one));
        list.push_back({{"enterprise_id", day.enterprise_id}, {"line_id", day.line_id}, {"source", token(day.source)},
                        {"kwh_per_day", kwh_json(day.kwh_per_day)}, {"measured_kwh_per_day", kwh_json(day.measured_kwh_per_day)},
                        {"ends_before", format_instant(day.ends_before)}, {"days", days}, {"season_kwh_per_day", kwh_json(day.season_kwh_per_day)},
                        {"season_days", day.season_days}, {"rise_percent", percent_json(day.rise_percent)}, {"raised", day.raised},
                        {"raised_text", text_json(raised_text(day))}, {"suggested_stop_kwh_per_day", kwh_json(day.suggested_stop_kwh_per_day())}});
    }
    return json_answer(list);
}

Json pollutant_json(const AchievedPollutant& one) {
    Json gaps = Json::array();
    for (const EnterpriseGap& gap : one.gaps)
        gaps.push_back({{"area", gap.area}, {"enterprise_id", gap.enterprise_id}, {"gap_g_per_day", gap.gap_g_per_day.half_up()}});
    return {{"pollutant", token(one.pollutant)}, {"base_g_per_day", one.base_g_per_day.half_up()}, {"planned_g_per_day", one.planned_g_per_day.half_up()},
            {"judged", one.judged}, {"coverage_percent", percent_json(one.coverage_percent)}, {"lower_g_per_day", grams_json(one.lower_g_per_day)},
            {"upper_g_per_day", grams_json(one.upper_g_per_day)}, {"lower_percent", percent_json(one.lower_percent)},
            {"upper_percent", percent_json(one.upper_percent)},
            {"by_method_g_per_day", {{"cems", one.by_cems_g_per_day.half_up()}, {"electricity", one.by_electricity_g_per_day.half_up()},
                                     {"inspection", one.by_inspection_g_per_day.half_up()}}},
            {"line_days", {{"cems", one.cems_days}, {"electricity", one.electricity_days}, {"inspection", one.inspection_days}, {"none", one.none_days}}},
            {"text", text_json(describe(one))}, {"gaps", gaps}};
}

Response achieved_detail(Service& service, const Call& call) {
    const auto achieved = service.achieved(call.request.parameter("alert"));
    Json list = Json::array();
    if (achieved)
        for (const AchievedPollutant& one : achieved->pollutants) list.push_back(pollutant_json(one));
    return json_answer({{"due_hours", achieved ? achieved->due_hours : 0}, {"coverage_min_percent", 60}, {"pollutants", list}});
}

Response achieved_hours_response(Service& service, const Call& call) {
    const auto known = judged(service, call.request.parameter("alert"));
    Json list = Json::array();
    if (known)
        for (const auto& [hour, achieved] : achieved_hours(known->achieved(service.resources().telemetry)))
            for (const AchievedPollutant& one : achieved.pollutants) {
                if (!one.coverage_percent) continue;
                list.push_back({{"hour", format_hour(hour)}, {"pollutant", token(one.pollutant)}, {"planned_g_per_day", one.planned_g_per_day.half_up()},
                                {"judged", one.judged}, {"coverage_percent", percent_json(one.coverage_percent)},
                                {"lower_percent", percent_json(one.lower_percent)}, {"upper_percent", percent_json(one.upper_percent)}});
            }
    return json_answer(list);
}

Response methods_response(Service& service, const Call& call) {
    const auto known = judged(service, call.request.parameter("alert"));
    Json list = Json::array();
    if (known)
        for (const MethodDisagreement& one : method_disagreements(known->achieved(service.resources().telemetry)))
            list.push_back({{"area", one.area}, {"enterprise_id", one.enterprise_id}, {"line_id", one.line_id}, {"day", format_day(one.day)},
                            {"pollutant", token(one.pollutant)}, {"hours", one.hours}, {"emission_percent", one.emission_percent.cut1()},
                            {"load_percent", one.load_percent.cut1()}});
    return json_answer({{"tolerance_points", kMethodTolerancePoints}, {"disagreements", list}});
}

/// Photographs of a JSON body: `[{name, base64}]`. False: one is no base64.
bool photographs_of(const Json& body, std::vector<Photograph>& into) {
    const auto list = body.find("photographs");
    if (list == body.end()) return true;
    if (!list->is_array()) return false;
    for (const Json& one : *list) {
        const std::string text = text_of(one, "base64");
        std::string bytes(text.size(), '\0');
        size_t length = 0;
        if (text.empty() || sodium_base642bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), text.data(), text.size(), "\r\n ", &length,
                                              nullptr, sodium_base64_VARIANT_ORIGINAL) != 0)
            return false;
        bytes.resize(length);
        into.push_back({text_of(one, "name"), std::move(bytes)});
    }
    return true;
}

/// Own area, or the refusal.
std::optional<Response> outside(const Service& service, const Call& call, const std::string& enterprise_id) {
    const std::string area = area_of_enterprise(service, enterprise_id);
    if (area.empty() || call.account->covers(area)) return std::nullopt;
    return wrong_area_response(*call.account, area);
}

void post_inspection(Service& service, const Call& call, const Reply& reply) {
    auto body = body_object(call);
    if (!body) return reply(not_json());
    if (const auto refused = outside(service, call, text_of(*body, "enterprise_id"))) return reply(*refused);
    std::vector<Photograph> photographs;
    if (!photographs_of(*body, photographs))
        return reply(error_response(400, "bad_photographs", {"照片不是 base64", "a photograph is no base64"}, {R"([{"name": "…", "base64": "…"}])", "the same"}));
    body->erase("photographs");
    const auto taken = take_inspection(service, *body, call.account->id, photographs);
    if (!taken) return reply(refusal_response(taken.error()));
    Json json = inspection_json(service, taken->first, false);
    json["repeated"] = taken->second;
    reply(json_answer(json));
}

void post_statement(Service& service, const Call& call, const Reply& reply) {
    auto body = body_object(call);
    if (!body) return reply(not_json());
    std::string channel = "page";
    if (call.account->role == Role::enterprise) {
        if (!call.account->unit.empty() && text_of(*body, "enterprise_id").empty()) (*body)["enterprise_id"] = call.account->unit;
        if (text_of(*body, "enterprise_id") != call.account->unit)
            return reply(error_response(403, "wrong_enterprise", {"账号只能为本企业说明", "this account speaks for its own enterprise only"}));
    } else {
        if (const auto refused = outside(service, call, text_of(*body, "enterprise_id"))) return reply(*refused);
        channel = text_of(*body, "channel");
        if ((channel != "telephone" && channel != "paper" && channel != "mail") || text_of(*body, "name").empty())
            return reply(error_response(400, "bad_channel", {"代为登记须写明方式和对方是谁", "what is recorded for an enterprise needs how it came and who told it"},
                                        {"channel：telephone、paper 或 mail；name", "channel: telephone, paper or mail; name"}));
    }
    const auto taken = take_statement(service, *body, call.account->id, channel);
    if (!taken) return reply(refusal_response(taken.error()));
    Json json = statement_json(service, taken->first, false);
    json["repeated"] = taken->second;
    reply(json_answer(json));
}

void post_decision(Service& service, const Call& call, const Reply& reply) {
    const auto body = body_object(call);
    if (!body) return reply(not_json());
    const std::string id = call.params.at("id");
    for (const Statement& one : statements(service))
        if (one.id == id && !call.account->covers(one.area)) return reply(wrong_area_response(*call.account, one.area));
    const auto taken = decide_statement(service, id, *body, call.account->id);
    if (!taken) return reply(refusal_response(taken.error()));
    Json json = statement_json(service, taken->first, true);
    json["repeated"] = taken->second;
    reply(json_answer(json));
}

void post_threshold(Service& service, const Call& call, const Reply& reply) {
    const auto body = body_object(call);
    if (!body) return reply(not_json());
    const std::string enterprise = text_of(*body, "enterprise_id");
    if (const auto refused = outside(service, call, enterprise)) return reply(*refused);
    if (enterprise.empty() && !call.account->covers(kWholeCity)) return reply(wrong_area_response(*call.account, std::string(kWholeCity)));
    const auto taken = set_threshold(service, *body, call.account->id);
    if (!taken) return reply(refusal_response(taken.error()));
    reply(json_answer({{"enterprise_id", taken->first.enterprise_id}, {"line_id", taken->first.line_id}, {"kwh_per_day", kwh_json(taken->first.kwh_per_day)},
                       {"share_percent", kwh_json(taken->first.share_percent)}, {"repeated", taken->second}}));
}

Response thresholds_response(Service& service) {
    Json list = Json::array();
    for (const SetThreshold& one : thresholds(service))
        list.push_back({{"enterprise_id", one.enterprise_id}, {"line_id", one.line_id}, {"kwh_per_day", kwh_json(one.kwh_per_day)},
                        {"share_percent", kwh_json(one.share_percent)}, {"who", one.who}, {"at", format_instant(one.at)}});
    return json_answer(list);
}

bool personal(const Call& call) {
    return call.account && std::find(kStaff.begin(), kStaff.end(), call.account->role) != kStaff.end();
}

Response inspections_response(Service& service, const Call& call) {
    const std::string enterprise = call.request.parameter("enterprise");
    Json list = Json::array();
    for (const Inspection& one : inspections(service))
        if ((enterprise.empty() || one.enterprise_id == enterprise) && (!call.account || call.account->covers(one.area)))
            list.push_back(inspection_json(service, one, personal(call)));
    return json_answer(list);
}

Response statements_response(Service& service, const Call& call) {
    const std::string enterprise = call.request.parameter("enterprise"), state = call.request.parameter("state");
    Json list = Json::array();
    for (const Statement& one : statements(service))
        if ((enterprise.empty() || one.enterprise_id == enterprise) && (state.empty() || token(one.state(service.now())) == state) &&
            (!call.account || call.account->covers(one.area)))
            list.push_back(statement_json(service, one, personal(call)));
    return json_answer(list);
}

}  // namespace

void add_evidence_routes(Router& router, Daemon& daemon) {
    Service& service = daemon.service();
    const QueryParameter alert{"alert", {"预警编号；不写为全部", "alert; default all"}}, enterprise{"enterprise", {"企业编号", "enterprise"}};
    const auto get = [&router](const char* path, Text summary, auto answer, std::vector<QueryParameter> query, const char* type = "application/json") {
        Route route{"GET", path, duty_readers(), std::move(summary), [answer](const Call& call, const Reply& reply) { reply(answer(call)); }, std::move(query)};
        route.answer_type = type;
        router.add(std::move(route));
    };
    const auto post = [&](const char* path, std::vector<Role> roles, Text summary, auto take, std::vector<std::string> types = {"application/json"},
                          std::vector<QueryParameter> query = {}) {
        router.add({"POST", path, std::move(roles), std::move(summary), [&service, take](const Call& call, const Reply& reply) { take(service, call, reply); },
                    std::move(query), std::move(types)});
    };
    post("/api/v1/evidence/{kind}", {Role::feed, Role::officer}, {"报送分表电量、门禁记录、工地颗粒物", "meters, gate records, site PM"}, push_evidence,
         {"application/json", "text/csv"}, {{"source", {"数据来源", "where it comes from"}}});
    get("/api/v1/evidence/{kind}", {"已报的电量、门禁、工地颗粒物", "what was pushed"}, [&service](const Call& call) { return evidence_response(service, call); },
        {{"from", {"起始，默认7天前", "from, default 7 days ago"}}, {"until", {"截止", "until"}}});
    get("/api/v1/compliance/rows", {"逐时判定及说明", "verdicts by the hour with their notes"}, [&service](const Call& call) { return rows_response(service, call); },
        {alert, enterprise, {"verdict", {"判定", "verdict"}}});
    get("/api/v1/compliance/days", {"逐日判定", "verdicts by the day"},
        [&service](const Call& call) { return csv_response(verdict_days_csv(verdict_days(service.compliance(call.request.parameter("alert"))))); }, {alert}, "text/csv");
    get("/api/v1/compliance/visits", {"待现场核查名单", "who is to be visited"}, [&service](const Call& call) { return visits_due_response(service, call); }, {alert});
    get("/api/v1/compliance/hints", {"数据异常线索", "patterns that ask for a look at a device"}, [&service](const Call& call) { return hints_response(service, call); },
        {alert}, "text/csv");
    get("/api/v1/normal_days", {"正常日用电基线", "normal days of the lines"}, [&service](const Call& call) { return normal_days_response(service, call); }, {alert});
    get("/api/v1/thresholds", {"人工设定的停产阈值", "stop thresholds set by persons"}, [&service](const Call&) { return thresholds_response(service); }, {});
    post("/api/v1/thresholds", {Role::officer}, {"设定停产阈值", "set a stop threshold"}, post_threshold);
    get("/api/v1/achieved/detail", {"实际减排：区间、方法、缺口", "achieved reduction with interval, methods and gaps"},
        [&service](const Call& call) { return achieved_detail(service, call); }, {alert});
    get("/api/v1/achieved/hours", {"逐时实际减排", "achieved reduction by the hour"}, [&service](const Call& call) { return achieved_hours_response(service, call); }, {alert});
    get("/api/v1/achieved/methods", {"在线监测与用电不一致的生产线", "lines whose stack and meter disagree"},
        [&service](const Call& call) { return methods_response(service, call); }, {alert});
    get("/api/v1/inspections", {"现场核查记录", "visits"}, [&service](const Call& call) { return inspections_response(service, call); }, {enterprise});
    post("/api/v1/inspections", {Role::inspector}, {"登记现场核查", "record a visit"}, post_inspection);
    get("/api/v1/statements", {"企业说明（陈述申辩）", "statements of enterprises"}, [&service](const Call& call) { return statements_response(service, call); },
        {enterprise, {"state", {"open、accepted、not_accepted、expired", "open, accepted, not_accepted, expired"}}});
    post("/api/v1/statements", {Role::enterprise, Role::officer}, {"提交或代为登记企业说明", "make or record a statement"}, post_statement);
    post("/api/v1/statements/{id}/decide", {Role::officer}, {"处理企业说明", "decide on a statement"}, post_decision);
}

}  // namespace qingkong
