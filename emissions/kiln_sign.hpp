// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "emissions/compliance.hpp"

namespace qingkong {

/// What the stack says of a kiln or boiler in one hour (handbook H.1), with the number that says it.
struct KilnSign {
    enum class State { unknown, stopped, running } state = State::unknown;
    std::string indicator;  ///< `cems_flag`, `cems_flow_m3_per_h`, `cems_o2_percent`, `cems_nox_g_per_h` …
    Rational value, limit;  ///< in the indicator's unit; of a flag both are zero
};
/// Stopped: flag F, or flow <= 20 % of the declared flow, or O2 >= 19 %. Running: flow above that, or O2 below; without
/// flow and O2 an emission above 20 % of the line's normal hour. Two of them may contradict each other, and then the kiln
/// counts as running, for a person to look at ([ours]): flag F with a flow above the limit, O2 >= 19 % with a flow above
/// 80 % of the declared one (the pattern of GC2021-26).
KilnSign kiln_sign(const LineEvidence& line, const ReadingIndex& readings, const TelemetrySettings& settings, Hour hour);

/// Factor codes of O2 in percent, of 2017 and of 2005 (handbook J.5).
const std::vector<std::string>& o2_factors();
/// CEMS factors of a pollutant, of 2017 and of 2005 (handbook J.5).
const std::vector<std::string>& cems_factors(Emitted pollutant);

/// `41.666` for 125/3: digits after the third cut, needless zeros gone.
std::string print_milli(const Rational& value);

}  // namespace qingkong
