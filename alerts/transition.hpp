// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "alerts/evaluate.hpp"
#include "alerts/situation.hpp"

namespace qingkong {

/// A step that has been signed and is not yet numbered.
struct SignedStep {
    std::string scope;
    AlertAction action = AlertAction::issue;
    AlertLevel from = AlertLevel::normal, to = AlertLevel::normal;
    std::string who, proposal_id;
    Instant response_start;
    std::optional<Instant> planned_end, episode_begin, episode_end;
    Text reason;
    std::string evidence;           ///< JSON: findings, measured_to, forecast; into the journal
    std::string peak_aqi;           ///< of the episode as forecast, for the notice
    std::vector<std::string> primary;
    bool waits = false;
    Hour proposed_at;               ///< label of hour 0
    Discretion discretion = Discretion::none;
    AlertLevel raised_from = AlertLevel::normal;    ///< of a raise: what the rule asks for
    std::optional<Instant> extended_until;
    std::string superior, superior_issuer;          ///< paper from above that is carried out, and whose it is
    RoundTerms round;                               ///< an extension keeps that of the alert's last step
    Approval approval;                              ///< as given; filled from the authority that covers it
    int replaces = 0;                               ///< version of the alert that a correction takes the place of
    std::string references;                         ///< of a resumption: number of the suspended alert's last notice
};

/// Numbers the step, gives every enterprise of the areas concerned its orders and its mail, and writes the record.
/// Refused (`one_size`) where every enterprise of the city or of an area would be stopped whole and nobody answers for it by
/// name (GC2021-25, handbook D.3.8), (`unknown_round`) where the round names what the inventory does not know, and
/// (`no_authority`, `bad_approval`) where the approval is not given by a post that may give it.
Outcome make_transition(const Situation& situation, const SignedStep& step);

/// Areas whose level in force changes when the alert of `scope` goes to `to`.
std::vector<std::string> areas_concerned(const Situation& situation, const std::string& scope, AlertLevel to);

}  // namespace qingkong
