// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "alerts/outbox.hpp"
#include "engine/sender_pool.hpp"

namespace qingkong {

struct MailerOptions {
    std::string smtp_url;           ///< `smtp://relay.example:587` or `smtps://relay.example`; no path, no user
    std::string helo;               ///< our name in EHLO; empty = the machine's
    int sessions = 6;               ///< connections to the relay at a time, 1..32
    bool tls_required = true;       ///< STARTTLS with a valid certificate, or nothing is sent
    std::string ca_file;            ///< further trust anchor (PEM); empty = the system's
    std::string user;               ///< empty = no AUTH
    std::string password;
    std::size_t queue_limit = 256;    ///< mails taken and not yet reported: what a crash can repeat
    std::chrono::milliseconds connect_timeout{15'000};
    std::chrono::milliseconds send_timeout{120'000};
};

/// A finished mail: the same bytes at every attempt (CRLF lines). One recipient (handbook K.3).
struct OutboundMail {
    int64_t delivery_id = 0;
    std::string from;               ///< envelope sender
    std::string to;
    std::shared_ptr<const std::string> bytes;
};

/// accepted: the relay's 250, not more. deferred: 4xx, no connection, wrong password or certificate: try again later.
/// failed: 5xx to the sender, the recipient or the text. unknown: the text was handed over, the answer never came;
/// the same bytes are sent again, so that a repeat is recognisable.
enum class SendOutcome { accepted, deferred, failed, unknown };
std::string_view token(SendOutcome outcome);
/// As the outbox says it.
RelayAnswer relay_answer(SendOutcome outcome);

struct SendResult {
    int64_t delivery_id = 0;
    SendOutcome outcome = SendOutcome::deferred;
    std::string reply;    ///< the relay's last line, e.g. `250 OK`; else what kept us from it. Never a password
};

/// Sends over `sessions` connections that stay open, each in its own thread; the outbox decides what is due. Results
/// come in batches, in the thread of the io_context, in no particular order, one for each mail taken.
class Mailer {
public:
    Mailer(boost::asio::io_context& context, MailerOptions options,
           std::function<void(std::vector<SendResult>)> on_results);
    Mailer(const Mailer&) = delete;
    Mailer& operator=(const Mailer&) = delete;

    /// How many more mails can be taken now.
    std::size_t room() const { return pool_.room(); }
    /// Takes the first room() mails; returns how many. The rest stay due in the outbox. Any thread.
    std::size_t send(std::vector<OutboundMail> mails) { return pool_.send(std::move(mails)); }
    /// Waits for the mails on the wire; what still waits in the queue is dropped without a result, and no result is
    /// reported any more: the outbox finds both again as `sending`.
    void stop() { pool_.stop(); }

private:
    const MailerOptions options_;
    SenderPool<OutboundMail, SendResult> pool_;
};

}  // namespace qingkong
