// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "rules/edition.hpp"
#include "rules/episode.hpp"
#include "rules/finding.hpp"

namespace qingkong {

/// The air of one area as the rules see it: what was measured before `now`, what is forecast after. Positions are hours
/// from the start of the series; hour `now` is the next one (hour 0 of the answers).
struct AirPicture {
    Episodes actual;
    std::optional<Episodes> filled;    ///< every missing hour as 500; only where one is missing (B.3 step 8)
    int now = 0;
    int size = 0;
    bool m12 = false;                  ///< measured heavy and no obvious improvement (B.4)
    int hours_measured = 0;            ///< known hours before now
};

/// Hourly series; positions [0, now) measured, the rest forecast.
AirPicture picture_of_hours(const Edition& edition, const AirSeries& series, int now);
/// Daily series; `now_hours` from the 00:00 of the first day. `hours`: the hourly series under the days, as far as there
/// is one: for M12, for conditions that look at hours, and because it is the missing hours that are unknown, not the days
/// that they leave valid (B.3 step 8).
AirPicture picture_of_days(const Edition& edition, const std::vector<AqiValue>& days, int now_hours,
                           const AirSeries& hours = {});

/// What the air demands at `now`, before the state machine (B.4).
struct Assessment {
    AlertLevel target = AlertLevel::normal;        ///< highest level of the episodes that count; with M12 the lowest
    AlertLevel begun = AlertLevel::normal;         ///< the same of those that have begun
    bool insufficient_data = false;                ///< a level above the target cannot be excluded (B.3 step 8)
    bool m12 = false;
    std::optional<int> release_position;           ///< r of B.4
    std::optional<size_t> decisive;                ///< episode that gives the target (index in AirPicture::actual)
    std::optional<size_t> next_leveled;            ///< first episode with a level that ends after now
    bool leveled_touches_now = false;
};

/// `waits`: the alert's episode has not begun; then r counts from the begin of the first episode within
/// `max_lead_hours`.
Assessment assess(const Edition& edition, const AirPicture& picture, bool waits);

/// Names a position for people: an hour from now, or a clock time.
using PositionName = std::function<Text(int position)>;

/// A finding a clause, M12 and the release rule; the decisive episode (else the next one) is the evidence.
std::vector<Finding> find_answers(const Edition& edition, const AirPicture& picture, const Assessment& assessment,
                                  const PositionName& name);

/// What is missing to each level above the target: `{clause, level, hours short}`; in sentences.
struct NearMiss {
    std::string clause;
    AlertLevel level = AlertLevel::normal;
    int hours_short = 0;    ///< the largest shortfall of the clause's conditions
    Text text;
};
std::vector<NearMiss> near_misses(const Edition& edition, const AirPicture& picture, const Assessment& assessment);

}  // namespace qingkong
