// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "emissions/sheet_cells.hpp"
#include "rules/problem.hpp"

namespace qingkong {

/// Every sheet of an .xlsx workbook, in the workbook's order, as values: shared and inline strings without phonetics,
/// numbers of at most 15 digits as a person wrote them, dates as YYYY-MM-DD, percentages x 100, the stored results of
/// formulas, merged cells filled. Taken whole or not at all: bytes that are no whole workbook, a document type, or more
/// than 256 MB in one part are refused.
Result<std::vector<SheetCells>> read_workbook(std::string_view bytes, const std::string& file);

}  // namespace qingkong
