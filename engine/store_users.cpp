// SPDX-License-Identifier: Apache-2.0
// People and their sessions.
#include <nlohmann/json.hpp>

#include "engine/store.hpp"
#include "engine/store_state.hpp"

namespace qingkong {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kColumns = "app_user.id, app_user.name, app_user.grants, app_user.password, app_user.disabled, "
                                 "app_user.created_at";

User user_of(SQLite::Statement& row) {
    User user;
    user.id = row.getColumn(0).getString();
    user.name = row.getColumn(1).getString();
    const Json grants = Json::parse(row.getColumn(2).getString(), nullptr, false);
    if (grants.is_array())
        for (const Json& one : grants)
            if (const auto role = parse_role(one.value("role", "")))
                user.grants.push_back({*role, one.value("areas", std::vector<std::string>{}), one.value("unit", "")});
    user.password = row.getColumn(3).getString();
    user.disabled = row.getColumn(4).getInt() != 0;
    user.created_at = Instant{row.getColumn(5).getInt64()};
    return user;
}

}  // namespace

void Store::put_user(const User& user, const JournalEntry& entry, bool end_sessions) {
    Json grants = Json::array();
    for (const Grant& grant : user.grants) grants.push_back({{"role", token(grant.role)}, {"areas", grant.areas}, {"unit", grant.unit}});
    SQLite::Transaction transaction(state_->db, SQLite::TransactionBehavior::IMMEDIATE);
    SQLite::Statement put(state_->db, "insert into app_user values (?,?,?,?,?,?) on conflict(id) do update set name = excluded.name, "
                                      "grants = excluded.grants, password = excluded.password, disabled = excluded.disabled");
    put.bind(1, user.id);
    put.bind(2, user.name);
    put.bind(3, grants.dump());
    put.bind(4, user.password);
    put.bind(5, user.disabled ? 1 : 0);
    put.bind(6, user.created_at.seconds);
    put.exec();
    if (user.disabled || end_sessions) close_sessions_of(user.id);
    append_journal(state_->db, {entry}, nullptr);
    transaction.commit();
}

std::optional<User> Store::user(const std::string& id) {
    SQLite::Statement query(state_->db, std::string("select ") + kColumns + " from app_user where id = ?");
    query.bind(1, id);
    return query.executeStep() ? std::optional(user_of(query)) : std::nullopt;
}

std::vector<User> Store::users() {
    SQLite::Statement query(state_->db, std::string("select ") + kColumns + " from app_user order by id");
    std::vector<User> out;
    while (query.executeStep()) out.push_back(user_of(query));
    return out;
}

void Store::open_session(const std::string& token_hash, const std::string& user_id, Instant now, Instant until) {
    SQLite::Statement old(state_->db, "delete from session where ends_at <= ?");
    old.bind(1, now.seconds);
    old.exec();
    SQLite::Statement put(state_->db, "insert into session values (?,?,?,?)");
    put.bind(1, token_hash);
    put.bind(2, user_id);
    put.bind(3, now.seconds);
    put.bind(4, until.seconds);
    put.exec();
}

std::optional<User> Store::session_user(const std::string& token_hash, Instant now) {
    SQLite::Statement query(state_->db, std::string("select ") + kColumns +
                                            " from session join app_user on app_user.id = session.user "
                                            "where token_hash = ? and ends_at > ? and disabled = 0");
    query.bind(1, token_hash);
    query.bind(2, now.seconds);
    return query.executeStep() ? std::optional(user_of(query)) : std::nullopt;
}

void Store::close_session(const std::string& token_hash) {
    SQLite::Statement drop(state_->db, "delete from session where token_hash = ?");
    drop.bind(1, token_hash);
    drop.exec();
}

void Store::close_sessions_of(const std::string& user_id) {
    SQLite::Statement drop(state_->db, "delete from session where user = ?");
    drop.bind(1, user_id);
    drop.exec();
}

}  // namespace qingkong
