// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "alerts/outbox.hpp"
#include "rules/text.hpp"
#include "rules/time.hpp"

namespace qingkong {

/// Within so many minutes an order is to be acknowledged, else somebody calls (handbook K.3).
constexpr int kAcknowledgeMinutes = 60;

/// A message of an order, as far as its acknowledgement is concerned. Several may tell one enterprise one version.
struct OrderMessage {
    int64_t id = 0;
    std::string transition, enterprise_id, area, channel;
    int version = 0;
    DeliveryState state = DeliveryState::waiting;
    Instant created_at;
    std::optional<Instant> sent_at, confirmed_at, bounced_at;
    std::string last_reply, bounce_text, confirmed_how;
};

/// How one enterprise stands to the last version of an alert that was told to it; an acknowledgement belongs to a version.
struct EnterpriseStand {
    /// confirmed; open: not yet, within the hour; unconfirmed: the hour is over; failed, bounced, no_address: it cannot have
    /// been read, call at once.
    enum class State { confirmed, open, unconfirmed, failed, bounced, no_address };
    std::string enterprise_id, area, transition;
    int version = 0;
    State state = State::open;
    int64_t delivery_id = 0;    ///< a message of that version, for the record of a call
    Instant told_at, since;     ///< when it was enqueued; since when it stands so
    std::optional<Instant> confirmed_at;
    std::string confirmed_how;  ///< `page`, `mail`, `telephone`
    std::string why;            ///< of failed and bounced: the other side's words
};
/// `confirmed`, `open`, `unconfirmed`, `failed`, `bounced`, `no_address`.
std::string_view token(EnterpriseStand::State state);
/// 已确认、待确认、超过60分钟未确认、发送失败、退信、无邮箱和手机号码
Text stand_name(EnterpriseStand::State state);

/// One entry an enterprise, in the order of their areas' first message. Withdrawn messages ask for nothing. `ended`: the
/// alert is over and nobody needs to confirm any more; what could not be delivered stands all the same.
std::vector<EnterpriseStand> enterprise_stands(const std::vector<OrderMessage>& messages, Instant now, bool ended);

/// Must somebody call?
bool needs_call(const EnterpriseStand& stand);

/// Of one area, or (area empty) of all: told, confirmed, confirmed within the hour, and how many have had their hour.
struct AcknowledgementRate {
    std::string area;
    int told = 0, confirmed = 0, within_hour = 0, to_call = 0;
    /// confirmed within the hour of all who were told, cut to whole percent; 0 where nobody was told.
    int percent_within_hour() const { return told == 0 ? 0 : within_hour * 100 / told; }
    int percent_confirmed() const { return told == 0 ? 0 : confirmed * 100 / told; }
};
/// All first, then the areas in their order.
std::vector<AcknowledgementRate> acknowledgement_rates(const std::vector<EnterpriseStand>& stands);

}  // namespace qingkong
