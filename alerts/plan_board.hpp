// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "alerts/template.hpp"
#include "emissions/inventory.hpp"
#include "rules/level.hpp"
#include "rules/time.hpp"

namespace qingkong {

/// What stands on an enterprise's board and in its operation plan beside the inventory.
struct BoardTerms {
    Day day;                          ///< day of print: grades, exemptions and other regimes are those of it
    std::optional<AlertLevel> level;  ///< now in force (`normal` = none is); empty = a framed box to be filled by hand
    std::string link;                 ///< the enterprise's page; empty = no code
    std::string code_svg;             ///< the link as a code, inline SVG; only with `link`
    std::string supervisor;           ///< 监督部门; empty = a line to be filled by hand
    std::string supervisor_telephone;
    bool exercise = false;            ///< marked 【演练】
};

/// 公示牌 (handbook F): one page A4 for the gate, a whole HTML page with its style and without script. The measures are
/// those that an order of each level would name (handbook F.1), exemptions and grade of the day; other regimes stand
/// below the table. What the inventory does not say is 未填报. Bears posts, no telephone of the enterprise (K.6).
std::string board_html(const Inventory& inventory, const Enterprise& enterprise, const BoardTerms& terms,
                       const Templates& templates);

}  // namespace qingkong
