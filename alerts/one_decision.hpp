// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <vector>

#include "alerts/change.hpp"
#include "alerts/machine.hpp"
#include "alerts/reading.hpp"

namespace qingkong {

/// A question to the rules: what would be proposed for this air under this standing? (verb `decide`)
struct DecisionQuestion {
    AlertLevel state = AlertLevel::normal;
    std::optional<int> effective_hours;      ///< of the active alert, from now; > 0: it waits (B.4)
    std::optional<AlertLevel> order;         ///< superior's order for our area from now on
    std::optional<AlertLevel> hint;          ///< superior's hint: may be declined
};

/// The whole answer; positions in `picture`, hours in print count from now.
struct DecisionAnswer {
    AirPicture picture;
    Assessment assessment;
    Step step;
    bool declinable = false;
    std::vector<Finding> findings;
    std::vector<NearMiss> near;
    Text reason;
    std::vector<Change> changes;         ///< the smallest changes of the air that would change the answer
    std::vector<OtherReading> readings;  ///< what the other readings of the text give
    std::vector<size_t> next;    ///< episodes with a level that begin at or after the release
};

/// The same machine as the daemon's and replay's.
DecisionAnswer answer(const Edition& edition, const KnownAir& air, const DecisionQuestion& question);

}  // namespace qingkong
