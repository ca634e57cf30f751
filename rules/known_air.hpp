// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "rules/assess.hpp"
#include "rules/compact_series.hpp"

namespace qingkong {

/// The air of one area as it is known at one moment, in the form in which an edition is asked.
struct KnownAir {
    AirSeries hours;                       ///< measured and forecast in one row
    std::vector<AqiValue> further_days;    ///< daily values after the hours, where the forecast is daily
    bool by_day = false;                   ///< B.3 step 9; then the hours begin at 00:00 and fill whole days before
                                           ///< `further_days`
    bool by_hour = true;                   ///< measured and forecast in hours, as M12 needs them
    int now = 0;                           ///< position of hour 0: the first that is not measured

    /// The hours as days, and those that follow.
    std::vector<AqiValue> days(const Edition& edition) const;
    /// Hours that the air reaches.
    int size() const { return static_cast<int>(hours.main.size() + 24 * further_days.size()); }
};

AirPicture picture_of(const Edition& edition, const KnownAir& air);

/// The air of a compact series: hours, and days where the edition or the series has days (B.3 step 9). Fails where the
/// text names a series that the edition does not look at.
Result<KnownAir> known_air(const Edition& edition, const CompactSeries& series);

}  // namespace qingkong
