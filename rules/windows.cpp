// SPDX-License-Identifier: Apache-2.0
#include "rules/windows.hpp"

#include <algorithm>

namespace qingkong {
namespace {

constexpr int kHeavy = 200;    // "heavy pollution" means AQI > 200 (handbook A.4)

AqiValue largest_of(const std::vector<AqiValue>& values) {
    AqiValue largest;
    for (const AqiValue value : values)
        if (value.units() > largest.units()) largest = value;
    return largest;
}

}  // namespace

Windows::Windows(std::vector<AqiValue> values, const WindowRule& rule)
    : rule_(rule), values_(std::move(values)), sum_(values_.size()), count_(values_.size()) {
    int64_t sum = 0;
    int count = 0;
    const auto units = [](AqiValue v) { return v.known() ? v.units() : 0; };
    const size_t first_whole = std::min<size_t>(kHours, values_.size());
    for (size_t t = 0; t < first_whole; ++t) {
        sum_[t] = sum += units(values_[t]);
        count_[t] = static_cast<uint8_t>(count += values_[t].known());
    }
    for (size_t t = first_whole; t < values_.size(); ++t) {
        const AqiValue in = values_[t], out = values_[t - kHours];
        sum_[t] = sum += units(in) - units(out);
        count_[t] = static_cast<uint8_t>(count += in.known() - out.known());
    }
    largest_ = largest_of(values_);
    // A window that begins before the series is none, unless the edition takes the hours that there are.
    if (rule_.at_start == WindowAtStart::whole)
        std::fill_n(count_.begin(), std::min<size_t>(kHours - 1, count_.size()), uint8_t{0});
}

Windows::Windows(std::vector<AqiValue> values, const std::vector<AqiValue>& means, const WindowRule& rule)
    : rule_(rule), values_(std::move(values)), sum_(values_.size()), count_(values_.size()) {
    largest_ = largest_of(means);
    for (size_t t = 0; t < values_.size() && t < means.size(); ++t) {
        const bool whole = t + 1 >= kHours || rule_.at_start == WindowAtStart::partial;
        if (!means[t].known() || !whole) continue;
        sum_[t] = int64_t{means[t].units()} * kHours;
        count_[t] = kHours;
    }
}

std::vector<Span> Windows::scan(const Threshold& threshold, Span within) const {
    const int64_t k = int64_t{threshold.value} * AqiValue::kUnit;
    const int64_t least = threshold.reaches ? 0 : 1;    // whole units: "above" is at least one more
    return runs(within, 1, [&](int t) {
        return valid(t) && sum_[static_cast<size_t>(t)] - k * count_[static_cast<size_t>(t)] >= least;
    });
}

const std::vector<Span>& Windows::beyond(const Threshold& threshold) {
    const std::vector<Span>* wider = nullptr;    // ends beyond a lower threshold: only they can be beyond this one
    int wider_value = -1;
    for (const Beyond& known : beyond_) {
        if (known.threshold.value == threshold.value && known.threshold.reaches == threshold.reaches) return known.ends;
        if (known.threshold.value < threshold.value && known.threshold.value > wider_value) {
            wider = &known.ends;
            wider_value = known.threshold.value;
        }
    }
    std::vector<Span> ends;
    if (!threshold.passed_by(largest_)) {
        // No mean lies above the largest of its values.
    } else if (wider == nullptr) {
        ends = scan(threshold, {0, size()});
    } else {
        for (const Span& within : *wider) {
            const std::vector<Span> found = scan(threshold, within);
            ends.insert(ends.end(), found.begin(), found.end());
        }
    }
    beyond_.push_back({threshold, std::move(ends)});
    return beyond_.back().ends;
}

const std::vector<Span>& Windows::clean_runs(CleanMetric metric, int limit, int gap_hours) {
    for (const Clean& known : clean_)
        if (known.metric == metric && known.limit == limit && known.gap_hours == gap_hours) return known.hours;
    const int64_t k = int64_t{limit} * AqiValue::kUnit;
    std::vector<Span> hours =
        metric == CleanMetric::hours
            ? runs({0, size()}, gap_hours, [&](int t) { return values_[static_cast<size_t>(t)].at_most(limit); })
            : runs({0, size()}, gap_hours, [&](int t) {
                  return valid(t) && sum_[static_cast<size_t>(t)] <= k * count_[static_cast<size_t>(t)];
              });
    clean_.push_back({metric, limit, gap_hours, std::move(hours)});
    return clean_.back().hours;
}

const std::vector<Span>& Windows::measured_heavy(int improve_hours) {
    for (const Heavy& known : heavy_)
        if (known.improve_hours == improve_hours) return known.nows;
    std::vector<Span> nows;
    if (improve_hours > 0)
        nows = runs({1, size() + 1}, 1,
                    [&](int now) { return qingkong::measured_heavy(improve_hours, values_, now); });
    heavy_.push_back({improve_hours, std::move(nows)});
    return heavy_.back().nows;
}

const std::vector<Span>& Windows::hours_beyond(const Threshold& threshold) {
    for (const Beyond& known : hours_beyond_)
        if (known.threshold.value == threshold.value && known.threshold.reaches == threshold.reaches) return known.ends;
    hours_beyond_.push_back(
        {threshold, runs({0, size()}, 1, [&](int t) { return threshold.passed_by(values_[static_cast<size_t>(t)]); })});
    return hours_beyond_.back().ends;
}

Windows::Counts Windows::count_means(int high, int low) const {
    Counts counts;
    const int64_t above = int64_t{high} * AqiValue::kUnit, at_most = int64_t{low} * AqiValue::kUnit;
    for (int t = 0; t < size(); ++t) {
        if (!valid(t)) continue;
        const int64_t sum = sum_[static_cast<size_t>(t)], n = count_[static_cast<size_t>(t)];
        ++counts.valid;
        counts.above += sum > above * n;
        counts.at_most += sum <= at_most * n;
    }
    return counts;
}

bool measured_heavy(int improve_hours, const std::vector<AqiValue>& values, int now) {
    if (improve_hours == 0 || now <= 0 || now > static_cast<int>(values.size())) return false;
    if (!values[static_cast<size_t>(now - 1)].above(kHeavy)) return false;
    if (now + improve_hours > static_cast<int>(values.size())) return false;
    int64_t sum = 0;
    for (int h = now; h < now + improve_hours; ++h) {
        if (!values[static_cast<size_t>(h)].known()) return false;
        sum += values[static_cast<size_t>(h)].units();
    }
    return sum > int64_t{kHeavy} * AqiValue::kUnit * improve_hours;
}

}  // namespace qingkong
