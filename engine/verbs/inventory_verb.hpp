// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "emissions/inventory.hpp"
#include "rules/edition.hpp"
#include "rules/level.hpp"
#include "rules/problem.hpp"

namespace CLI {
class App;
}

namespace qingkong {

/// The options that `select` and `account` share.
struct InventoryOptions {
    std::string inventory, level, date, edition, format;
    std::vector<std::string> areas;
};

/// The same, read and checked.
struct InventoryQuestion {
    Inventory inventory;
    AlertLevel level = AlertLevel::normal;
    Day day;                         ///< `--date`, else today
    std::optional<Edition> edition;  ///< where one was named
    std::vector<std::string> areas;  ///< empty = the whole city
    std::vector<Problem> notes;
};

void add_inventory_options(CLI::App& verb, InventoryOptions& options, bool zh);
/// Reads the folder and checks level, date, edition and areas; all that is wrong comes back together.
Result<InventoryQuestion> read_question(const InventoryOptions& options);

}  // namespace qingkong
