// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "alerts/journal.hpp"

namespace qingkong {

/// The entry tells what came in or was recorded (an answer, a chase list, a consultation, a user's rights); it was not
/// decided from anything, so there is nothing to decide again.
bool is_fact(const JournalEntry& entry);

}  // namespace qingkong
