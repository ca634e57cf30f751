// SPDX-License-Identifier: Apache-2.0
// Acknowledgements, bounces and reminders of the SQLite store.
#include "engine/store_acknowledgement.hpp"

#include <cstdlib>

#include <fmt/format.h>

#include "engine/store_delivery.hpp"

namespace qingkong {
namespace {

int version_of(const std::string& transition) {
    const size_t dot = transition.rfind('.');
    return dot == std::string::npos ? 0 : std::atoi(transition.c_str() + dot + 1);
}

std::optional<Delivery> one_delivery(SQLite::Statement& query) {
    return query.executeStep() ? std::optional(read_delivery(query)) : std::nullopt;
}

}  // namespace

std::vector<Delivery> filtered_deliveries(Store& store, const DeliveryFilter& filter, int limit) {
    // Only what is asked for, so that an index serves.
    std::string where;
    std::vector<std::string> values;
    const std::pair<const char*, const std::string*> parts[] = {{"state", &filter.state},     {"transition", &filter.transition},
                                                                {"alert", &filter.alert},     {"enterprise_id", &filter.enterprise_id},
                                                                {"channel", &filter.channel}, {"purpose", &filter.purpose}};
    for (const auto& [column, value] : parts) {
        if (value->empty()) continue;
        where += fmt::format("{}{} = ?", where.empty() ? " where " : " and ", column);
        values.push_back(*value);
    }
    SQLite::Statement query(store.state().db, fmt::format("select {} from delivery{} order by id {} limit ?", kDeliveryColumns, where,
                                                          filter.oldest_first ? "asc" : "desc"));
    int index = 0;
    for (const std::string& value : values) query.bind(++index, value);
    query.bind(++index, limit);
    std::vector<Delivery> out;
    while (query.executeStep()) out.push_back(read_delivery(query));
    return out;
}

std::optional<Delivery> delivery_by_id(Store& store, int64_t id) {
    SQLite::Statement query(store.state().db, fmt::format("select {} from delivery where id = ?", kDeliveryColumns));
    query.bind(1, id);
    return one_delivery(query);
}

std::optional<Delivery> delivery_of_message_id(Store& store, const std::string& message_id) {
    SQLite::Statement query(store.state().db, fmt::format("select {} from delivery where message_id = ?", kDeliveryColumns));
    query.bind(1, message_id);
    return one_delivery(query);
}

std::vector<OrderMessage> order_messages(Store& store, const std::string& alert_id) {
    // Transitions are numbered from 1: the index by transition serves.
    SQLite::Statement query(store.state().db, fmt::format("select {} from delivery where transition >= ?1 || '.' and transition < ?1 || '/' and "
                                                          "purpose = 'order' order by id", kDeliveryColumns));
    query.bind(1, alert_id);
    std::vector<OrderMessage> out;
    while (query.executeStep()) {
        Delivery d = read_delivery(query);
        OrderMessage one;
        one.id = d.id;
        one.version = version_of(d.transition);
        one.transition = std::move(d.transition);
        one.enterprise_id = std::move(d.enterprise_id);
        one.area = std::move(d.area);
        one.channel = std::move(d.channel);
        one.state = d.state;
        one.created_at = d.created_at;
        one.sent_at = d.sent_at;
        one.confirmed_at = d.confirmed_at;
        one.bounced_at = d.bounced_at;
        one.last_reply = std::move(d.last_reply);
        one.bounce_text = std::move(d.bounce_text);
        one.confirmed_how = std::move(d.confirmed_how);
        out.push_back(std::move(one));
    }
    return out;
}

std::string token_of_code(Store& store, const std::string& code) {
    constexpr size_t kCodeLength = 10;
    if (code.size() != kCodeLength) return "";
    SQLite::Statement query(store.state().db, "select distinct ack_token from delivery where ack_token >= ?1 and ack_token < ?1 || '~' limit 2");
    query.bind(1, code);
    if (!query.executeStep()) return "";
    const std::string found = query.getColumn(0).getString();
    return query.executeStep() ? "" : found;
}

bool acknowledge(Store& store, const std::string& token, const std::string& transition, const std::string& enterprise_id,
                 const Acknowledgement& given, const JournalEntry& entry) {
    SQLite::Database& db = store.state().db;
    SQLite::Transaction transaction(db, SQLite::TransactionBehavior::IMMEDIATE);
    // By the token's index (the + keeps that of the transition, which has very many rows, out of it).
    SQLite::Statement already(db, "select 1 from delivery where ack_token = ? and +transition = ? and enterprise_id = ? and confirmed_at is not null");
    already.bind(1, token);
    already.bind(2, transition);
    already.bind(3, enterprise_id);
    if (already.executeStep()) return false;
    SQLite::Statement update(db, "update delivery set confirmed_at = ?, confirmed_by = ?, confirmed_how = ? where ack_token = ? and "
                                 "+transition = ? and enterprise_id = ? and purpose = 'order'");
    update.bind(1, given.at.seconds);
    update.bind(2, given.by);
    update.bind(3, given.how);
    update.bind(4, token);
    update.bind(5, transition);
    update.bind(6, enterprise_id);
    if (update.exec() == 0) return false;
    append_journal(db, {entry}, nullptr);
    transaction.commit();
    return true;
}

bool record_bounce(Store& store, int64_t id, Instant at, const std::string& text) {
    SQLite::Statement update(store.state().db, "update delivery set bounced_at = ?, bounce_text = ? where id = ? and bounced_at is null");
    update.bind(1, at.seconds);
    update.bind(2, text);
    update.bind(3, id);
    return update.exec() == 1;
}

std::vector<Delivery> unreminded_orders(Store& store, const std::string& alert_id, Instant made_until) {
    SQLite::Statement query(store.state().db, fmt::format("select {} from delivery where transition >= ?1 || '.' and transition < ?1 || '/' and "
                                                          "state = 'sent' and channel = 'mail' and purpose = 'order' and confirmed_at is null and bounced_at is null and "
                                                          "reminded_at is null and ack_token <> '' and created_at <= ?2 order by id", kDeliveryColumns));
    query.bind(1, alert_id);
    query.bind(2, made_until.seconds);
    std::vector<Delivery> out;
    while (query.executeStep()) out.push_back(read_delivery(query));
    return out;
}

bool put_reminder(Store& store, int64_t order_id, const OutgoingMail& reminder, const std::string& alert_id, Instant now) {
    SQLite::Database& db = store.state().db;
    SQLite::Transaction transaction(db, SQLite::TransactionBehavior::IMMEDIATE);
    SQLite::Statement mark(db, "update delivery set reminded_at = ? where id = ? and reminded_at is null and confirmed_at is null");
    mark.bind(1, now.seconds);
    mark.bind(2, order_id);
    if (mark.exec() == 0) return false;
    put_delivery(db, reminder, alert_id, now);
    transaction.commit();
    return true;
}

}  // namespace qingkong
