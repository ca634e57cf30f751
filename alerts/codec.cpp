// SPDX-License-Identifier: Apache-2.0
#include "alerts/codec.hpp"

#include <nlohmann/json.hpp>

namespace qingkong {
namespace {

using Json = nlohmann::ordered_json;

Json text_json(const Text& text) { return {{"zh", text.zh}, {"en", text.en}}; }
Text read_text(const Json& json) { return {json.at("zh").get<std::string>(), json.at("en").get<std::string>()}; }

Json time_json(const std::optional<Instant>& instant) { return instant ? Json(format_instant(*instant)) : Json(nullptr); }
Instant read_time(const Json& json) { return parse_stamp(json.get<std::string>()).value().instant; }
std::optional<Instant> read_maybe_time(const Json& json) {
    return json.is_null() ? std::nullopt : std::optional(read_time(json));
}

AlertAction read_action(const std::string& text) {
    for (int i = 0; i <= static_cast<int>(AlertAction::correct); ++i)
        if (token(static_cast<AlertAction>(i)) == text) return static_cast<AlertAction>(i);
    return AlertAction::none;
}

ProposalStatus read_status(const std::string& text) {
    for (int i = 0; i <= static_cast<int>(ProposalStatus::replaced); ++i)
        if (token(static_cast<ProposalStatus>(i)) == text) return static_cast<ProposalStatus>(i);
    return ProposalStatus::open;
}

ProposalKind read_kind(const std::string& text) {
    for (int i = 0; i <= static_cast<int>(ProposalKind::joint); ++i)
        if (token(static_cast<ProposalKind>(i)) == text) return static_cast<ProposalKind>(i);
    return ProposalKind::step;
}

Discretion read_discretion(const std::string& text) {
    for (int i = 0; i <= static_cast<int>(Discretion::resume); ++i)
        if (token(static_cast<Discretion>(i)) == text) return static_cast<Discretion>(i);
    return Discretion::none;
}

Answer read_answer(const std::string& text) {
    return text == "met" ? Answer::met : text == "unknown" ? Answer::unknown : Answer::not_met;
}

AlertLevel read_level(const Json& json) { return parse_level(json.get<std::string>()).value(); }

Json edition_json(const EditionRef& edition) {
    return {{"id", edition.id}, {"hash", edition.hash}, {"title", edition.title.zh}, {"title_en", edition.title.en}};
}
EditionRef read_edition_ref(const Json& json) {
    return {json.at("id"), json.at("hash"), {json.at("title"), json.at("title_en")}};
}

/// [numerator, denominator]: exact.
Json fraction_json(const Rational& value) { return Json::array({value.num(), value.den()}); }
Json maybe_fraction_json(const std::optional<Rational>& value) { return value ? fraction_json(*value) : Json(nullptr); }
Rational read_fraction(const Json& json) { return Rational(json.at(0).get<int64_t>(), json.at(1).get<int64_t>()); }

}  // namespace

Json round_json(const RoundTerms& round) {
    Json json = Json::object();
    if (!round.batch.empty()) json["batch"] = round.batch;
    for (const auto& [zone, level] : round.zones) json["zones"][zone] = token(level);
    for (const SwitchedOff& off : round.not_applied)
        json["not_applied"].push_back({{"id", off.id}, {"reason", off.reason}});
    if (round.overrides()) json["override"] = {{"by", round.override_by}, {"reason", round.override_reason}};
    return json;
}

RoundTerms read_round(const Json& json) {
    RoundTerms round;
    round.batch = json.value("batch", "");
    const Json zones = json.value("zones", Json::object());  // items() keeps a reference
    for (const auto& [zone, level] : zones.items()) round.zones[zone] = read_level(level);
    for (const Json& off : json.value("not_applied", Json::array()))
        round.not_applied.push_back({off.at("id"), off.value("reason", "")});
    if (const auto by = json.find("override"); by != json.end()) {
        round.override_by = by->value("by", "");
        round.override_reason = by->value("reason", "");
    }
    return round;
}

Json approval_json(const Approval& approval) {
    return {{"manner", token(approval.manner)},
            {"authority", approval.authority},
            {"approver", approval.approver},
            {"document", approval.document},
            {"given_at", time_json(approval.given_at)},
            {"record", approval.record},
            {"countersign_due", time_json(approval.countersign_due)},
            {"countersigned_at", time_json(approval.countersigned_at)},
            {"countersigned_by", approval.countersigned_by},
            {"overdue_told", approval.overdue_told}};
}

Approval read_approval(const Json& json) {
    Approval approval;
    if (json.empty()) return approval;
    approval.manner = parse_approval_manner(json.at("manner").get<std::string>()).value();
    approval.authority = json.value("authority", "");
    approval.approver = json.value("approver", "");
    approval.document = json.value("document", "");
    approval.given_at = read_maybe_time(json.at("given_at"));
    approval.record = json.value("record", "");
    approval.countersign_due = read_maybe_time(json.at("countersign_due"));
    approval.countersigned_at = read_maybe_time(json.at("countersigned_at"));
    approval.countersigned_by = json.value("countersigned_by", "");
    approval.overdue_told = json.value("overdue_told", false);
    return approval;
}

Json authority_json(const Authority& authority) {
    Json levels = Json::array();
    for (const AlertLevel level : authority.levels) levels.push_back(token(level));
    const auto day = [](const std::optional<Day>& one) { return one ? Json(format_day(*one)) : Json(nullptr); };
    return {{"id", authority.id},
            {"approver", authority.approver},
            {"document", authority.document},
            {"levels", levels},
            {"areas", authority.areas},
            {"accounts", authority.accounts},
            {"valid_from", day(authority.valid_from)},
            {"valid_to", day(authority.valid_to)},
            {"emergency_hours", authority.emergency_hours}};
}

Authority read_authority(const Json& json) {
    Authority authority;
    authority.id = json.at("id");
    authority.approver = json.at("approver");
    authority.document = json.at("document");
    for (const Json& level : json.at("levels")) authority.levels.push_back(read_level(level));
    authority.areas = json.at("areas").get<std::vector<std::string>>();
    authority.accounts = json.at("accounts").get<std::vector<std::string>>();
    const auto day = [](const Json& one) { return one.is_null() ? std::nullopt : parse_day(one.get<std::string>()); };
    authority.valid_from = day(json.at("valid_from"));
    authority.valid_to = day(json.at("valid_to"));
    authority.emergency_hours = json.at("emergency_hours");
    return authority;
}

namespace {

Transition read_transition(const Json& json) {
    Transition t;
    t.alert_id = json.at("alert");
    t.version = json.at("version");
    t.area = json.at("area");
    t.areas_concerned = json.at("areas_concerned").get<std::vector<std::string>>();
    t.action = read_action(json.at("action"));
    t.from = read_level(json.at("from"));
    t.to = read_level(json.at("to"));
    t.signed_at = read_time(json.at("signed_at"));
    t.signed_by = json.at("signed_by");
    t.published_at = read_maybe_time(json.at("published_at"));
    t.response_start = read_time(json.at("response_start"));
    t.planned_end = read_maybe_time(json.at("planned_end"));
    t.episode_begin = read_maybe_time(json.at("episode_begin"));
    t.episode_end = read_maybe_time(json.at("episode_end"));
    t.edition = read_edition_ref(json.at("edition"));
    t.document_no = json.at("document_no");
    t.proposal_id = json.at("proposal");
    t.reason = read_text(json.at("reason"));
    t.discretion = read_discretion(json.value("discretion", ""));
    t.superior = json.value("superior", "");
    t.round = read_round(json.value("round", Json::object()));
    t.approval = read_approval(json.value("approval", Json::object()));
    t.replaces = json.value("replaces", 0);
    t.references = json.value("references", "");
    t.exercise = json.value("exercise", false);
    return t;
}

/// A library exception of a damaged record stops here.
template <class T, class Read>
std::optional<T> guarded(const std::string& text, Read read) {
    try {
        return read(Json::parse(text));
    } catch (const std::exception&) {
        return std::nullopt;
    }
}

}  // namespace

Json finding_json(const Finding& finding) {
    return {{"clause", finding.clause},
            {"level", token(finding.level)},
            {"answer", token(finding.answer)},
            {"evidence", text_json(finding.evidence)}};
}

Json transition_json(const Transition& t) {
    Json json = {{"id", t.id()},
            {"alert", t.alert_id},
            {"version", t.version},
            {"area", t.area},
            {"areas_concerned", t.areas_concerned},
            {"action", token(t.action)},
            {"from", token(t.from)},
            {"to", token(t.to)},
            {"signed_at", format_instant(t.signed_at)},
            {"signed_by", t.signed_by},
            {"published_at", time_json(t.published_at)},
            {"response_start", format_instant(t.response_start)},
            {"planned_end", time_json(t.planned_end)},
            {"episode_begin", time_json(t.episode_begin)},
            {"episode_end", time_json(t.episode_end)},
            {"edition", edition_json(t.edition)},
            {"document_no", t.document_no},
            {"proposal", t.proposal_id},
            {"reason", text_json(t.reason)},
            {"discretion", token(t.discretion)},
            {"superior", t.superior}};
    if (!(t.round == RoundTerms{})) json["round"] = round_json(t.round);
    if (!(t.approval == Approval{})) json["approval"] = approval_json(t.approval);
    if (t.replaces > 0) json["replaces"] = t.replaces;
    if (!t.references.empty()) json["references"] = t.references;
    if (t.exercise) json["exercise"] = true;
    return json;
}

Json proposal_json(const Proposal& p) {
    Json findings = Json::array();
    for (const Finding& finding : p.findings) findings.push_back(finding_json(finding));
    Json alternatives = Json::array();
    for (const Text& text : p.alternatives) alternatives.push_back(text_json(text));
    return {{"id", p.id},
            {"area", p.area},
            {"action", token(p.action)},
            {"from", token(p.from)},
            {"to", token(p.to)},
            {"made_at", format_instant(p.made_at)},
            {"measured_to", format_hour(p.measured_to)},
            {"forecast_issued_at", time_json(p.forecast_issued_at)},
            {"response_start", format_instant(p.response_start)},
            {"planned_end", time_json(p.planned_end)},
            {"episode_begin", time_json(p.episode_begin)},
            {"episode_end", time_json(p.episode_end)},
            {"edition", edition_json(p.edition)},
            {"findings", findings},
            {"alternatives", alternatives},
            {"reason", text_json(p.reason)},
            {"status", token(p.status)},
            {"alert", p.alert_id},
            {"kind", token(p.kind)},
            {"version", p.version},
            {"subject", p.subject},
            {"superior", p.superior},
            {"declinable", p.declinable},
            {"own_target", token(p.own_target)},
            {"revised", p.revised}};
}

Json alert_json(const Alert& a) {
    Json transitions = Json::array();
    Json discretions = Json::array();
    for (const Transition& t : a.transitions) {
        transitions.push_back(transition_json(t));
        if (t.discretion != Discretion::none) discretions.push_back(token(t.discretion));
    }
    Json json = {{"id", a.id},
            {"area", a.area},
            {"level", token(a.level)},
            {"effective_from", format_instant(a.effective_from)},
            {"ends_at", time_json(a.ends_at)},
            {"waits", a.waits},
            {"proposed_at", format_hour(a.proposed_at)},
            {"extended_until", time_json(a.extended_until)},
            {"raised_from", token(a.raised_from)},
            {"discretion", discretions},
            {"transitions", transitions}};
    if (a.exercise) json["exercise"] = true;
    return json;
}

Json order_json(const MeasureOrder& o) {
    Json reduction = Json::array();
    for (const Rational& grams : o.reduction.g_per_day) reduction.push_back(fraction_json(grams));
    return {{"area", o.area},
            {"enterprise_id", o.enterprise_id},
            {"enterprise", o.enterprise},
            {"grade", o.grade},
            {"line_id", o.line_id},
            {"measure", o.measure},
            {"load_cap_percent", o.load_cap_percent ? Json(*o.load_cap_percent) : Json(nullptr)},
            {"ramp_hours", o.ramp_hours},
            {"verify_by", o.verify_by},
            {"reduction", reduction},
            {"basis", o.basis},
            {"mandatory", o.mandatory},
            {"kind", token(o.kind)},
            {"source_class", token(o.source_class)},
            {"has_lines", o.has_lines},
            {"cap_base_t_per_day", maybe_fraction_json(o.cap_base_t_per_day)},
            {"cap_t_per_day", maybe_fraction_json(o.cap_t_per_day)},
            {"counted", o.counted ? Json{{"unit", o.counted->unit}, {"ordered", o.counted->ordered}, {"of", o.counted->of}}
                                  : Json(nullptr)},
            {"ramp_reason", o.ramp_reason},
            {"permit_clause", o.permit_clause},
            {"regime", token(o.regime)}};
}

std::optional<Proposal> read_proposal(const std::string& text) {
    return guarded<Proposal>(text, [](const Json& json) {
        Proposal p;
        p.id = json.at("id");
        p.area = json.at("area");
        p.action = read_action(json.at("action"));
        p.from = read_level(json.at("from"));
        p.to = read_level(json.at("to"));
        p.made_at = read_time(json.at("made_at"));
        p.measured_to = parse_hour(json.at("measured_to").get<std::string>()).value();
        p.forecast_issued_at = read_maybe_time(json.at("forecast_issued_at"));
        p.response_start = read_time(json.at("response_start"));
        p.planned_end = read_maybe_time(json.at("planned_end"));
        p.episode_begin = read_maybe_time(json.at("episode_begin"));
        p.episode_end = read_maybe_time(json.at("episode_end"));
        p.edition = read_edition_ref(json.at("edition"));
        for (const Json& item : json.at("findings"))
            p.findings.push_back({item.at("clause"), read_level(item.at("level")),
                                  read_answer(item.at("answer")), read_text(item.at("evidence"))});
        for (const Json& item : json.value("alternatives", Json::array())) p.alternatives.push_back(read_text(item));
        p.reason = read_text(json.at("reason"));
        p.status = read_status(json.at("status"));
        p.alert_id = json.at("alert");
        p.kind = read_kind(json.value("kind", "step"));
        p.version = json.value("version", 1);
        p.subject = json.value("subject", "");
        p.superior = json.value("superior", "");
        p.declinable = json.value("declinable", false);
        p.own_target = parse_level(json.value("own_target", "normal")).value_or(AlertLevel::normal);
        p.revised = json.value("revised", false);
        return p;
    });
}

std::optional<Alert> read_alert(const std::string& text) {
    return guarded<Alert>(text, [](const Json& json) {
        Alert a;
        a.id = json.at("id");
        a.area = json.at("area");
        a.level = read_level(json.at("level"));
        a.effective_from = read_time(json.at("effective_from"));
        a.ends_at = read_maybe_time(json.at("ends_at"));
        a.waits = json.at("waits");
        a.proposed_at = parse_hour(json.at("proposed_at").get<std::string>()).value();
        if (json.contains("extended_until")) a.extended_until = read_maybe_time(json.at("extended_until"));
        a.raised_from = parse_level(json.value("raised_from", "normal")).value_or(AlertLevel::normal);
        for (const Json& item : json.at("transitions")) a.transitions.push_back(read_transition(item));
        a.exercise = json.value("exercise", false);
        return a;
    });
}

std::optional<MeasureOrder> read_order(const std::string& text) {
    return guarded<MeasureOrder>(text, [](const Json& json) {
        MeasureOrder o;
        o.area = json.at("area");
        o.enterprise_id = json.at("enterprise_id");
        o.enterprise = json.at("enterprise");
        o.grade = json.at("grade");
        o.line_id = json.at("line_id");
        o.measure = json.at("measure");
        if (!json.at("load_cap_percent").is_null()) o.load_cap_percent = json.at("load_cap_percent").get<int>();
        o.ramp_hours = json.at("ramp_hours");
        o.verify_by = json.at("verify_by");
        for (size_t i = 0; i < o.reduction.g_per_day.size(); ++i)
            o.reduction.g_per_day[i] = read_fraction(json.at("reduction").at(i));
        o.basis = json.at("basis");
        o.mandatory = json.at("mandatory");
        o.kind = parse_measure_kind(json.at("kind").get<std::string>()).value();
        o.source_class = parse_source_class(json.at("source_class").get<std::string>()).value();
        o.has_lines = json.at("has_lines");
        if (!json.at("cap_base_t_per_day").is_null()) o.cap_base_t_per_day = read_fraction(json.at("cap_base_t_per_day"));
        if (!json.at("cap_t_per_day").is_null()) o.cap_t_per_day = read_fraction(json.at("cap_t_per_day"));
        if (const Json& counted = json.at("counted"); !counted.is_null())
            o.counted = Counted{counted.at("unit"), counted.at("ordered"), counted.at("of")};
        o.ramp_reason = json.at("ramp_reason");
        o.permit_clause = json.at("permit_clause");
        o.regime = parse_regime(json.value("regime", "alert")).value_or(Regime::alert);
        return o;
    });
}

}  // namespace qingkong
