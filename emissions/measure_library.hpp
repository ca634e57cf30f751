// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rules/level.hpp"
#include "rules/problem.hpp"
#include "rules/text.hpp"

namespace qingkong {

/// The three lists of every plan (handbook C.4).
enum class LibraryKind { health, advisory, mandatory };
/// `health`, `advisory`, `mandatory`.
std::string_view token(LibraryKind kind);
/// 健康防护措施 / 倡议性减排措施 / 强制性减排措施.
Text library_kind_name(LibraryKind kind);
/// Tokens, the names, and 健康防护, 引导, 倡议, 建议性, 强制性, 应急.
std::optional<LibraryKind> parse_library_kind(std::string_view text);

/// A measure that is not an enterprise's: from these rows notices and task sheets are assembled.
struct LibraryMeasure {
    std::string id;                     ///< unique, e.g. `QZ07`
    std::vector<AlertLevel> levels;     ///< at which it is carried out, rising
    LibraryKind kind = LibraryKind::mandatory;
    std::vector<std::string> units;     ///< 责任单位, each answers for it
    std::string name;                   ///< short, for 本轮预警不实施…; empty = the text
    std::string text;
    std::string indicator;              ///< 核查指标
    std::vector<std::string> areas;     ///< area ids; empty = everywhere
    std::vector<std::string> sources;   ///< numbers of sources (or enterprises) whose reduction is this measure's
    Place place;
    bool at(AlertLevel level) const;
    bool operator==(const LibraryMeasure&) const = default;
    const std::string& short_name() const { return name.empty() ? text : name; }
};
using MeasureLibrary = std::vector<LibraryMeasure>;

/// The program's own library (`rules/measures.toml`); every row can be changed in sheet 措施库.
Result<MeasureLibrary> read_measure_library(std::string_view toml_text, const std::string& file);
const LibraryMeasure* find_measure(const MeasureLibrary& library, std::string_view id);

/// One measure of the library that is not carried out in this round (handbook C.4, D.5).
struct SwitchedOff {
    std::string id;
    std::string reason;
    bool operator==(const SwitchedOff&) const = default;
};

/// What one responsible unit has to do.
struct TaskSheet {
    std::string unit;
    std::vector<LibraryMeasure> measures;  ///< in the library's order
};

/// The measures of a level: the lists of the notice and a sheet for each unit.
struct AssembledMeasures {
    std::vector<LibraryMeasure> health, advisory, mandatory;
    std::vector<Text> not_applied;  ///< 机动车单双号限行: short names, for 本轮预警不实施…
    std::vector<TaskSheet> tasks;   ///< by first appearance of the unit
};
/// Rows of the level that hold in one of `areas` (empty = the whole city). A measure switched off stands in `not_applied`
/// and makes no task. Ids of `off` that are not of this level and area say nothing.
AssembledMeasures assemble_measures(const MeasureLibrary& library, AlertLevel level,
                                    const std::vector<std::string>& areas, const std::vector<SwitchedOff>& off);

/// `本轮预警不实施机动车单双号限行。理由` / the same in English.
Text not_applied_sentence(const LibraryMeasure& measure, const std::string& reason);

/// The task sheet of a unit as text: title line, then numbered measures with indicator and areas.
std::string task_sheet_zh(const TaskSheet& sheet, AlertLevel level);

}  // namespace qingkong
