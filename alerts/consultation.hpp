// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "alerts/alert.hpp"
#include "rules/air.hpp"
#include "rules/edition.hpp"
#include "rules/problem.hpp"

namespace qingkong {

/// What one taker-part said in the consultation: posts, never names.
struct ConsultationOpinion {
    std::string post;                ///< 市生态环境监测中心
    std::string words;               ///< empty = 无不同意见 is not assumed; the line stays open
    std::optional<Instant> at;
};

/// What the consultation made of some hours of the forecast: AQI, 0..500, low <= centre <= high.
struct ForecastAdjustment {
    std::optional<Day> day;          ///< every hour of this day that is still ahead (00:00 to 24:00); else:
    Instant from, to;                ///< clock times of full hours, `to` not included
    int low = 0, centre = 0, high = 0;
};

/// What the rule would answer if the air came as this value of the range says.
struct ForecastAnswer {
    ForecastChoice choice = ForecastChoice::centre;
    AlertAction action = AlertAction::none;
    AlertLevel level = AlertLevel::normal;         ///< after the action
    AlertLevel own_target = AlertLevel::normal;    ///< of our own rule, beside an order or hint from above
    bool proposed = false;                         ///< there is something to sign
    std::optional<Instant> start;                  ///< response start (of a release: end) of what is proposed
    std::optional<Instant> planned_end;
    bool operator==(const ForecastAnswer&) const = default;
};
/// `中值：发布橙色预警，自2014年2月20日14时起`.
Text answer_words(const ForecastAnswer& answer);

/// A consultation (会商) as it was signed (handbook B.5). Names of persons stand in a record of their own (K.6).
struct Consultation {
    std::string id;                                ///< `C0001`
    std::string area;                              ///< `all` or one area
    Instant at;
    std::string who;                               ///< account that signed the opinion
    std::optional<Instant> base_issued_at;         ///< forecast that was looked at; empty = there was none
    std::optional<Instant> issued_at;              ///< forecast that resulted: its own issue if anything was adjusted
    std::vector<ForecastAdjustment> adjustments;
    std::string chair;                             ///< post that led it; may be empty
    std::vector<ConsultationOpinion> opinions;
    std::string conclusion;
    std::string record;                            ///< kept record with the persons' names; empty = none were given
    std::vector<ForecastAnswer> answers;           ///< lower, centre, upper, as answered at that time
};

/// A proposal that was sent out for signature (送签).
struct Submission {
    std::string id;                                ///< `S0001`
    std::string proposal;
    int version = 1;                               ///< wording that was sent
    Instant at;
    std::string who;
    std::string consultation;                      ///< empty = none was held (an order from above at night)
    std::string authority, approver, document;     ///< to whom, as configured then; empty = no authority is configured
};

/// The office's own clock (B.5): shown and logged, never a gate.
struct OfficeClock {
    int limit_hours = 0;
    Instant from;
    std::optional<Instant> done;

    Instant due() const { return Instant{from.seconds + int64_t{limit_hours} * 3600}; }
    /// `met`, `late`, or `running` while it is neither done nor due.
    const char* state(Instant now) const;
    /// Whole minutes from begin to done, else to now.
    int64_t minutes(Instant now) const { return (done.value_or(now).seconds - from.seconds) / 60; }
};

/// Hours further ahead than this are no forecast that a consultation may make.
constexpr int kAdjustableDays = 15;

/// The forecast with the adjusted hours, issued at `now`; the other hours stay, hours that it did not reach are added. A
/// later adjustment of the same hour prevails. Without adjustments the base as it is. Of a daily forecast only days can be
/// adjusted. `base` empty: there was none. Every adjustment that cannot be made is one problem; then nothing is.
Result<Forecast> adjusted(const std::optional<Forecast>& base, const std::vector<ForecastAdjustment>& adjustments, Instant now);

/// The forecast as it reads if this value of its ranges comes true at every hour.
Forecast one_value(const Forecast& forecast, ForecastChoice choice);

}  // namespace qingkong
