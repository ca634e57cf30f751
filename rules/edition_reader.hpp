// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "rules/edition.hpp"
#include "rules/problem.hpp"

namespace qingkong {

/// Finds the edition that a file `extends`, by its id or file.
using EditionFinder = std::function<Result<Edition>(const std::string& name)>;

/// Reads an edition file. All errors at once, each with line and column; unknown keys are errors. Without `find` a file
/// that extends another one is refused. Format: docs/editions.md.
Result<Edition> read_edition(std::string_view toml_text, const std::string& file, const EditionFinder& find = {});

}  // namespace qingkong
