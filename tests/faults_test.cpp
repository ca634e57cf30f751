// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "engine/clock_watch.hpp"
#include "engine/faults.hpp"

using namespace qingkong;

TEST_CASE("a clock that is set by two minutes or more is told with its direction, a slow drift is not") {
    const auto steady = std::chrono::steady_clock::time_point{};
    const auto after = [&](int seconds) { return steady + std::chrono::seconds(seconds); };
    ClockWatch watch(Instant{1'000'000}, steady);
    CHECK_FALSE(watch.step(Instant{1'000'005}, after(5)));
    CHECK_FALSE(watch.step(Instant{1'000'129}, after(10)));              // 119 s too many
    CHECK(watch.step(Instant{1'000'129 + 5 + 86400}, after(15)) == 86400);    // a day forward
    CHECK_FALSE(watch.step(Instant{1'000'139 + 86400}, after(20)));      // believed from then on
    CHECK(watch.step(Instant{1'000'144}, after(25)) == -86400);
}

TEST_CASE("a fault keeps the time of its beginning, and is news once") {
    Faults faults;
    CHECK(faults.begin("store", {"满", "full"}, Instant{100}));
    CHECK_FALSE(faults.begin("store", {"满", "full"}, Instant{200}));
    CHECK(faults.begin("store", {"锁", "locked"}, Instant{300}));
    REQUIRE(faults.all().size() == 1);
    CHECK(faults.all()[0].since == Instant{100});
    CHECK(faults.all()[0].what.en == "locked");
    CHECK(faults.end("store"));
    CHECK_FALSE(faults.end("store"));
    CHECK(faults.all().empty());
}
