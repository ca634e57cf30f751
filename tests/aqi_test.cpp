// SPDX-License-Identifier: Apache-2.0
#include "rules/aqi.hpp"

#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

using namespace qingkong;

namespace {

std::string source(const std::string& path) {
    std::ifstream in(std::string(QINGKONG_SOURCE_DIR) + "/" + path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

const Standards& standards() {
    static const Standards all = [] {
        const std::string older = source("rules/standards/hj633-2012.toml");
        const std::string newer = source("rules/standards/hj633-2026.toml");
        return read_standards({{newer, "hj633-2026.toml"}, {older, "hj633-2012.toml"}}).value();
    }();
    return all;
}

/// `52`, `use_24h`, `use_1h` or `no_table`.
std::string index_of(const char* id, Pollutant pollutant, Averaging averaging, const char* concentration) {
    const Iaqi result = iaqi(*standards().find(id), pollutant, averaging, *parse_concentration(concentration));
    switch (result.kind) {
        case Iaqi::Kind::index: return std::to_string(result.value);
        case Iaqi::Kind::use_24h: return "use_24h";
        case Iaqi::Kind::use_1h: return "use_1h";
        case Iaqi::Kind::no_table: return "no_table";
    }
    return "";
}

/// Both editions: `52` where they agree, `82|100` where not.
std::string both(Pollutant pollutant, Averaging averaging, const char* concentration) {
    const std::string older = index_of("hj633-2012", pollutant, averaging, concentration);
    const std::string newer = index_of("hj633-2026", pollutant, averaging, concentration);
    return older == newer ? older : older + "|" + newer;
}

/// `pm25=36 co=2.1` at 2014-02-20T12.
Observation hour_of(const char* label, const std::vector<std::pair<Pollutant, const char*>>& values) {
    Observation observation;
    observation.hour = *parse_hour(label);
    for (const auto& [pollutant, text] : values)
        observation.values[static_cast<size_t>(pollutant)] = parse_concentration(text);
    return observation;
}

/// `AQI category primary complete`.
std::string words(const HourlyIndex& index) {
    const auto category = index.category();
    return format_aqi(index.aqi) + " " + (category ? std::string(token(*category)) : "-") + " " +
           joined_names(index.primary) + (index.complete ? " complete" : " incomplete");
}

std::string words(const char* id, const Observation& observation, const IndexOptions& options = {}) {
    return words(hourly_index(*standards().find(id), observation, options, std::nullopt));
}

constexpr auto pm25 = Pollutant::pm25;
constexpr auto pm10 = Pollutant::pm10;
constexpr auto so2 = Pollutant::so2;
constexpr auto no2 = Pollutant::no2;
constexpr auto co = Pollutant::co;
constexpr auto o3 = Pollutant::o3;
constexpr auto hour = Averaging::hour;
constexpr auto day = Averaging::day;
constexpr auto hour8 = Averaging::hour8;

}  // namespace

TEST_CASE("the check values of handbook A.7 hold in both editions") {
    CHECK(both(pm25, day, "35") == "50");
    CHECK(both(pm25, day, "36") == "52");
    CHECK(both(pm25, day, "60") == "82|100");
    CHECK(both(pm25, day, "75") == "100|114");
    CHECK(both(pm25, day, "115") == "150");
    CHECK(both(pm25, day, "116") == "152");
    CHECK(both(pm25, day, "150") == "200");
    CHECK(both(pm25, day, "151") == "201");
    CHECK(both(pm25, day, "250") == "300");
    CHECK(both(pm25, day, "251") == "301");
    CHECK(both(pm25, day, "500") == "500");
    CHECK(both(pm25, day, "501") == "500");
    CHECK(both(so2, hour, "800") == "200");
    CHECK(both(so2, hour, "801") == "use_24h|200");
    CHECK(both(pm10, day, "51") == "51");
    CHECK(both(pm10, day, "120") == "85|100");
    CHECK(both(pm10, day, "121") == "86|101");
    CHECK(both(pm10, day, "150") == "100|112");
    CHECK(both(pm10, day, "351") == "202");
    CHECK(both(pm10, day, "421") == "302");
    CHECK(both(co, day, "2.1") == "53");
    CHECK(both(o3, hour8, "266") == "201");
    CHECK(both(o3, hour8, "800") == "300");
    CHECK(both(o3, hour8, "801") == "use_1h|300");
    CHECK(both(no2, day, "81") == "101");
    CHECK(both(no2, hour, "201") == "101");
    CHECK(both(so2, day, "60") == "55");
    CHECK(both(o3, hour, "250") == "125");
}

TEST_CASE("every breakpoint of both editions gives exactly its own index") {
    for (const AqiStandard& standard : standards().all())
        for (const Pollutant pollutant : kAllPollutants)
            for (const Averaging averaging : {hour, day, hour8}) {
                const BreakpointColumn& column = standard.column(pollutant, averaging);
                for (size_t i = 0; i < column.limits.size(); ++i)
                    CHECK(iaqi(standard, pollutant, averaging, column.limits[i]) ==
                          Iaqi{Iaqi::Kind::index, standard.index[i]});
            }
}

TEST_CASE("an hour of PM is read from the daily limits, and only O3 has an 8-hour index") {
    CHECK(both(pm25, hour, "60") == "82|100");
    CHECK(both(pm10, hour, "121") == "86|101");
    CHECK(both(pm25, hour8, "60") == "no_table");
    CHECK(both(o3, day, "60") == "no_table");
}

TEST_CASE("the concentration is rounded half up before the formula, CO to one decimal") {
    CHECK(both(pm25, hour, "35.499999") == "50");
    CHECK(both(pm25, hour, "35.5") == "52");        // 36 -> 51.25|52 -> 52, while 35.5 unrounded would give 51
    CHECK(both(pm25, hour, "150.4999") == "200");   // not heavy pollution
    CHECK(both(pm25, hour, "150.5") == "201");
    CHECK(both(co, day, "2.049999") == "50");
    CHECK(both(co, day, "2.05") == "53");
    CHECK(both(so2, hour, "800.4") == "200");
    CHECK(both(pm25, hour, "0") == "0");
}

TEST_CASE("the index of an hour is the largest of its pollutants, and ties are all primary") {
    CHECK(words("hj633-2012", hour_of("2014-02-20T12", {{pm25, "150"}, {pm10, "350"}, {o3, "400"}, {no2, "10"}})) ==
          "200 moderately_polluted PM2.5+PM10+O3 complete");
    CHECK(words("hj633-2012", hour_of("2014-02-20T12", {{pm25, "151"}, {pm10, "350"}})) ==
          "201 heavily_polluted PM2.5 complete");
}

TEST_CASE("up to 50 there is no primary pollutant") {
    CHECK(words("hj633-2012", hour_of("2014-02-20T12", {{pm25, "35"}, {pm10, "50"}})) == "50 excellent  complete");
    CHECK(words("hj633-2012", hour_of("2014-02-20T12", {{pm25, "35"}, {pm10, "51"}})) == "51 good PM10 complete");
}

TEST_CASE("an hour without a required pollutant is a lower bound and counts in no window") {
    const Observation only_o3 = hour_of("2014-10-19T18", {{o3, "70"}});
    CHECK(words("hj633-2012", only_o3) == "22 excellent  incomplete");
    const HourlyIndex index = hourly_index(*standards().find("hj633-2012"), only_o3, {}, std::nullopt);
    CHECK_FALSE(index.valid());
    CHECK_FALSE(index.in_windows().known());
    IndexOptions nothing_required;
    nothing_required.required = {};
    CHECK(words("hj633-2012", only_o3, nothing_required) == "22 excellent  complete");
    CHECK(words("hj633-2012", hour_of("2014-10-19T17", {}), nothing_required) == " -  incomplete");
}

TEST_CASE("an AQI that the input gives is complete and is kept as it is") {
    Observation given = hour_of("2014-02-20T12", {{o3, "250"}});
    given.aqi = *parse_aqi("187.5");
    CHECK(words("hj633-2012", given) == "187.5 moderately_polluted O3 complete");
    given.aqi = *parse_aqi("50");
    CHECK(words("hj633-2012", given) == "50 excellent  complete");
}

TEST_CASE("SO2 above 800 in an hour takes the 24-h mean in 2012 and 200 in 2026") {
    std::vector<Observation> hours;
    for (int i = 0; i < 24; ++i) {
        Observation observation = hour_of("2014-01-01T00", {{pm25, "10"}, {so2, i < 4 ? "801" : "700"}});
        observation.hour = observation.hour + i;
        hours.push_back(observation);
    }
    IndexOptions options;
    options.standard = "hj633-2012";
    auto indices = index_series(standards(), hours, options);
    CHECK(words(indices[0]) == "15 excellent  complete");    // no valid 24-h mean: SO2 is left out
    CHECK(words(indices[4]) == "167 moderately_polluted SO2 complete");    // 700 by the 1-h table: 166.7
    hours[23].values[static_cast<size_t>(so2)] = parse_concentration("801");
    indices = index_series(standards(), hours, options);
    // mean of five 801 and nineteen 700 = 721.04 -> 721 -> 150 + 50*246/325 = 187.8
    CHECK(words(indices[23]) == "188 moderately_polluted SO2 complete");
    for (size_t i = 5; i < 10; ++i) hours[i].values[static_cast<size_t>(so2)].reset();
    indices = index_series(standards(), hours, options);
    CHECK(words(indices[23]) == "15 excellent  complete");    // nineteen values are too few
    options.standard = "hj633-2026";
    CHECK(words(index_series(standards(), hours, options)[23]) == "200 moderately_polluted SO2 complete");
    options.so2_1h_above = AboveTable::use_24h;
    CHECK(words(index_series(standards(), hours, options)[23]) == "15 excellent  complete");
    options.standard = "hj633-2012";
    options.so2_1h_above = AboveTable::cap;
    CHECK(words(index_series(standards(), hours, options)[23]) == "200 moderately_polluted SO2 complete");
}

TEST_CASE("the 24-h SO2 mean counts hours by time, so a missing row is a missing hour") {
    std::vector<Observation> hours;
    for (int i = 0; i < 25; ++i) {
        if (i >= 3 && i < 8) continue;    // of the 24 hours ending at the last one, five have no row
        Observation observation = hour_of("2014-01-01T00", {{pm25, "10"}, {so2, "900"}});
        observation.hour = observation.hour + i;
        hours.push_back(observation);
    }
    REQUIRE(hours.size() == 20);
    CHECK(words(index_series(standards(), hours, {}).back()) == "15 excellent  complete");
    hours.insert(hours.begin() + 3, hours[2]);
    hours[3].hour = hours[2].hour + 1;
    CHECK(words(index_series(standards(), hours, {}).back()) == "213 heavily_polluted SO2 complete");
}

TEST_CASE("the standard of an hour is the one in force on its day, 00:00 belongs to the day before") {
    std::vector<Observation> hours;
    for (const char* label : {"2013-01-12T00", "2026-02-28T23", "2026-03-01T00", "2026-03-01T01"})
        hours.push_back(hour_of(label, {{pm25, "60"}}));
    std::string all;
    for (const HourlyIndex& index : index_series(standards(), hours, {})) all += format_aqi(index.aqi) + " ";
    CHECK(all == "82 82 82 100 ");
    IndexOptions fixed;
    fixed.standard = "HJ633-2026";
    CHECK(format_aqi(index_series(standards(), hours, fixed)[0].aqi) == "100");
}

TEST_CASE("the index of a day takes O3 as the largest 8-h mean") {
    DailyObservation observation;
    observation.day = *parse_day("2014-05-30");
    observation.values[static_cast<size_t>(pm25)] = parse_concentration("75");
    observation.values[static_cast<size_t>(o3)] = parse_concentration("215");
    CHECK(words(index_series(standards(), std::vector{observation}, {})[0]) == "150 lightly_polluted O3 complete");
    observation.values[static_cast<size_t>(o3)] = parse_concentration("801");
    CHECK(words(index_series(standards(), std::vector{observation}, {})[0]) == "100 good PM2.5 complete");
    IndexOptions newer;
    newer.standard = "hj633-2026";
    CHECK(words(index_series(standards(), std::vector{observation}, newer)[0]) == "300 heavily_polluted O3 complete");
}

TEST_CASE("a value between two categories belongs to the upper one") {
    CHECK(token(category_of(*parse_aqi("200"))) == "moderately_polluted");
    CHECK(token(category_of(*parse_aqi("200.0001"))) == "heavily_polluted");
    CHECK(token(category_of(*parse_aqi("300.5"))) == "severely_polluted");
    CHECK(category_name(category_of(*parse_aqi("150"))) == Text{"轻度污染", "lightly polluted"});
    CHECK(category_colour(category_of(*parse_aqi("0"))) == "#00E400");
}

TEST_CASE("a 24-h mean needs 20 valid hours of the 24 that end there and is rounded half up to one decimal") {
    std::vector<Observation> hours;
    std::vector<HourlyIndex> indices;
    for (int i = 0; i < 30; ++i) {
        if (i == 1) continue;    // no row: a missing hour
        hours.push_back({Hour{1000 + i}, {}, {}});
        HourlyIndex index;
        index.aqi = AqiValue::whole(i < 19 ? 100 : 101);
        index.complete = i != 3;
        indices.push_back(index);
    }
    const auto means = mean24_series(hours, indices);
    CHECK(means[0].valid == 1);
    CHECK(means[20].valid == 20);                 // hours 0..21 without 1 and 3
    CHECK(means[19].print().empty());             // hours 0..20: 19 valid
    CHECK(means[20].print() == "100.2");          // 17 * 100 + 3 * 101 = 2003 / 20 = 100.15
    CHECK(means[28].valid == 24);                 // hours 6..29
    CHECK(means[28].print() == "100.5");          // 11 of 24 hours at 101: 100.458
}

TEST_CASE("a mistake in a standard is told with its line") {
    const auto problem = [](const std::string& from, const std::string& to) {
        std::string text = source("rules/standards/hj633-2012.toml");
        text.replace(text.find(from), from.size(), to);
        const auto standard = read_standard(text, "s.toml");
        return standard ? std::string("read") : standard.error().front().print(Language::en);
    };
    CHECK(problem("\"hj633-2012\"", "\"other\"") == "read");
    CHECK(problem("day = [0, 35, 75", "day = [0, 75, 35").find("s.toml:15:7: error: limits must rise from 0") == 0);
    CHECK(problem("hour_above = \"use_24h\"", "").find("error: ") != std::string::npos);
    CHECK(problem("hour_above = \"use_24h\"", "hour_above = \"cap300\"").find("wanted one of: cap200, use_24h") !=
          std::string::npos);
    CHECK(problem("[no2]", "[no3]").find("no2") != std::string::npos);
    CHECK(problem("valid_to = 2026-02-28", "valid_to = ").find("s.toml:8") == 0);
}
