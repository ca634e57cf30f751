// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <vector>

#include <SQLiteCpp/SQLiteCpp.h>

#include "engine/store.hpp"

namespace qingkong {

/// The open database, of one thread at a time (hence no mutex in each call); only the store's own files include this.
struct Store::State {
    explicit State(const std::string& path) : db(path, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE | SQLite::OPEN_NOMUTEX, 5000) {}
    SQLite::Database db;
    std::function<void()> telemetry_barrier;    ///< see engine/store_telemetry.hpp
};

/// Papers from above and causes of an outcome, within the caller's transaction (store_decision.cpp).
void put_recorded(SQLite::Database& db, const Outcome& outcome);

/// What the entries first..last were decided from, within the caller's transaction (store_decision.cpp).
void put_decision(SQLite::Database& db, const DecisionInputs& inputs, int64_t first_seq, int64_t last_seq);

/// Chains the entries behind the last one, within the caller's transaction (store.cpp).
void append_journal(SQLite::Database& db, std::vector<JournalEntry> entries, const DecisionInputs* inputs);

/// A new issue of a forecast, within the caller's transaction (store.cpp).
void insert_forecast(SQLite::Database& db, const std::string& area, const Forecast& forecast, Instant known_at);

/// Which units answer a notice and when, within the caller's transaction (store_returns.cpp).
void put_return_terms(SQLite::Database& db, const TransitionPapers& papers);

/// Areas whose orders in force a real step takes the place of; with those of the whole city (sources) where it is the city's
/// (store_alerts.cpp).
std::vector<std::string> areas_superseded(const Transition& step);

/// Setting that counts the year's document numbers; drills count apart (store_alerts.cpp).
std::string documents_key(const std::string& year, bool exercise);

/// A row of the outbox with its bytes, within the caller's transaction (store_outbox.cpp).
void put_delivery(SQLite::Database& db, const OutgoingMail& mail, const std::string& alert, Instant now);

/// Outbox rows of a transition, within the caller's transaction.
void put_deliveries(SQLite::Database& db, const TransitionPapers& papers, Instant now);
/// The first mails of a mailing, and a row that says how many are owed, if any.
void put_first_mails(SQLite::Database& db, Mailing& mailing);

}  // namespace qingkong
