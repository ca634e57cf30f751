// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "alerts/issued_alert.hpp"
#include "rules/air.hpp"

namespace qingkong {

/// A replayed stay at one level, in hour labels: [start, end), open without end. `begins_alert`: it was issued, not the
/// next level of the alert before it. An alert withdrawn before its start has an end at or before it.
struct ReplayedStay {
    AlertLevel level = AlertLevel::normal;
    Hour start;
    std::optional<Hour> end;
    bool begins_alert = true;
};

/// What the replay knew of a city and what it did. Positions as in `ReplayAir`: hours, or days where `daily`.
struct ReplayedCity {
    std::string city;
    bool daily = false;
    Hour first;
    std::vector<AqiValue> values;
    std::vector<ReplayedStay> stays;    ///< by start
};

/// Why a row is listed and not scored. Unknown is neither a hit nor a miss.
enum class Unscored {
    no,            ///< it is scored
    no_start,      ///< neither `effective_from` nor `issued_at`
    unverified,    ///< `verified` = no
    no_air,        ///< no air of this city
    no_data,       ///< no value known in the span
};
std::string_view token(Unscored unscored);    ///< empty for `no`

struct VerifiedAlert {
    IssuedAlert issued;
    Unscored unscored = Unscored::no;
    AlertLevel replay_level = AlertLevel::normal;    ///< highest in the span
    /// First hour above 200 of the span (its label; of daily air the day's 00:00) less `issued_at`; a date alone counts from
    /// its 00:00. Empty where there is no such hour or no `issued_at`.
    std::optional<int64_t> lead_seconds;

    bool scored() const { return unscored == Unscored::no; }
    bool hit() const { return scored() && replay_level >= issued.level; }
    bool agrees() const { return scored() && replay_level == issued.level; }
};

/// A replayed alert, issue to release, that meets no span of its city, whatever the list says of that span's certainty.
struct FalseAlarm {
    std::string city;
    AlertLevel level = AlertLevel::normal;    ///< highest
    Hour start;
    std::optional<Hour> end;
    bool daily = false;
};

/// The contingency table of a city, or of all. Acts of the office's discretion are counted apart, neither hit nor miss.
struct Scores {
    std::string city;
    int hits = 0, misses = 0, false_alarms = 0;
    int agreements = 0;
    std::vector<int64_t> lead_seconds;
    int discretion_hits = 0, discretion_misses = 0;

    int scored() const { return hits + misses; }
    /// Decimals with four digits, half up; empty where nothing could be counted.
    std::string level_agreement() const;     ///< agreements / scored
    std::string pod() const;                 ///< hits / (hits + misses)
    std::string far() const;                 ///< false alarms / (hits + false alarms)
    std::string csi() const;                 ///< hits / (hits + misses + false alarms)
    std::string median_lead_hours() const;   ///< of the scored rows that have a lead
};

struct Verification {
    std::vector<VerifiedAlert> rows;                      ///< as the list stands
    std::vector<Scores> scores;                           ///< a city of the air each, then `all`
    std::vector<FalseAlarm> false_alarms;                 ///< by city and time
    std::vector<std::string> cities_without_air;          ///< in the list only
    std::vector<std::string> cities_without_alerts;       ///< in the air only: all their alerts are false alarms
};

/// What is printed and counted; the history before stays in use. Rows without a start are kept where both are empty.
struct VerificationLimits {
    std::optional<Hour> from, to;
};

/// Compares what a replay did with what was really issued (interface: verify; handbook I.3). Cities by name.
Verification verify(const std::vector<IssuedAlert>& issued, const std::vector<ReplayedCity>& cities,
                    const VerificationLimits& limits);

/// Seconds as hours: `36`, `-1.5`; two digits at most, half away from zero.
std::string lead_hours_text(int64_t seconds);

}  // namespace qingkong
