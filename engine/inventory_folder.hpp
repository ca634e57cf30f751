// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "emissions/inventory_reader.hpp"
#include "rules/problem.hpp"

namespace qingkong {

/// Reads every `*.csv` of a folder as one sheet (file name without ending = sheet name), in the order of their names,
/// and hands them to the pure reader. A folder that cannot be read is a problem too.
Result<Inventory> read_inventory_folder(const std::string& folder, std::vector<Problem>& notes);

/// BLAKE2b-128 over the names and bytes of the same files, hexadecimal; empty where the folder cannot be read.
std::string inventory_folder_hash(const std::string& folder);

}  // namespace qingkong
