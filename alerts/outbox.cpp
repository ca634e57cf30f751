// SPDX-License-Identifier: Apache-2.0
#include "alerts/outbox.hpp"

#include <algorithm>
#include <array>

namespace qingkong {
namespace {

constexpr std::array<std::string_view, 8> kTokens = {"waiting", "sending", "deferred", "sent",
                                                     "unknown", "failed",  "held",     "withdrawn"};

}  // namespace

std::string_view token(DeliveryState state) { return kTokens[static_cast<size_t>(state)]; }

std::optional<DeliveryState> parse_delivery_state(std::string_view text) {
    for (size_t i = 0; i < kTokens.size(); ++i)
        if (kTokens[i] == text) return static_cast<DeliveryState>(i);
    return std::nullopt;
}

DeliveryStep after_attempt(RelayAnswer answer, int attempts, Instant created_at, Instant now,
                           const RetryPolicy& policy) {
    if (answer == RelayAnswer::accepted) return {DeliveryState::sent, std::nullopt};
    if (answer == RelayAnswer::failed) return {DeliveryState::failed, std::nullopt};
    // Both the hours and as many attempts as half of them hold: a clock that was set forward, or a program that did not run,
    // gives nothing up.
    const int64_t give_up_seconds = static_cast<int64_t>(policy.give_up_hours) * 3600;
    if (now.seconds - created_at.seconds >= give_up_seconds && attempts >= give_up_seconds / policy.longest_seconds / 2)
        return {answer == RelayAnswer::unknown ? DeliveryState::unknown : DeliveryState::failed, std::nullopt};
    int64_t wait = policy.first_seconds;
    for (int i = 1; i < attempts && wait < policy.longest_seconds; ++i) wait *= 2;
    wait = std::min<int64_t>(wait, policy.longest_seconds);
    return {answer == RelayAnswer::unknown ? DeliveryState::unknown : DeliveryState::deferred,
            Instant{now.seconds + wait}};
}

DeliveryStep after_withdrawal(DeliveryStep step) {
    const bool nothing_arrived = step.state == DeliveryState::deferred || step.state == DeliveryState::failed;
    return {nothing_arrived ? DeliveryState::withdrawn : step.state, std::nullopt};
}

}  // namespace qingkong
