// SPDX-License-Identifier: Apache-2.0
#include "alerts/evaluate.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "alerts/change.hpp"
#include "alerts/reading.hpp"
#include "alerts/reason.hpp"
#include "rules/known_air.hpp"

namespace qingkong {
namespace {

const Alert* alert_of_scope(const AlertBook& book, const std::string& scope) {
    for (const Alert& alert : book.alerts)
        if (alert.area == scope && alert.level != AlertLevel::normal) return &alert;
    return nullptr;
}

/// The level below which a scope may not fall: the highest of the other alerts that cover all of its areas.
AlertLevel floor_of_scope(const Situation& situation, const std::string& scope) {
    AlertLevel level = AlertLevel::normal;
    if (scope == kWholeCity) return level;
    for (const Alert& alert : situation.book.alerts)
        if (alert.area == kWholeCity) level = std::max(level, alert.level);
    return level;
}

/// Response start of a proposal: the hour of the action, earlier by the office's advance and at its usual hours for an
/// issue, but never before the first full hour after now (B.4, interface: labels and clock times).
/// An order or hint starts when it says, unless our own rule is earlier.
Instant response_start(const Situation& situation, const ScopeAir& air, const ScopeEvaluation& evaluation) {
    const Step& step = evaluation.step;
    Instant start = clock_of(air, step.effective.value_or(air.now));
    if (step.action == AlertAction::issue) {
        start.seconds -= static_cast<int64_t>(situation.start_advance_hours) * 3600;
        if (!situation.start_hours.empty()) {
            int64_t back = 0;
            while (back < 24 && std::find(situation.start_hours.begin(), situation.start_hours.end(),
                                          hour_of_day(Instant{start.seconds - back * 3600})) ==
                                    situation.start_hours.end())
                ++back;
            if (back < 24) start.seconds -= back * 3600;
        }
    }
    if (evaluation.paper != nullptr && evaluation.paper->start) {
        const bool own_step = !evaluation.declinable && step.action != AlertAction::external;
        start = own_step ? std::min(start, *evaluation.paper->start) : *evaluation.paper->start;
    }
    return std::max(start, instant_of(ceil_hour(situation.now)));
}

void set_episode(Proposal& proposal, const ScopeAir& air, const ScopeEvaluation& evaluation) {
    std::optional<size_t> index = evaluation.step.episode;
    if (!index && evaluation.step.action == AlertAction::release) {
        // A release speaks of the episode that ends: the last one that began before the release.
        for (size_t i = 0; i < evaluation.picture.actual.list.size(); ++i)
            if (evaluation.picture.actual.list[i].span.begin <= evaluation.picture.now) index = i;
    }
    if (!index) return;
    const Span span = evaluation.picture.actual.list[*index].span;
    proposal.episode_begin = clock_of(air, span.begin);
    proposal.episode_end = clock_of(air, span.end);
}

/// B.4: an upgrade starts with the alert; if the episode now begins before that, the earlier start is named, and the
/// officer may sign it.
void name_earlier_start(const Situation& situation, Proposal& proposal) {
    if (proposal.action != AlertAction::upgrade || !proposal.episode_begin) return;
    const Instant earliest = std::max(*proposal.episode_begin, instant_of(ceil_hour(situation.now)));
    if (earliest >= proposal.response_start) return;
    proposal.reason.zh += fmt::format("污染过程早于原定响应启动时间，可提前至{}启动。", spoken_time_zh(earliest));
    proposal.reason.en += fmt::format(" The episode begins before the response start: it may start at {} already.",
                                      spoken_time_en(earliest));
}

/// The air under `values`, which may stand for `air.values` (causes).
KnownAir known_air(const Edition& edition, const ScopeAir& air, const std::vector<AqiValue>& values) {
    KnownAir known;
    known.now = air.now;
    known.by_day = air.daily_forecast || edition.by_day();
    known.hours.main = values;
    known.by_hour = !air.daily_forecast;
    known.hours.others = air.others;
    for (auto& other : known.hours.others) other.resize(static_cast<size_t>(air.now));
    if (!air.daily_forecast) return known;
    // B.3 step 9: daily values are never expanded; only the rest of the running day takes that day's value.
    known.hours.main.resize(static_cast<size_t>(air.now));
    size_t from = 0;
    if (known.hours.main.size() % 24 != 0) {
        const AqiValue today = air.day_values.empty() ? AqiValue() : air.day_values.front();
        while (known.hours.main.size() % 24 != 0) known.hours.main.push_back(today);
        from = 1;
    }
    for (size_t i = from; i < air.day_values.size(); ++i) known.further_days.push_back(air.day_values[i]);
    return known;
}

PositionName clock_names(const ScopeAir& air) {
    return [&air](int position) {
        const Instant at = clock_of(air, position);
        return Text{spoken_time_zh(at), spoken_time_en(at)};
    };
}

/// The days of the calendar that the forecast reaches.
std::vector<Span> days_ahead(const ScopeAir& air, int size) {
    std::vector<Span> days;
    for (int p = air.now; p < size; ++p) {
        const bool new_day = days.empty() || day_of_label(air.first + p) != day_of_label(air.first + (p - 1));
        if (new_day) days.push_back({p, p});
        days.back().end = p + 1;
    }
    return days;
}

/// Picture, assessment and step of these values; no words yet.
ScopeEvaluation judge(const Situation& situation, const ScopeAir& air, const std::vector<AqiValue>& values) {
    ScopeEvaluation out;
    out.picture = picture_of(situation.edition, known_air(situation.edition, air, values));
    out.alert = alert_of_scope(situation.book, air.scope);
    if (out.alert != nullptr) {
        out.standing.level = out.alert->level;
        out.standing.effective = static_cast<int>(floor_hour(out.alert->effective_from) + 1 - air.first);
        out.standing.waits = out.alert->waits &&
                             still_waits(out.picture, static_cast<int>(out.alert->proposed_at - air.first));
    }
    out.standing.ordered = ordered_level(situation.book.superior, situation.city, air.scope);
    out.assessment = assess(situation.edition, out.picture, out.standing.waits);
    out.step = step(situation.edition, out.picture, out.assessment, out.standing);
    return out;
}

/// The level that each value of a forecast range gives (handbook B.1, `forecast_value`).
Text range_words(const Situation& situation, const ScopeAir& air) {
    Text out{"预报区间各值的结果：", "by the values of the forecast range: "};
    for (const ScopeAir::OfRange& of : air.range) {
        ScopeAir other = air;
        other.day_values = of.day_values;
        const ScopeEvaluation judged = judge(situation, other, of.values);
        const AlertLevel level = judged.standing.level == AlertLevel::normal ? judged.step.level : judged.assessment.target;
        const Text choice = forecast_choice_name(of.choice), name = level_name(level);
        const bool last = of.choice == ForecastChoice::upper;
        out.zh += fmt::format("{}{}{}", choice.zh, level == AlertLevel::normal ? "不启动" : name.zh, last ? "。" : "，");
        out.en += fmt::format("{} {}{}", choice.en, name.en, last ? "" : ", ");
    }
    const Text own = forecast_choice_name(situation.edition.forecast_value);
    out.zh += fmt::format("本版本取{}。", own.zh);
    out.en += fmt::format("; this edition takes the {}", own.en);
    return out;
}

/// What would change the answer, and what other readings give; in sentences.
std::vector<Text> alternatives(const Situation& situation, const ScopeAir& air, const ScopeEvaluation& evaluation) {
    const Edition& edition = situation.edition;
    const KnownAir known = known_air(edition, air, evaluation.ozone ? air.without_ozone : air.values);
    const PositionName name = clock_names(air);
    std::vector<Text> out;
    for (const NearMiss& miss : near_misses(edition, evaluation.picture, evaluation.assessment)) out.push_back(miss.text);
    for (const Change& change :
         smallest_changes(edition, known, evaluation.standing, days_ahead(air, known.size()), name))
        out.push_back(change.text);
    for (const OtherReading& reading : other_readings(edition, known, evaluation.standing, evaluation.step, name))
        if (reading.differs) out.push_back({"另一读法：" + reading.text.zh, "another reading: " + reading.text.en});
    if (!air.range.empty()) out.push_back(range_words(situation, air));
    return out;
}

bool same_answer(const Step& a, const Step& b) { return a.action == b.action && a.level == b.level; }

bool raises(const Step& step) { return step.action == AlertAction::issue || step.action == AlertAction::upgrade; }

/// What both results ask for. Where both go above the level in force that is the lower one; else the state is kept.
Step undisputed(const ScopeEvaluation& as_measured, const ScopeEvaluation& without_dust) {
    if (raises(as_measured.step) && raises(without_dust.step))
        return as_measured.step.level < without_dust.step.level ? as_measured.step : without_dust.step;
    Step out;
    out.level = as_measured.standing.level;
    out.action = out.level == AlertLevel::normal ? AlertAction::none : AlertAction::keep;
    return out;
}

/// Orders, hints and notices to prepare of exactly this scope; an order for a wider one is carried out there.
void apply_papers(const Situation& situation, const ScopeAir& air, ScopeEvaluation& out) {
    const std::vector<SuperiorDoc>& papers = situation.book.superior;
    const auto own = [&](const SuperiorDoc* paper) { return paper != nullptr && paper->scope() == air.scope; };
    const SuperiorDoc* order = strictest(papers, SuperiorKind::order, situation.city, air.scope);
    if (order != nullptr && out.standing.ordered > out.standing.level) {
        if (own(order))
            out.paper = order;
        else
            out.of_wider_order = out.step.action == AlertAction::external;
    }
    const Text target = out.assessment.target == AlertLevel::normal
                            ? Text{"本地研判未达到预警条件", "Our own rule asks for no alert"}
                            : Text{"本地研判目标级别为" + level_name(out.assessment.target).zh + "预警",
                                   "Our own rule asks for " + level_name(out.assessment.target).en};
    if (out.paper != nullptr) {
        out.reason.zh += fmt::format("按{}通知（{}）启动，解除以上级通知为准；{}。", order->issuer, order->doc_no, target.zh);
        out.reason.en += fmt::format(" By order of {} ({}); its release follows the superior. {}.", order->issuer,
                                     order->doc_no, target.en);
        return;
    }
    const SuperiorDoc* hint = strictest(papers, SuperiorKind::hint, situation.city, air.scope);
    const AlertLevel reached = std::max(out.standing.level, raises(out.step) ? out.step.level : AlertLevel::normal);
    if (own(hint) && !hint->answered_at && hint->level > reached) {
        out.step = Step{};
        out.step.action = out.standing.level == AlertLevel::normal ? AlertAction::issue : AlertAction::upgrade;
        out.step.level = hint->level;
        out.step.effective = air.now;
        out.paper = hint;
        out.declinable = true;
        const Text level = level_name(hint->level);
        out.reason = {fmt::format("{}提示信息（{}）建议启动{}预警，请结合本地实际研判，可说明理由不予启动；{}。", hint->issuer,
                                  hint->doc_no, level.zh, target.zh),
                      fmt::format("A hint of {} ({}) asks for {}: to be judged, may be declined with a reason. {}.",
                                  hint->issuer, hint->doc_no, level.en, target.en)};
        return;
    }
    const SuperiorDoc* prepare = strictest(papers, SuperiorKind::prepare, situation.city, air.scope);
    if (own(prepare) && out.step.action == AlertAction::none) {
        out.step.action = AlertAction::watch;
        out.step.level = prepare->level;
        out.paper = prepare;
        out.reason = {fmt::format("{}通知做好预警准备（{}）；{}。", prepare->issuer, prepare->doc_no, target.zh),
                      fmt::format("{} asks to prepare ({}). {}.", prepare->issuer, prepare->doc_no, target.en)};
    }
}

Text result_words(const Step& step) {
    const Text action = action_name(step.action), level = level_name(step.level);
    if (step.action == AlertAction::none || step.action == AlertAction::release) return action;
    return {action.zh + level.zh + "预警", action.en + " " + level.en};
}

/// What the causes did to the answer, in words.
void add_causes(const ScopeAir& air, ScopeEvaluation& out) {
    if (out.ozone) {
        out.reason.zh += "首要污染物为臭氧的小时不启动应急响应，建议发布健康提示。";
        out.reason.en += " Hours with ozone as primary pollutant start no response: health advice is proposed.";
    }
    if (!out.dust || air.dust_suspects.empty()) return;
    const Text as_measured = result_words(out.dust->as_measured), without = result_words(out.dust->without_dust);
    out.reason.zh += fmt::format("疑似沙尘影响（{}起{}小时），需人工确认：按实测为“{}”，按PM2.5指数为“{}”，确认前维持现状或只取两者一致的部分。",
                                 spoken_time_zh(start_of(air.dust_suspects.front())), air.dust_suspects.size(),
                                 as_measured.zh, without.zh);
    out.reason.en += fmt::format(" Dust suspected ({} h from {}), needs confirmation: as measured \"{}\", by the PM2.5 "
                                 "index \"{}\"; until then only what both ask for.",
                                 air.dust_suspects.size(), spoken_time_en(start_of(air.dust_suspects.front())),
                                 as_measured.en, without.en);
}

/// A signed release that lies ahead is taken back where an episode still counts (interface: replay, actions).
bool takes_release_back(const ScopeEvaluation& evaluation) {
    return evaluation.alert != nullptr && evaluation.alert->ends_at && !evaluation.dust &&
           evaluation.step.action == AlertAction::keep;
}

/// Extended, or one level higher by the office's own decision: the rule does not ask for less again at once.
bool kept_by_discretion(const Situation& situation, const ScopeEvaluation& evaluation, const Step& step) {
    const Alert* alert = evaluation.alert;
    if (alert == nullptr) return false;
    if (step.action == AlertAction::release) return alert->extended_until && situation.now < *alert->extended_until;
    return alert->raised_from != AlertLevel::normal && step.level >= alert->raised_from;
}

/// Refused on this very forecast, or answered by an earlier release.
bool was_declined(const Situation& situation, const Proposal& proposal) {
    const auto note = situation.book.notes.find(proposal.area);
    if (note == situation.book.notes.end() || !proposal.superior.empty()) return false;
    const bool rises = proposal.action == AlertAction::issue || proposal.action == AlertAction::upgrade;
    for (const DeclinedStep& step : note->second.declined)
        if (step.action == proposal.action && step.forecast_issued_at == proposal.forecast_issued_at &&
            (rises ? proposal.to <= step.to : proposal.to == step.to))
            return true;
    return false;
}

}  // namespace

Instant clock_of(const ScopeAir& air, int position) { return start_of(air.first + position); }

EditionRef reference(const Edition& edition) {
    return {edition.id, edition.hash,
            {edition.title.zh + "（" + edition.document + "）", edition.title.en + " (" + edition.document + ")"}};
}

ScopeEvaluation evaluate(const Situation& situation, const ScopeAir& air) {
    const Edition& edition = situation.edition;
    ScopeEvaluation out = judge(situation, air, air.values);
    if (!air.without_ozone.empty()) {
        // Ozone starts no emergency response: without it is the answer (B.7).
        ScopeEvaluation other = judge(situation, air, air.without_ozone);
        if (!same_answer(out.step, other.step)) {
            out = std::move(other);
            out.ozone = true;
        }
    }
    if (!air.without_dust.empty()) {
        const ScopeEvaluation other = judge(situation, air, air.without_dust);
        if (!same_answer(out.step, other.step)) {
            out.dust = ScopeEvaluation::TwoResults{out.step, other.step};
            out.step = undisputed(out, other);
        }
    }
    const PositionName name = clock_names(air);
    out.reason = reason_of(edition, out.picture, out.assessment, out.standing, out.step, name);
    out.findings = find_answers(edition, out.picture, out.assessment, name);
    apply_papers(situation, air, out);
    add_causes(air, out);
    return out;
}

std::optional<Proposal> wanted_proposal(const Situation& situation, const ScopeAir& air,
                                        const ScopeEvaluation& evaluation) {
    const Step& step = evaluation.step;
    Proposal proposal;
    proposal.area = air.scope;
    proposal.action = step.action;
    proposal.from = evaluation.standing.level;
    proposal.to = step.level;
    const AlertLevel floor = floor_of_scope(situation, air.scope);
    switch (step.action) {
        case AlertAction::external:
            if (evaluation.of_wider_order) return std::nullopt;
            [[fallthrough]];
        case AlertAction::issue:
        case AlertAction::upgrade:
            if (step.level <= floor) return std::nullopt;
            break;
        case AlertAction::downgrade:
            if (kept_by_discretion(situation, evaluation, step)) return std::nullopt;
            if (step.level <= floor) {
                // Lower than the city's level it would say nothing of its own: the area follows the city.
                proposal.action = AlertAction::release;
                proposal.to = AlertLevel::normal;
            }
            break;
        case AlertAction::release:
            if (kept_by_discretion(situation, evaluation, step)) return std::nullopt;
            break;
        case AlertAction::keep:
            if (!takes_release_back(evaluation)) return std::nullopt;
            break;
        default:
            return std::nullopt;
    }
    proposal.made_at = situation.now;
    proposal.measured_to = air.measured_to.value_or(air.first + (air.now - 1));
    proposal.forecast_issued_at = air.forecast_issued_at;
    proposal.response_start = response_start(situation, air, evaluation);
    proposal.own_target = evaluation.assessment.target;
    proposal.declinable = evaluation.declinable;
    if (evaluation.paper != nullptr) proposal.superior = evaluation.paper->id;
    if (proposal.action != AlertAction::release && step.release) proposal.planned_end = clock_of(air, *step.release);
    set_episode(proposal, air, evaluation);
    proposal.edition = reference(situation.edition);
    proposal.findings = evaluation.findings;
    proposal.reason = evaluation.reason;
    name_earlier_start(situation, proposal);
    if (evaluation.alert != nullptr) {
        proposal.alert_id = evaluation.alert->id;
        if (proposal.action == AlertAction::release && evaluation.alert->ends_at == proposal.response_start)
            return std::nullopt;    // signed already for this hour
    }
    if (was_declined(situation, proposal)) return std::nullopt;
    proposal.alternatives = alternatives(situation, air, evaluation);
    return proposal;
}

}  // namespace qingkong
