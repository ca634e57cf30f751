// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
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
    Regime regime = Regime::alert;  ///< whose limit it is: the strictest (handbook F.2); `alert` where both are equal
    bool operator==(const MeasureOrder&) const = default;
};

/// A measure that is not carried out in this round: the rows of the inventory that it stands for ask for nothing and give
/// no reduction (handbook C.4, D.5).
struct NotApplied {
    std::string name;              ///< 机动车单双号限行
    std::vector<std::string> ids;  ///< numbers of sources and enterprises; `E1/L2` = one line
};
/// The inventory's rows of the library measures that are switched off.
std::vector<NotApplied> not_applied_rows(const MeasureLibrary& library, const std::vector<SwitchedOff>& off);

/// What an order is selected by (handbook F.1).
struct SelectionTerms {
    AlertLevel level = AlertLevel::normal;  ///< `normal` = after a release
    Day decided;                     ///< day of the hour of the decision: grades, exemptions and permits are those of it
    std::optional<Day> starts;       ///< day of the response start, from which the other regimes count; empty = `decided`
    std::vector<std::string> areas;  ///< empty = the whole city
    std::string batch;               ///< 轮产批次 in force, as the notice names it; empty = none: every line is meant
    std::map<std::string, AlertLevel> zone_levels;  ///< by 管理区: whose rows are carried out there; `normal` = none
    std::vector<NotApplied> not_applied;
};

/// Measure orders for a level, by area, then enterprise in the sheet's order, then line (handbook F.1); the sources
/// without lines follow the enterprises of their area, those of the whole city (`all`) come last. Every enterprise and
/// source of the areas has at least one row. Per line the strictest regime wins and the basis names it; a line held by
/// another regime has a row also where the alert asks nothing of it. The reduction is what the alert takes away beyond
/// the other regimes. Permits that lapse between decision and response start are named in the basis.
/// `normal` = after a release: one row each, that production may resume or what still forbids it.
std::vector<MeasureOrder> select_measures(const Inventory& inventory, const SelectionTerms& terms);
/// The same where decision and start are one day and the notice names neither batch, zone nor switched measure.
std::vector<MeasureOrder> select_measures(const Inventory& inventory, AlertLevel level, Day day,
                                          const std::vector<std::string>& areas);

/// Enterprises whose plan is not filed: each has its order all the same, and this finding (handbook F, H.6).
struct UnfiledPlan {
    std::string enterprise_id, enterprise, area;
    bool has_row = false;  ///< the order rests on a last confirmed row or on the industry's; false: nothing to rest on
    Text text() const;     ///< 操作方案未备案 …
};
std::vector<UnfiledPlan> unfiled_plans(const Inventory& inventory, const SelectionTerms& terms);

/// 一刀切 (GC2021-25, handbook D.3.8): the areas, and `all`, where every working enterprise would be stopped whole, at
/// least one line of each by the alert itself. An area with a single enterprise is none.
std::vector<std::string> one_size_areas(const Inventory& inventory, const std::vector<MeasureOrder>& orders);

}  // namespace qingkong
