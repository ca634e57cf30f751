// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "rules/edition.hpp"
#include "rules/problem.hpp"

namespace qingkong {

/// What a readable edition file says that a lawyer would stop at, each with its place. Errors: no citation; contradictory
/// clauses (both places); a level that no series can reach; a higher level that can hold while a lower one does not and is
/// not acknowledged in `skips`, or is without need. Warnings: no date in force, no day of comparison, review overdue.
/// `file`: what messages name for the file as a whole.
std::vector<Problem> check_edition(const Edition& edition, const std::string& file, Day today);

/// Editions of one family follow each other: an overlap of dates is an error, a gap a warning.
std::vector<Problem> check_families(const std::vector<Edition>& editions);

}  // namespace qingkong
