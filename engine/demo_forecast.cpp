// SPDX-License-Identifier: Apache-2.0
#include "engine/demo_forecast.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "engine/demo_random.hpp"

namespace qingkong {
namespace {

constexpr int64_t kOwnKnotHours = 30;     ///< how fast the error of one issue changes along its lead
constexpr int64_t kCommonKnotHours = 30;  ///< how fast the error common to all issues changes along the calendar

AqiValue index_of(double value) {
    return AqiValue::whole(static_cast<int32_t>(std::lround(std::clamp(value, 10.0, 500.0))));
}

}  // namespace

Text describe(const ForecastError& error) {
    const auto percent = [](double share) { return static_cast<int>(std::lround(share * 100)); };
    return {
        fmt::format("预报由真实的后续小时加上声明的误差得出：相对误差 {} %（当时）至 {} %（{} 小时后），向冬季均值 {} "
                    "收缩至多 {} %，"
                    "上下限为中值 ±{} % 至 ±{} %，时效 {} 小时，每 12 小时发布一次",
                    percent(error.sigma_at_once), percent(error.sigma_full), error.full_hours,
                    static_cast<int>(error.mean_aqi), percent(error.pull_full), percent(error.band_share),
                    percent(error.band_share * 2), error.horizon_hours),
        fmt::format(
            "forecasts are the real later hours with a stated error: {} % at once to {} % at {} h, drawn to the "
            "winter mean {} by up to {} %, low and high = centre -/+ {} % to {} %, {} h ahead, every 12 hours",
            percent(error.sigma_at_once), percent(error.sigma_full), error.full_hours, static_cast<int>(error.mean_aqi),
            percent(error.pull_full), percent(error.band_share), percent(error.band_share * 2), error.horizon_hours)};
}

HourlyAqi with_gaps_filled(HourlyAqi air) {
    std::vector<AqiValue>& values = air.values;
    size_t known = values.size();  // index of the last known value; size() = none yet
    for (size_t i = 0; i < values.size(); ++i) {
        if (!values[i].known()) continue;
        if (known < i) {
            const int64_t from = values[known].units();
            const int64_t step = values[i].units() - from;
            for (size_t gap = known + 1; gap < i; ++gap) {
                const auto part = static_cast<int64_t>(gap - known);
                values[gap] =
                    AqiValue::from_units(static_cast<int32_t>(from + step * part / static_cast<int64_t>(i - known)));
            }
        }
        known = i;
    }
    return air;
}

Forecast demo_forecast(const HourlyAqi& air, Hour issued_at, uint64_t seed, const ForecastError& error) {
    const DemoRandom random{seed};
    Forecast forecast;
    forecast.issued_at = instant_of(issued_at);
    for (int lead = 1; lead <= error.horizon_hours; ++lead) {
        const Hour label = issued_at + lead;
        const AqiValue real = air.at(label);
        if (!real.known()) continue;
        const double reach = std::min(1.0, static_cast<double>(lead) / error.full_hours);
        const double sigma = error.sigma_at_once + (error.sigma_full - error.sigma_at_once) * reach;
        const double own = random.smooth("forecast-own", issued_at.index, lead, kOwnKnotHours);
        const double common = random.smooth("forecast-common", 0, label.index, kCommonKnotHours);
        const double z = own * std::sqrt(error.own_share) + common * std::sqrt(1 - error.own_share);
        const double index = static_cast<double>(real.units()) / AqiValue::kUnit;
        const double drawn = error.mean_aqi + (index - error.mean_aqi) * (1 - error.pull_full * reach);
        const double centre = drawn * (1 + sigma * z);
        const double band = error.band_share * (1 + reach);
        forecast.values.push_back(
            {label.index, index_of(centre), index_of(centre * (1 - band)), index_of(centre * (1 + band))});
    }
    return forecast;
}

}  // namespace qingkong
