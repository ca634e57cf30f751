// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "emissions/plan_check.hpp"

namespace qingkong {

/// The findings that concern enterprises and lines, of the plans of all levels, rising.
void check_planned_enterprises(const Inventory& inventory, const std::vector<PlannedLevel>& plans,
                               std::vector<PlanFinding>& findings);

}  // namespace qingkong
