// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "rules/time.hpp"

namespace qingkong {

/// States of a delivery (interface: outbox). Confirmed and bounced are facts beside the state.
enum class DeliveryState { waiting, sending, deferred, sent, unknown, failed, held, withdrawn };
std::string_view token(DeliveryState state);
std::optional<DeliveryState> parse_delivery_state(std::string_view text);

/// What the relay said of one attempt.
enum class RelayAnswer { accepted, deferred, failed, unknown };

/// `[alerts]` of the configuration.
struct RetryPolicy {
    int first_seconds = 60;           ///< doubled at each attempt
    int longest_seconds = 1800;
    int give_up_hours = 24;           ///< after this a deferred delivery has failed: a person must call
};
/// A receiver that asks for a longer wait (Retry-After) is asked again after this: an alert does not wait a day.
constexpr int kLongestAskedSeconds = 3600;

struct DeliveryStep {
    DeliveryState state = DeliveryState::waiting;
    std::optional<Instant> next_try;  ///< only while deferred or unknown
};

/// Reply -> next state and next attempt. An outcome lost after DATA is tried again with the same bytes and Message-ID,
/// so that a repeat can be recognised.
DeliveryStep after_attempt(RelayAnswer answer, int attempts, Instant created_at, Instant now, const RetryPolicy& policy);

/// The same for a message that was withdrawn while it was with the sender: it is not tried again, and what was taken, or
/// may have been, is shown as that.
DeliveryStep after_withdrawal(DeliveryStep step);

}  // namespace qingkong
