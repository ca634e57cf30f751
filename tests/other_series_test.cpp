// SPDX-License-Identifier: Apache-2.0
// Editions that ask more than the AQI (handbook B.2, B.3 `daily_aqi_mode`, A.1-A.3, A.6), through files and the program.
#include <catch2/catch.hpp>

#include <functional>

#include <fmt/format.h>

#include "engine/editions.hpp"
#include "rules/time.hpp"
#include "rules/track_values.hpp"
#include "tests/run_program.hpp"

using namespace qingkong;

namespace {

void write(const TestFolder& folder, const std::string& name, const std::string& text) {
    std::ofstream(folder.path / name, std::ios::binary) << text;
}

/// `time,<columns>` and as many hours from 2020-01-01T01:00 on.
std::string table(const std::string& columns, int hours, const std::function<std::string(int)>& cells) {
    const Hour first = *parse_hour("2020-01-01T01:00");
    std::string text = "time," + columns + "\n";
    for (int h = 0; h < hours; ++h) text += format_hour(first + h) + "," + cells(h) + "\n";
    return text;
}

ProgramRun episodes(const TestFolder& folder, const std::string& edition, const std::string& file) {
    return run_in_shell(folder, "qingkong replay --format csv --output episodes --edition " + edition + " " + file);
}

}  // namespace

TEST_CASE("two hours of SO2 above 650 make an orange episode of their own in Taiyuan") {
    const TestFolder folder;
    write(folder, "city.csv",
          table("pm25,so2", 72, [](int h) { return h == 20 || h == 21 ? std::string("30,651") : std::string("30,40"); }));
    const ProgramRun run = episodes(folder, "taiyuan2020", "city.csv");
    INFO(run.err);
    CHECK(run.status == 0);
    // Hour 20 is labelled 21:00. Above 500 (yellow) and above 650 (orange) are the same two hours.
    CHECK(run.out.find("city,orange,2020-01-01T21:00:00+08:00,2020-01-01T23:00:00+08:00,2,0,0,0,") != std::string::npos);
    CHECK(run.out.find("red") == std::string::npos);
}

TEST_CASE("a file without the SO2 that the edition asks gives one warning and no episode") {
    const TestFolder folder;
    write(folder, "city.csv", table("pm25", 72, [](int) { return "30"; }));
    const ProgramRun run = episodes(folder, "taiyuan2020", "city.csv");
    CHECK(run.status == 0);
    CHECK(run.out == "city,level,begin,end,hours,d150,d200,d300,peak\n");
    const std::string said = "city: the data lack what edition taiyuan2020 asks: SO2 concentration";
    const size_t at = run.err.find(said);
    REQUIRE(at != std::string::npos);
    CHECK(run.err.find(said, at + 1) == std::string::npos);
}

TEST_CASE("Chengdu looks at the concentration of PM2.5, not at its index") {
    const TestFolder folder;
    // 116 µg/m³ is an index of 152 only, yet 48 hours of it are yellow; 115 is clean.
    const auto spell = [](int hours) {
        return table("pm25", 120, [hours](int h) { return h >= 24 && h < 24 + hours ? std::string("116") : std::string("40"); });
    };
    write(folder, "long.csv", spell(48));
    write(folder, "short.csv", spell(47));
    CHECK(episodes(folder, "chengdu2017", "long.csv").out.find("long,yellow,2020-01-02T01:00:00+08:00,2020-01-04T01:00:00+08:00,48,0,0,0,116") !=
          std::string::npos);
    CHECK(episodes(folder, "chengdu2017", "short.csv").out.find("short,none,2020-01-02T01:00:00+08:00,2020-01-04T00:00:00+08:00,47,") !=
          std::string::npos);
}

TEST_CASE("the AQI of mean concentrations is not the mean of hourly AQIs") {
    const TestFolder folder;
    // Days of 12 hours at 35 µg/m³ and 12 at 271 (hj633-2012). Hourly AQI: 50 and ceil(300 + 100/100 * 21) = 321, their mean
    // is 185.5. Mean concentration: 153, whose index is ceil(200 + 100/100 * 3) = 203: above 200, where the other mode is
    // not. Every window of 24 hours holds 12 of each.
    write(folder, "city.csv", table("pm25", 96, [](int h) { return h % 24 < 12 ? std::string("35") : std::string("271"); }));
    const std::string text =
        "id = \"m\"\ntitle = \"m\"\ndocument = \"m\"\ncitation = \"m\"\nrelease_rule = \"le150_36h\"\n"
        "aqi_standard = \"hj633-2012\"\n{}[[level]]\nname = \"yellow\"\ntext = \"m\"\n"
        "any_of = [{{ clause = \"m/1\", citation = \"m\", all_of = [{{ threshold = 200, hours = 48 }}] }}]\n";
    write(folder, "hours.toml", fmt::format(fmt::runtime(text), ""));
    write(folder, "means.toml", fmt::format(fmt::runtime(text), "daily_aqi_mode = \"aqi_of_means\"\n"));
    write(folder, "days.toml", fmt::format(fmt::runtime(text), "daily_aqi_mode = \"aqi_of_means\"\nday = \"natural\"\n"));
    const std::string head = "city,level,begin,end,hours,d150,d200,d300,peak\n";
    CHECK(episodes(folder, "hours.toml", "city.csv").out == head);
    // Trimmed to the first and the last hour above 200: hours 12 to 95.
    CHECK(episodes(folder, "means.toml", "city.csv").out.find("city,yellow,2020-01-01T13:00:00+08:00,,84,0,84,0,321") !=
          std::string::npos);
    // Four natural days of 203.
    CHECK(episodes(folder, "days.toml", "city.csv").out.find("city,yellow,2020-01-01T01:00:00+08:00,,96,0,96,0,321") !=
          std::string::npos);
}

TEST_CASE("a day of ozone is its largest 8-h mean") {
    const TestFolder folder;
    // Eight hours of 220 a day, else 60: the 8-h mean 220 gives 150 + ceil(50/50 * 5) = 155, while the hourly index of 220
    // is 110. Two such days are the response; with 210 the index is 146.
    const auto days = [](int peak) {
        return table("o3", 96, [peak](int h) {
            const bool high = h >= 24 && h < 72 && h % 24 >= 10 && h % 24 < 18;
            return std::to_string(high ? peak : 60);
        });
    };
    write(folder, "high.csv", days(220));
    write(folder, "low.csv", days(210));
    CHECK(episodes(folder, "sd2023-o3", "high.csv").out.find("high,ungraded,2020-01-02T01:00:00+08:00,2020-01-04T01:00:00+08:00,48,48,0,0,110") !=
          std::string::npos);
    CHECK(episodes(folder, "sd2023-o3", "low.csv").out == "city,level,begin,end,hours,d150,d200,d300,peak\n");
}

TEST_CASE("a concentration keeps its side of every whole threshold, and ends where the type does") {
    CHECK(concentration_value({650'000'000}) == AqiValue::whole(650));
    CHECK(concentration_value({650'000'001}).above(650));
    CHECK_FALSE(concentration_value({649'999'999}).at_least(650));
    CHECK(concentration_value({9'000'000'000'000}).units() == 2147483647);
}

TEST_CASE("the daemon refuses what forecasts of the index cannot answer, and takes other series") {
    const auto refused = [](const char* id) { return edition_not_for_daemon(*load_edition(id)).size(); };
    CHECK(refused("chengdu2017") == 1);
    CHECK(refused("sd2023-o3") == 1);
    CHECK(refused("taiyuan2020") == 0);
    CHECK(refused("n2024") == 0);
}
