// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "rules/time.hpp"

using namespace qingkong;

TEST_CASE("a stamp without offset is read as +08:00") {
    CHECK(parse_stamp("2016-12-16T20:00:00")->instant == parse_stamp("2016-12-16T20:00:00+08:00")->instant);
    CHECK(parse_stamp("2016-12-16T12:00:00Z")->instant == parse_stamp("2016-12-16T20:00+08:00")->instant);
    CHECK(parse_stamp("1970-01-01T08:00:00+08:00")->instant.seconds == 0);
}

TEST_CASE("stamps come back in the form they had") {
    const auto hour = parse_hour("2014-02-20T09:00:00+08:00");
    REQUIRE(hour);
    CHECK(format_hour(*hour) == "2014-02-20T09:00:00+08:00");
    CHECK(format_hour(*hour, StampForm::minutes) == "2014-02-20T09:00+08:00");
    CHECK(parse_stamp("2014-02-20T09:00+08:00")->form == StampForm::minutes);
}

TEST_CASE("what is no time is refused") {
    for (const char* text : {"", "2014-02-30T00:00", "2014-13-01T00:00", "2014-02-20", "2014-02-20T25:00",
                             "2014-02-20T09:61", "2014-02-20T09:00:00+8", "yesterday", "2014-02-20T09:00x"})
        CHECK_FALSE(parse_stamp(text));
    CHECK_FALSE(parse_hour("2014-02-20T09:30"));
}

TEST_CASE("day d is the hours labelled d 01:00 to d+1 00:00 (handbook B.3)") {
    const Day day = *parse_day("2014-02-20");
    CHECK(format_hour(first_label(day), StampForm::minutes) == "2014-02-20T01:00+08:00");
    CHECK(day_of_label(*parse_hour("2014-02-20T01:00")) == day);
    CHECK(day_of_label(*parse_hour("2014-02-21T00:00")) == day);
    CHECK(day_of_label(*parse_hour("2014-02-20T00:00")).index == day.index - 1);
}

TEST_CASE("a label's hour starts one hour earlier, the first full hour is at or after the moment") {
    const Hour label = *parse_hour("2014-02-20T09:00");
    CHECK(format_instant(start_of(label)) == "2014-02-20T08:00:00+08:00");
    const Instant signed_at = parse_stamp("2014-02-20T08:25:00")->instant;
    CHECK(format_hour(ceil_hour(signed_at), StampForm::minutes) == "2014-02-20T09:00+08:00");
    CHECK(ceil_hour(instant_of(label)) == label);
    CHECK(spoken_time_zh(signed_at) == "2014年2月20日8时25分");
}
