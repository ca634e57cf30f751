// SPDX-License-Identifier: Apache-2.0
#include "rules/forecast_reader.hpp"

#include <string>

#include <catch2/catch.hpp>

using namespace qingkong;

namespace {

std::string told(std::string_view bytes, const AirSource& from = {"f.csv", {}}) {
    const auto file = read_forecast(bytes, from);
    std::string text;
    for (const Problem& problem : file ? file->notes : file.error()) text += problem.print(Language::en) + "\n";
    if (!file) return text + "nothing read\n";
    for (const CityForecasts& city : file->cities)
        for (const Forecast& forecast : city.forecasts) {
            text += city.city + " issued " + format_instant(forecast.issued_at) + "\n";
            for (const ForecastValue& value : forecast.values)
                text += "  " + (forecast.daily ? format_day(Day{value.index}) : format_hour(Hour{value.index})) + " " +
                        format_aqi(value.lower) + "/" + format_aqi(value.centre) + "/" + format_aqi(value.upper) + "\n";
        }
    return text;
}

}  // namespace

TEST_CASE("hourly forecasts are gathered by issue, in time order, with their bounds") {
    CHECK(told("issued_at,valid_at,aqi,aqi_low,aqi_high\n"
               "2014-02-20T20:00:00+08:00,2014-02-20T22:00:00+08:00,210,190,230\n"
               "2014-02-20T20:00:00+08:00,2014-02-20T21:00:00+08:00,187.5,,\n"
               "2014-02-20T08:00:00+08:00,2014-02-20T21:00:00+08:00,150,140,160\n"
               "2014-02-20T08:00:00+08:00,2014-02-20T21:00:00+08:00,150,140,160\n") ==
          " issued 2014-02-20T08:00:00+08:00\n  2014-02-20T21:00:00+08:00 140/150/160\n"
          " issued 2014-02-20T20:00:00+08:00\n  2014-02-20T21:00:00+08:00 /187.5/\n  2014-02-20T22:00:00+08:00 190/210/230\n");
}

TEST_CASE("daily forecasts and a column of cities are read, concentrations beside the AQI are known columns") {
    CHECK(told("city,issued_at,valid_date,aqi,pm25,who\n郑州,2014-02-20T20:00,2014-02-21,210,160,x\n"
               "北京,2014-02-20T20:00,2014-02-21,NA,,y\n") ==
          "f.csv:1: note: columns not read (1): who\nf.csv: note: missing values: 1\n"
          "北京 issued 2014-02-20T20:00:00+08:00\n  2014-02-21 //\n"
          "郑州 issued 2014-02-20T20:00:00+08:00\n  2014-02-21 /210/\n");
}

TEST_CASE("faulty forecast rows are refused with their places and the rest is kept") {
    CHECK(told("issued_at,valid_at,aqi\n2014-02-20T20:00,2014-02-20T21:00,187\n2014-02-20T20:00,2014-02-20T21:00,188\n"
               "2014-02-20T20:00,2014-02-20T21:30,1\nsoon,2014-02-20T22:00,1\n2014-02-20T20:00,2014-02-20T22:00,-1\n") ==
          "f.csv:3:1: error: this hour of the same issue has other values in f.csv:2; the first row stays; keep only one of "
          "them\n"
          "f.csv:4:18: error: \"2014-02-20T21:30\" is no full hour; for example 2014-02-20T12:00:00+08:00\n"
          "f.csv:5:1: error: \"soon\" is no time; for example 2014-02-20T12:00:00+08:00\n"
          "f.csv:6:35: error: -1 is negative; wanted: a number of 0 or more such as 35.5, or nothing where it is missing\n"
          " issued 2014-02-20T20:00:00+08:00\n  2014-02-20T21:00:00+08:00 /187/\n");
}

TEST_CASE("what is no forecast is refused whole") {
    const std::string wanted = "; wanted: a heading with issued_at, valid_at (or valid_date) and aqi\nnothing read\n";
    CHECK(told("time,aqi\n") == "f.csv:1:1: error: not the heading of a forecast" + wanted);
    CHECK(told("") == "f.csv: error: the file is empty" + wanted);
}

TEST_CASE("the newest issue at or before a moment counts, and a city without its own takes the unnamed one") {
    const auto file = read_forecast("issued_at,valid_at,aqi\n2014-02-20T08:00,2014-02-20T21:00,1\n"
                                    "2014-02-20T20:00,2014-02-20T21:00,2\n", {"f.csv", {}});
    REQUIRE(file);
    const CityForecasts* city = file->of("北京");
    REQUIRE(city != nullptr);
    const auto at = [&](const char* moment) { return newest_issue(city->forecasts, parse_stamp(moment)->instant); };
    CHECK(at("2014-02-20T07:59") == nullptr);
    CHECK(at("2014-02-20T08:00") == &city->forecasts[0]);
    CHECK(at("2014-02-20T19:59") == &city->forecasts[0]);
    CHECK(at("2014-02-20T20:00") == &city->forecasts[1]);
}
