// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "emissions/accounting.hpp"
#include "emissions/accounting_plan.hpp"
#include "rules/text.hpp"

namespace qingkong {

/// A line whose further measures could close a shortfall.
struct ClosingLine {
    std::string line_id;          ///< empty: a source without lines
    std::string present_measure;  ///< the order's words; empty: none
    Rational remaining_g_per_day; ///< what stopping it would take away further
    Rational partner_g_per_day;   ///< by interchange: of the other one of SO2 and NOx
};

/// An enterprise, or a source without lines, with all its lines that still emit.
struct ClosingUnit {
    std::string area, enterprise_id, enterprise;
    bool of_enterprise = true;
    std::vector<ClosingLine> lines;  ///< largest first
};

/// Why an enterprise or source is never proposed.
enum class Spared {
    voluntary_grade,     ///< A, leading: 自主减排
    guaranteed,          ///< capped by a guarantee kind: 保障类
    exempt,              ///< an exemption that holds at the level, or a livelihood site
    small,               ///< 小微涉气
    livelihood,          ///< power, heat, gas, water (GB/T 4754 divisions 44 to 46), heating boilers, household coal
    other_regime,        ///< stopped already by peak-shift or another regime
};
Text spared_name(Spared reason);

/// Power, heat, gas or water supply by the code of its trade (GB/T 4754 divisions 44 to 46).
bool supplies_public(const Enterprise& enterprise);

/// How a missed target could be met (issue: accounting). Enterprises come first, by what would remain to be taken from
/// them, then sources without lines likewise: so the first `needed` are the fewest enterprises that suffice, because no
/// other choice of as many takes away more.
struct Closing {
    AlertLevel level = AlertLevel::normal;
    AccountRow row;                    ///< the missed one; of SO2 and NOx short by their sum, each has its own Closing
    bool by_interchange = false;       ///< units are weighed by SO2 and NOx together, in percent
    Rational missing;                  ///< g/d, or percent of the sum by interchange
    Rational per_gram = 1;             ///< what a gram counts towards `missing`
    Rational per_partner_gram;         ///< likewise of the other pollutant, by interchange
    std::vector<ClosingUnit> units;    ///< those needed and ten more; the first hundred where all do not suffice
    std::size_t enterprises = 0;       ///< how many enterprises could do more; they stand first
    std::size_t sources = 0;           ///< and how many sources without lines
    std::optional<std::size_t> needed; ///< units from the first that suffice; empty: all of them do not
    std::map<Spared, int> spared;      ///< enterprises and sources left out, that emit the pollutant

    /// What stopping all lines of the unit would add, in the unit of `missing`.
    Rational weight(const ClosingUnit& unit) const;
    /// `全社会SO₂ 还差1000克/日；最少再对2家企业采取措施即可补足` …
    Text words() const;
};

/// The plan of a day on which one rotation batch is called (轮产批次): lines of other batches have no order. It points
/// into the orders of `plan`.
PlannedLevel on_day_of_batch(const PlannedLevel& plan, const std::string& batch);

/// One for each missed row; empty where every target is met. A row without a base has no units.
std::vector<Closing> closings(const PlannedLevel& plan, const std::vector<AccountRow>& rows);

}  // namespace qingkong
