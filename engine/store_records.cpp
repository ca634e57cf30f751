// SPDX-License-Identifier: Apache-2.0
// What may hold personal data, outside the chain of the journal (handbook K.6).
#include "engine/store.hpp"
#include "engine/store_state.hpp"

namespace qingkong {

void Store::put_record(const KeptRecord& record, const JournalEntry& entry) {
    SQLite::Transaction transaction(state_->db, SQLite::TransactionBehavior::IMMEDIATE);
    SQLite::Statement put(state_->db, "insert into kept_record values (?,?,?,?,?,?,?,?,?,?) on conflict(id) do update set note = "
                                      "excluded.note, content = excluded.content, key = excluded.key, destroyed_at = "
                                      "excluded.destroyed_at, destroyed_basis = excluded.destroyed_basis");
    put.bind(1, record.id);
    put.bind(2, record.kind);
    put.bind(3, record.at.seconds);
    put.bind(4, record.who);
    put.bind(5, record.note);
    put.bind(6, record.content.data(), static_cast<int>(record.content.size()));
    put.bind(7, record.key);
    put.bind(8, record.digest);
    if (record.destroyed_at)
        put.bind(9, record.destroyed_at->seconds);
    else
        put.bind(9);
    put.bind(10, record.destroyed_basis);
    put.exec();
    append_journal(state_->db, {entry}, nullptr);
    transaction.commit();
}

std::optional<KeptRecord> Store::record(const std::string& id) {
    SQLite::Statement query(state_->db, "select kind, at, who, note, content, key, digest, destroyed_at, destroyed_basis "
                                        "from kept_record where id = ?");
    query.bind(1, id);
    if (!query.executeStep()) return std::nullopt;
    KeptRecord out;
    out.id = id;
    out.kind = query.getColumn(0).getString();
    out.at = Instant{query.getColumn(1).getInt64()};
    out.who = query.getColumn(2).getString();
    out.note = query.getColumn(3).getString();
    const SQLite::Column content = query.getColumn(4);
    out.content.assign(static_cast<const char*>(content.getBlob()), static_cast<size_t>(content.getBytes()));
    out.key = query.getColumn(5).getString();
    out.digest = query.getColumn(6).getString();
    if (!query.getColumn(7).isNull()) out.destroyed_at = Instant{query.getColumn(7).getInt64()};
    out.destroyed_basis = query.getColumn(8).getString();
    return out;
}

int Store::records() { return state_->db.execAndGet("select count(*) from kept_record").getInt(); }

}  // namespace qingkong
