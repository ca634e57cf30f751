// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "emissions/inventory.hpp"
#include "emissions/sheet_cells.hpp"
#include "rules/problem.hpp"

namespace qingkong {

/// One sheet of an inventory as it came: a CSV file's bytes (BOM, CRLF, GB18030 are taken), or the cells of a
/// workbook's sheet.
struct Sheet {
    std::string file;  ///< for messages, e.g. `examples/city/企业基本信息.csv`
    std::string name;  ///< 企业基本信息
    std::string bytes = {};
    std::optional<SheetCells> cells = {};
};

/// Sheets and columns: docs/inventory.md (handbook D.2), checks: handbook D.3. Taken whole or not at all: any error
/// refuses the inventory and all errors come back. Notes and warnings are added to `notes`, also in the error case.
Result<Inventory> read_inventory(const std::vector<Sheet>& sheets, std::vector<Problem>& notes);

}  // namespace qingkong
