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

}  // namespace

OutboxPump::OutboxPump(boost::asio::io_context& context, Store& store, MailerOptions options, std::function<Mailing*()> mailing,
                       std::function<std::string(int64_t)> sender, RetryPolicy policy, std::function<Instant()> now,
                       std::function<void(SendOutcome, const std::string&)> note, std::function<void()> on_quiet)
    : store_(store),
      mailing_(std::move(mailing)),
      sender_(std::move(sender)),
      policy_(policy),
      queue_limit_(options.queue_limit),
      now_(std::move(now)),
      note_(std::move(note)),
      on_quiet_(std::move(on_quiet)),
      gathering_(context),
      mailer_(context, std::move(options), [this](std::vector<SendResult> results) { take(std::move(results)); }) {}

void OutboxPump::stop() {
    gathering_.cancel();
    mailer_.stop();
}

void OutboxPump::take(std::vector<SendResult> results) {
    for (SendResult& result : results) {
        if (result.outcome != SendOutcome::accepted)
            spdlog::warn("mail {}: {} ({})", result.delivery_id, token(result.outcome), result.reply);
        note_(result.outcome, result.reply);
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
        if (!error && (!answers_.empty() || mailing_() != nullptr)) exchange();
    });
}

void OutboxPump::exchange() {
    do {
        const size_t answered = answers_.size();
        auto due = store_.exchange(answers_, now_(), policy_, static_cast<int>(mailer_.room()), true, mailing_());
        answers_.clear();
        on_the_wire_ -= std::min(on_the_wire_, answered);
        if (due.empty()) break;
        std::vector<OutboundMail> mails;
        mails.reserve(due.size());
        for (DeliveryBytes& delivery : due)
            mails.push_back({delivery.id, sender_(delivery.id), std::move(delivery.to),
                             std::make_shared<const std::string>(std::move(delivery.bytes))});
        on_the_wire_ += mails.size();
        mailer_.send(std::move(mails));
    } while (mailer_.room() > 0);
    if (mailing_() != nullptr && mailer_.room() > 0)
        gather();    // its next mails are being made
    else if (on_the_wire_ == 0)
        on_quiet_();
}

}  // namespace qingkong
