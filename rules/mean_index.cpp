// SPDX-License-Identifier: Apache-2.0
#include "rules/mean_index.hpp"

#include <algorithm>
#include <array>

namespace qingkong {
namespace {

constexpr int kDay = 24;
// Handbook A.6: ozone of a day.
constexpr int kSpell = 8;
constexpr int kLeastSpellHours = 6;
constexpr int kSpells = kDay - kSpell + 1;
constexpr int kLeastSpells = 14;
constexpr int kLimitIndex = 100;

constexpr size_t kOzone = static_cast<size_t>(Pollutant::o3);

/// Sum and number of the valid ones of the last so many values.
struct RunningMean {
    int64_t sum = 0;
    int count = 0;

    void take(const std::optional<Concentration>& value, int sign) {
        if (!value) return;
        sum += sign * value->micro;
        count += sign;
    }
    std::optional<Concentration> mean(int least) const {
        if (count == 0 || count < least) return std::nullopt;
        return Concentration{sum / count};
    }
};

/// The concentrations of consecutive hours, and the windows that end at each.
class MeanIndices {
public:
    MeanIndices(const Standards& standards, const IndexOptions& options, const MeanIndexRule& rule, Hour first, size_t hours)
        : standards_(standards), options_(options), rule_(rule), first_(first), rows_(hours) {
        fixed_ = options.standard ? standards.find(*options.standard) : nullptr;
        if (rule.alone) options_.required = std::vector{*rule.alone};
        without_ozone_ = options_;
        without_ozone_.required = PollutantSet();
        for (const Pollutant pollutant : kAllPollutants)
            if (pollutant != Pollutant::o3 && options_.required.contains(pollutant)) without_ozone_.required.add(pollutant);
    }

    void put(const Observation& row) {
        auto& values = rows_[static_cast<size_t>(row.hour - first_)];
        for (size_t p = 0; p < values.size(); ++p)
            if (!rule_.alone || static_cast<size_t>(*rule_.alone) == p) values[p] = row.values[p];
    }

    /// `every`: only the windows that end with each so-manieth hour.
    std::vector<AqiValue> go(size_t every) {
        std::vector<AqiValue> out;
        out.reserve(rows_.size() / every + 1);
        spells_.assign(rows_.size(), std::nullopt);
        for (size_t t = 0; t < rows_.size(); ++t) {
            slide(t);
            if ((t + 1) % every == 0) out.push_back(index_at(t));
        }
        return out;
    }

private:
    using Values = std::array<std::optional<Concentration>, kPollutants>;

    void slide(size_t t) {
        for (size_t p = 0; p < day_.size(); ++p) {
            day_[p].take(rows_[t][p], 1);
            if (t >= kDay) day_[p].take(rows_[t - kDay][p], -1);
        }
        spell_.take(rows_[t][kOzone], 1);
        if (t >= kSpell) spell_.take(rows_[t - kSpell][kOzone], -1);
        if (t + 1 >= kSpell) spells_[t] = spell_.mean(kLeastSpellHours);
    }

    AqiValue index_at(size_t t) const {
        if (t + 1 < kDay && rule_.at_start == WindowAtStart::whole) return {};
        const AqiStandard& standard = fixed_ != nullptr ? *fixed_ : standards_.at(first_ + static_cast<int64_t>(t));
        DailyObservation means;
        for (size_t p = 0; p < day_.size(); ++p)
            if (p != kOzone) means.values[p] = day_[p].mean(rule_.min_valid_hours);
        const auto ozone = largest_spell(standard, t);
        if (ozone && iaqi(standard, Pollutant::o3, Averaging::hour8, *ozone).kind == Iaqi::Kind::use_1h)
            return with_highest_hour(standard, means, t);
        means.values[kOzone] = ozone;
        return daily_index(standard, means, options_).in_windows();
    }

    /// The largest 8-h mean in the window, if it is valid.
    std::optional<Concentration> largest_spell(const AqiStandard& standard, size_t t) const {
        std::optional<Concentration> largest;
        int valid = 0;
        const size_t from = t + 1 >= kDay ? t + 1 - kSpells : std::min<size_t>(kSpell - 1, t);
        for (size_t end = from; end <= t; ++end) {
            if (!spells_[end]) continue;
            ++valid;
            if (!largest || *spells_[end] > *largest) largest = spells_[end];
        }
        // Of a window that begins before the series, the spells before it are not asked for.
        const int before = kSpells - static_cast<int>(t + 1 - from);
        if (!largest || valid >= kLeastSpells - before) return largest;
        const Iaqi index = iaqi(standard, Pollutant::o3, Averaging::hour8, *largest);
        const bool beyond_limit = index.kind == Iaqi::Kind::use_1h || (index.defined() && index.value > kLimitIndex);
        return beyond_limit ? largest : std::nullopt;
    }

    /// Above the 8-h table of 2012 the 1-h value stands in (handbook A.3): the highest of the window.
    AqiValue with_highest_hour(const AqiStandard& standard, const DailyObservation& means, size_t t) const {
        Concentration highest;
        for (size_t h = t + 1 >= kDay ? t + 1 - kDay : 0; h <= t; ++h)
            if (rows_[h][kOzone]) highest = std::max(highest, *rows_[h][kOzone]);
        const Iaqi ozone = iaqi(standard, Pollutant::o3, Averaging::hour, highest);
        const HourlyIndex rest = daily_index(standard, means, without_ozone_);
        const bool complete = rest.valid() || (!rest.aqi.known() && without_ozone_.required.empty());
        if (!ozone.defined() || !complete) return {};
        return AqiValue::from_units(std::max(rest.aqi.units(), AqiValue::whole(ozone.value).units()));
    }

    const Standards& standards_;
    const AqiStandard* fixed_ = nullptr;
    IndexOptions options_, without_ozone_;
    MeanIndexRule rule_;
    Hour first_;
    std::vector<Values> rows_;
    std::array<RunningMean, kPollutants> day_;
    RunningMean spell_;
    std::vector<std::optional<Concentration>> spells_;    ///< 8-h means of O3 by their last hour
};

std::vector<AqiValue> indices_of(const Standards& standards, const std::vector<Observation>& observations,
                                 const IndexOptions& options, const MeanIndexRule& rule, Hour first, size_t hours,
                                 size_t every) {
    MeanIndices indices(standards, options, rule, first, hours);
    for (const Observation& row : observations) indices.put(row);
    return indices.go(every);
}

}  // namespace

std::vector<AqiValue> mean_index_series(const Standards& standards, const std::vector<Observation>& observations,
                                        const IndexOptions& options, const MeanIndexRule& rule) {
    if (observations.empty()) return {};
    const Hour first = observations.front().hour;
    const auto hours = static_cast<size_t>(observations.back().hour - first + 1);
    return indices_of(standards, observations, options, rule, first, hours, 1);
}

std::vector<AqiValue> mean_index_days(const Standards& standards, const std::vector<Observation>& observations,
                                      const IndexOptions& options, const MeanIndexRule& rule) {
    if (observations.empty()) return {};
    const Day first = day_of_label(observations.front().hour), last = day_of_label(observations.back().hour);
    const auto days = static_cast<size_t>(last.index - first.index + 1);
    return indices_of(standards, observations, options, rule, first_label(first), days * kDay, kDay);
}

}  // namespace qingkong
