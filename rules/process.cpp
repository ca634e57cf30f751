// SPDX-License-Identifier: Apache-2.0
#include "rules/process.hpp"

#include <algorithm>

namespace qingkong {
namespace {

constexpr int kDay = 24;

/// The base threshold and 200 are merged over short gaps, 300 and 500 never (B.3 step 5). Of a concentration there is
/// only the base.
bool merges(const Edition& edition, const Threshold& threshold) {
    if (!edition.merge) return false;
    if (edition.main.pollutant && !edition.main.index) return threshold.value == edition.base_threshold();
    return threshold.value == 200 || (threshold.value == edition.base_threshold() && threshold.value < 300);
}

/// Step 5: neighbours are one unless a clean run has >= gap_hours of its hours inside the gap.
bool parted(const std::vector<Span>& clean_runs, int gap_begin, int gap_end, int gap_hours) {
    auto run = std::partition_point(clean_runs.begin(), clean_runs.end(),
                                    [&](const Span& r) { return r.end < gap_begin + gap_hours; });
    for (; run != clean_runs.end() && run->begin < gap_end; ++run)
        if (std::min(run->end, gap_end) - std::max(run->begin, gap_begin) >= gap_hours) return true;
    return false;
}

std::vector<Process> merged(const Edition& edition, const std::vector<Process>& parts,
                            const std::vector<Span>& clean_runs, int gap_hours) {
    std::vector<Process> out;
    for (const Process& part : parts) {
        if (out.empty() || parted(clean_runs, out.back().span.end, part.span.begin, gap_hours)) {
            out.push_back(part);
            continue;
        }
        Process& whole = out.back();
        whole.span.end = part.span.end;
        if (edition.merge_count == MergeCount::parts)
            whole.duration_hours += part.duration_hours;
        else    // step 4 gives a process at least its window; a run of window ends is as long as it is
            whole.duration_hours = std::max(edition.duration_mode == DurationMode::windows ? 0 : kDay, whole.span.hours());
    }
    return out;
}

/// Step 2: the hours of all windows that end in `ends`, as stretches.
std::vector<Span> cover(const std::vector<Span>& ends) {
    std::vector<Span> stretches;
    for (const Span& run : ends) {
        const Span hours{std::max(0, run.begin - (kDay - 1)), run.end};
        if (!stretches.empty() && hours.begin <= stretches.back().end)
            stretches.back().end = hours.end;
        else
            stretches.push_back(hours);
    }
    return stretches;
}

/// `blocks`: 24 x the longest chain of windows beyond the threshold, one after the other, among those that cover an hour
/// of the stretch.
int longest_blocks(const std::vector<Span>& ends, const Span& stretch) {
    const Span touching{stretch.begin, stretch.end + kDay - 1};    // last hours of such windows
    std::vector<int> chain(static_cast<size_t>(touching.hours()), 0);
    int longest = 0;
    auto run = std::partition_point(ends.begin(), ends.end(), [&](const Span& r) { return r.end <= touching.begin; });
    for (; run != ends.end() && run->begin < touching.end; ++run)
        for (int t = std::max(run->begin, touching.begin); t < std::min(run->end, touching.end); ++t) {
            const int at = t - touching.begin;
            chain[static_cast<size_t>(at)] = 1 + (at >= kDay ? chain[static_cast<size_t>(at - kDay)] : 0);
            longest = std::max(longest, chain[static_cast<size_t>(at)]);
        }
    return longest * kDay;
}

/// Step 4: covered stretches trimmed to their first and last hour beyond the threshold.
std::vector<Process> trimmed(const Edition& edition, const Windows& windows, const Threshold& threshold,
                             const std::vector<Span>& ends, const std::vector<Span>& stretches) {
    std::vector<Process> parts;
    const std::vector<AqiValue>& x = windows.values();
    for (const Span& stretch : stretches) {
        int begin = stretch.begin, end = stretch.end;
        while (begin < end && !threshold.passed_by(x[static_cast<size_t>(begin)])) ++begin;
        while (end > begin && !threshold.passed_by(x[static_cast<size_t>(end - 1)])) --end;
        if (begin == end) continue;
        const int hours = edition.duration_mode == DurationMode::blocks ? longest_blocks(ends, stretch)
                                                                        : std::max(kDay, end - begin);
        parts.push_back({{begin, end}, hours});
    }
    return parts;
}

}  // namespace

std::vector<Process> hourly_processes(const Edition& edition, Windows& windows, const Threshold& threshold,
                                      const std::vector<Span>& clean_runs) {
    const std::vector<Span>& ends = windows.beyond(threshold);
    const bool by_ends = edition.duration_mode == DurationMode::windows;
    std::vector<Span> stretches = by_ends ? ends : cover(ends);
    if (edition.cut) stretches = without(stretches, clean_runs);
    std::vector<Process> parts;
    if (by_ends)
        for (const Span& run : stretches) parts.push_back({run, run.hours()});
    else
        parts = trimmed(edition, windows, threshold, ends, stretches);
    return merges(edition, threshold) ? merged(edition, parts, clean_runs, edition.gap_hours) : parts;
}

std::vector<Process> daily_processes(const Edition& edition, const std::vector<AqiValue>& days,
                                     const Threshold& threshold, const std::vector<Span>& clean_runs) {
    std::vector<Process> parts;
    for (const Span& run : runs({0, static_cast<int>(days.size())}, 1,
                                [&](int i) { return threshold.passed_by(days[static_cast<size_t>(i)]); }))
        parts.push_back({{run.begin * kDay, run.end * kDay}, run.hours() * kDay});
    return merges(edition, threshold) ? merged(edition, parts, clean_runs, clean_days(edition) * kDay) : parts;
}

int clean_days(const Edition& edition) { return (edition.gap_hours + kDay - 1) / kDay; }

}  // namespace qingkong
