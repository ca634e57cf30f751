// SPDX-License-Identifier: Apache-2.0
// Writes of the API: feeds, the simulated clock, proposals and alerts.
#include "engine/http_api_parts.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "alerts/codec.hpp"

namespace qingkong {
namespace {

using Json = nlohmann::ordered_json;

Json text_json(const Text& text) { return {{"zh", text.zh}, {"en", text.en}}; }

Json push_json(const PushAnswer& answer) {
    Json refused = Json::array();
    for (const RefusedRow& row : answer.refused) refused.push_back({{"line", row.line}, {"what", text_json(row.what)}});
    return {{"accepted", answer.counts.accepted},
            {"repeated", answer.counts.repeated},
            {"revised", answer.counts.revised},
            {"refused", refused}};
}

Json with_counts(Daemon& daemon, const Transition& transition) {
    Json json = transition_json(transition);
    const auto [orders, mails] = daemon.service().store().counts(transition.id());
    json["counts"] = {{"orders", orders}, {"mails", mails}};
    return json;
}

Response push_response(const Result<PushAnswer>& answer) {
    return answer ? json_answer(push_json(*answer)) : problems_response(answer.error());
}

void move_clock(Daemon& daemon, const Call& call, const Reply& reply) {
    Service& service = daemon.service();
    const auto body = body_object(call);
    std::optional<Instant> to;
    if (!body) return reply(not_json());
    if (!time_of(*body, "to", to) || !to) return reply(bad_time("to"));
    if (!service.simulated())
        return reply(error_response(409, "system_clock", {"时钟为系统时钟，不能移动", "the clock is the system's and cannot be moved"},
                                    {"仅 [clock] mode = \"simulated\" 时可用", "only with [clock] mode = \"simulated\""}));
    if (*to < service.now())
        return reply(error_response(409, "clock_back",
                                    {fmt::format("时钟已在 {}，不能后退", format_instant(service.now())),
                                     fmt::format("the clock stands at {} and does not go back", format_instant(service.now()))},
                                    {"请给出不早于现在的时间", "give a time that is not before now"}));
    service.move_clock(*to);
    daemon.pump([&daemon, reply] {
        Json open = Json::array();
        for (const Proposal& proposal : daemon.service().store().proposals(true)) open.push_back(proposal.id);
        reply(json_answer({{"now", format_instant(daemon.service().now())}, {"open_proposals", open}}));
    });
}

/// The transition that an earlier, unanswered call for the same proposal made.
std::optional<Transition> transition_of_proposal(Store& store, const std::string& proposal) {
    for (const Alert& alert : store.alerts())
        for (const Transition& transition : alert.transitions)
            if (transition.proposal_id == proposal) return transition;
    return std::nullopt;
}

void sign(Daemon& daemon, const Call& call, const Reply& reply) {
    Store& store = daemon.service().store();
    const std::string id = call.params.at("id");
    const auto body = body_object(call);
    if (!body) return reply(not_json());
    const auto proposal = store.proposal(id);
    if (!proposal)
        return reply(error_response(404, "unknown_proposal", {"没有建议 " + id, "no proposal " + id}));
    if (!call.account->covers(proposal->area)) return reply(wrong_area_response(*call.account, proposal->area));
    if (proposal->status == ProposalStatus::signed_off)
        if (const auto made = transition_of_proposal(store, id))
            return reply(json_answer({{"transition", with_counts(daemon, *made)}, {"repeated", true}}));
    SignCommand command{id, call.account->id, text_of(*body, "comment"), {}, {}, {}, {}};
    if (!approval_of(*body, command.approval)) return reply(bad_approval());
    if (!round_of(*body, command.round)) return reply(bad_round());
    if (!time_of(*body, "response_start", command.response_start)) return reply(bad_time("response_start"));
    // The wording that the officer had before them; newer data may have changed it since.
    const auto version = body->find("version");
    if (version != body->end() && version->is_number_integer())
        command.seen = store.proposal_version(id, version->get<int>());
    answer_transition(daemon, daemon.service().command(command), reply);
}

void refuse(Daemon& daemon, const Call& call, const Reply& reply) {
    const std::string id = call.params.at("id");
    const auto body = body_object(call);
    if (!body) return reply(not_json());
    const auto proposal = daemon.service().store().proposal(id);
    if (!proposal) return reply(error_response(404, "unknown_proposal", {"没有建议 " + id, "no proposal " + id}));
    if (!call.account->covers(proposal->area)) return reply(wrong_area_response(*call.account, proposal->area));
    if (proposal->status == ProposalStatus::refused) return reply(json_answer({{"proposal", id}, {"repeated", true}}));
    const Outcome outcome = daemon.service().command(RefuseCommand{id, call.account->id, text_of(*body, "reason")});
    if (outcome.refusal) return reply(refusal_response(*outcome.refusal));
    reply(json_answer({{"proposal", id}, {"repeated", false}}));
}

/// An alert by the office's discretion, or (`exercise`) a drill.
void raise(Daemon& daemon, const Call& call, const Reply& reply, bool exercise) {
    const auto body = body_object(call);
    if (!body) return reply(not_json());
    RaiseCommand command;
    command.scope = text_of(*body, "area");
    command.who = call.account->id;
    command.reason = text_of(*body, "reason");
    const auto level = parse_level(text_of(*body, "level"));
    if (!level || *level == AlertLevel::normal)
        return reply(error_response(400, "bad_level", {"level 不是预警级别", "level is no alert level"},
                                    {"blue、yellow、orange 或 red", "blue, yellow, orange or red"}));
    command.level = *level;
    if (!approval_of(*body, command.approval)) return reply(bad_approval());
    if (!round_of(*body, command.round)) return reply(bad_round());
    if (!time_of(*body, "response_start", command.response_start)) return reply(bad_time("response_start"));
    for (const std::string& area : areas_of_scope(daemon.service().config().city, command.scope))
        if (!call.account->covers(area)) return reply(wrong_area_response(*call.account, area));
    // The same act again (its answer was lost): the transition that it made.
    for (const Alert& alert : daemon.service().store().alerts())
        if (alert.exercise == exercise && alert.area == command.scope && alert.level == command.level && !alert.transitions.empty()) {
            const Transition& last = alert.transitions.back();
            if (last.signed_at == daemon.service().now() && last.signed_by == command.who && last.proposal_id.empty())
                return reply(json_answer({{"transition", with_counts(daemon, last)}, {"repeated", true}}));
        }
    answer_transition(daemon, daemon.service().command(command, exercise), reply);
}

void release(Daemon& daemon, const Call& call, const Reply& reply) {
    const auto body = body_object(call);
    if (!body) return reply(not_json());
    const auto alert = covered_alert(daemon, call, reply);
    if (!alert) return;
    if (!alert->transitions.empty() && alert->transitions.back().action == AlertAction::release)
        return reply(json_answer({{"transition", with_counts(daemon, alert->transitions.back())}, {"repeated", true}}));
    ReleaseCommand command{alert->id, call.account->id, text_of(*body, "reason"), {}, {}};
    if (!time_of(*body, "response_start", command.response_start)) return reply(bad_time("response_start"));
    if (!approval_of(*body, command.approval)) return reply(bad_approval());
    answer_transition(daemon, daemon.service().command(command, alert->exercise), reply);
}

void extend(Daemon& daemon, const Call& call, const Reply& reply) {
    const auto body = body_object(call);
    if (!body) return reply(not_json());
    const auto alert = covered_alert(daemon, call, reply);
    if (!alert) return;
    std::optional<Instant> until;
    if (!time_of(*body, "until", until) || !until) return reply(bad_time("until"));
    // The same act again (its answer was lost): the transition that it made.
    if (!alert->transitions.empty())
        if (const Transition& last = alert->transitions.back();
            last.discretion == Discretion::extend && last.planned_end == until && last.signed_by == call.account->id)
            return reply(json_answer({{"transition", with_counts(daemon, last)}, {"repeated", true}}));
    ExtendCommand command{alert->id, call.account->id, text_of(*body, "reason"), *until, {}};
    if (!approval_of(*body, command.approval)) return reply(bad_approval());
    answer_transition(daemon, daemon.service().command(command, alert->exercise), reply);
}

void publish(Daemon& daemon, const Call& call, const Reply& reply) {
    const auto body = body_object(call);
    if (!body) return reply(not_json());
    PublishCommand command;
    command.transition_id = call.params.at("id");
    command.who = call.account->id;
    command.by = text_of(*body, "by");
    command.channel = text_of(*body, "channel");
    std::optional<Instant> at;
    if (!time_of(*body, "at", at)) return reply(bad_time("at"));
    command.at = at.value_or(daemon.service().now());
    if (command.by.empty())
        return reply(error_response(400, "publisher_missing", {"缺少 by（发布的人民政府）", "by is missing (the government that published)"}));
    for (const Alert& alert : daemon.service().store().alerts())
        for (const Transition& transition : alert.transitions)
            if (transition.id() == command.transition_id && transition.published_at)
                return reply(json_answer({{"transition", with_counts(daemon, transition)}, {"repeated", true}}));
    const bool drill = command.transition_id.starts_with('D');
    const Outcome outcome = daemon.service().command(command, drill);
    if (outcome.refusal) return reply(refusal_response(*outcome.refusal));
    for (const Transition& transition : outcome.alerts.front().transitions)
        if (transition.id() == command.transition_id)
            return reply(json_answer({{"transition", with_counts(daemon, transition)}, {"repeated", false}}));
}

}  // namespace

void answer_transition(Daemon& daemon, const Outcome& outcome, const Reply& reply) {
    if (outcome.refusal) return reply(refusal_response(*outcome.refusal));
    Json answer{{"repeated", false}, {"difference", text_json(outcome.difference)}};
    // A joint response is signed without a transition of our own alert.
    if (outcome.papers) answer["transition"] = with_counts(daemon, outcome.papers->transition);
    reply(json_answer(answer));
    daemon.pump();
}

Response problems_response(const std::vector<Problem>& problems) {
    Text what, wanted;
    for (const Problem& problem : problems) {
        what.zh += (what.zh.empty() ? "" : "；") + problem.what.zh;
        what.en += (what.en.empty() ? "" : "; ") + problem.what.en;
        if (wanted.zh.empty()) wanted = problem.wanted;
    }
    return error_response(400, "bad_input", what, wanted);
}

void add_feed_routes(Router& router, Daemon& daemon) {
    router.add({"POST", "/api/v1/observations", {Role::feed}, {"推送实况", "push measured hours"},
                [&daemon](const Call& call, const Reply& reply) {
                    reply(push_response(daemon.service().push_observations(call.request.body)));
                },
                {}, {"application/json"}});
    router.add({"POST", "/api/v1/forecasts", {Role::feed}, {"推送预报", "push a forecast"},
                [&daemon](const Call& call, const Reply& reply) {
                    reply(push_response(daemon.service().push_forecast(call.request.body)));
                },
                {}, {"application/json"}});
    router.add({"POST", "/api/v1/clock", {Role::admin}, {"移动模拟时钟", "move the simulated clock"},
                [&daemon](const Call& call, const Reply& reply) { move_clock(daemon, call, reply); },
                {}, {"application/json"}});
}

void add_alert_routes(Router& router, Daemon& daemon) {
    const std::vector<Role> signers = {Role::officer, Role::approver};
    const std::vector<std::string> json = {"application/json"};
    router.add({"POST", "/api/v1/proposals/{id}/sign", signers, {"签发建议", "sign a proposal"},
                [&daemon](const Call& call, const Reply& reply) { sign(daemon, call, reply); }, {}, json});
    router.add({"POST", "/api/v1/proposals/{id}/refuse", signers, {"退回建议", "refuse a proposal"},
                [&daemon](const Call& call, const Reply& reply) { refuse(daemon, call, reply); }, {}, json});
    router.add({"POST", "/api/v1/alerts", signers, {"裁量发布或加严", "raise an alert by discretion"},
                [&daemon](const Call& call, const Reply& reply) { raise(daemon, call, reply, false); }, {}, json});
    router.add({"POST", "/api/v1/drills", signers, {"启动演练（演练不生效，不对外发布）", "start a drill: never in force, never public"},
                [&daemon](const Call& call, const Reply& reply) { raise(daemon, call, reply, true); }, {}, json});
    router.add({"POST", "/api/v1/alerts/{id}/extend", signers, {"延续预警（理由必填）", "continue an alert by discretion"},
                [&daemon](const Call& call, const Reply& reply) { extend(daemon, call, reply); }, {}, json});
    router.add({"POST", "/api/v1/alerts/{id}/release", signers, {"裁量解除", "release by discretion"},
                [&daemon](const Call& call, const Reply& reply) { release(daemon, call, reply); }, {}, json});
    router.add({"POST", "/api/v1/transitions/{id}/publish", {Role::officer}, {"记录政府已对外发布", "record the publication"},
                [&daemon](const Call& call, const Reply& reply) { publish(daemon, call, reply); }, {}, json});
}

}  // namespace qingkong
