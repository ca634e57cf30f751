// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "rules/edition.hpp"
#include "rules/problem.hpp"

namespace qingkong {

/// What can be read but should not stand so (`editions check`): a clause without a citation, a level that can never be
/// reached because a higher one is weaker, dates and comparison with the source not stated. Warnings about the file.
std::vector<Problem> check_edition(const Edition& edition, const std::string& file);

}  // namespace qingkong
