// SPDX-License-Identifier: Apache-2.0
#include "engine/mailer.hpp"

#include <algorithm>
#include <cstring>
#include <memory>
#include <tuple>
#include <utility>

#include <curl/curl.h>

#include "engine/address.hpp"

namespace qingkong {

namespace {

void start_curl() {
    static const CURLcode done = curl_global_init(CURL_GLOBAL_ALL);
    (void)done;
}

/// One mail on the wire: what curl reads and what the relay says.
struct Transfer {
    const std::string* bytes = nullptr;
    std::size_t read = 0;
    std::string last_line;               ///< the relay's last line
    bool replied_after_text = false;     ///< since the last byte of the text was taken

    bool text_taken() const { return read == bytes->size(); }
    int code() const {
        const bool digits = last_line.size() >= 3 && std::all_of(last_line.begin(), last_line.begin() + 3,
                                                                  [](char c) { return c >= '0' && c <= '9'; });
        return digits ? std::stoi(last_line.substr(0, 3)) : 0;
    }
};

std::size_t read_text(char* target, std::size_t size, std::size_t count, void* context) {
    auto& transfer = *static_cast<Transfer*>(context);
    const std::size_t length = std::min(size * count, transfer.bytes->size() - transfer.read);
    std::memcpy(target, transfer.bytes->data() + transfer.read, length);
    transfer.read += length;
    return length;
}

/// curl gives every line of the relay here, one a call.
std::size_t hear_line(char* text, std::size_t size, std::size_t count, void* context) {
    auto& transfer = *static_cast<Transfer*>(context);
    std::string line(text, size * count);
    while (!line.empty() && (line.back() == '\r' || line.back() == '\n')) line.pop_back();
    if (line.rfind("221", 0) == 0) return size * count;    // the answer to curl's QUIT hides no refusal before it
    transfer.last_line = line.substr(0, 500);
    if (transfer.text_taken()) transfer.replied_after_text = true;
    return size * count;
}

/// The certain answers first; then what is lost: before the last byte nothing can have been accepted, after it nobody
/// knows. A 5xx in greeting, EHLO, STARTTLS or AUTH is about us, not about this mail, and is tried again.
SendOutcome outcome_of(CURLcode result, const Transfer& transfer) {
    if (result == CURLE_OK) return SendOutcome::accepted;
    const int code = transfer.code();
    if (transfer.text_taken()) {
        if (!transfer.replied_after_text || code < 200) return SendOutcome::unknown;
        if (code < 300) return SendOutcome::accepted;    // said 250, then broke off
        return code >= 500 ? SendOutcome::failed : SendOutcome::deferred;
    }
    const bool about_this_mail = result == CURLE_SEND_ERROR || result == CURLE_RECV_ERROR;
    return code >= 500 && about_this_mail ? SendOutcome::failed : SendOutcome::deferred;
}

/// One connection to the relay: an easy handle keeps it open from one mail to the next.
class RelaySession {
public:
    explicit RelaySession(const MailerOptions& options) : options_(options) {}
    ~RelaySession() { close(); }
    RelaySession(const RelaySession&) = delete;
    RelaySession& operator=(const RelaySession&) = delete;

    SendResult send(const OutboundMail& mail) {
        SendResult result{mail.delivery_id, SendOutcome::failed, ""};
        if (!is_mail_address(mail.from) || !is_mail_address(mail.to)) {
            result.reply = "not a mail address";
            return result;
        }
        if (!mail.bytes || mail.bytes->empty()) {
            result.reply = "the mail has no text";
            return result;
        }
        bool stale = false;
        std::tie(result.outcome, result.reply) = attempt(mail, stale);
        if (stale) {
            close();
            std::tie(result.outcome, result.reply) = attempt(mail, stale);
        }
        return result;
    }

    /// QUIT.
    void close() {
        if (handle_ != nullptr) curl_easy_cleanup(handle_);
        handle_ = nullptr;
    }

private:
    /// `stale`: the relay had closed the resting connection, or counts mails a connection (421), and this mail has not
    /// been handed over: once more on a fresh one.
    std::pair<SendOutcome, std::string> attempt(const OutboundMail& mail, bool& stale) {
        if (handle_ == nullptr) open();
        if (handle_ == nullptr) return {SendOutcome::deferred, "libcurl has no handle to give"};
        Transfer transfer;
        transfer.bytes = mail.bytes.get();
        const std::string sender = "<" + mail.from + ">";
        const std::string recipient = "<" + mail.to + ">";
        curl_slist* recipients = curl_slist_append(nullptr, recipient.c_str());
        char reason[CURL_ERROR_SIZE] = "";
        curl_easy_setopt(handle_, CURLOPT_MAIL_FROM, sender.c_str());
        curl_easy_setopt(handle_, CURLOPT_MAIL_RCPT, recipients);
        curl_easy_setopt(handle_, CURLOPT_READDATA, &transfer);
        curl_easy_setopt(handle_, CURLOPT_HEADERDATA, &transfer);
        curl_easy_setopt(handle_, CURLOPT_ERRORBUFFER, reason);
        curl_easy_setopt(handle_, CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(transfer.bytes->size()));
        const CURLcode result = curl_easy_perform(handle_);
        curl_easy_setopt(handle_, CURLOPT_ERRORBUFFER, nullptr);
        curl_easy_setopt(handle_, CURLOPT_MAIL_RCPT, nullptr);
        curl_slist_free_all(recipients);

        long fresh_connections = 0;
        curl_easy_getinfo(handle_, CURLINFO_NUM_CONNECTS, &fresh_connections);
        const SendOutcome outcome = outcome_of(result, transfer);
        stale = outcome == SendOutcome::deferred && fresh_connections == 0 &&
                (transfer.code() < 400 || transfer.code() == 421);
        if (result == CURLE_OK || transfer.code() >= 400) return {outcome, transfer.last_line};
        return {outcome, *reason != '\0' ? reason : curl_easy_strerror(result)};
    }

    void open() {
        handle_ = curl_easy_init();
        if (handle_ == nullptr) return;
        const std::string url = options_.smtp_url + (options_.helo.empty() ? "" : "/" + options_.helo);
        curl_easy_setopt(handle_, CURLOPT_URL, url.c_str());
        curl_easy_setopt(handle_, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
        curl_easy_setopt(handle_, CURLOPT_PROXY, "");    // never through a proxy of the environment
        curl_easy_setopt(handle_, CURLOPT_NOSIGNAL, 1L);
        curl_easy_setopt(handle_, CURLOPT_UPLOAD, 1L);
        curl_easy_setopt(handle_, CURLOPT_READFUNCTION, read_text);
        curl_easy_setopt(handle_, CURLOPT_HEADERFUNCTION, hear_line);
        curl_easy_setopt(handle_, CURLOPT_TCP_NODELAY, 1L);
        curl_easy_setopt(handle_, CURLOPT_UPLOAD_BUFFERSIZE, 16384L);    // most mails are smaller
        curl_easy_setopt(handle_, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(options_.connect_timeout.count()));
        curl_easy_setopt(handle_, CURLOPT_TIMEOUT_MS, static_cast<long>(options_.send_timeout.count()));
        if (options_.tls_required) curl_easy_setopt(handle_, CURLOPT_USE_SSL, static_cast<long>(CURLUSESSL_ALL));
        if (!options_.ca_file.empty()) curl_easy_setopt(handle_, CURLOPT_CAINFO, options_.ca_file.c_str());
        if (options_.user.empty()) return;
        curl_easy_setopt(handle_, CURLOPT_USERNAME, options_.user.c_str());
        curl_easy_setopt(handle_, CURLOPT_PASSWORD, options_.password.c_str());
    }

    const MailerOptions& options_;
    CURL* handle_ = nullptr;
};

}  // namespace

std::string_view token(SendOutcome outcome) {
    switch (outcome) {
        case SendOutcome::accepted: return "accepted";
        case SendOutcome::deferred: return "deferred";
        case SendOutcome::failed: return "failed";
        case SendOutcome::unknown: return "unknown";
    }
    return "";
}

RelayAnswer relay_answer(SendOutcome outcome) {
    switch (outcome) {
        case SendOutcome::accepted: return RelayAnswer::accepted;
        case SendOutcome::failed: return RelayAnswer::failed;
        case SendOutcome::unknown: return RelayAnswer::unknown;
        case SendOutcome::deferred: break;
    }
    return RelayAnswer::deferred;
}

Mailer::Mailer(boost::asio::io_context& context, MailerOptions options,
               std::function<void(std::vector<SendResult>)> on_results)
    : options_(std::move(options)),
      pool_(context, options_.sessions, options_.queue_limit,
            [this] {
                start_curl();
                const auto relay = std::make_shared<RelaySession>(options_);
                return SenderWorker<OutboundMail, SendResult>{[relay](const OutboundMail& mail) { return relay->send(mail); },
                                                             [relay] { relay->close(); }};
            },
            std::move(on_results)) {}

}  // namespace qingkong
