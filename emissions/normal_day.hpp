// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "emissions/compliance.hpp"

namespace qingkong {

/// Where the figure of a normal day comes from (handbook H.2).
enum class NormalSource { none, declared, measured };
std::string_view token(NormalSource source);

/// Measured electricity of one line and one day, all production meters together.
struct DayEnergy {
    Day day;
    int valid_hours = 0;
    int64_t milli_kwh = 0;  ///< of the valid hours
    /// Mean of the valid hours x 24.
    Rational kwh_per_day() const { return Rational(milli_kwh, 1000) * Rational(24, valid_hours); }
};
/// Days of a line in [from, until) that have at least one valid hour, in order.
std::vector<DayEnergy> day_energies(const LineEvidence& line, const ReadingIndex& readings, const TelemetrySettings& settings,
                                    Hour from, Hour until);

/// What can make a first public hint of an episode; the earliest counts.
struct HintFacts {
    Instant issued_at;                        ///< signature of the alert's first notice
    std::optional<Instant> previous_end;      ///< end of the alert before it in these areas
    std::vector<Instant> hints;               ///< superior's hints and preparations, WATCH, proposals, published forecasts
};
/// The earliest hint that belongs to the episode: not before the end of the alert before it, at most ten days before the
/// issue ([ours]); without one the issue itself.
Instant first_hint(const HintFacts& facts);

struct NormalDayInput {
    const LineEvidence& line;
    Instant first_hint;                     ///< days that end later do not count
    const std::vector<DayEnergy>& days;     ///< before the hint, in order
    const std::vector<DayEnergy>& season;   ///< same month of earlier years
    const std::vector<Day>& alert_days;     ///< days touched by an alert in the line's area
    const std::vector<Day>& peak_shift_days;    ///< days on which the line was stopped by peak-shift
};

/// The normal day of a line, frozen before the first hint (handbook H.2).
struct NormalDay {
    std::string enterprise_id, line_id;
    NormalSource source = NormalSource::none;
    std::optional<Rational> kwh_per_day;         ///< what counts: measured, else declared
    std::optional<Rational> measured_kwh_per_day;    ///< mean of `days`; also where it does not count
    std::vector<Day> days;                       ///< at most 14, each with >= 20 valid hours
    Instant ends_before;                         ///< the first hint
    std::optional<Rational> season_kwh_per_day;  ///< mean of the same month of earlier years
    int season_days = 0;
    std::optional<Rational> rise_percent;        ///< measured against season
    bool raised = false;                         ///< > 20 %: 预警前用电异常升高; the measured figure then does not count
    /// A tenth of the measured normal day, for the person who sets a threshold (handbook H.1); none where it was raised.
    std::optional<Rational> suggested_stop_kwh_per_day() const;
};
/// Fewer than five such days, or a rise before the alert: the declared value, marked `declared`; without one `none`.
NormalDay normal_day(const NormalDayInput& input);
/// `预警前用电异常升高：…` or empty.
Text raised_text(const NormalDay& day);

/// The lines with what was measured: usual kWh and the suggested threshold.
EvidenceIndex with_normal_days(const EvidenceIndex& lines, const std::vector<NormalDay>& days);

}  // namespace qingkong
