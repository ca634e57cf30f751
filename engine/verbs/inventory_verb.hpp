// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "alerts/round.hpp"
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
    std::string inventory, level, date, edition, format, batch;
    std::vector<std::string> areas, zones, not_applied;
};

/// The same, read and checked.
struct InventoryQuestion {
    Inventory inventory;
    AlertLevel level = AlertLevel::normal;
    Day day;                         ///< `--date`, else today
    std::optional<Edition> edition;  ///< where one was named
    std::vector<std::string> areas;  ///< empty = the whole city
    RoundTerms round;                ///< batch, zones and measures not applied, as a notice would name them
    std::vector<Problem> notes;

    SelectionTerms terms() const;
};

void add_inventory_options(CLI::App& verb, InventoryOptions& options, bool zh);
/// Reads the folder and checks level, date, edition and areas; all that is wrong comes back together.
Result<InventoryQuestion> read_question(const InventoryOptions& options);

}  // namespace qingkong
