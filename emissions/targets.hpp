// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emissions/emission.hpp"
#include "rules/level.hpp"
#include "rules/problem.hpp"

namespace qingkong {

/// A table of C.1, e.g. `R2017`: percent wanted per level and pollutant; empty = no target.
struct TargetTable {
    std::string id;
    std::string source;
    struct Row {
        AlertLevel level;
        std::array<std::optional<int>, kEmitted> percent;
        bool interchange = true;  ///< SO2 and NOx may be exchanged by S1 (handbook C.2)
    };
    std::vector<Row> rows;
};
/// The tables known to the product, from TOML text (`rules/targets.toml` embedded). Ids match without case.
Result<std::vector<TargetTable>> read_targets(std::string_view toml_text, const std::string& file);
const TargetTable* find_targets(const std::vector<TargetTable>& tables, std::string_view id);

}  // namespace qingkong
