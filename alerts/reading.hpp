// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "alerts/machine.hpp"
#include "rules/known_air.hpp"

namespace qingkong {

/// What another reading of an ambiguous text would propose (handbook B.3, N).
struct OtherReading {
    std::string option;      ///< `clean_limit`, `duration_mode` …
    std::string value;       ///< `200`, `windows` …
    Step step;
    bool differs = false;    ///< another action, level, start or planned end than the edition's own reading
    Text text;
};

/// Each named reading that the edition does not use, with what it gives for the same air and standing; and, while an
/// alert stands, `release_rule` `hours_to_come`: release as soon as the hours still to come meet no trigger (N.10).
std::vector<OtherReading> other_readings(const Edition& edition, const KnownAir& air, const Standing& standing,
                                         const Step& own, const PositionName& name);

}  // namespace qingkong
