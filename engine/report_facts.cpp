// SPDX-License-Identifier: Apache-2.0
#include "engine/report_facts.hpp"

#include <algorithm>

#include "alerts/unit_answer.hpp"

namespace qingkong {
namespace {

ReportedAlert reported(const Service& service, const Alert& alert, Instant hour) {
    ReportedAlert out;
    out.id = alert.id;
    out.scope = scope_name(service.config().city, alert.area);
    out.until = alert.ends_at && *alert.ends_at <= hour ? alert.ends_at : std::nullopt;
    if (!alert.transitions.empty()) out.since = alert.transitions.front().response_start;
    for (const Transition& t : alert.transitions)
        if (t.to != AlertLevel::normal && t.response_start < hour) {
            out.level = t.to;
            out.document_no = t.document_no;
        }
    return out;
}

UnitReport report_of(const Members& members, const Duty& duty, const std::vector<UnitAnswer>& answers) {
    UnitReport out;
    out.name = unit_name(members, duty.unit);
    out.state = duty.state;
    out.at = duty.answered_at;
    for (const UnitAnswer& answer : answers) {
        if (answer.id != duty.answer_id) continue;
        AnswerContent content = stored_answer(answer.body);
        out.values = std::move(content.values);
        out.text = std::move(content.text);
    }
    return out;
}

/// Fields of the notices behind the duties, each once, in their order.
void add_form(ReportFacts& facts, const std::map<std::string, NoticeTerms>& terms, const Duty& duty) {
    const auto found = terms.find(duty.subject + "." + std::to_string(duty.version));
    if (found == terms.end()) return;
    for (const FormField& field : found->second.terms.form)
        if (std::none_of(facts.form.begin(), facts.form.end(), [&](const FormField& one) { return one.id == field.id; }))
            facts.form.push_back(field);
}

ReportFacts facts_of(Service& service, const std::vector<Duty>& duties, Instant since, Instant hour) {
    ReportFacts facts = empty_facts(service);
    facts.hour = hour;
    const auto terms = service.store().return_terms();
    const auto answers = service.store().unit_answers(since);
    for (const Duty& duty : duties) {
        facts.units.push_back(report_of(service.config().members, duty, answers));
        add_form(facts, terms, duty);
        if (std::any_of(facts.alerts.begin(), facts.alerts.end(), [&](const ReportedAlert& one) { return one.id == duty.subject; }))
            continue;
        if (const auto alert = service.store().alert(duty.subject)) facts.alerts.push_back(reported(service, *alert, hour));
    }
    return facts;
}

}  // namespace

ReportFacts empty_facts(Service& service) {
    ReportFacts facts;
    const Config& config = service.config();
    facts.city = config.city.name;
    facts.hour = facts.made_at = service.now();
    facts.superior = config.members.superior;
    facts.neighbours = config.members.neighbours;
    return facts;
}

std::optional<ReportFacts> daily_facts(Service& service, Instant hour) {
    std::vector<Duty> duties = service.duties(hour);
    duties.erase(std::remove_if(duties.begin(), duties.end(),
                                [&](const Duty& one) { return one.kind != DutyKind::daily_return || one.due != hour || one.exercise; }),
                 duties.end());
    if (duties.empty()) return std::nullopt;
    return facts_of(service, duties, hour, hour);
}

std::optional<Instant> last_return(Service& service) {
    std::optional<Instant> last;
    for (const Duty& duty : service.duties(Instant{0}))
        if (duty.kind == DutyKind::daily_return && !duty.exercise && duty.due <= service.now()) last = duty.due;
    return last;
}

std::optional<ReportFacts> summary_facts(Service& service, const std::string& alert_id) {
    std::vector<Duty> duties = service.duties(Instant{0});
    duties.erase(std::remove_if(duties.begin(), duties.end(),
                                [&](const Duty& one) { return one.kind != DutyKind::summary || one.subject != alert_id; }),
                 duties.end());
    if (duties.empty()) return std::nullopt;
    const Instant due = duties.front().due;
    ReportFacts facts = facts_of(service, duties, due, due);
    // A summary speaks of the whole response: its highest level.
    if (const auto alert = service.store().alert(alert_id); alert && !facts.alerts.empty())
        for (const Transition& t : alert->transitions) facts.alerts.front().level = std::max(facts.alerts.front().level, t.to);
    return facts;
}

}  // namespace qingkong
