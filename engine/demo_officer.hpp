// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "alerts/alert.hpp"
#include "rules/time.hpp"

namespace qingkong {

/// An open proposal as the API shows it to the officer.
struct OpenProposal {
    std::string id;
    AlertAction action = AlertAction::none;
    AlertLevel to = AlertLevel::normal;
    Instant response_start;
};

/// A release is signed at most so long before it takes effect: new data may still withdraw it.
constexpr int kReleaseAheadHours = 12;

/// What the simulated officer signs of the proposals open at this moment, in their order: every issue, upgrade and
/// downgrade at the first sight; a release when its start is near.
std::vector<OpenProposal> proposals_to_sign(const std::vector<OpenProposal>& open, Instant now);

/// The officer's remark beside the signature; it says that the officer is simulated.
std::string signing_comment(const OpenProposal& proposal);

/// `issue` -> AlertAction::issue; empty for other words.
std::optional<AlertAction> parse_action(const std::string& text);

}  // namespace qingkong
