// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "emissions/targets.hpp"
#include "rules/problem.hpp"

namespace qingkong {

/// A table of targets by `ID|FILE|FILE#ID`: an id is that of a table built into the program, without case; a file of
/// one's own with several tables needs the id too (docs/accounting.md).
Result<TargetTable> load_targets(const std::string& id_or_file);

/// The tables that the daemon may name in its edition: those of `targets.toml` in the office's own folder of editions,
/// where there is one, then the built-in ones. The first of an id counts.
Result<std::vector<TargetTable>> all_targets(const std::string& editions_dir);

}  // namespace qingkong
