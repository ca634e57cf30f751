// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "rules/air.hpp"
#include "rules/finding.hpp"
#include "rules/level.hpp"
#include "rules/problem.hpp"
#include "rules/text.hpp"
#include "rules/time.hpp"
#include "rules/track.hpp"

namespace qingkong {

/// `D<threshold> >= hours` (handbook B.1): the part of the episode whose 24-h AQI exceeds the threshold lasts so long.
struct Condition {
    int threshold = 0;        ///< AQI; of a concentration µg/m³, CO mg/m³
    bool reaches = false;     ///< op ">=": the mean reaches the threshold (500); else it must exceed it
    int hours = 24;           ///< of the window `hour`: consecutive hours
    Track track;
};

/// A series written beside the clause with the answer that it must give: the file's own test.
struct ClauseCase {
    std::string series;       ///< as in `decide`
    Answer answer = Answer::met;
    Place place;
};

/// One way to reach a level: all of its conditions together.
struct Clause {
    std::string id;           ///< e.g. `n2017/red-1`; stands in findings, journal and notices
    std::string citation;     ///< clause of the document or of the handbook's register
    std::vector<Condition> all_of;
    std::optional<int> life_hours;             ///< the alert ends by itself so long after its start
    std::vector<AlertLevel> skips;             ///< lower levels that need not hold when this clause does: acknowledged
    std::vector<ClauseCase> cases;
    Place place;
};

/// A row of B.1. The levels are tested from red downwards; the first that holds wins.
struct LevelRule {
    AlertLevel level = AlertLevel::normal;
    std::string text;         ///< the rule as the document says it
    std::vector<Clause> any_of;
    std::string approver;     ///< who signs (B.5); empty = the local plan says
    std::optional<int> lead_hours;    ///< where it differs from the edition's
    Place place;
};

enum class DayKind { moving24, natural };
enum class ForecastChoice { lower, centre, upper };

/// Named readings of an ambiguous text (handbook B.3, N.1-N.5); the first value is the recommended one.
enum class DurationMode { trimmed, blocks, windows };
enum class CleanMetric { hours, mean24 };
enum class DailyAqiMode { mean_of_aqi, aqi_of_means };
enum class MergeCount { gap, parts };
enum class Reaches500 { mean24, hour };
enum class WindowAtStart { whole, partial };

/// An alert edition (rule pack): data only. Options and their sources: handbook B.1, B.3, N.
struct Edition {
    std::string id;
    std::string hash;         ///< BLAKE2b-128 of the file's bytes, hexadecimal; filled by who reads the file
    std::string extends;      ///< the edition that this one varies; empty if none
    Text title;
    std::string document;     ///< 环大气〔2017〕86号
    std::string citation;
    std::string family;       ///< editions that follow each other in force: `national`, `beijing`
    std::optional<Day> valid_from, valid_to;    ///< in force on these days, both inclusive
    std::optional<Day> checked_on;              ///< the day a person last compared the file with its source
    std::optional<Day> review_by;               ///< the day by which it is to be compared again

    Track main;                                 ///< what episodes are made of: the AQI, or a concentration
    DayKind day = DayKind::moving24;
    std::string release_rule;                   ///< `le150_36h` or `below_lowest_trigger_36h`
    int clean_limit = 150;                      ///< follows from release_rule: a value at or below is clean
    int gap_hours = 36;                         ///< length of a clean run: merge gap and release, one parameter
    int min_valid_hours = 20;
    bool merge = true;
    bool cut = true;
    bool downgrade = true;
    DurationMode duration_mode = DurationMode::trimmed;
    CleanMetric clean_metric = CleanMetric::hours;
    DailyAqiMode daily_aqi_mode = DailyAqiMode::mean_of_aqi;
    MergeCount merge_count = MergeCount::gap;
    Reaches500 reaches_500 = Reaches500::mean24;
    WindowAtStart window_at_start = WindowAtStart::whole;
    int improve_hours = 12;                     ///< of M12; 0 = no M12
    int lead_hours = 24;                        ///< a measured target, never a gate
    int max_lead_hours = 72;                    ///< 0: a level is taken when its episode begins, also by an upgrade
    ForecastChoice forecast_value = ForecastChoice::centre;
    std::string targets;                        ///< table of C.1
    std::optional<std::string> aqi_standard;    ///< default: the one in force at that hour
    std::optional<std::string> so2_1h_above;
    std::vector<Pollutant> required_pollutants = {Pollutant::pm25};
    std::vector<LevelRule> levels;              ///< rising

    AlertLevel lowest() const { return levels.front().level; }
    bool has(AlertLevel level) const { return rule_of(level) != nullptr; }
    /// Null where the edition has no such level.
    const LevelRule* rule_of(AlertLevel level) const;
    const Clause* clause(const std::string& id_) const;
    /// The smallest threshold of any condition of the main track: episodes are the merged processes of this one.
    int base_threshold() const;
    /// The level's own, else the edition's.
    int lead_hours_of(AlertLevel level) const;
    /// How long an alert of the level lasts at most: of a level all of whose clauses have a fixed life.
    std::optional<int> life_hours(AlertLevel level) const;
    /// Whether episodes are found in steps of days.
    bool by_day() const { return day == DayKind::natural; }
    /// The series that the conditions need beside the main one, in the order of their appearance, each once.
    std::vector<Track> other_series() const;
    /// Whether a day lies in the dates in force.
    bool in_force(Day day_) const {
        return (!valid_from || *valid_from <= day_) && (!valid_to || day_ <= *valid_to);
    }
};

std::string_view token(ForecastChoice choice);
/// 下限 / 中值 / 上限.
Text forecast_choice_name(ForecastChoice choice);

}  // namespace qingkong
