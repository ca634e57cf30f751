// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "rules/edition.hpp"
#include "rules/problem.hpp"

namespace qingkong {

/// TOML text -> edition (keys and values: docs/editions.md). Every error has file, line and column; all errors of the
/// file are told at once; an edition is taken whole or not at all. `hash` stays empty.
Result<Edition> read_edition(std::string_view toml_text, const std::string& file);

}  // namespace qingkong
