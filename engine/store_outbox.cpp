// SPDX-License-Identifier: Apache-2.0
// The outbox of the SQLite store.
#include <fmt/format.h>

#include "engine/store_state.hpp"

namespace qingkong {
namespace {

constexpr const char* kDeliveryColumns =
    "id, transition, enterprise_id, area, recipient, message_id, subject, state, attempts, created_at, next_try, sent_at, "
    "last_reply, confirmed_at, confirmed_by, channel, purpose, confirmed_how, bounce_text, bounced_at, reminded_at";

std::optional<Instant> maybe_instant(const SQLite::Column& column) {
    return column.isNull() ? std::nullopt : std::optional(Instant{column.getInt64()});
}

Delivery delivery_of(SQLite::Statement& row) {
    Delivery d;
    d.id = row.getColumn(0).getInt64();
    d.transition = row.getColumn(1).getString();
    d.enterprise_id = row.getColumn(2).getString();
    d.area = row.getColumn(3).getString();
    d.to = row.getColumn(4).getString();
    d.message_id = row.getColumn(5).getString();
    d.subject = row.getColumn(6).getString();
    d.state = parse_delivery_state(row.getColumn(7).getString()).value_or(DeliveryState::held);
    d.attempts = row.getColumn(8).getInt();
    d.created_at = Instant{row.getColumn(9).getInt64()};
    d.next_try = maybe_instant(row.getColumn(10));
    d.sent_at = maybe_instant(row.getColumn(11));
    d.last_reply = row.getColumn(12).getString();
    d.confirmed_at = maybe_instant(row.getColumn(13));
    d.confirmed_by = row.getColumn(14).getString();
    d.channel = row.getColumn(15).getString();
    d.purpose = row.getColumn(16).getString();
    d.confirmed_how = row.getColumn(17).getString();
    d.bounce_text = row.getColumn(18).getString();
    d.bounced_at = maybe_instant(row.getColumn(19));
    d.reminded_at = maybe_instant(row.getColumn(20));
    return d;
}

/// Due: waiting, or an attempt that did not succeed and whose next try has come.
constexpr const char* kDue = "(state = 'waiting' or (state in ('deferred', 'unknown') and next_try is not null and next_try <= ?1))";

void bind_maybe(SQLite::Statement& statement, int index, const std::optional<int64_t>& value) {
    if (value)
        statement.bind(index, *value);
    else
        statement.bind(index);
}

}  // namespace

void put_deliveries(SQLite::Database& db, const TransitionPapers& papers, Instant now) {
    SQLite::Statement insert(db,
                             "insert into delivery(transition, alert, enterprise_id, area, recipient, message_id, subject, "
                             "bytes, state, attempts, created_at, last_reply, ack_token, confirmed_by, channel, purpose) "
                             "values (?,?,?,?,?,?,?,?,'waiting',0,?,'',?,'',?,?)");
    for (const OutgoingMail& mail : papers.mails) {
        insert.bind(1, mail.transition);
        insert.bind(2, papers.transition.alert_id);
        insert.bind(3, mail.enterprise_id);
        insert.bind(4, mail.area);
        insert.bind(5, mail.to);
        insert.bind(6, mail.message_id);
        insert.bind(7, mail.subject);
        insert.bind(8, mail.bytes.data(), static_cast<int>(mail.bytes.size()));
        insert.bind(9, now.seconds);
        insert.bind(10, mail.ack_token);
        insert.bind(11, mail.channel);
        insert.bind(12, mail.purpose);
        insert.exec();
        insert.reset();
    }
}

std::vector<DeliveryBytes> Store::lease_due(Instant now, int limit) {
    SQLite::Database& db = state_->db;
    std::vector<DeliveryBytes> out;
    SQLite::Transaction transaction(db, SQLite::TransactionBehavior::IMMEDIATE);
    SQLite::Statement query(db, fmt::format("select id, channel, recipient, message_id, bytes from delivery where {} order by id limit ?2", kDue));
    query.bind(1, now.seconds);
    query.bind(2, limit);
    while (query.executeStep()) {
        const SQLite::Column bytes = query.getColumn(4);
        out.push_back({query.getColumn(0).getInt64(), query.getColumn(1).getString(), query.getColumn(2).getString(),
                       query.getColumn(3).getString(),
                       std::string(static_cast<const char*>(bytes.getBlob()), static_cast<size_t>(bytes.getBytes()))});
    }
    SQLite::Statement lease(db, "update delivery set state = 'sending', attempts = attempts + 1 where id = ?");
    for (const DeliveryBytes& delivery : out) {
        lease.bind(1, delivery.id);
        lease.exec();
        lease.reset();
    }
    transaction.commit();
    return out;
}

void Store::record_results(const std::vector<std::pair<int64_t, std::pair<RelayAnswer, std::string>>>& results,
                           Instant now, const RetryPolicy& policy) {
    SQLite::Database& db = state_->db;
    SQLite::Transaction transaction(db, SQLite::TransactionBehavior::IMMEDIATE);
    SQLite::Statement read(db, "select attempts, created_at from delivery where id = ?");
    SQLite::Statement write(db, "update delivery set state = ?, next_try = ?, sent_at = ?, last_reply = ? where id = ?");
    for (const auto& [id, answer] : results) {
        read.bind(1, id);
        if (!read.executeStep()) {
            read.reset();
            continue;
        }
        const DeliveryStep step =
            after_attempt(answer.first, read.getColumn(0).getInt(), Instant{read.getColumn(1).getInt64()}, now, policy);
        read.reset();
        write.bind(1, std::string(token(step.state)));
        bind_maybe(write, 2, step.next_try ? std::optional(step.next_try->seconds) : std::nullopt);
        bind_maybe(write, 3, step.state == DeliveryState::sent ? std::optional(now.seconds) : std::nullopt);
        write.bind(4, answer.second);
        write.bind(5, id);
        write.exec();
        write.reset();
    }
    transaction.commit();
}

int Store::recover_sending() { return state_->db.exec("update delivery set state = 'waiting' where state = 'sending'"); }

std::map<std::string, int> Store::outbox_counts() {
    std::map<std::string, int> counts;
    for (const char* state : {"waiting", "sending", "deferred", "sent", "unknown", "failed", "held", "withdrawn"})
        counts[state] = 0;
    SQLite::Statement query(state_->db, "select state, count(*) from delivery group by state");
    while (query.executeStep()) counts[query.getColumn(0).getString()] = query.getColumn(1).getInt();
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
    return counts;
}

bool Store::anything_due(Instant now) {
    SQLite::Statement query(state_->db, fmt::format("select 1 from delivery where {} limit 1", kDue));
    query.bind(1, now.seconds);
    return query.executeStep();
}

std::vector<Delivery> Store::deliveries(const std::string& state, int limit) {
    SQLite::Statement query(state_->db, fmt::format("select {} from delivery where ?1 = '' or state = ?1 order by id desc limit ?2",
                                                    kDeliveryColumns));
    query.bind(1, state);
    query.bind(2, limit);
    std::vector<Delivery> out;
    while (query.executeStep()) out.push_back(delivery_of(query));
    return out;
}

std::optional<std::string> Store::delivery_bytes(int64_t id) {
    SQLite::Statement query(state_->db, "select bytes from delivery where id = ?");
    query.bind(1, id);
    if (!query.executeStep()) return std::nullopt;
    const SQLite::Column bytes = query.getColumn(0);
    return std::string(static_cast<const char*>(bytes.getBlob()), static_cast<size_t>(bytes.getBytes()));
}

bool Store::retry_delivery(int64_t id) {
    SQLite::Statement update(state_->db,
                             "update delivery set state = 'waiting', next_try = null where id = ? and "
                             "state in ('deferred', 'failed', 'unknown', 'held')");
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
    return delivery_of(query);
}

void Store::confirm(const std::string& token, Instant at, const std::string& by) {
    SQLite::Statement update(state_->db,
                             "update delivery set confirmed_at = ?, confirmed_by = ? where ack_token = ? and confirmed_at is null");
    update.bind(1, at.seconds);
    update.bind(2, by);
    update.bind(3, token);
    update.exec();
}

void Store::append_telemetry(const std::vector<TelemetryValue>& values) {
    SQLite::Database& db = state_->db;
    SQLite::Transaction transaction(db, SQLite::TransactionBehavior::IMMEDIATE);
    // A repeat is stored once; a corrected value for the same start replaces the first one.
    SQLite::Statement put(db, "insert or replace into telemetry values (?,?,?,?,?,?,?)");
    for (const TelemetryValue& value : values) {
        put.bind(1, value.mn);
        put.bind(2, value.factor);
        put.bind(3, static_cast<int>(value.kind));
        put.bind(4, value.start.seconds);
        bind_maybe(put, 5, value.avg_milli);
        bind_maybe(put, 6, value.cou_milli);
        put.bind(7, std::string(1, value.flag));
        put.exec();
        put.reset();
    }
    transaction.commit();
}

}  // namespace qingkong
