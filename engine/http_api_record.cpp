// SPDX-License-Identifier: Apache-2.0
// Reads of the API: state, proposals, alerts, journal, tables, evaluation, air.
#include <algorithm>
#include <charconv>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "alerts/codec.hpp"
#include "engine/evaluation_report.hpp"
#include "engine/http_api_parts.hpp"
#include "engine/tables.hpp"

namespace qingkong {
namespace {

using Json = nlohmann::ordered_json;

Response json_response(const Json& json) {
    Response response;
    response.body = json.dump() + "\n";
    return response;
}

Response text_response(const char* type, std::string body) {
    Response response;
    response.content_type = type;
    response.body = std::move(body);
    return response;
}

Response csv_response(std::string body) { return text_response("text/csv; charset=utf-8", std::move(body)); }

Language language_of(const Call& call) { return call.request.parameter("lang") == "en" ? Language::en : Language::zh; }

/// A number of the query in [least, most]; `otherwise` where it is absent or no number.
int64_t number_of(const Call& call, const std::string& name, int64_t least, int64_t most, int64_t otherwise) {
    const std::string text = call.request.parameter(name);
    int64_t value = 0;
    const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || error != std::errc() || rest != text.data() + text.size()) return otherwise;
    return std::clamp(value, least, most);
}

Json transition_with_counts(Store& store, const Transition& transition) {
    Json json = transition_json(transition);
    const auto [orders, mails] = store.counts(transition.id());
    json["counts"] = {{"orders", orders}, {"mails", mails}};
    return json;
}

Json alert_with_counts(Store& store, const Alert& alert) {
    Json json = alert_json(alert);
    json["transitions"] = Json::array();
    for (const Transition& transition : alert.transitions)
        json["transitions"].push_back(transition_with_counts(store, transition));
    return json;
}

/// Level in force of an area by signature, since when, and by which alert.
Json area_json(Service& service, const Area& area, const std::vector<Alert>& alerts) {
    const Alert* strictest = nullptr;
    for (const Alert& alert : alerts) {
        if (alert.exercise) continue;    // a drill is never in force
        const auto covered = areas_of_scope(service.config().city, alert.area);
        if (alert.level == AlertLevel::normal || std::find(covered.begin(), covered.end(), area.id) == covered.end()) continue;
        if (strictest == nullptr || alert.level > strictest->level) strictest = &alert;
    }
    return {{"area", area.id},
            {"name", area.name.zh},
            {"name_en", area.name.en},
            {"level", token(strictest != nullptr ? strictest->level : AlertLevel::normal)},
            {"since", strictest != nullptr ? Json(format_instant(strictest->effective_from)) : Json(nullptr)},
            {"alert", strictest != nullptr ? Json(strictest->id) : Json(nullptr)}};
}

Json state_json(Service& service) {
    const Config& config = service.config();
    const std::vector<Alert> alerts = service.store().alerts();
    Json areas = Json::array();
    for (const Area& area : config.city.areas) areas.push_back(area_json(service, area, alerts));
    const Hour latest = floor_hour(service.now());
    const std::vector<AirHour> air = service.air(std::string(kWholeCity), latest - 72, latest);
    const auto last = service.store().last_observed(std::string(kWholeCity));
    const auto forecast = service.store().newest_forecast(std::string(kWholeCity), service.now());
    Json notes = Json::array();
    for (const Proposal& proposal : service.store().proposals(true))
        if (proposal.kind == ProposalKind::look || proposal.kind == ProposalKind::cause)
            notes.push_back({{"zh", proposal.reason.zh}, {"en", proposal.reason.en}});
    Json faults = Json::array();
    for (const StandingFault& fault : service.faults().all())
        faults.push_back({{"id", fault.id}, {"since", format_instant(fault.since)}, {"zh", fault.what.zh}, {"en", fault.what.en}});
    Json papers = Json::array();
    for (const SuperiorDoc& paper : service.store().superior())
        if (paper.active()) papers.push_back(superior_json(paper));
    const Edition& edition = service.resources().edition;
    const bool known = !air.empty() && air.back().index.valid();
    return {{"now", format_instant(service.now())},
            {"clock", service.simulated() ? "simulated" : "system"},
            {"city", {{"id", config.city.id}, {"name", config.city.name.zh}, {"name_en", config.city.name.en}}},
            {"edition", {{"id", edition.id},
                         {"hash", edition.hash},
                         {"title", edition.title.zh + "（" + edition.document + "）"},
                         {"title_en", edition.title.en + " (" + edition.document + ")"}}},
            {"exercise", config.office.exercise},
            {"areas", areas},
            {"measured_to", last ? Json(format_hour(*last)) : Json(nullptr)},
            {"aqi", known ? Json(format_aqi(air.back().index.aqi)) : Json(nullptr)},
            {"forecast_issued_at", forecast ? Json(format_instant(forecast->issued_at)) : Json(nullptr)},
            {"open_proposals", service.store().proposals(true).size()},
            {"outbox", service.store().outbox_counts()},
            {"superior", papers},
            {"faults", faults},
            {"data_notes", notes}};
}

Response journal_response(Service& service, const Call& call) {
    const int64_t from = number_of(call, "from", 1, INT64_MAX, 1);
    const int64_t last = number_of(call, "last", 1, INT64_MAX, INT64_MAX / 2);
    const std::vector<JournalEntry> entries = service.store().journal(from, last);
    if (call.request.parameter("format") == "jsonl") {
        std::string lines;
        for (const JournalEntry& entry : entries) lines += entry_json(entry).dump() + "\n";
        return text_response("application/jsonl; charset=utf-8", std::move(lines));
    }
    Json list = Json::array();
    for (const JournalEntry& entry : entries) list.push_back(entry_json(entry));
    return json_response(list);
}

Response timeline_response(Service& service, const Call& call) {
    std::string csv = kTimelineHeader;
    for (const JournalEntry& entry : service.store().journal(1, INT64_MAX / 2))
        csv += timeline_line(entry, language_of(call));
    return csv_response(std::move(csv));
}

Response proposals_response(Service& service, const Call& call) {
    Json list = Json::array();
    for (const Proposal& proposal : service.store().proposals(call.request.parameter("status") != "all"))
        list.push_back(proposal_json(proposal));
    return json_response(list);
}

Response notice_response(Service& service, const Call& call) {
    auto notice = notice_of_transition(service, call.params.at("id"), language_of(call));
    if (!notice) return error_response(404, "unknown_transition", {"没有该通知", "no such notice"});
    if (call.request.parameter("format") == "text") return text_response("text/plain; charset=utf-8", std::move(notice->text));
    return text_response("text/html; charset=utf-8", std::move(notice->html));
}

Response air_response(Service& service, const Call& call) {
    const Hour latest = floor_hour(service.now());
    const int64_t hours = number_of(call, "hours", 1, 24 * 400, 240);
    const std::string area = call.request.parameter("area").empty() ? std::string(kWholeCity) : call.request.parameter("area");
    Json list = Json::array();
    for (const AirHour& hour : service.air(area, latest - (hours - 1), latest))
        list.push_back({{"time", format_hour(hour.hour)},
                        {"aqi", hour.index.aqi.known() ? Json(format_aqi(hour.index.aqi)) : Json(nullptr)},
                        {"complete", hour.index.complete},
                        {"cause", token(hour.cause.cause)},
                        {"cause_suspected", hour.cause.suspected},
                        {"primary", joined_names(hour.index.primary)}});
    return json_response(list);
}

Response evaluation_response(Service& service, const Call& call) {
    const std::string alert = call.request.parameter("alert");
    if (!alert.empty() && alert != kWholeCity && !service.store().alert(alert))
        return error_response(404, "unknown_alert", {"没有预警 " + alert, "no alert " + alert});
    const std::string note = call.request.parameter("note");
    return text_response("text/html; charset=utf-8",
                         evaluation_report(service, alert, language_of(call), Text{note, note}));
}

/// CSV or JSON of the same rows.
template <class Csv, class MakeJson>
Response table_response(const Call& call, Csv csv, MakeJson json) {
    return call.request.parameter("format") == "csv" ? csv_response(csv()) : json_response(json());
}

}  // namespace

void add_record_routes(Router& router, Daemon& daemon) {
    Service& service = daemon.service();
    const auto get = [&router](const char* path, Text summary, auto answer, std::vector<QueryParameter> query = {},
                               std::string type = "application/json") {
        router.add({"GET", path, {}, std::move(summary),
                    [answer](const Call& call, const Reply& reply) { reply(answer(call)); }, std::move(query), {},
                    std::move(type)});
    };
    const QueryParameter format{"format", {"csv 或 json（默认）", "csv or json (default)"}};
    const QueryParameter lang{"lang", {"zh（默认）或 en", "zh (default) or en"}};
    const QueryParameter transition{"transition", {"仅此文件", "only this transition"}};
    const QueryParameter of_alert{"alert", {"仅此预警", "only this alert"}};

    get("/api/v1/state", {"现行状态", "what is in force"}, [&service](const Call&) { return json_response(state_json(service)); });
    get("/api/v1/proposals", {"建议", "proposals"}, [&service](const Call& call) { return proposals_response(service, call); },
        {{"status", {"open（默认）或 all", "open (default) or all"}}});
    get("/api/v1/alerts", {"预警", "alerts"}, [&service](const Call&) {
        Json list = Json::array();
        for (const Alert& alert : service.store().alerts()) list.push_back(alert_with_counts(service.store(), alert));
        return json_response(list);
    });
    get("/api/v1/alerts/{id}", {"一个预警", "one alert"}, [&service](const Call& call) {
        const auto alert = service.store().alert(call.params.at("id"));
        if (!alert) return error_response(404, "unknown_alert", {"没有该预警", "no such alert"});
        return json_response(alert_with_counts(service.store(), *alert));
    });
    get("/api/v1/journal", {"日志链", "the journal and its chain"}, [&service](const Call& call) { return journal_response(service, call); },
        {{"last", {"最后几条", "the last so many"}}, {"from", {"自第几条起", "from this number"}},
         {"format", {"json（默认）或 jsonl", "json (default) or jsonl"}}});
    get("/api/v1/timeline", {"时间线", "the timeline"}, [&service](const Call& call) { return timeline_response(service, call); },
        {lang}, "text/csv");
    get("/api/v1/orders", {"减排指令", "measure orders"}, [&service](const Call& call) {
        const std::string id = call.request.parameter("transition");
        return table_response(call, [&] { return orders_csv(service, id); }, [&] { return orders_json(service, id); });
    }, {transition, format});
    get("/api/v1/account", {"减排核算", "planned shares"}, [&service](const Call& call) {
        const std::string id = call.request.parameter("transition");
        return table_response(call, [&] { return account_csv(service, id); }, [&] { return account_json(service, id); });
    }, {transition, format});
    get("/api/v1/compliance", {"落实情况判定", "verdicts"}, [&service](const Call& call) {
        return csv_response(compliance_table_csv(service, call.request.parameter("alert")));
    }, {of_alert, {"format", {"csv", "csv"}}}, "text/csv");
    get("/api/v1/achieved", {"实际减排", "achieved reduction"}, [&service](const Call& call) {
        const std::string id = call.request.parameter("alert");
        return table_response(call, [&] { return achieved_csv(service, id); }, [&] { return achieved_json(service, id); });
    }, {of_alert, format});
    get("/api/v1/evaluation", {"成效后评估", "post-event evaluation"}, [&service](const Call& call) { return evaluation_response(service, call); },
        {of_alert, lang, {"note", {"附注", "a note under the title"}}}, "text/html");
    get("/api/v1/notices/{id}", {"通知文本", "the notice of a transition"}, [&service](const Call& call) { return notice_response(service, call); },
        {lang, {"format", {"html（默认）或 text", "html (default) or text"}}}, "text/html");
    get("/api/v1/air", {"空气质量", "measured hours"}, [&service](const Call& call) { return air_response(service, call); },
        {{"hours", {"最近几小时", "the last so many hours"}}, {"area", {"区域，默认 all", "area, default all"}}});
}

}  // namespace qingkong
