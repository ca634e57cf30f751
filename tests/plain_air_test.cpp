// SPDX-License-Identifier: Apache-2.0
// The fast reader of plain hourly files against the general one.

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "engine/air_input.hpp"
#include "engine/editions.hpp"
#include "engine/replay_air.hpp"
#include "rules/air_rows.hpp"
#include "rules/plain_air.hpp"

using namespace qingkong;

namespace {

constexpr unsigned kSeed = 20170101;

/// What a reader makes of a file, as one text: stamp form, first hour, values, notes.
std::string in_words(StampForm stamp, Hour first, const std::vector<AqiValue>& values, const std::vector<Problem>& notes) {
    std::string text = fmt::format("{} {}:", stamp == StampForm::seconds ? "seconds" : "minutes", format_hour(first));
    for (const AqiValue value : values) text += fmt::format(" {}", value.units());
    for (const Problem& note : notes) text += "\n" + note.print(Language::en);
    return text;
}

/// The fast reader, fed in pieces of `piece` bytes; empty where it gives up.
std::optional<std::string> by_plain(const IndexTables& tables, const std::string& text, size_t piece) {
    PlainAirReader reader(tables);
    PlainAir air;
    air.values.assign(7, AqiValue::whole(499));    // what a file before may have left
    reader.begin(air);
    for (size_t at = 0; at < text.size(); at += piece)
        if (!reader.take(std::string_view(text).substr(at, piece))) return std::nullopt;
    if (!reader.finish()) return std::nullopt;
    std::vector<Problem> notes;
    note_missing("x.csv", air.missing_values, air.absent_hours(), false, notes);
    return in_words(air.stamp, air.first, air.values, notes);
}

std::string by_general(const Edition& edition, const Standards& standards, const std::string& text) {
    const auto file = read_air(text, {"x.csv", {}});
    if (!file) return "refused";
    if (file->cities.size() != 1 || file->refused > 0) return "other";
    const ReplayAir air = replay_air(edition, standards, file->cities.front());
    return in_words(file->cities.front().stamp, air.first, air.values, file->notes);
}

struct Setting {
    Edition edition;
    Standards standards;
    IndexTables tables;

    explicit Setting(const std::optional<std::string>& standard = {}, const std::optional<std::string>& so2 = {},
                     const std::vector<Pollutant>& required = {Pollutant::pm25})
        : edition(*load_edition("n2017")), standards(*built_in_standards()), tables(standards, {}) {
        edition.aqi_standard = standard;
        edition.so2_1h_above = so2;
        edition.required_pollutants = required;
        tables = IndexTables(standards, index_options(edition));
    }
    std::optional<std::string> plain(const std::string& text, size_t piece = 1 << 18) const {
        return by_plain(tables, text, piece);
    }
    std::string general(const std::string& text) const { return by_general(edition, standards, text); }
};

int between(std::mt19937& random, int least, int most) { return std::uniform_int_distribution<int>(least, most)(random); }
bool one_in(std::mt19937& random, int n) { return between(random, 1, n) == 1; }

std::string random_cell(std::mt19937& random, const std::string& column, bool odd) {
    if (one_in(random, 40)) return "";
    const int value = one_in(random, 30) ? between(random, 0, 5000) : between(random, 0, one_in(random, 5) ? 700 : 120);
    if (odd && one_in(random, 20)) {
        static const char* const kOdd[] = {"0.05", "150.5", "75.49999", "115.50", "0", "00", "007", "799.5", "800.4", "12.96",
                                           "12.", ".5", "1.2.3", "9999", "10000", "123456", "0.0000004", "1e2", "-", "NA"};
        return kOdd[between(random, 0, one_in(random, 8) ? 19 : 9)];
    }
    if (column == "co" && !one_in(random, 50)) return fmt::format("{}.{}", value / 40, value % 10);
    return column == "aqi" && one_in(random, 3) ? fmt::format("{}.{}", value % 501, value % 10) : std::to_string(value);
}

std::string random_stamp(Hour hour, int form) {
    const std::string text = format_hour(hour, form == 0 ? StampForm::seconds : StampForm::minutes);
    std::string short_form = text.substr(0, 16);    // without offset
    if (form == 2) return short_form;
    if (form == 3) {
        std::replace(short_form.begin(), short_form.end(), '-', '/');
        short_form[10] = ' ';
        return short_form;
    }
    if (form == 4) return text.substr(0, 13);
    if (form == 5) return format_hour(hour - 8, StampForm::minutes).substr(0, 16) + "Z";
    return text;
}

/// Some weeks of a city, plain but for what `odd` throws in.
std::string random_file(std::mt19937& random, bool odd) {
    std::vector<std::string> columns = {"pm25", "pm10", "so2", "no2", "co", "o3", "aqi"};
    if (one_in(random, 2)) columns.pop_back();
    if (one_in(random, 2)) std::shuffle(columns.begin(), columns.end(), random);
    if (one_in(random, 3)) columns.resize(static_cast<size_t>(between(random, 1, static_cast<int>(columns.size()))));
    const std::string line_end = one_in(random, 5) ? "\r\n" : "\n";
    const int form = one_in(random, 2) ? 1 : between(random, 0, 5);
    std::string text = "time";
    for (const std::string& column : columns) text += "," + column;
    text += line_end;
    Hour hour = *parse_hour("2026-02-10T00:00") + between(random, 0, 500) - (one_in(random, 3) ? 24 * 700 : 0);
    const int rows = between(random, 1, 700);
    for (int i = 0; i < rows; ++i) {
        text += random_stamp(hour, form);
        for (const std::string& column : columns) text += "," + random_cell(random, column, odd);
        text += i + 1 == rows && one_in(random, 2) ? "" : line_end;
        hour = hour + 1;
        if (one_in(random, 200)) hour = hour + between(random, 1, 60);
        if (odd && one_in(random, 3000)) hour = hour - between(random, 1, 3);
    }
    return text;
}

}  // namespace

TEST_CASE("the fast reader reads random plain files as the general reader does, in pieces of any size") {
    std::mt19937 random(kSeed);
    INFO("seed " << kSeed);
    const std::vector<Setting> settings = {
        Setting(), Setting("hj633-2012", "cap200", {}), Setting("hj633-2026"),
        Setting({}, "cap200", {Pollutant::pm25, Pollutant::pm10, Pollutant::o3})};
    int read = 0, rounds = 0;
    for (const bool odd : {false, true})
        for (int round = 0; round < 150; ++round) {
            const std::string text = random_file(random, odd);
            for (const Setting& setting : settings) {
                const size_t piece = one_in(random, 3) ? static_cast<size_t>(between(random, 1, 700)) : text.size();
                const auto plain = setting.plain(text, piece);
                ++rounds;
                if (!plain) continue;
                ++read;
                INFO(text.substr(0, 300));
                REQUIRE(*plain == setting.general(text));
            }
        }
    // Of the odd ones many go the general way, and of the others those with an SO2 that asks for the 24-h mean.
    CHECK(read * 3 > rounds);
}

TEST_CASE("every whole concentration gives the general reader's index, with the highest of each table and above") {
    const Setting setting("hj633-2012", "cap200", {});
    for (const char* column : {"pm25", "pm10", "so2", "no2", "co", "o3"}) {
        std::string text = fmt::format("time,{}\n", column);
        const Hour first = *parse_hour("2017-01-01T00:00");
        for (int value = 0; value < 4000; ++value)
            text += fmt::format("{},{}\n", format_hour(first + value, StampForm::minutes),
                                std::string(column) == "co" ? fmt::format("{}.{}", value / 10, value % 10)
                                                            : std::to_string(value));
        const auto plain = setting.plain(text);
        REQUIRE(plain);
        CHECK(*plain == setting.general(text));
    }
}

TEST_CASE("what is not plain is left to the general reader whole") {
    const Setting setting;
    const std::string rows = "2017-01-01T00:00+08:00,63\n2017-01-01T01:00+08:00,70\n";
    CHECK(setting.plain("time,pm25\n" + rows));
    CHECK(setting.plain("Time,PM2.5\r\n2017-01-01T00:00+08:00,63\r\n2017-01-01T01:00+08:00,70"));
    for (const char* heading : {"time,pm25,city", "time,pm25,pm25", "pm25,time", "date,pm25", "time", "time,pm25,", " time,pm25",
                                "\"time\",pm25", "\xEF\xBB\xBFtime,pm25", ""})
        CHECK_FALSE(setting.plain(std::string(heading) + "\n" + rows));
    for (const char* row : {"2017-01-01T02:00+08:00,-1", "2017-01-01T02:00+08:00,+1", "2017-01-01T02:00+08:00,NA",
                            "2017-01-01T02:00+08:00,\"1\"", "2017-01-01T02:00+08:00,1,2", "2017-01-01T02:00+08:00",
                            "2017-01-01T02:00+08:00, 1", "2017-01-01T02:00+08:00,1 ", "2017-01-01T02:00+08:00,1e1",
                            "2017-01-01T02:00+08:00,1.", "2017-01-01T02:00+08:00,.1", "2017-01-01T02:00+08:00,1.2.3",
                            "2017-01-01T02:00+08:00,:", "2017-01-01T02:30+08:00,1", "2017-01-01T01:00+08:00,70",
                            "2017-01-01T01:00+08:00,71", "2016-12-31T23:00+08:00,1", "2017-02-29T00:00+08:00,1", "x,1", ",", ""})
        for (const char* after : {"", "2017-01-01T03:00+08:00,63\n"}) {
            INFO(row);
            CHECK_FALSE(setting.plain("time,pm25\n" + rows + row + "\n" + after));
        }
    CHECK_FALSE(setting.plain(""));
    CHECK_FALSE(setting.plain("time,pm25\n"));
    CHECK_FALSE(setting.plain("time,pm25\n" + rows + std::string(1000, '1') + "\n"));
    // The standard's own SO2 rule needs the 24-h mean above 800.
    CHECK(setting.plain("time,so2\n2017-01-01T00:00+08:00,800\n"));
    CHECK_FALSE(setting.plain("time,so2\n2017-01-01T00:00+08:00,801\n"));
    CHECK(Setting("hj633-2012", "cap200", {}).plain("time,so2\n2017-01-01T00:00+08:00,801\n"));
}

TEST_CASE("years, leap days and the last hour of a day follow each other as the calendar has them") {
    const Setting setting("hj633-2012", "cap200", {});
    for (const char* begin : {"1999-12-30T00:00", "2016-02-27T05:00", "2017-02-27T22:00", "2099-12-31T20:00", "2199-12-30T00:00"}) {
        std::string text = "time,pm25,co\n";
        const Hour first = *parse_hour(begin);
        for (int h = 0; h < 24 * 70 && format_hour(first + h) < "2200-12"; ++h)
            text += fmt::format("{},{},{}.{}\n", format_hour(first + h, StampForm::minutes), h % 400, h % 4, h % 10);
        const auto plain = setting.plain(text);
        REQUIRE(plain);
        CHECK(*plain == setting.general(text));
    }
}
