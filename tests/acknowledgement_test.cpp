// SPDX-License-Identifier: Apache-2.0
#include "alerts/acknowledgement.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

using namespace qingkong;

namespace {

constexpr Instant kTold{1'800'000'000};
Instant after(int minutes) { return {kTold.seconds + minutes * 60}; }

OrderMessage message(int64_t id, const std::string& enterprise, int version = 1, const std::string& channel = "mail") {
    OrderMessage out;
    out.id = id;
    out.enterprise_id = enterprise;
    out.area = enterprise.substr(0, 1);
    out.version = version;
    out.transition = fmt::format("A2026-01.{}", version);
    out.channel = channel;
    out.state = DeliveryState::sent;
    out.created_at = kTold;
    return out;
}

/// `E1 open, E2 failed`.
std::string stands(const std::vector<OrderMessage>& messages, Instant now, bool ended = false) {
    std::string out;
    for (const EnterpriseStand& one : enterprise_stands(messages, now, ended))
        out += fmt::format("{}{}.{} {}", out.empty() ? "" : ", ", one.enterprise_id, one.version, token(one.state));
    return out;
}

}  // namespace

TEST_CASE("after an hour who has not confirmed is to be called, not a minute before") {
    std::vector<OrderMessage> one = {message(1, "E1")};
    CHECK(stands(one, after(59)) == "E1.1 open");
    CHECK(stands(one, after(60)) == "E1.1 unconfirmed");
    CHECK(enterprise_stands(one, after(90), false)[0].since == after(60));
    CHECK(stands(one, after(90), true) == "E1.1 open");    // the alert is over: nobody needs to confirm
    one[0].confirmed_at = after(70);
    CHECK(stands(one, after(90)) == "E1.1 confirmed");
}

TEST_CASE("what cannot have been read is to be called at once, unless another channel may have reached them") {
    std::vector<OrderMessage> two = {message(1, "E1"), message(2, "E1", 1, "sms")};
    two[0].bounced_at = after(1);
    two[0].bounce_text = "user unknown";
    CHECK(stands(two, after(2)) == "E1.1 open");
    two[1].state = DeliveryState::failed;
    CHECK(stands(two, after(2)) == "E1.1 bounced");
    CHECK(enterprise_stands(two, after(2), false)[0].why == "user unknown");
    CHECK(enterprise_stands(two, after(2), false)[0].since == after(1));
    two[0].bounced_at.reset();
    two[0].state = DeliveryState::failed;
    two[0].last_reply = "550 no such user";
    two[1].last_reply = "550 no such user";
    CHECK(stands(two, after(2)) == "E1.1 failed");
    CHECK(stands(two, after(2), true) == "E1.1 failed");    // also when the alert is over
    OrderMessage nobody = message(3, "E2", 1, "telephone");
    nobody.state = DeliveryState::failed;
    CHECK(stands({nobody}, after(0)) == "E2.1 no_address");
    nobody.confirmed_at = after(5);
    CHECK(stands({nobody}, after(10)) == "E2.1 confirmed");
}

TEST_CASE("an acknowledgement belongs to its version, and what was withdrawn asks for nothing") {
    std::vector<OrderMessage> both = {message(1, "E1"), message(2, "E1", 2)};
    both[0].confirmed_at = after(5);
    CHECK(stands(both, after(61)) == "E1.2 unconfirmed");
    both[1].confirmed_at = after(6);
    CHECK(stands(both, after(61)) == "E1.2 confirmed");
    std::vector<OrderMessage> corrected = {message(1, "E1"), message(2, "E1", 2), message(3, "E2")};
    corrected[0].state = DeliveryState::withdrawn;
    corrected[2].state = DeliveryState::withdrawn;
    CHECK(stands(corrected, after(1)) == "E1.2 open");
}

TEST_CASE("the rate is counted within the hour, by area") {
    std::vector<OrderMessage> all = {message(1, "A1"), message(2, "A2"), message(3, "B1"), message(4, "B2"), message(5, "B3")};
    all[0].confirmed_at = after(60);    // within
    all[1].confirmed_at = after(61);    // confirmed, too late for the rate
    all[2].confirmed_at = after(1);
    all[4].state = DeliveryState::failed;
    const auto rates = acknowledgement_rates(enterprise_stands(all, after(120), false));
    REQUIRE(rates.size() == 3);
    CHECK(rates[0].told == 5);
    CHECK(rates[0].confirmed == 3);
    CHECK(rates[0].within_hour == 2);
    CHECK(rates[0].percent_within_hour() == 40);
    CHECK(rates[0].to_call == 2);
    CHECK(rates[1].area == "A");
    CHECK(rates[1].percent_within_hour() == 50);
    CHECK(rates[2].percent_within_hour() == 33);
    CHECK(acknowledgement_rates({}).front().percent_within_hour() == 0);
}
