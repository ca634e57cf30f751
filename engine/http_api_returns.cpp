// SPDX-License-Identifier: Apache-2.0
// The API of the units: what they owe, what they answer, papers passed on to them, reports made from their answers.
#include "engine/http_api_returns.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "alerts/codec.hpp"
#include "alerts/unit_answer.hpp"
#include "engine/http_api_parts.hpp"
#include "engine/report_facts.hpp"

namespace qingkong {
namespace {

using Json = nlohmann::ordered_json;

constexpr int64_t kListedDays = 60;    ///< of duties, where no `since` is asked for

Json maybe(const std::optional<Instant>& at) { return at ? Json(format_instant(*at)) : Json(nullptr); }

Language language_of(const Call& call) { return call.request.parameter("lang") == "en" ? Language::en : Language::zh; }

Response unknown(const char* id, Text what, Text wanted = {}) { return error_response(404, id, what, wanted); }

/// The duties that the account may see; a unit sees its own.
std::vector<Duty> seen_duties(Service& service, const Account* account, Instant since) {
    std::vector<Duty> duties = service.duties(since);
    if (account != nullptr && account->role == Role::unit)
        duties.erase(std::remove_if(duties.begin(), duties.end(), [&](const Duty& one) { return one.unit != account->unit || one.unit.empty(); }),
                     duties.end());
    return duties;
}

Response duties_response(Service& service, const Call& call) {
    Instant since{service.now().seconds - kListedDays * 24 * 3600};
    if (const std::string text = call.request.parameter("since"); !text.empty()) {
        const auto stamp = parse_stamp(text);
        if (!stamp) return bad_time("since");
        since = stamp->instant;
    }
    const std::string unit = call.request.parameter("unit"), state = call.request.parameter("state");
    const std::string kind = call.request.parameter("kind"), subject = call.request.parameter("subject");
    Json list = Json::array();
    for (const Duty& duty : seen_duties(service, call.account.get(), since)) {
        if ((!unit.empty() && duty.unit != unit) || (!state.empty() && token(duty.state) != state) ||
            (!kind.empty() && token(duty.kind) != kind) || (!subject.empty() && duty.subject != subject))
            continue;
        list.push_back(duty_json(service, duty, sees_telephones(call.account.get())));
    }
    return json_answer(list);
}

Response receipts_response(Service& service, const Call& call, const std::string& subject) {
    Json list = Json::array();
    for (const Duty& duty : seen_duties(service, call.account.get(), Instant{0}))
        if (duty.subject == subject && (duty.kind == DutyKind::receipt || duty.kind == DutyKind::execution))
            list.push_back(duty_json(service, duty, sees_telephones(call.account.get())));
    return json_answer(list);
}

Response answers_response(Service& service, const Call& call) {
    const std::string subject = call.request.parameter("subject"), unit = call.request.parameter("unit");
    Json list = Json::array();
    for (const UnitAnswer& answer : service.store().unit_answers(Instant{0})) {
        if (call.account->role == Role::unit && answer.unit != call.account->unit) continue;
        if ((!subject.empty() && answer.subject != subject) || (!unit.empty() && answer.unit != unit)) continue;
        const Json body = Json::parse(answer.body, nullptr, false);
        Json one{{"id", answer.id}, {"unit", answer.unit}, {"kind", token(answer.kind)}, {"subject", answer.subject},
                 {"due", format_instant(answer.due)}, {"at", format_instant(answer.at)},
                 {"recorded_at", format_instant(answer.recorded_at)}, {"channel", token(answer.channel)}, {"who", answer.who},
                 {"content", body.is_object() ? body : Json::object()}};
        if (sees_telephones(call.account.get())) one["told_by"] = answer.told_by;
        list.push_back(std::move(one));
    }
    return json_answer(list);
}

void post_return(Service& service, const Call& call, const Reply& reply) {
    const auto body = body_object(call);
    if (!body) return reply(not_json());
    const bool officer = call.account->role == Role::officer;
    const std::string named = text_of(*body, "unit");
    const std::string unit = !officer && named.empty() ? call.account->unit : named;
    if (const auto refused = may_not_answer(service, *call.account, unit)) return reply(*refused);
    const auto answered = take_answer(service, *body, unit, officer, call.account->id);
    if (!answered) return reply(refusal_response(answered.error()));
    const UnitAnswer& answer = answered->answer;
    reply(json_answer({{"id", answer.id}, {"unit", answer.unit}, {"kind", token(answer.kind)}, {"subject", answer.subject},
                       {"due", format_instant(answer.due)}, {"at", format_instant(answer.at)}, {"late", answer.at > answer.due},
                       {"repeated", answered->repeated}}));
}

const SuperiorDoc* find_paper(const std::vector<SuperiorDoc>& papers, const std::string& id) {
    for (const SuperiorDoc& paper : papers)
        if (paper.id == id) return &paper;
    return nullptr;
}

void forward_paper(Service& service, const Call& call, const Reply& reply) {
    const auto body = body_object(call);
    if (!body) return reply(not_json());
    const std::vector<SuperiorDoc> papers = service.store().superior();
    const SuperiorDoc* paper = find_paper(papers, call.params.at("id"));
    if (paper == nullptr) return reply(unknown("unknown_paper", {"没有上级文件 " + call.params.at("id"), "no superior's paper " + call.params.at("id")}));
    for (const std::string& area : paper->areas)
        if (!call.account->covers(area)) return reply(wrong_area_response(*call.account, area));
    std::vector<std::string> units;
    if (const auto list = body->find("units"); list != body->end() && list->is_array())
        for (const Json& unit : *list)
            if (unit.is_string()) units.push_back(unit.get<std::string>());
    const auto forward = service.forward_paper(paper->id, std::move(units), call.account->id);
    if (!forward) return reply(refusal_response(forward.error()));
    reply(json_answer(paper_units_json(service, *paper, service.duties(Instant{0}))));
}

Response document_response(const Document& document, const Call& call) {
    Response response;
    const std::string format = call.request.parameter("format");
    if (format == "json") return json_answer({{"title", document.title}, {"text", document.text}});
    response.content_type = format == "text" ? "text/plain; charset=utf-8" : "text/html; charset=utf-8";
    response.body = format == "text" ? document.text : document.html;
    response.headers = {{"Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'"}};
    return response;
}

Json facts_json(const ReportFacts& facts, const Document& document) {
    Json sums = Json::array(), units = Json::array();
    for (const FieldSum& sum : field_sums(facts.form, facts.units))
        sums.push_back({{"field", sum.field.id}, {"sum", sum.sum ? Json(*sum.sum) : Json(nullptr)}, {"given", sum.given},
                        {"blank", sum.blank}, {"missing", sum.missing}});
    int missing = 0;
    for (const UnitReport& unit : facts.units) {
        missing += unit.reported() ? 0 : 1;
        units.push_back({{"unit", unit.name.zh}, {"state", token(unit.state)}, {"at", maybe(unit.at)}, {"values", unit.values}, {"text", unit.text}});
    }
    return {{"hour", format_instant(facts.hour)}, {"units", units}, {"missing", missing}, {"sums", sums},
            {"title", document.title}, {"text", document.text}};
}

Response report_response(const std::optional<ReportFacts>& facts, const Document& document, const Call& call) {
    return call.request.parameter("format") == "json" ? json_answer(facts_json(*facts, document)) : document_response(document, call);
}

Response daily_response(Service& service, const Call& call) {
    std::optional<Instant> hour = last_return(service);
    const std::string date = call.request.parameter("date"), clock = call.request.parameter("hour");
    if (!date.empty() || !clock.empty()) {
        const std::string time = clock.find(':') == std::string::npos ? fmt::format("{:0>2}:00", clock) : fmt::format("{:0>5}", clock);
        const auto stamp = parse_stamp((date.empty() ? format_instant(service.now()).substr(0, 10) : date) + "T" + time);
        if (clock.empty() || !stamp) return bad_time("hour");
        hour = stamp->instant;
    }
    const auto facts = hour ? daily_facts(service, *hour) : std::nullopt;
    if (!facts)
        return unknown("no_return", {"该时点没有报送任务", "no return was asked for at that hour"},
                       {"date=2014-02-21&hour=9；不写则为最近一次", "date=2014-02-21&hour=9; without them the last one"});
    const Document document = compose_daily_report(*facts, service.config().office, language_of(call), service.resources().templates);
    return report_response(facts, document, call);
}

Response summary_response(Service& service, const Call& call) {
    const auto facts = summary_facts(service, call.request.parameter("alert"));
    if (!facts)
        return unknown("no_summary", {"没有该预警，或尚未解除", "no such alert, or it is not released"}, {"alert=A2014-01", "alert=A2014-01"});
    const Document document = compose_summary_report(*facts, service.config().office, language_of(call), service.resources().templates);
    return report_response(facts, document, call);
}

Response alert_response(Service& service, const Call& call) {
    const std::string id = call.request.parameter("transition");
    for (const Alert& alert : service.store().alerts())
        for (const Transition& t : alert.transitions)
            if (t.id() == id)
                return document_response(compose_alert_report(t, scope_name(service.config().city, t.area), empty_facts(service),
                                                              service.config().office, language_of(call), service.resources().templates),
                                         call);
    return unknown("unknown_transition", {"没有文件 " + id, "no transition " + id}, {"transition=A2014-01.1", "transition=A2014-01.1"});
}

Response forward_text(Service& service, const Call& call) {
    const std::vector<SuperiorDoc> papers = service.store().superior();
    const SuperiorDoc* paper = find_paper(papers, call.params.at("id"));
    if (paper == nullptr) return unknown("unknown_paper", {"没有上级文件 " + call.params.at("id"), "no superior's paper " + call.params.at("id")});
    const City& city = service.config().city;
    ForwardFacts facts{service.now(), "各县（市、区）人民政府，市直有关单位", scope_name(city, paper->scope()), ""};
    const Language language = language_of(call);
    if (language == Language::en) facts.addressees = "the governments of the areas and the departments concerned";
    for (const PaperForward& one : service.store().paper_forwards())
        if (one.paper == paper->id) {
            facts.at = one.at;
            facts.addressees = unit_names(service.config().members, one.units).in(language);
        }
    return document_response(compose_forward(*paper, facts, service.config().office, language, service.resources().templates), call);
}

}  // namespace

const std::vector<Role>& duty_readers() {
    static const std::vector<Role> kReaders = {Role::viewer, Role::officer,   Role::forecaster, Role::approver,
                                               Role::unit,   Role::inspector, Role::admin};
    return kReaders;
}

bool sees_telephones(const Account* account) { return account != nullptr && account->role == Role::officer; }

Json duty_json(const Service& service, const Duty& duty, bool telephones) {
    const Members& members = service.config().members;
    const MemberUnit* unit = members.find(duty.unit);
    const Text name = duty.unit.empty() ? service.config().office.name : unit_name(members, duty.unit);
    Json json{{"unit", duty.unit}, {"name", name.zh}, {"name_en", name.en}, {"kind", token(duty.kind)},
              {"kind_name", duty_name(duty.kind).zh}, {"subject", duty.subject}, {"version", duty.version}, {"area", duty.area},
              {"opens", format_instant(duty.opens)}, {"due", format_instant(duty.due)}, {"answered_at", maybe(duty.answered_at)},
              {"state", token(duty.state)}};
    if (telephones && unit != nullptr) json["telephone"] = unit->telephone;
    return json;
}

Json paper_units_json(Service& service, const SuperiorDoc& paper, const std::vector<Duty>& duties) {
    Json units = Json::array(), missing = Json::array();
    Json clock = nullptr, forwarded_at = nullptr;
    for (const PaperForward& one : service.store().paper_forwards())
        if (one.paper == paper.id) forwarded_at = format_instant(one.at);
    for (const Duty& duty : duties) {
        if (duty.subject != paper.id) continue;
        if (duty.kind == DutyKind::own_notice) {
            clock = token(duty.state);
            continue;
        }
        units.push_back({{"unit", duty.unit}, {"name", unit_name(service.config().members, duty.unit).zh}, {"kind", token(duty.kind)},
                         {"due", format_instant(duty.due)}, {"answered_at", maybe(duty.answered_at)}, {"state", token(duty.state)}});
        if (duty.state == DutyState::missing && std::find(missing.begin(), missing.end(), duty.unit) == missing.end())
            missing.push_back(duty.unit);
    }
    return {{"forwarded_at", forwarded_at}, {"own_notice", clock}, {"units", units}, {"not_answered", missing}};
}

std::vector<FormField> form_of(const std::map<std::string, NoticeTerms>& terms, const Members& members, const Duty& duty) {
    if (duty.kind != DutyKind::daily_return && duty.kind != DutyKind::summary) return {};
    const auto found = terms.find(duty.subject + "." + std::to_string(duty.version));
    return found != terms.end() ? found->second.terms.form : members.terms.form;
}

std::optional<Response> may_not_answer(const Service& service, const Account& account, const std::string& unit) {
    const MemberUnit* known = service.config().members.find(unit);
    const bool own = account.role == Role::unit && !account.unit.empty() && account.unit == unit;
    if (account.role == Role::unit && !own)
        return error_response(403, "wrong_unit", {"账号只能为本单位报送", "this account answers for its own unit only"},
                              {"账号的单位：" + (account.unit.empty() ? std::string("未设置") : account.unit),
                               "unit of the account: " + (account.unit.empty() ? std::string("none") : account.unit)});
    if (known == nullptr) return error_response(404, "unknown_unit", {"没有单位 " + unit, "no unit " + unit});
    if (!own && !account.covers(known->area)) return wrong_area_response(account, known->area);
    return std::nullopt;
}

tl::expected<Service::Answered, Outcome::Refusal> take_answer(Service& service, const Json& body, const std::string& unit,
                                                              bool officer, const std::string& who) {
    const auto refuse = [](const char* id, Text what, Text wanted) { return tl::unexpected(Outcome::Refusal{id, std::move(what), std::move(wanted)}); };
    UnitAnswer answer;
    answer.unit = unit;
    answer.who = who;
    answer.subject = text_of(body, "subject");
    const auto kind = parse_duty_kind(text_of(body, "kind"));
    if (!kind || *kind == DutyKind::own_notice)
        return refuse("bad_kind", {"kind 不是报送种类", "kind is no kind of an answer"},
                      {"receipt、execution、return 或 summary", "receipt, execution, return or summary"});
    answer.kind = *kind;
    std::optional<Instant> due, at;
    if (!time_of(body, "due", due) || !time_of(body, "at", at))
        return refuse("bad_time", {"due 或 at 不是时间", "due or at is no time"}, {"例如 2014-02-21T09:00:00+08:00", "e.g. 2014-02-21T09:00:00+08:00"});
    answer.due = due.value_or(Instant{0});
    if (officer) {
        // What a unit said on the telephone or handed in: who told it is part of the record, outside the chain.
        const auto channel = parse_answer_channel(text_of(body, "channel"));
        answer.told_by = text_of(body, "told_by");
        if (!channel || *channel == AnswerChannel::page || answer.told_by.empty())
            return refuse("bad_channel", {"代为登记须写明方式和对方是谁", "an answer recorded for a unit needs how it came and who told it"},
                          {"channel：telephone、paper 或 mail；told_by：对方岗位或姓名", "channel: telephone, paper or mail; told_by: a post or a name"});
        answer.channel = *channel;
        answer.at = at.value_or(Instant{0});
    }
    Duty asked;
    asked.kind = answer.kind;
    asked.subject = answer.subject;
    const std::vector<Duty> duties = service.duties(Instant{0});
    for (const Duty& duty : duties)
        if (duty.unit == unit && duty.kind == answer.kind && duty.subject == answer.subject && (!due || duty.due == *due)) asked.version = duty.version;
    const std::vector<FormField> form = form_of(service.store().return_terms(), service.config().members, asked);
    const auto content = read_answer(body, answer.kind, form);
    if (!content) return tl::unexpected(content.error());
    answer.body = answer_text(*content, form);
    return service.answer(std::move(answer));
}

void add_return_routes(Router& router, Daemon& daemon) {
    Service& service = daemon.service();
    const std::vector<std::string> json = {"application/json"};
    const auto get = [&router](const char* path, Text summary, auto answer, std::vector<QueryParameter> query = {}, const char* type = "application/json") {
        Route route{"GET", path, duty_readers(), std::move(summary), [answer](const Call& call, const Reply& reply) { reply(answer(call)); }, std::move(query)};
        route.answer_type = type;
        router.add(std::move(route));
    };
    const QueryParameter format{"format", {"html（默认）、text 或 json", "html (default), text or json"}}, lang{"lang", {"zh 或 en", "zh or en"}};
    get("/api/v1/duties", {"各单位的报送任务及状态", "who must answer what by when"}, [&service](const Call& call) { return duties_response(service, call); },
        {{"unit", {"单位标识", "unit"}}, {"state", {"not_due、open、answered、answered_late、missing", "not_due, open, answered, answered_late, missing"}},
         {"kind", {"receipt、execution、return、summary、own_notice", "receipt, execution, return, summary, own_notice"}},
         {"subject", {"预警、文件或上级文件编号", "alert, transition or paper"}}, {"since", {"时限不早于；默认近60天", "due not before; default 60 days"}}});
    get("/api/v1/transitions/{id}/receipts", {"通知的回执和落实情况", "receipts and execution of a notice"},
        [&service](const Call& call) { return receipts_response(service, call, call.params.at("id")); });
    get("/api/v1/superior/{id}/receipts", {"转发文件的回执和落实情况", "receipts and execution of a paper passed on"},
        [&service](const Call& call) { return receipts_response(service, call, call.params.at("id")); });
    get("/api/v1/returns", {"已报内容", "what was answered"}, [&service](const Call& call) { return answers_response(service, call); },
        {{"unit", {"单位标识", "unit"}}, {"subject", {"预警、文件或上级文件编号", "alert, transition or paper"}}});
    router.add({"POST", "/api/v1/returns", {Role::unit, Role::officer}, {"报送回执、落实情况、日报和总结", "answer a duty"},
                [&service](const Call& call, const Reply& reply) { post_return(service, call, reply); }, {}, json});
    router.add({"POST", "/api/v1/superior/{id}/forward", {Role::officer}, {"转发上级文件", "pass a superior's paper on to units"},
                [&service](const Call& call, const Reply& reply) { forward_paper(service, call, reply); }, {}, json});
    get("/api/v1/superior/{id}/forward", {"转发通知文稿", "text of the notice that passes it on"}, [&service](const Call& call) { return forward_text(service, call); },
        {format, lang}, "text/html");
    get("/api/v1/reports/daily", {"日报", "merged daily report"}, [&service](const Call& call) { return daily_response(service, call); },
        {{"date", {"日期", "date"}}, {"hour", {"报送时点，如 9 或 14:30", "hour, e.g. 9 or 14:30"}}, format, lang}, "text/html");
    get("/api/v1/reports/summary", {"响应总结汇总", "merged summaries of an alert"}, [&service](const Call& call) { return summary_response(service, call); },
        {{"alert", {"预警编号", "alert"}, true}, format, lang}, "text/html");
    get("/api/v1/reports/alert", {"向上级和相邻政府的报告", "report to the upper and neighbouring governments"},
        [&service](const Call& call) { return alert_response(service, call); }, {{"transition", {"文件编号", "transition"}, true}, format, lang}, "text/html");
}

}  // namespace qingkong
