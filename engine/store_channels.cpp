// SPDX-License-Identifier: Apache-2.0
#include "engine/store_channels.hpp"

#include "engine/store_state.hpp"

namespace qingkong {
std::map<std::string, Instant> oldest_untaken(Store& store) {
    std::map<std::string, Instant> out;
    SQLite::Statement query(store.state().db,
                            "select case when channel in ('mail', 'sms') then channel else recipient end, min(created_at) from delivery "
                            "where (state = 'sending' and attempts > 1) or (state in ('deferred', 'unknown') and next_try is not null) group by 1");
    while (query.executeStep()) out[query.getColumn(0).getString()] = Instant{query.getColumn(1).getInt64()};
    return out;
}

void put_alarm(Store& store, const OutgoingMail& message, Instant now) {
    SQLite::Database& db = store.state().db;
    SQLite::Transaction transaction(db, SQLite::TransactionBehavior::IMMEDIATE);
    SQLite::Statement known(db, "select 1 from delivery where message_id = ?");
    known.bind(1, message.message_id);
    if (known.executeStep()) return;    // told already
    put_delivery(db, message, "", now);
    transaction.commit();
}

}  // namespace qingkong
