// SPDX-License-Identifier: Apache-2.0
#include "rules/air_json.hpp"

#include <string>

#include <catch2/catch.hpp>
#include <fmt/format.h>

using namespace qingkong;

namespace {

std::string refusals(const std::vector<RefusedRow>& refused, const std::vector<Problem>& notes, int repeated) {
    std::string text;
    for (const RefusedRow& row : refused) text += fmt::format("row {}: {}\n", row.line, row.what.en);
    for (const Problem& note : notes) text += note.print(Language::en) + "\n";
    if (repeated > 0) text += fmt::format("repeated {}\n", repeated);
    return text;
}

std::string observations(std::string_view json) {
    const auto push = read_observations_json(json);
    if (!push) return push.error().front().print(Language::en);
    std::string text = push->area + "\n";
    for (const Observation& row : push->rows) {
        text += format_hour(row.hour) + " " + format_aqi(row.aqi);
        for (const Pollutant pollutant : kAllPollutants)
            if (const auto& value = row.values[static_cast<size_t>(pollutant)])
                text += fmt::format(" {} {}", token(pollutant), value->micro);
        text += "\n";
    }
    return text + refusals(push->refused, push->notes, push->repeated);
}

std::string forecast(std::string_view json) {
    const auto push = read_forecast_json(json);
    if (!push) return push.error().front().print(Language::en);
    std::string text = push->area + " " + format_instant(push->forecast.issued_at) + "\n";
    for (const ForecastValue& value : push->forecast.values)
        text += (push->forecast.daily ? format_day(Day{value.index}) : format_hour(Hour{value.index})) + " " +
                format_aqi(value.lower) + "/" + format_aqi(value.centre) + "/" + format_aqi(value.upper) + "\n";
    return text + refusals(push->refused, push->notes, push->repeated);
}

}  // namespace

TEST_CASE("a push of observations keeps decimals exactly, in time order") {
    CHECK(observations(R"({"area":"410102","rows":[
              {"time":"2014-02-20T13:00:00+08:00","pm25":35.5,"co":0.1,"o3":150.00000001,"so2":1e2},
              {"time":"2014-02-20T12:00:00+08:00","aqi":187.5,"pm25":null,"pm10":"NA","no2":-999}]})") ==
          "410102\n2014-02-20T12:00:00+08:00 187.5\n"
          "2014-02-20T13:00:00+08:00  pm25 35500000 so2 100000000 co 100000 o3 150000000\n");
}

TEST_CASE("equal rows of a push are taken once, faulty ones are refused by their number and the rest is kept") {
    CHECK(observations(R"({"rows":[{"time":"2014-02-20T12:00:00+08:00","pm25":1},
              {"time":"2014-02-20T12:00:00+08:00","pm25":1.0},
              {"time":"2014-02-20T12:00:00+08:00","pm25":2},
              {"time":"2014-02-20T12:30:00+08:00","pm25":2},
              {"pm25":2}, 7,
              {"time":"2014-02-20T13:00:00+08:00","pm25":-2},
              {"time":"2014-02-20T13:00:00+08:00","pm25":"x"},
              {"time":"2014-02-20T13:00:00+08:00","pm25":[1]},
              {"time":"2014-02-20T13:00:00+08:00","PM2.5":3,"wind":4}],"from":"me"})") ==
          "all\n2014-02-20T12:00:00+08:00  pm25 1000000\n2014-02-20T13:00:00+08:00  pm25 3000000\n"
          "row 3: row 1 has other values for this time\n"
          "row 4: \"2014-02-20T12:30:00+08:00\" is no full hour\n"
          "row 5: time is missing or no text\n"
          "row 6: no JSON object\n"
          "row 7: pm25: -2 is negative\n"
          "row 8: pm25: \"x\" is no number\n"
          "row 9: pm25 is no number\n"
          "note: keys not read: from, wind\nrepeated 1\n");
}

TEST_CASE("a body that is no push is refused whole") {
    CHECK(observations("{\"rows\":[\n  nonsense]}") == ":2:4: error: no valid JSON");
    CHECK(observations("[]").find("error: the body is no JSON object") == 0);
    CHECK(observations("{}").find("error: there is no list rows; for example") == 0);
    CHECK(observations(R"({"area":7,"rows":[]})").find("error: area is no text") == 0);
    CHECK(observations(R"({"rows":[{"time":"2014-02-20T12:00:00+08:00","pm25":1e400}]})") ==
          "error: a number of the JSON is out of range");
    CHECK(observations(R"({"rows":[]})") == "all\n");
}

TEST_CASE("a push of a forecast is read hourly or daily, not both") {
    CHECK(forecast(R"({"area":"all","issued_at":"2014-02-20T12:00:00+08:00","hourly":[
              {"valid_at":"2014-02-20T14:00:00+08:00","aqi":200},
              {"valid_at":"2014-02-20T13:00:00+08:00","aqi":187.5,"aqi_low":150,"aqi_high":220,"pm25":140},
              {"valid_at":"2014-02-20T13:00:00+08:00","aqi":188},
              {"valid_at":"2014-02-20","aqi":188}]})") ==
          "all 2014-02-20T12:00:00+08:00\n2014-02-20T13:00:00+08:00 150/187.5/220\n2014-02-20T14:00:00+08:00 /200/\n"
          "row 3: row 2 has other values for this time\nrow 4: \"2014-02-20\" is no full hour\n");
    CHECK(forecast(R"({"issued_at":"2014-02-20T12:00:00+08:00","daily":[{"valid_date":"2014-02-21","aqi":230}]})") ==
          "all 2014-02-20T12:00:00+08:00\n2014-02-21 /230/\n");
    CHECK(forecast(R"({"issued_at":"2014-02-20T12:00:00+08:00","daily":[],"hourly":[]})").find(
              "error: there must be one list") == 0);
    CHECK(forecast(R"({"hourly":[]})").find("error: issued_at is missing or no time") == 0);
}
