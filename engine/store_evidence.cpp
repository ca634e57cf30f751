// SPDX-License-Identifier: Apache-2.0
#include "engine/store_evidence.hpp"

#include "engine/store_state.hpp"

namespace qingkong {

PushCounts append_evidence(Store& store, const std::string& source, const std::string& who, const std::vector<EvidenceRow>& rows,
                           Instant known_at) {
    PushCounts counts;
    SQLite::Database& db = store.state().db;
    SQLite::Transaction transaction(db, SQLite::TransactionBehavior::IMMEDIATE);
    SQLite::Statement last(db, "select milli from evidence where kind = ? and start = ? and subject = ? and item = ? order by id desc limit 1");
    SQLite::Statement insert(db, "insert into evidence(kind, subject, item, start, milli, source, who, known_at) values (?,?,?,?,?,?,?,?)");
    for (const EvidenceRow& row : rows) {
        const std::string kind(token(row.kind));
        last.reset();
        last.bind(1, kind);
        last.bind(2, row.start.seconds);
        last.bind(3, row.subject);
        last.bind(4, row.item);
        const bool known = last.executeStep();
        if (known && last.getColumn(0).getInt64() == row.milli) {
            ++counts.repeated;
            continue;
        }
        ++(known ? counts.revised : counts.accepted);
        insert.reset();
        insert.bind(1, kind);
        insert.bind(2, row.subject);
        insert.bind(3, row.item);
        insert.bind(4, row.start.seconds);
        insert.bind(5, row.milli);
        insert.bind(6, source);
        insert.bind(7, who);
        insert.bind(8, known_at.seconds);
        insert.exec();
    }
    transaction.commit();
    return counts;
}

std::vector<EvidenceRow> evidence_rows(Store& store, EvidenceKind kind, Instant from, Instant until) {
    SQLite::Statement query(store.state().db,
                            "select subject, item, start, milli, id from evidence where kind = ? and start >= ? and start < ? "
                            "order by start, subject, item, id");
    query.bind(1, std::string(token(kind)));
    query.bind(2, from.seconds);
    query.bind(3, until.seconds);
    std::vector<EvidenceRow> out;
    while (query.executeStep()) {
        EvidenceRow row{kind, query.getColumn(0).getString(), query.getColumn(1).getString(), Instant{query.getColumn(2).getInt64()},
                        query.getColumn(3).getInt64()};
        const bool again = !out.empty() && out.back().subject == row.subject && out.back().item == row.item && out.back().start == row.start;
        if (again)
            out.back() = std::move(row);
        else
            out.push_back(std::move(row));
    }
    return out;
}

std::optional<Instant> oldest_telemetry(Store& store) {
    SQLite::Statement query(store.state().db, "select min(start) from telemetry");
    if (!query.executeStep() || query.getColumn(0).isNull()) return std::nullopt;
    return Instant{query.getColumn(0).getInt64()};
}

namespace {

constexpr const char* kCaseColumns = "id, kind, subject, key, at, who, body";

CaseRow case_of(SQLite::Statement& row) {
    return {row.getColumn(0).getInt64(), row.getColumn(1).getString(), row.getColumn(2).getString(), row.getColumn(3).getString(),
            Instant{row.getColumn(4).getInt64()}, row.getColumn(5).getString(), row.getColumn(6).getString()};
}

}  // namespace

std::pair<CaseRow, bool> append_case(Store& store, CaseRow row, const JournalEntry* entry) {
    SQLite::Database& db = store.state().db;
    SQLite::Transaction transaction(db, SQLite::TransactionBehavior::IMMEDIATE);
    SQLite::Statement known(db, std::string("select ") + kCaseColumns + " from case_row where kind = ? and key = ?");
    known.bind(1, row.kind);
    known.bind(2, row.key);
    if (known.executeStep()) return {case_of(known), false};
    SQLite::Statement insert(db, "insert into case_row(kind, subject, key, at, who, body) values (?,?,?,?,?,?)");
    insert.bind(1, row.kind);
    insert.bind(2, row.subject);
    insert.bind(3, row.key);
    insert.bind(4, row.at.seconds);
    insert.bind(5, row.who);
    insert.bind(6, row.body);
    insert.exec();
    row.id = db.getLastInsertRowid();
    if (entry != nullptr) append_journal(db, {*entry}, nullptr);
    transaction.commit();
    return {std::move(row), true};
}

std::vector<CaseRow> case_rows(Store& store, const std::string& kind, const std::string& subject) {
    SQLite::Statement query(store.state().db, std::string("select ") + kCaseColumns +
                                                  " from case_row where kind = ? and (? = '' or subject = ?) order by id");
    query.bind(1, kind);
    query.bind(2, subject);
    query.bind(3, subject);
    std::vector<CaseRow> out;
    while (query.executeStep()) out.push_back(case_of(query));
    return out;
}

int64_t next_case_id(Store& store) {
    SQLite::Statement query(store.state().db, "select coalesce(max(id), 0) + 1 from case_row");
    query.executeStep();
    return query.getColumn(0).getInt64();
}

}  // namespace qingkong
