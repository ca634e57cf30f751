// SPDX-License-Identifier: Apache-2.0
#include "rules/index_table.hpp"

#include <algorithm>
#include <cstddef>
#include <limits>

namespace qingkong {
namespace {

constexpr int64_t kMicro = 1'000'000;

/// A step's index, asked from the one place that knows. Where the answer hangs on the 24-h mean, the step says so.
int32_t units_of(const AqiStandard& standard, Pollutant pollutant, Concentration value, const IndexOptions& options) {
    Observation observation;
    observation.values[static_cast<size_t>(pollutant)] = value;
    const AqiValue alone = hourly_index(standard, observation, options, std::nullopt).aqi;
    const AqiValue with_mean = hourly_index(standard, observation, options, Concentration{100 * kMicro}).aqi;
    if (!(alone == with_mean)) return IndexTable::kAsksMean;
    return alone.known() ? alone.units() : IndexTable::kNoIndex;
}

/// False where steps cannot stand for the concentrations of this standard.
bool fill(const AqiStandard& standard, const IndexOptions& options, IndexTable& table) {
    for (const Pollutant pollutant : kAllPollutants) {
        const auto p = static_cast<size_t>(pollutant);
        const BreakpointColumn& column = standard.column(pollutant, Averaging::hour);
        std::vector<int32_t>& units = table.units[p];
        table.decimals[p] = column.decimals;
        if (column.limits.empty()) {
            units.assign(IndexTable::kSteps, IndexTable::kNoIndex);
            table.decimals[p] = 0;
            continue;
        }
        const int64_t step = column.decimals == 1 ? kMicro / 10 : kMicro;
        const int64_t last = (column.limits.back().micro + step - 1) / step + 1;    // the first step above the table
        if (column.decimals > 1 || last >= IndexTable::kSteps) return false;
        units.reserve(IndexTable::kSteps);
        for (int64_t i = 0; i <= last; ++i) units.push_back(units_of(standard, pollutant, Concentration{i * step}, options));
        units.resize(IndexTable::kSteps, units.back());
    }
    return true;
}

}  // namespace

IndexTables::IndexTables(const Standards& standards, const IndexOptions& options) : required_(options.required) {
    IndexOptions each = options;
    each.required = {};
    const auto add = [&](const AqiStandard& standard, Hour start) {
        starts_.push_back(start);
        usable_ = fill(standard, each, tables_.emplace_back()) && usable_;
    };
    const Hour always{std::numeric_limits<int64_t>::min()};
    const AqiStandard* fixed = options.standard ? standards.find(*options.standard) : nullptr;
    if (fixed != nullptr) {
        add(*fixed, always);
        return;
    }
    // By the days on which `Standards::at` may change its answer.
    std::vector<Day> days;
    for (const AqiStandard& standard : standards.all())
        if (standard.valid_from) days.push_back(*standard.valid_from);
    std::sort(days.begin(), days.end());
    add(standards.at(Day{std::numeric_limits<int32_t>::min()}), always);
    for (const Day day : days) add(standards.at(day), first_label(day));
}

const IndexTable& IndexTables::at(Hour label) const {
    const auto after = std::upper_bound(starts_.begin() + 1, starts_.end(), label);
    return tables_[static_cast<size_t>(after - starts_.begin()) - 1];
}

Hour IndexTables::changes_after(Hour label) const {
    const auto after = std::upper_bound(starts_.begin() + 1, starts_.end(), label);
    return after == starts_.end() ? Hour{std::numeric_limits<int64_t>::max()} : *after;
}

}  // namespace qingkong
