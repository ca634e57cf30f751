// SPDX-License-Identifier: Apache-2.0
#include "engine/mailing.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace qingkong {
namespace {

constexpr size_t kBatch = 128;

}  // namespace

Mailing::Mailing(std::string transition, std::string alert, Instant signed_at, std::vector<size_t> wanted, std::function<OutgoingMail(size_t)> compose,
                 std::string source)
    : transition_(std::move(transition)),
      alert_(std::move(alert)),
      signed_at_(signed_at),
      wanted_(std::move(wanted)),
      compose_(std::move(compose)),
      source_(std::move(source)),
      coming_(std::async(std::launch::async, [this] { return make(0); })) {}

Mailing::Batch Mailing::make(size_t from) {
    Batch batch;
    for (size_t i = from; i < std::min(from + kBatch, wanted_.size()); ++i) {
        OutgoingMail mail = compose_(wanted_[i]);
        std::string packed = packer_.packed(mail.bytes);
        batch.mails.push_back({std::move(mail), std::move(packed)});
    }
    batch.pattern = packer_.pattern();
    return batch;
}

/// The batch that was made takes the place of the one that is stored, and the next is begun.
void Mailing::turn() {
    const size_t next = stored_ + kBatch;
    try {
        Batch batch = coming_.get();
        batch_ = std::move(batch.mails);
        pattern_ = std::move(batch.pattern);
        at_ = 0;
    } catch (...) {
        coming_ = std::async(std::launch::async, [this, again = stored_] { return make(again); });
        throw;
    }
    if (next < wanted_.size()) coming_ = std::async(std::launch::async, [this, next] { return make(next); });
}

std::span<PackedMail> Mailing::finished(size_t most) {
    if (at_ == batch_.size() && coming_.valid() && coming_.wait_for(std::chrono::seconds(0)) == std::future_status::ready) turn();
    return {batch_.begin() + static_cast<std::ptrdiff_t>(at_), std::min(most, batch_.size() - at_)};
}

std::span<PackedMail> Mailing::wait(size_t most) {
    if (at_ == batch_.size() && coming_.valid()) turn();
    return {batch_.begin() + static_cast<std::ptrdiff_t>(at_), std::min(most, batch_.size() - at_)};
}

void Mailing::stored(size_t count) {
    at_ += count;
    stored_ += count;
}

}  // namespace qingkong
