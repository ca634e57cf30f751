// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "emissions/inventory.hpp"
#include "emissions/selection.hpp"
#include "rules/level.hpp"
#include "rules/time.hpp"

namespace qingkong {

/// A line, or a source without lines, under the plan of a level.
struct PlannedLine {
    const ProductionLine* line = nullptr;  ///< null: the source itself
    const MeasureOrder* order = nullptr;   ///< of the alert; null: it asks nothing, or another regime asks as much
    Rational left = 1;                     ///< share of the load that the other regimes leave on the day (F.2)

    bool held() const { return left.zero(); }  ///< stopped by peak-shift or another regime, whatever the level
    bool stopped() const;                      ///< the load is 0, by the order or another regime
};

/// An enterprise, or a source without lines.
struct PlannedUnit {
    const Enterprise* enterprise = nullptr;
    const Source* source = nullptr;
    const MeasureOrder* first = nullptr;  ///< its first row, also where nothing is mandatory: tells the terms
    std::vector<PlannedLine> lines;
    bool site_goes_on = false;  ///< a site whose class or pass lets it go on at the level (handbook D.6)

    const std::string& area() const { return enterprise != nullptr ? enterprise->area : source->area; }
    const std::string& id() const { return enterprise != nullptr ? enterprise->enterprise_id : source->source_id; }
    const std::string& name() const { return enterprise != nullptr ? enterprise->name : source->name; }
    bool in_base() const { return enterprise == nullptr || !enterprise->long_term_stopped; }
    bool has_measure() const;
    /// Every line has load 0, at least one of them by the alert and not by another regime alone.
    bool stopped_whole() const;
    /// Would there be anything to stop? (a line that no other regime stops already)
    bool working() const;
};

/// The plan of one level for the whole city, its orders brought together with the inventory's own lines: what the
/// check of the season, the burden and the closing of a shortfall ask. It points into `inventory` and itself.
struct PlannedLevel {
    AlertLevel level = AlertLevel::normal;
    Day day;
    std::vector<MeasureOrder> orders;
    std::vector<PlannedUnit> units;  ///< enterprises, then sources, each in the inventory's order

    PlannedLevel() = default;
    PlannedLevel(PlannedLevel&&) = default;
    PlannedLevel& operator=(PlannedLevel&&) = default;
    PlannedLevel(const PlannedLevel&) = delete;
    PlannedLevel& operator=(const PlannedLevel&) = delete;
};

PlannedLevel planned_level(const Inventory& inventory, AlertLevel level, Day day);

}  // namespace qingkong
