// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emissions/emission.hpp"
#include "emissions/inventory.hpp"
#include "rules/level.hpp"
#include "rules/time.hpp"

namespace qingkong {

/// A table of C.1, e.g. `R2017`: percent wanted per level and pollutant; empty = no target.
struct TargetTable {
    std::string id;
    std::string source;
    struct Row {
        AlertLevel level;
        std::array<std::optional<int>, kEmitted> percent;
        bool interchange = true;    ///< SO2 and NOx may be exchanged by S1 (handbook C.2)
    };
    std::vector<Row> rows;
};
/// The tables known to the product, from TOML text (`rules/targets.toml` embedded). Ids match without case.
Result<std::vector<TargetTable>> read_targets(std::string_view toml_text, const std::string& file);
const TargetTable* find_targets(const std::vector<TargetTable>& tables, std::string_view id);

/// One row of `account` (interface): base, reduction and share of a pollutant.
struct AccountRow {
    std::string area;                          ///< `all` or an area id
    Emitted pollutant = Emitted::so2;
    Rational base_g_per_day;
    Rational reduction_g_per_day;
    std::optional<Rational> percent;           ///< exact; empty where the base is zero
    std::optional<int> target_percent;
    std::optional<bool> met;                   ///< empty: not compared (part of a city, C.1); no target: true
    std::string basis;                         ///< `R2017`, `C.2 sum 40.1 of 40.0`, …
};

/// Base, planned reduction, share and target of a level. `areas` empty: the whole city against the target. With areas:
/// rows of these areas and of `all` (reduction of the part against the base of the whole), none compared (handbook C.1).
std::vector<AccountRow> account(const Inventory& inventory, AlertLevel level, Day day, const TargetTable& targets,
                                const std::vector<std::string>& areas);

}  // namespace qingkong
