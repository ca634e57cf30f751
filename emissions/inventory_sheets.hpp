// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "emissions/inventory.hpp"
#include "emissions/inventory_sheet.hpp"

namespace qingkong {

/// One sheet of an inventory as it is written: for each row one text a column of the form, empty where nothing is known.
struct SheetText {
    const SheetForm* form = nullptr;
    std::vector<std::vector<std::string>> rows;

    /// Has any row a text in this column?
    bool fills(size_t column) const;
};

/// Every sheet that an inventory can have, in the order of a workbook, filled from the model. Reading them gives the
/// same model back, bit for bit (places aside): numbers are exact, an enterprise is named by USCC, else by number.
std::vector<SheetText> inventory_sheets(const Inventory& inventory);

/// The heading of a column as it is written: its first name with the unit, `年排放量SO2(t/a)`.
std::string heading_of(const SheetColumn& column);

/// The sheet as a CSV file: columns that nobody filled and nobody needs are left out.
std::string sheet_csv(const SheetText& sheet);

/// The whole content as one text, whatever file it came from: equal models give equal texts. JSON, a CSV a sheet.
std::string inventory_text(const Inventory& inventory);
/// The model of such a text.
Result<Inventory> read_inventory_text(std::string_view text, const std::string& name);

/// Exact decimal of a number with at most six decimals: `12.5`.
std::string decimal_text(const Rational& number);

}  // namespace qingkong
