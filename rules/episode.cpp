// SPDX-License-Identifier: Apache-2.0
#include "rules/episode.hpp"

#include <algorithm>

namespace qingkong {
namespace {

constexpr int kWindowHours = 24;

/// The base threshold and 200 are merged over short gaps, 300 and 500 never (B.3 step 5).
constexpr int kHighestMergedThreshold = 200;

bool beyond(AqiValue value, const Threshold& threshold) {
    return threshold.reaches ? value.at_least(threshold.value) : value.above(threshold.value);
}

std::vector<Threshold> thresholds_of(const Edition& edition) {
    std::vector<Threshold> found;
    for (const LevelRule& rule : edition.levels)
        for (const Clause& clause : rule.any_of)
            for (const Condition& condition : clause.all_of) {
                const Threshold threshold{condition.threshold, condition.reaches};
                if (std::find(found.begin(), found.end(), threshold) == found.end()) found.push_back(threshold);
            }
    std::sort(found.begin(), found.end(), [](const Threshold& a, const Threshold& b) {
        return a.value != b.value ? a.value < b.value : a.reaches > b.reaches;
    });
    return found;
}

/// Maximal runs of positions for which `holds(i)` is true, at least `least` long.
template <class Holds>
std::vector<Span> runs(int size, int least, Holds holds) {
    std::vector<Span> found;
    for (int i = 0; i < size;) {
        if (!holds(i)) {
            ++i;
            continue;
        }
        int end = i + 1;
        while (end < size && holds(end)) ++end;
        if (end - i >= least) found.push_back({i, end});
        i = end;
    }
    return found;
}

/// Sums and counts of the valid values before each position: a window is two look-ups.
struct Prefix {
    std::vector<int64_t> sum;
    std::vector<int> count;
    explicit Prefix(const std::vector<AqiValue>& x) : sum(x.size() + 1), count(x.size() + 1) {
        for (size_t i = 0; i < x.size(); ++i) {
            sum[i + 1] = sum[i] + (x[i].known() ? x[i].units() : 0);
            count[i + 1] = count[i] + (x[i].known() ? 1 : 0);
        }
    }
};

/// Step 2 and 3: the hours of all windows beyond the threshold, without the hours of clean runs.
std::vector<char> cover(const Edition& edition, const Prefix& prefix, int size, const Threshold& threshold,
                        const std::vector<Span>& clean_runs) {
    std::vector<char> covered(static_cast<size_t>(size), 0);
    int reached = 0;    // hours before this one are already marked or passed
    const int64_t limit = static_cast<int64_t>(threshold.value) * AqiValue::kUnit;
    for (int s = 0; s + kWindowHours <= size; ++s) {
        const int n = prefix.count[s + kWindowHours] - prefix.count[s];
        if (n < edition.min_valid_hours) continue;
        const int64_t sum = prefix.sum[s + kWindowHours] - prefix.sum[s];
        if (threshold.reaches ? sum < limit * n : sum <= limit * n) continue;
        for (int h = std::max(s, reached); h < s + kWindowHours; ++h) covered[h] = 1;
        reached = s + kWindowHours;
    }
    if (edition.cut)
        for (const Span& run : clean_runs) std::fill(covered.begin() + run.begin, covered.begin() + run.end, 0);
    return covered;
}

/// A process with its duration D, which is at least one window and counts merged gaps.
struct Process {
    Span span;
    int duration_hours;
};

/// Step 5: neighbours are one unless a clean run has >= gap_hours of its hours inside the gap.
bool parted(const std::vector<Span>& clean_runs, int gap_begin, int gap_end, int gap_hours) {
    for (const Span& run : clean_runs)
        if (std::min(run.end, gap_end) - std::max(run.begin, gap_begin) >= gap_hours) return true;
    return false;
}

std::vector<Process> merged(const std::vector<Process>& parts, const std::vector<Span>& clean_runs, int gap_hours) {
    std::vector<Process> out;
    for (const Process& part : parts) {
        if (out.empty() || parted(clean_runs, out.back().span.end, part.span.begin, gap_hours)) {
            out.push_back(part);
            continue;
        }
        out.back().span.end = part.span.end;
        out.back().duration_hours = std::max(kWindowHours, out.back().span.hours());
    }
    return out;
}

/// Step 4: covered stretches trimmed to their first and last hour beyond the threshold.
std::vector<Process> hourly_processes(const Edition& edition, const std::vector<AqiValue>& x, const Prefix& prefix,
                                      const Threshold& threshold, const std::vector<Span>& clean_runs) {
    const int size = static_cast<int>(x.size());
    const std::vector<char> covered = cover(edition, prefix, size, threshold, clean_runs);
    std::vector<Process> parts;
    for (const Span& stretch : runs(size, 1, [&](int i) { return covered[i] != 0; })) {
        int begin = stretch.begin, end = stretch.end;
        while (begin < end && !beyond(x[begin], threshold)) ++begin;
        while (end > begin && !beyond(x[end - 1], threshold)) --end;
        if (begin < end) parts.push_back({{begin, end}, std::max(kWindowHours, end - begin)});
    }
    if (!edition.merge || threshold.value > kHighestMergedThreshold) return parts;
    return merged(parts, clean_runs, edition.gap_hours);
}

std::vector<Process> daily_processes(const Edition& edition, const std::vector<AqiValue>& days,
                                     const Threshold& threshold, const std::vector<Span>& clean_runs, int clean_days) {
    std::vector<Process> parts;
    for (const Span& run : runs(static_cast<int>(days.size()), 1, [&](int i) { return beyond(days[i], threshold); }))
        parts.push_back({{run.begin * 24, run.end * 24}, run.hours() * 24});
    if (!edition.merge || threshold.value > kHighestMergedThreshold) return parts;
    return merged(parts, clean_runs, clean_days * 24);
}

/// Step 7: the first matching row from red downwards.
void give_level(const Edition& edition, const Episodes& episodes, Episode& episode) {
    for (auto rule = edition.levels.rbegin(); rule != edition.levels.rend(); ++rule)
        for (const Clause& clause : rule->any_of) {
            const bool met = std::all_of(clause.all_of.begin(), clause.all_of.end(), [&](const Condition& condition) {
                return episodes.duration(episode, condition) >= condition.hours;
            });
            if (!met) continue;
            episode.level = rule->level;
            episode.clause = clause.id;
            return;
        }
}

/// Step 6: an episode's own D, and for each other threshold the longest process that begins in it.
void build(const Edition& edition, Episodes& out, const std::vector<std::vector<Process>>& processes) {
    for (const Process& base : processes.front()) {
        Episode episode;
        episode.span = base.span;
        episode.duration_hours.assign(out.thresholds.size(), 0);
        episode.duration_hours[0] = base.duration_hours;
        for (size_t k = 1; k < out.thresholds.size(); ++k) {
            auto process = std::lower_bound(processes[k].begin(), processes[k].end(), base.span.begin,
                                            [](const Process& p, int begin) { return p.span.begin < begin; });
            for (; process != processes[k].end() && process->span.begin < base.span.end; ++process)
                episode.duration_hours[k] = std::max(episode.duration_hours[k], process->duration_hours);
        }
        give_level(edition, out, episode);
        out.list.push_back(std::move(episode));
    }
}

}  // namespace

int Episodes::duration(const Episode& episode, int threshold) const {
    for (size_t k = 0; k < thresholds.size(); ++k)
        if (thresholds[k].value == threshold) return episode.duration_hours[k];
    return 0;
}

int Episodes::duration(const Episode& episode, const Condition& condition) const {
    for (size_t k = 0; k < thresholds.size(); ++k)
        if (thresholds[k] == Threshold{condition.threshold, condition.reaches}) return episode.duration_hours[k];
    return 0;
}

Episodes find_episodes(const Edition& edition, const std::vector<AqiValue>& hours) {
    Episodes out;
    out.thresholds = thresholds_of(edition);
    const Prefix prefix(hours);
    out.clean_runs = runs(static_cast<int>(hours.size()), edition.gap_hours,
                          [&](int i) { return hours[i].at_most(edition.clean_limit); });
    std::vector<std::vector<Process>> processes;
    for (const Threshold& threshold : out.thresholds)
        processes.push_back(hourly_processes(edition, hours, prefix, threshold, out.clean_runs));
    build(edition, out, processes);
    return out;
}

Episodes find_episodes_by_day(const Edition& edition, const std::vector<AqiValue>& days) {
    Episodes out;
    out.thresholds = thresholds_of(edition);
    const int clean_days = (edition.gap_hours + 23) / 24;    // 36 h: two days, one is not enough
    for (const Span& run : runs(static_cast<int>(days.size()), clean_days,
                                [&](int i) { return days[i].at_most(edition.clean_limit); }))
        out.clean_runs.push_back({run.begin * 24, run.end * 24});
    std::vector<std::vector<Process>> processes;
    for (const Threshold& threshold : out.thresholds)
        processes.push_back(daily_processes(edition, days, threshold, out.clean_runs, clean_days));
    build(edition, out, processes);
    return out;
}

std::vector<AqiValue> with_missing_as_500(const std::vector<AqiValue>& values) {
    const auto known = [](AqiValue v) { return v.known(); };
    const auto first = std::find_if(values.begin(), values.end(), known);
    const auto last = std::find_if(values.rbegin(), values.rend(), known).base();
    if (first == values.end() || std::all_of(first, last, known)) return {};
    std::vector<AqiValue> filled = values;
    const auto from = filled.begin() + (first - values.begin());
    const auto to = filled.begin() + (last - values.begin());
    std::replace_if(from, to, [](AqiValue v) { return !v.known(); }, AqiValue::whole(500));
    return filled;
}

std::vector<AqiValue> hours_to_days(const std::vector<AqiValue>& hours, int min_valid_hours) {
    std::vector<AqiValue> days;
    for (size_t begin = 0; begin < hours.size(); begin += 24) {
        int64_t sum = 0;
        int count = 0;
        for (size_t h = begin; h < std::min(begin + 24, hours.size()); ++h)
            if (hours[h].known()) {
                sum += hours[h].units();
                ++count;
            }
        // The mean is exact for every comparison with a whole index: it is kept in ten-thousandths, rounded up, so
        // that a mean just above a threshold stays above it.
        days.push_back(count >= min_valid_hours
                           ? AqiValue::from_units(static_cast<int32_t>((sum + count - 1) / count))
                           : AqiValue());
    }
    return days;
}

}  // namespace qingkong
