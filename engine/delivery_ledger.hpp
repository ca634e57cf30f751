// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "engine/acknowledgement.hpp"
#include "engine/store.hpp"

namespace qingkong {

/// The ledger of deliveries as CSV, one row a message: what was told to whom by which channel, and what became of it. Cells
/// are safe for spreadsheet programs: see ledger_cell().
std::string ledger_csv(const std::vector<Delivery>& deliveries, const std::map<std::string, ContactOf>& book);

/// One line (line breaks and control characters become blanks); a cell that a spreadsheet program would run as a formula
/// (it begins with = + - @) gets an apostrophe before it.
std::string ledger_cell(const std::string& text);

}  // namespace qingkong
