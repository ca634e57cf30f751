// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "alerts/member_unit.hpp"
#include "rules/area.hpp"
#include "rules/toml_table.hpp"

namespace qingkong {

/// One `[[unit]]`; its id is unique among `known`.
MemberUnit read_unit(TomlTable table, const City& city, const std::vector<MemberUnit>& known);

/// `[returns]`: the hours, the form, and to whom the reports go. The answer is `maildir` as written.
std::string read_returns(TomlTable table, Members& members);

}  // namespace qingkong
