// SPDX-License-Identifier: Apache-2.0
#include "engine/store_delivery.hpp"

namespace qingkong {

const char* const kDeliveryColumns =
    "id, transition, enterprise_id, area, recipient, message_id, subject, state, attempts, created_at, next_try, sent_at, "
    "last_reply, confirmed_at, confirmed_by, channel, purpose, confirmed_how, bounce_text, bounced_at, reminded_at";

std::optional<Instant> maybe_instant(const SQLite::Column& column) {
    return column.isNull() ? std::nullopt : std::optional(Instant{column.getInt64()});
}

Delivery read_delivery(SQLite::Statement& row) {
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

}  // namespace qingkong
