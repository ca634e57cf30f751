// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "emissions/achieved.hpp"

using namespace qingkong;

namespace {

const TelemetrySettings kSettings;
const Hour kStart = *parse_hour("2014-02-20T01:00");
constexpr int64_t kKg = 1000;  // grams

LineEvidence line(const char* enterprise, const char* id, int64_t nox_g_per_day) {
    LineEvidence made{enterprise, id};
    made.base[Emitted::nox] = Rational(nox_g_per_day);
    return made;
}

DueOrder order(const char* enterprise, const char* id, int64_t nox_g_per_day, int hours) {
    DueOrder due;
    due.order.area = "a1";
    due.order.enterprise_id = enterprise;
    due.order.line_id = id;
    due.order.kind = MeasureKind::stop;
    due.order.mandatory = true;
    due.order.reduction[Emitted::nox] = Rational(nox_g_per_day);
    due.start = kStart;
    due.end = kStart + hours;
    return due;
}

void emit(std::vector<HourlyReading>& readings, const char* mn, int from, int to, int64_t grams, char flag = 'N') {
    for (int hour = from; hour < to; ++hour)
        readings.push_back({mn, "a21002", kStart + hour, {}, grams, flag, TelemetryKind::hour});
}
void use(std::vector<HourlyReading>& readings, const char* mn, int from, int to, int64_t kwh_milli) {
    for (int hour = from; hour < to; ++hour)
        readings.push_back({mn, "dl001", kStart + hour, {}, kwh_milli, 'N', TelemetryKind::hour});
}

AchievedPollutant nox(const std::vector<DueOrder>& orders, const std::vector<LineEvidence>& lines,
                      std::vector<HourlyReading> readings, int hours, int64_t city_base_g_per_day) {
    const EvidenceIndex evidence(lines);
    const ReadingIndex index(std::move(readings));
    DailyEmission base;
    base[Emitted::nox] = Rational(city_base_g_per_day);
    return achieved_reduction({orders, evidence, index, kSettings, kStart, kStart + hours, base})[Emitted::nox];
}

}  // namespace

TEST_CASE("R12: base 500 kg/d, alert days 380 and 360, plan 150: 130 kg/d, 26 %, a shortfall") {
    LineEvidence stack = line("E1", "L1", 500 * kKg);
    stack.cems_mn = "STACK";
    std::vector<HourlyReading> readings;
    emit(readings, "STACK", 0, 23, 15'833);
    emit(readings, "STACK", 23, 24, 380'000 - 23 * 15'833);
    emit(readings, "STACK", 24, 48, 15'000);
    const auto result = nox({order("E1", "L1", 150 * kKg, 48)}, {stack}, readings, 48, 500 * kKg);
    REQUIRE(result.judged);
    CHECK(result.planned_g_per_day == Rational(150 * kKg));
    CHECK(result.lower_g_per_day == Rational(130 * kKg));
    CHECK(result.upper_g_per_day == Rational(130 * kKg));
    CHECK(result.lower_percent == Rational(26));
    CHECK((*result.lower_g_per_day * Rational(100) / result.planned_g_per_day).cut1() == "86.6");
    CHECK(result.by_cems_g_per_day == Rational(130 * kKg));
    CHECK(result.gaps == std::vector<EnterpriseGap>{{"a1", "E1", Rational(20 * kKg)}});
    CHECK(describe(result).zh == "26 %（覆盖率100 %）");
}

TEST_CASE("missing hours of a day take the median of its valid ones") {
    LineEvidence stack = line("E1", "L1", 240 * kKg);
    stack.cems_mn = "STACK";
    std::vector<HourlyReading> readings;
    emit(readings, "STACK", 0, 1, 90'000);  // one high hour does not fill the gaps
    emit(readings, "STACK", 1, 18, 5'000);
    // 90 + 17 x 5 + 6 x 5 = 205 of 240
    const auto result = nox({order("E1", "L1", 100 * kKg, 24)}, {stack}, readings, 24, 1000 * kKg);
    CHECK(result.lower_g_per_day == Rational(35 * kKg));
    CHECK(result.coverage_percent == Rational(100));
}

TEST_CASE("17 of 24 hours are too few for the stack: the electricity speaks") {
    LineEvidence both = line("E1", "L1", 240 * kKg);
    both.cems_mn = "STACK";
    both.meters = {"METER"};
    both.normal_kwh_per_day = Rational(24'000);
    std::vector<HourlyReading> readings;
    emit(readings, "STACK", 0, 17, 0);
    use(readings, "METER", 0, 24, 750'000);  // three quarters of the normal load
    const auto result = nox({order("E1", "L1", 100 * kKg, 24)}, {both}, readings, 24, 1000 * kKg);
    CHECK(result.by_cems_g_per_day.zero());
    CHECK(result.lower_g_per_day == Rational(60 * kKg));
}

TEST_CASE("electricity never gives more than 1.2 x the plan, nor less than nothing") {
    LineEvidence metered = line("E1", "L1", 240 * kKg);
    metered.meters = {"METER"};
    metered.normal_kwh_per_day = Rational(24'000);
    std::vector<HourlyReading> none, much;
    use(none, "METER", 0, 24, 0);
    use(much, "METER", 0, 24, 2'000'000);
    const std::vector<DueOrder> orders{order("E1", "L1", 100 * kKg, 24)};
    CHECK(nox(orders, {metered}, none, 24, 1000 * kKg).lower_g_per_day == Rational(120 * kKg));
    CHECK(nox(orders, {metered}, much, 24, 1000 * kKg).lower_g_per_day == Rational(0));
}

TEST_CASE("hours without evidence count nothing below and as planned above") {
    LineEvidence metered = line("E1", "L1", 240 * kKg);
    metered.meters = {"METER"};
    metered.normal_kwh_per_day = Rational(24'000);
    std::vector<HourlyReading> readings;
    use(readings, "METER", 0, 18, 500'000);
    // 18 hours at half load: 240 x (18/24 - 9/24) = 90; six hours of 100 kg/d planned: 25
    const auto result = nox({order("E1", "L1", 100 * kKg, 24)}, {metered}, readings, 24, 500 * kKg);
    CHECK(result.coverage_percent == Rational(75));
    CHECK(result.lower_g_per_day == Rational(90 * kKg));
    CHECK(result.upper_g_per_day == Rational(115 * kKg));
    CHECK(describe(result).zh == "18–23 %（覆盖率75 %）");
    CHECK(describe(result).en == "18–23 % (coverage 75 %)");
}

TEST_CASE("under 60 % coverage no figure is given") {
    LineEvidence metered = line("E1", "L1", 240 * kKg);
    metered.meters = {"METER"};
    metered.normal_kwh_per_day = Rational(24'000);
    std::vector<HourlyReading> readings;
    use(readings, "METER", 0, 24, 0);
    const auto covered = [&](int64_t unmetered_plan) {
        return nox({order("E1", "L1", 60 * kKg, 24), order("E2", "L1", unmetered_plan, 24)},
                   {metered, line("E2", "L1", 400 * kKg)}, readings, 24, 1000 * kKg);
    };
    CHECK(covered(40 * kKg).judged);
    const auto result = covered(40 * kKg + 1);
    CHECK_FALSE(result.judged);
    CHECK_FALSE(result.lower_g_per_day);
    CHECK_FALSE(result.upper_percent);
    CHECK(result.gaps.empty());
    CHECK(describe(result).zh == "覆盖率不足，不予给出结论");
}

TEST_CASE("a reported stop emits nothing, a rise counts against the line") {
    LineEvidence stopped = line("E1", "L1", 240 * kKg), raised = line("E2", "L1", 240 * kKg);
    stopped.cems_mn = "STACK1";
    raised.cems_mn = "STACK2";
    std::vector<HourlyReading> readings;
    for (int hour = 0; hour < 24; ++hour)
        readings.push_back({"STACK1", "a21002", kStart + hour, {}, {}, 'F', TelemetryKind::hour});
    emit(readings, "STACK2", 0, 24, 12'000);
    const auto result = nox({order("E1", "L1", 240 * kKg, 24), order("E2", "L1", 100 * kKg, 24)}, {stopped, raised},
                            readings, 24, 1000 * kKg);
    CHECK(result.lower_g_per_day == Rational(192 * kKg));
    CHECK(result.gaps == std::vector<EnterpriseGap>{{"a1", "E2", Rational(148 * kKg)}});
}

TEST_CASE("part of a day and a ramp are prorated, the average is over the due time") {
    LineEvidence stack = line("E1", "L1", 240 * kKg);
    stack.cems_mn = "STACK";
    DueOrder due = order("E1", "L1", 240 * kKg, 24);
    due.order.ramp_hours = 12;
    std::vector<HourlyReading> readings;
    emit(readings, "STACK", 0, 12, 10'000);
    emit(readings, "STACK", 12, 24, 2'500);
    const auto result = nox({due}, {stack}, readings, 24, 1000 * kKg);
    CHECK(result.planned_g_per_day == Rational(240 * kKg));
    CHECK(result.lower_g_per_day == Rational(180 * kKg));  // 120 - 30 kg in twelve hours
}

TEST_CASE("a voluntary order and a pollutant that is not cut are no part of the account") {
    DueOrder voluntary = order("E1", "L1", 100 * kKg, 24);
    voluntary.order.mandatory = false;
    const auto result =
        nox({voluntary, order("E2", "L1", 0, 24)}, {line("E1", "L1", 1), line("E2", "L1", 1)}, {}, 24, 1);
    CHECK_FALSE(result.coverage_percent);
    CHECK_FALSE(result.judged);
    CHECK(result.planned_g_per_day.zero());
}

TEST_CASE("an upgrade in mid-day changes the plan of the same line, not its base") {
    LineEvidence stack = line("E1", "L1", 240 * kKg);
    stack.cems_mn = "STACK";
    DueOrder yellow = order("E1", "L1", 120 * kKg, 12), orange = order("E1", "L1", 240 * kKg, 24);
    orange.start = kStart + 12;
    std::vector<HourlyReading> readings;
    emit(readings, "STACK", 0, 12, 5'000);
    emit(readings, "STACK", 12, 24, 0);
    const auto result = nox({yellow, orange}, {stack}, readings, 24, 1000 * kKg);
    CHECK(result.planned_g_per_day == Rational(180 * kKg));
    CHECK(result.lower_g_per_day == Rational(180 * kKg));
    CHECK(result.gaps.empty());
}
