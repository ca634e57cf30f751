// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/store_state.hpp"

namespace qingkong {

/// Columns of table `delivery` in the order that read_delivery() takes them.
extern const char* const kDeliveryColumns;

Delivery read_delivery(SQLite::Statement& row);
/// Empty where the column is null.
std::optional<Instant> maybe_instant(const SQLite::Column& column);

}  // namespace qingkong
