// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "alerts/machine.hpp"
#include "alerts/situation.hpp"

namespace qingkong {

/// What the rules say of one scope at this moment.
struct ScopeEvaluation {
    AirPicture picture;
    Assessment assessment;
    Standing standing;
    Step step;
    const Alert* alert = nullptr;            ///< the active alert of exactly this scope
    Text reason;
    std::vector<Finding> findings;
    /// The paper from above that made the step (an order, a hint, a notice to prepare); null = our own rule.
    const SuperiorDoc* paper = nullptr;
    bool declinable = false;                 ///< by a hint
    bool of_wider_order = false;             ///< an order for a wider scope asks for it: signed there, not here
    bool ozone = false;                      ///< hours with O3 alone were left out, and it changed the answer (B.7)
    /// Suspected dust changes the answer: the two results; what they have in common is the step (B.7).
    struct TwoResults {
        Step as_measured, without_dust;
    };
    std::optional<TwoResults> dust;
};
ScopeEvaluation evaluate(const Situation& situation, const ScopeAir& air);

/// The proposal that follows, without id and status; empty where there is nothing to sign. An area's own alert is never
/// laxer than the city's (B.6).
std::optional<Proposal> wanted_proposal(const Situation& situation, const ScopeAir& air,
                                        const ScopeEvaluation& evaluation);

/// Clock time at which the hour of a position begins.
Instant clock_of(const ScopeAir& air, int position);

EditionRef reference(const Edition& edition);

}  // namespace qingkong
