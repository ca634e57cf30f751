// SPDX-License-Identifier: Apache-2.0
// The API of the closed loop: findings and their steps, evidence files, key areas and events.
#include <algorithm>

#include <nlohmann/json.hpp>

#include "engine/document_files.hpp"
#include "engine/field_findings.hpp"
#include "engine/http_api_field.hpp"
#include "engine/http_api_parts.hpp"
#include "engine/log.hpp"

namespace qingkong {
namespace {

using Json = nlohmann::ordered_json;

bool personal(const Call& call) {
    return call.account && (call.account->role == Role::officer || call.account->role == Role::inspector);
}

/// The finding of the path where the account covers its area; else the answer is given.
std::optional<FieldFinding> covered_finding(Service& service, const Call& call, const Reply& reply) {
    const std::string id = call.params.at("id");
    for (FieldFinding& one : field_findings(service)) {
        if (one.id != id) continue;
        if (!call.account->covers(one.area)) {
            reply(wrong_area_response(*call.account, one.area));
            return std::nullopt;
        }
        return std::move(one);
    }
    reply(error_response(404, "unknown_finding", {"没有问题 " + id, "no finding " + id}));
    return std::nullopt;
}

void list_findings(Service& service, const EnforcementTerms& terms, const Call& call, const Reply& reply) {
    const std::string state = call.request.parameter("state"), area = call.request.parameter("area");
    Json list = Json::array();
    for (const FieldFinding& one : field_findings(service))
        if ((state.empty() || token(one.state()) == state || (state == "open" && one.open())) && (area.empty() || one.area == area) &&
            (!call.account || call.account->covers(one.area)))
            list.push_back(finding_json(service, one, terms, personal(call)));
    reply(json_answer(list));
}

void list_overdue(Service& service, const EnforcementTerms& terms, const Call& call, const Reply& reply) {
    Json list = Json::array();
    for (const OverdueFinding& one : overdue_findings(field_findings(service), terms, service.now()))
        if (!call.account || call.account->covers(one.area))
            list.push_back({{"id", one.id}, {"unit", one.unit}, {"area", one.area}, {"next", token(one.next)}, {"next_name", finding_step_name(one.next).zh},
                            {"due", format_instant(one.due)}, {"failures", one.failures}});
    reply(json_answer(list));
}

void post_finding(Service& service, const EnforcementTerms& terms, const Call& call, const Reply& reply) {
    const auto body = body_object(call);
    if (!body) return reply(not_json());
    std::string area = text_of(*body, "area");
    if (const std::string enterprise = text_of(*body, "enterprise_id"); !enterprise.empty()) area = area_of_enterprise(service, enterprise);
    for (const Inspection& one : inspections(service))
        if (one.id == text_of(*body, "inspection")) area = one.area;
    if (!area.empty() && !call.account->covers(area)) return reply(wrong_area_response(*call.account, area));
    const auto taken = take_finding(service, *body, call.account->id);
    if (!taken) return reply(refusal_response(taken.error()));
    Json json = finding_json(service, taken->first, terms, false);
    json["repeated"] = taken->second;
    reply(json_answer(json));
}

void post_step(Service& service, const EnforcementTerms& terms, const Call& call, const Reply& reply) {
    const auto body = body_object(call);
    if (!body) return reply(not_json());
    const auto finding = covered_finding(service, call, reply);
    if (!finding) return;
    const std::string step = text_of(*body, "step");
    // What a site check finds is the inspectors' word; what follows from it the office's.
    const bool field = step == "feedback" || step == "rechecked";
    if (call.account->role == Role::inspector && !field)
        return reply(error_response(403, "wrong_role", {"检查人员只登记整改反馈和复核", "inspectors record feedback and rechecks"}));
    const auto taken = take_step(service, finding->id, *body, call.account->id);
    if (!taken) return reply(refusal_response(taken.error()));
    Json json = finding_json(service, taken->first, terms, false);
    json["repeated"] = taken->second;
    reply(json_answer(json));
}

void post_grade(Service& service, const Call& call, const Reply& reply) {
    const auto body = body_object(call);
    if (!body) return reply(not_json());
    const auto finding = covered_finding(service, call, reply);
    if (!finding) return;
    const auto taken = propose_grade(service, finding->id, *body, call.account->id);
    if (!taken) return reply(refusal_response(taken.error()));
    const GradeProposal& one = taken->first;
    reply(json_answer({{"finding", one.finding}, {"enterprise_id", one.enterprise_id}, {"from_grade", one.from_grade}, {"to_grade", one.to_grade},
                       {"from", format_day(one.day)}, {"repeated", taken->second}}));
}

void evidence_file(Daemon& daemon, const EnforcementTerms& terms, const Call& call, const Reply& reply) {
    Service& service = daemon.service();
    const auto finding = covered_finding(service, call, reply);
    if (!finding) return;
    const std::string conduct = call.request.parameter("conduct");
    if (!conduct.empty() && terms.find(conduct) == nullptr)
        return reply(error_response(404, "unknown_conduct", {"没有事项 " + conduct, "no conduct " + conduct}));
    const auto form = parse_document_form(call.request.parameter("format"));
    if (!form) return reply(error_response(400, "unknown_format", {"没有该格式", "no such format"}, {"html、txt、pdf 或 docx", "html, txt, pdf or docx"}));
    auto work = [paper = compose_evidence_file(evidence_facts(service, *finding, terms, conduct), service.config().office), form = *form, id = finding->id] {
        auto bytes = document_bytes(paper, form);
        if (!bytes) return error_response(503, "helper_missing", bytes.error().front().what, bytes.error().front().wanted);
        Response response;
        response.content_type = content_type(form);
        response.body = std::move(*bytes);
        response.headers = {{"X-Content-Type-Options", "nosniff"}, {"Cache-Control", "no-store"},
                            {"Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; img-src data:"}};
        if (needs_helper(form)) response.headers.emplace_back("Content-Disposition", "attachment; filename=\"evidence-" + id + file_ending(form) + "\"");
        return response;
    };
    if (needs_helper(*form)) return answer_aside(daemon, std::move(work), reply);
    reply(work());
}

Response terms_response(const EnforcementTerms& terms) {
    Json conducts = Json::array(), weights = Json::array();
    for (const FinableConduct& one : terms.conducts)
        conducts.push_back({{"id", one.id}, {"name", one.name.zh}, {"name_en", one.name.en}, {"department", one.department}, {"range", one.range_zh()},
                            {"clause", one.clause}, {"dated", one.dated}, {"needs_permit_clause", one.needs_permit_clause}});
    for (const auto& [kind, weight] : terms.weights_milli) weights.push_back({{"kind", kind}, {"weight_milli", weight}});
    return json_answer({{"assign_minutes", terms.assign_minutes}, {"feedback_hours", terms.feedback_hours}, {"recheck_hours", terms.recheck_hours},
                        {"supervise_at", terms.supervise_at}, {"interview_at", terms.interview_at}, {"ladder_enabled", terms.ladder_enabled},
                        {"weights", weights}, {"conducts", conducts}});
}

Response ladder_response(Service& service, const EnforcementTerms& terms, const Call& call) {
    Instant since{service.now().seconds - 7 * 24 * 3600};
    if (const std::string text = call.request.parameter("since"); !text.empty()) {
        const auto stamp = parse_stamp(text);
        if (!stamp) return bad_time("since");
        since = stamp->instant;
    }
    Json list = Json::array();
    for (const LadderCount& one : ladder_counts(field_findings(service), terms, since))
        list.push_back({{"area", one.area}, {"unrectified", one.unrectified}, {"new", one.fresh}, {"weight_milli", one.weight_milli}, {"level", one.level}});
    return json_answer({{"enabled", terms.ladder_enabled}, {"areas", list}});
}

void post_field_row(Service& service, const char* kind, const Call& call, const Reply& reply) {
    const auto body = body_object(call);
    if (!body) return reply(not_json());
    if (const std::string area = text_of(*body, "area"); !area.empty() && !call.account->covers(area)) return reply(wrong_area_response(*call.account, area));
    const auto taken = take_field_row(service, kind, *body, call.account->id);
    if (!taken) return reply(refusal_response(taken.error()));
    reply(json_answer({{"id", taken->first}, {"repeated", taken->second}}));
}

}  // namespace

void add_finding_routes(Router& router, Daemon& daemon) {
    Service& service = daemon.service();
    auto read = enforcement_terms(service.config());
    if (!read) {
        // A mistake in the city's file must not stop alerts: the program's own stands, and the reader is told.
        for (const Problem& problem : read.error()) log_warning(problem.print(Language::en));
        Config plain = service.config();
        plain.rules.editions_dir.clear();
        read = enforcement_terms(plain);
    }
    const EnforcementTerms terms = *read;
    const std::vector<std::string> json = {"application/json"};
    const std::vector<Role> office = {Role::officer}, field = {Role::officer, Role::inspector};
    const std::vector<Role> readers = {Role::officer, Role::inspector, Role::viewer, Role::approver, Role::admin};
    const auto get = [&](const char* path, Text summary, std::function<void(const Call&, const Reply&)> handler, std::vector<QueryParameter> query = {},
                         const char* type = "application/json") {
        Route route{"GET", path, readers, std::move(summary), std::move(handler), std::move(query)};
        route.answer_type = type;
        router.add(std::move(route));
    };
    const auto post = [&](const char* path, const std::vector<Role>& roles, Text summary, std::function<void(const Call&, const Reply&)> handler) {
        router.add({"POST", path, roles, std::move(summary), std::move(handler), {}, json});
    };
    get("/api/v1/findings", {"问题清单（发现—交办—反馈—复核—销号）", "findings and their steps"},
        [&service, terms](const Call& call, const Reply& reply) { list_findings(service, terms, call, reply); },
        {{"state", {"办理环节，或 open", "a step, or open"}}, {"area", {"区域", "area"}}});
    get("/api/v1/findings/overdue", {"超期问题（按责任单位）", "overdue findings by unit"},
        [&service, terms](const Call& call, const Reply& reply) { list_overdue(service, terms, call, reply); });
    get("/api/v1/findings/ladder", {"量化问责计数（默认关闭）", "counts of the ladder; off by default"},
        [&service, terms](const Call& call, const Reply& reply) { reply(ladder_response(service, terms, call)); }, {{"since", {"起始，默认7天前", "from, default 7 days ago"}}});
    post("/api/v1/findings", field, {"登记问题", "record a finding"}, [&service, terms](const Call& call, const Reply& reply) { post_finding(service, terms, call, reply); });
    post("/api/v1/findings/{id}/steps", field, {"办理问题", "a step of a finding"},
         [&service, terms](const Call& call, const Reply& reply) { post_step(service, terms, call, reply); });
    post("/api/v1/findings/{id}/grade_proposal", office, {"建议降低绩效等级", "propose a lower grade"},
         [&service](const Call& call, const Reply& reply) { post_grade(service, call, reply); });
    get("/api/v1/findings/{id}/evidence_file", {"证据卷", "the printable evidence file"},
        [&daemon, terms](const Call& call, const Reply& reply) {
            if (!personal(call)) return reply(error_response(403, "wrong_role", {"证据卷只供办公室和检查人员", "the file is for the office and inspectors"}));
            evidence_file(daemon, terms, call, reply);
        },
        {{"conduct", {"事项编号，见 /api/v1/enforcement", "conduct, see /api/v1/enforcement"}}, {"format", {"html（默认）、txt、pdf 或 docx", "html (default), txt, pdf or docx"}}},
        "text/html");
    get("/api/v1/enforcement", {"时限、主管部门、幅度和条款", "deadlines, departments, ranges and clauses"},
        [terms](const Call&, const Reply& reply) { reply(terms_response(terms)); });
    get("/api/v1/key_areas", {"重点区域及责任人", "key areas and who is responsible"},
        [&service](const Call&, const Reply& reply) { reply(json_answer(field_list(service, "key_area"))); });
    post("/api/v1/key_areas", office, {"登记重点区域", "record a key area"}, [&service](const Call& call, const Reply& reply) { post_field_row(service, "key_area", call, reply); });
    get("/api/v1/field_events", {"火点、热点、巡查、工地检查", "fire points, hot spots, patrols, site checks"},
        [&service](const Call&, const Reply& reply) { reply(json_answer(field_list(service, "field_event"))); });
    post("/api/v1/field_events", field, {"登记现场事件", "record an event"}, [&service](const Call& call, const Reply& reply) { post_field_row(service, "field_event", call, reply); });
}

}  // namespace qingkong
