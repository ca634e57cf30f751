// SPDX-License-Identifier: Apache-2.0
// Papers of signed steps as kept: orders, planned shares, notices.
#include <nlohmann/json.hpp>

#include "alerts/codec.hpp"
#include "engine/store.hpp"
#include "engine/store_state.hpp"

namespace qingkong {

using Json = nlohmann::ordered_json;

std::vector<StoredOrder> Store::orders(const std::string& transition) {
    SQLite::Statement query(state_->db, transition.empty()
                                            ? "select transition, version, response_start, body from measure_order order by id"
                                            : "select transition, version, response_start, body from measure_order "
                                              "where transition = ? order by id");
    if (!transition.empty()) query.bind(1, transition);
    std::vector<StoredOrder> out;
    while (query.executeStep())
        if (auto order = read_order(query.getColumn(3).getString()))
            out.push_back({query.getColumn(0).getString(), query.getColumn(1).getInt(),
                           Instant{query.getColumn(2).getInt64()}, std::move(*order)});
    return out;
}

std::vector<std::pair<std::string, std::vector<std::string>>> Store::account_rows(const std::string& transition) {
    SQLite::Statement query(state_->db, "select transition, cells from account_row where ?1 = '' or transition = ?1 order by id");
    query.bind(1, transition);
    std::vector<std::pair<std::string, std::vector<std::string>>> out;
    while (query.executeStep())
        out.emplace_back(query.getColumn(0).getString(),
                         Json::parse(query.getColumn(1).getString()).get<std::vector<std::string>>());
    return out;
}

std::optional<StoredNotice> Store::notice(const std::string& transition, Language language) {
    SQLite::Statement query(state_->db, "select title, text, html from notice where transition = ? and language = ?");
    query.bind(1, transition);
    query.bind(2, std::string(language == Language::en ? "en" : "zh"));
    if (!query.executeStep()) return std::nullopt;
    return StoredNotice{query.getColumn(0).getString(), query.getColumn(1).getString(), query.getColumn(2).getString()};
}

std::pair<int, int> Store::counts(const std::string& transition) {
    SQLite::Statement query(state_->db,
                            "select (select count(*) from (select enterprise_id from measure_order where transition = ?1 "
                            "union select enterprise_id from delivery where transition = ?1 and purpose <> 'notice')), "
                            "(select count(*) from delivery where transition = ?1 and channel = 'mail' and purpose <> 'reminder') + "
                            "(select coalesce(sum(total - made), 0) from mailing where transition = ?1)");
    query.bind(1, transition);
    query.executeStep();
    return {query.getColumn(0).getInt(), query.getColumn(1).getInt()};
}

}  // namespace qingkong
