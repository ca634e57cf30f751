// SPDX-License-Identifier: Apache-2.0
#include "rules/air_reader.hpp"

#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "rules/aqi.hpp"

using namespace qingkong;

namespace {

std::string source(const std::string& path) {
    std::ifstream in(std::string(QINGKONG_SOURCE_DIR) + "/" + path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

std::string number(const std::optional<Concentration>& value) {
    if (!value) return "?";
    std::string text = fmt::format("{}.{:06}", value->micro / 1'000'000, value->micro % 1'000'000);
    while (text.back() == '0') text.pop_back();
    if (text.back() == '.') text.pop_back();
    return text;
}

std::string values_of(AqiValue aqi, const std::array<std::optional<Concentration>, kPollutants>& values) {
    std::string text = aqi.known() ? " aqi " + format_aqi(aqi) : "";
    for (const Pollutant pollutant : kAllPollutants)
        if (values[static_cast<size_t>(pollutant)])
            text += fmt::format(" {} {}", token(pollutant), number(values[static_cast<size_t>(pollutant)]));
    return text;
}

/// Everything that was read and said, a line each.
std::string told(const Result<AirFile>& file) {
    std::string text;
    if (!file) {
        for (const Problem& problem : file.error()) text += problem.print(Language::en) + "\n";
        return text + "nothing read\n";
    }
    for (const CitySeries& series : file->cities) {
        text += series.city + "\n";
        for (const Observation& o : series.hours)
            text += "  " + format_hour(o.hour, series.stamp) + values_of(o.aqi, o.values) + "\n";
        for (const DailyObservation& o : series.days) text += "  " + format_day(o.day) + values_of(o.aqi, o.values) + "\n";
    }
    for (const Problem& problem : file->notes) text += problem.print(Language::en) + "\n";
    if (file->refused > 0) text += fmt::format("refused {}\n", file->refused);
    return text;
}

std::string told(std::string_view bytes, const AirSource& from = {"f.csv", {}}) { return told(read_air(bytes, from)); }

const char* const kTwoHours = "f\n  2014-02-20T12:00:00+08:00 pm25 150.5\n  2014-02-20T13:00:00+08:00 pm25 151\n";

}  // namespace

TEST_CASE("byte order mark, CRLF, quotes, Chinese or capital headings and a missing last newline are read silently") {
    CHECK(told("time,pm25\n2014-02-20T12:00:00+08:00,150.5\n2014-02-20T13:00:00+08:00,151\n") == kTwoHours);
    CHECK(told("\xEF\xBB\xBF\"时间\",\"PM2.5\"\r\n\"2014-02-20T12:00:00+08:00\",\"150.5\"\r\n"
               "2014-02-20T13:00:00+08:00,151") == kTwoHours);
    CHECK(told("PM25,TIME\n150.5,2014-02-20T12:00:00+08:00\n151,2014-02-20T05:00:00Z\n") == kTwoHours);
}

TEST_CASE("the form of the stamps is kept") {
    CHECK(told("time,aqi\n2014-02-20T12:00+08:00,187.5\n") == "f\n  2014-02-20T12:00+08:00 aqi 187.5\n");
    CHECK(told("time,aqi\n2014-02-20 12:00,187.5\n") == "f\n  2014-02-20T12:00+08:00 aqi 187.5\n");
}

TEST_CASE("two equal rows are one, of two different ones the first stays and both places are named") {
    CHECK(told("time,pm25\n2014-02-20T12:00:00+08:00,150.5\n2014-02-20T13:00:00+08:00,151\n"
               "2014-02-20T12:00:00+08:00,150.50\n") == kTwoHours);
    CHECK(told("time,pm25\n2014-02-20T12:00:00+08:00,150.5\n2014-02-20T13:00:00+08:00,151\n"
               "2014-02-20T12:00:00+08:00,152\n") ==
          std::string(kTwoHours) + "f.csv:4:1: error: this hour has other values in f.csv:2; the first row stays; keep only "
                                   "one of them\nrefused 1\n");
}

TEST_CASE("rows out of order are put in order") {
    CHECK(told("time,pm25\n2014-02-20T13:00:00+08:00,151\n2014-02-20T12:00:00+08:00,150.5\n") == kTwoHours);
}

TEST_CASE("other columns and hours without a row get one note each") {
    CHECK(told("time,pm25,wind,\"temp, C\"\n2014-02-20T12:00:00+08:00,1,,\n2014-02-20T15:00:00+08:00,2,3,4\n"
               "2014-02-20T17:00:00+08:00,2,3,4\n") ==
          "f\n  2014-02-20T12:00:00+08:00 pm25 1\n  2014-02-20T15:00:00+08:00 pm25 2\n  2014-02-20T17:00:00+08:00 pm25 2\n"
          "f.csv:1: note: columns not read (2): wind, temp, C\n"
          "f.csv: note: hours without a row, taken as missing: 3\n");
}

TEST_CASE("empty, NA, null, a dash and minus nines are missing values with one note a file, never zero") {
    CHECK(told("time,aqi,pm25,pm10,so2,no2,co,o3\n2014-02-20T12:00:00+08:00,,NA,null,-,-99,-999,-9999\n"
               "2014-02-20T13:00:00+08:00,,na,Null,-999.0,,0,0.5\n") ==
          "f\n  2014-02-20T12:00:00+08:00\n  2014-02-20T13:00:00+08:00 co 0 o3 0.5\n"
          "f.csv: note: missing values: 10\n");
    CHECK(told("time,aqi\n2014-02-20T12:00:00+08:00,NA\n") ==
          "f\n  2014-02-20T12:00:00+08:00\nf.csv: note: missing values: 1\n");
}

TEST_CASE("a row that cannot be read is refused with its place and the rest is kept") {
    CHECK(told("time,pm25\n2014-02-20T12:00:00+08:00,150.5\n2014-02-20T13:00:00+08:00,151\n"
               "2014-02-20T14:00:00+08:00,-3\n"
               "2014-02-20T15:00:00+08:00,12a\n"
               "2014-02-20T16:00:00+08:00\n"
               "2014-02-20T17:00:00+08:00,1,2\n"
               "2014-02-30T18:00:00+08:00,1\n"
               "2014-02-20T19:30:00+08:00,1\n"
               "2014-02-20T20:00:00+08:00,\"1\n") ==
          std::string(kTwoHours) +
              "f.csv:4:27: error: -3 is negative; wanted: a number of 0 or more such as 35.5, or nothing where it is missing\n"
              "f.csv:5:27: error: \"12a\" is no number; wanted: a number of 0 or more such as 35.5, or nothing where it is "
              "missing\n"
              "f.csv:6:1: error: the number of fields is 1; wanted: 2, as in the heading\n"
              "f.csv:7:29: error: the number of fields is 3; wanted: 2, as in the heading\n"
              "f.csv:8:1: error: \"2014-02-30T18:00:00+08:00\" is no time; for example 2014-02-20T12:00:00+08:00\n"
              "f.csv:9:1: error: \"2014-02-20T19:30:00+08:00\" is no full hour; for example 2014-02-20T12:00:00+08:00\n"
              "f.csv:10:27: error: a quote is not closed; close it, or delete it where it is not meant\n"
              "refused 7\n");
}

TEST_CASE("the refusals in Chinese say the same") {
    const auto file = read_air("time,pm25\n2014-02-20T14:00:00+08:00,-3\n2014-02-20T15:00:00+08:00,x\n", {"f.csv", {}});
    REQUIRE(file);
    REQUIRE(file->notes.size() == 2);
    CHECK(file->notes[0].print(Language::zh) == "f.csv:2:27: error: -3 为负值；应为不小于 0 的数，例如 35.5；缺测请留空");
    CHECK(file->notes[1].print(Language::zh) == "f.csv:3:27: error: “x”不是数；应为不小于 0 的数，例如 35.5；缺测请留空");
}

TEST_CASE("a huge field is refused and shown shortened") {
    const std::string huge(5'000'000, '7');
    const std::string text = told("time,pm25\n2014-02-20T12:00:00+08:00," + huge + "\n");
    CHECK(text.size() < 300);
    CHECK(text.find("f.csv:2:27: error: \"" + std::string(40, '7') + "...\" is no number") != std::string::npos);
}

TEST_CASE("GBK text is converted with one warning") {
    CHECK(told("\xCA\xB1\xBC\xE4,\xB3\xC7\xCA\xD0,pm25\n2014-02-20T12:00:00+08:00,\xB1\xB1\xBE\xA9,1\n") ==
          "北京\n  2014-02-20T12:00:00+08:00 pm25 1\n"
          "f.csv: warning: the file is GB18030 and was converted; better save it as UTF-8\n");
}

TEST_CASE("no text, no known column or no value column is refused whole") {
    const std::string wanted = "; wanted: a heading with time (or date) and at least one of aqi, pm25, pm10, so2, no2, co, o3\n"
                               "nothing read\n";
    CHECK(told("") == "f.csv: error: the file is empty" + wanted);
    CHECK(told("\r\n\r\n") == "f.csv: error: the file is empty" + wanted);
    CHECK(told("a,b\n1,2\n") == "f.csv:1:1: error: the heading has no column time or date" + wanted);
    CHECK(told("time,temp\n2014-02-20T12:00:00+08:00,2\n") ==
          "f.csv:1:1: error: the heading has no column of values that can be used" + wanted);
    CHECK(told("time,pm25,PM2.5\n") ==
          "f.csv:1:11: error: column PM2.5 means the same as column pm25 at f.csv:1:6; keep one of the two\nnothing read\n");
    CHECK(told(std::string_view("PK\3\4\0\0", 6)).find("f.csv: error: not a text file") == 0);
}

TEST_CASE("the city is named by NAME=FILE, else by its column, else by the file") {
    const char* text = "time,pm25\n2014-02-20T12,1\n";
    CHECK(told(text, {"/data/北京_2014.csv.gz", {}}).find("北京_2014\n") == 0);
    CHECK(told(text, {"f.csv", "北京"}).find("北京\n") == 0);
    const char* named = "city,time,pm25\n郑州,2014-02-20T12:00:00+08:00,1\n北京,2014-02-20T12:00:00+08:00,2\n"
                        "郑州,2014-02-20T13:00:00+08:00,3\n,2014-02-20T13:00:00+08:00,3\n";
    CHECK(told(named) == "北京\n  2014-02-20T12:00:00+08:00 pm25 2\n"
                         "郑州\n  2014-02-20T12:00:00+08:00 pm25 1\n  2014-02-20T13:00:00+08:00 pm25 3\n"
                         "f.csv:5:1: error: no city; wanted: its name\nrefused 1\n");
    CHECK(told(named, {"f.csv", "郑州"}).find("f.csv: error: the file holds 2 cities (北京, 郑州)") == 0);
    CHECK(told("city,time,pm25\nBeijing,2014-02-20T12:00:00+08:00,1\n", {"f.csv", "北京"}).find("北京\n") == 0);
}

TEST_CASE("a city is the mean of its stations where at least half of them have the value, cut at the sixth decimal") {
    CHECK(told("station,time,pm25,so2\nA,2014-02-20T12:00:00+08:00,1,5\nB,2014-02-20T12:00:00+08:00,1,\n"
               "C,2014-02-20T12:00:00+08:00,3,\nA,2014-02-20T13:00:00+08:00,4,7\nB,2014-02-20T13:00:00+08:00,NA,8\n") ==
          "f\n  2014-02-20T12:00:00+08:00 pm25 1.666666\n"    // so2: one of three stations
          "  2014-02-20T13:00:00+08:00 so2 7.5\n"             // pm25: one of three; so2: two of three
          "f.csv: note: missing values: 3\n");
    CHECK(told("station,time,pm25\nA,2014-02-20T12:00:00+08:00,10\nB,2014-02-20T12:00:00+08:00,\n") ==
          "f\n  2014-02-20T12:00:00+08:00 pm25 10\nf.csv: note: missing values: 1\n");    // one of two is half
}

TEST_CASE("stations' own AQI is not averaged") {
    CHECK(told("station,time,aqi,pm25\nA,2014-02-20T12:00:00+08:00,300,10\n") ==
          "f\n  2014-02-20T12:00:00+08:00 pm25 10\n"
          "f.csv:1: note: a city's index comes from the mean of its stations' concentrations; their AQI is not used\n");
    CHECK(told("station,time,aqi\nA,2014-02-20T12:00:00+08:00,300\n").find("no column of values that can be used") !=
          std::string::npos);
}

TEST_CASE("daily files hold dates, and O3_8h is their O3") {
    CHECK(told("日期,AQI,O3_8h\n2014-02-20,187,99\n20140222,,215\n") ==
          "f\n  2014-02-20 aqi 187 o3 99\n  2014-02-22 o3 215\nf.csv: note: days without a row, taken as missing: 1\n");
    CHECK(told("date,aqi\n2014-02-20T12:00,1\n").find("f.csv:2:1: error: \"2014-02-20T12:00\" is no date") !=
          std::string::npos);
}

TEST_CASE("published daily reports are read with a note on the columns that do not count") {
    const auto file = read_air(source("tests/data/air/郑州_201512_daily.csv"), {"郑州.csv", {}});
    REQUIRE(file);
    REQUIRE(file->cities.size() == 1);
    CHECK(file->cities[0].city == "郑州");
    CHECK(file->cities[0].days.size() == 31);
    CHECK(values_of(file->cities[0].days[0].aqi, file->cities[0].days[0].values) ==
          " aqi 244 pm25 194 pm10 276 so2 55 no2 106 co 4.6 o3 8");
    REQUIRE(file->notes.size() == 1);
    CHECK(file->notes[0].print(Language::zh) == "郑州.csv:1: note: 有 2 列未读取：AQI级别, 排名");
}

TEST_CASE("wide hourly files of the public archive give a series a column from their 1-h types") {
    const auto file = read_air(source("tests/data/air/china_sites_20180101_excerpt.csv"), {"china_sites_20180101.csv", {}});
    REQUIRE(file);
    CHECK(file->names_cities);
    REQUIRE(file->cities.size() == 12);
    const CitySeries& first = file->cities[0];
    CHECK(first.city == "1001A");
    REQUIRE(first.hours.size() == 5);
    CHECK(format_hour(first.hours[0].hour) == "2018-01-01T00:00:00+08:00");
    CHECK(values_of(first.hours[0].aqi, first.hours[0].values) == " aqi 74 pm25 52 pm10 97 so2 6 no2 82 co 1.4");
    CHECK(values_of(file->cities[11].hours[0].aqi, file->cities[11].hours[0].values) ==
          " aqi 88 pm25 49 pm10 126 so2 11 no2 47 co 1.1 o3 10");
    CHECK(file->refused == 0);
}

TEST_CASE("faults of a wide file are refused by row") {
    CHECK(told("date,hour,type,北京,郑州\n20180101,1,PM2.5,5,6\n20180101,1,PM2.5,5,6\n20180101,1,PM2.5,5,7\n"
               "20180101,1,PM2.5_24h,x,y\n20180101,24,CO,1,1\n2018,1,CO,1,1\n20180101,2,CO,1,-1\n20180101,2,CO,,1.5\n"
               "20180101,2,noise,1,1\n") ==
          "北京\n  2018-01-01T01:00:00+08:00 pm25 5\n  2018-01-01T02:00:00+08:00\n"
          "郑州\n  2018-01-01T01:00:00+08:00 pm25 6\n  2018-01-01T02:00:00+08:00 co 1.5\n"
          "f.csv: note: types not read: noise\n"
          "f.csv:4:20: error: this hour's PM2.5 has other values in f.csv:2; the first row stays; keep only one of them\n"
          "f.csv:6:10: error: \"24\" is no hour; wanted: 0 to 23\n"
          "f.csv:7:1: error: \"2018\" is no date; for example 20180101\n"
          "f.csv:8:17: error: -1 is negative; wanted: a number of 0 or more such as 35.5, or nothing where it is missing\n"
          "f.csv: note: missing values: 1\n"
          "refused 4\n");
    CHECK(told("date,hour,type,北京,郑州\n", {"f.csv", "北京"}).find("f.csv: error: the file holds 2 cities or stations") == 0);
    CHECK(told("date,hour,type,北京,北京\n").find("f.csv:1:19: error: the heading \"北京\" is empty or stands twice") == 0);
}

namespace {

const Standards& standards() {
    static const std::string older = source("rules/standards/hj633-2012.toml");
    static const std::string newer = source("rules/standards/hj633-2026.toml");
    static const Standards all = read_standards({{older, "hj633-2012.toml"}, {newer, "hj633-2026.toml"}}).value();
    return all;
}

/// `347 22* ?`: a star marks a lower bound, which no window counts.
std::string indices_between(const CitySeries& series, const char* from, const char* to) {
    const auto indices = index_series(standards(), series.hours, {});
    std::string text;
    for (size_t i = 0; i < indices.size(); ++i) {
        if (series.hours[i].hour < *parse_hour(from) || *parse_hour(to) < series.hours[i].hour) continue;
        text += (indices[i].aqi.known() ? format_aqi(indices[i].aqi) : "?") + (indices[i].valid() ? " " : "* ");
    }
    return text;
}

}  // namespace

TEST_CASE("Changping on 19 October 2014: six hours with O3 alone are missing, not clean") {
    const auto file = read_air(source("tests/data/air/changping_20141018_20141020.csv"), {"changping.csv", {}});
    REQUIRE(file);
    REQUIRE(file->cities[0].hours.size() == 72);
    CHECK(indices_between(file->cities[0], "2014-10-19T15", "2014-10-20T01") ==
          "385 347 ?* 22* 22* 22* 22* 18* 18* 374 347 ");
    // The 24 hours that end at 20 October 12:00 hold the seven: 17 valid, so there is no mean.
    const auto indices = index_series(standards(), file->cities[0].hours, {});
    const auto means = mean24_series(file->cities[0].hours, indices);
    const auto at = static_cast<size_t>(*parse_hour("2014-10-20T12") - file->cities[0].hours[0].hour);
    CHECK(means[at].valid == 17);
    CHECK(means[at].print().empty());
}

TEST_CASE("Beijing on 25 and 26 February 2014: the seven and six hours without any value are missing, as is one before") {
    const auto file = read_air(source("tests/data/air/beijing_20140219_20140228.csv"), {"beijing.csv", "北京"});
    REQUIRE(file);
    const auto indices = index_series(standards(), file->cities[0].hours, {});
    std::string missing;
    for (size_t i = 0; i < indices.size(); ++i)
        if (!indices[i].valid()) missing += short_time(instant_of(file->cities[0].hours[i].hour)) + " ";
    CHECK(missing ==
          "02-24 22:00 02-25 14:00 02-25 15:00 02-25 16:00 02-25 17:00 02-25 18:00 02-25 19:00 02-25 20:00 "
          "02-26 01:00 02-26 02:00 02-26 03:00 02-26 04:00 02-26 05:00 02-26 07:00 ");
}
