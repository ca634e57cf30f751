// SPDX-License-Identifier: Apache-2.0
// Replayed decisions against alerts really issued (interface: verify; handbook I.3).
#include <catch2/catch.hpp>

#include <fstream>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "alerts/issued_alert.hpp"
#include "alerts/verification.hpp"
#include "rules/compact_series.hpp"
#include "tests/run_program.hpp"

using namespace qingkong;

namespace {

const std::string kHeading = "city,level,issued_at,effective_from,released_at,source,verified,note\n";

IssuedList list(const std::string& text) {
    const auto read = read_issued_alerts(text, "alerts.csv");
    REQUIRE(read);
    return *read;
}

/// One row: level, issued_at, effective_from, released_at, verified.
IssuedAlert issued(const std::string& fields) {
    const size_t last = fields.rfind(',');
    const IssuedList read = list(kHeading + "甲," + fields.substr(0, last) + ",," + fields.substr(last + 1) + ",\n");
    INFO((read.notes.empty() ? "" : read.notes[0].print(Language::en)));
    REQUIRE(read.alerts.size() == 1);
    return read.alerts[0];
}

std::string span(const std::string& fields, bool by_day = false) {
    const auto found = span_of(issued(fields), by_day);
    return found ? format_hour(found->first).substr(0, 13) + " " + format_hour(found->last).substr(0, 13) : "none";
}

/// Hours from the label 2014-02-01T01:00 on (or `D:` days from 1 February) with one or more stays, [start, end) in
/// positions of hours: `{AlertLevel::blue, 24, 48}`.
struct Stay {
    AlertLevel level;
    int start, end;    ///< -1 = open
    bool begins_alert = true;
};
ReplayedCity city(const std::string& series, const std::vector<Stay>& stays, const std::string& name = "甲") {
    const auto read = read_compact_series(series);
    REQUIRE(read);
    const Hour first = *parse_hour("2014-02-01T01:00");
    ReplayedCity made{name, read->forecast.daily, first, read->forecast.values, {}};
    for (const Stay& stay : stays)
        made.stays.push_back({stay.level, first + stay.start, stay.end < 0 ? std::nullopt : std::optional(first + stay.end),
                              stay.begins_alert});
    return made;
}

Verification one(const std::string& fields, const ReplayedCity& replayed) { return verify({issued(fields)}, {replayed}, {}); }

std::string words(const Scores& s) {
    return fmt::format("{}: {} hits {} misses {} false, agreement {} lead {} pod {} far {} csi {}", s.city, s.hits, s.misses,
                       s.false_alarms, s.level_agreement(), s.median_lead_hours(), s.pod(), s.far(), s.csi());
}

}  // namespace

TEST_CASE("an issued list is read with its quotes, Chinese headings, dates alone and missing marks") {
    const IssuedList read = list(
        "\xEF\xBB\xBF城市,级别,发布时间,启动时间,解除时间,来源,核实,备注\r\n"
        "乙,ORANGE,2014-02-21,2014-02-21T24:00:00+08:00,NA,paper,part,\"a, b\"\r\n"
        "甲,红色预警,,2014-02-21 08:00,-,,,\r\n"
        "乙,yellow,2014-02-20T12:30,,2014-02-21,,,");
    CHECK(read.refused == 0);
    CHECK(read.notes.empty());
    REQUIRE(read.alerts.size() == 3);
    // By city in the order of bytes (乙 before 甲), then by time.
    CHECK(read.alerts[0].level == AlertLevel::yellow);
    CHECK(read.alerts[0].issued_at->print() == "2014-02-20T12:30+08:00");
    CHECK(read.alerts[0].released_at->print() == "2014-02-21");
    CHECK(read.alerts[0].verified == Verified::yes);
    CHECK(read.alerts[1].effective_from->print() == "2014-02-22T00:00:00+08:00");
    CHECK(read.alerts[1].note == "a, b");
    CHECK(read.alerts[1].verified == Verified::part);
    CHECK(read.alerts[2].city == "甲");
    CHECK(read.alerts[2].level == AlertLevel::red);
    CHECK_FALSE(read.alerts[2].released_at);
}

TEST_CASE("a row of an issued list that cannot be read is refused with its place, the rest is kept") {
    const IssuedList read = list(kHeading +
                                 "甲,violet,2014-02-20,,,,yes,\n"
                                 "甲,normal,2014-02-20,,,,yes,\n"
                                 "甲,red,tomorrow,,,,yes,\n"
                                 "甲,red,2014-02-20,,,,perhaps,\n"
                                 "甲,red,2014-02-20,2014-02-20T12:00,2014-02-20T11:00,,yes,\n"
                                 ",red,2014-02-20,,,,yes,\n"
                                 "甲,red,2014-02-20\n"
                                 "甲,red,2014-02-20,,,,yes,\n"
                                 "甲,red,2014-02-20,,,,yes,\n");
    std::string text;
    for (const Problem& problem : read.notes) text += problem.print(Language::en) + "\n";
    CHECK(text ==
          "alerts.csv:2:3: error: \"violet\" is no level of an alert; wanted: blue / yellow / orange / red\n"
          "alerts.csv:3:3: error: \"normal\" is no level of an alert; wanted: blue / yellow / orange / red\n"
          "alerts.csv:4:7: error: \"tomorrow\" is no time; wanted: 2014-02-20T12:00:00+08:00 / 2014-02-20\n"
          "alerts.csv:5:21: error: \"perhaps\" is no degree of verification; wanted: yes / part / no\n"
          "alerts.csv:6:35: error: the end 2014-02-20T11:00+08:00 lies before the start 2014-02-20T12:00+08:00; wanted: an end "
          "at or after the start\n"
          "alerts.csv:7:1: error: no city; wanted: the name of a city\n"
          "alerts.csv:8:7: error: the number of fields is 3; wanted: 8, as in the heading\n");
    CHECK(read.refused == 7);
    CHECK(read.alerts.size() == 1);    // two equal rows are one
    CHECK_FALSE(read_issued_alerts("time,aqi\n2014-02-20,1\n", "x"));
    CHECK_FALSE(read_issued_alerts("city,level,effective_from,Level\n", "x"));
    CHECK_FALSE(read_issued_alerts("", "x"));
}

TEST_CASE("the span is [effective_from, released_at], a date alone is the whole day, an empty end is 24 hours") {
    CHECK(span("red,2014-02-20,2014-02-21T08:00,2014-02-22T20:00,yes") == "2014-02-21T08 2014-02-22T20");
    CHECK(span("red,2014-02-20T07:00,,2014-02-22T20:00,yes") == "2014-02-20T07 2014-02-22T20");
    CHECK(span("red,,2014-02-21T08:00,,yes") == "2014-02-21T08 2014-02-22T08");
    CHECK(span("red,,2014-02-21T08:30,2014-02-21T10:30,yes") == "2014-02-21T09 2014-02-21T10");
    // The hours of 21 February are labelled 01:00 to 24:00.
    CHECK(span("red,2014-02-21,,,yes") == "2014-02-21T01 2014-02-22T00");
    CHECK(span("red,,2014-02-21,2014-02-22,yes") == "2014-02-21T01 2014-02-23T00");
    CHECK(span("red,,,2014-02-22,yes") == "none");
    // Days: 08:00 on the 21st to 20:00 on the 22nd reaches into both; an end at 00:00 not into the day that begins there.
    CHECK(span("red,,2014-02-21T08:00,2014-02-22T20:00,yes", true) == "2014-02-21T01 2014-02-23T00");
    CHECK(span("red,,2014-02-21T00:00,2014-02-23T00:00,yes", true) == "2014-02-21T01 2014-02-23T00");
    CHECK(span("red,,2014-02-21T00:00,2014-02-21T00:00,yes", true) == "2014-02-21T01 2014-02-22T00");
}

TEST_CASE("one hour of the replay's alert in the span is a hit, also the last, an hour after it is none") {
    // The span is 2 February 00:00 to 12:00: positions 23 to 35.
    const std::string row = "yellow,,2014-02-02T00:00,2014-02-02T12:00,yes";
    CHECK(one(row, city("100*100", {{AlertLevel::yellow, 35, 60}})).rows[0].hit());
    CHECK_FALSE(one(row, city("100*100", {{AlertLevel::yellow, 36, 60}})).rows[0].hit());
    CHECK(one(row, city("100*100", {{AlertLevel::yellow, 10, 24}})).rows[0].hit());
    CHECK_FALSE(one(row, city("100*100", {{AlertLevel::yellow, 10, 23}})).rows[0].hit());
    CHECK(one(row, city("100*100", {{AlertLevel::yellow, 10, -1}})).rows[0].hit());
    // A higher level is a hit without agreement, a lower one a miss: not a false alarm, for it meets the span.
    const Verification red = one(row, city("100*100", {{AlertLevel::blue, 20, 30}, {AlertLevel::red, 30, 40, false}}));
    CHECK(red.rows[0].hit());
    CHECK_FALSE(red.rows[0].agrees());
    CHECK(red.rows[0].replay_level == AlertLevel::red);
    const Verification blue = one(row, city("100*100", {{AlertLevel::blue, 20, 30}}));
    CHECK(words(blue.scores[0]) == "甲: 0 hits 1 misses 0 false, agreement 0.0000 lead  pod 0.0000 far  csi 0.0000");
    // Withdrawn before its start it was never in force.
    CHECK_FALSE(one(row, city("100*100", {{AlertLevel::yellow, 30, 28}})).rows[0].hit());
}

TEST_CASE("a replayed alert that meets no span of its city is one false alarm, however many levels it had") {
    const std::vector<Stay> stays = {{AlertLevel::blue, 40, 50}, {AlertLevel::red, 50, 60, false}, {AlertLevel::blue, 70, 80}};
    const Verification answer = one("blue,,2014-02-01,,yes", city("100*100", stays));
    REQUIRE(answer.false_alarms.size() == 2);
    CHECK(answer.false_alarms[0].level == AlertLevel::red);
    CHECK(format_hour(answer.false_alarms[0].start, StampForm::minutes) == "2014-02-02T17:00+08:00");
    // A row from memory is not scored, yet an alert within it is not false.
    const Verification remembered = one("blue,,2014-02-03,,no", city("100*100", stays));
    CHECK(remembered.rows[0].unscored == Unscored::unverified);
    CHECK(words(remembered.scores[0]) == "甲: 0 hits 0 misses 0 false, agreement  lead  pod  far  csi ");
    // Another city's span does not excuse it.
    CHECK(verify({issued("blue,,2014-02-03,,yes")}, {city("100*100", stays, "乙")}, {}).false_alarms.size() == 2);
}

TEST_CASE("rows without start, from memory, without air or without any known hour are listed, not scored") {
    const auto why = [](const std::string& fields, const std::vector<ReplayedCity>& cities) {
        const Verification answer = verify({issued(fields)}, cities, {});
        REQUIRE(answer.rows.size() == 1);
        CHECK(answer.scores.back().scored() == (answer.rows[0].scored() ? 1 : 0));
        return std::string(token(answer.rows[0].unscored));
    };
    const ReplayedCity air = city("250*20 ?*30 100*50", {{AlertLevel::blue, 0, 20}});
    CHECK(why("blue,,,2014-02-01,yes", {air}) == "no_start");
    CHECK(why("blue,,2014-02-01,,no", {air}) == "unverified");
    CHECK(why("blue,,2014-02-01,,yes", {}) == "no_air");
    CHECK(why("blue,,2014-02-01,,part", {air}) == "");
    CHECK(why("blue,,2014-02-02T00:00,2014-02-02T23:00,yes", {air}) == "no_data");
    CHECK(why("blue,,2014-02-02T00:00,2014-02-03T04:00,yes", {air}) == "");
    CHECK(why("blue,,2013-01-01,,yes", {air}) == "no_data");
    CHECK(why("blue,,2015-01-01,,yes", {air}) == "no_data");
    CHECK(verify({issued("blue,,2014-02-01,,yes")}, {}, {}).cities_without_air == std::vector<std::string>{"甲"});
}

TEST_CASE("lead hours run from the issue to the first hour above 200 of the span, and may be negative") {
    const auto lead = [](const std::string& fields, const ReplayedCity& replayed) {
        const auto row = one(fields, replayed).rows.at(0);
        return row.lead_seconds ? lead_hours_text(*row.lead_seconds) : "";
    };
    // Above 200 from the label 2014-02-02T01:00 (position 24) to 2014-02-03T00:00.
    const ReplayedCity air = city("200*24 201*24 100*24", {});
    CHECK(lead("blue,2014-02-01T12:00,2014-02-01T20:00,,yes", air) == "13");
    CHECK(lead("blue,2014-02-01T12:30,2014-02-01T20:00,,yes", air) == "12.5");
    CHECK(lead("blue,2014-02-01T12:40,2014-02-01T20:00,,yes", air) == "12.33");
    CHECK(lead("blue,2014-02-02T09:00,2014-02-02T01:00,,yes", air) == "-8");
    CHECK(lead("blue,2014-02-02T09:00,,,yes", air) == "0");
    CHECK(lead("blue,2014-02-02,,,yes", air) == "1");                    // from 00:00 of the date
    CHECK(lead("blue,,2014-02-02T09:00,,yes", air) == "");               // nobody knows when it was issued
    CHECK(lead("blue,2014-02-01T01:00,,2014-02-01T20:00,yes", air) == "");    // no hour above 200
    // Daily air: from the day's 00:00.
    CHECK(lead("blue,2014-02-01T12:00,2014-02-02,2014-02-04,yes", city("D: 100 100 250 100", {})) == "36");
}

TEST_CASE("with daily air the span is its whole days") {
    // Days 1 to 4 February; the alert holds on the 3rd.
    const ReplayedCity air = city("D: 100 100 250 100", {{AlertLevel::blue, 48, 72}});
    CHECK(one("blue,,2014-02-02T20:00,2014-02-03T01:00,yes", air).rows[0].hit());
    CHECK_FALSE(one("blue,,2014-02-02T20:00,2014-02-03T00:00,yes", air).rows[0].hit());
    CHECK(one("blue,,2014-02-03T23:00,2014-02-04T08:00,yes", air).rows[0].hit());
    const Verification after = one("blue,,2014-02-04T00:00,,yes", air);
    CHECK_FALSE(after.rows[0].hit());
    CHECK(after.false_alarms.size() == 1);
}

TEST_CASE("rates are exact decimals, half up, and empty where nothing could be counted") {
    std::vector<IssuedAlert> rows = {issued("blue,2014-02-01T00:00,2014-02-01T01:00,2014-02-01T10:00,yes"),
                                     issued("blue,2014-02-01T22:00,2014-02-02T01:00,2014-02-02T10:00,yes"),
                                     issued("yellow,2014-02-03T00:00,2014-02-03T01:00,2014-02-03T10:00,yes")};
    const ReplayedCity air = city("250*96", {{AlertLevel::blue, 0, 10}, {AlertLevel::yellow, 24, 30}, {AlertLevel::blue, 80, -1}});
    const Verification answer = verify(rows, {air}, {});
    // 2 hits (one agrees), 1 miss, 1 false alarm: POD 2/3, FAR 1/3, CSI 2/4; leads 1, 3, 1 h.
    CHECK(words(answer.scores.at(0)) ==
          "甲: 2 hits 1 misses 1 false, agreement 0.3333 lead 1 pod 0.6667 far 0.3333 csi 0.5000");
    CHECK(words(answer.scores.at(1)).substr(5) == words(answer.scores.at(0)).substr(5));
    CHECK(answer.scores.at(1).city == "all");
    // The median of an even count lies between the two in the middle.
    rows.pop_back();
    CHECK(verify(rows, {air}, {}).scores.at(0).median_lead_hours() == "2");
    CHECK(words(verify({}, {}, {}).scores.at(0)) == "all: 0 hits 0 misses 0 false, agreement  lead  pod  far  csi ");
}

TEST_CASE("acts of the office's discretion are counted apart, neither hit nor miss of the rules") {
    const IssuedList read = list(
        "city,level,effective_from,released_at,discretion\n"
        "甲,orange,2014-02-01T01:00,2014-02-01T10:00,raise\n"
        "甲,blue,2014-02-02T01:00,2014-02-02T10:00,Extend\n"
        "甲,blue,2014-02-03T01:00,2014-02-03T10:00,\n"
        "甲,blue,2014-02-03T01:00,2014-02-03T10:00,luck\n");
    CHECK(read.refused == 1);
    const ReplayedCity air = city("250*96", {{AlertLevel::yellow, 0, 10}, {AlertLevel::blue, 24, 30}, {AlertLevel::blue, 48, 60}});
    const Scores scores = verify(read.alerts, {air}, {}).scores.at(0);
    CHECK(scores.hits == 1);
    CHECK(scores.misses == 0);
    CHECK(scores.false_alarms == 0);    // its span is an alert all the same
    CHECK(scores.discretion_hits == 1);
    CHECK(scores.discretion_misses == 1);
}

TEST_CASE("the options --from and --to limit the rows and the false alarms, not the history") {
    const std::vector<IssuedAlert> rows = {issued("blue,,2014-02-01,,yes"), issued("blue,,2014-02-04,,yes"), issued("red,,,,yes")};
    const ReplayedCity air = city("250*120", {{AlertLevel::blue, 30, 40}, {AlertLevel::blue, 50, 60}});
    CHECK(verify(rows, {air}, {}).rows.size() == 3);
    VerificationLimits limits{*parse_hour("2014-02-03T00:00"), {}};
    CHECK(verify(rows, {air}, limits).rows.size() == 1);
    CHECK(verify(rows, {air}, limits).scores.at(0).false_alarms == 1);
    limits = {{}, *parse_hour("2014-02-02T20:00")};
    CHECK(verify(rows, {air}, limits).rows.size() == 1);
    CHECK(verify(rows, {air}, limits).scores.at(0).false_alarms == 1);
}

TEST_CASE("real alerts of Beijing and Tianjin give the figures of docs/evidence.md") {
    const TestFolder folder;
    const std::string root = QINGKONG_SOURCE_DIR, data = root + "/tests/data/verify/";
    const std::string files = " 北京=" + root + "/examples/beijing-2014/observations.csv 天津=" + data + "天津_201512_daily.csv";
    const auto verified = [&](const std::string& options) {
        const ProgramRun run = run_in_shell(folder, "qingkong verify --alerts " + data + "alerts.csv " + options + files);
        CHECK(run.status == 0);
        return run.out;
    };
    // Tianjin: the yellow alert came two days before the air turned (8 December), its end is not known: a miss by its span.
    CHECK(verified("--edition n2017") ==
          "city,level,effective_from,released_at,verified,hit,replay_level,lead_hours\n"
          "北京,yellow,2014-02-20T12:00:00+08:00,2014-02-21T12:00:00+08:00,yes,true,red,0\n"
          "北京,orange,2014-02-21T12:00:00+08:00,,yes,true,red,0\n"
          "天津,orange,,2015-12-02T15:00:00+08:00,part,,,\n"
          "天津,yellow,2015-12-06T00:00:00+08:00,,part,false,normal,\n"
          "天津,orange,2015-12-18,2015-12-23T00:00:00+08:00,part,true,red,72\n"
          "天津,red,2015-12-23T00:00:00+08:00,,yes,true,red,24\n"
          "天津,blue,2015-12-29,,part,true,orange,24\n");
    const std::string scores = "city,hits,misses,false_alarms,level_agreement,median_lead_hours,pod,far,csi\n";
    CHECK(verified("--edition n2017 --output scores") == scores + "北京,2,0,3,0.0000,0,1.0000,0.6000,0.4000\n"
                                                                  "天津,3,1,4,0.2500,24,0.7500,0.5714,0.3750\n"
                                                                  "all,5,1,7,0.1667,24,0.8333,0.5833,0.3846\n");
    CHECK(verified("--edition n2019 --output scores") == scores + "北京,2,0,3,0.0000,0,1.0000,0.6000,0.4000\n"
                                                                  "天津,2,2,3,0.2500,24,0.5000,0.6000,0.2857\n"
                                                                  "all,4,2,6,0.1667,24,0.6667,0.6000,0.3333\n");
    // What was printed of the forecast in those days makes the office's own steps: yellow on the 20th, orange on the 21st.
    const ProgramRun bulletins = run_in_shell(
        folder, "qingkong replay --edition n2017 --from 2014-02-20 --to 2014-02-28 --output alerts --forecast " + data +
                    "bulletins.csv 北京=" + root + "/examples/beijing-2014/observations.csv");
    CHECK(bulletins.out ==
          "city,level,start,end,state\n"
          "北京,yellow,2014-02-20T13:00:00+08:00,2014-02-21T02:00:00+08:00,upgraded\n"
          "北京,orange,2014-02-21T02:00:00+08:00,2014-02-21T13:00:00+08:00,upgraded\n"
          "北京,red,2014-02-21T13:00:00+08:00,2014-02-28T21:00:00+08:00,released\n");
}

TEST_CASE("verify prints rows, scores and one JSON document, a refused row gives status 1") {
    const TestFolder folder;
    std::ofstream air(folder.path / "甲.csv"), alerts(folder.path / "alerts.csv"), bad(folder.path / "bad.csv");
    air << "date,aqi\n2014-02-01,100\n2014-02-02,210\n2014-02-03,100\n2014-02-04,90\n2014-02-05,220\n2014-02-06,90\n"
           "2014-02-07,90\n";
    alerts << kHeading << "甲,blue,2014-02-01T12:00:00+08:00,2014-02-02,2014-02-03T00:00:00+08:00,x,yes,\n"
           << "甲,red,,,2014-02-05,x,yes,\n乙,red,,2014-02-05,,x,part,\n";
    bad << kHeading << "甲,pink,,2014-02-02,,x,yes,\n";
    air.close();
    alerts.close();
    bad.close();
    const auto verified = [&](const std::string& arguments, int status = 0) {
        const ProgramRun run = run_in_shell(folder, "qingkong verify --edition n2017 " + arguments + " 甲.csv");
        CHECK(run.status == status);
        return run;
    };
    const ProgramRun rows = verified("--alerts alerts.csv");
    CHECK(rows.out ==
          "city,level,effective_from,released_at,verified,hit,replay_level,lead_hours\n"
          "乙,red,2014-02-05,,part,,,\n"
          "甲,blue,2014-02-02,2014-02-03T00:00:00+08:00,yes,true,blue,12\n"
          "甲,red,,2014-02-05,yes,,,\n");
    CHECK(rows.err.find("alerts.csv: note: issued lists are incomplete") != std::string::npos);
    CHECK(rows.err.find("alerts.csv: note: cities without air, listed and not scored (1): 乙") != std::string::npos);
    CHECK(verified("--alerts alerts.csv --output scores").out ==
          "city,hits,misses,false_alarms,level_agreement,median_lead_hours,pod,far,csi\n"
          "甲,1,0,1,1.0000,12,1.0000,0.5000,0.5000\n"
          "all,1,0,1,1.0000,12,1.0000,0.5000,0.5000\n");
    const auto json = nlohmann::json::parse(verified("--alerts alerts.csv --format json").out);
    CHECK(json.at("rows").size() == 3);
    CHECK(json.at("rows")[0].at("hit").is_null());
    CHECK(json.at("rows")[0].at("not_scored") == "no_air");
    CHECK(json.at("rows")[1].at("hit") == true);
    CHECK(json.at("scores")[1].at("far") == 0.5);
    CHECK(json.at("scores")[1].at("discretion_hits") == 0);
    CHECK(json.at("false_alarms")[0].at("start") == "2014-02-05");
    CHECK(json.at("notes").size() == 2);
    const ProgramRun refused = verified("--alerts bad.csv", 1);
    CHECK(refused.err.find("bad.csv:2:3: error: \"pink\" is no level of an alert") != std::string::npos);
    verified("--alerts 甲.csv", 2);
    verified("--alerts nothing.csv", 2);
}
