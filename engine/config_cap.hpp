// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "alerts/cap.hpp"
#include "rules/area.hpp"
#include "rules/toml_table.hpp"

namespace qingkong {

/// `[cap]`. With `feed = true` everything a message needs must be there: a sender, and a code of GB/T 2260 for the city
/// and each area, by their ids or by `codes`; what lacks is an error at start and not a refused message at night.
CapSettings read_cap(TomlTable table, const City& city);

}  // namespace qingkong
