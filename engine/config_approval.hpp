// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/config.hpp"
#include "rules/toml_table.hpp"

namespace qingkong {

/// `[approval]`.
ApprovalConfig read_approval(TomlTable table);

}  // namespace qingkong
