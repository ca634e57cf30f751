// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "engine/config.hpp"

namespace qingkong {

// What holds for an entry of a user, whether it comes by the API, a page or the command line.

/// What is wrong and what is wanted.
struct EntryProblem {
    Text what, wanted;
};

/// An id holds letters, digits and . _ -, at most 64, and none of `[[account]]`.
std::optional<EntryProblem> user_id_problem(const Config& config, const std::string& id);
/// Areas and the unit must be of the configuration; a feed is no person.
std::optional<EntryProblem> grant_problem(const Config& config, const Grant& grant);
std::optional<EntryProblem> password_problem(const std::string& password, const std::string& id);

}  // namespace qingkong
