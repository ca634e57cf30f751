// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "rules/edition.hpp"
#include "rules/known_air.hpp"
#include "rules/problem.hpp"

namespace qingkong {

/// What the clause says of the whole series: met by any episode; unknown where it is not, but would be were the missing
/// hours at their worst (handbook B.3 step 8).
Answer clause_answer(const Edition& edition, const Clause& clause, const KnownAir& air);

/// What the cases beside the clauses found.
struct CaseReport {
    int compared = 0;                 ///< cases whose answer was compared
    std::vector<Problem> problems;    ///< all errors
};

/// Runs every case of every clause. Errors: a clause without a case; one without `met`, `not_met` and `unknown`; a case
/// with another answer; a number (threshold or hours) that could be one more or one less without any case noticing.
CaseReport run_cases(const Edition& edition);

}  // namespace qingkong
