// SPDX-License-Identifier: Apache-2.0
#include "engine/evaluation_report.hpp"

#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "alerts/evaluate.hpp"
#include "alerts/evaluation.hpp"
#include "engine/editions.hpp"
#include "engine/replay.hpp"
#include "engine/tables.hpp"

namespace qingkong {
namespace {

constexpr int kMarginHours = 24;       // of the chart, before and after
constexpr size_t kSuspectsListed = 30;
constexpr const char* kOtherEdition = "n2024";

/// The span that the report speaks of, in air labels.
struct ReportSpan {
    Hour first_start, last_end, chart_from, chart_to;
};

std::vector<Transition> transitions_of(Service& service, const std::string& alert_id) {
    std::vector<Transition> all;
    for (const Alert& alert : service.store().alerts())
        if (alert_id.empty() || alert.id == alert_id)
            all.insert(all.end(), alert.transitions.begin(), alert.transitions.end());
    std::stable_sort(all.begin(), all.end(), [](const Transition& a, const Transition& b) { return a.signed_at < b.signed_at; });
    return all;
}

ReportSpan span_of(Service& service, const std::vector<Transition>& transitions) {
    const Hour now = floor_hour(service.now());
    ReportSpan span{now, now, now, now};
    if (transitions.empty()) return span;
    span.first_start = floor_hour(transitions.front().response_start) + 1;
    for (const Transition& t : transitions) span.first_start = std::min(span.first_start, floor_hour(t.response_start) + 1);
    span.last_end = transitions.back().action == AlertAction::release ? floor_hour(transitions.back().response_start) + 1 : now;
    span.chart_from = std::min(span.first_start, floor_hour(transitions.front().signed_at)) - kMarginHours;
    span.chart_to = std::min(span.last_end + kMarginHours, now);
    return span;
}

/// AQI by hour without holes, for the chart and for the rules.
std::vector<AqiValue> hourly_values(Service& service, Hour from, Hour to) {
    std::vector<AqiValue> values(static_cast<size_t>(to - from) + 1);
    for (const AirHour& hour : service.air(std::string(kWholeCity), from, to))
        values[static_cast<size_t>(hour.hour - from)] = hour.index.in_windows();
    return values;
}

void fill_air(Service& service, const ReportSpan& span, EvaluationInput& out) {
    const std::vector<AqiValue> values = hourly_values(service, span.chart_from, span.chart_to);
    for (size_t i = 0; i < values.size(); ++i) out.hours.push_back({span.chart_from + static_cast<int64_t>(i), values[i]});
    // The episode by the rules on what was measured: the worst one of the chart.
    const Edition& edition = service.resources().edition;
    const Episodes episodes = find_episodes(edition, values);
    const Episode* worst = nullptr;
    for (const Episode& episode : episodes.list)
        if (worst == nullptr || episode.level > worst->level) worst = &episode;
    Hour from = span.first_start, to = span.last_end;
    if (worst != nullptr) {
        out.level_by_measured = worst->level;
        from = span.chart_from + worst->span.begin;
        to = span.chart_from + worst->span.end;
        out.episode_begin = start_of(from);
        out.episode_end = start_of(to);
    }
    std::map<std::string, int> categories;
    std::map<std::string, int> primary;
    AqiValue peak;
    for (const AqiCategory category : {AqiCategory::excellent, AqiCategory::good, AqiCategory::lightly_polluted,
                                       AqiCategory::moderately_polluted, AqiCategory::heavily_polluted,
                                       AqiCategory::severely_polluted})
        categories[std::string(token(category))] = 0;
    std::map<int64_t, AirHour> known;
    for (const AirHour& hour : service.air(std::string(kWholeCity), from, to - 1)) known[hour.hour.index] = hour;
    int missing = 0;
    for (Hour h = from; h < to; h = h + 1) {
        const auto found = known.find(h.index);
        if (found == known.end() || !found->second.index.valid()) {
            ++missing;
            continue;
        }
        const HourlyIndex& index = found->second.index;
        ++categories[std::string(token(*index.category()))];
        for (const Pollutant pollutant : kAllPollutants)
            if (index.primary.contains(pollutant)) ++primary[std::string(field_name(pollutant))];
        if (!peak.known() || index.aqi.units() > peak.units()) {
            peak = index.aqi;
            out.peak_at = start_of(h);
        }
    }
    out.peak_aqi = format_aqi(peak);
    for (const AqiCategory category : {AqiCategory::excellent, AqiCategory::good, AqiCategory::lightly_polluted,
                                       AqiCategory::moderately_polluted, AqiCategory::heavily_polluted,
                                       AqiCategory::severely_polluted})
        out.hours_by_category.emplace_back(token(category), categories[std::string(token(category))]);
    out.hours_by_category.emplace_back("missing", missing);
    // Most hours first; a pollutant that led in less than a tenth of the hours is not named.
    std::vector<std::pair<int, std::string>> order;
    for (const auto& [name, hours] : primary) order.emplace_back(-hours, name);
    std::sort(order.begin(), order.end());
    for (const auto& [hours, name] : order)
        if (-hours * 10 >= to - from) out.primary_pollutants.push_back(name);
}

/// Hours from the signature to the first measured hour above 200 in the episode; 0 or less: after it.
std::string lead_hours(Service& service, const Transition& t, const ReportSpan& span) {
    if (t.action == AlertAction::release || t.action == AlertAction::downgrade) return "";
    const Hour from = t.episode_begin ? floor_hour(*t.episode_begin) + 1 : span.first_start;
    for (const AirHour& hour : service.air(std::string(kWholeCity), from, span.last_end))
        if (hour.index.in_windows().above(200))
            return std::to_string((start_of(hour.hour).seconds - t.signed_at.seconds) / 3600);
    return "";
}

void fill_transitions(Service& service, const std::vector<Transition>& transitions, const ReportSpan& span,
                      EvaluationInput& out) {
    for (const Transition& t : transitions) {
        EvaluationTransition row;
        row.transition = t;
        row.lead_hours = lead_hours(service, t, span);
        const auto [orders, mails] = service.store().counts(t.id());
        row.orders = orders;
        row.mails_composed = mails;
        std::map<std::string, int> counts = service.store().outbox_counts_of(t.id());
        row.mails_accepted = counts["sent"];
        row.mails_unknown = counts["unknown"];
        row.mails_failed = counts["failed"];
        row.mails_confirmed = counts["confirmed"];
        for (const auto& [id, cells] : service.store().account_rows(t.id()))
            row.shares.push_back({cells.at(0), cells.at(1), cells.at(2), cells.at(3), cells.at(4), cells.at(5), cells.at(6),
                                  cells.at(7)});
        out.own_steps.push_back({t.action, t.to, t.signed_at, t.response_start});
        out.transitions.push_back(std::move(row));
    }
}

void fill_other_edition(Service& service, const ReportSpan& span, EvaluationInput& out) {
    const auto other = load_edition(kOtherEdition);
    if (!other || other->id == service.resources().edition.id) return;
    out.other_edition = reference(*other);
    // Measured hours and, so that an end can be seen, the newest forecast behind them.
    const ScopeAir air = service.scope_air(std::string(kWholeCity));
    for (const ReplayAction& action : replay_actions(*other, air.first, air.values)) {
        if (instant_of(action.decided_at) > service.now()) break;
        if (action.action == AlertAction::watch || action.effective_at < span.chart_from) continue;
        out.other_steps.push_back({action.action, action.level, instant_of(action.decided_at), start_of(action.effective_at)});
    }
}

void fill_achieved(Service& service, const std::string& alert_id, EvaluationInput& out) {
    const auto achieved = service.achieved(alert_id);
    for (const auto& row : achieved_json(service, alert_id)) {
        EvaluationAchieved item;
        item.pollutant = row.at("pollutant");
        item.base_g_per_day = row.at("base_g_per_day");
        item.lower_percent = row.at("lower_percent");
        item.upper_percent = row.at("upper_percent");
        item.coverage_percent = row.at("coverage_percent");
        item.target_percent = row.at("target_percent");
        item.judged = row.at("judged") == "true";
        for (const AchievedPollutant& figure : achieved->pollutants) {
            if (token(figure.pollutant) != item.pollutant || figure.base_g_per_day.zero()) continue;
            item.planned_percent = (figure.planned_g_per_day * Rational(100) / figure.base_g_per_day).cut1();
            if (!item.judged || item.target_percent.empty() || !figure.lower_percent || !figure.upper_percent) continue;
            // Met where even the lower bound reaches the target, missed where the upper does not; else it cannot be said.
            const Rational target(std::stoi(item.target_percent));
            if (*figure.lower_percent >= target)
                item.met = "true";
            else if (*figure.upper_percent < target)
                item.met = "false";
        }
        out.achieved.push_back(std::move(item));
    }
}

void fill_compliance(Service& service, const std::string& alert_id, EvaluationInput& out) {
    const std::vector<ComplianceRow> rows = service.compliance(alert_id);
    std::map<Verdict, int> line_hours;
    std::map<std::string, Verdict> worst;
    struct Suspicion {
        std::string line, measure, first;
        int hours = 0;
    };
    std::map<std::pair<std::string, std::string>, std::map<std::string, Suspicion>> suspected;
    for (const ComplianceRow& row : rows) {
        ++line_hours[row.verdict];
        const auto [at, fresh] = worst.emplace(row.enterprise_id, row.verdict);
        if (!fresh && badness(row.verdict) > badness(at->second)) at->second = row.verdict;
        if (row.verdict != Verdict::suspected) continue;
        Suspicion& one = suspected[{row.area, row.enterprise_id}][row.line_id];
        if (one.hours++ == 0) one = {row.line_id, row.measure, format_hour(row.hour), 1};
    }
    std::map<Verdict, int> enterprises;
    for (const auto& [id, verdict] : worst) ++enterprises[verdict];
    for (const Verdict verdict : {Verdict::complied, Verdict::suspected, Verdict::not_complied, Verdict::no_data, Verdict::not_due}) {
        out.line_hours_by_verdict.emplace_back(token(verdict), line_hours[verdict]);
        out.enterprises_by_verdict.emplace_back(token(verdict), enterprises[verdict]);
    }
    for (const auto& [who, lines] : suspected) {
        const auto worst_line = std::max_element(lines.begin(), lines.end(), [](const auto& a, const auto& b) {
            return a.second.hours < b.second.hours;
        });
        const Area* area = service.config().city.find(who.first);
        const Enterprise* enterprise =
            service.resources().inventory ? service.resources().inventory->find_enterprise(who.second) : nullptr;
        out.suspects.push_back({area != nullptr ? area->name.zh : who.first, who.second,
                                enterprise != nullptr ? enterprise->name : "", worst_line->second.line,
                                worst_line->second.measure, worst_line->second.hours, worst_line->second.first});
    }
    std::stable_sort(out.suspects.begin(), out.suspects.end(),
                     [](const EvaluationSuspect& a, const EvaluationSuspect& b) { return a.hours > b.hours; });
    if (out.suspects.size() > kSuspectsListed) {
        out.note.zh += fmt::format(" 疑似未落实企业共{}家，此处列出时数最多的{}家，全部见 compliance.csv。", out.suspects.size(), kSuspectsListed);
        out.note.en += fmt::format(" {} enterprises are suspected; the {} with most hours are listed, all are in compliance.csv.",
                                   out.suspects.size(), kSuspectsListed);
        out.suspects.resize(kSuspectsListed);
    }
}

/// ★ Which kinds of sources the planned particle reduction of the strictest step rests on.
void fill_measure_shares(Service& service, const std::vector<Transition>& transitions, EvaluationInput& out) {
    const Transition* strictest = nullptr;
    for (const Transition& t : transitions)
        if (strictest == nullptr || t.to > strictest->to) strictest = &t;
    if (strictest == nullptr || strictest->to == AlertLevel::normal) return;
    std::map<SourceClass, Rational> by_class;
    Rational total;
    for (const StoredOrder& row : service.store().orders(strictest->id())) {
        by_class[row.order.source_class] += row.order.reduction[Emitted::pm];
        total += row.order.reduction[Emitted::pm];
    }
    if (total.zero()) return;
    for (const auto& [source_class, grams] : by_class) {
        const Text name = source_class_name(source_class);
        out.measure_shares.emplace_back(Text{name.zh + "（颗粒物）", name.en + " (PM)"}, (grams * Rational(100) / total).cut1());
    }
}

/// Hours between the first hour at which a release was proposed and the release that was signed.
std::optional<int> overlength(const std::vector<Transition>& transitions, const std::vector<Proposal>& proposals) {
    if (transitions.empty() || transitions.back().action != AlertAction::release) return std::nullopt;
    const Transition& release = transitions.back();
    for (const Proposal& proposal : proposals)
        if (proposal.id == release.proposal_id)
            return static_cast<int>(std::max<int64_t>(0, (release.response_start.seconds - proposal.response_start.seconds) / 3600));
    return std::nullopt;
}

Text forecast_verdict(const std::vector<Transition>& transitions, AlertLevel by_measured) {
    if (transitions.empty()) return {};
    AlertLevel highest = AlertLevel::normal;
    for (const Transition& t : transitions) highest = std::max(highest, t.to);
    const Text issued = level_name(highest), measured = level_name(by_measured);
    if (by_measured == AlertLevel::normal)
        return {fmt::format("按预报最高发布{}预警，实况未达到任何级别的条件，属空报。", issued.zh),
                fmt::format("Highest level issued on the forecast: {}; the measured air met no condition: a false alarm.", issued.en)};
    if (highest == by_measured)
        return {fmt::format("按预报最高发布{}预警，与实况相符。", issued.zh),
                fmt::format("Highest level issued on the forecast: {}, as the measured air gives.", issued.en)};
    return {fmt::format("按预报最高发布{}预警，按实况应为{}预警。", issued.zh, measured.zh),
            fmt::format("Highest level issued on the forecast: {}; by the measured air it is {}.", issued.en, measured.en)};
}

}  // namespace

std::string evaluation_report(Service& service, const std::string& alert, Language language, const Text& note) {
    const std::vector<Alert> alerts = service.store().alerts();
    std::string id = alert;
    if (id.empty() && !alerts.empty()) id = alerts.back().id;
    if (id == kWholeCity) id.clear();
    const std::vector<Transition> transitions = transitions_of(service, id);
    const ReportSpan span = span_of(service, transitions);

    EvaluationInput input;
    input.office = service.config().office;
    input.city = service.config().city;
    input.edition = reference(service.resources().edition);
    input.alert_id = id;
    if (id.empty())
        for (const Alert& one : alerts) input.alert_id += (input.alert_id.empty() ? "" : "、") + one.id;
    input.episode_source = {"所推送的实时监测数据（未经审核）", "real-time measured data as pushed (not audited)"};
    input.note = note;
    input.lead_required_hours = service.resources().edition.lead_hours;
    fill_air(service, span, input);
    fill_transitions(service, transitions, span, input);
    fill_other_edition(service, span, input);
    fill_achieved(service, id, input);
    fill_compliance(service, id, input);
    fill_measure_shares(service, transitions, input);
    input.overlength_hours = overlength(transitions, service.store().proposals(false));
    input.forecast_verdict = forecast_verdict(transitions, input.level_by_measured);
    input.printed_at = service.now();
    return evaluation_html(input, service.resources().templates, language);
}

}  // namespace qingkong
