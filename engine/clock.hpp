// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "rules/time.hpp"

namespace qingkong {

/// The clock of the daemon: the system's, or a simulated one that moves only when it is told to (interface: simulated
/// clock). Nothing else in the program asks for the time.
class Clock {
public:
    static Clock system() { return Clock(); }
    static Clock simulated(Instant start);

    bool is_simulated() const { return simulated_; }
    Instant now() const;
    /// Only of a simulated clock, only forward.
    void move_to(Instant to);

private:
    bool simulated_ = false;
    Instant at_;
};

}  // namespace qingkong
