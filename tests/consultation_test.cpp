// SPDX-License-Identifier: Apache-2.0
// 会商: the forecast adjusted by hours and by days, whole text in, every hour told (handbook B.5).
#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "alerts/consultation.hpp"
#include "alerts/consultation_codec.hpp"

using namespace qingkong;
using Catch::Matchers::Contains;

namespace {

Instant at(const std::string& stamp) { return parse_stamp(stamp).value().instant; }

const Instant kNow = at("2014-02-20T08:30");

/// Hours 20th 08-09 to 13-14 (labels 09:00 to 14:00) at 100.
Forecast six_hours() {
    Forecast out;
    out.issued_at = at("2014-02-20T06:00");
    for (int i = 0; i < 6; ++i) out.values.push_back({parse_hour("2014-02-20T09:00").value().index + i, AqiValue::whole(100), {}, {}});
    return out;
}

ForecastAdjustment hours(const std::string& from, const std::string& to, int low, int centre, int high) {
    return {std::nullopt, at(from), at(to), low, centre, high};
}

ForecastAdjustment day(const std::string& date, int low, int centre, int high) { return {parse_day(date), {}, {}, low, centre, high}; }

/// `20 10:00=100 20 11:00=180/220/260 …` by labels.
std::string printed(const Forecast& forecast) {
    std::string out;
    for (const ForecastValue& value : forecast.values) {
        out += (out.empty() ? "" : " ") + format_hour(Hour{value.index}).substr(8, 2) + "T" + format_hour(Hour{value.index}).substr(11, 5) + "=";
        if (value.lower.known()) out += format_aqi(value.lower) + "/";
        out += format_aqi(value.centre);
        if (value.upper.known()) out += "/" + format_aqi(value.upper);
    }
    return out;
}

std::string problems_of(const std::vector<ForecastAdjustment>& adjustments, const Forecast& base = six_hours()) {
    const auto made = adjusted(base, adjustments, kNow);
    REQUIRE_FALSE(made);
    std::string out;
    for (const Problem& one : made.error()) out += one.what.zh + "\n";
    return out;
}

}  // namespace

TEST_CASE("adjusted hours take the range, the others stay, and hours that the forecast did not reach are added") {
    const auto made = adjusted(six_hours(), {hours("2014-02-20T12:00", "2014-02-20T16:00", 180, 220, 260)}, kNow);
    REQUIRE(made);
    CHECK(made->issued_at == kNow);
    CHECK(printed(*made) == "20T09:00=100 20T10:00=100 20T11:00=100 20T12:00=100 20T13:00=180/220/260 20T14:00=180/220/260 "
                            "20T15:00=180/220/260 20T16:00=180/220/260");
}

TEST_CASE("a daily range is that of all hours of the day, of the running day of those still ahead, the later adjustment prevails") {
    const auto today = adjusted(six_hours(), {day("2014-02-20", 110, 120, 130)}, kNow);
    REQUIRE(today);
    // The hour 08-09 runs and is still ahead; the last of the day is labelled 21st 00:00.
    CHECK(today->values.size() == 16);
    CHECK(format_hour(Hour{today->values.front().index}) == "2014-02-20T09:00:00+08:00");
    CHECK(format_hour(Hour{today->values.back().index}) == "2014-02-21T00:00:00+08:00");
    const auto both = adjusted(six_hours(), {day("2014-02-21", 210, 220, 230), hours("2014-02-21T00:00", "2014-02-21T01:00", 90, 90, 90)}, kNow);
    REQUIRE(both);
    CHECK(both->values.size() == 6 + 24);
    CHECK(format_aqi(both->values[6].centre) == "90");
    CHECK(format_aqi(both->values[7].centre) == "220");
    CHECK(format_hour(Hour{both->values.back().index}) == "2014-02-22T00:00:00+08:00");
}

TEST_CASE("an adjustment that cannot be made is named with what is wrong, and nothing is adjusted") {
    CHECK(problems_of({hours("2014-02-20T12:00", "2014-02-20T16:00", 230, 220, 260), day("2014-02-21", 100, 200, 501)}) ==
          "第1项（2014年2月20日12时至2014年2月20日16时）：下限230、中值220、上限260不是可用的AQI范围\n"
          "第2项（2014-02-21）：下限100、中值200、上限501不是可用的AQI范围\n");
    CHECK_THAT(problems_of({hours("2014-02-20T07:00", "2014-02-20T16:00", 100, 100, 100)}), Contains("已经过去"));
    CHECK_THAT(problems_of({day("2014-02-19", 100, 100, 100)}), Contains("已经过去"));
    CHECK_THAT(problems_of({hours("2014-02-20T12:30", "2014-02-20T16:00", 100, 100, 100)}), Contains("整点"));
    CHECK_THAT(problems_of({hours("2014-02-20T16:00", "2014-02-20T16:00", 100, 100, 100)}), Contains("整点"));
    CHECK_THAT(problems_of({day("2014-03-08", 100, 100, 100)}), Contains("超出15日"));
    CHECK(adjusted(six_hours(), {day("2014-03-07", 100, 100, 100)}, kNow));
    CHECK_FALSE(adjusted(std::nullopt, {}, kNow));
}

TEST_CASE("without adjustments the forecast is the one that was there, of a daily forecast only days are adjusted") {
    CHECK(adjusted(six_hours(), {}, kNow)->issued_at == at("2014-02-20T06:00"));
    Forecast daily;
    daily.daily = true;
    daily.values = {{parse_day("2014-02-20")->index, AqiValue::whole(100), {}, {}}, {parse_day("2014-02-21")->index, AqiValue::whole(120), {}, {}}};
    CHECK_THAT(problems_of({hours("2014-02-20T12:00", "2014-02-20T16:00", 100, 100, 100)}, daily), Contains("逐日预报"));
    const auto made = adjusted(daily, {day("2014-02-21", 180, 210, 240), day("2014-02-22", 200, 200, 200)}, kNow);
    REQUIRE(made);
    REQUIRE(made->values.size() == 3);
    CHECK(format_aqi(made->values[1].upper) == "240");
    CHECK(format_day(Day{made->values[2].index}) == "2014-02-22");
    CHECK(format_aqi(one_value(*made, ForecastChoice::lower).values[1].centre) == "180");
    CHECK_FALSE(one_value(*made, ForecastChoice::lower).values[1].upper.known());
}

TEST_CASE("a consultation and a submission read back as they were written") {
    Consultation c;
    c.id = "C0001";
    c.area = "all";
    c.at = kNow;
    c.who = "forecaster";
    c.issued_at = kNow;
    c.adjustments = {day("2014-02-21", 180, 210, 240), hours("2014-02-20T12:00", "2014-02-20T16:00", 1, 2, 3)};
    c.opinions = {{"市气象台", "静稳", kNow}, {"市监测中心", "", {}}};
    c.conclusion = "同意";
    c.record = "R0001";
    c.answers = {{ForecastChoice::upper, AlertAction::issue, AlertLevel::red, AlertLevel::red, true, kNow, {}}};
    const std::string text = consultation_json(c).dump();
    const auto back = read_consultation(text);
    REQUIRE(back);
    CHECK(consultation_json(*back).dump() == text);
    CHECK(back->answers == c.answers);
    const Submission s{"S0001", "P0001", 2, kNow, "duty", "C0001", "vice", "分管副市长", "示政文〔2013〕35号"};
    const auto sent = read_submission(submission_json(s).dump());
    REQUIRE(sent);
    CHECK(submission_json(*sent) == submission_json(s));
    CHECK_FALSE(read_consultation("{}"));
    CHECK_FALSE(read_adjustments(nlohmann::ordered_json::parse(R"([{"date":"2014-02-21","low":1,"centre":2.5,"high":3}])")));
    CHECK_FALSE(read_adjustments(nlohmann::ordered_json::parse(R"([{"date":"2014-02-21","from":"2014-02-21T00:00","centre":2}])")));
}

TEST_CASE("the office's clock is met to the second, late after it, and runs until either") {
    OfficeClock clock{2, kNow, Instant{kNow.seconds + 7200}};
    CHECK(std::string(clock.state(kNow)) == "met");
    clock.done->seconds += 1;
    CHECK(std::string(clock.state(kNow)) == "late");
    clock.done.reset();
    CHECK(std::string(clock.state(Instant{kNow.seconds + 7200})) == "running");
    CHECK(std::string(clock.state(Instant{kNow.seconds + 7201})) == "late");
}
