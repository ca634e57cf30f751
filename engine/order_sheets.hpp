// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>

#include "rules/level.hpp"

namespace qingkong {

/// Beside the sheets: the hash of the inventory that they were printed from.
constexpr const char* kOrderSheetsMark = "inventory.txt";

/// Order sheets as PDF (`qingkong inventory board --kind orders --pdf`) by enterprise and level; empty text where there is
/// none, or where they were printed from another inventory than the one with this hash: an old sheet goes to nobody.
std::function<std::string(const std::string& enterprise_id, AlertLevel level)> order_sheets_in(const std::string& folder,
                                                                                             const std::string& inventory_hash);

}  // namespace qingkong
