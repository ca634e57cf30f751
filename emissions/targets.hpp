// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emissions/emission.hpp"
#include "emissions/inventory.hpp"
#include "rules/level.hpp"
#include "rules/problem.hpp"

namespace qingkong {

/// What a share is a share of (handbook C.1).
enum class TargetBase {
    whole_society,  ///< 全社会: every source of the inventory, long-term stopped enterprises apart
    controlled,     ///< 管控企业: every enterprise of the inventory that is not long-term stopped, whatever its grade or
                    ///< exemption; no sites, roads, fleets, boilers or coal that stand in the inventory as sources
};
std::string_view token(TargetBase base);
Text target_base_name(TargetBase base);

/// Base and source classes of a target: where both the share's halves are counted.
struct TargetScope {
    TargetBase base = TargetBase::whole_society;
    std::vector<SourceClass> source_classes;  ///< in the order of SourceClass; empty = all

    bool whole() const { return base == TargetBase::whole_society && source_classes.empty(); }
    bool covers(bool of_enterprise, SourceClass source_class) const;
    /// `all`, `all/controlled`, `all/dust`, `all/controlled/industrial+heating_boiler`: the column `area` of `account`.
    std::string area() const;
    /// 全社会, 管控企业, 扬尘源, 管控企业的工业源: before a pollutant's name.
    Text name() const;
    bool operator==(const TargetScope&) const = default;
};

/// How a line already stopped by peak-shift counts (错峰生产, handbook D.5, L.3 R9).
enum class PeakShiftMode {
    exclude_both,     ///< in neither base nor reduction
    count_reduction,  ///< in the base, and its stop counts as reduction
    base_only,        ///< in the base, no reduction
};
std::string_view token(PeakShiftMode mode);
std::optional<PeakShiftMode> parse_peak_shift_mode(std::string_view text);

/// A table of C.1, e.g. `R2017`.
struct TargetTable {
    std::string id;
    std::string source;
    PeakShiftMode peak_shift = PeakShiftMode::exclude_both;
    /// What one level asks of one scope; `ungraded` = of a response without a level. Empty percent = no target.
    struct Row {
        AlertLevel level;
        std::array<std::optional<int>, kEmitted> percent;
        bool interchange = true;  ///< SO2 and NOx may be exchanged by S1 (handbook C.2)
        TargetScope scope;
    };
    std::vector<Row> rows;  ///< one a level and scope, in the file's order

    const Row* find(AlertLevel level, const TargetScope& scope) const;
    /// Levels with any target, rising.
    std::vector<AlertLevel> levels() const;
};

/// Target tables from TOML text: `rules/targets.toml` embedded, or an office's own file (docs/accounting.md). A table is
/// written short, a level a line, percent of the whole society, or as rows `[[table.target]]` of `{pollutants, level,
/// percent, base, source_classes, interchange}`, or both. Ids match without case.
Result<std::vector<TargetTable>> read_targets(std::string_view toml_text, const std::string& file);
const TargetTable* find_targets(const std::vector<TargetTable>& tables, std::string_view id);

}  // namespace qingkong
