// SPDX-License-Identifier: Apache-2.0
// Who must answer what by when (handbook B.5, B.6, I.4), checkable by hand.
#include "alerts/duty.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "alerts/unit_answer.hpp"

using namespace qingkong;

namespace {

Instant at(const std::string& stamp) { return parse_stamp(stamp).value().instant; }

const City kCity{"990100", {"示例市", "Example"}, {{"990101", {"东城区", "East"}}, {"990102", {"西城区", "West"}}}};

Members members() {
    Members out;
    out.units = {{"east", {"东城区人民政府", "East"}, UnitKind::area, "990101", "e@x.example", "111", {}, true},
                 {"west", {"西城区人民政府", "West"}, UnitKind::area, "990102", "", "222", {}, true},
                 {"police", {"市公安局", "Police"}, UnitKind::department, "all", "", "333", {"公安机关"}, true},
                 {"weather", {"市气象局", "Weather"}, UnitKind::department, "all", "", "", {}, false}};
    out.terms.form = {{"problems_found", {"发现问题", "problems"}, {"个", "problems"}}};
    return out;
}

Transition step(int version, AlertAction action, AlertLevel to, const char* signed_at, const char* start) {
    Transition t;
    t.alert_id = "A2014-01";
    t.version = version;
    t.area = "all";
    t.action = action;
    t.to = to;
    t.signed_at = at(signed_at);
    t.response_start = at(start);
    return t;
}

/// The office of the tests: one alert, signed at 22:10 for the next midnight.
struct Office4 {
    DutyInputs in{kCity, {}, {}, {}, {}, {}, at("2014-02-20T22:10"), Instant{0}};

    Office4() {
        in.alerts.emplace_back();
        in.alerts.back().id = "A2014-01";
        in.alerts.back().area = "all";
        sign(step(1, AlertAction::issue, AlertLevel::orange, "2014-02-20T22:10", "2014-02-21T00:00"));
    }
    void sign(const Transition& t) {
        in.alerts.back().transitions.push_back(t);
        in.terms[t.id()] = notice_terms(members(), {"990101", "990102"});
    }
    void answer(const std::string& unit, DutyKind kind, const std::string& subject, const char* due, const char* when) {
        const auto id = static_cast<int64_t>(in.answers.size()) + 1;
        in.answers.push_back({id, unit, kind, subject, at(due), at(when), at(when), AnswerChannel::page, unit, "", "{}"});
    }
    /// `receipt east 20日23:10 open`, a line a duty, of those that are (still) of `kind`.
    std::string list(DutyKind kind, const char* now) {
        in.now = at(now);
        std::string out;
        for (const Duty& duty : duties_of(in))
            if (duty.kind == kind)
                out += fmt::format("{}{} {} {} {}", out.empty() ? "" : "; ", duty.subject, duty.unit, short_time(duty.due), token(duty.state));
        return out;
    }
};

}  // namespace

TEST_CASE("a notice signed at 22:10 is to be answered by 23:10 and carried out by the next 22:10, by every unit of its areas") {
    Office4 office;
    CHECK(office.list(DutyKind::receipt, "2014-02-20T22:30") ==
          "A2014-01.1 east 02-20 23:10 open; A2014-01.1 west 02-20 23:10 open; A2014-01.1 police 02-20 23:10 open; "
          "A2014-01.1 weather 02-20 23:10 open");
    CHECK(office.list(DutyKind::execution, "2014-02-20T22:30").find("A2014-01.1 east 02-21 22:10 open") == 0);
    office.answer("east", DutyKind::receipt, "A2014-01.1", "2014-02-20T23:10", "2014-02-20T23:10");
    office.answer("west", DutyKind::receipt, "A2014-01.1", "2014-02-20T23:10", "2014-02-20T23:11");
    CHECK(office.list(DutyKind::receipt, "2014-02-20T23:30") ==
          "A2014-01.1 east 02-20 23:10 answered; A2014-01.1 west 02-20 23:10 answered_late; A2014-01.1 police 02-20 23:10 missing; "
          "A2014-01.1 weather 02-20 23:10 missing");
}

TEST_CASE("the first daily return is at 9 on the next morning, and the chase list one minute later names the two missing units") {
    Office4 office;
    CHECK(office.list(DutyKind::daily_return, "2014-02-20T22:30").find("A2014-01 east 02-21 09:00 not_due") == 0);
    CHECK(office.list(DutyKind::daily_return, "2014-02-21T08:00") ==
          "A2014-01 east 02-21 09:00 open; A2014-01 west 02-21 09:00 open; A2014-01 police 02-21 09:00 open");
    office.answer("police", DutyKind::daily_return, "A2014-01", "2014-02-21T09:00", "2014-02-21T08:40");
    office.in.now = at("2014-02-21T09:00");
    CHECK(chase_lists(duties_of(office.in), at("2014-02-21T00:00"), office.in.now).empty());    // the minute is not over
    CHECK(next_chase(duties_of(office.in), office.in.now) == at("2014-02-21T09:01"));
    office.in.now = at("2014-02-21T09:01");
    const auto lists = chase_lists(duties_of(office.in), at("2014-02-21T00:00"), office.in.now);
    REQUIRE(lists.size() == 1);
    CHECK(lists[0].units == std::vector<std::string>{"east", "west"});
    const JournalEntry entry = chase_entry(lists[0], members(), office.in.now);
    CHECK(entry.kind == "chase");
    CHECK(entry.text.zh == "日报（A2014-01）时限2014年2月21日9时已过，2个单位未报：东城区人民政府、西城区人民政府。");
    CHECK(entry.data.find("111") == std::string::npos);    // no telephone in the chain
    CHECK(chase_lists(duties_of(office.in), lists[0].due, office.in.now).empty());    // chased once
}

TEST_CASE("returns are asked at 9 and 17 until the response ends, and summaries by the end of the second day after") {
    Office4 office;
    office.sign(step(2, AlertAction::release, AlertLevel::normal, "2014-02-22T10:20", "2014-02-22T12:00"));
    office.in.since = at("2014-02-20T00:00");
    const std::string all = office.list(DutyKind::daily_return, "2014-02-25T08:00");
    CHECK(all.find("east 02-21 09:00") != std::string::npos);
    CHECK(all.find("east 02-21 17:00") != std::string::npos);
    CHECK(all.find("east 02-22 09:00") != std::string::npos);
    CHECK(all.find("02-22 17:00") == std::string::npos);    // ended at noon
    CHECK(all.find("weather") == std::string::npos);        // gives receipts only
    CHECK(office.list(DutyKind::summary, "2014-02-22T11:00") ==
          "A2014-01 east 02-24 23:59 not_due; A2014-01 west 02-24 23:59 not_due; A2014-01 police 02-24 23:59 not_due");
    CHECK(office.list(DutyKind::summary, "2014-02-23T11:00").find("east 02-24 23:59 open") != std::string::npos);
    CHECK(office.list(DutyKind::summary, "2014-02-25T00:00").find("east 02-24 23:59 missing") != std::string::npos);
    CHECK(office.list(DutyKind::receipt, "2014-02-22T11:00").find("A2014-01.2 east 02-22 11:20 open") != std::string::npos);
    CHECK(office.list(DutyKind::execution, "2014-02-22T11:00").find("A2014-01.2") == std::string::npos);
}

TEST_CASE("a new version begins its receipts again, what the old one was not yet owed falls away, what was missing stays") {
    Office4 office;
    office.answer("east", DutyKind::receipt, "A2014-01.1", "2014-02-20T23:10", "2014-02-20T22:20");
    office.sign(step(2, AlertAction::downgrade, AlertLevel::yellow, "2014-02-20T22:40", "2014-02-21T00:00"));
    CHECK(office.list(DutyKind::receipt, "2014-02-20T22:50") ==
          "A2014-01.1 east 02-20 23:10 answered; A2014-01.2 east 02-20 23:40 open; A2014-01.2 west 02-20 23:40 open; "
          "A2014-01.2 police 02-20 23:40 open; A2014-01.2 weather 02-20 23:40 open");
    // One return an hour, not one for each version.
    CHECK(office.list(DutyKind::daily_return, "2014-02-21T08:00") ==
          "A2014-01 east 02-21 09:00 open; A2014-01 west 02-21 09:00 open; A2014-01 police 02-21 09:00 open");
    Office4 late;
    late.sign(step(2, AlertAction::upgrade, AlertLevel::red, "2014-02-21T06:00", "2014-02-21T08:00"));
    const std::string receipts = late.list(DutyKind::receipt, "2014-02-21T06:30");
    CHECK(receipts.find("A2014-01.1 west 02-20 23:10 missing") != std::string::npos);
    CHECK(receipts.find("A2014-01.2 west 02-21 07:00 open") != std::string::npos);
    CHECK(late.list(DutyKind::execution, "2014-02-21T06:30").find("A2014-01.1") == std::string::npos);
}

TEST_CASE("an alert that was released before its start asks for no return and no summary") {
    Office4 office;
    office.sign(step(2, AlertAction::release, AlertLevel::normal, "2014-02-20T23:30", "2014-02-21T00:00"));
    CHECK(office.list(DutyKind::daily_return, "2014-02-22T08:00").empty());
    CHECK(office.list(DutyKind::summary, "2014-02-22T08:00").empty());
}

TEST_CASE("an alert of one area concerns its unit and the departments, under two alerts a unit reports once an hour") {
    Office4 office;
    Alert east;
    east.id = "A2014-02";
    east.area = "990101";
    Transition t = step(1, AlertAction::issue, AlertLevel::red, "2014-02-20T22:20", "2014-02-21T01:00");
    t.alert_id = east.id;
    t.area = "990101";
    east.transitions = {t};
    office.in.alerts.push_back(east);
    office.in.terms[t.id()] = notice_terms(members(), {"990101"});
    CHECK(office.list(DutyKind::receipt, "2014-02-20T22:30").find("A2014-02.1 west") == std::string::npos);
    CHECK(office.list(DutyKind::daily_return, "2014-02-21T08:00") ==
          "A2014-01 west 02-21 09:00 open; A2014-02 east 02-21 09:00 open; A2014-02 police 02-21 09:00 open");
}

TEST_CASE("an extension asks for a receipt and goes on with the returns, a release that it took back ended nothing") {
    Office4 office;
    office.sign(step(2, AlertAction::release, AlertLevel::normal, "2014-02-21T10:00", "2014-02-21T20:00"));
    office.sign(step(3, AlertAction::keep, AlertLevel::orange, "2014-02-21T16:00", "2014-02-21T17:00"));
    CHECK(office.list(DutyKind::receipt, "2014-02-21T16:10").find("A2014-01.3 east 02-21 17:00 open") != std::string::npos);
    CHECK(office.list(DutyKind::execution, "2014-02-21T16:10").find("A2014-01.3") == std::string::npos);
    CHECK(office.list(DutyKind::daily_return, "2014-02-22T08:00").find("east 02-21 17:00 missing") != std::string::npos);
    CHECK(office.list(DutyKind::daily_return, "2014-02-22T08:00").find("east 02-22 09:00 open") != std::string::npos);
    CHECK(office.list(DutyKind::summary, "2014-02-22T08:00").empty());
}

TEST_CASE("an order from above gives the office two hours for its own notice, and its units an hour and a day once passed on") {
    DutyInputs in{kCity, {}, {}, {}, {}, {}, at("2014-02-20T21:40"), Instant{0}};
    SuperiorDoc order;
    order.id = "S0001";
    order.level = AlertLevel::orange;
    order.areas = {"all"};
    order.received_at = at("2014-02-20T21:30");
    in.papers = {order};
    auto duties = duties_of(in);
    REQUIRE(duties.size() == 1);
    CHECK(duties[0].kind == DutyKind::own_notice);
    CHECK(duties[0].unit.empty());
    CHECK(duties[0].due == at("2014-02-20T23:30"));
    in.forwards = {{"S0001", at("2014-02-20T21:50"), "duty", {"east", "police"}}};
    in.now = at("2014-02-20T22:51");
    duties = duties_of(in);
    REQUIRE(duties.size() == 5);
    CHECK(duties[0].due == at("2014-02-20T22:50"));
    CHECK(duties[0].state == DutyState::missing);
    CHECK(duties[4].due == at("2014-02-21T21:50"));
    CHECK(duties[4].kind == DutyKind::execution);
    in.papers[0].answered_at = at("2014-02-20T23:31");
    in.now = at("2014-02-21T08:00");
    CHECK(duties_of(in)[2].state == DutyState::answered_late);
    CHECK(chase_lists(duties_of(in), at("2014-02-20T23:00"), in.now).empty());    // the office does not chase itself
}

TEST_CASE("unknown is empty and not zero, a number is whole and not negative, an answer that says nothing is none") {
    using Json = nlohmann::ordered_json;
    const auto form = members().terms.form;
    const auto read = [&](const char* text, DutyKind kind = DutyKind::daily_return) { return read_answer(Json::parse(text), kind, form); };
    CHECK(read(R"({"values":{"problems_found":3},"text":" 已整改 "})")->values.at("problems_found") == 3);
    CHECK(read(R"({"values":{"problems_found":"3"},"text":" 已整改 "})")->text == "已整改");
    CHECK(read(R"({"values":{"problems_found":""},"text":"无数据"})")->values.empty());
    CHECK(read(R"({"values":{"problems_found":0}})")->values.at("problems_found") == 0);
    for (const char* bad : {R"({"values":{"problems_found":-1}})", R"({"values":{"problems_found":1.5}})", R"({"values":{"problems_found":"三"}})",
                            R"({"values":{"other":1}})", R"({"values":{"problems_found":18446744073709551615}})", R"({"values":3})", R"({"text":3})",
                            R"({"values":{"problems_found":true}})"}) {
        INFO(bad);
        REQUIRE_FALSE(read(bad));
        CHECK(read(bad).error().id == "bad_value");
    }
    CHECK(read("{}").error().id == "bad_answer");
    CHECK(read(R"({"text":"  "})").error().id == "bad_answer");
    CHECK(read("{}", DutyKind::receipt));
    const AnswerContent content{{{"problems_found", 3}}, "x"};
    CHECK(stored_answer(answer_text(content, form)).values == content.values);
    CHECK(stored_answer("no json").values.empty());
}

TEST_CASE("what a notice asked is kept as it was") {
    const NoticeTerms terms = notice_terms(members(), {"990101"});
    CHECK(terms.units == std::vector<std::string>{"east", "police", "weather"});
    CHECK(terms.reporting == std::vector<std::string>{"east", "police"});
    CHECK(read_terms(terms_text(terms)) == terms);
    CHECK_FALSE(read_terms("{}"));
    CHECK(hours_words({9 * 60, 14 * 60 + 30}).zh == "9时、14时30分");
    CHECK(hours_words({9 * 60, 17 * 60}) == Text{"9时、17时", "9:00, 17:00"});
}
