// SPDX-License-Identifier: Apache-2.0
// What decisions were made from: inputs, texts found again by their hash, papers from above, causes, the region.
#include <SQLiteCpp/SQLiteCpp.h>

#include <nlohmann/json.hpp>

#include "alerts/codec.hpp"
#include "engine/store.hpp"
#include "engine/store_state.hpp"

namespace qingkong {
namespace {

constexpr const char* kColumns = "id, at, first_seq, last_seq, observation, forecast, cause, region, told, event, book, "
                                 "edition_hash, context_hash, inventory_hash";

StoredDecision decision_from(SQLite::Statement& row) {
    StoredDecision out;
    out.id = row.getColumn(0).getInt64();
    out.first_seq = row.getColumn(2).getInt64();
    out.last_seq = row.getColumn(3).getInt64();
    out.inputs.at = Instant{row.getColumn(1).getInt64()};
    out.inputs.known = {row.getColumn(4).getInt64(), row.getColumn(5).getInt64(), row.getColumn(6).getInt64(),
                        row.getColumn(7).getInt64()};
    out.inputs.told = row.getColumn(8).getInt64();
    out.inputs.event = row.getColumn(9).getString();
    out.inputs.book = row.getColumn(10).getString();
    out.inputs.edition_hash = row.getColumn(11).getString();
    out.inputs.context_hash = row.getColumn(12).getString();
    out.inputs.inventory_hash = row.getColumn(13).getString();
    return out;
}

std::optional<StoredDecision> one_decision(SQLite::Database& db, const std::string& where, int64_t value) {
    SQLite::Statement query(db, std::string("select ") + kColumns + " from decision where " + where);
    query.bind(1, value);
    if (!query.executeStep()) return std::nullopt;
    return decision_from(query);
}

}  // namespace

void put_decision(SQLite::Database& db, const DecisionInputs& inputs, int64_t first_seq, int64_t last_seq) {
    SQLite::Statement put(db, "insert into decision(at, first_seq, last_seq, observation, forecast, cause, region, told, "
                              "event, book, edition_hash, context_hash, inventory_hash) "
                              "values (?,?,?,?,?,?,?,?,?,?,?,?,?)");
    put.bind(1, inputs.at.seconds);
    put.bind(2, first_seq);
    put.bind(3, last_seq);
    put.bind(4, inputs.known.observation);
    put.bind(5, inputs.known.forecast);
    put.bind(6, inputs.known.cause);
    put.bind(7, inputs.known.region);
    put.bind(8, inputs.told);
    put.bind(9, inputs.event);
    put.bind(10, inputs.book);
    put.bind(11, inputs.edition_hash);
    put.bind(12, inputs.context_hash);
    put.bind(13, inputs.inventory_hash);
    put.exec();
}

KnownTo Store::known_to() {
    const auto newest = [this](const char* table) {
        return state_->db.execAndGet(std::string("select coalesce(max(id), 0) from ") + table).getInt64();
    };
    return {newest("observation"), newest("forecast"), newest("cause_record"), newest("region_target")};
}

std::optional<StoredDecision> Store::decision_of(int64_t seq) {
    auto found = one_decision(state_->db, "last_seq >= ? order by last_seq limit 1", seq);
    if (found && found->first_seq > seq) return std::nullopt;
    return found;
}

std::optional<StoredDecision> Store::last_decision() {
    return one_decision(state_->db, "id < ? order by id desc limit 1", INT64_MAX);
}

void Store::keep_text(const std::string& hash, const KeptText& text) {
    SQLite::Statement put(state_->db, "insert or ignore into kept_text values (?,?,?,?)");
    put.bind(1, hash);
    put.bind(2, text.kind);
    put.bind(3, text.name);
    put.bind(4, text.text);
    put.exec();
}

std::optional<KeptText> Store::kept_text(const std::string& hash) {
    SQLite::Statement query(state_->db, "select kind, name, body from kept_text where hash = ?");
    query.bind(1, hash);
    if (!query.executeStep()) return std::nullopt;
    return KeptText{query.getColumn(0).getString(), query.getColumn(1).getString(), query.getColumn(2).getString()};
}

void put_recorded(SQLite::Database& db, const Outcome& outcome) {
    for (const SuperiorDoc& paper : outcome.superior) {
        SQLite::Statement put(db, "insert into superior_doc values (?,?,?) on conflict(id) do update set "
                                  "active = excluded.active, body = excluded.body");
        put.bind(1, paper.id);
        put.bind(2, paper.active() ? 1 : 0);
        put.bind(3, superior_json(paper).dump());
        put.exec();
    }
    if (!outcome.cause) return;
    SQLite::Statement put(db, "insert into cause_record(body) values (?)");
    put.bind(1, cause_json(*outcome.cause).dump());
    put.exec();
}

std::optional<Proposal> Store::proposal_version(const std::string& id, int version) {
    SQLite::Statement query(state_->db, "select body from proposal_version where proposal = ? and version = ?");
    query.bind(1, id);
    query.bind(2, version);
    if (!query.executeStep()) return std::nullopt;
    return read_proposal(query.getColumn(0).getString());
}

std::vector<SuperiorDoc> Store::superior() {
    SQLite::Statement query(state_->db, "select body from superior_doc order by id");
    std::vector<SuperiorDoc> out;
    while (query.executeStep())
        if (auto paper = read_superior(query.getColumn(0).getString())) out.push_back(std::move(*paper));
    return out;
}

std::vector<CauseRecord> Store::causes(const std::string& area, const KnownTo& cut) {
    SQLite::Statement query(state_->db, "select body from cause_record where id <= ? order by id");
    query.bind(1, cut.cause);
    std::vector<CauseRecord> out;
    while (query.executeStep())
        if (auto record = read_cause(query.getColumn(0).getString()))
            if (record->area == area || record->area == kWholeCity) out.push_back(std::move(*record));
    return out;
}

std::vector<Hour> Store::revised_hours(const std::string& area, const KnownTo& told, const KnownTo& known) {
    SQLite::Statement query(state_->db, "select distinct hour from observation as new where id > ? and id <= ? and area = ? "
                                        "and exists (select 1 from observation as old where old.area = new.area and "
                                        "old.hour = new.hour and old.id <= ?1) order by hour");
    query.bind(1, told.observation);
    query.bind(2, known.observation);
    query.bind(3, area);
    std::vector<Hour> out;
    while (query.executeStep()) out.push_back(Hour{query.getColumn(0).getInt64()});
    return out;
}

void Store::append_region_target(const std::string& city, AlertLevel level, Instant known_at) {
    SQLite::Statement put(state_->db, "insert into region_target(city, level, known_at) values (?,?,?)");
    put.bind(1, city);
    put.bind(2, std::string(token(level)));
    put.bind(3, known_at.seconds);
    put.exec();
}

std::map<std::string, AlertLevel> Store::region_targets(Instant since, const KnownTo& cut) {
    SQLite::Statement query(state_->db, "select city, level from region_target where known_at >= ? and id <= ? order by id");
    query.bind(1, since.seconds);
    query.bind(2, cut.region);
    std::map<std::string, AlertLevel> out;
    while (query.executeStep())
        out[query.getColumn(0).getString()] = parse_level(query.getColumn(1).getString()).value_or(AlertLevel::normal);
    return out;
}

}  // namespace qingkong
