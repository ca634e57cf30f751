// SPDX-License-Identifier: Apache-2.0
// Versions of the inventory.
#include <SQLiteCpp/SQLiteCpp.h>

#include "engine/store.hpp"
#include "engine/store_state.hpp"

namespace qingkong {

void Store::add_inventory(const InventoryVersion& version, const std::string& content) {
    keep_text(version.hash, {"inventory", version.version, content});
    SQLite::Statement put(state_->db,
                          "insert or ignore into inventory_version(hash, version, name, at, who, note, summary_zh, "
                          "summary_en, state) values (?,?,?,?,?,?,?,?,'replaced')");
    put.bind(1, version.hash);
    put.bind(2, version.version);
    put.bind(3, version.name);
    put.bind(4, version.at.seconds);
    put.bind(5, version.who);
    put.bind(6, version.note);
    put.bind(7, version.summary.zh);
    put.bind(8, version.summary.en);
    put.exec();
}

std::vector<InventoryVersion> Store::inventories() {
    SQLite::Statement query(state_->db, "select * from inventory_version order by id");
    std::vector<InventoryVersion> out;
    while (query.executeStep()) {
        InventoryVersion one;
        one.id = query.getColumn(0).getInt64();
        one.hash = query.getColumn(1).getString();
        one.version = query.getColumn(2).getString();
        one.name = query.getColumn(3).getString();
        one.at = Instant{query.getColumn(4).getInt64()};
        one.who = query.getColumn(5).getString();
        one.note = query.getColumn(6).getString();
        one.summary = {query.getColumn(7).getString(), query.getColumn(8).getString()};
        one.state = query.getColumn(9).getString();
        out.push_back(std::move(one));
    }
    return out;
}

}  // namespace qingkong
