// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "emissions/inventory_sheet.hpp"

/// The makers of the columns that the forms of an inventory are put together from.
namespace qingkong::columns {

using Columns = std::vector<SheetColumn>;
using Words = std::vector<std::string>;

SheetColumn text(std::string key, Words headings, std::string note = {});
SheetColumn typed(ColumnType type, std::string key, Words headings, std::string unit = {}, std::string note = {});
SheetColumn choice(std::string key, Words headings, Words choices, std::string note = {});
SheetColumn code(std::string key, Words headings, std::string note = {});
SheetColumn date(std::string key, Words headings, std::string note = {});
SheetColumn yes_no(std::string key, Words headings, std::string note = {});
SheetColumn needed(SheetColumn column);

Words level_words();
Words grade_words();
Words industry_words();
Words exemption_words();
Words source_class_words();
Words zone_words();

/// Four amounts, one a pollutant: `key_so2` …, headed by each of the stems.
void append_emissions(Columns& columns, const std::string& key, const Words& stems, const std::string& unit);

}  // namespace qingkong::columns
