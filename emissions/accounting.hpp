// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "emissions/emission.hpp"
#include "emissions/inventory.hpp"
#include "emissions/selection.hpp"
#include "emissions/targets.hpp"
#include "rules/level.hpp"
#include "rules/time.hpp"

namespace qingkong {

/// One row of `account` (interface): base, reduction and share of a pollutant.
struct AccountRow {
    std::string area;  ///< `all` or an area id
    Emitted pollutant = Emitted::so2;
    Rational base_g_per_day;
    Rational reduction_g_per_day;
    std::optional<Rational> percent;  ///< exact; empty where the base is zero
    std::optional<int> target_percent;
    std::optional<bool> met;  ///< empty: not compared (part of a city, C.1); no target: true
    std::string basis;        ///< `R2017`, `C.2 sum 40.1 of 40.0`, …
};

/// Is a target missed? (exit status 1 of `account`)
bool target_missed(const std::vector<AccountRow>& rows);

/// Base of the city or of one area: every source class whatever the date; long-term stopped enterprises and lines
/// stopped by peak-shift on the day are not in it (handbook D.5). `area` = `all` or an area id.
DailyEmission base_emission(const Inventory& inventory, Day day, const std::string& area);

/// Base, planned reduction, share and target of a level. `areas` empty: the whole city against the target. With areas:
/// rows of these areas and of `all` (reduction of the part against the base of the whole), none compared (handbook
/// C.1).
std::vector<AccountRow> account(const Inventory& inventory, AlertLevel level, Day day, const TargetTable& targets,
                                const std::vector<std::string>& areas);
/// The same from orders that are already selected, in the same areas.
std::vector<AccountRow> account(const Inventory& inventory, AlertLevel level, Day day, const TargetTable& targets,
                                const std::vector<std::string>& areas, const std::vector<MeasureOrder>& orders);

}  // namespace qingkong
