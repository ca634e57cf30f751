// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <string>
#include <vector>

#include "emissions/achieved.hpp"

namespace qingkong {

/// CEMS and electricity of one line on one day, both as a share of a normal day (handbook I.2). They need not be equal; one
/// that falls while the other stays asks for a look at the instruments.
struct MethodDisagreement {
    std::string area, enterprise_id, line_id;
    Day day;
    Emitted pollutant = Emitted::so2;
    int hours = 0;              ///< hours in which both were measured
    Rational emission_percent;  ///< emitted, of the normal emission of these hours
    Rational load_percent;      ///< kWh, of the usual kWh of these hours
};
/// Points of a hundred by which the two shares may differ ([ours]).
constexpr int kMethodTolerancePoints = 25;
/// Line-days with at least 12 hours measured by both whose shares differ by more than the tolerance, by area, enterprise,
/// line, day, pollutant.
std::vector<MethodDisagreement> method_disagreements(const AchievedInput& input);

/// The achieved reduction of each hour by itself: [h, h+1) as its own period, so a missing hour is not filled.
std::vector<std::pair<Hour, Achieved>> achieved_hours(const AchievedInput& input);

}  // namespace qingkong
