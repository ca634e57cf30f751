// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "rules/windows.hpp"

namespace qingkong {

/// A process of one threshold (handbook B.3, steps 2-5): its hours, and its duration D by the edition's `duration_mode`.
struct Process {
    Span span;
    int duration_hours = 0;
};

/// Steps 2 to 5 on hours. `clean_runs` cut and part the processes.
std::vector<Process> hourly_processes(const Edition& edition, Windows& windows, const Threshold& threshold,
                                      const std::vector<Span>& clean_runs);

/// Step 9 on days: runs of consecutive days beyond the threshold; positions are 24 x days.
std::vector<Process> daily_processes(const Edition& edition, const std::vector<AqiValue>& days,
                                     const Threshold& threshold, const std::vector<Span>& clean_runs);

/// Days that part two processes and release an alert: 36 h are two days, one is not enough (step 9).
int clean_days(const Edition& edition);

}  // namespace qingkong
