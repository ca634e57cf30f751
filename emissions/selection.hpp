// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emissions/emission.hpp"
#include "emissions/inventory.hpp"
#include "rules/level.hpp"
#include "rules/time.hpp"

namespace qingkong {

/// What one line (or site, fleet, boiler) of one enterprise must do at a level: one row of `select` and of orders.csv.
struct MeasureOrder {
    std::string area;
    std::string enterprise_id;  ///< USCC, else the sheet's number
    std::string enterprise;
    std::string grade;                     ///< token of the grade in force at the day, e.g. `b_minus`
    std::string line_id;                   ///< empty in the one row of an enterprise without mandatory measure
    std::string measure;                   ///< the inventory's words, or the enterprise's own terms
    std::optional<int> load_cap_percent;   ///< *allowed* load: stop 0, 限产20% 80, no cap empty
    int ramp_hours = 0;                    ///< granted ramp; due at response start + ramp
    std::string verify_by;                 ///< the indicator (核查方式)
    DailyEmission reduction;               ///< planned, exact g/d
    std::string basis;                     ///< clause, grade or exemption, plan version, regime; joined by `; `
    bool mandatory = false;                ///< false: the row tells terms, not a duty
    MeasureKind kind = MeasureKind::none;  ///< what it does to the load; chooses the indicator of H.1
    SourceClass source_class = SourceClass::industrial;
    bool has_lines = true;  ///< false: a site, fleet, boiler: `enterprise_id` is the source's number
    std::optional<Rational> cap_base_t_per_day;  ///< smallest of the three capacities, where a cap counts from it
    std::optional<Rational> cap_t_per_day;       ///< what the order prints beside base and percent (handbook D.4)
    std::optional<Counted> counted;
    std::string ramp_reason;
    std::string permit_clause;
    bool operator==(const MeasureOrder&) const = default;
};

/// Measure orders for a level, by area, then enterprise in the sheet's order, then line (handbook F.1); the sources
/// without lines follow the enterprises of their area, those of the whole city (`all`) come last. Every enterprise and
/// source of the areas has at least one row. `areas` empty = the whole city. Grades and exemptions are those of `day`.
/// `normal` = after a release: one row each, that production may resume or what still forbids it.
std::vector<MeasureOrder> select_measures(const Inventory& inventory, AlertLevel level, Day day,
                                          const std::vector<std::string>& areas);

}  // namespace qingkong
