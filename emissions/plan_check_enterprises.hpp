// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "emissions/plan_check.hpp"

namespace qingkong {

/// A finding that concerns no place yet.
PlanFinding finding(Severity severity, std::string_view check, AlertLevel level, const char* basis);
/// `橙色预警`, `不分等级响应`: as findings name a level.
std::string level_zh(AlertLevel level);

/// The findings that concern enterprises and lines, of the plans of all levels, rising.
void check_planned_enterprises(const Inventory& inventory, const std::vector<PlannedLevel>& plans,
                               std::vector<PlanFinding>& findings);

}  // namespace qingkong
