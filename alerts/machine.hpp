// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <vector>

#include "alerts/alert.hpp"
#include "rules/assess.hpp"

namespace qingkong {

/// The alert of one area as the state machine sees it; positions are hours from the start of the air's series.
struct Standing {
    AlertLevel level = AlertLevel::normal;
    int effective = 0;                       ///< response start of the active alert
    bool waits = false;                      ///< its episode has not begun (B.4)
    std::optional<AlertLevel> ordered;       ///< a superior's order in force for the area
    std::optional<int> ordered_from;         ///< its start hour; empty where the paper's own start is signed
};

/// The proposed action (B.4). Nothing is done by it: a person signs.
struct Step {
    AlertAction action = AlertAction::none;
    AlertLevel level = AlertLevel::normal;           ///< after the action; `watch`: of the coming episode
    std::optional<int> effective;                    ///< position; empty for hold, keep, none
    std::optional<int> release;                      ///< proposed or planned end
    std::optional<size_t> episode;                   ///< the episode the action is about
    bool by_m12 = false;                             ///< issued by M12: such an alert never waits
};

/// One step of the state machine. Evaluating twice changes nothing.
Step step(const Edition& edition, const AirPicture& picture, const Assessment& assessment, const Standing& standing);

/// Whether an alert that waited since position `proposed_at` goes on waiting: until an episode with a level has begun.
bool still_waits(const AirPicture& picture, int proposed_at);

}  // namespace qingkong
