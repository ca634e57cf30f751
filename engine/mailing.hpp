// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <future>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "alerts/situation.hpp"
#include "engine/delivery_text.hpp"

namespace qingkong {

/// So many mails of a signature are made in its own transaction, those of all but the largest cities; more are owed.
constexpr size_t kMailsOfSignature = 500;

/// A message finished to its bytes, and as it is kept.
struct PackedMail {
    OutgoingMail mail;
    std::string packed;    ///< empty = the text is kept as it is
};

/// Messages of one signature that the outbox does not hold yet (handbook K.3): composed and packed in a thread of their own,
/// batch by batch, while those before them go out. The transaction of the signature notes how many are owed, so that a
/// program that was killed makes the rest when it starts again. But for `compose` all in one thread.
class Mailing {
public:
    /// `wanted`: what `compose` is called with, one after another, in another thread; it lives as long as the mailing.
    /// `source`: what the rest can be made from by a program that starts again, kept while mails are owed.
    Mailing(std::string transition, std::string alert, Instant signed_at, std::vector<size_t> wanted, std::function<OutgoingMail(size_t)> compose,
            std::string source = "");
    Mailing(const Mailing&) = delete;
    Mailing& operator=(const Mailing&) = delete;

    const std::string& transition() const { return transition_; }
    const std::string& alert() const { return alert_; }
    Instant signed_at() const { return signed_at_; }
    const std::string& source() const { return source_; }
    /// How many the outbox does not hold.
    size_t left() const { return wanted_.size() - stored_; }

    /// The next ones, at most `most`; none where none is finished at the moment.
    std::span<PackedMail> finished(size_t most);
    /// The next ones, at least one while any is left.
    std::span<PackedMail> wait(size_t most);
    /// The outbox holds the next `count` now.
    void stored(size_t count);

    /// What the packed texts differ from, and its row once it is kept.
    const std::string& pattern() const { return pattern_; }
    std::optional<int64_t> pattern_row;

private:
    struct Batch {
        std::vector<PackedMail> mails;
        std::string pattern;
    };
    Batch make(size_t from);
    void turn();

    const std::string transition_, alert_;
    const Instant signed_at_;
    const std::vector<size_t> wanted_;
    const std::function<OutgoingMail(size_t)> compose_;
    const std::string source_;
    TextPacker packer_;
    std::vector<PackedMail> batch_;
    std::string pattern_;
    size_t stored_ = 0;
    size_t at_ = 0;    ///< in the batch
    std::future<Batch> coming_;    ///< last: ends first
};

}  // namespace qingkong
