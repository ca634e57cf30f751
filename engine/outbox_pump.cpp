// SPDX-License-Identifier: Apache-2.0
#include "engine/outbox_pump.hpp"

#include <algorithm>
#include <chrono>
#include <memory>
#include <utility>

#include <spdlog/spdlog.h>

namespace qingkong {
namespace {

constexpr std::chrono::milliseconds kGatherTime{20};

RelayAnswer relay_answer(SendOutcome outcome) {
    switch (outcome) {
        case SendOutcome::accepted: return RelayAnswer::accepted;
        case SendOutcome::failed: return RelayAnswer::failed;
        case SendOutcome::unknown: return RelayAnswer::unknown;
        case SendOutcome::deferred: break;
    }
    return RelayAnswer::deferred;
}

}  // namespace

OutboxPump::OutboxPump(boost::asio::io_context& context, Store& store, MailerOptions options, std::string from,
                       RetryPolicy policy, std::function<Instant()> now)
    : store_(store),
      from_(std::move(from)),
      policy_(policy),
      queue_limit_(options.queue_limit),
      now_(std::move(now)),
      gathering_(context),
      mailer_(context, std::move(options), [this](std::vector<SendResult> results) { take(std::move(results)); }) {}

void OutboxPump::pump(std::function<void()> then) {
    if (then) waiters_.push_back(std::move(then));
    exchange();
}

void OutboxPump::stop() {
    gathering_.cancel();
    mailer_.stop();
}

void OutboxPump::take(std::vector<SendResult> results) {
    for (SendResult& result : results) {
        if (result.outcome != SendOutcome::accepted)
            spdlog::warn("mail {}: {} ({})", result.delivery_id, token(result.outcome), result.reply);
        answers_.push_back({result.delivery_id, relay_answer(result.outcome), std::move(result.reply)});
    }
    if (mailer_.room() >= queue_limit_ / 2 || answers_.size() >= on_the_wire_)
        exchange();
    else
        gather();
}

void OutboxPump::gather() {
    if (std::exchange(gathering_now_, true)) return;
    gathering_.expires_after(kGatherTime);
    gathering_.async_wait([this](const boost::system::error_code& error) {
        gathering_now_ = false;
        if (!error && !answers_.empty()) exchange();
    });
}

void OutboxPump::exchange() {
    do {
        const size_t answered = answers_.size();
        auto due = store_.exchange(answers_, now_(), policy_, static_cast<int>(mailer_.room()));
        answers_.clear();
        on_the_wire_ -= std::min(on_the_wire_, answered);
        if (due.empty()) break;
        std::vector<OutboundMail> mails;
        mails.reserve(due.size());
        for (DeliveryBytes& delivery : due)
            mails.push_back({delivery.id, from_, std::move(delivery.to),
                             std::make_shared<const std::string>(std::move(delivery.bytes))});
        on_the_wire_ += mails.size();
        mailer_.send(std::move(mails));
    } while (mailer_.room() > 0);
    if (on_the_wire_ != 0) return;
    std::vector<std::function<void()>> called;
    called.swap(waiters_);
    for (const auto& waiter : called) waiter();
}

}  // namespace qingkong
