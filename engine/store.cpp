// SPDX-License-Identifier: Apache-2.0
// The SQLite store: settings, air, alerts, journal. Outbox and telemetry: store_outbox.cpp;
// papers of a signature: store_papers.cpp; what decisions were made from: store_decision.cpp.
#include "engine/store.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <sqlite3.h>

#include "alerts/codec.hpp"
#include "alerts/decision_codec.hpp"
#include "emissions/order_table.hpp"
#include "engine/store_schema.hpp"
#include "engine/store_state.hpp"

namespace qingkong {
namespace {

using Json = nlohmann::ordered_json;

template <class T>
void bind_maybe(SQLite::Statement& statement, int index, const std::optional<T>& value) {
    if (value)
        statement.bind(index, static_cast<int64_t>(*value));
    else
        statement.bind(index);
}

std::optional<int64_t> micro(const Observation& row, Pollutant pollutant) {
    const auto& value = row.values[static_cast<size_t>(pollutant)];
    return value ? std::optional<int64_t>(value->micro) : std::nullopt;
}

Observation observation_of(SQLite::Statement& row) {
    Observation out;
    out.hour = Hour{row.getColumn(0).getInt64()};
    if (!row.getColumn(1).isNull()) out.aqi = AqiValue::from_units(row.getColumn(1).getInt());
    for (int i = 0; i < kPollutants; ++i)
        if (!row.getColumn(2 + i).isNull()) out.values[static_cast<size_t>(i)] = Concentration{row.getColumn(2 + i).getInt64()};
    return out;
}

Json units_json(AqiValue value) { return value.known() ? Json(value.units()) : Json(nullptr); }
AqiValue units_of(const Json& json) { return json.is_null() ? AqiValue() : AqiValue::from_units(json.get<int32_t>()); }

std::string forecast_body(const Forecast& forecast) {
    Json rows = Json::array();
    for (const ForecastValue& value : forecast.values)
        rows.push_back({value.index, units_json(value.centre), units_json(value.lower), units_json(value.upper)});
    return rows.dump();
}

Forecast forecast_of(SQLite::Statement& row) {
    Forecast out;
    out.issued_at = Instant{row.getColumn(0).getInt64()};
    out.daily = row.getColumn(1).getInt() != 0;
    for (const Json& item : Json::parse(row.getColumn(2).getString()))
        out.values.push_back({item.at(0).get<int64_t>(), units_of(item.at(1)), units_of(item.at(2)), units_of(item.at(3))});
    return out;
}

void insert_observation(SQLite::Database& db, const std::string& area, const Observation& row, Instant known_at) {
    SQLite::Statement insert(db,
                             "insert into observation(area, hour, known_at, aqi, pm25, pm10, so2, no2, co, o3) "
                             "values (?,?,?,?,?,?,?,?,?,?)");
    insert.bind(1, area);
    insert.bind(2, row.hour.index);
    insert.bind(3, known_at.seconds);
    bind_maybe(insert, 4, row.aqi.known() ? std::optional<int64_t>(row.aqi.units()) : std::nullopt);
    for (int i = 0; i < kPollutants; ++i) bind_maybe(insert, 5 + i, micro(row, kAllPollutants[static_cast<size_t>(i)]));
    insert.exec();
}

void put_journal(SQLite::Database& db, const JournalEntry& entry) {
    SQLite::Statement insert(db, "insert into journal values (?,?,?,?,?,?,?,?,?,?,?)");
    insert.bind(1, entry.seq);
    insert.bind(2, entry.at.seconds);
    insert.bind(3, entry.area);
    insert.bind(4, entry.kind);
    insert.bind(5, std::string(token(entry.level)));
    insert.bind(6, entry.who);
    insert.bind(7, entry.text.zh);
    insert.bind(8, entry.text.en);
    insert.bind(9, entry.data);
    insert.bind(10, entry.prev);
    insert.bind(11, entry.hash);
    insert.exec();
}

JournalEntry entry_of(SQLite::Statement& row) {
    JournalEntry entry;
    entry.seq = row.getColumn(0).getInt64();
    entry.at = Instant{row.getColumn(1).getInt64()};
    entry.area = row.getColumn(2).getString();
    entry.kind = row.getColumn(3).getString();
    entry.level = parse_level(row.getColumn(4).getString()).value_or(AlertLevel::normal);
    entry.who = row.getColumn(5).getString();
    entry.text = {row.getColumn(6).getString(), row.getColumn(7).getString()};
    entry.data = row.getColumn(8).getString();
    entry.prev = row.getColumn(9).getString();
    entry.hash = row.getColumn(10).getString();
    return entry;
}

void put_orders(SQLite::Database& db, const TransitionPapers& papers) {
    const Transition& t = papers.transition;
    SQLite::Statement insert(db,
                             "insert into measure_order(transition, version, response_start, enterprise_id, body) "
                             "values (?,?,?,?,?)");
    SQLite::Statement in_force(db, "insert into order_in_force values (?,?,?,?)");
    // At a release nothing follows what is superseded.
    SQLite::Statement clear(db, "delete from order_in_force where area = ?");
    for (const std::string& area : t.exercise ? std::vector<std::string>() : areas_superseded(t)) {
        clear.bind(1, area);
        clear.exec();
        clear.reset();
    }
    int position = 0;
    for (const MeasureOrder& order : papers.orders) {
        const std::string body = order_json(order).dump();
        insert.bind(1, t.id());
        insert.bind(2, t.version);
        insert.bind(3, t.response_start.seconds);
        insert.bind(4, order.enterprise_id);
        insert.bind(5, body);
        insert.exec();
        insert.reset();
        if (t.exercise) continue;
        in_force.bind(1, order.enterprise_id);
        in_force.bind(2, position++);
        in_force.bind(3, order.area);
        in_force.bind(4, body);
        in_force.exec();
        in_force.reset();
    }
}

void put_account(SQLite::Database& db, const TransitionPapers& papers) {
    SQLite::Statement insert(db, "insert into account_row(transition, cells) values (?,?)");
    for (const AccountRow& row : papers.account) {
        insert.bind(1, papers.transition.id());
        insert.bind(2, Json(account_cells(row)).dump());
        insert.exec();
        insert.reset();
    }
}

void put_notices(SQLite::Database& db, const TransitionPapers& papers) {
    SQLite::Statement insert(db, "insert into notice values (?,?,?,?,?)");
    for (const auto& [language, notice] : {std::pair{"zh", &papers.notice_zh}, std::pair{"en", &papers.notice_en}}) {
        insert.bind(1, papers.transition.id());
        insert.bind(2, std::string(language));
        insert.bind(3, notice->title);
        insert.bind(4, notice->text);
        insert.bind(5, notice->html);
        insert.exec();
        insert.reset();
    }
}

}  // namespace

void append_journal(SQLite::Database& db, std::vector<JournalEntry> entries, const DecisionInputs* inputs) {
    if (entries.empty()) return;
    SQLite::Statement last(db, "select * from journal order by seq desc limit 1");
    std::optional<JournalEntry> before;
    if (last.executeStep()) before = entry_of(last);
    chain(entries, before ? &*before : nullptr);
    for (const JournalEntry& entry : entries) put_journal(db, entry);
    if (inputs != nullptr) put_decision(db, *inputs, entries.front().seq, entries.back().seq);
}

void insert_forecast(SQLite::Database& db, const std::string& area, const Forecast& forecast, Instant known_at) {
    SQLite::Statement insert(db, "insert into forecast(area, issued_at, known_at, daily, body) values (?,?,?,?,?)");
    insert.bind(1, area);
    insert.bind(2, forecast.issued_at.seconds);
    insert.bind(3, known_at.seconds);
    insert.bind(4, forecast.daily ? 1 : 0);
    insert.bind(5, forecast_body(forecast));
    insert.exec();
}

Store::Store(std::unique_ptr<State> state) : state_(std::move(state)) {}
Store::~Store() = default;
Store::Store(Store&&) noexcept = default;
Store& Store::operator=(Store&&) noexcept = default;

Result<Store> Store::open(const std::string& path) {
    // Before the first use: no counters of memory, which cost a mutex at every allocation.
    static const int counters = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    (void)counters;
    try {
        auto state = std::make_unique<State>(path);
        const int version = state->db.execAndGet("pragma user_version").getInt();
        if (version > kSchemaVersion)
            return fail({path, 0, 0, ""},
                        {fmt::format("数据库版本为 {}，本程序只认识到 {}", version, kSchemaVersion),
                         fmt::format("the database has version {}, this program knows {}", version, kSchemaVersion)},
                        {"请使用更新的程序", "use a newer program"});
        state->db.exec("pragma journal_mode=wal");
        state->db.exec("pragma synchronous=full");
        state->db.exec("pragma cache_size=-32768");    // KiB: a large signature need not read its own pages again
        SQLite::Transaction transaction(state->db, SQLite::TransactionBehavior::IMMEDIATE);
        state->db.exec(kSchema);
        for (int step = std::max(version, 1); version > 0 && step < kSchemaVersion; ++step) state->db.exec(kSchemaSteps[step - 1]);
        state->db.exec(kLateIndexes);
        state->db.exec(fmt::format("pragma user_version={}", kSchemaVersion));
        transaction.commit();
        return Store(std::move(state));
    } catch (const SQLite::Exception& error) {
        return fail({path, 0, 0, ""},
                    {fmt::format("无法打开数据库：{}", error.what()), fmt::format("cannot open the database: {}", error.what())},
                    {"请检查路径、权限和磁盘空间", "check path, permissions and disk space"});
    }
}

std::optional<std::string> Store::setting(const std::string& key) {
    SQLite::Statement query(state_->db, "select value from setting where key = ?");
    query.bind(1, key);
    if (!query.executeStep()) return std::nullopt;
    return query.getColumn(0).getString();
}

void Store::set_setting(const std::string& key, const std::string& value) {
    SQLite::Statement put(state_->db, "insert into setting values (?,?) on conflict(key) do update set value = excluded.value");
    put.bind(1, key);
    put.bind(2, value);
    put.exec();
}

PushCounts Store::append_observations(const std::string& area, const std::vector<Observation>& rows, Instant known_at) {
    PushCounts counts;
    SQLite::Transaction transaction(state_->db, SQLite::TransactionBehavior::IMMEDIATE);
    SQLite::Statement known(state_->db,
                            "select hour, aqi, pm25, pm10, so2, no2, co, o3 from observation "
                            "where area = ? and hour = ? order by id desc limit 1");
    for (const Observation& row : rows) {
        known.bind(1, area);
        known.bind(2, row.hour.index);
        const bool exists = known.executeStep();
        const bool equal = exists && [&] {
            const Observation before = observation_of(known);
            return before.aqi == row.aqi && before.values == row.values;
        }();
        known.reset();
        if (equal) {
            ++counts.repeated;
            continue;
        }
        insert_observation(state_->db, area, row, known_at);
        ++(exists ? counts.revised : counts.accepted);
    }
    transaction.commit();
    return counts;
}

PushCounts Store::append_forecast(const std::string& area, const Forecast& forecast, Instant known_at) {
    PushCounts counts;
    SQLite::Transaction transaction(state_->db, SQLite::TransactionBehavior::IMMEDIATE);
    const std::string body = forecast_body(forecast);
    SQLite::Statement known(state_->db, "select body from forecast where area = ? and issued_at = ? order by id desc limit 1");
    known.bind(1, area);
    known.bind(2, forecast.issued_at.seconds);
    const bool exists = known.executeStep();
    const int rows = static_cast<int>(forecast.values.size());
    if (exists && known.getColumn(0).getString() == body) {
        counts.repeated = rows;
        return counts;
    }
    insert_forecast(state_->db, area, forecast, known_at);
    transaction.commit();
    (exists ? counts.revised : counts.accepted) = rows;
    return counts;
}

std::vector<Observation> Store::observations(const std::string& area, Hour from, Hour to, const KnownTo& cut) {
    SQLite::Statement query(state_->db,
                            "select hour, aqi, pm25, pm10, so2, no2, co, o3 from observation "
                            "where area = ? and hour between ? and ? and id <= ? order by hour, id");
    query.bind(1, area);
    query.bind(2, from.index);
    query.bind(3, to.index);
    query.bind(4, cut.observation);
    std::vector<Observation> rows;
    while (query.executeStep()) {
        Observation row = observation_of(query);
        if (!rows.empty() && rows.back().hour == row.hour)
            rows.back() = row;    // a revision: the later counts
        else
            rows.push_back(row);
    }
    return rows;
}

std::optional<Hour> Store::last_observed(const std::string& area) {
    SQLite::Statement query(state_->db, "select max(hour) from observation where area = ?");
    query.bind(1, area);
    if (!query.executeStep() || query.getColumn(0).isNull()) return std::nullopt;
    return Hour{query.getColumn(0).getInt64()};
}

std::optional<Forecast> Store::newest_forecast(const std::string& area, Instant now, const KnownTo& cut) {
    SQLite::Statement query(state_->db,
                            "select issued_at, daily, body from forecast where area = ? and issued_at <= ? and id <= ? "
                            "order by issued_at desc, id desc limit 1");
    query.bind(1, area);
    query.bind(2, now.seconds);
    query.bind(3, cut.forecast);
    if (!query.executeStep()) return std::nullopt;
    return forecast_of(query);
}

std::vector<Forecast> Store::forecasts(const std::string& area) {
    SQLite::Statement query(state_->db, "select issued_at, daily, body from forecast where area = ? order by issued_at, id");
    query.bind(1, area);
    std::vector<Forecast> out;
    while (query.executeStep()) out.push_back(forecast_of(query));
    return out;
}

std::vector<std::string> Store::scopes_with_air(const KnownTo& cut) {
    SQLite::Statement query(state_->db, "select area from observation where id <= ? union "
                                        "select area from forecast where id <= ? order by area");
    query.bind(1, cut.observation);
    query.bind(2, cut.forecast);
    std::vector<std::string> scopes;
    while (query.executeStep()) scopes.push_back(query.getColumn(0).getString());
    std::stable_partition(scopes.begin(), scopes.end(), [](const std::string& s) { return s == kWholeCity; });
    return scopes;
}

void Store::commit(const Outcome& outcome, Instant now, const DecisionInputs* inputs, Mailing* mailing) {
    SQLite::Database& db = state_->db;
    SQLite::Transaction transaction(db, SQLite::TransactionBehavior::IMMEDIATE);
    for (const Proposal& proposal : outcome.proposals) {
        SQLite::Statement put(db, "insert into proposal values (?,?,?) on conflict(id) do update set "
                                  "status = excluded.status, body = excluded.body");
        put.bind(1, proposal.id);
        put.bind(2, std::string(token(proposal.status)));
        put.bind(3, proposal_json(proposal).dump());
        put.exec();
        SQLite::Statement version(db, "insert or ignore into proposal_version values (?,?,?)");
        version.bind(1, proposal.id);
        version.bind(2, proposal.version);
        version.bind(3, proposal_json(proposal).dump());
        version.exec();
    }
    for (const Alert& alert : outcome.alerts) {
        SQLite::Statement put(db, "insert into alert values (?,?,?) on conflict(id) do update set "
                                  "active = excluded.active, body = excluded.body");
        put.bind(1, alert.id);
        put.bind(2, alert.level != AlertLevel::normal ? 1 : 0);
        put.bind(3, alert_json(alert).dump());
        put.exec();
    }
    for (const auto& [scope, note] : outcome.notes) {
        SQLite::Statement put(db, "insert or replace into scope_note values (?,?,?,?,?,?)");
        put.bind(1, scope);
        put.bind(2, std::string(token(note.action)));
        put.bind(3, std::string(token(note.level)));
        put.bind(4, note.insufficient ? 1 : 0);
        put.bind(5, note.stale ? 1 : 0);
        put.bind(6, note_text(note));
        put.exec();
    }
    put_recorded(db, outcome);
    if (outcome.inventory) {
        // One version is in force and one at most waits; a newer one takes the place of either.
        SQLite::Statement clear(db, outcome.inventory->in_force
                                        ? "update inventory_version set state = 'replaced' where state <> 'replaced'"
                                        : "update inventory_version set state = 'replaced' where state = 'waiting'");
        clear.exec();
        SQLite::Statement put(db, "update inventory_version set state = ? where hash = ?");
        put.bind(1, outcome.inventory->in_force ? "in_force" : "waiting");
        put.bind(2, outcome.inventory->hash);
        put.exec();
    }
    if (outcome.papers) {
        put_orders(db, *outcome.papers);
        put_account(db, *outcome.papers);
        put_notices(db, *outcome.papers);
        put_deliveries(db, *outcome.papers, now);
        if (mailing != nullptr) put_first_mails(db, *mailing);
        put_return_terms(db, *outcome.papers);
        const std::string key = documents_key(format_instant(now).substr(0, 4), outcome.papers->transition.exercise);
        set_setting(key, std::to_string(std::stoi(setting(key).value_or("0")) + 1));
    }
    if (!outcome.withdrawn.empty()) {
        // What is with the sender keeps its state until the answer; it is not tried again.
        SQLite::Statement withdraw(db, "update delivery set withdrawn_at = ?1, next_try = null, state = case when state in "
                                       "('waiting', 'deferred', 'held') then 'withdrawn' else state end where transition = ?2 "
                                       "and state in ('waiting', 'deferred', 'held', 'sending', 'unknown')");
        withdraw.bind(1, now.seconds);
        withdraw.bind(2, outcome.withdrawn);
        withdraw.exec();
    }
    append_journal(db, outcome.journal, inputs);
    transaction.commit();
}

std::vector<JournalEntry> Store::journal(int64_t from_seq, int64_t last) {
    SQLite::Statement query(state_->db,
                            "select * from journal where seq >= ? and seq > (select coalesce(max(seq), 0) from journal) - ? "
                            "order by seq");
    query.bind(1, from_seq);
    query.bind(2, last);
    std::vector<JournalEntry> out;
    while (query.executeStep()) out.push_back(entry_of(query));
    return out;
}

std::optional<JournalEntry> Store::journal_entry(int64_t seq) {
    SQLite::Statement query(state_->db, "select * from journal where seq = ?");
    query.bind(1, seq);
    return query.executeStep() ? std::optional(entry_of(query)) : std::nullopt;
}

}  // namespace qingkong
