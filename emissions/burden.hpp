// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "emissions/accounting_plan.hpp"
#include "emissions/emission.hpp"
#include "emissions/targets.hpp"

namespace qingkong {

/// By what the burden is told apart.
enum class BurdenBy {
    industry,  ///< id of E.2, else the words of the inventory
    size,      ///< t/a of SO2, NOx, PM and VOCs together: under 1, 10, 100, and above
    of_class,  ///< 重点行业, 一般工业, 小微涉气
    grade,     ///< in force on the day
    area,      ///< county or district
    source_class,  ///< of the whole society: the lines of enterprises beside sites, fleets, boilers
};
std::string_view token(BurdenBy by);  ///< `industry`, `size`, `class`, `grade`, `area`, `source_class`
Text burden_by_name(BurdenBy by);

/// Who carries how much of one pollutant's reduction at a level. Shares are of the enterprises together, by source class
/// of the whole society together.
struct BurdenRow {
    AlertLevel level = AlertLevel::normal;
    BurdenBy by = BurdenBy::industry;
    std::string group;  ///< token: `cement`, `under_10`, `key`, `b_minus`, `990101`, `dust`
    Text name;
    int enterprises = 0;     ///< by source class also the sources without lines
    int with_measure = 0;    ///< at least one mandatory measure
    int stopped_whole = 0;   ///< every line stopped
    Emitted pollutant = Emitted::so2;
    Rational base_g_per_day;
    Rational reduction_g_per_day;
    std::optional<Rational> percent;                  ///< reduction over base
    std::optional<Rational> base_share_percent;       ///< empty where nobody emits
    std::optional<Rational> reduction_share_percent;  ///< empty where nobody reduces
    /// Share of the reduction over share of the base: 1 = carries what it emits, 2 = twice as much.
    std::optional<Rational> weight;
};

/// Groups by their token within each kind of group, four rows (pollutants) each. Long-term stopped
/// enterprises are in no group; peak-shift as in the account.
std::vector<BurdenRow> burden(const Inventory& inventory, const PlannedLevel& plan, PeakShiftMode mode);

const std::vector<std::string>& burden_columns();
std::vector<std::string> burden_cells(const BurdenRow& row);

}  // namespace qingkong
