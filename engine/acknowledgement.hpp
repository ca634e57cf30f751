// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>

#include "alerts/bounce.hpp"
#include "alerts/mail_answer.hpp"
#include "engine/service.hpp"
#include "engine/store_acknowledgement.hpp"

namespace qingkong {

/// What stands behind an acknowledgement link now.
struct LinkStand {
    Delivery delivery;
    Transition transition;                   ///< the version that the link belongs to
    std::optional<Transition> prevailing;    ///< a later version that was told to the same enterprise
    bool ended = false;                      ///< the alert is over: nothing is confirmed any more
    /// The button is there, and pressing it confirms: not confirmed yet, not replaced, not over.
    bool open() const { return !delivery.confirmed_at && !prevailing && !ended; }
};
/// By the token of a link, or the short code of a message; empty = there is no such link.
std::optional<LinkStand> link_stand(Service& service, const std::string& token_or_code);

/// The button was pressed: confirms where the link is open; pressing again changes nothing.
void acknowledge_by_link(Service& service, const LinkStand& stand);

/// An answer to the order's mail from the enterprise's own address that says something. Its text is kept apart. False: it is
/// no such answer; automatic ones and empty ones never are (handbook K.3).
bool acknowledge_by_mail(Service& service, const IncomingMail& mail);

/// A delivery report: permanent ones are noted at the delivery, by its envelope sender or by the returned Message-ID; delayed
/// ones change nothing. False: it is about no mail of ours.
bool take_bounce(Service& service, const Bounce& bounce);

/// Staff spoke with the enterprise: who told it and the note are kept apart (handbook K.6). `at` empty = now.
struct CallRecord {
    std::string who, told_by, note;
    std::optional<Instant> at;
};
struct CallOutcome {
    Delivery delivery;
    bool repeated = false;    ///< it was confirmed before: nothing is written
};
/// Problems: `unknown_delivery`, `no_order`, `withdrawn`, `bad_told_by`, `bad_time`.
tl::expected<CallOutcome, Outcome::Refusal> acknowledge_by_call(Service& service, int64_t delivery_id, const CallRecord& call);

/// Reminds once, in the thread of the order's mail, who has not acknowledged after `[alerts] ack_reminder_minutes`. How many.
int remind(Service& service);

/// Enterprises of an alert by their last version, with what each still wants; alert unknown: none.
std::vector<EnterpriseStand> stands_of_alert(Service& service, const Alert& alert);
bool alert_ended(const Alert& alert, Instant now);

/// Name, post and number of an enterprise or source in the inventory in force.
struct ContactOf {
    std::string name, post, telephone;
};
std::map<std::string, ContactOf> contact_book(const Service& service);

}  // namespace qingkong
