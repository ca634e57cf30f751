// SPDX-License-Identifier: Apache-2.0
// The outbox and the telemetry of the SQLite store.
#include <fmt/format.h>

#include "engine/store_delivery.hpp"

namespace qingkong {
namespace {

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
                             "values (?,?,?,?,?,?,?,?,?,0,?,?,?,'',?,?)");
    for (const OutgoingMail& mail : papers.mails) {
        insert.bind(1, mail.transition);
        insert.bind(2, papers.transition.alert_id);
        insert.bind(3, mail.enterprise_id);
        insert.bind(4, mail.area);
        insert.bind(5, mail.to);
        insert.bind(6, mail.message_id);
        insert.bind(7, mail.subject);
        insert.bind(8, mail.bytes.data(), static_cast<int>(mail.bytes.size()));
        // Whom no message reaches: nothing is sent, a person must call.
        const bool call = mail.channel == "telephone";
        insert.bind(9, call ? "failed" : "waiting");
        insert.bind(10, now.seconds);
        insert.bind(11, call ? "无邮箱或手机号码，须电话通知" : "");
        insert.bind(12, mail.ack_token);
        insert.bind(13, mail.channel);
        insert.bind(14, mail.purpose);
        insert.exec();
        insert.reset();
    }
}

std::vector<DeliveryBytes> Store::lease_due(Instant now, int limit) {
    SQLite::Database& db = state_->db;
    std::vector<DeliveryBytes> out;
    SQLite::Transaction transaction(db, SQLite::TransactionBehavior::IMMEDIATE);
    SQLite::Statement query(db, fmt::format("select id, channel, recipient, message_id, bytes from delivery where {} and channel = 'mail' order by id limit ?2", kDue));
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
    while (query.executeStep()) out.push_back(read_delivery(query));
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
                             "state in ('deferred', 'failed', 'unknown', 'held') and channel <> 'telephone'");
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

std::vector<TelemetryValue> Store::telemetry(Instant from, Instant until) {
    SQLite::Statement query(state_->db,
                            "select mn, factor, kind, start, avg_milli, cou_milli, flag from telemetry "
                            "where start >= ? and start < ? order by start, mn, factor, kind");
    query.bind(1, from.seconds);
    query.bind(2, until.seconds);
    std::vector<TelemetryValue> out;
    while (query.executeStep()) {
        TelemetryValue value;
        value.mn = query.getColumn(0).getString();
        value.factor = query.getColumn(1).getString();
        value.kind = static_cast<TelemetryKind>(query.getColumn(2).getInt());
        value.start = Instant{query.getColumn(3).getInt64()};
        if (!query.getColumn(4).isNull()) value.avg_milli = query.getColumn(4).getInt64();
        if (!query.getColumn(5).isNull()) value.cou_milli = query.getColumn(5).getInt64();
        const std::string flag = query.getColumn(6).getString();
        value.flag = flag.empty() ? ' ' : flag.front();
        out.push_back(std::move(value));
    }
    return out;
}

}  // namespace qingkong
