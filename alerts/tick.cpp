// SPDX-License-Identifier: Apache-2.0
// An hour has passed or something new is known: what follows for each scope.
#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "alerts/acts.hpp"
#include "alerts/codec.hpp"

namespace qingkong {
namespace {

using Json = nlohmann::ordered_json;

/// What stood in the open proposal and stands no more, or stands differently.
void follow_proposal(const Situation& situation, const ScopeAir& air, const ScopeEvaluation& evaluation, int& made,
                     Outcome& out) {
    const Proposal* open = open_of_scope(situation.book, air.scope, ProposalKind::step);
    std::optional<Proposal> wanted = wanted_proposal(situation, air, evaluation);
    if (open != nullptr && wanted && same_step(*open, *wanted)) {
        // The same step on newer numbers: replaced in place, never doubled.
        wanted->id = open->id;
        wanted->made_at = open->made_at;
        wanted->revised = open->revised || !air.revisions.empty();
        wanted->version = open->version;
        if (proposal_json(*wanted) == proposal_json(*open)) return;
        ++wanted->version;
        out.proposals.push_back(std::move(*wanted));
        return;
    }
    if (open != nullptr) {
        Proposal closed = *open;
        closed.status = ProposalStatus::replaced;
        out.proposals.push_back(closed);
        if (!wanted)
            out.journal.push_back(entry(situation, air.scope, "proposal_withdrawn", open->to, "engine",
                                        {fmt::format("{}号建议已不成立。{}", open->id, evaluation.reason.zh),
                                         fmt::format("Proposal {} no longer holds. {}", open->id, evaluation.reason.en)},
                                        {{"proposal", open->id}}));
    }
    if (!wanted) return;
    wanted->id = fmt::format("P{:04}", ++made);
    wanted->revised = !air.revisions.empty();
    Json data = proposal_json(*wanted);
    if (open != nullptr) data["replaces"] = open->id;
    const Text text = proposal_text(*wanted);
    out.journal.push_back(entry(situation, air.scope, open != nullptr ? "proposal_replaced" : "proposal", wanted->to,
                                "engine",
                                {fmt::format("{}：{}", wanted->id, text.zh), fmt::format("{}: {}", wanted->id, text.en)},
                                data));
    out.proposals.push_back(std::move(*wanted));
}

/// Hold, watch, return to keep, missing data: told once, when it begins.
void follow_note(const Situation& situation, const ScopeAir& air, const ScopeEvaluation& evaluation,
                 const ScopeNote& before, ScopeNote& note, Outcome& out) {
    note.action = evaluation.step.action;
    note.level = evaluation.step.level;
    note.insufficient = evaluation.assessment.insufficient_data;
    note.ozone = evaluation.ozone;
    // What was refused on an older forecast is open again on a newer one.
    note.declined.erase(std::remove_if(note.declined.begin(), note.declined.end(),
                                       [&](const DeclinedStep& step) { return step.forecast_issued_at != air.forecast_issued_at; }),
                        note.declined.end());
    const bool new_action = note.action != before.action || note.level != before.level;
    const bool told = note.action == AlertAction::hold || note.action == AlertAction::watch ||
                      (note.action == AlertAction::keep &&
                       (before.action == AlertAction::hold || before.action == AlertAction::release ||
                        before.action == AlertAction::downgrade));
    if (new_action && told) {
        Json findings = Json::array();
        for (const Finding& finding : evaluation.findings) findings.push_back(finding_json(finding));
        out.journal.push_back(entry(situation, air.scope, std::string(token(note.action)), note.level, "engine",
                                    evaluation.reason,
                                    {{"edition", situation.edition.id},
                                     {"edition_hash", situation.edition.hash},
                                     {"findings", findings}}));
    }
    if (note.insufficient && !before.insufficient)
        out.journal.push_back(entry(
            situation, air.scope, "insufficient_data", evaluation.assessment.target, "engine",
            {"资料不足：有缺测小时，不能排除更高级别，请人工研判。缺测既不触发也不解除预警。",
             "Data are insufficient: with the missing hours a higher level cannot be excluded. A missing hour neither "
             "starts nor releases an alert; a person must judge."},
            {{"edition", situation.edition.id}}));
    if (note.ozone && !before.ozone)
        out.journal.push_back(entry(
            situation, air.scope, "health_tip", AlertLevel::normal, "engine",
            {"首要污染物为臭氧，不启动应急响应，建议发布健康提示。",
             "Ozone is the primary pollutant: no emergency response, health advice is proposed."},
            Json::object()));
}

/// A revision is told with both values; what was proposed or signed before is not touched.
void tell_revisions(const Situation& situation, const ScopeAir& air, const ScopeEvaluation& evaluation, Outcome& out) {
    if (air.revisions.empty() || air.borrowed) return;
    Json hours = Json::array();
    for (const HourRevision& one : air.revisions)
        hours.push_back({{"hour", format_hour(one.hour)}, {"was", format_aqi(one.was)}, {"is", format_aqi(one.is)}});
    const HourRevision& first = air.revisions.front();
    const auto words = [](AqiValue value, const char* none) { return value.known() ? format_aqi(value) : std::string(none); };
    out.journal.push_back(entry(
        situation, air.scope, "revised", evaluation.standing.level, "engine",
        {fmt::format("{}个小时的实况被修订（{}：AQI由{}改为{}），原值保留，已重新研判。{}", air.revisions.size(),
                     spoken_time_zh(instant_of(first.hour)), words(first.was, "缺测"), words(first.is, "缺测"),
                     evaluation.reason.zh),
         fmt::format("Measured values of {} h were revised ({}: AQI was {}, is {}); the old ones are kept, evaluated anew. {}",
                     air.revisions.size(), spoken_time_en(instant_of(first.hour)), words(first.was, "missing"),
                     words(first.is, "missing"), evaluation.reason.en)},
        {{"hours", hours}}));
}

/// A released alert whose hour has come is over.
void end_alerts(const Situation& situation, Outcome& out) {
    for (const Alert& alert : situation.book.alerts) {
        if (!alert.ends_at || *alert.ends_at > situation.now) continue;
        Alert ended = alert;
        ended.level = AlertLevel::normal;
        const Text level = level_name(alert.level), grade = response_grade(alert.level);
        out.journal.push_back(entry(
            situation, alert.area, "end", alert.level, "engine",
            {fmt::format("{}预警已于{}解除，{}级应急响应终止（{}）。", level.zh, spoken_time_zh(*alert.ends_at), grade.zh,
                         alert.id),
             fmt::format("The {} alert ended at {}, response {} is over ({}).", level.en,
                         spoken_time_en(*alert.ends_at), grade.en, alert.id)},
            {{"alert", alert.id}}));
        out.alerts.push_back(std::move(ended));
    }
}

/// A counter-signature that did not come in time is told once; nobody is stopped by it.
void follow_countersigns(const Situation& situation, Outcome& out) {
    for (const Alert& alert : situation.book.alerts) {
        Alert changed = alert;
        bool told = false;
        for (Transition& t : changed.transitions) {
            if (!t.approval.waits_for_countersign() || t.approval.overdue_told || *t.approval.countersign_due > situation.now) continue;
            t.approval.overdue_told = told = true;
            out.journal.push_back(entry(situation, alert.area, "countersign_overdue", t.to, "engine",
                                        {fmt::format("{}应急签发后未按时补签（{}，期限{}）。", t.document_no, t.approval.approver,
                                                     spoken_time_zh(*t.approval.countersign_due)),
                                         fmt::format("{} was signed by one person and is not counter-signed in time ({}, due {}).",
                                                     t.document_no, t.approval.approver,
                                                     spoken_time_en(*t.approval.countersign_due))},
                                        {{"transition", t.id()}, {"authority", t.approval.authority}}));
        }
        if (told) out.alerts.push_back(std::move(changed));
    }
}

/// The book without the alerts that ended just now.
AlertBook book_after_ends(const Situation& situation, const Outcome& out) {
    AlertBook book = situation.book;
    for (const Alert& ended : out.alerts)
        book.alerts.erase(std::remove_if(book.alerts.begin(), book.alerts.end(),
                                         [&](const Alert& a) { return a.id == ended.id; }),
                          book.alerts.end());
    return book;
}

}  // namespace

Outcome on_tick(const Situation& given) {
    Outcome told;
    follow_countersigns(given, told);
    Situation situation = given;
    for (const Alert& changed : told.alerts)
        std::replace_if(situation.book.alerts.begin(), situation.book.alerts.end(),
                        [&](const Alert& one) { return one.id == changed.id; }, changed);
    Outcome out;
    end_alerts(situation, out);
    out.journal.insert(out.journal.begin(), told.journal.begin(), told.journal.end());
    situation.book = book_after_ends(situation, out);
    for (Alert& changed : told.alerts)    // unless it ended, with the same change
        if (std::none_of(out.alerts.begin(), out.alerts.end(), [&](const Alert& one) { return one.id == changed.id; }))
            out.alerts.push_back(std::move(changed));
    follow_inventory(situation, out);
    int made = situation.book.proposals_made;
    AlertLevel city_target = AlertLevel::normal;
    for (const ScopeAir& air : situation.air) {
        const ScopeEvaluation evaluation = evaluate(situation, air);
        if (evaluation.alert != nullptr && evaluation.alert->waits && !evaluation.standing.waits) {
            Alert begun = *evaluation.alert;
            begun.waits = false;
            out.alerts.push_back(std::move(begun));
        }
        if (air.scope == kWholeCity) city_target = evaluation.assessment.target;
        // Nothing is known and nothing ordered: nothing to say.
        if (!air.measured_to && !air.forecast_issued_at && evaluation.paper == nullptr) continue;
        ScopeNote before;
        if (const auto found = situation.book.notes.find(air.scope); found != situation.book.notes.end())
            before = found->second;
        ScopeNote note = before;
        tell_revisions(situation, air, evaluation, out);
        follow_feeds(situation, air, note, made, out);
        follow_cause(situation, air, evaluation, note, made, out);
        follow_proposal(situation, air, evaluation, made, out);
        follow_note(situation, air, evaluation, before, note, out);
        if (air.scope == kWholeCity) follow_region(situation, city_target, note, made, out);
        if (note != before) out.notes[air.scope] = std::move(note);
    }
    return out;
}

}  // namespace qingkong
