// SPDX-License-Identifier: Apache-2.0
#include "engine/demo_officer.hpp"

#include <catch2/catch.hpp>

using namespace qingkong;

namespace {

const Instant kNow = parse_stamp("2014-02-17T03:25")->instant;

OpenProposal proposal(const char* id, AlertAction action, int hours_ahead) {
    return {id, action, AlertLevel::orange, Instant{kNow.seconds + hours_ahead * 3600}};
}

std::vector<std::string> signed_ids(const std::vector<OpenProposal>& open) {
    std::vector<std::string> ids;
    for (const OpenProposal& one : proposals_to_sign(open, kNow)) ids.push_back(one.id);
    return ids;
}

}  // namespace

TEST_CASE(
    "The simulated officer signs issues, upgrades and downgrades at first sight, nothing that needs no signature") {
    CHECK(signed_ids({proposal("P1", AlertAction::issue, 70), proposal("P2", AlertAction::upgrade, 1),
                      proposal("P3", AlertAction::watch, 1), proposal("P4", AlertAction::downgrade, 0),
                      proposal("P5", AlertAction::hold, 0)}) == std::vector<std::string>{"P1", "P2", "P4"});
}

TEST_CASE("A release is signed only when it starts within twelve hours") {
    CHECK(signed_ids({proposal("P1", AlertAction::release, 13)}).empty());
    CHECK(signed_ids({proposal("P1", AlertAction::release, 12)}) == std::vector<std::string>{"P1"});
}

TEST_CASE("The remark says that the signature is simulated") {
    CHECK(signing_comment(proposal("P1", AlertAction::upgrade, 1)) == "经会商，同意升级为橙色预警（模拟签发）");
    CHECK(signing_comment(proposal("P1", AlertAction::release, 1)) == "已满足解除条件，同意解除（模拟签发）");
}

TEST_CASE("Actions are read by their tokens") {
    CHECK(parse_action("downgrade") == AlertAction::downgrade);
    CHECK(!parse_action("declare"));
}
