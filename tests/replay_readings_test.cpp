// SPDX-License-Identifier: Apache-2.0
// Replay walks through history by the hours that matter; here every hour is asked as well, for random editions with
// readings (tests/random_decision.hpp).
#include <catch2/catch.hpp>

#include <iostream>

#include <fmt/format.h>

#include "engine/replay.hpp"
#include "tests/random_decision.hpp"

using namespace qingkong;
using plain::between;
using plain::chance;

namespace {

struct History {
    plain::Rules rules;
    plain::Series series;
    ReplayAir air;
    std::vector<Forecast> issues;
};

History random_history(std::mt19937& random, bool daily) {
    History out;
    out.rules = plain::random_rules(random);
    out.series =
        plain::random_series(random, out.rules, daily ? plain::Shape::days : plain::Shape::hours, daily ? 720 : 260);
    if (!daily && !out.rules.natural_day && chance(random, 15)) plain::add_random_means(random, out.rules, out.series);
    out.air.daily = daily;
    out.air.first = *parse_hour("2014-02-01T01:00") + (daily ? 0 : between(random, 0, 30));
    for (const plain::Side* side : {&out.series.measured, &out.series.forecast}) {
        for (const plain::Value& value : side->values) out.air.values.push_back(plain::product_value(value));
        for (const plain::Value& mean : side->means) out.air.means.push_back(plain::product_value(mean));
    }
    // An issue every other day, wrong by up to 40 %, for the next four days; by hours or by days.
    const int unit = daily ? 24 : 1;
    const int hours = static_cast<int>(out.air.values.size()) * unit;
    const bool by_days = daily || chance(random, 30);
    for (int at = between(random, 0, 40); at < hours; at += 48) {
        Forecast forecast;
        forecast.daily = by_days;
        forecast.issued_at = instant_of(out.air.first + at);
        const int percent = between(random, 60, 140);
        for (int h = at + 1; h < std::min(hours, at + 96); h += by_days ? 24 : 1) {
            const AqiValue real = out.air.values[static_cast<size_t>(h / unit)];
            if (!real.known()) continue;
            const int32_t units = std::min(500 * AqiValue::kUnit, real.units() / 100 * percent);
            const Hour label = out.air.first + h;
            forecast.values.push_back(
                {by_days ? day_of_label(label).index : label.index, AqiValue::from_units(units), {}, {}});
        }
        out.issues.push_back(forecast);
    }
    return out;
}

std::string words(const Replay& replay, Hour first) {
    std::string text;
    const auto hour = [&](const std::optional<Hour>& label) { return label ? fmt::format("{}", *label - first) : "-"; };
    for (const ReplayAction& a : replay.actions)
        text += fmt::format("{} {} {} from {} [{},{}) {}\n", hour(a.decided_at), token(a.action), token(a.level),
                            hour(a.effective_at), hour(a.episode_begin), hour(a.episode_end), a.clause);
    for (const ReplayAlert& a : replay.alerts)
        text += fmt::format("stay {} {} to {} {}\n", token(a.level), hour(a.start), hour(a.end), token(a.state));
    return text;
}

}  // namespace

TEST_CASE("replay by the hours that matter answers as replay hour by hour, whatever the edition's readings") {
    std::mt19937 random(plain::test_seed() + 7);
    int differences = 0, replays = 0, with_alerts = 0;
    for (int i = 0; i < 400 && differences < 3; ++i) {
        const History history = random_history(random, i % 4 == 0);
        Edition edition = plain::edition_of(history.rules);
        if (!history.air.means.empty()) edition.daily_aqi_mode = DailyAqiMode::aqi_of_means;
        for (const ForecastMode mode : {ForecastMode::perfect, ForecastMode::persistence, ForecastMode::issues}) {
            ReplayOptions options{mode};
            options.issues = &history.issues;
            if (mode == ForecastMode::perfect && chance(random, 30)) options.horizon_hours = between(random, 12, 120);
            const Replay fast = replay(edition, history.air, options);
            options.shortcuts = false;
            const std::string a = words(fast, history.air.first);
            const std::string b = words(replay(edition, history.air, options), history.air.first);
            ++replays;
            with_alerts += !fast.alerts.empty();
            if (a == b) continue;
            ++differences;
            UNSCOPED_INFO(plain::words(history.rules)
                          << "\n  " << plain::words(history.series) << "\n  mode " << static_cast<int>(mode)
                          << ", horizon " << options.horizon_hours.value_or(-1) << "\nwith shortcuts:\n"
                          << a << "without:\n"
                          << b);
        }
    }
    std::cout << fmt::format("replay: {} replays, {} with alerts, seed {}\n", replays, with_alerts, plain::test_seed());
    UNSCOPED_INFO("seed " << plain::test_seed());
    CHECK(differences == 0);
    CHECK(with_alerts > replays / 4);
}
