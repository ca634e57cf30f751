// SPDX-License-Identifier: Apache-2.0
// Which level governs an area at a moment (handbook H.7): from its start hour on, by the version that prevails.
#include <catch2/catch.hpp>

#include "alerts/control_state.hpp"

using namespace qingkong;

namespace {

Instant at(const char* stamp) { return parse_stamp(stamp).value().instant; }

const City kCity{"990100", {"示例市", "Example City"}, {{"990101", {"东城", "East"}}, {"990102", {"西城", "West"}}}};

Transition step(int version, AlertAction action, AlertLevel to, const char* start) {
    Transition t;
    t.alert_id = "A2014-01";
    t.version = version;
    t.area = "all";
    t.action = action;
    t.to = to;
    t.signed_at = at("2014-02-20T08:00:00+08:00");
    t.response_start = at(start);
    return t;
}

Alert alert_of(std::vector<Transition> transitions, const std::string& area = "all") {
    Alert alert;
    alert.id = "A2014-01";
    alert.area = area;
    alert.transitions = std::move(transitions);
    return alert;
}

/// `orange from 12`, `normal`.
std::string level(const std::vector<Alert>& alerts, const char* now, bool published = false, const std::string& area = "990101") {
    const auto state = level_in_force(alerts, kCity, area, at(now), published);
    return state ? std::string(token(state->level)) + " from " + format_instant(state->from).substr(11, 2) : "normal";
}

}  // namespace

TEST_CASE("a level governs from its start hour to the next step, not from the signature") {
    const std::vector<Alert> alerts = {alert_of({step(1, AlertAction::issue, AlertLevel::yellow, "2014-02-20T12:00:00+08:00"),
                                                 step(2, AlertAction::upgrade, AlertLevel::orange, "2014-02-20T20:00:00+08:00"),
                                                 step(3, AlertAction::release, AlertLevel::normal, "2014-02-21T06:00:00+08:00")})};
    CHECK(level(alerts, "2014-02-20T11:59:59+08:00") == "normal");
    CHECK(level(alerts, "2014-02-20T12:00:00+08:00") == "yellow from 12");
    CHECK(level(alerts, "2014-02-20T20:00:00+08:00") == "orange from 20");
    CHECK(level(alerts, "2014-02-21T06:00:00+08:00") == "normal");
    const auto state = level_in_force(alerts, kCity, "990101", at("2014-02-20T13:00:00+08:00"), false);
    REQUIRE(state);
    CHECK(format_instant(*state->until) == "2014-02-20T20:00:00+08:00");
}

TEST_CASE("a corrected version never governs, whatever its start hour was") {
    Transition correction = step(2, AlertAction::correct, AlertLevel::yellow, "2014-02-20T18:00:00+08:00");
    correction.replaces = 1;
    const std::vector<Alert> alerts = {alert_of({step(1, AlertAction::issue, AlertLevel::red, "2014-02-20T12:00:00+08:00"), correction})};
    CHECK(level(alerts, "2014-02-20T13:00:00+08:00") == "normal");
    CHECK(level(alerts, "2014-02-20T18:00:00+08:00") == "yellow from 18");
}

TEST_CASE("an area stricter than the city has its own level, a drill none") {
    const Alert city = alert_of({step(1, AlertAction::issue, AlertLevel::yellow, "2014-02-20T12:00:00+08:00")});
    const Alert west = alert_of({step(1, AlertAction::issue, AlertLevel::red, "2014-02-20T13:00:00+08:00")}, "990102");
    Alert drill = alert_of({step(1, AlertAction::issue, AlertLevel::red, "2014-02-20T09:00:00+08:00")});
    drill.exercise = true;
    CHECK(level({city, west, drill}, "2014-02-20T14:00:00+08:00") == "yellow from 12");
    CHECK(level({city, west, drill}, "2014-02-20T14:00:00+08:00", false, "990102") == "red from 13");
    CHECK(level({drill}, "2014-02-20T14:00:00+08:00") == "normal");
}

TEST_CASE("to the public nothing governs that the government has not published") {
    Alert alert = alert_of({step(1, AlertAction::issue, AlertLevel::yellow, "2014-02-20T12:00:00+08:00"),
                            step(2, AlertAction::upgrade, AlertLevel::orange, "2014-02-20T20:00:00+08:00")});
    alert.transitions[0].published_at = at("2014-02-20T10:00:00+08:00");
    CHECK(level({alert}, "2014-02-20T21:00:00+08:00") == "orange from 20");
    CHECK(level({alert}, "2014-02-20T21:00:00+08:00", true) == "yellow from 12");
    alert.transitions[0].published_at.reset();
    CHECK(level({alert}, "2014-02-20T21:00:00+08:00", true) == "normal");
}
