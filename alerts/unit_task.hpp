// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "alerts/alert.hpp"
#include "alerts/document.hpp"
#include "alerts/template.hpp"
#include "emissions/measure_library.hpp"
#include "rules/area.hpp"

namespace qingkong {

/// The task sheet of one member unit (handbook C.4, I.4): what it carries out at this level, how it is checked, where, until
/// when, and when it answers (1 h), reports and sums up. `report_hours`: `9时、17时`. Chinese: the library is.
Document compose_task_sheet(const TaskSheet& sheet, const Transition& transition, const Office& office, const City& city,
                            const std::string& report_hours, const Templates& templates);

}  // namespace qingkong
