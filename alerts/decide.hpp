// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "alerts/situation.hpp"

namespace qingkong {

/// The sentence that governs the house: `decide(Situation, Event) -> Outcome` is a pure function. The engine gathers the
/// Situation, calls it, and commits the Outcome in one transaction.
Outcome decide(const Situation& situation, const Event& event);

}  // namespace qingkong
