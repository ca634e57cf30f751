// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include <boost/asio/steady_timer.hpp>

#include "alerts/outbox.hpp"
#include "engine/mailer.hpp"
#include "engine/mailing.hpp"
#include "engine/store.hpp"

namespace qingkong {

/// Between outbox and mailer: what became of one batch and the lease of the next are one transaction, so the disk is
/// asked once for a hundred mails; answers wait for that 20 ms at the most. All in the thread of the io_context.
class OutboxPump {
public:
    /// `mailing`: whose mails are still being made; null: none. `sender`: envelope sender of a delivery. `note`: hears how each
    /// attempt went. `on_quiet`: called by pump() and after answers, when nothing is due, being made or on the wire.
    OutboxPump(boost::asio::io_context& context, Store& store, MailerOptions options, std::function<Mailing*()> mailing,
               std::function<std::string(int64_t)> sender, RetryPolicy policy, std::function<Instant()> now,
               std::function<void(SendOutcome, const std::string&)> note, std::function<void()> on_quiet);
    OutboxPump(const OutboxPump&) = delete;
    OutboxPump& operator=(const OutboxPump&) = delete;

    /// Hands over what is due.
    void pump() { exchange(); }
    void stop();
    size_t on_the_wire() const { return on_the_wire_; }

private:
    void take(std::vector<SendResult> results);
    void exchange();
    void gather();

    Store& store_;
    const std::function<Mailing*()> mailing_;
    const std::function<std::string(int64_t)> sender_;
    const RetryPolicy policy_;
    const size_t queue_limit_;
    const std::function<Instant()> now_;
    const std::function<void(SendOutcome, const std::string&)> note_;
    const std::function<void()> on_quiet_;
    size_t on_the_wire_ = 0;
    std::vector<DeliveryResult> answers_;    ///< not yet stored
    boost::asio::steady_timer gathering_;
    bool gathering_now_ = false;
    Mailer mailer_;    ///< last: its threads end first
};

}  // namespace qingkong
