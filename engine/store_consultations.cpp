// SPDX-License-Identifier: Apache-2.0
// Consultations, and proposals that were sent out for signature (handbook B.5).
#include "alerts/consultation_codec.hpp"
#include "engine/store.hpp"
#include "engine/store_state.hpp"

namespace qingkong {

void Store::append_consultation(const Consultation& consultation, const Forecast* issue, const JournalEntry& entry) {
    SQLite::Transaction transaction(state_->db, SQLite::TransactionBehavior::IMMEDIATE);
    SQLite::Statement insert(state_->db, "insert into consultation values (?, (select count(*) + 1 from consultation), ?, ?, ?)");
    insert.bind(1, consultation.id);
    insert.bind(2, consultation.area);
    insert.bind(3, consultation.at.seconds);
    insert.bind(4, consultation_json(consultation).dump());
    insert.exec();
    if (issue != nullptr) insert_forecast(state_->db, consultation.area, *issue, consultation.at);
    append_journal(state_->db, {entry}, nullptr);
    transaction.commit();
}

std::vector<Consultation> Store::consultations() {
    SQLite::Statement query(state_->db, "select body from consultation order by number");
    std::vector<Consultation> out;
    while (query.executeStep())
        if (auto one = read_consultation(query.getColumn(0).getString())) out.push_back(std::move(*one));
    return out;
}

std::optional<Consultation> Store::consultation(const std::string& id) {
    SQLite::Statement query(state_->db, "select body from consultation where id = ?");
    query.bind(1, id);
    if (!query.executeStep()) return std::nullopt;
    return read_consultation(query.getColumn(0).getString());
}

void Store::append_submission(const Submission& submission, const JournalEntry& entry) {
    SQLite::Transaction transaction(state_->db, SQLite::TransactionBehavior::IMMEDIATE);
    SQLite::Statement insert(state_->db, "insert into submission values (?, (select count(*) + 1 from submission), ?, ?, ?)");
    insert.bind(1, submission.id);
    insert.bind(2, submission.proposal);
    insert.bind(3, submission.at.seconds);
    insert.bind(4, submission_json(submission).dump());
    insert.exec();
    append_journal(state_->db, {entry}, nullptr);
    transaction.commit();
}

int Store::submission_count() { return state_->db.execAndGet("select count(*) from submission").getInt(); }

std::vector<Submission> Store::submissions(const std::string& proposal) {
    SQLite::Statement query(state_->db, "select body from submission where proposal = ? order by number");
    query.bind(1, proposal);
    std::vector<Submission> out;
    while (query.executeStep())
        if (auto one = read_submission(query.getColumn(0).getString())) out.push_back(std::move(*one));
    return out;
}

Store::UnitMails Store::unit_mails(const std::string& transition) {
    SQLite::Statement query(state_->db, "select count(*), count(sent_at), max(sent_at) from delivery where transition = ? and "
                                        "enterprise_id like 'unit-%'");
    query.bind(1, transition);
    UnitMails out;
    if (!query.executeStep()) return out;
    out.all = query.getColumn(0).getInt();
    out.sent = query.getColumn(1).getInt();
    if (!query.getColumn(2).isNull()) out.last_sent = Instant{query.getColumn(2).getInt64()};
    return out;
}

}  // namespace qingkong
