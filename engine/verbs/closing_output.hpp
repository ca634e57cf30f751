// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ostream>
#include <string>

#include "emissions/accounting_closing.hpp"
#include "engine/output.hpp"

namespace qingkong {

/// The columns of `account`, for a table or as part of one.
std::vector<TableColumn> account_table_columns();

/// `--output closing`: a row a line that could close a shortfall; `needed` marks the fewest enterprises that suffice,
/// a few more follow; the largest where even all do not suffice.
Table closing_table();
void add_closing(Table& table, const Closing& closing, const std::string& batch);

/// The same for people: what is missing, the first enterprises, and who is never proposed.
void print_closing(std::ostream& out, const Closing& closing, Language language);

}  // namespace qingkong
