// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "rules/air.hpp"
#include "rules/level.hpp"
#include "rules/text.hpp"
#include "rules/time.hpp"

namespace qingkong {

/// `D<threshold> >= hours` (handbook B.1): the part of the episode whose 24-h AQI exceeds the threshold lasts so long.
struct Condition {
    int threshold = 0;        ///< AQI
    bool reaches = false;     ///< op ">=": the mean reaches the threshold (500); else it must exceed it
    int hours = 24;
};

/// One way to reach a level: all of its conditions together.
struct Clause {
    std::string id;           ///< e.g. `n2017/red-1`; stands in findings, journal and notices
    std::string citation;     ///< clause of the document or of the handbook's register
    std::vector<Condition> all_of;
};

/// A row of B.1. The levels are tested from red downwards; the first that holds wins.
struct LevelRule {
    AlertLevel level = AlertLevel::normal;
    std::string text;         ///< the rule as the document says it
    std::vector<Clause> any_of;
    std::string approver;     ///< who signs (B.5); empty = the local plan says
};

enum class DayKind { moving24, natural };
enum class ForecastChoice { lower, centre, upper };

/// An alert edition (rule pack): data only. Options and their sources: handbook B.1, B.3, N.
struct Edition {
    std::string id;
    std::string hash;         ///< BLAKE2b-128 of the file's bytes, hexadecimal; filled by who reads the file
    Text title;
    std::string document;     ///< 环大气〔2017〕86号
    std::string citation;
    std::optional<Day> valid_from, valid_to;    ///< in force on these days, both inclusive
    std::optional<Day> checked_on;              ///< the day a person last compared the file with its source

    DayKind day = DayKind::moving24;
    std::string release_rule;                   ///< `le150_36h` or `below_lowest_trigger_36h`
    int clean_limit = 150;                      ///< follows from release_rule: AQI at or below is clean
    int gap_hours = 36;                         ///< length of a clean run: merge gap and release, one parameter
    int min_valid_hours = 20;
    bool merge = true;
    bool cut = true;
    bool downgrade = true;
    int improve_hours = 12;                     ///< of M12; 0 = no M12
    int lead_hours = 24;                        ///< a measured target, never a gate
    int max_lead_hours = 72;
    ForecastChoice forecast_value = ForecastChoice::centre;
    std::string targets;                        ///< table of C.1
    std::optional<std::string> aqi_standard;    ///< default: the one in force at that hour
    std::optional<std::string> so2_1h_above;
    std::vector<Pollutant> required_pollutants = {Pollutant::pm25};
    std::vector<LevelRule> levels;              ///< rising

    AlertLevel lowest() const { return levels.front().level; }
    bool has(AlertLevel level) const {
        for (const LevelRule& rule : levels)
            if (rule.level == level) return true;
        return false;
    }
    /// The smallest threshold of any condition: episodes are the merged processes of this one.
    int base_threshold() const;
    /// Whether a day lies in the dates in force.
    bool in_force(Day day_) const {
        return (!valid_from || *valid_from <= day_) && (!valid_to || day_ <= *valid_to);
    }
};

std::string_view token(ForecastChoice choice);
/// 下限 / 中值 / 上限.
Text forecast_choice_name(ForecastChoice choice);

}  // namespace qingkong
