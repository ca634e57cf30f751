// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "alerts/plan_board.hpp"

namespace qingkong {

/// 一厂一策操作方案 (handbook F): the eight blocks, from basics to the record form of an alert and the board, as a whole
/// HTML page without script. Reductions are those of the alert alone, kg/d with three decimals and percent of the line's
/// day, cut; a pollutant without annual emission is 未填报. For the bureau and the enterprise: it names the telephone of
/// the duty post.
std::string operation_plan_html(const Inventory& inventory, const Enterprise& enterprise, const BoardTerms& terms,
                                const Templates& templates);

}  // namespace qingkong
