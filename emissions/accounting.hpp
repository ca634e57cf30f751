// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "emissions/accounting_sums.hpp"
#include "emissions/emission.hpp"
#include "emissions/inventory.hpp"
#include "emissions/selection.hpp"
#include "emissions/targets.hpp"
#include "rules/level.hpp"
#include "rules/time.hpp"

namespace qingkong {

/// SO2 and NOx judged by the sum of their percentages (handbook C.2, S1), because at least one is short by itself.
struct Interchange {
    Rational so2_percent, nox_percent;
    int so2_target = 0, nox_target = 0;
    bool held = false;  ///< the sum reaches the sum of the targets

    Rational sum_percent() const { return so2_percent + nox_percent; }
    int wanted_percent() const { return so2_target + nox_target; }
    bool short_of(Emitted pollutant) const;
    /// `SO₂ 12.0%（目标20%，不足）、NOx 28.0%（目标20%），两者之和40.0%，不低于40%，内部调剂后达到`
    Text words() const;
};

/// One row of `account` (interface): base, reduction and share of a pollutant.
struct AccountRow {
    std::string area;  ///< `all`, an area id, or `all/controlled`, `all/dust` of a target with a scope of its own
    Emitted pollutant = Emitted::so2;
    Rational base_g_per_day;
    Rational reduction_g_per_day;
    std::optional<Rational> percent;  ///< exact; empty where the base is zero
    std::optional<int> target_percent;
    std::optional<bool> met;  ///< empty: not compared (part of a city, C.1); no target: true
    std::string basis;        ///< `R2017`, `C.2 sum 40.1 of 40.0`, …
    TargetScope scope;
    std::optional<Interchange> interchange;  ///< of both SO2 and NOx where the sum decided
    /// What is missing to the target, exact, where it is missed and there is a base; where the sum of SO2 and NOx is
    /// short, of both: what this one alone would have to add. Printed rounded up, so that the printed number suffices.
    std::optional<Rational> missing_g_per_day;
};

/// The smallest whole number not below the value (>= 0).
int64_t rounded_up(const Rational& value);

/// Is a target missed? (exit status 1 of `account`)
bool target_missed(const std::vector<AccountRow>& rows);

/// Base by source class. Long-term stopped enterprises are not in it, nor, by EXCLUDE_BOTH, what peak-shift and the other
/// regimes take away on the day (handbook D.5, F.2). `areas` empty = the city with the sources of the whole city.
BaseSums base_sums(const Inventory& inventory, Day day, PeakShiftMode mode, const std::vector<std::string>& areas);
/// Planned reduction of the orders by source class; by COUNT_REDUCTION with what the other regimes take away.
AccountSums reduction_sums(const Inventory& inventory, Day day, PeakShiftMode mode,
                           const std::vector<MeasureOrder>& orders, const std::vector<std::string>& areas);

/// Base of the city or of one area. `area` = `all` or an area id.
DailyEmission base_emission(const Inventory& inventory, Day day, const std::string& area,
                            PeakShiftMode mode = PeakShiftMode::exclude_both);

/// Shares of the whole society against its targets of the level: four rows; then four for each other scope of which the
/// table asks something at the level, only pollutants with a target.
std::vector<AccountRow> compare_with_targets(const TargetTable& targets, AlertLevel level, const BaseSums& base,
                                             const AccountSums& reduction);

/// Base, planned reduction, share and target of a level. `areas` empty: the whole city against the target. With areas:
/// rows of these areas and of `all` (reduction of the part against the base of the whole), none compared (handbook
/// C.1).
std::vector<AccountRow> account(const Inventory& inventory, AlertLevel level, Day day, const TargetTable& targets,
                                const std::vector<std::string>& areas);
/// The same from orders that are already selected, in the same areas.
std::vector<AccountRow> account(const Inventory& inventory, AlertLevel level, Day day, const TargetTable& targets,
                                const std::vector<std::string>& areas, const std::vector<MeasureOrder>& orders);

/// “仅部分区域启动，不与全社会目标比较” (handbook C.1): beside every share of a part of the city.
Text part_of_city_words();

}  // namespace qingkong
