// SPDX-License-Identifier: Apache-2.0
// History through the same rules as live (interface: replay).
#include <catch2/catch.hpp>

#include <fstream>
#include <iterator>
#include <random>

#include <fmt/format.h>

#include "engine/air_input.hpp"
#include "engine/editions.hpp"
#include "engine/replay.hpp"
#include "engine/replay_air.hpp"
#include "rules/compact_series.hpp"
#include "tests/run_program.hpp"

using namespace qingkong;

namespace {

Edition edition(const std::string& id) {
    auto loaded = load_edition(id);
    REQUIRE(loaded);
    return *loaded;
}

/// Hours (or `D:` days) in the notation of `decide`; the first is labelled 2014-02-01T01:00.
ReplayAir air(const std::string& series) {
    const auto read = read_compact_series(series);
    REQUIRE(read);
    return {read->forecast.daily, *parse_hour("2014-02-01T01:00"), read->forecast.values};
}

ReplayAir air_of_file(const Edition& ed, const std::string& file) {
    const auto standards = built_in_standards();
    REQUIRE(standards);
    const auto input = read_air_inputs({std::string(QINGKONG_SOURCE_DIR) + "/" + file});
    REQUIRE(input);
    REQUIRE(input->cities.size() == 1);
    return replay_air(ed, *standards, input->cities.front());
}

/// `02-05T07`
std::string hour(Hour label) { return format_hour(label).substr(5, 8); }
std::string hour(const std::optional<Hour>& label) { return label ? hour(*label) : "-"; }

std::string words(const std::vector<ReplayAction>& actions) {
    std::string text;
    for (const ReplayAction& a : actions)
        text += fmt::format("{} {} {} from {} [{},{}) {}\n", hour(a.decided_at), token(a.action), token(a.level),
                            hour(a.effective_at), hour(a.episode_begin), hour(a.episode_end), a.clause);
    return text;
}

std::string words(const std::vector<ReplayAlert>& alerts) {
    std::string text;
    for (const ReplayAlert& a : alerts)
        text += fmt::format("{} {} to {} {}\n", token(a.level), hour(a.start), hour(a.end), token(a.state));
    return text;
}

std::string words(const std::vector<ReplayEpisode>& episodes) {
    std::string text;
    for (const ReplayEpisode& e : episodes)
        text += fmt::format("{} {} to {} {} h D150 {} D200 {} D300 {} peak {}\n", episode_token(e.level), hour(e.begin),
                            hour(e.end), e.hours, e.d150, e.d200, e.d300, format_aqi(e.peak));
    return text;
}

/// An issue of hourly values from the hour after `issued_at` on, in the notation of `decide`.
Forecast issue(const std::string& issued_at, const std::string& series) {
    Forecast forecast;
    const Hour first = *parse_hour(issued_at) + 1;
    forecast.issued_at = instant_of(first - 1);
    const auto read = read_compact_series(series);
    REQUIRE(read);
    for (size_t i = 0; i < read->forecast.values.size(); ++i)
        if (read->forecast.values[i].known())
            forecast.values.push_back({first.index + static_cast<int64_t>(i), read->forecast.values[i], {}, {}});
    return forecast;
}

const std::string kBeijing = "examples/beijing-2014/observations.csv";

}  // namespace

TEST_CASE("Beijing in February 2014: two red episodes by n2017") {
    const Edition ed = edition("n2017");
    CHECK(words(replay_episodes(ed, air_of_file(ed, kBeijing))) ==
          "red 02-12T19 to 02-17T04 105 h D150 0 D200 105 D300 56 peak 500\n"
          "red 02-20T09 to 02-26T20 155 h D150 0 D200 155 D300 51 peak 500\n"
          "blue 03-02T12 to 03-04T05 41 h D150 0 D200 41 D300 0 peak 318\n");
}

TEST_CASE("the missing hours of 25 and 26 February 2014 part no episode and release nothing") {
    for (const char* id : {"n2017", "n2019", "n2024"}) {
        const Edition ed = edition(id);
        const ReplayAir beijing = air_of_file(ed, kBeijing);
        int missing = 0;
        for (const char* label : {"2014-02-25T14:00", "2014-02-25T20:00", "2014-02-26T01:00", "2014-02-26T05:00",
                                  "2014-02-26T07:00"})
            missing += !beijing.values[static_cast<size_t>(*parse_hour(label) - beijing.first)].known();
        CHECK(missing == 5);
        for (const ReplayOptions options : {ReplayOptions{}, ReplayOptions{ForecastMode::persistence}})
            for (const ReplayAction& action : replay(ed, beijing, options).actions) {
                if (action.decided_at < *parse_hour("2014-02-22T00:00") ||
                    action.decided_at > *parse_hour("2014-02-26T18:00"))
                    continue;
                INFO(id << " " << words({action}));
                CHECK(action.action != AlertAction::release);
                CHECK(action.action != AlertAction::issue);
            }
    }
}

TEST_CASE("Changping, 19 October 2014: hours with ozone alone are neither clean nor heavy") {
    const Edition ed = edition("n2017");
    const ReplayAir station = air_of_file(ed, "tests/data/air/changping_20141018_20141020.csv");
    const auto at = [&](const char* label) {
        return format_aqi(station.values[static_cast<size_t>(*parse_hour(label) - station.first)]);
    };
    CHECK(at("2014-10-19T16:00") == "347");
    for (int h = 17; h <= 23; ++h) CHECK(at(fmt::format("2014-10-19T{}:00", h).c_str()).empty());
    CHECK(at("2014-10-20T00:00") == "374");
    // Seven hours without a value: no clean run, and the episode goes on over them.
    const auto episodes = replay_episodes(ed, station);
    REQUIRE(episodes.size() == 1);
    CHECK(episodes[0].begin < *parse_hour("2014-10-19T17:00"));
    CHECK(episodes[0].end > *parse_hour("2014-10-20T00:00"));
}

TEST_CASE("an alert is watched, issued 72 hours ahead, kept over clean hours before it, and released") {
    const Replay answer = replay(edition("n2017"), air("100*100 230*50 140*60 230*30 100*40"), {});
    CHECK(words(answer.actions) ==
          "02-01T01 watch yellow from 02-05T05 [02-05T05,02-07T07) n2017/yellow\n"
          "02-02T04 issue yellow from 02-05T05 [02-05T05,02-07T07) n2017/yellow\n"
          "02-07T06 release normal from 02-07T07 [02-05T05,02-07T07) n2017/release\n"
          "02-07T07 issue blue from 02-09T19 [02-09T19,02-11T01) n2017/blue\n"
          "02-11T00 release normal from 02-11T01 [02-09T19,02-11T01) n2017/release\n");
    CHECK(words(answer.alerts) ==
          "yellow 02-05T05 to 02-07T07 released\n"
          "blue 02-09T19 to 02-11T01 released\n");
}

TEST_CASE("a release announced ahead is one row, and the alert is in force until its hour") {
    // 10 hours of 170 stand between the episode and the clean run.
    const Replay answer = replay(edition("n2017"), air("230*30 170*10 100*50"), {});
    CHECK(words(answer.actions) ==
          "02-01T01 issue blue from 02-01T02 [02-01T01,02-02T07) n2017/blue\n"
          "02-02T06 release normal from 02-02T17 [02-01T01,02-02T07) n2017/release\n");
    CHECK(words(answer.alerts) == "blue 02-01T02 to 02-02T17 released\n");
}

TEST_CASE("a forecast that turns heavy again withdraws an announced release, a new hour is a new row") {
    const std::vector<Forecast> issues = {issue("2014-02-01T00:00", "230*30 170*10 100*50"),
                                          issue("2014-02-02T08:00", "170*12 100*50"),
                                          issue("2014-02-02T10:00", "170*2 260*20 170*5 100*50")};
    ReplayOptions options{ForecastMode::issues};
    options.issues = &issues;
    const Replay answer = replay(edition("n2017"), air("230*30 170*12 260*20 170*5 100*50"), options);
    CHECK(words(answer.actions) ==
          "02-01T01 issue blue from 02-01T02 [02-01T01,02-02T07) n2017/blue\n"
          "02-02T06 release normal from 02-02T17 [02-01T01,02-02T07) n2017/release\n"
          "02-02T08 release normal from 02-02T21 [02-01T01,02-02T07) n2017/release\n"
          "02-02T10 upgrade yellow from 02-02T11 [02-01T01,02-03T09) n2017/yellow\n"
          "02-03T08 release normal from 02-03T14 [02-01T01,02-03T09) n2017/release\n");
    CHECK(words(answer.alerts) ==
          "blue 02-01T02 to 02-02T11 upgraded\n"
          "yellow 02-02T11 to 02-03T14 released\n");
}

TEST_CASE("the newest issue at or before decided_at counts, by the edition's forecast_value") {
    std::vector<Forecast> issues = {issue("2014-02-01T03:00", "230*24 100*40")};
    for (ForecastValue& value : issues[0].values) value.upper = AqiValue::whole(value.centre.at_least(200) ? 310 : 100);
    ReplayOptions options{ForecastMode::issues};
    options.issues = &issues;
    Edition ed = edition("n2017");
    REQUIRE(ed.forecast_value == ForecastChoice::upper);
    const auto first = [&] { return words({replay(ed, air("100*3 230*24 100*40"), options).actions.at(0)}); };
    CHECK(first() == "02-01T03 issue blue from 02-01T04 [02-01T04,02-02T04) n2017/blue\n");
    for (ForecastValue& value : issues[0].values)
        if (value.centre.at_least(200)) value.upper = AqiValue::whole(500);
    CHECK(first() == "02-01T03 issue red from 02-01T04 [02-01T04,02-02T04) n2017/red-2\n");
    ed.forecast_value = ForecastChoice::lower;    // empty: the centre stands for it
    CHECK(first() == "02-01T03 issue blue from 02-01T04 [02-01T04,02-02T04) n2017/blue\n");
}

TEST_CASE("hours that no forecast covers are unknown: nothing starts or ends by them") {
    const std::vector<Forecast> none;
    ReplayOptions options{ForecastMode::issues};
    options.issues = &none;
    // As far as is known, an episode ends with the last measured hour.
    CHECK(words(replay(edition("n2017"), air("100*30 230*60 100*60"), options).actions).empty());
    // One forecast of 30 hours, then none: the 36 clean hours that are measured do not reach the hour to come.
    const std::vector<Forecast> one = {issue("2014-02-01T00:00", "230*30")};
    options.issues = &one;
    CHECK(words(replay(edition("n2017"), air("230*30 100*60"), options).alerts) == "blue 02-01T02 to - open\n");
}

TEST_CASE("persistence repeats the last 24 hours as measured for 72 hours") {
    // Hour 49: 19 heavy hours of the last 24 give means of 202.9; they are seen until hour 121. Hour 84: the last 24 hours
    // are clean, and 72 clean hours follow.
    const Replay answer = replay(edition("n2017"), air("100*30 230*30 100*60"), {ForecastMode::persistence});
    CHECK(words(answer.actions) ==
          "02-03T01 issue yellow from 02-03T02 [02-02T07,02-06T02) n2017/yellow\n"
          "02-04T12 release normal from 02-04T13 [02-02T07,02-03T13) n2017/release\n");
    // With a horizon of 12 hours the episode of hour 49 ends there: 31 hours, blue.
    ReplayOptions options{ForecastMode::persistence, 12};
    CHECK(words({replay(edition("n2017"), air("100*30 230*30 100*60"), options).actions.at(0)}) ==
          "02-03T01 issue blue from 02-03T02 [02-02T07,02-03T14) n2017/blue\n");
}

TEST_CASE("daily files go by days: issue before the day, release on the first of two clean days") {
    const Replay answer = replay(edition("n2024"), air("D: 100 100 100 100 100 250 210 100 120 100 ? 210 220 310"), {});
    CHECK(words(answer.actions) ==
          "02-02T00 watch orange from 02-06T01 [02-06T01,02-08T01) n2024/orange-1\n"
          "02-03T00 issue orange from 02-06T01 [02-06T01,02-08T01) n2024/orange-1\n"
          "02-08T00 release normal from 02-08T01 [02-06T01,02-08T01) n2024/release\n"
          "02-09T00 issue red from 02-12T01 [02-12T01,02-15T01) n2024/red\n");
}

TEST_CASE("natural days: hours become days first, and the running day is its measured hours and the forecast") {
    // Day 1 has 12 hours of 100, then 12 of 320: mean 210. With perfect sight it is known from the first hour.
    CHECK(words(replay(edition("n2016"), air("100*12 320*12 100*72"), {}).actions) ==
          "02-01T01 issue blue from 02-01T02 [02-01T01,02-02T01) n2016/blue\n"
          "02-02T00 release normal from 02-02T01 [02-01T01,02-02T01) n2016/release\n");
    // With a daily forecast: 12 measured hours of 100 and 320 for the rest of the day.
    Forecast daily;
    daily.daily = true;
    daily.issued_at = instant_of(*parse_hour("2014-02-01T12:00"));
    for (int day = 0; day < 4; ++day)
        daily.values.push_back({parse_day("2014-02-01")->index + day, AqiValue::whole(day == 0 ? 320 : 100), {}, {}});
    const std::vector<Forecast> issues = {daily};
    ReplayOptions options{ForecastMode::issues};
    options.issues = &issues;
    CHECK(words(replay(edition("n2016"), air("100*12 320*12 100*72"), options).actions) ==
          "02-01T12 issue blue from 02-01T13 [02-01T01,02-02T01) n2016/blue\n"
          "02-02T00 release normal from 02-02T01 [02-01T01,02-02T01) n2016/release\n");
}

TEST_CASE("the summary counts valid hours and the edition's own means") {
    // 25 hours: the window ending at hour 24 holds 24 valid, the one ending at hour 25 too.
    const ReplaySummary s = replay_summary(edition("n2017"), air("201*24 100.5*1"));
    CHECK(s.n_aqi == 25);
    CHECK(s.sum_units == 49'245'000);
    CHECK(s.n_mean == 2);
    CHECK(s.n_mean_gt200 == 1);
    CHECK(s.n_mean_le150 == 0);
    const ReplaySummary gaps = replay_summary(edition("n2017"), air("150*19 ?*5 150*1 ?*3"));
    CHECK(gaps.n_aqi == 20);
    CHECK(gaps.n_mean == 0);
    const ReplaySummary days = replay_summary(edition("n2016"), air("201*24 150*24 ?*5 100*19"));
    CHECK(days.n_mean == 2);
    CHECK(days.n_mean_gt200 == 1);
    CHECK(days.n_mean_le150 == 1);
}

namespace {

constexpr unsigned kSeed = 20161216;

int between(std::mt19937& random, int least, int most) {
    return std::uniform_int_distribution<int>(least, most)(random);
}

/// Some weeks of clean and heavy spells with single missing hours.
ReplayAir random_air(std::mt19937& random, bool daily) {
    static const int kLevels[] = {60, 100, 140, 150, 155, 180, 200, 210, 240, 301, 330, 500};
    ReplayAir out;
    out.daily = daily;
    out.first = *parse_hour("2014-02-01T01:00") + (daily ? 0 : between(random, 0, 30));
    const size_t size = daily ? 60 : 420;
    while (out.values.size() < size) {
        const int value = kLevels[between(random, 0, 11)];
        const int length = daily ? between(random, 1, 3) : between(random, 1, 5) * between(random, 1, 14);
        for (int i = 0; i < length; ++i)
            out.values.push_back(between(random, 0, 39) == 0 ? AqiValue()
                                                             : AqiValue::whole(std::min(500, value + between(random, -3, 3))));
    }
    return out;
}

/// Issues twice a day, wrong by up to 40 %.
std::vector<Forecast> random_issues(std::mt19937& random, const ReplayAir& truth, bool daily) {
    std::vector<Forecast> issues;
    const int64_t hours = static_cast<int64_t>(truth.values.size()) * (truth.daily ? 24 : 1);
    for (int64_t at = 5; at < hours; at += 12) {
        Forecast forecast;
        forecast.daily = daily;
        forecast.issued_at = instant_of(truth.first + at);
        const int percent = between(random, 60, 140);
        for (int64_t h = at + 1; h < std::min(hours, at + 150); h += daily ? 24 : 1) {
            const AqiValue real = truth.values[static_cast<size_t>(truth.daily ? h / 24 : h)];
            if (!real.known()) continue;
            const AqiValue value = AqiValue::from_units(std::min(500 * AqiValue::kUnit, real.units() / 100 * percent));
            forecast.values.push_back({daily ? day_of_label(truth.first + h).index : (truth.first + h).index, value, {}, {}});
        }
        issues.push_back(std::move(forecast));
    }
    return issues;
}

std::string all_words(const Edition& ed, const ReplayAir& series, const ReplayOptions& options) {
    const Replay answer = replay(ed, series, options);
    return words(answer.actions) + words(answer.alerts);
}

}  // namespace

TEST_CASE("nothing before the last clean run matters: the cut history answers as the whole one") {
    std::mt19937 random(kSeed);
    INFO("seed " << kSeed);
    for (const char* id : {"n2016", "n2017", "n2019", "n2024"})
        for (const bool daily : {false, true})
            for (int round = 0; round < 2; ++round) {
                Edition ed = edition(id);
                ed.cut = round == 0;
                const ReplayAir series = random_air(random, daily);
                const std::vector<Forecast> hourly_issues = random_issues(random, series, false);
                const std::vector<Forecast> daily_issues = random_issues(random, series, true);
                for (const ForecastMode mode : {ForecastMode::perfect, ForecastMode::persistence, ForecastMode::issues})
                    for (const auto* issues : {&hourly_issues, &daily_issues}) {
                        ReplayOptions options{mode, mode == ForecastMode::perfect ? std::optional(100) : std::nullopt, issues};
                        if (mode != ForecastMode::issues && issues == &daily_issues) continue;
                        const std::string cut = all_words(ed, series, options);
                        options.shortcuts = false;
                        INFO(id << (daily ? " daily" : " hourly") << " mode " << static_cast<int>(mode));
                        CHECK(cut == all_words(ed, series, options));
                    }
            }
}

TEST_CASE("perfect sight found once for the whole series answers as a horizon beyond its end, hour by hour") {
    std::mt19937 random(kSeed + 1);
    INFO("seed " << kSeed + 1);
    for (const char* id : {"n2016", "n2017", "n2019", "n2024"})
        for (const bool daily : {false, true}) {
            const ReplayAir series = random_air(random, daily);
            ReplayOptions whole, far;
            far.horizon_hours = 24000;
            INFO(id << (daily ? " daily" : " hourly"));
            CHECK(all_words(edition(id), series, whole) == all_words(edition(id), series, far));
        }
}

TEST_CASE("replay prints actions, stays and episodes in the stamp form of the input, the same with any threads") {
    const TestFolder folder;
    std::ofstream hours(folder.path / "甲.csv"), days(folder.path / "乙.csv");
    hours << "time,aqi\n";
    const ReplayAir series = air("100*100 230*50 140*60");
    for (size_t p = 0; p < series.values.size(); ++p)
        hours << format_hour(series.first + static_cast<int64_t>(p), StampForm::minutes) << ","
              << format_aqi(series.values[p]) << "\n";
    days << "date,aqi\n2014-02-01,100\n2014-02-02,210\n2014-02-03,100\n2014-02-04,90\n2014-02-05,220\n";
    hours.close();
    days.close();

    const auto replayed = [&](const std::string& arguments) {
        const ProgramRun run = run_in_shell(folder, "qingkong replay --edition n2017 " + arguments);
        CHECK(run.status == 0);
        return run.out;
    };
    CHECK(replayed("甲.csv") ==
          "city,decided_at,action,level,effective_at,episode_begin,episode_end,clause,reason\n"
          "甲,2014-02-01T01:00+08:00,watch,yellow,2014-02-05T05:00+08:00,2014-02-05T05:00+08:00,2014-02-07T07:00+08:00,"
          "n2017/yellow,\"the episode 2014-02-05 05:00 to 2014-02-07 07:00, a 24-h mean AQI above 200 for 50 h, more than 72 h ahead: "
          "prepare, nothing to sign yet. Basis: 环大气〔2017〕86号 (ZY2017-35a, n2017/yellow).\"\n"
          "甲,2014-02-02T04:00+08:00,issue,yellow,2014-02-05T05:00+08:00,2014-02-05T05:00+08:00,2014-02-07T07:00+08:00,"
          "n2017/yellow,\"the episode 2014-02-05 05:00 to 2014-02-07 07:00, a 24-h mean AQI above 200 for 50 h, which meets the "
          "yellow condition. Basis: 环大气〔2017〕86号 (ZY2017-35a, n2017/yellow).\"\n"
          "甲,2014-02-07T06:00+08:00,release,normal,2014-02-07T07:00+08:00,2014-02-05T05:00+08:00,2014-02-07T07:00+08:00,"
          "n2017/release,\"from 2014-02-07 07:00 the AQI is at or below 150, for at least 36 h: the release condition is met. "
          "Basis: 环大气〔2017〕86号 (n2017/release).\"\n");
    const std::string episodes =
        "city,level,begin,end,hours,d150,d200,d300,peak\n"
        "乙,blue,2014-02-02,2014-02-03,24,0,24,0,210\n"
        "乙,blue,2014-02-05,,24,0,24,0,220\n"
        "甲,yellow,2014-02-05T05:00+08:00,2014-02-07T07:00+08:00,50,0,50,0,230\n";
    CHECK(replayed("--output episodes --threads 1 .") == episodes);
    CHECK(replayed("--output episodes --threads 4 甲.csv 乙.csv") == episodes);
    CHECK(replayed("--output alerts --summary sum.csv 甲.csv 乙.csv") ==
          "city,level,start,end,state\n"
          "乙,blue,2014-02-02,2014-02-03,released\n"
          "乙,blue,2014-02-05,,open\n"
          "甲,yellow,2014-02-05T05:00+08:00,2014-02-07T07:00+08:00,released\n");
    std::ifstream summary(folder.path / "sum.csv");
    CHECK(std::string(std::istreambuf_iterator<char>(summary), {}) ==
          "city,n_aqi,sum_aqi,n_mean,n_mean_gt200,n_mean_le150\n"
          "乙,5,720,5,2,3\n"
          "甲,210,29900,187,39,125\n");
    CHECK(replayed("--from 2014-02-07 --output actions 甲.csv").find("watch") == std::string::npos);
}
