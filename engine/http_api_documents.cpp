// SPDX-License-Identifier: Apache-2.0
// Papers of the office as text, page, PDF and .docx.
#include <algorithm>
#include <memory>

#include "alerts/approval_papers.hpp"
#include "alerts/public_notice.hpp"
#include "alerts/published_notice.hpp"
#include "alerts/unit_task.hpp"
#include "engine/document_files.hpp"
#include "engine/http_api_parts.hpp"
#include "engine/procedure.hpp"
#include "rules/aqi.hpp"

namespace qingkong {
namespace {

using Json = nlohmann::ordered_json;

Language language_of(const Call& call) { return call.request.parameter("lang") == "en" ? Language::en : Language::zh; }

std::optional<Transition> transition_of(Service& service, const std::string& id) {
    const auto alert = service.store().alert(id.substr(0, id.find('.')));
    if (!alert) return std::nullopt;
    for (const Transition& t : alert->transitions)
        if (t.id() == id) return t;
    return std::nullopt;
}

/// The papers of a drill are marked, whatever the office does otherwise.
Office office_for(const Service& service, const Transition& t) {
    Office office = service.config().office;
    office.exercise = office.exercise || t.exercise;
    return office;
}

Response unknown_transition() {
    return error_response(404, "unknown_transition", {"没有该文件", "no such transition"}, {"请查看预警列表", "see the list of alerts"});
}

Response file_response(Result<std::string> bytes, DocumentForm form, const std::string& name) {
    if (!bytes) return error_response(503, "helper_missing", bytes.error().front().what, bytes.error().front().wanted);
    Response response;
    response.content_type = content_type(form);
    response.body = std::move(*bytes);
    response.headers = {{"X-Content-Type-Options", "nosniff"}, {"Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'"}};
    if (needs_helper(form)) response.headers.emplace_back("Content-Disposition", "attachment; filename=\"" + name + file_ending(form) + "\"");
    return response;
}

/// Answers with the paper in the form that `?format=` asks for. `name` is a file name of plain letters.
void send(Daemon& daemon, const Call& call, const Reply& reply, Document paper, const std::string& name) {
    const auto form = parse_document_form(call.request.parameter("format"));
    if (!form) return reply(error_response(400, "unknown_format", {"没有该格式", "no such format"}, {"html、txt、pdf 或 docx", "html, txt, pdf or docx"}));
    if (!needs_helper(*form)) return reply(file_response(document_bytes(paper, *form), *form, name));
    answer_aside(daemon, [paper = std::move(paper), form = *form, name] { return file_response(document_bytes(paper, form), form, name); }, reply);
}

void notice(Daemon& daemon, const Call& call, const Reply& reply) {
    auto paper = notice_of_transition(daemon.service(), call.params.at("id"), language_of(call));
    if (!paper) return reply(unknown_transition());
    send(daemon, call, reply, std::move(*paper), "notice");
}

/// The library's measures of the step: the inventory in force now, the switches that were signed.
AssembledMeasures measures_of(Service& service, const Transition& t) {
    const auto& inventory = service.resources().inventory;
    if (!inventory || t.to == AlertLevel::normal) return {};
    const std::vector<std::string> areas = t.area == kWholeCity ? std::vector<std::string>{} : areas_of_scope(service.config().city, t.area);
    return assemble_measures(inventory->library, t.to, areas, t.round.not_applied);
}

std::vector<Text> area_names(const City& city, const std::string& scope) {
    std::vector<Text> names;
    if (scope == kWholeCity) return names;
    for (const std::string& id : areas_of_scope(city, scope))
        if (const Area* area = city.find(id)) names.push_back(area->name);
    return names;
}

std::vector<std::string> comma_list(const std::string& text) {
    std::vector<std::string> out;
    for (size_t at = 0; at < text.size();) {
        const size_t end = std::min(text.find(',', at), text.size());
        if (end > at) out.push_back(text.substr(at, end - at));
        at = end + 1;
    }
    return out;
}

/// What the program does not know (cause, pollutant, peak) the officer says in the query.
void public_notice(Daemon& daemon, const Call& call, const Reply& reply) {
    Service& service = daemon.service();
    const auto t = transition_of(service, call.params.at("id"));
    if (!t) return reply(unknown_transition());
    const Office office = office_for(service, *t);
    PublicNoticeFacts facts;
    facts.city = service.config().city.name;
    facts.areas = area_names(service.config().city, t->area);
    facts.cause = {call.request.parameter("cause"), call.request.parameter("cause")};
    facts.primary_pollutants = comma_list(call.request.parameter("primary"));
    facts.forecast_peak_aqi = call.request.parameter("peak_aqi");
    if (!facts.forecast_peak_aqi.empty() && !parse_aqi(facts.forecast_peak_aqi))
        return reply(error_response(400, "bad_aqi", {"peak_aqi 不是AQI", "peak_aqi is no AQI"}, {"例如 287", "wanted e.g. 287"}));
    facts.measures = measures_of(service, *t);
    const Language language = language_of(call);
    Document paper = compose_public_notice(*t, office, facts, language, service.resources().templates);
    const auto problems = check_public_notice(paper, *t, office, facts, language);
    if (!problems.empty()) return reply(problems_response(problems));
    send(daemon, call, reply, std::move(paper), "public-notice");
}

void task_sheets(Service& service, const Call& call, const Reply& reply) {
    const auto t = transition_of(service, call.params.at("id"));
    if (!t) return reply(unknown_transition());
    Json list = Json::array();
    for (const TaskSheet& sheet : measures_of(service, *t).tasks) list.push_back({{"unit", sheet.unit}, {"measures", sheet.measures.size()}});
    reply(json_answer(list));
}

void task_sheet(Daemon& daemon, const Call& call, const Reply& reply) {
    Service& service = daemon.service();
    const auto t = transition_of(service, call.params.at("id"));
    if (!t) return reply(unknown_transition());
    for (const TaskSheet& sheet : measures_of(service, *t).tasks)
        if (sheet.unit == call.params.at("unit"))
            return send(daemon, call, reply,
                        compose_task_sheet(sheet, *t, office_for(service, *t), service.config().city, "9时、17时", service.resources().templates),
                        "task-sheet");
    reply(error_response(404, "unknown_unit", {"该单位没有任务", "this unit has no task"}, {"单位名称见 task_sheets", "see task_sheets for the names"}));
}

using ComposeApproval = Document (*)(const ApprovalFacts&, const Office&, const Templates&);

void approval_paper(Daemon& daemon, const Call& call, const Reply& reply) {
    Service& service = daemon.service();
    const auto proposal = service.store().proposal(call.params.at("id"));
    if (!proposal) return reply(error_response(404, "unknown_proposal", {"没有该建议", "no such proposal"}));
    const std::pair<const char*, ComposeApproval> kinds[] = {
        {"opinion", compose_consultation_opinion}, {"report", compose_proposal_report}, {"form", compose_approval_form}};
    for (const auto& [name, compose] : kinds) {
        if (call.params.at("paper") != name) continue;
        ApprovalFacts facts = approval_facts(service, procedure_of(service, *proposal));
        facts.city = service.config().city.name;
        facts.areas = area_names(service.config().city, proposal->area);
        return send(daemon, call, reply, compose(facts, service.config().office, service.resources().templates), name);
    }
    reply(error_response(404, "unknown_paper", {"没有该文书", "no such paper"}, {"opinion、report 或 form", "opinion, report or form"}));
}

}  // namespace

void answer_aside(Daemon& daemon, std::function<Response()> work, const Reply& reply) {
    const auto response = std::make_shared<Response>();
    const bool taken = daemon.aside([work = std::move(work), response] { *response = work(); }, [response, reply] { reply(std::move(*response)); });
    if (!taken) reply(error_response(503, "busy", {"排队的工作太多", "too much waits already"}, {"请稍后再试", "try again in a minute"}));
}

std::optional<Document> notice_of_transition(Service& service, const std::string& id, Language language) {
    const auto kept = service.store().notice(id, language);
    if (!kept) return std::nullopt;
    Document paper{kept->title, kept->text, kept->html};
    if (const auto t = transition_of(service, id)) paper = as_published(std::move(paper), *t, office_for(service, *t), language);
    return paper;
}

void add_document_routes(Router& router, Daemon& daemon) {
    const QueryParameter format{"format", {"html（默认）、txt、pdf 或 docx", "html (default), txt, pdf or docx"}};
    const QueryParameter lang{"lang", {"zh（默认）或 en", "zh (default) or en"}};
    const auto get = [&router](const char* path, Text summary, auto answer, std::vector<QueryParameter> query, const char* type) {
        router.add({"GET", path, {}, std::move(summary), answer, std::move(query), {}, type});
    };
    get("/api/v1/transitions/{id}/notice", {"通知（各种格式）", "the notice in every form"},
        [&daemon](const Call& call, const Reply& reply) { notice(daemon, call, reply); }, {format, lang}, "text/html");
    get("/api/v1/transitions/{id}/public_notice", {"向公众发布的公告（草稿或已发布）", "the notice to the public"},
        [&daemon](const Call& call, const Reply& reply) { public_notice(daemon, call, reply); },
        {format, lang, {"cause", {"污染成因", "cause of the pollution"}}, {"primary", {"首要污染物，逗号分隔", "primary pollutants, by commas"}},
         {"peak_aqi", {"预测AQI峰值", "forecast peak"}}},
        "text/html");
    get("/api/v1/transitions/{id}/task_sheets", {"有任务的成员单位", "units that have tasks"},
        [&daemon](const Call& call, const Reply& reply) { task_sheets(daemon.service(), call, reply); }, {}, "application/json");
    get("/api/v1/transitions/{id}/task_sheets/{unit}", {"一个单位的任务单", "the task sheet of a unit"},
        [&daemon](const Call& call, const Reply& reply) { task_sheet(daemon, call, reply); }, {format}, "text/html");
    get("/api/v1/proposals/{id}/papers/{paper}", {"会商意见、建议报告、审批表（opinion、report、form）", "consultation opinion, report, approval form"},
        [&daemon](const Call& call, const Reply& reply) { approval_paper(daemon, call, reply); }, {format}, "text/html");
}

}  // namespace qingkong
