// SPDX-License-Identifier: Apache-2.0
#include "engine/store_channels.hpp"

#include <algorithm>

#include "engine/store_state.hpp"

namespace qingkong {
namespace {

/// Nobody else has these rows for so long; a start takes them back at once.
constexpr int64_t kLeaseSeconds = 600;

}  // namespace

std::vector<DeliveryBytes> lease_channel_messages(Store& store, Instant now, int limit) {
    SQLite::Database& db = store.state().db;
    std::vector<DeliveryBytes> out;
    SQLite::Transaction transaction(db, SQLite::TransactionBehavior::IMMEDIATE);
    // The first condition is that of the index delivery_by_channel: mails, of which there may be very many, are not looked at.
    SQLite::Statement query(db, "select id, channel, recipient, message_id, bytes from delivery indexed by delivery_by_channel where channel <> 'mail' and "
                                "state in ('waiting', 'deferred', 'unknown') and (state = 'waiting' or (next_try is not null and next_try <= ?1)) and "
                                "channel <> 'telephone' order by id limit ?2");
    query.bind(1, now.seconds);
    query.bind(2, limit);
    while (query.executeStep()) {
        const SQLite::Column bytes = query.getColumn(4);
        out.push_back({query.getColumn(0).getInt64(), query.getColumn(1).getString(), query.getColumn(2).getString(),
                       query.getColumn(3).getString(), std::string(static_cast<const char*>(bytes.getBlob()), static_cast<size_t>(bytes.getBytes()))});
    }
    SQLite::Statement lease(db, "update delivery set state = 'sending', attempts = attempts + 1, lease_until = ? where id = ?");
    for (const DeliveryBytes& delivery : out) {
        lease.bind(1, now.seconds + kLeaseSeconds);
        lease.bind(2, delivery.id);
        lease.exec();
        lease.reset();
    }
    transaction.commit();
    return out;
}

void record_channel_answers(Store& store, const std::vector<ChannelAnswer>& answers, Instant now, const RetryPolicy& policy) {
    SQLite::Database& db = store.state().db;
    SQLite::Transaction transaction(db, SQLite::TransactionBehavior::IMMEDIATE);
    SQLite::Statement read(db, "select attempts, created_at from delivery where id = ? and state = 'sending'");
    SQLite::Statement write(db, "update delivery set state = ?, next_try = ?, sent_at = ?, last_reply = ?, lease_until = null where id = ?");
    for (const ChannelAnswer& answer : answers) {
        read.bind(1, answer.id);
        if (read.executeStep()) {
            DeliveryStep step = after_attempt(answer.answer, read.getColumn(0).getInt(), Instant{read.getColumn(1).getInt64()}, now, policy);
            if (step.next_try && answer.not_before) step.next_try = std::max(*step.next_try, *answer.not_before);
            write.bind(1, std::string(token(step.state)));
            if (step.next_try)
                write.bind(2, step.next_try->seconds);
            else
                write.bind(2);
            if (step.state == DeliveryState::sent)
                write.bind(3, now.seconds);
            else
                write.bind(3);
            write.bind(4, answer.reply);
            write.bind(5, answer.id);
            write.exec();
            write.reset();
        }
        read.reset();
    }
    transaction.commit();
}

std::map<std::string, Instant> oldest_untaken(Store& store) {
    std::map<std::string, Instant> out;
    SQLite::Statement query(store.state().db,
                            "select case when channel in ('mail', 'sms') then channel else recipient end, min(created_at) from delivery "
                            "where attempts > 0 and state in ('sending', 'deferred', 'unknown') and (state = 'sending' or next_try is not null) group by 1");
    while (query.executeStep()) out[query.getColumn(0).getString()] = Instant{query.getColumn(1).getInt64()};
    return out;
}

void put_alarm(Store& store, const OutgoingMail& message, Instant now) {
    SQLite::Statement insert(store.state().db,
                             "insert or ignore into delivery(transition, alert, enterprise_id, area, recipient, message_id, subject, bytes, "
                             "state, attempts, created_at, last_reply, ack_token, confirmed_by, channel, purpose) "
                             "values ('','','',?,?,?,?,?,'waiting',0,?,'','','',?,'alarm')");
    insert.bind(1, message.area);
    insert.bind(2, message.to);
    insert.bind(3, message.message_id);
    insert.bind(4, message.subject);
    insert.bind(5, message.bytes.data(), static_cast<int>(message.bytes.size()));
    insert.bind(6, now.seconds);
    insert.bind(7, message.channel);
    insert.exec();
}

}  // namespace qingkong
