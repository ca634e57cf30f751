// SPDX-License-Identifier: Apache-2.0
// 会商 and 送签 (handbook B.5): the forecast adjusted, what it would give, the paper on its way and how far it has come.
#include "alerts/consultation_codec.hpp"
#include "engine/http_api_parts.hpp"
#include "engine/procedure.hpp"

namespace qingkong {
namespace {

using Json = nlohmann::ordered_json;

/// The draft of the body; `names` gets what persons' names were given. Empty: the answer is given.
std::optional<Consultation> draft_of(const Call& call, const Reply& reply, std::string& names) {
    const auto body = body_object(call);
    if (!body) return reply(not_json()), std::nullopt;
    Consultation draft;
    draft.area = text_of(*body, "area").empty() ? std::string(kWholeCity) : text_of(*body, "area");
    if (!call.account->covers(draft.area)) return reply(wrong_area_response(*call.account, draft.area)), std::nullopt;
    draft.who = call.account->id;
    draft.chair = text_of(*body, "chair");
    draft.conclusion = text_of(*body, "conclusion");
    const auto adjustments = body->find("adjustments");
    auto list = read_adjustments(adjustments == body->end() || adjustments->is_null() ? Json::array() : *adjustments);
    if (!list) return reply(problems_response(list.error())), std::nullopt;
    draft.adjustments = std::move(*list);
    const Json opinions = body->value("opinions", Json::array());
    bool good = opinions.is_array();
    for (const Json& one : good ? opinions : Json::array()) {
        ConsultationOpinion opinion;
        good = good && one.is_object() && !text_of(one, "post").empty() && time_of(one, "at", opinion.at);
        if (!good) break;
        opinion.post = text_of(one, "post");
        opinion.words = text_of(one, "words");
        if (const std::string name = text_of(one, "name"); !name.empty()) names += (names.empty() ? "" : "；") + opinion.post + "：" + name;
        draft.opinions.push_back(std::move(opinion));
    }
    if (!good)
        return reply(error_response(400, "bad_opinion", {"opinions 的格式不对", "opinions are not of their form"},
                                    {R"(例如 [{"post": "市气象台", "words": "静稳天气维持", "name": "可不填，另存"}])",
                                     R"(e.g. [{"post": "weather office", "words": "calm air stays", "name": "optional, kept apart"}])"})),
               std::nullopt;
    return draft;
}

/// What preview and consultation answer alike.
Json result_json(Service& service, const Consultation& c) {
    Json json = consultation_json(c);
    json["taken"] = service.resources().edition.forecast_value == ForecastChoice::lower   ? "lower"
                    : service.resources().edition.forecast_value == ForecastChoice::upper ? "upper"
                                                                                          : "centre";
    return json;
}

void preview(Service& service, const Call& call, const Reply& reply) {
    std::string names;
    auto draft = draft_of(call, reply, names);
    if (!draft) return;
    const auto seen = service.preview_consultation(std::move(*draft));
    reply(seen ? json_answer(result_json(service, *seen)) : problems_response(seen.error()));
}

void consult(Service& service, const Call& call, const Reply& reply) {
    std::string names;
    auto draft = draft_of(call, reply, names);
    if (!draft) return;
    if (draft->conclusion.empty() && draft->opinions.empty())
        return reply(error_response(400, "opinion_missing", {"没有会商意见", "there is no opinion"},
                                    {"conclusion 或 opinions 至少有一项", "conclusion, or one of opinions"}));
    const auto held = service.consult(std::move(*draft), names);
    if (!held) return reply(problems_response(held.error()));
    Json open = Json::array();
    for (const Proposal& one : service.store().proposals(true))
        if (one.area == held->consultation.area && one.kind == ProposalKind::step) open.push_back(one.id);
    reply(json_answer({{"consultation", result_json(service, held->consultation)}, {"repeated", held->repeated}, {"open_proposals", open}}));
}

void submit(Service& service, const Call& call, const Reply& reply) {
    const auto body = body_object(call);
    if (!body) return reply(not_json());
    Submission draft;
    draft.proposal = call.params.at("id");
    const auto proposal = service.store().proposal(draft.proposal);
    if (proposal)
        for (const std::string& area : areas_of_scope(service.config().city, proposal->area))
            if (!call.account->covers(area)) return reply(wrong_area_response(*call.account, area));
    draft.who = call.account->id;
    draft.consultation = text_of(*body, "consultation");
    draft.authority = text_of(*body, "to");
    draft.version = 0;
    if (const auto version = body->find("version"); version != body->end() && version->is_number_integer()) draft.version = version->get<int>();
    const auto sent = service.submit(std::move(draft));
    if (!sent) return reply(refusal_response(sent.error()));
    const auto now_reads = service.store().proposal(call.params.at("id"));
    reply(json_answer({{"submission", submission_json(sent->submission)},
                       {"repeated", sent->repeated},
                       {"procedure", procedure_json(procedure_of(service, *now_reads), service.now())}}));
}

Response procedure(Service& service, const Call& call) {
    const auto proposal = service.store().proposal(call.params.at("id"));
    if (!proposal) return error_response(404, "unknown_proposal", {"没有该建议", "no such proposal"});
    return json_answer(procedure_json(procedure_of(service, *proposal), service.now()));
}

Response one_consultation(Service& service, const Call& call) {
    const auto found = service.store().consultation(call.params.at("id"));
    if (!found) return error_response(404, "unknown_consultation", {"没有该会商", "no such consultation"});
    return json_answer(consultation_json(*found));
}

}  // namespace

void add_consultation_routes(Router& router, Daemon& daemon) {
    Service& service = daemon.service();
    const std::vector<std::string> json = {"application/json"};
    const std::vector<Role> hold = {Role::forecaster, Role::officer};
    const std::vector<Role> read = {Role::viewer, Role::officer, Role::forecaster, Role::approver, Role::inspector, Role::admin};
    router.add({"POST", "/api/v1/consultations/preview", hold, {"试算：调整后的预报取下限、中值、上限各得什么结果，不写入", "what lower, centre and upper of an adjusted forecast would give; writes nothing"},
                [&service](const Call& call, const Reply& reply) { preview(service, call, reply); }, {}, json});
    router.add({"POST", "/api/v1/consultations", hold, {"会商：签字的意见和调整后的预报", "a consultation: the signed opinion and the adjusted forecast"},
                [&service](const Call& call, const Reply& reply) { consult(service, call, reply); }, {}, json});
    router.add({"GET", "/api/v1/consultations", read, {"全部会商", "all consultations"}, [&service](const Call&, const Reply& reply) {
                    Json list = Json::array();
                    for (const Consultation& one : service.store().consultations()) list.push_back(consultation_json(one));
                    reply(json_answer(list));
                }});
    router.add({"GET", "/api/v1/consultations/{id}", read, {"一次会商", "one consultation"},
                [&service](const Call& call, const Reply& reply) { reply(one_consultation(service, call)); }});
    router.add({"POST", "/api/v1/proposals/{id}/submit", {Role::officer}, {"送签", "send a proposal out for signature"},
                [&service](const Call& call, const Reply& reply) { submit(service, call, reply); }, {}, json});
    router.add({"GET", "/api/v1/proposals/{id}/procedure", read, {"会商、送签、签发、发布的经过和时限", "consultation, submission, signature, publication, with the clocks"},
                [&service](const Call& call, const Reply& reply) { reply(procedure(service, call)); }});
}

}  // namespace qingkong
