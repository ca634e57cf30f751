// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "emissions/inventory_reader.hpp"

namespace qingkong {

/// The sheets of an inventory as they are: a workbook (.xlsx), or a folder with one CSV a sheet (also .gz and .zst).
Result<std::vector<Sheet>> read_inventory_sheets(const std::string& path);
/// The sheets of a workbook in memory; `file` is its name in messages.
Result<std::vector<Sheet>> workbook_sheets(std::string_view bytes, const std::string& file);

/// Reads a workbook or folder whole or not at all; warnings and notes are added to `notes`.
Result<Inventory> read_inventory_input(const std::string& path, std::vector<Problem>& notes);

/// Every area of the city must stand in the inventory (one that lacks it is another city's, or would leave an area without
/// orders), and every enterprise and source in an area of the city (else no alert would ever reach it).
Result<void> fits_city(const Inventory& inventory, const City& city);

/// Hash over the files, as they are, of an inventory: what a decision was made with.
std::string inventory_input_hash(const std::string& path);

}  // namespace qingkong
