// SPDX-License-Identifier: Apache-2.0
#include "engine/http_api_parts.hpp"

#include <fmt/format.h>

#include "alerts/codec.hpp"

namespace qingkong {

using Json = nlohmann::ordered_json;

Response json_answer(const Json& json, int status) {
    Response response;
    response.status = status;
    response.body = json.dump() + "\n";
    return response;
}

Response refusal_response(const Outcome::Refusal& refusal) {
    const int status = refusal.id.rfind("unknown", 0) == 0 ? 404 : refusal.id == "reason_missing" || refusal.id.rfind("bad_", 0) == 0 ? 400 : 409;
    return error_response(status, refusal.id, refusal.what, refusal.wanted);
}

std::optional<Json> body_object(const Call& call) {
    if (call.request.body.empty()) return Json::object();
    Json json = Json::parse(call.request.body, nullptr, false);
    if (!json.is_object()) return std::nullopt;
    return json;
}

Response not_json() {
    return error_response(400, "not_json", {"正文不是 JSON 对象", "the body is no JSON object"},
                          {"例如 {\"to\": \"2014-02-20T08:05:00+08:00\"}", "e.g. {\"to\": \"2014-02-20T08:05:00+08:00\"}"});
}

std::string text_of(const Json& body, const char* key) {
    const auto found = body.find(key);
    return found != body.end() && found->is_string() ? found->get<std::string>() : "";
}

bool time_of(const Json& body, const char* key, std::optional<Instant>& into) {
    const std::string text = text_of(body, key);
    if (text.empty()) return !body.contains(key) || body.at(key).is_null();
    const auto stamp = parse_stamp(text);
    if (stamp) into = stamp->instant;
    return stamp.has_value();
}

Response bad_time(const char* key) {
    return error_response(400, "bad_time", {fmt::format("{} 不是时间", key), fmt::format("{} is no time", key)},
                          {"例如 2014-02-20T08:00:00+08:00", "e.g. 2014-02-20T08:00:00+08:00"});
}

bool round_of(const Json& body, RoundTerms& into) {
    Json round = Json::object();
    for (const char* key : {"batch", "zones", "override"})
        if (body.contains(key) && !body.at(key).is_null()) round[key] = body.at(key);
    if (const auto off = body.find("not_applied"); off != body.end() && !off->is_null()) {
        if (!off->is_array()) return false;
        round["not_applied"] = Json::array();
        for (const Json& one : *off) round["not_applied"].push_back(one.is_string() ? Json{{"id", one}} : one);
    }
    try {
        into = read_round(round);
    } catch (const std::exception&) {
        return false;
    }
    return true;
}

Response bad_round() {
    return error_response(400, "bad_round", {"batch、zones、not_applied 或 override 的格式不对", "batch, zones, not_applied or override"},
                          {R"(例如 {"batch": "H1", "zones": {"一般管理区": "yellow"}, "not_applied": [{"id": "QZ07", "reason": "…"}], "override": {"by": "…", "reason": "…"}})",
                           R"(e.g. {"batch": "H1", "zones": {"一般管理区": "yellow"}, "not_applied": [{"id": "QZ07", "reason": "…"}], "override": {"by": "…", "reason": "…"}})"});
}

bool approval_of(const Json& body, Approval& into) {
    const auto approval = body.find("approval");
    if (approval == body.end() || approval->is_null()) return true;
    if (!approval->is_object()) return false;
    const std::string manner = text_of(*approval, "manner");
    const auto parsed = parse_approval_manner(manner.empty() ? "program" : manner);
    if (!parsed) return false;
    into.manner = *parsed;
    into.authority = text_of(*approval, "authority");
    into.record = text_of(*approval, "record");
    return time_of(*approval, "approved_at", into.given_at);
}

Response bad_approval() {
    return error_response(400, "bad_approval", {"approval 的格式不对", "approval is not of its form"},
                          {R"(例如 {"manner": "telephone", "authority": "mayor", "approved_at": "2026-11-22T22:30:00+08:00", "record": "R0001"}；manner 为 program、paper、telephone 或 emergency)",
                           R"(e.g. {"manner": "telephone", "authority": "mayor", "approved_at": "2026-11-22T22:30:00+08:00", "record": "R0001"}; manner: program, paper, telephone or emergency)"});
}

std::optional<Alert> covered_alert(Daemon& daemon, const Call& call, const Reply& reply) {
    const std::string id = call.params.at("id");
    auto alert = daemon.service().store().alert(id);
    if (!alert) {
        reply(error_response(404, "unknown_alert", {"没有预警 " + id, "no alert " + id}));
        return std::nullopt;
    }
    for (const std::string& area : areas_of_scope(daemon.service().config().city, alert->area))
        if (!call.account->covers(area)) {
            reply(wrong_area_response(*call.account, area));
            return std::nullopt;
        }
    return alert;
}

}  // namespace qingkong
