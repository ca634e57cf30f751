// SPDX-License-Identifier: Apache-2.0
#include "engine/clock_watch.hpp"

#include <cstdlib>

namespace qingkong {

std::optional<int64_t> ClockWatch::step(Instant wall, std::chrono::steady_clock::time_point steady) {
    constexpr int64_t kLeastSeconds = 120;
    const int64_t passed = std::chrono::duration_cast<std::chrono::seconds>(steady - steady_).count();
    const int64_t stepped = wall.seconds - wall_.seconds - passed;
    wall_ = wall;
    steady_ = steady;
    if (std::abs(stepped) < kLeastSeconds) return std::nullopt;
    return stepped;
}

}  // namespace qingkong
