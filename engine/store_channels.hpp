// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "alerts/self_watch.hpp"
#include "engine/store.hpp"

namespace qingkong {

/// Due deliveries of every channel but the mail become `sending`; at most `limit`.
std::vector<DeliveryBytes> lease_channel_messages(Store& store, Instant now, int limit);

struct ChannelAnswer {
    int64_t id = 0;
    RelayAnswer answer = RelayAnswer::deferred;
    std::string reply;
    std::optional<Instant> not_before;    ///< the receiver's own wish for the next try
};
void record_channel_answers(Store& store, const std::vector<ChannelAnswer>& answers, Instant now, const RetryPolicy& policy);

/// When the oldest message was made that was tried and is still due, by channel (`mail`, `sms`, else the recipient's id).
std::map<std::string, Instant> oldest_untaken(Store& store);

/// A message of the program itself: purpose `alarm`, no transition. Its Message-ID there already: nothing is added.
void put_alarm(Store& store, const OutgoingMail& message, Instant now);

}  // namespace qingkong
