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

/// A hash of the content, whatever file it came from: that of all its sheets' text (BLAKE2b is the engine's; this is
/// the text it covers).
std::string inventory_text(const Inventory& inventory);

/// Exact decimal of a number with at most six decimals: `12.5`.
std::string decimal_text(const Rational& number);

}  // namespace qingkong
