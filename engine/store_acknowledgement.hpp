// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "alerts/acknowledgement.hpp"
#include "engine/store.hpp"

namespace qingkong {

/// Rows of the outbox by what they are about; an empty member takes every row.
struct DeliveryFilter {
    std::string state, transition, alert, enterprise_id, channel, purpose;
    bool oldest_first = false;    ///< default: the newest first
};
std::vector<Delivery> filtered_deliveries(Store& store, const DeliveryFilter& filter, int limit);
std::optional<Delivery> delivery_by_id(Store& store, int64_t id);
std::optional<Delivery> delivery_of_message_id(Store& store, const std::string& message_id);

/// All messages of orders of an alert, by id.
std::vector<OrderMessage> order_messages(Store& store, const std::string& alert_id);

/// The whole token of a short link's code (its first characters); empty where there is none, or more than one.
std::string token_of_code(Store& store, const std::string& code);

/// Who acknowledged, when and how (`page`, `mail`, `telephone`).
struct Acknowledgement {
    Instant at;
    std::string by, how;
};
/// Confirms every message of this transition to this enterprise, with the entry in the journal, in one transaction. `token`:
/// that of its link. False: it was confirmed before, and nothing is changed.
bool acknowledge(Store& store, const std::string& token, const std::string& transition, const std::string& enterprise_id,
                 const Acknowledgement& given, const JournalEntry& entry);

/// A bounce is a fact beside the state, noted once. False: it was noted before.
bool record_bounce(Store& store, int64_t id, Instant at, const std::string& text);

/// Mails of an alert's orders that the relay took, made not after `made_until`, neither confirmed, bounced, withdrawn nor reminded of.
std::vector<Delivery> unreminded_orders(Store& store, const std::string& alert_id, Instant made_until);
/// Adds the reminder and marks the order, in one transaction. False: it was reminded before.
bool put_reminder(Store& store, int64_t order_id, const OutgoingMail& reminder, const std::string& alert_id, Instant now);

}  // namespace qingkong
