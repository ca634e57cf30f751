// SPDX-License-Identifier: Apache-2.0
// Times of this test can be counted on the fingers.
#include "alerts/self_watch.hpp"

#include <catch2/catch.hpp>

using namespace qingkong;

namespace {

Instant at(const char* stamp) { return parse_stamp(stamp).value().instant; }

WatchFacts healthy() {
    WatchFacts facts;
    facts.now = at("2026-11-22T12:00:00+08:00");
    facts.started_at = at("2026-11-20T00:00:00+08:00");
    facts.evaluated_at = at("2026-11-22T11:00:00+08:00");
    facts.channels = {{"mail", 0, {}, "250 OK"}, {"sms", 3, {}, ""}, {"province", 0, {}, ""}};
    return facts;
}

std::string subjects(const std::vector<Fault>& faults) {
    std::string out;
    for (const Fault& fault : faults) out += (out.empty() ? "" : " ") + fault.subject;
    return out;
}

}  // namespace

TEST_CASE("two hours without an evaluation are told, one hour and 59 minutes are not") {
    WatchFacts facts = healthy();
    CHECK(subjects(faults_of(facts, {})).empty());
    facts.now = at("2026-11-22T12:59:59+08:00");
    CHECK(subjects(faults_of(facts, {})).empty());
    facts.now = at("2026-11-22T13:00:00+08:00");
    REQUIRE(subjects(faults_of(facts, {})) == "evaluation");
    CHECK(faults_of(facts, {}).front().words.zh == "已2小时没有进行预警研判计算（上次：2026年11月22日11时）");
    WatchLimits later;
    later.evaluation_hours = 3;
    CHECK(subjects(faults_of(facts, later)).empty());
    facts.evaluated_at.reset();    // none since the start, two and a half days ago
    CHECK(subjects(faults_of(facts, later)) == "evaluation");
    facts.started_at = at("2026-11-22T12:59:00+08:00");
    CHECK(subjects(faults_of(facts, later)).empty());
}

TEST_CASE("a clock that was set back makes nothing old") {
    WatchFacts facts = healthy();
    facts.now = at("2026-11-21T12:00:00+08:00");
    facts.channels[0].oldest_untaken = at("2026-11-22T11:30:00+08:00");
    CHECK(subjects(faults_of(facts, {})).empty());
}

TEST_CASE("a channel is at fault by its oldest message or by attempts in a row") {
    WatchFacts facts = healthy();
    facts.channels[0].oldest_untaken = at("2026-11-22T11:30:01+08:00");
    CHECK(subjects(faults_of(facts, {})).empty());
    facts.channels[0].oldest_untaken = at("2026-11-22T11:30:00+08:00");
    facts.channels[0].last_reply = "connection refused";
    facts.channels[1].failures_in_a_row = 20;
    const auto faults = faults_of(facts, {});
    CHECK(subjects(faults) == "mail sms");
    CHECK(faults[0].words.zh == "邮件发送受阻：最早一条已30分钟未发出；对方答复：connection refused");
    CHECK(faults[1].words.zh == "短信连续20次发送未成");
    facts.channels[1].failures_in_a_row = 19;
    CHECK(subjects(faults_of(facts, {})) == "mail");
}

TEST_CASE("a fault is told once, and once more when it ends") {
    const Fault mail{"mail", {"邮件", "mail"}}, sms{"sms", {"短信", "sms"}};
    CHECK(subjects(fault_change({}, {mail, sms}).raised) == "mail sms");
    CHECK(fault_change({"mail", "sms"}, {mail, sms}).raised.empty());
    CHECK(fault_change({"mail", "sms"}, {sms}).ended == std::vector<std::string>{"mail"});
}

TEST_CASE("an alarm goes by another channel than the one at fault") {
    const std::vector<AlarmRoute> routes = {{"mail", "ops@x.example"}, {"province", "province"}, {"sms", "13800000000"}};
    const Fault mail{"mail", {}}, sms{"sms", {}}, evaluation{"evaluation", {}};
    CHECK(routes_for("mail", routes, {mail}) == std::vector<AlarmRoute>{routes[1], routes[2]});
    CHECK(routes_for("mail", routes, {mail, sms}) == std::vector<AlarmRoute>{routes[1]});
    CHECK(routes_for("evaluation", routes, {evaluation}) == routes);
    CHECK(alarm_words(mail, at("2026-11-22T12:00:00+08:00")).zh.find("【系统告警】") == 0);
    CHECK(recovery_words("mail", at("2026-11-22T12:00:00+08:00")).zh == "【系统恢复】邮件已恢复正常。时间：2026年11月22日12时。");
}
