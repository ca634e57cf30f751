// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "emissions/selection.hpp"

namespace qingkong {

/// What the officer says of this round beside level and start: it stands in the notice and in the record.
struct RoundTerms {
    std::string batch;                              ///< 轮产批次, e.g. `H1`; empty = none named
    std::map<std::string, AlertLevel> zones;        ///< 管理区 -> whose rows are carried out there
    std::vector<SwitchedOff> not_applied;           ///< measures of the library that this round does without
    std::string override_by, override_reason;       ///< of a stop of every enterprise (一刀切): who answers for it, and why
    bool operator==(const RoundTerms&) const = default;
    bool overrides() const { return !override_by.empty() && !override_reason.empty(); }
};

/// The orders' terms of a round: grades, exemptions and permits at the hour of the decision, other regimes from the start.
SelectionTerms selection_terms(const Inventory& inventory, const RoundTerms& round, AlertLevel level, Instant decided,
                               Instant starts, std::vector<std::string> areas);

/// An error (empty = none) where the round names a measure or zone that the inventory does not know.
Text round_problem(const Inventory& inventory, const RoundTerms& round);

}  // namespace qingkong
