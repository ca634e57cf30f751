// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "rules/edition.hpp"
#include "rules/toml_table.hpp"

namespace qingkong {

/// Keys `metric` (`aqi`, or a pollutant's concentration) and `pollutant` (the index of that pollutant alone); what is not
/// written is taken from `otherwise`.
Track read_series(TomlTable& in, Track otherwise);

/// `[[level]]` of an edition file. Levels of the edition that is extended stay, but for the keys written anew; those in
/// `without` are left out.
void read_levels(TomlTable& in, Edition& edition, const std::string& file, std::vector<Problem>& problems);

}  // namespace qingkong
