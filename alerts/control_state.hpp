// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "alerts/alert.hpp"
#include "emissions/inventory.hpp"
#include "emissions/selection.hpp"

namespace qingkong {

/// Which alert governs an area at a moment: a level counts from its start hour on, not from the signature (handbook H.7).
/// Versions that a correction replaced never count, drills neither.
struct LevelInForce {
    AlertLevel level = AlertLevel::normal;
    Instant from;                       ///< start hour of that level
    std::optional<Instant> until;       ///< next signed change, else the planned end; empty = 另行通知
    const Transition* transition = nullptr;    ///< that set the level; points into the alerts that were asked
};
/// The strictest of all alerts that cover the area. `published_only`: as if nothing existed whose publication was not
/// recorded by then (K.5). Empty = no alert governs.
std::optional<LevelInForce> level_in_force(const std::vector<Alert>& alerts, const City& city, const std::string& area,
                                           Instant now, bool published_only);

/// Allowed emission stages of vehicles by level: `0` to `6` and `D` (new energy); data of the office, the plans differ.
using VehicleStages = std::map<AlertLevel, std::vector<std::string>>;

/// What a gate, a display or the code on a board shows of one enterprise; no personal data (handbook H.7).
struct ControlState {
    std::string enterprise_id, enterprise, area;
    std::optional<LevelInForce> in_force;      ///< empty = 未启动
    std::vector<std::string> measures;         ///< 1号窑：停产 …
    std::string transport;                     ///< rule of the level as the plan has it; empty = the plan says nothing
    std::optional<std::vector<std::string>> vehicle_stages;    ///< empty = not laid down, which is not “all may pass”
};

struct ControlQuestion {
    const std::vector<Alert>& alerts;
    const City& city;
    const Enterprise& enterprise;
    const std::vector<MeasureOrder>& orders;   ///< rows of the transition in force, any enterprise
    const VehicleStages& stages;
    Instant now;
    bool published_only = false;
};
ControlState control_state(const ControlQuestion& question);

}  // namespace qingkong
