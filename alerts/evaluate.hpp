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
