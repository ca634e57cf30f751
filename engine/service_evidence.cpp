// SPDX-License-Identifier: Apache-2.0
// Evidence and judgements: readings with what was pushed, normal days, thresholds, visits, statements.
#include <algorithm>
#include <map>

#include <nlohmann/json.hpp>

#include "emissions/accounting.hpp"
#include "emissions/transmission.hpp"
#include "engine/case_codec.hpp"
#include "engine/evidence.hpp"
#include "engine/store_telemetry.hpp"

namespace qingkong {
namespace {

using Json = nlohmann::ordered_json;

constexpr int64_t kDaySeconds = 24 * 3600;
constexpr int kLookBackDays = 60;    ///< for fourteen normal days: alerts and peak-shift stops lie between them
constexpr int kSeasonYears = 3;

Json body_of(const CaseRow& row) {
    Json body = Json::parse(row.body, nullptr, false);
    return body.is_object() ? body : Json::object();
}

/// First and last label that any order governs, up to the last full hour of the clock.
std::optional<std::pair<Hour, Hour>> governed(const std::vector<DueOrder>& due, Hour until) {
    if (due.empty()) return std::nullopt;
    Hour from = due.front().start, to = from;
    for (const DueOrder& order : due) {
        from = std::min(from, order.start);
        to = std::max(to, order.end.value_or(until));
    }
    to = std::min(to, until);
    return to > from ? std::optional(std::pair{from, to}) : std::nullopt;
}

Instant begin_of(const Alert& alert) {
    return alert.transitions.empty() ? alert.effective_from : alert.transitions.front().response_start;
}

/// Days that an alert of the area touched.
std::vector<Day> alert_days(Service& service, const std::string& area) {
    std::vector<Day> days;
    for (const Alert& alert : service.store().alerts()) {
        if (alert.exercise) continue;
        const auto areas = areas_of_scope(service.config().city, alert.area);
        if (area != kWholeCity && std::find(areas.begin(), areas.end(), area) == areas.end()) continue;
        const Day last = day_of(alert.ends_at.value_or(service.now()));
        for (Day day = day_of(begin_of(alert)); day <= last; day = day + 1) days.push_back(day);
    }
    return days;
}

HintFacts hint_facts(Service& service, const Alert& alert) {
    HintFacts facts;
    facts.issued_at = alert.transitions.empty() ? alert.effective_from : alert.transitions.front().signed_at;
    for (const Alert& other : service.store().alerts()) {
        if (other.exercise || other.id == alert.id || !other.ends_at || *other.ends_at > facts.issued_at) continue;
        facts.previous_end = std::max(facts.previous_end.value_or(*other.ends_at), *other.ends_at);
    }
    for (const SuperiorDoc& paper : service.store().superior())
        if (paper.kind != SuperiorKind::release) facts.hints.push_back(paper.received_at);
    for (const Proposal& proposal : service.store().proposals(false))
        if (proposal.action == AlertAction::issue || proposal.action == AlertAction::watch) facts.hints.push_back(proposal.made_at);
    for (const JournalEntry& entry : service.store().journal(1, 100'000))
        if (entry.kind == "watch" || entry.kind == "tip") facts.hints.push_back(entry.at);
    return facts;
}

using LineDays = std::vector<std::vector<DayEnergy>>;    ///< by position of the line

void add_days(Service& service, const std::vector<LineEvidence>& lines, Day from, Day until, LineDays& out) {
    for (Day day = from; day < until; day = day + 1) {
        const ReadingIndex index = service.readings(first_label(day), first_label(day + 1));
        for (size_t i = 0; i < lines.size(); ++i)
            for (const DayEnergy& one : day_energies(lines[i], index, service.resources().telemetry, first_label(day), first_label(day + 1)))
                out[i].push_back(one);
    }
}

std::vector<Day> peak_shift_days(const Inventory& inventory, const LineEvidence& line, Day from, Day until) {
    std::vector<Day> days;
    const Enterprise* enterprise = inventory.find_enterprise(line.enterprise_id);
    const ProductionLine* found = enterprise != nullptr ? enterprise->find_line(line.line_id) : nullptr;
    for (Day day = from; found != nullptr && day < until; day = day + 1)
        if (found->peak_shift_on(day) != nullptr) days.push_back(day);
    return days;
}

std::vector<NormalDay> measured_days(Service& service, const Alert& alert) {
    const Inventory& inventory = *service.resources().inventory;
    const Instant hint = first_hint(hint_facts(service, alert));
    const EvidenceIndex index(inventory);
    const std::vector<LineEvidence>& lines = index.lines();
    LineDays before(lines.size()), season(lines.size());
    const auto oldest = oldest_telemetry(service.store());
    const Day last = day_of(hint);
    const Day first = oldest ? std::max(day_of(*oldest), last + -kLookBackDays) : last;
    add_days(service, lines, first, last, before);
    const std::string month = format_day(last).substr(5, 2);
    for (int back = 1; oldest && back <= kSeasonYears; ++back) {
        const int year = std::stoi(format_day(last).substr(0, 4)) - back;
        const auto begin = parse_day(std::to_string(year) + "-" + month + "-01");
        if (!begin || day_of(*oldest) > *begin + 31) continue;
        Day end = *begin;
        while (format_day(end).substr(5, 2) == month) end = end + 1;
        add_days(service, lines, std::max(*begin, day_of(*oldest)), end, season);
    }
    std::map<std::string, std::vector<Day>> alerts_by_area;
    std::vector<NormalDay> out;
    for (size_t i = 0; i < lines.size(); ++i) {
        if (lines[i].meters.empty()) continue;
        const Enterprise* enterprise = inventory.find_enterprise(lines[i].enterprise_id);
        const std::string area = enterprise != nullptr ? enterprise->area : std::string(kWholeCity);
        if (alerts_by_area.count(area) == 0) alerts_by_area[area] = alert_days(service, area);
        const auto shifted = peak_shift_days(inventory, lines[i], first, last);
        out.push_back(normal_day({lines[i], hint, before[i], season[i], alerts_by_area[area], shifted}));
    }
    return out;
}

}  // namespace

JournalEntry step_entry(const Service& service, const std::string& area, const char* kind, const std::string& who, Text text,
                        const std::string& data) {
    JournalEntry entry;
    entry.at = service.now();
    entry.area = area.empty() ? std::string(kWholeCity) : area;
    entry.kind = kind;
    entry.who = who;
    entry.text = std::move(text);
    entry.data = data;
    return entry;
}

std::vector<Inspection> inspections(Service& service) {
    std::vector<Inspection> out;
    for (const CaseRow& row : case_rows(service.store(), "inspection")) {
        out.push_back(inspection_of(body_of(row)));
        out.back().id = row.subject;
        out.back().who = row.who;
    }
    return out;
}

std::vector<Statement> statements(Service& service) {
    std::vector<Statement> out;
    for (const CaseRow& row : case_rows(service.store(), "statement")) {
        out.push_back(statement_of(body_of(row)));
        out.back().id = row.subject;
        out.back().who = row.who;
    }
    // The last decision counts: an acceptance may be ended before its hour by another one.
    for (const CaseRow& row : case_rows(service.store(), "statement_decision"))
        for (Statement& one : out) {
            if (one.id != row.subject) continue;
            const Json body = body_of(row);
            one.accepted = body.value("accepted", false);
            one.decided_by = row.who;
            one.decided_at = row.at;
            one.expires_at = body.contains("expires_at") ? std::optional(Instant{body.value("expires_at", int64_t{0})}) : std::nullopt;
            one.decision_record = body.value("record", std::string());
        }
    return out;
}

std::vector<SetThreshold> thresholds(Service& service) {
    std::vector<SetThreshold> out;
    for (const CaseRow& row : case_rows(service.store(), "threshold")) {
        const Json body = body_of(row);
        const auto number = [&](const char* key) { return body.contains(key) ? parse_fraction(body.value(key, std::string())) : std::nullopt; };
        out.push_back({body.value("enterprise_id", std::string()), body.value("line_id", std::string()), number("kwh_per_day"),
                       number("share_percent"), row.who, row.at});
    }
    return out;
}

std::vector<NormalDay> normal_days(Service& service, const std::string& alert_id) {
    const auto alert = service.store().alert(alert_id);
    if (!alert || alert->exercise || !service.resources().inventory) return {};
    std::vector<CaseRow> kept = case_rows(service.store(), "normal_days", alert_id);
    if (kept.empty()) {
        Json days = Json::array();
        for (const NormalDay& day : measured_days(service, *alert)) days.push_back(normal_day_body(day));
        kept.push_back(append_case(service.store(), {0, "normal_days", alert_id, alert_id, service.now(), "engine", Json{{"lines", days}}.dump()}, nullptr).first);
    }
    std::vector<NormalDay> out;
    const Json body = body_of(kept.front());
    if (body.contains("lines"))
        for (const Json& day : body.at("lines")) out.push_back(normal_day_of(day));
    return out;
}

EvidenceIndex evidence_lines(Service& service, const std::string& alert_id) {
    if (!service.resources().inventory) return EvidenceIndex(std::vector<LineEvidence>{});
    std::string of = alert_id;
    if (of.empty())
        for (const Alert& alert : service.store().alerts())
            if (!alert.exercise) of = alert.id;
    const EvidenceIndex index = with_normal_days(EvidenceIndex(*service.resources().inventory), normal_days(service, of));
    const auto set = thresholds(service);
    if (set.empty()) return index;
    std::vector<LineEvidence> lines = index.lines();
    for (LineEvidence& line : lines) {
        if (line.meters.empty() || (line.stop_kwh_per_day && !line.stop_set_by_person)) continue;
        for (const SetThreshold& one : set) {
            const bool all = one.enterprise_id.empty();
            if (!all && (one.enterprise_id != line.enterprise_id || one.line_id != line.line_id)) continue;
            if (all && !line.measured_kwh_per_day) continue;
            line.stop_kwh_per_day = all ? *line.measured_kwh_per_day * *one.share_percent / Rational(100) : *one.kwh_per_day;
            line.stop_set_by_person = true;
        }
    }
    return EvidenceIndex(std::move(lines));
}

std::optional<Judged> judged(Service& service, const std::string& alert_id) {
    std::vector<DueOrder> due = service.due_orders(alert_id);
    const auto span = governed(due, floor_hour(service.now()) + 1);
    if (!span) return std::nullopt;
    Judged out{std::move(due), evidence_lines(service, alert_id), service.readings(span->first - 24, span->second), span->first,
               span->second, inspections(service), {}};
    if (service.resources().inventory)
        out.base = base_emission(*service.resources().inventory, day_of(start_of(span->first)), std::string(kWholeCity),
                                 service.resources().targets->peak_shift);
    return out;
}

ReadingIndex Service::readings(Hour from, Hour until) {
    auto pushed = meter_readings(evidence_rows(store_, EvidenceKind::electricity, start_of(from), start_of(until)), resources_.telemetry);
    const auto devices = resources_.inventory ? device_numbers(*resources_.inventory) : std::set<std::string, std::less<>>();
    auto heard = heard_readings(store_, from, until, resources_.telemetry, &devices);
    if (pushed.empty()) return ReadingIndex(std::move(heard));
    return ReadingIndex(merged_readings(std::move(heard), std::move(pushed)));
}

std::vector<ComplianceRow> Service::compliance(const std::string& alert_id) {
    const auto known = judged(*this, alert_id);
    if (!known) return {};
    std::vector<ComplianceRow> rows = check_compliance(known->compliance(resources_.telemetry));
    const auto gates = evidence_rows(store_, EvidenceKind::gate, start_of(known->from), start_of(known->until));
    if (!gates.empty() && resources_.inventory) {
        for (ComplianceRow& row : check_gates(known->orders, *resources_.inventory, gates, known->from, known->until))
            rows.push_back(std::move(row));
        std::stable_sort(rows.begin(), rows.end(), [](const ComplianceRow& a, const ComplianceRow& b) {
            return std::tie(a.area, a.enterprise_id, a.line_id, a.hour, a.measure) < std::tie(b.area, b.enterprise_id, b.line_id, b.hour, b.measure);
        });
    }
    return with_statements(with_inspections(std::move(rows), known->visits), statements(*this));
}

std::optional<Achieved> Service::achieved(const std::string& alert_id) {
    if (!resources_.inventory) return std::nullopt;
    const auto known = judged(*this, alert_id);
    return known ? std::optional(achieved_reduction(known->achieved(resources_.telemetry))) : std::nullopt;
}

}  // namespace qingkong
