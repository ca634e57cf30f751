// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "alerts/alert.hpp"
#include "alerts/template.hpp"
#include "rules/air.hpp"

namespace qingkong {

/// One hour of the chart.
struct EvaluationHour {
    Hour hour;     ///< label
    AqiValue aqi;  ///< unknown stays a gap
};

/// One step of a list of decisions, for this edition or for the one shown beside it.
struct EvaluationStep {
    AlertAction action = AlertAction::issue;
    AlertLevel level = AlertLevel::normal;  ///< after the step
    Instant decided_at;
    Instant effective_at;
};

/// A row of account.csv as printed there: the same strings, so that the figures are equal.
struct EvaluationShare {
    std::string area;       ///< id or `all`
    std::string pollutant;  ///< token `so2`, `nox`, `pm`, `vocs`
    std::string base_g_per_day, reduction_g_per_day, percent, target_percent;
    std::string met;  ///< `true`, `false` or empty
    std::string basis;
};

/// What one transition led to.
struct EvaluationTransition {
    Transition transition;
    std::string lead_hours;  ///< hours from signature to the first heavy hour, as printed; empty = not known
    int orders = 0;          ///< enterprises and sites with a row
    int mails_composed = 0, mails_accepted = 0, mails_unknown = 0, mails_failed = 0, mails_confirmed = 0;
    std::vector<EvaluationShare> shares;  ///< planned, of account.csv
};

/// Achieved against target for one pollutant (handbook I.2), as printed elsewhere.
struct EvaluationAchieved {
    std::string pollutant;       ///< token
    std::string base_g_per_day;  ///< mean g/d
    std::string planned_percent, lower_percent, upper_percent, coverage_percent, target_percent;
    bool judged = false;  ///< false: coverage too low, no figure (label 59)
    std::string met;      ///< `true`, `false` or empty
};

struct EvaluationSuspect {
    std::string area;  ///< name in Chinese
    std::string enterprise_id, enterprise, line_id, measure;
    int hours = 0;           ///< suspected hours
    std::string first_hour;  ///< air label of the first, as in compliance.csv
};

/// Everything the one-page evaluation prints. Numbers that also stand in a table of the run come as that table's
/// strings. Figures that are empty are said to be missing.
struct EvaluationInput {
    Office office;
    City city;
    EditionRef edition;
    std::string alert_id;
    Text episode_source;                ///< where the hours come from (real-time or audited, station list)
    std::vector<EvaluationHour> hours;  ///< of the chart, in order
    std::optional<Instant> episode_begin, episode_end;
    std::vector<std::pair<std::string, int>> hours_by_category;  ///< tokens of A.4 and `missing`, in rising order
    std::string peak_aqi;
    std::optional<Instant> peak_at;
    std::vector<std::string> primary_pollutants;
    Text forecast_verdict;                              ///< hit or miss against the forecast, one sentence
    AlertLevel level_by_measured = AlertLevel::normal;  ///< what the rules give with measured data
    std::optional<int> lead_required_hours;
    std::vector<EvaluationTransition> transitions;  ///< in time order
    EditionRef other_edition;                       ///< id empty = none shown
    std::vector<EvaluationStep> own_steps, other_steps;
    std::vector<EvaluationAchieved> achieved;
    std::vector<std::pair<std::string, int>> line_hours_by_verdict;   ///< compliance.csv: token, rows
    std::vector<std::pair<std::string, int>> enterprises_by_verdict;  ///< worst verdict of each enterprise
    std::vector<EvaluationSuspect> suspects;
    std::vector<std::pair<Text, std::string>> measure_shares;  ///< ★ targeted-ness: kind of measure, % of the reduction
    std::optional<int> overlength_hours;                       ///< hours between first possible and real release
    Text note;  ///< of a demonstration: seed, forecast error, simulated enterprises
    Instant printed_at;
};

/// One page of A4, self-contained, without script: facts, the five topics of JY2018-82, a chart with levels as labelled
/// bands. Every figure is the string that was given.
std::string evaluation_html(const EvaluationInput& input, const Templates& templates, Language language);

/// The hourly AQI with the levels in force as bands with text: an SVG element.
std::string evaluation_chart(const EvaluationInput& input, Language language);

}  // namespace qingkong
