// SPDX-License-Identifier: Apache-2.0
// Documents that follow from no alert or from the police, composed from what the officer says: nothing is stored, no state
// changes (handbook B.7, JY2018-29).
#include "alerts/tip.hpp"
#include "alerts/vehicle_notice.hpp"
#include "engine/document_files.hpp"
#include "engine/http_api_parts.hpp"

namespace qingkong {
namespace {

using Json = nlohmann::ordered_json;

/// The texts of a list; false: it is there and is none.
bool texts_of(const Json& body, const char* key, std::vector<std::string>& into) {
    const auto found = body.find(key);
    if (found == body.end() || found->is_null()) return true;
    if (!found->is_array()) return false;
    for (const Json& item : *found) {
        if (!item.is_string()) return false;
        into.push_back(item.get<std::string>());
    }
    return true;
}

Response bad_list(const char* key) {
    return error_response(400, "bad_list", {std::string(key) + " 不是文字列表", std::string(key) + " is no list of texts"},
                          {"例如 [\"…\", \"…\"]", "wanted e.g. [\"…\", \"…\"]"});
}

Json problem_list(const std::vector<Problem>& problems) {
    Json list = Json::array();
    for (const Problem& problem : problems)
        list.push_back({{"severity", problem.severity == Severity::error ? "error" : "warning"},
                        {"what", {{"zh", problem.what.zh}, {"en", problem.what.en}}},
                        {"wanted", {{"zh", problem.wanted.zh}, {"en", problem.wanted.en}}}});
    return list;
}

/// JSON with the findings, unless a form is asked for. With an error among the findings there is no paper: 422.
void answer(Daemon& daemon, const Call& call, const Reply& reply, Document paper, const std::vector<Problem>& problems) {
    bool refused = false;
    for (const Problem& problem : problems) refused = refused || problem.severity == Severity::error;
    if (refused) return reply(json_answer({{"findings", problem_list(problems)}}, 422));
    const std::string wanted = call.request.parameter("format");
    if (wanted.empty() || wanted == "json")
        return reply(json_answer({{"title", paper.title}, {"text", paper.text}, {"html", paper.html}, {"findings", problem_list(problems)}}));
    const auto form = parse_document_form(wanted);
    if (!form) return reply(error_response(400, "unknown_format", {"没有该格式", "no such format"}, {"json、html、txt、pdf 或 docx", "json, html, txt, pdf or docx"}));
    const auto file = [paper = std::move(paper), form = *form] {
        auto bytes = document_bytes(paper, form);
        if (!bytes) return error_response(503, "helper_missing", bytes.error().front().what, bytes.error().front().wanted);
        Response response;
        response.content_type = content_type(form);
        response.body = std::move(*bytes);
        return response;
    };
    if (needs_helper(*form)) return answer_aside(daemon, file, reply);
    reply(file());
}

void tip(Daemon& daemon, const Call& call, const Reply& reply) {
    const auto body = body_object(call);
    if (!body) return reply(not_json());
    const Service& service = daemon.service();
    TipFacts facts;
    const auto kind = parse_tip_kind(text_of(*body, "kind"));
    if (!kind)
        return reply(error_response(400, "unknown_kind", {"没有该种文书", "no such kind"},
                                    {"short_heavy、ozone、fire、dust、temporary_control 或 preparation",
                                     "short_heavy, ozone, fire, dust, temporary_control or preparation"}));
    facts.kind = *kind;
    facts.city = service.config().city.name;
    std::vector<std::string> areas;
    if (!texts_of(*body, "areas", areas)) return reply(bad_list("areas"));
    for (const std::string& id : areas) {
        const Area* area = service.config().city.find(id);
        if (!area) return reply(error_response(400, "unknown_area", {"没有区域 " + id, "no area " + id}));
        facts.areas.push_back(area->name);
    }
    if (!time_of(*body, "from", facts.from)) return reply(bad_time("from"));
    if (!time_of(*body, "until", facts.until)) return reply(bad_time("until"));
    if (!texts_of(*body, "primary", facts.primary_pollutants)) return reply(bad_list("primary"));
    if (!texts_of(*body, "measures", facts.measures)) return reply(bad_list("measures"));
    facts.forecast_peak_aqi = text_of(*body, "peak_aqi");
    facts.cause = {text_of(*body, "cause"), text_of(*body, "cause")};
    facts.document_no = text_of(*body, "document_no");
    facts.basis = text_of(*body, "basis");
    facts.legal_basis = text_of(*body, "legal_basis");
    facts.issued_at = daemon.service().now();
    Document paper = compose_tip(facts, service.config().office, daemon.service().resources().templates);
    const auto problems = check_tip(std::string(token(*kind)), paper, facts, service.config().office);
    answer(daemon, call, reply, std::move(paper), problems);
}

void vehicle_notice(Daemon& daemon, const Call& call, const Reply& reply) {
    const auto body = body_object(call);
    if (!body) return reply(not_json());
    VehicleRestriction r;
    std::optional<Instant> from;
    if (!time_of(*body, "from", from) || !from) return reply(bad_time("from"));
    r.from = *from;
    if (!time_of(*body, "until", r.until)) return reply(bad_time("until"));
    r.issuer = text_of(*body, "issuer");
    r.document_no = text_of(*body, "document_no");
    r.basis = text_of(*body, "basis");
    r.hours = text_of(*body, "hours");
    r.telephone = text_of(*body, "telephone");
    if (!time_of(*body, "issued_at", r.issued_at)) return reply(bad_time("issued_at"));
    const std::pair<const char*, std::vector<std::string>*> lists[] = {
        {"rules", &r.rules}, {"roads", &r.roads}, {"detours", &r.detours}, {"exempt", &r.exempt}};
    for (const auto& [key, into] : lists)
        if (!texts_of(*body, key, *into)) return reply(bad_list(key));
    if (const auto filing = body->find("filing"); filing != body->end() && filing->is_object()) {
        r.filing.emplace();
        r.filing->authority = text_of(*filing, "authority");
        r.filing->document_no = text_of(*filing, "document_no");
        if (!time_of(*filing, "filed_at", r.filing->filed_at)) return reply(bad_time("filed_at"));
        const auto approved = filing->find("approved");
        r.filing->approved = approved != filing->end() && approved->is_boolean() && approved->get<bool>();
    }
    const Office& office = daemon.service().config().office;
    Document paper = compose_vehicle_notice(r, office, daemon.service().resources().templates);
    const auto problems = check_vehicle_notice("vehicle_notice", paper, r, office);
    answer(daemon, call, reply, std::move(paper), problems);
}

}  // namespace

void add_tip_routes(Router& router, Daemon& daemon) {
    const QueryParameter format{"format", {"json（默认）、html、txt、pdf 或 docx", "json (default), html, txt, pdf or docx"}};
    router.add({"POST", "/api/v1/documents/tip", {Role::officer, Role::forecaster}, {"不构成预警的文书：健康提示、沙尘、臭氧、临时管控、预警准备", "documents without an alert"},
                [&daemon](const Call& call, const Reply& reply) { tip(daemon, call, reply); }, {format}, {"application/json"}});
    router.add({"POST", "/api/v1/documents/vehicle_notice", {Role::officer}, {"机动车限行通告（超过15日核对报备）", "vehicle restriction notice, with the 15-day rule"},
                [&daemon](const Call& call, const Reply& reply) { vehicle_notice(daemon, call, reply); }, {format}, {"application/json"}});
}

}  // namespace qingkong
