// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "emissions/accounting.hpp"
#include "emissions/selection.hpp"

namespace qingkong {

/// The columns of `select` (interface) and the cells of one order: `select` and orders.csv print the same.
const std::vector<std::string>& order_columns();
std::vector<std::string> order_cells(const MeasureOrder& order);

/// The columns of `account` (interface) and the cells of one row: grams rounded half up, percent cut to one decimal.
const std::vector<std::string>& account_columns();
std::vector<std::string> account_cells(const AccountRow& row);

}  // namespace qingkong
