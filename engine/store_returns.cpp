// SPDX-License-Identifier: Apache-2.0
// What notices asked of the units, what they answered, papers that were passed on, how far the record has been chased.
#include <algorithm>

#include <nlohmann/json.hpp>

#include "engine/store.hpp"
#include "engine/store_state.hpp"

namespace qingkong {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kChasedSetting = "chased_to";
constexpr const char* kAnswerColumns =
    "id, unit, kind, subject, due, at, recorded_at, channel, who, told_by, body";

UnitAnswer answer_of(SQLite::Statement& row) {
    UnitAnswer answer;
    answer.id = row.getColumn(0).getInt64();
    answer.unit = row.getColumn(1).getString();
    answer.kind = parse_duty_kind(row.getColumn(2).getString()).value_or(DutyKind::receipt);
    answer.subject = row.getColumn(3).getString();
    answer.due = Instant{row.getColumn(4).getInt64()};
    answer.at = Instant{row.getColumn(5).getInt64()};
    answer.recorded_at = Instant{row.getColumn(6).getInt64()};
    answer.channel = parse_answer_channel(row.getColumn(7).getString()).value_or(AnswerChannel::page);
    answer.who = row.getColumn(8).getString();
    answer.told_by = row.getColumn(9).getString();
    answer.body = row.getColumn(10).getString();
    return answer;
}

void insert_answer(SQLite::Database& db, const UnitAnswer& answer) {
    SQLite::Statement insert(db, "insert into unit_answer(unit, kind, subject, due, at, recorded_at, channel, who, told_by, "
                                 "body) values (?,?,?,?,?,?,?,?,?,?)");
    insert.bind(1, answer.unit);
    insert.bind(2, std::string(token(answer.kind)));
    insert.bind(3, answer.subject);
    insert.bind(4, answer.due.seconds);
    insert.bind(5, answer.at.seconds);
    insert.bind(6, answer.recorded_at.seconds);
    insert.bind(7, std::string(token(answer.channel)));
    insert.bind(8, answer.who);
    insert.bind(9, answer.told_by);
    insert.bind(10, answer.body);
    insert.exec();
}

}  // namespace

void put_return_terms(SQLite::Database& db, const TransitionPapers& papers) {
    if (papers.return_terms.empty()) return;
    SQLite::Statement put(db, "insert or ignore into return_terms values (?,?)");
    put.bind(1, papers.transition.id());
    put.bind(2, papers.return_terms);
    put.exec();
}

std::map<std::string, NoticeTerms> Store::return_terms() {
    SQLite::Statement query(state_->db, "select transition, body from return_terms");
    std::map<std::string, NoticeTerms> out;
    while (query.executeStep())
        if (auto terms = read_terms(query.getColumn(1).getString())) out[query.getColumn(0).getString()] = std::move(*terms);
    return out;
}

std::vector<UnitAnswer> Store::unit_answers(Instant since) {
    SQLite::Statement query(state_->db, std::string("select ") + kAnswerColumns + " from unit_answer where due >= ? order by id");
    query.bind(1, since.seconds);
    std::vector<UnitAnswer> out;
    while (query.executeStep()) out.push_back(answer_of(query));
    return out;
}

std::pair<int64_t, bool> Store::append_answer(const UnitAnswer& answer, const JournalEntry& entry) {
    SQLite::Transaction transaction(state_->db, SQLite::TransactionBehavior::IMMEDIATE);
    SQLite::Statement last(state_->db, std::string("select ") + kAnswerColumns +
                                           " from unit_answer where unit = ? and kind = ? and subject = ? and due = ? "
                                           "order by id desc limit 1");
    last.bind(1, answer.unit);
    last.bind(2, std::string(token(answer.kind)));
    last.bind(3, answer.subject);
    last.bind(4, answer.due.seconds);
    if (last.executeStep())
        if (const UnitAnswer before = answer_of(last);
            before.body == answer.body && before.channel == answer.channel && before.told_by == answer.told_by)
            return {before.id, false};
    insert_answer(state_->db, answer);
    const int64_t id = state_->db.getLastInsertRowid();
    append_journal(state_->db, {entry}, nullptr);
    transaction.commit();
    return {id, true};
}

std::vector<PaperForward> Store::paper_forwards() {
    SQLite::Statement query(state_->db, "select paper, at, who, units from paper_forward order by at, paper");
    std::vector<PaperForward> out;
    while (query.executeStep()) {
        PaperForward forward{query.getColumn(0).getString(), Instant{query.getColumn(1).getInt64()},
                             query.getColumn(2).getString(), {}};
        const Json units = Json::parse(query.getColumn(3).getString(), nullptr, false);
        if (units.is_array()) forward.units = units.get<std::vector<std::string>>();
        out.push_back(std::move(forward));
    }
    return out;
}

bool Store::append_forward(const PaperForward& forward, const JournalEntry& entry) {
    SQLite::Transaction transaction(state_->db, SQLite::TransactionBehavior::IMMEDIATE);
    SQLite::Statement put(state_->db, "insert or ignore into paper_forward values (?,?,?,?)");
    put.bind(1, forward.paper);
    put.bind(2, forward.at.seconds);
    put.bind(3, forward.who);
    put.bind(4, Json(forward.units).dump());
    if (put.exec() == 0) return false;
    append_journal(state_->db, {entry}, nullptr);
    transaction.commit();
    return true;
}

void Store::append_chase(const std::vector<JournalEntry>& entries, Instant chased_to) {
    SQLite::Transaction transaction(state_->db, SQLite::TransactionBehavior::IMMEDIATE);
    append_journal(state_->db, entries, nullptr);
    set_setting(kChasedSetting, std::to_string(chased_to.seconds));
    transaction.commit();
}

void Store::append_entry(const JournalEntry& entry) {
    SQLite::Transaction transaction(state_->db, SQLite::TransactionBehavior::IMMEDIATE);
    append_journal(state_->db, {entry}, nullptr);
    transaction.commit();
}

std::optional<Instant> Store::chased_to() {
    const auto text = setting(kChasedSetting);
    return text ? std::optional(Instant{std::stoll(*text)}) : std::nullopt;
}

}  // namespace qingkong
