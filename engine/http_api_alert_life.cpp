// SPDX-License-Identifier: Apache-2.0
// The life of an alert between its issue and its end: corrected, suspended, resumed; and the counter-signature (B.5).
#include <algorithm>

#include <fmt/format.h>

#include "alerts/codec.hpp"
#include "engine/http_api_parts.hpp"

namespace qingkong {
namespace {

using Json = nlohmann::ordered_json;

/// What correct, suspend and resume have in common; false: the answer is given.
template <class Command>
bool read_terms(const Json& body, const Call& call, const Alert& alert, const Reply& reply, Command& command) {
    command.alert_id = alert.id;
    command.who = call.account->id;
    command.reason = text_of(body, "reason");
    if (!time_of(body, "response_start", command.response_start)) return reply(bad_time("response_start")), false;
    if (!approval_of(body, command.approval)) return reply(bad_approval()), false;
    return true;
}

Response bad_level() {
    return error_response(400, "bad_level", {"level 不是预警级别", "level is no alert level"},
                          {"blue、yellow、orange、red 或 ungraded", "blue, yellow, orange, red or ungraded"});
}

/// The same act again (its answer was lost): the transition that it made.
bool answered_before(const Alert& alert, const Call& call, Instant now, AlertAction action, const Reply& reply) {
    const Transition* last = alert.last();
    if (last == nullptr || last->action != action || last->signed_by != call.account->id || last->signed_at != now) return false;
    reply(json_answer({{"transition", transition_json(*last)}, {"repeated", true}}));
    return true;
}

void correct(Daemon& daemon, const Call& call, const Reply& reply) {
    const auto body = body_object(call);
    if (!body) return reply(not_json());
    const auto alert = covered_alert(daemon, call, reply);
    if (!alert) return;
    CorrectCommand command;
    if (!read_terms(*body, call, *alert, reply, command)) return;
    const auto level = parse_level(text_of(*body, "level"));
    if (!level) return reply(bad_level());
    command.level = *level;
    if (!round_of(*body, command.round)) return reply(bad_round());
    const Transition* last = alert->last();
    if (last != nullptr && last->to == command.level && last->response_start == command.response_start.value_or(last->response_start) &&
        answered_before(*alert, call, daemon.service().now(), AlertAction::correct, reply))
        return;
    answer_transition(daemon, daemon.service().command(command, alert->exercise), reply);
}

void suspend(Daemon& daemon, const Call& call, const Reply& reply) {
    const auto body = body_object(call);
    if (!body) return reply(not_json());
    const auto alert = covered_alert(daemon, call, reply);
    if (!alert) return;
    SuspendCommand command;
    if (!read_terms(*body, call, *alert, reply, command)) return;
    if (answered_before(*alert, call, daemon.service().now(), AlertAction::release, reply)) return;
    answer_transition(daemon, daemon.service().command(command, alert->exercise), reply);
}

void resume(Daemon& daemon, const Call& call, const Reply& reply) {
    const auto body = body_object(call);
    if (!body) return reply(not_json());
    const auto alert = covered_alert(daemon, call, reply);
    if (!alert) return;
    ResumeCommand command;
    if (!read_terms(*body, call, *alert, reply, command)) return;
    if (body->contains("level")) {
        command.level = parse_level(text_of(*body, "level"));
        if (!command.level) return reply(bad_level());
    }
    if (!round_of(*body, command.round)) return reply(bad_round());
    answer_transition(daemon, daemon.service().command(command, alert->exercise), reply);
}

void countersign(Daemon& daemon, const Call& call, const Reply& reply) {
    const auto body = body_object(call);
    if (!body) return reply(not_json());
    Service& service = daemon.service();
    CountersignCommand command{call.params.at("id"), call.account->id, {}};
    if (!approval_of(*body, command.approval)) return reply(bad_approval());
    const auto alert = service.store().alert(command.transition_id.substr(0, command.transition_id.rfind('.')));
    if (alert)
        for (const std::string& area : areas_of_scope(service.config().city, alert->area))
            if (!call.account->covers(area)) return reply(wrong_area_response(*call.account, area));
    const Outcome outcome = service.command(command, alert && alert->exercise);
    if (outcome.refusal) return reply(refusal_response(*outcome.refusal));
    for (const Transition& transition : outcome.alerts.front().transitions)
        if (transition.id() == command.transition_id) return reply(json_answer({{"transition", transition_json(transition)}}));
}

/// The body as it is (a scan), or `{note}`: kept outside the chain.
void keep_record(Daemon& daemon, const Call& call, const Reply& reply) {
    const std::string type = call.request.header("content-type");
    const bool json = type.rfind("application/json", 0) == 0;
    const auto body = json ? body_object(call) : std::optional(Json::object());
    if (!body) return reply(not_json());
    const std::string kind = call.request.parameter("kind");
    if (kind != "scan" && kind != "call" && kind != "note")
        return reply(error_response(400, "bad_kind", {"kind 不是材料的种类", "kind is no kind of a record"}, {"scan、call 或 note", "scan, call or note"}));
    const std::string note = json ? text_of(*body, "note") : call.request.parameter("note");
    const std::string content = json ? "" : call.request.body;
    if (note.empty() && content.empty())
        return reply(error_response(400, "bad_record", {"材料没有内容", "the record is empty"}, {"正文为扫描件，或 {\"note\": \"…\"}", "a scan as the body, or {\"note\": \"…\"}"}));
    const KeptRecord record = daemon.service().keep_record(kind, note, content, call.account->id);
    reply(json_answer({{"record", record.id}, {"digest", record.digest}}));
}

void show_record(Daemon& daemon, const Call& call, const Reply& reply) {
    const auto record = daemon.service().store().record(call.params.at("id"));
    if (!record) return reply(error_response(404, "unknown_record", {"没有该材料", "no such record"}));
    if (call.request.parameter("content") == "1" && !record->content.empty()) {
        Response response;
        response.content_type = "application/octet-stream";
        response.body = record->content;
        response.headers = {{"Content-Disposition", "attachment"}, {"X-Content-Type-Options", "nosniff"}};
        return reply(std::move(response));
    }
    reply(json_answer({{"record", record->id}, {"kind", record->kind}, {"at", format_instant(record->at)}, {"who", record->who},
                       {"note", record->note}, {"bytes", record->content.size()}, {"digest", record->digest},
                       {"destroyed_at", record->destroyed_at ? Json(format_instant(*record->destroyed_at)) : Json(nullptr)},
                       {"destroyed_basis", record->destroyed_basis}}));
}

void destroy_record(Daemon& daemon, const Call& call, const Reply& reply) {
    const auto body = body_object(call);
    if (!body) return reply(not_json());
    const std::string basis = text_of(*body, "basis");
    if (basis.empty())
        return reply(error_response(400, "basis_missing", {"缺少销毁依据 basis", "basis is missing"},
                                    {"写明评估结论和决定人（岗位）", "the assessment and who decided (a post)"}));
    if (!daemon.service().destroy_record(call.params.at("id"), basis, call.account->id))
        return reply(error_response(404, "unknown_record", {"没有该材料", "no such record"}));
    reply(json_answer({{"destroyed", true}}));
}

Response list_authorities(const Service& service) {
    Json list = Json::array();
    for (const Authority& one : service.config().authorities) list.push_back(authority_json(one));
    return json_answer({{"authorities", list}});
}

}  // namespace

void add_alert_life_routes(Router& router, Daemon& daemon) {
    const std::vector<Role> signers = {Role::officer, Role::approver};
    const auto post = [&](const char* path, Text summary, void (*handler)(Daemon&, const Call&, const Reply&)) {
        router.add({"POST", path, signers, std::move(summary),
                    [&daemon, handler](const Call& call, const Reply& reply) { handler(daemon, call, reply); }, {},
                    {"application/json"}});
    };
    post("/api/v1/alerts/{id}/correct", {"响应启动前更正（补充通知）", "correct a notice before its start hour"}, correct);
    post("/api/v1/alerts/{id}/suspend", {"暂停预警（理由必填）", "suspend an alert"}, suspend);
    post("/api/v1/alerts/{id}/resume", {"重新启动已暂停的预警（理由必填）", "resume a suspended alert"}, resume);
    post("/api/v1/transitions/{id}/countersign", {"补签应急签发的文件", "counter-sign what one person signed at night"}, countersign);
    router.add({"POST", "/api/v1/records", signers, {"留存扫描件或通话记录（不进入日志链）", "keep a scan or who spoke with whom, outside the chain"},
                [&daemon](const Call& call, const Reply& reply) { keep_record(daemon, call, reply); },
                {{"kind", {"scan、call 或 note", "scan, call or note"}, true}, {"note", {"说明", "what it is"}, false}},
                {"application/json", "application/pdf", "image/jpeg", "image/png"}});
    router.add({"GET", "/api/v1/records/{id}", {Role::officer, Role::approver, Role::admin}, {"查看留存材料", "a record kept apart"},
                [&daemon](const Call& call, const Reply& reply) { show_record(daemon, call, reply); },
                {{"content", {"1：取内容", "1: its content"}, false}}});
    router.add({"POST", "/api/v1/records/{id}/destroy", {Role::admin}, {"依法销毁留存材料", "destroy a record by law"},
                [&daemon](const Call& call, const Reply& reply) { destroy_record(daemon, call, reply); }, {}, {"application/json"}});
    router.add({"GET", "/api/v1/authorities", {}, {"批准权限及授权文件", "who may approve what, and by which document"},
                [&daemon](const Call&, const Reply& reply) { reply(list_authorities(daemon.service())); }});
}

}  // namespace qingkong
