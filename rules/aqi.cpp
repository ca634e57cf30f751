// SPDX-License-Identifier: Apache-2.0
#include "rules/aqi.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

#include <fmt/format.h>

namespace qingkong {
namespace {

constexpr int64_t kMicro = 1'000'000;
constexpr int kWindowHours = 24;
/// Handbook A.6: a 24-h mean holds with 20 hourly values.
constexpr int kLeastValidSo2Hours = 20;

Concentration rounded(Concentration value, int decimals) {
    int64_t unit = kMicro;
    for (int i = 0; i < decimals; ++i) unit /= 10;
    return {(value.micro + unit / 2) / unit * unit};
}

/// Collects the IAQIs of one hour or day.
struct Largest {
    int index = -1;
    PollutantSet from;
    PollutantSet computed;

    void take(Pollutant pollutant, int value) {
        computed.add(pollutant);
        if (value < index) return;
        if (value > index) from = PollutantSet();
        index = value;
        from.add(pollutant);
    }
};

HourlyIndex conclude(const Largest& largest, AqiValue given, const PollutantSet& required) {
    HourlyIndex result;
    // The primary pollutant is known from concentrations only, and there is none up to 50 (handbook A.4).
    if (largest.index > 50) result.primary = largest.from;
    if (given.known()) {
        result.aqi = given;
        result.complete = true;
    } else if (largest.index >= 0) {
        result.aqi = AqiValue::whole(largest.index);
        result.complete = std::all_of(kAllPollutants.begin(), kAllPollutants.end(), [&](Pollutant pollutant) {
            return !required.contains(pollutant) || largest.computed.contains(pollutant);
        });
    }
    if (result.aqi.at_most(50)) result.primary = PollutantSet();
    return result;
}

bool needs_so2_24h(const AqiStandard& standard, const IndexOptions& options, Concentration so2) {
    const BreakpointColumn& column = standard.column(Pollutant::so2, Averaging::hour);
    return options.so2_1h_above.value_or(column.above) == AboveTable::use_24h && !column.limits.empty() &&
           rounded(so2, column.decimals) > column.limits.back();
}

/// Mean SO2 of the 24 hours that end at `at`, from the rows before it; empty with fewer than 20 values.
std::optional<Concentration> so2_mean_24h(const std::vector<Observation>& observations, size_t at) {
    int64_t sum = 0;
    int count = 0;
    const Hour end = observations[at].hour;
    for (size_t i = at + 1; i-- > 0 && end - observations[i].hour < kWindowHours;) {
        const auto& so2 = observations[i].values[static_cast<size_t>(Pollutant::so2)];
        if (!so2) continue;
        sum += so2->micro;
        ++count;
    }
    if (count < kLeastValidSo2Hours) return std::nullopt;
    return Concentration{sum / count};
}

/// The standard of a row: the fixed one of the options, else the one in force.
template <class Time>
const AqiStandard& standard_at(const Standards& standards, const AqiStandard* fixed, Time time) {
    return fixed != nullptr ? *fixed : standards.at(time);
}

const AqiStandard* fixed_standard(const Standards& standards, const IndexOptions& options) {
    return options.standard ? standards.find(*options.standard) : nullptr;
}

struct CategoryWords {
    std::string_view token;
    const char* zh;
    const char* en;
    std::string_view colour;
};
constexpr std::array<CategoryWords, 6> kCategories = {{
    {"excellent", "优", "excellent", "#00E400"},
    {"good", "良", "good", "#FFFF00"},
    {"lightly_polluted", "轻度污染", "lightly polluted", "#FF7E00"},
    {"moderately_polluted", "中度污染", "moderately polluted", "#FF0000"},
    {"heavily_polluted", "重度污染", "heavily polluted", "#99004C"},
    {"severely_polluted", "严重污染", "severely polluted", "#7E0023"},
}};
constexpr std::array<int, 5> kCategoryTops = {50, 100, 150, 200, 300};

}  // namespace

Iaqi iaqi(const AqiStandard& standard, Pollutant pollutant, Averaging averaging, Concentration concentration) {
    const BreakpointColumn& column = standard.column(pollutant, averaging);
    if (column.limits.empty()) return {Iaqi::Kind::no_table, 0};
    const int64_t c = rounded(concentration, column.decimals).micro;
    if (c > column.limits.back().micro) {
        if (column.above == AboveTable::use_24h) return {Iaqi::Kind::use_24h, 0};
        if (column.above == AboveTable::use_1h) return {Iaqi::Kind::use_1h, 0};
        return {Iaqi::Kind::index, standard.index[column.limits.size() - 1]};
    }
    // The segment with C <= B_hi: a concentration equal to a breakpoint gives exactly that breakpoint's index.
    size_t hi = 1;
    while (column.limits[hi].micro < c) ++hi;
    const int64_t b_lo = column.limits[hi - 1].micro, b_hi = column.limits[hi].micro;
    const int i_lo = standard.index[hi - 1], i_hi = standard.index[hi];
    const int64_t rise = (i_hi - i_lo) * (c - b_lo), run = b_hi - b_lo;
    return {Iaqi::Kind::index, i_lo + static_cast<int>((rise + run - 1) / run)};
}

std::string joined_names(const PollutantSet& pollutants) {
    std::string names;
    for (const Pollutant pollutant : kAllPollutants) {
        if (!pollutants.contains(pollutant)) continue;
        if (!names.empty()) names += "+";
        names += field_name(pollutant);
    }
    return names;
}

AqiCategory category_of(AqiValue aqi) {
    size_t category = 0;
    while (category < kCategoryTops.size() && aqi.above(kCategoryTops[category])) ++category;
    return static_cast<AqiCategory>(category);
}

std::string_view token(AqiCategory category) { return kCategories[static_cast<size_t>(category)].token; }

Text category_name(AqiCategory category) {
    const CategoryWords& words = kCategories[static_cast<size_t>(category)];
    return {words.zh, words.en};
}

std::string_view category_colour(AqiCategory category) { return kCategories[static_cast<size_t>(category)].colour; }

HourlyIndex hourly_index(const AqiStandard& standard, const Observation& observation, const IndexOptions& options,
                         std::optional<Concentration> so2_24h) {
    Largest largest;
    for (const Pollutant pollutant : kAllPollutants) {
        const auto& value = observation.values[static_cast<size_t>(pollutant)];
        if (!value) continue;
        if (pollutant == Pollutant::so2 && needs_so2_24h(standard, options, *value)) {
            // Without a valid 24-h mean SO2 is left out of this hour (handbook A.3).
            if (!so2_24h) continue;
            const Iaqi day = iaqi(standard, pollutant, Averaging::day, *so2_24h);
            if (day.defined()) largest.take(pollutant, day.value);
            continue;
        }
        const Iaqi hour = iaqi(standard, pollutant, Averaging::hour, *value);
        if (hour.defined()) {
            largest.take(pollutant, hour.value);
        } else if (hour.kind == Iaqi::Kind::use_24h) {
            // The options cap where the standard would ask for the 24-h mean.
            largest.take(pollutant, standard.index[standard.column(pollutant, Averaging::hour).limits.size() - 1]);
        }
    }
    return conclude(largest, observation.aqi, options.required);
}

HourlyIndex daily_index(const AqiStandard& standard, const DailyObservation& observation,
                        const IndexOptions& options) {
    Largest largest;
    for (const Pollutant pollutant : kAllPollutants) {
        const auto& value = observation.values[static_cast<size_t>(pollutant)];
        if (!value) continue;
        const Averaging averaging = pollutant == Pollutant::o3 ? Averaging::hour8 : Averaging::day;
        const Iaqi day = iaqi(standard, pollutant, averaging, *value);
        if (day.defined()) largest.take(pollutant, day.value);
    }
    return conclude(largest, observation.aqi, options.required);
}

std::vector<HourlyIndex> index_series(const Standards& standards, const std::vector<Observation>& observations,
                                      const IndexOptions& options) {
    std::vector<HourlyIndex> indices;
    indices.reserve(observations.size());
    const AqiStandard* fixed = fixed_standard(standards, options);
    for (size_t i = 0; i < observations.size(); ++i) {
        const Observation& observation = observations[i];
        const AqiStandard& standard = standard_at(standards, fixed, observation.hour);
        const auto& so2 = observation.values[static_cast<size_t>(Pollutant::so2)];
        std::optional<Concentration> so2_24h;
        if (so2 && needs_so2_24h(standard, options, *so2)) so2_24h = so2_mean_24h(observations, i);
        indices.push_back(hourly_index(standard, observation, options, so2_24h));
    }
    return indices;
}

std::vector<HourlyIndex> index_series(const Standards& standards, const std::vector<DailyObservation>& observations,
                                      const IndexOptions& options) {
    std::vector<HourlyIndex> indices;
    indices.reserve(observations.size());
    const AqiStandard* fixed = fixed_standard(standards, options);
    for (const DailyObservation& observation : observations)
        indices.push_back(daily_index(standard_at(standards, fixed, observation.day), observation, options));
    return indices;
}

std::string Mean24::print() const {
    if (!known()) return "";
    constexpr int64_t kTenth = AqiValue::kUnit / 10;
    const int64_t tenths = (2 * sum_units + valid * kTenth) / (2 * valid * kTenth);
    return fmt::format("{}.{}", tenths / 10, tenths % 10);
}

std::vector<Mean24> mean24_series(const std::vector<Observation>& observations, const std::vector<HourlyIndex>& indices) {
    std::vector<Mean24> means;
    means.reserve(observations.size());
    Mean24 window;
    size_t oldest = 0;
    for (size_t i = 0; i < observations.size(); ++i) {
        if (indices[i].valid()) {
            window.sum_units += indices[i].aqi.units();
            ++window.valid;
        }
        for (; observations[i].hour - observations[oldest].hour >= kWindowHours; ++oldest) {
            if (!indices[oldest].valid()) continue;
            window.sum_units -= indices[oldest].aqi.units();
            --window.valid;
        }
        means.push_back(window);
    }
    return means;
}

}  // namespace qingkong
