// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "emissions/transmission.hpp"

using namespace qingkong;

namespace {

/// A month of `hours` hours from label 0; the flag of each hour that was received, '-' = not received.
Transmission of(const std::string& flags, int hours) {
    std::vector<HourlyReading> readings;
    for (size_t i = 0; i < flags.size(); ++i)
        if (flags[i] != '-') readings.push_back({"M", "a21026", Hour{static_cast<int64_t>(i)}, 1, {}, flags[i], TelemetryKind::hour});
    return transmission_of(ReadingIndex(readings), "M", Hour{0}, Hour{static_cast<int64_t>(flags.size())}, Hour{hours});
}

std::string some(int n, char flag) { return std::string(static_cast<size_t>(n), flag); }

}  // namespace

TEST_CASE("valid hours received over hours due, a missing hour is due, an hour under maintenance is received and not valid") {
    const Transmission month = of(some(90, 'N') + some(4, '-') + some(6, 'M'), 720);
    CHECK(month.due == 100);
    CHECK(month.received == 96);
    CHECK(month.valid == 90);
    CHECK(month.permille() == 900);
    CHECK(month.state() == Transmission::State::warning);  // exactly 90 % is no alarm, but below 92 %
}

TEST_CASE("below 90 % is an alarm, 92 % is good") {
    CHECK(of(some(899, 'N') + some(101, '-'), 2000).state() == Transmission::State::alarm);
    CHECK(of(some(92, 'N') + some(8, '-'), 720).state() == Transmission::State::good);
    CHECK(of(some(919, 'N') + some(81, '-'), 2000).state() == Transmission::State::warning);
    CHECK(of(some(9, 'T') + "-", 10).permille() == 900);  // over range is a measurement
}

TEST_CASE("hours with a reported stop are not due, silence is no stop") {
    const Transmission month = of(some(50, 'F') + some(50, 'N'), 720);
    CHECK(month.due == 50);
    CHECK(month.stopped == 50);
    CHECK(month.state() == Transmission::State::good);
    CHECK(of(some(10, 'F'), 720).state() == Transmission::State::not_due);
    CHECK(of(some(10, '-'), 720).state() == Transmission::State::alarm);
}

TEST_CASE("how many hours may still be missed before the month falls below 90 %") {
    // 720 hours: 72 may fail; 10 have.
    const Transmission early = of(some(90, 'N') + some(10, '-'), 720);
    CHECK(early.hours_left == 620);
    CHECK(early.hours_to_spare() == 62);
    const Transmission lost = of(some(100, '-'), 720);
    CHECK(lost.hours_to_spare() == -28);
    CHECK_FALSE(lost.reachable());
}
