// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/verbs/verbs.hpp"

namespace qingkong {

// Verbs below `inventory`.
void add_inventory_diff(CLI::App& inventory, VerbContext& context);
void add_inventory_grade(CLI::App& inventory, VerbContext& context);
void add_inventory_campaign(CLI::App& inventory, VerbContext& context);

}  // namespace qingkong
