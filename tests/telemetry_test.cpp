// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <vector>

#include <fmt/format.h>
#include <catch2/catch.hpp>

#include "emissions/telemetry.hpp"

using namespace qingkong;

namespace {

const TelemetrySettings kSettings;

std::vector<TelemetryValue> values_of(const std::vector<std::string>& segments,
                                      const TelemetrySettings& settings = kSettings) {
    std::vector<TelemetryValue> all;
    for (const std::string& segment : segments)
        for (TelemetryValue& value : telemetry_values(*read_packet(segment), settings)) all.push_back(value);
    return all;
}

std::vector<HourlyReading> readings_of(const std::vector<std::string>& segments,
                                       const TelemetrySettings& settings = kSettings) {
    return hourly_readings(values_of(segments, settings), settings);
}

std::string segment(const char* cn, const std::string& time, const std::string& items) {
    return fmt::format("QN=1;ST=31;CN={};MN=M;Flag=4;CP=&&DataTime={};{}&&", cn, time, items);
}

/// CN 2011 once a minute, minutes [from, to) of 13:00.
std::vector<std::string> minutes(int from, int to, const std::string& items) {
    std::vector<std::string> segments;
    for (int minute = from; minute < to; ++minute)
        segments.push_back(segment("2011", fmt::format("2026112213{:02}00", minute), items));
    return segments;
}

}  // namespace

TEST_CASE("telemetry of the hour from 13:00 joins the air hour labelled 14:00") {
    const auto readings =
        readings_of({segment("2061", "20261122130000", "a21026-Cou=1.860,a21026-Avg=12.45,a21026-Flag=N")});
    REQUIRE(readings.size() == 1);
    CHECK(format_hour(readings[0].hour) == "2026-11-22T14:00:00+08:00");
    CHECK(readings[0].avg_milli == 12450);
    CHECK(readings[0].cou_milli == 1860);
    CHECK(readings[0].measured());
}

TEST_CASE("a device that stamps the end of the interval is a setting") {
    TelemetrySettings settings;
    settings.data_time_is_end = true;
    const auto readings = readings_of({segment("2061", "20261122140000", "a-Avg=1")}, settings);
    REQUIRE(readings.size() == 1);
    CHECK(format_hour(readings[0].hour) == "2026-11-22T14:00:00+08:00");
}

TEST_CASE("hour data counts before minutes, and a later value for the same start before an earlier one") {
    auto segments = minutes(0, 60, "a-Rtd=5,a-Flag=N");
    segments.push_back(segment("2061", "20261122130000", "a-Avg=7,a-Flag=N"));
    segments.push_back(segment("2061", "20261122130000", "a-Avg=8,a-Flag=N"));
    const auto readings = readings_of(segments);
    REQUIRE(readings.size() == 1);
    CHECK(readings[0].avg_milli == 8000);
}

TEST_CASE("45 valid minutes make an hour, 44 do not") {
    CHECK(readings_of(minutes(0, 44, "a-Rtd=5,a-Flag=N")).empty());
    const auto readings = readings_of(minutes(0, 45, "a-Rtd=5,a-Flag=N"));
    REQUIRE(readings.size() == 1);
    CHECK(readings[0].avg_milli == 5000);
    CHECK_FALSE(readings[0].cou_milli);
    // Twice in the same minute is one minute heard.
    auto twice = minutes(0, 44, "a-Rtd=5,a-Flag=N");
    twice.push_back(segment("2011", "20261122134330", "a-Rtd=5,a-Flag=N"));
    CHECK(readings_of(twice).empty());
}

TEST_CASE("values under maintenance or fault are no minutes of measurement") {
    auto segments = minutes(0, 44, "a-Rtd=5,a-Flag=N");
    for (const std::string& more : minutes(44, 60, "a-Rtd=900,a-Flag=M")) segments.push_back(more);
    CHECK(readings_of(segments).empty());
}

TEST_CASE("an hour of flag F is a reported stop") {
    const auto readings = readings_of(minutes(0, 50, "a00000-Rtd=0,a00000-Flag=F"));
    REQUIRE(readings.size() == 1);
    CHECK(readings[0].flag == 'F');
    CHECK_FALSE(readings[0].measured());
    CHECK_FALSE(readings[0].avg_milli);
}

TEST_CASE("minutes that did not arrive do not look like nothing emitted") {
    std::vector<std::string> five;
    for (const char* time : {"20261122130000", "20261122131000", "20261122132000", "20261122133000", "20261122134000"})
        five.push_back(segment("2051", time, "a-Cou=1.0,a-Avg=3,a-Flag=N"));
    const auto readings = readings_of(five);
    REQUIRE(readings.size() == 1);
    CHECK(readings[0].cou_milli == 6000);  // 5 kg in 50 minutes are 6 kg in the hour
    CHECK(readings[0].avg_milli == 3000);
    five.pop_back();
    CHECK(readings_of(five).empty());
}

TEST_CASE("kWh come from the counted energy, else from the mean power, not from a faulty meter") {
    const auto kwh = [](const std::string& items) {
        const ReadingIndex index(readings_of({segment("2061", "20261122130000", items)}));
        return index.kwh_milli("M", *parse_hour("2026-11-22T14:00"), kSettings);
    };
    CHECK(kwh("dl001-Cou=41.5,dl001-Avg=40,dl001-Flag=N") == 41500);
    CHECK(kwh("dl001-Avg=40") == 40000);
    CHECK_FALSE(kwh("dl001-Cou=41.5,dl001-Flag=D"));
    CHECK_FALSE(kwh("a21026-Cou=1,a21026-Flag=N"));
}

TEST_CASE("flow is m3 of the hour, else the mean in the device's unit") {
    const auto flow = [](const std::string& items, FlowUnit unit) {
        TelemetrySettings settings;
        settings.flow_unit = unit;
        const ReadingIndex index(readings_of({segment("2061", "20261122130000", items)}));
        return index.flow_milli_m3_per_hour("M", *parse_hour("2026-11-22T14:00"), settings);
    };
    CHECK(flow("a00000-Cou=149400,a00000-Avg=41.5,a00000-Flag=N", FlowUnit::m3_per_hour) == 149'400'000);
    CHECK(flow("a00000-Avg=41.5,a00000-Flag=N", FlowUnit::m3_per_second) == 149'400'000);
    CHECK(flow("B02-Avg=41.5", FlowUnit::m3_per_hour) == 41'500);
}

TEST_CASE("other commands and unreadable times give no values") {
    CHECK(values_of({segment("2031", "20261122000000", "a-Avg=1")}).empty());
    CHECK(values_of({segment("2061", "2026112213", "a-Avg=1")}).empty());
    CHECK(values_of({segment("2061", "20261322130000", "a-Avg=1")}).empty());
    CHECK(values_of({segment("2061", "20261122130000", "a-Avg=--")}).empty());
    CHECK(values_of({segment("2061", "20261122130000123", "a-Avg=1")}).size() == 1);
}

TEST_CASE("thousandths are exact and cut") {
    CHECK(parse_milli("12.50") == 12500);
    CHECK(parse_milli("0.0019") == 1);
    CHECK(parse_milli("-0.5") == -500);
    CHECK(parse_milli("7.") == 7000);
    CHECK_FALSE(parse_milli(""));
    CHECK_FALSE(parse_milli("-"));
    CHECK_FALSE(parse_milli("1e3"));
    CHECK_FALSE(parse_milli("1.2.3"));
    CHECK_FALSE(parse_milli("99999999999999999999"));
}
