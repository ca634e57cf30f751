// SPDX-License-Identifier: Apache-2.0
#include "engine/demo_forecast.hpp"

#include <cmath>

#include <catch2/catch.hpp>

#include "engine/demo_random.hpp"

using namespace qingkong;

namespace {

HourlyAqi steady(Hour first, int hours, int aqi) {
    return {first, std::vector<AqiValue>(static_cast<size_t>(hours), AqiValue::whole(aqi))};
}

const Hour kNoon = *parse_hour("2014-02-14T12:00");

}  // namespace

TEST_CASE("The demo's random numbers are a function of seed, purpose and numbers, even over their range") {
    const DemoRandom random{632};
    CHECK(random.bits("a", 1, 2) == DemoRandom{632}.bits("a", 1, 2));
    CHECK(random.bits("a", 1, 2) != random.bits("a", 2, 1));
    CHECK(random.bits("a", 1, 2) != random.bits("b", 1, 2));
    CHECK(random.bits("a", 1, 2) != DemoRandom{633}.bits("a", 1, 2));
    double uniform = 0, normal = 0, square = 0;
    constexpr int kCount = 20'000;
    for (int i = 0; i < kCount; ++i) {
        const double u = random.uniform("u", i);
        REQUIRE(u >= 0);
        REQUIRE(u < 1);
        uniform += u / kCount;
        const double z = random.normal("n", i);
        normal += z / kCount;
        square += z * z / kCount;
    }
    CHECK(uniform == Approx(0.5).margin(0.02));
    CHECK(normal == Approx(0).margin(0.05));
    CHECK(square == Approx(1).margin(0.05));
}

TEST_CASE("Without an error a forecast is the real later hours, from the hour after its issue to its horizon") {
    ForecastError none;
    none.sigma_at_once = none.sigma_full = none.pull_full = none.band_share = 0;
    none.horizon_hours = 3;
    HourlyAqi air{kNoon - 1,
                  {AqiValue::whole(90), AqiValue::whole(100), AqiValue::whole(210), AqiValue::whole(320),
                   AqiValue::whole(430), AqiValue::whole(77)}};
    const Forecast forecast = demo_forecast(air, kNoon, 1, none);
    CHECK(forecast.issued_at == instant_of(kNoon));
    REQUIRE(forecast.values.size() == 3);
    for (size_t i = 0; i < 3; ++i) {
        CHECK(forecast.values[i].index == kNoon.index + static_cast<int64_t>(i) + 1);
        CHECK(forecast.values[i].centre == air.values[i + 2]);
        CHECK(forecast.values[i].lower == forecast.values[i].centre);
        CHECK(forecast.values[i].upper == forecast.values[i].centre);
    }
}

TEST_CASE("A forecast depends on seed and issue and is the same each time it is asked") {
    const HourlyAqi air = steady(kNoon - 24, 24 * 8, 250);
    const auto centres = [&](uint64_t seed, Hour issue) {
        std::vector<int32_t> out;
        for (const ForecastValue& value : demo_forecast(air, issue, seed, {}).values)
            out.push_back(value.centre.units());
        return out;
    };
    CHECK(centres(1, kNoon) == centres(1, kNoon));
    CHECK(centres(1, kNoon) != centres(2, kNoon));
    CHECK(centres(1, kNoon) != centres(1, kNoon + 12));
}

TEST_CASE("The error of forecasts is the stated one: small at once, larger ahead, drawn towards the mean") {
    const HourlyAqi air = steady(kNoon, 24 * 400, 300);
    const ForecastError error;
    for (const int lead : {1, 48, 96, 120}) {
        double sum = 0, square = 0;
        constexpr int kIssues = 600;
        for (int i = 0; i < kIssues; ++i) {
            const ForecastValue value =
                demo_forecast(air, kNoon + 12 * i, 7, error).values[static_cast<size_t>(lead) - 1];
            const double centre = value.centre.units() / 10'000.0;
            sum += centre / kIssues;
            square += centre * centre / kIssues;
        }
        const double reach = std::min(1.0, lead / 96.0);
        const double mean = 150 + 150 * (1 - 0.30 * reach);
        const double sigma = mean * (0.04 + 0.16 * reach);
        INFO("lead " << lead);
        CHECK(sum == Approx(mean).epsilon(0.03));
        CHECK(std::sqrt(square - sum * sum) == Approx(sigma).epsilon(0.15));
    }
}

TEST_CASE(
    "Low and high stand the stated share below and above the centre, five percent at once, ten from 96 hours on") {
    const ForecastError error;
    const Forecast forecast = demo_forecast(steady(kNoon, 200, 200), kNoon, 3, error);
    for (const ForecastValue& value : forecast.values) {
        const int64_t lead = value.index - kNoon.index;
        const double band = 0.05 * (1 + std::min(1.0, static_cast<double>(lead) / 96));
        const double centre = value.centre.units() / 10'000.0;
        CHECK(value.lower.units() / 10'000.0 == Approx(centre * (1 - band)).margin(1.2));
        CHECK(value.upper.units() / 10'000.0 == Approx(centre * (1 + band)).margin(1.2));
    }
}

TEST_CASE("A gap between two known hours lies on the line between them, the ends stay unknown") {
    HourlyAqi air{kNoon, {{}, AqiValue::whole(100), {}, {}, AqiValue::whole(130), {}}};
    const HourlyAqi filled = with_gaps_filled(air);
    CHECK(!filled.values[0].known());
    CHECK(filled.values[2] == AqiValue::whole(110));
    CHECK(filled.values[3] == AqiValue::whole(120));
    CHECK(!filled.values[5].known());
    const Forecast forecast = demo_forecast(filled, kNoon - 1, 1, {});
    CHECK(forecast.values.size() == 4);  // what is not known of the real air is not forecast
}
