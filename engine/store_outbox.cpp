// SPDX-License-Identifier: Apache-2.0
// The outbox of the SQLite store.
#include <algorithm>
#include <set>
#include <span>
#include <utility>

#include <fmt/format.h>

#include "engine/delivery_text.hpp"
#include "engine/mailing.hpp"
#include "engine/store_delivery.hpp"

namespace qingkong {
namespace {

constexpr size_t kBatch = 250;

void bind_maybe(SQLite::Statement& statement, int index, const std::optional<int64_t>& value) {
    if (value)
        statement.bind(index, *value);
    else
        statement.bind(index);
}

void bind_blob(SQLite::Statement& statement, int index, const std::string& bytes) {
    statement.bindNoCopy(index, bytes.data(), static_cast<int>(bytes.size()));
}

std::string blob_of(const SQLite::Column& column) {
    return std::string(static_cast<const char*>(column.getBlob()), static_cast<size_t>(column.getBytes()));
}

/// Rows of the outbox with their bytes.
class DeliveryWriter {
public:
    explicit DeliveryWriter(SQLite::Database& db)
        : db_(db),
          row_(db, "insert into delivery(transition, alert, enterprise_id, area, recipient, message_id, subject, state, attempts, "
                   "created_at, last_reply, ack_token, confirmed_by, channel, purpose) "
                   "values (?,?,?,?,?,?,?,?,?,?,?,?,'',?,?)"),
          text_(db, "insert into delivery_text values (?,?)"),
          packed_(db, "insert into delivery_packed values (?,?,?)") {}

    /// The id of the row. `with_sender`: it goes to the sender at once.
    int64_t put(const OutgoingMail& mail, const std::string& alert, Instant now) {
        const int64_t id = put_row(mail, alert, now, false);
        put_text(id, mail.bytes);
        return id;
    }
    int64_t put(const PackedMail& one, Mailing& mailing, bool with_sender) {
        const int64_t id = put_row(one.mail, mailing.alert(), mailing.signed_at(), with_sender);
        if (one.packed.empty()) {
            put_text(id, one.mail.bytes);
            return id;
        }
        if (!mailing.pattern_row && !pattern_) {
            SQLite::Statement put(db_, "insert into delivery_pattern(bytes) values (?)");
            bind_blob(put, 1, mailing.pattern());
            put.exec();
            pattern_ = db_.getLastInsertRowid();
        }
        packed_.bind(1, id);
        packed_.bind(2, mailing.pattern_row ? *mailing.pattern_row : *pattern_);
        bind_blob(packed_, 3, one.packed);
        packed_.exec();
        packed_.reset();
        return id;
    }
    /// The pattern that was put, once the transaction is committed.
    std::optional<int64_t> pattern() const { return pattern_; }

private:
    void put_text(int64_t id, const std::string& bytes) {
        text_.bind(1, id);
        bind_blob(text_, 2, bytes);
        text_.exec();
        text_.reset();
    }

    int64_t put_row(const OutgoingMail& mail, const std::string& alert, Instant now, bool with_sender) {
        row_.bindNoCopy(1, mail.transition);
        row_.bindNoCopy(2, alert);
        row_.bindNoCopy(3, mail.enterprise_id);
        row_.bindNoCopy(4, mail.area);
        row_.bindNoCopy(5, mail.to);
        row_.bindNoCopy(6, mail.message_id);
        row_.bindNoCopy(7, mail.subject);
        // Whom no message reaches: nothing is sent, a person must call.
        const bool call = mail.channel == "telephone";
        row_.bind(8, call ? "failed" : with_sender ? "sending" : "waiting");
        row_.bind(9, with_sender ? 1 : 0);
        row_.bind(10, now.seconds);
        row_.bind(11, call ? "无邮箱或手机号码，须电话通知" : "");
        row_.bindNoCopy(12, mail.ack_token);
        row_.bindNoCopy(13, mail.channel);
        row_.bindNoCopy(14, mail.purpose);
        row_.exec();
        row_.reset();
        return db_.getLastInsertRowid();
    }

    SQLite::Database& db_;
    SQLite::Statement row_, text_, packed_;
    std::optional<int64_t> pattern_;
};

/// How many mails of signatures the outbox does not hold yet; of one transition, or (empty) of all.
int owed(SQLite::Database& db, const std::string& transition) {
    SQLite::Statement query(db, "select coalesce(sum(total - made), 0) from mailing where made < total and (?1 = '' or transition = ?1)");
    query.bind(1, transition);
    query.executeStep();
    return query.getColumn(0).getInt();
}

void note_made(SQLite::Database& db, const Mailing& mailing, size_t count) {
    SQLite::Statement note(db, "update mailing set made = made + ? where transition = ?");
    note.bind(1, static_cast<int64_t>(count));
    note.bind(2, mailing.transition());
    note.exec();
    if (count < mailing.left()) return;
    SQLite::Statement forget(db, "delete from mailing_source where transition = ?");
    forget.bind(1, mailing.transition());
    forget.exec();
}

}  // namespace

void put_delivery(SQLite::Database& db, const OutgoingMail& mail, const std::string& alert, Instant now) {
    DeliveryWriter(db).put(mail, alert, now);
}

void put_deliveries(SQLite::Database& db, const TransitionPapers& papers, Instant now) {
    DeliveryWriter writer(db);
    for (const OutgoingMail& mail : papers.mails) writer.put(mail, papers.transition.alert_id, now);
}

void put_first_mails(SQLite::Database& db, Mailing& mailing) {
    const size_t total = mailing.left();
    if (total > kMailsOfSignature) {
        SQLite::Statement note(db, "insert into mailing(transition, total, made) values (?,?,0)");
        note.bind(1, mailing.transition());
        note.bind(2, static_cast<int64_t>(total));
        note.exec();
        SQLite::Statement keep(db, "insert into mailing_source values (?,?)");
        keep.bind(1, mailing.transition());
        keep.bindNoCopy(2, mailing.source());
        keep.exec();
    }
    DeliveryWriter writer(db);
    size_t count = 0;
    while (mailing.left() > 0 && count < kMailsOfSignature) {
        const std::span<PackedMail> batch = mailing.wait(kMailsOfSignature - count);
        for (const PackedMail& one : batch) writer.put(one, mailing, false);
        if (total > kMailsOfSignature) note_made(db, mailing, batch.size());
        mailing.stored(batch.size());
        if (!mailing.pattern_row) mailing.pattern_row = writer.pattern();
        count += batch.size();
    }
}

void Store::enqueue(Mailing& mailing) {
    SQLite::Transaction transaction(state_->db, SQLite::TransactionBehavior::IMMEDIATE);
    put_first_mails(state_->db, mailing);
    transaction.commit();
}

void Store::finish(Mailing& mailing) {
    while (mailing.left() > 0) {
        SQLite::Transaction transaction(state_->db, SQLite::TransactionBehavior::IMMEDIATE);
        DeliveryWriter writer(state_->db);
        const std::span<PackedMail> batch = mailing.wait(kBatch);
        for (const PackedMail& one : batch) writer.put(one, mailing, false);
        note_made(state_->db, mailing, batch.size());
        transaction.commit();
        mailing.stored(batch.size());
        if (!mailing.pattern_row) mailing.pattern_row = writer.pattern();
    }
}

std::map<std::string, int> Store::owed_mails() {
    SQLite::Statement query(state_->db, "select transition, total - made from mailing where made < total order by rowid");
    std::map<std::string, int> out;
    while (query.executeStep()) out[query.getColumn(0).getString()] = query.getColumn(1).getInt();
    return out;
}

std::string Store::mailing_source(const std::string& transition) {
    SQLite::Statement query(state_->db, "select body from mailing_source where transition = ?");
    query.bind(1, transition);
    return query.executeStep() ? query.getColumn(0).getString() : "";
}

std::set<std::string> Store::mailed_enterprises(const std::string& transition) {
    SQLite::Statement query(state_->db, "select enterprise_id from delivery where transition = ? and channel = 'mail' and purpose = 'order'");
    query.bind(1, transition);
    std::set<std::string> out;
    while (query.executeStep()) out.insert(query.getColumn(0).getString());
    return out;
}

namespace {

void write_results(SQLite::Database& db, const std::vector<DeliveryResult>& results, Instant now, const RetryPolicy& policy) {
    SQLite::Statement read(db, "select attempts, created_at, withdrawn_at from delivery where id = ?");
    SQLite::Statement write(db, "update delivery set state = ?, next_try = ?, sent_at = ?, last_reply = ? where id = ?");
    // What the relay took is sent, at whichever attempt, withdrawn or not.
    SQLite::Statement sent(db, "update delivery set state = 'sent', next_try = null, sent_at = ?, last_reply = ? where id = ?");
    sent.bind(1, now.seconds);
    for (const DeliveryResult& result : results) {
        if (result.answer == RelayAnswer::accepted) {
            sent.bindNoCopy(2, result.reply);
            sent.bind(3, result.id);
            sent.exec();
            sent.reset();
            continue;
        }
        read.bind(1, result.id);
        if (!read.executeStep()) {
            read.reset();
            continue;
        }
        DeliveryStep step = after_attempt(result.answer, read.getColumn(0).getInt(), Instant{read.getColumn(1).getInt64()}, now, policy);
        if (!read.getColumn(2).isNull()) step = after_withdrawal(step);
        if (step.next_try && result.not_before)
            step.next_try = std::max(*step.next_try, std::min(*result.not_before, Instant{now.seconds + kLongestAskedSeconds}));
        read.reset();
        write.bind(1, std::string(token(step.state)));
        bind_maybe(write, 2, step.next_try ? std::optional(step.next_try->seconds) : std::nullopt);
        write.bind(3);
        write.bindNoCopy(4, result.reply);
        write.bind(5, result.id);
        write.exec();
        write.reset();
    }
}

/// Along an index by state; the first rows of the table are those that were sent long ago. Other channels have an index of
/// their own: a thousand waiting mails are not looked at for one message.
constexpr const char* kMails = "delivery indexed by delivery_by_state where channel = 'mail'";
constexpr const char* kOthers = "delivery indexed by delivery_by_channel where channel <> 'mail' and channel <> 'telephone'";
constexpr const char* kFresh = "state = 'waiting' and next_try is null";
/// A next try further away than any wait is of a clock that was set back since: due.
constexpr const char* kAgain = "state in ('deferred', 'unknown') and (next_try <= ?1 or next_try > ?2)";

void bind_again(SQLite::Statement& query, Instant now, const RetryPolicy& policy) {
    query.bind(1, now.seconds);
    query.bind(2, now.seconds + std::max(policy.longest_seconds, kLongestAskedSeconds));
}

/// Texts by the id of their row; a pattern is read once.
class DeliveryTexts {
public:
    explicit DeliveryTexts(SQLite::Database& db)
        : packed_(db, "select pattern, bytes from delivery_packed where delivery = ?"),
          text_(db, "select bytes from delivery_text where delivery = ?"),
          pattern_(db, "select bytes from delivery_pattern where id = ?") {}

    /// Empty where there is none, or where it is damaged.
    std::optional<std::string> text_of(int64_t id) {
        packed_.bind(1, id);
        if (!packed_.executeStep()) {
            packed_.reset();
            return bytes_of(text_, id);
        }
        const int64_t pattern = packed_.getColumn(0).getInt64();
        const std::string packed = blob_of(packed_.getColumn(1));
        packed_.reset();
        return unpacker_.unpacked(pattern_of(pattern), packed);
    }

private:
    static std::optional<std::string> bytes_of(SQLite::Statement& query, int64_t id) {
        query.bind(1, id);
        std::optional<std::string> found;
        if (query.executeStep()) found = blob_of(query.getColumn(0));
        query.reset();
        return found;
    }

    const std::string& pattern_of(int64_t id) {
        if (const auto known = patterns_.find(id); known != patterns_.end()) return known->second;
        return patterns_[id] = bytes_of(pattern_, id).value_or("");
    }

    SQLite::Statement packed_, text_, pattern_;
    std::map<int64_t, std::string> patterns_;
    TextUnpacker unpacker_;
};

std::vector<DeliveryBytes> take_due(SQLite::Database& db, Instant now, const RetryPolicy& policy, int limit, bool mails) {
    std::vector<DeliveryBytes> out;
    SQLite::Statement lease(db, "update delivery set state = 'sending', attempts = attempts + 1 where id = ?");
    DeliveryTexts texts(db);
    const auto take = [&](const char* which, bool timed) {
        SQLite::Statement query(db, fmt::format("select id, channel, recipient, message_id from {} and {} order by next_try, id limit {}",
                                                mails ? kMails : kOthers, which, limit - static_cast<int>(out.size())));
        if (timed) bind_again(query, now, policy);
        while (query.executeStep())
            out.push_back({query.getColumn(0).getInt64(), query.getColumn(1).getString(), query.getColumn(2).getString(),
                           query.getColumn(3).getString(), ""});
    };
    take(kFresh, false);
    if (static_cast<int>(out.size()) < limit) take(kAgain, true);
    for (DeliveryBytes& delivery : out) {
        lease.bind(1, delivery.id);
        lease.exec();
        lease.reset();
        delivery.bytes = texts.text_of(delivery.id).value_or("");
    }
    return out;
}

bool some_due(SQLite::Database& db, Instant now, const RetryPolicy& policy, bool mails) {
    const char* from = mails ? kMails : kOthers;
    SQLite::Statement query(db, fmt::format("select exists (select 1 from {0} and {1}) or exists (select 1 from {0} and {2})", from, kFresh, kAgain));
    bind_again(query, now, policy);
    return query.executeStep() && query.getColumn(0).getInt() != 0;
}

}  // namespace

std::vector<DeliveryBytes> Store::exchange(const std::vector<DeliveryResult>& results, Instant now, const RetryPolicy& policy,
                                           int limit, bool mails, Mailing* mailing) {
    const size_t most = static_cast<size_t>(std::max(limit, 0));
    if (results.empty() && (limit <= 0 || !some_due(state_->db, now, policy, mails)) && (mailing == nullptr || mailing->finished(most).empty())) return {};
    SQLite::Transaction transaction(state_->db, SQLite::TransactionBehavior::IMMEDIATE);
    write_results(state_->db, results, now, policy);
    std::vector<DeliveryBytes> due;
    if (limit > 0) due = take_due(state_->db, now, policy, limit, mails);
    // Mails that are just finished go to the sender without a stay: one row, written once.
    const std::span<PackedMail> fresh = mailing != nullptr ? mailing->finished(most - due.size()) : std::span<PackedMail>();
    std::vector<int64_t> ids;
    std::optional<int64_t> pattern;
    if (!fresh.empty()) {
        DeliveryWriter writer(state_->db);
        for (const PackedMail& one : fresh) ids.push_back(writer.put(one, *mailing, true));
        note_made(state_->db, *mailing, fresh.size());
        pattern = writer.pattern();
    }
    transaction.commit();
    if (fresh.empty()) return due;
    for (size_t i = 0; i < fresh.size(); ++i) {
        OutgoingMail& mail = fresh[i].mail;
        due.push_back({ids[i], std::move(mail.channel), std::move(mail.to), std::move(mail.message_id), std::move(mail.bytes)});
    }
    mailing->stored(fresh.size());
    if (pattern) mailing->pattern_row = pattern;
    return due;
}

int Store::recover_sending(Instant now) {
    SQLite::Statement update(state_->db, "update delivery set state = 'unknown', "
                                         "next_try = case when withdrawn_at is null then ?1 end, "
                                         "last_reply = 'the program ended while this was with the sender' where state = 'sending'");
    update.bind(1, now.seconds);
    return update.exec();
}

std::map<std::string, int> Store::outbox_counts() {
    std::map<std::string, int> counts;
    for (const char* state : {"waiting", "sending", "deferred", "sent", "unknown", "failed", "held", "withdrawn"})
        counts[state] = 0;
    SQLite::Statement query(state_->db, "select state, count(*) from delivery group by state");
    while (query.executeStep()) counts[query.getColumn(0).getString()] = query.getColumn(1).getInt();
    counts["waiting"] += owed(state_->db, "");
    return counts;
}

std::map<std::string, int> Store::outbox_counts_of(const std::string& transition) {
    std::map<std::string, int> counts;
    SQLite::Statement query(state_->db,
                            "select state, count(*), sum(confirmed_at is not null) from delivery where transition = ? group by state");
    query.bind(1, transition);
    while (query.executeStep()) {
        counts[query.getColumn(0).getString()] = query.getColumn(1).getInt();
        counts["confirmed"] += query.getColumn(2).getInt();
    }
    if (const int waiting = owed(state_->db, transition); waiting > 0) counts["waiting"] += waiting;
    return counts;
}

std::vector<Delivery> Store::deliveries(const std::string& state, int limit) {
    SQLite::Statement query(state_->db, fmt::format("select {} from delivery where ?1 = '' or state = ?1 order by id desc limit ?2",
                                                    kDeliveryColumns));
    query.bind(1, state);
    query.bind(2, limit);
    std::vector<Delivery> out;
    while (query.executeStep()) out.push_back(read_delivery(query));
    return out;
}

std::optional<std::string> Store::delivery_bytes(int64_t id) {
    return DeliveryTexts(state_->db).text_of(id);
}

bool Store::retry_delivery(int64_t id) {
    SQLite::Statement update(state_->db,
                             "update delivery set state = 'waiting', next_try = null where id = ? and "
                             "state in ('deferred', 'failed', 'unknown', 'held') and withdrawn_at is null and channel <> 'telephone'");
    update.bind(1, id);
    return update.exec() == 1;
}

bool Store::hold_delivery(int64_t id) {
    SQLite::Statement update(state_->db, "update delivery set state = 'held' where id = ? and state in ('waiting', 'deferred')");
    update.bind(1, id);
    return update.exec() == 1;
}

std::optional<Delivery> Store::delivery_of_token(const std::string& token) {
    if (token.empty()) return std::nullopt;
    SQLite::Statement query(state_->db, fmt::format("select {} from delivery where ack_token = ?", kDeliveryColumns));
    query.bind(1, token);
    if (!query.executeStep()) return std::nullopt;
    return read_delivery(query);
}

}  // namespace qingkong
