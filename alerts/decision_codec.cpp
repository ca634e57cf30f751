// SPDX-License-Identifier: Apache-2.0
#include "alerts/decision_codec.hpp"

#include <nlohmann/json.hpp>

#include "alerts/codec.hpp"

namespace qingkong {
namespace {

using Json = nlohmann::ordered_json;

Json time_json(const std::optional<Instant>& instant) { return instant ? Json(format_instant(*instant)) : Json(nullptr); }
Instant read_time(const Json& json) { return parse_stamp(json.get<std::string>()).value().instant; }
std::optional<Instant> read_maybe_time(const Json& json) {
    return json.is_null() ? std::nullopt : std::optional(read_time(json));
}
AlertLevel read_level(const Json& json) { return parse_level(json.get<std::string>()).value(); }
AlertAction read_action(const std::string& text) {
    for (int i = 0; i <= static_cast<int>(AlertAction::correct); ++i)
        if (token(static_cast<AlertAction>(i)) == text) return static_cast<AlertAction>(i);
    return AlertAction::none;
}

/// Library exceptions of a damaged text stop here.
template <class T, class Read>
std::optional<T> guarded(const std::string& text, Read read) {
    try {
        return read(Json::parse(text));
    } catch (const std::exception&) {
        return std::nullopt;
    }
}

struct EventWriter {
    Json operator()(const Tick&) const { return {{"event", "tick"}}; }
    Json operator()(const SignCommand& c) const {
        return {{"event", "sign"},
                {"proposal", c.proposal_id},
                {"who", c.who},
                {"comment", c.comment},
                {"start", time_json(c.response_start)},
                {"seen", c.seen ? proposal_json(*c.seen) : Json(nullptr)},
                {"round", round_json(c.round)},
                {"approval", approval_json(c.approval)}};
    }
    Json operator()(const RefuseCommand& c) const {
        return {{"event", "refuse"}, {"proposal", c.proposal_id}, {"who", c.who}, {"reason", c.reason}};
    }
    Json operator()(const RaiseCommand& c) const {
        return {{"event", "raise"},   {"scope", c.scope},          {"who", c.who},
                {"reason", c.reason}, {"level", token(c.level)}, {"start", time_json(c.response_start)},
                {"round", round_json(c.round)}, {"approval", approval_json(c.approval)}};
    }
    template <class Command>
    static Json end_json(const char* event, const Command& c) {
        return {{"event", event},
                {"alert", c.alert_id},
                {"who", c.who},
                {"reason", c.reason},
                {"start", time_json(c.response_start)},
                {"approval", approval_json(c.approval)}};
    }
    Json operator()(const ReleaseCommand& c) const { return end_json("release", c); }
    Json operator()(const SuspendCommand& c) const { return end_json("suspend", c); }
    Json operator()(const ResumeCommand& c) const {
        Json json = end_json("resume", c);
        json["level"] = c.level ? Json(token(*c.level)) : Json(nullptr);
        json["round"] = round_json(c.round);
        return json;
    }
    Json operator()(const CorrectCommand& c) const {
        Json json = end_json("correct", c);
        json["level"] = token(c.level);
        json["round"] = round_json(c.round);
        return json;
    }
    Json operator()(const CountersignCommand& c) const {
        return {{"event", "countersign"}, {"transition", c.transition_id}, {"who", c.who}, {"approval", approval_json(c.approval)}};
    }
    Json operator()(const ExtendCommand& c) const {
        return {{"event", "extend"},
                {"alert", c.alert_id},
                {"who", c.who},
                {"reason", c.reason},
                {"until", format_instant(c.until)},
                {"approval", approval_json(c.approval)}};
    }
    Json operator()(const ImportCommand& c) const {
        return {{"event", "import"}, {"hash", c.hash},       {"version", c.version},      {"who", c.who},
                {"note", c.note},    {"zh", c.summary.zh},   {"en", c.summary.en}};
    }
    Json operator()(const ReviseCommand& c) const {
        return {{"event", "revise"}, {"alert", c.alert_id}, {"who", c.who}, {"reason", c.reason}, {"approval", approval_json(c.approval)}};
    }
    Json operator()(const SuperiorCommand& c) const {
        return {{"event", "superior"}, {"who", c.who}, {"paper", superior_json(c.paper)}};
    }
    Json operator()(const CauseCommand& c) const { return {{"event", "cause"}, {"record", cause_json(c.record)}}; }
    Json operator()(const PublishCommand& c) const {
        return {{"event", "publish"}, {"transition", c.transition_id}, {"who", c.who},
                {"by", c.by},         {"channel", c.channel},          {"at", format_instant(c.at)}};
    }
};

Event event_of(const Json& json) {
    const std::string kind = json.at("event");
    const auto word = [&](const char* key) { return json.at(key).get<std::string>(); };
    const Approval approval = read_approval(json.value("approval", Json::object()));
    const RoundTerms round = read_round(json.value("round", Json::object()));
    if (kind == "sign") {
        SignCommand command{word("proposal"), word("who"), word("comment"), read_maybe_time(json.at("start")), {}, round, approval};
        if (!json.at("seen").is_null()) command.seen = read_proposal(json.at("seen").dump());
        return command;
    }
    if (kind == "refuse") return RefuseCommand{word("proposal"), word("who"), word("reason")};
    if (kind == "raise")
        return RaiseCommand{word("scope"), word("who"), word("reason"), read_level(json.at("level")),
                            read_maybe_time(json.at("start")), round, approval};
    if (kind == "release")
        return ReleaseCommand{word("alert"), word("who"), word("reason"), read_maybe_time(json.at("start")), approval};
    if (kind == "suspend")
        return SuspendCommand{word("alert"), word("who"), word("reason"), read_maybe_time(json.at("start")), approval};
    if (kind == "resume")
        return ResumeCommand{word("alert"), word("who"), word("reason"),
                             json.at("level").is_null() ? std::nullopt : std::optional(read_level(json.at("level"))),
                             read_maybe_time(json.at("start")), round, approval};
    if (kind == "correct")
        return CorrectCommand{word("alert"), word("who"), word("reason"), read_level(json.at("level")),
                              read_maybe_time(json.at("start")), round, approval};
    if (kind == "countersign") return CountersignCommand{word("transition"), word("who"), approval};
    if (kind == "extend")
        return ExtendCommand{word("alert"), word("who"), word("reason"), read_time(json.at("until")), approval};
    if (kind == "import")
        return ImportCommand{word("hash"), word("version"), word("who"), word("note"), {word("zh"), word("en")}};
    if (kind == "revise") return ReviseCommand{word("alert"), word("who"), word("reason"), approval};
    if (kind == "superior") return SuperiorCommand{read_superior(json.at("paper").dump()).value(), word("who")};
    if (kind == "cause") return CauseCommand{read_cause(json.at("record").dump()).value()};
    if (kind == "publish")
        return PublishCommand{word("transition"), word("who"), word("by"), word("channel"), read_time(json.at("at"))};
    return Tick{};
}

Json note_rest(const ScopeNote& note) {
    Json declined = Json::array();
    for (const DeclinedStep& step : note.declined)
        declined.push_back({token(step.action), token(step.to), time_json(step.forecast_issued_at)});
    return {{"forecast_stale", note.forecast_stale},
            {"dust", note.dust},
            {"ozone", note.ozone},
            {"joint", note.joint},
            {"declined", declined}};
}

void take_rest(const Json& json, ScopeNote& note) {
    note.forecast_stale = json.value("forecast_stale", false);
    note.dust = json.value("dust", false);
    note.ozone = json.value("ozone", false);
    note.joint = json.value("joint", "");
    note.declined.clear();
    if (const auto declined = json.find("declined"); declined != json.end())
        for (const Json& step : *declined)
            note.declined.push_back({read_action(step.at(0)), read_level(step.at(1)), read_maybe_time(step.at(2))});
}

}  // namespace

std::string event_text(const Event& event) { return std::visit(EventWriter{}, event).dump(); }

std::optional<Event> read_event(const std::string& text) {
    return guarded<Event>(text, [](const Json& json) { return event_of(json); });
}

std::string note_text(const ScopeNote& note) { return note_rest(note).dump(); }

bool read_note(const std::string& text, ScopeNote& note) {
    try {
        take_rest(Json::parse(text), note);
        return true;
    } catch (const std::exception&) {
        return false;
    }
}

std::string book_text(const AlertBook& book) {
    Json alerts = Json::array(), open = Json::array(), notes = Json::object(), superior = Json::array();
    for (const Alert& alert : book.alerts) alerts.push_back(alert_json(alert));
    for (const Proposal& proposal : book.open) open.push_back(proposal_json(proposal));
    for (const auto& [scope, note] : book.notes)
        notes[scope] = {token(note.action), token(note.level), note.insufficient, note.stale, note_rest(note)};
    for (const SuperiorDoc& paper : book.superior) superior.push_back(superior_json(paper));
    return Json{{"alerts", alerts},
                {"open", open},
                {"notes", notes},
                {"superior", superior},
                {"proposals_made", book.proposals_made},
                {"alerts_this_year", book.alerts_this_year},
                {"documents_this_year", book.documents_this_year},
                {"superior_recorded", book.superior_recorded},
                {"waiting_inventory", book.waiting_inventory},
                {"waiting_version", book.waiting_version},
                {"exercise", book.exercise}}
        .dump();
}

std::optional<AlertBook> read_book(const std::string& text) {
    return guarded<AlertBook>(text, [](const Json& json) {
        AlertBook book;
        for (const Json& item : json.at("alerts")) book.alerts.push_back(read_alert(item.dump()).value());
        for (const Json& item : json.at("open")) book.open.push_back(read_proposal(item.dump()).value());
        for (const auto& [scope, item] : json.at("notes").items()) {
            ScopeNote note{read_action(item.at(0)), read_level(item.at(1)), item.at(2), item.at(3)};
            take_rest(item.at(4), note);
            book.notes[scope] = std::move(note);
        }
        for (const Json& item : json.at("superior")) book.superior.push_back(read_superior(item.dump()).value());
        book.proposals_made = json.at("proposals_made");
        book.alerts_this_year = json.at("alerts_this_year");
        book.documents_this_year = json.at("documents_this_year");
        book.superior_recorded = json.at("superior_recorded");
        book.waiting_inventory = json.value("waiting_inventory", "");
        book.waiting_version = json.value("waiting_version", "");
        book.exercise = json.value("exercise", false);
        return book;
    });
}

std::string context_text(const DecisionContext& context) {
    Json areas = Json::array();
    for (const Area& area : context.city.areas) areas.push_back({area.id, area.name.zh, area.name.en});
    const OfficeRules& rules = context.rules;
    Json authorities = Json::array();
    for (const Authority& one : rules.authorities) authorities.push_back(authority_json(one));
    return Json{{"city", {context.city.id, context.city.name.zh, context.city.name.en}},
                {"areas", areas},
                {"document_prefix", context.document_prefix},
                {"start_advance_hours", context.start_advance_hours},
                {"start_hours", context.start_hours},
                {"stale_hours", rules.stale_hours},
                {"forecast_stale_hours", rules.forecast_stale_hours},
                {"dust_ratio_percent", rules.dust_ratio_percent},
                {"raise_max", rules.raise_max},
                {"joint_least", rules.joint_least},
                {"authorities", authorities},
                {"borders", context.borders}}
        .dump();
}

std::optional<DecisionContext> read_context(const std::string& text) {
    return guarded<DecisionContext>(text, [](const Json& json) {
        DecisionContext context;
        context.city.id = json.at("city").at(0);
        context.city.name = {json.at("city").at(1), json.at("city").at(2)};
        for (const Json& area : json.at("areas")) context.city.areas.push_back({area.at(0), {area.at(1), area.at(2)}});
        context.document_prefix = json.at("document_prefix");
        context.start_advance_hours = json.at("start_advance_hours");
        context.start_hours = json.at("start_hours").get<std::vector<int>>();
        context.rules = {json.at("stale_hours"), json.at("forecast_stale_hours"), json.at("dust_ratio_percent"),
                         json.at("raise_max"), json.at("joint_least"), {}};
        for (const Json& one : json.value("authorities", Json::array())) context.rules.authorities.push_back(read_authority(one));
        context.borders = json.at("borders").get<std::vector<std::pair<std::string, std::string>>>();
        return context;
    });
}

}  // namespace qingkong
