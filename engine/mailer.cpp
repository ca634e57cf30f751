// SPDX-License-Identifier: Apache-2.0
#include "engine/mailer.hpp"

#include <algorithm>
#include <condition_variable>
#include <cstring>
#include <deque>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <curl/curl.h>

#include "engine/address.hpp"

namespace qingkong {

namespace {

/// A connection with nothing to do is given back after this time; relays dislike sleepers.
constexpr std::chrono::seconds kIdleTime{30};

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

struct Mailer::Impl : std::enable_shared_from_this<Mailer::Impl> {
    Impl(boost::asio::io_context& io, MailerOptions wanted, std::function<void(std::vector<SendResult>)> callback)
        : context(io), options(std::move(wanted)), on_results(std::move(callback)) {}

    using WorkGuard = boost::asio::executor_work_guard<boost::asio::io_context::executor_type>;

    boost::asio::io_context& context;
    const MailerOptions options;
    const std::function<void(std::vector<SendResult>)> on_results;
    std::vector<std::thread> threads;

    mutable std::mutex mutex;
    std::condition_variable wake;
    std::deque<OutboundMail> queue;         // the rest under the mutex
    std::vector<SendResult> results;
    std::size_t taken = 0;                  ///< mails taken and not yet reported
    bool report_posted = false;
    bool stopping = false;
    std::optional<WorkGuard> guard;         ///< the io_context does not run out while results are owed

    void work();
    void report(SendResult result);
    void deliver_results();
};

void Mailer::Impl::work() {
    RelaySession relay(options);
    std::unique_lock<std::mutex> lock(mutex);
    while (!stopping) {
        if (queue.empty()) {
            const bool woken = wake.wait_for(lock, kIdleTime, [this] { return stopping || !queue.empty(); });
            if (woken) continue;
            lock.unlock();
            relay.close();
            lock.lock();
            wake.wait(lock, [this] { return stopping || !queue.empty(); });
            continue;
        }
        const OutboundMail mail = std::move(queue.front());
        queue.pop_front();
        lock.unlock();
        SendResult result = relay.send(mail);
        lock.lock();
        report(std::move(result));
    }
}

/// One post for all results that gather before it runs.
void Mailer::Impl::report(SendResult result) {
    if (stopping) return;
    results.push_back(std::move(result));
    if (std::exchange(report_posted, true)) return;
    boost::asio::post(context, [weak = weak_from_this()] {
        if (const auto self = weak.lock()) self->deliver_results();
    });
}

void Mailer::Impl::deliver_results() {
    std::vector<SendResult> batch;
    {
        const std::lock_guard<std::mutex> lock(mutex);
        report_posted = false;
        if (stopping) return;
        batch.swap(results);
        taken -= batch.size();
        if (taken == 0) guard.reset();
    }
    if (!batch.empty()) on_results(std::move(batch));
}

Mailer::Mailer(boost::asio::io_context& context, MailerOptions options,
               std::function<void(std::vector<SendResult>)> on_results)
    : impl_(std::make_shared<Impl>(context, std::move(options), std::move(on_results))) {
    start_curl();
    const int sessions = std::clamp(impl_->options.sessions, 1, 32);
    // The threads do not own the Impl: stop() joins them before it can go.
    for (int i = 0; i < sessions; ++i) impl_->threads.emplace_back([impl = impl_.get()] { impl->work(); });
}

Mailer::~Mailer() { stop(); }

std::size_t Mailer::room() const {
    const std::lock_guard<std::mutex> lock(impl_->mutex);
    return impl_->stopping ? 0 : impl_->options.queue_limit - std::min(impl_->taken, impl_->options.queue_limit);
}

std::size_t Mailer::send(std::vector<OutboundMail> mails) {
    const std::lock_guard<std::mutex> lock(impl_->mutex);
    const std::size_t limit = impl_->options.queue_limit - std::min(impl_->taken, impl_->options.queue_limit);
    const std::size_t count = impl_->stopping ? 0 : std::min(mails.size(), limit);
    if (count == 0) return 0;
    for (std::size_t i = 0; i < count; ++i) impl_->queue.push_back(std::move(mails[i]));
    impl_->taken += count;
    if (!impl_->guard) impl_->guard.emplace(impl_->context.get_executor());
    impl_->wake.notify_all();
    return count;
}

void Mailer::stop() {
    {
        const std::lock_guard<std::mutex> lock(impl_->mutex);
        impl_->stopping = true;
        impl_->queue.clear();
        impl_->guard.reset();
    }
    impl_->wake.notify_all();
    for (std::thread& thread : impl_->threads)
        if (thread.joinable()) thread.join();
}

}  // namespace qingkong
