// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "emissions/inventory_reader.hpp"
#include "emissions/inventory_sheets.hpp"

namespace qingkong {

/// Writes sheets as an .xlsx for people to fill: headings in row 1 (protected, with notes and units), drop-down lists,
/// dates and percentages as such, codes as text, a sheet 填表说明. Two runs give the same bytes. The file appears whole or
/// not at all.
Result<void> write_inventory_workbook(const std::string& path, const std::vector<SheetText>& sheets);

/// A new workbook with the values as read, each finding as a comment and a fill at its cell (red error, yellow warning,
/// blue note), and a first sheet 检查结果 with all of them, linked to their cells.
Result<void> write_marked_workbook(const std::string& path, const std::vector<Sheet>& sheets,
                                   const std::vector<Problem>& findings);

/// One folder with one CSV a sheet; sheets without rows are left out. The folder must be new or empty.
Result<void> write_inventory_folder(const std::string& path, const std::vector<SheetText>& sheets);

/// The cell a finding speaks of, as `sheet` and `cell` (`B12`; of CSV `LINE:COLUMN`), and the text that stands there.
struct FoundAt {
    std::string sheet;
    std::string cell;
    std::string value;
};
FoundAt found_at(const Problem& problem, const std::vector<Sheet>& sheets);

}  // namespace qingkong
