// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "rules/time.hpp"

namespace qingkong {

/// Compares the wall clock with one that cannot be set: a clock that was set forward or back is said, never silently
/// believed, because hours, deadlines and retries go by it.
class ClockWatch {
public:
    ClockWatch(Instant wall, std::chrono::steady_clock::time_point steady) : wall_(wall), steady_(steady) {}
    /// Seconds by which the wall clock was set since the last call (positive: forward); empty below two minutes.
    std::optional<int64_t> step(Instant wall, std::chrono::steady_clock::time_point steady);

private:
    Instant wall_;
    std::chrono::steady_clock::time_point steady_;
};

}  // namespace qingkong
