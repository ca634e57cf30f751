// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "emissions/accounting.hpp"
#include "emissions/accounting_closing.hpp"
#include "emissions/burden.hpp"
#include "emissions/targets.hpp"
#include "rules/problem.hpp"

namespace qingkong {

/// One finding of the season's check of the plan.
struct PlanFinding {
    Severity severity = Severity::error;
    std::string_view check;                   ///< token, e.g. `target_missed` (docs/accounting.md has all)
    AlertLevel level = AlertLevel::normal;    ///< `normal` = not of one level
    std::string area, enterprise_id, enterprise, line_id;  ///< as far as it concerns one
    Text what;
    Text wanted;
    std::string basis;  ///< clause
};

/// Shares of a level against its targets, all complying.
struct LevelAccount {
    AlertLevel level = AlertLevel::normal;
    std::string batch;  ///< the rotation batch that is called; empty where the level has no batches
    std::vector<AccountRow> rows;
};

/// Everything that is known of the plan before the season.
struct PlanCheck {
    std::vector<PlanFinding> findings;  ///< by kind of check, then level
    std::vector<LevelAccount> accounts;
    struct BatchClosing {
        std::string batch;
        Closing closing;
    };
    std::vector<BatchClosing> closings;
    std::vector<BurdenRow> burden;

    /// An error among the findings; a missed target is one.
    bool failed() const;
};

/// The static check of the whole plan (handbook C.3, D.3, E.4, F; all levels for which the table has a target, at least
/// yellow, orange and red): targets if all comply, on the day of each rotation batch alone; who could close what is
/// missing; stops without difference; indicators, ramps, plans not filed; burden. Grades and exemptions are those of
/// `day`.
PlanCheck check_plan(const Inventory& inventory, Day day, const TargetTable& targets);

}  // namespace qingkong
