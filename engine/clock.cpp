// SPDX-License-Identifier: Apache-2.0
#include "engine/clock.hpp"

#include <algorithm>
#include <chrono>

namespace qingkong {

Clock Clock::simulated(Instant start) {
    Clock clock;
    clock.simulated_ = true;
    clock.at_ = start;
    return clock;
}

Instant Clock::now() const {
    if (simulated_) return at_;
    return Instant{std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch()).count()};
}

void Clock::move_to(Instant to) {
    if (simulated_) at_ = std::max(at_, to);
}

}  // namespace qingkong
