// SPDX-License-Identifier: Apache-2.0
// People and records in the journal: numbers and hashes, never names (handbook K.6).
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <sodium.h>

#include "engine/service.hpp"
#include "engine/tokens.hpp"

namespace qingkong {
namespace {

using Json = nlohmann::ordered_json;

JournalEntry one_entry(Instant now, const std::string& kind, const std::string& who, Text text, const Json& data) {
    JournalEntry entry;
    entry.at = now;
    entry.area = std::string(kWholeCity);
    entry.kind = kind;
    entry.who = who;
    entry.text = std::move(text);
    entry.data = data.dump();
    return entry;
}

/// BLAKE2b of note and content with a key of its own: without the key nobody can tell what was hashed.
std::string keyed_digest(const KeptRecord& record) {
    const std::string message = std::to_string(record.note.size()) + "\n" + record.note + record.content;
    unsigned char digest[32];
    crypto_generichash(digest, sizeof digest, reinterpret_cast<const unsigned char*>(message.data()), message.size(),
                       reinterpret_cast<const unsigned char*>(record.key.data()), record.key.size());
    char text[2 * sizeof digest + 1];
    sodium_bin2hex(text, sizeof text, digest, sizeof digest);
    return text;
}

}  // namespace

void Service::set_user(const User& user, const std::string& who, bool end_sessions) {
    Json grants = Json::array();
    std::string roles;
    for (const Grant& grant : user.grants) {
        grants.push_back({{"role", token(grant.role)}, {"areas", grant.areas}});
        roles += (roles.empty() ? "" : ", ") + std::string(token(grant.role));
    }
    if (user.disabled) roles = "disabled";
    store_.put_user(user,
                    one_entry(now(), "user", who,
                            {fmt::format("设置账号{}的权限：{}", user.id, user.disabled ? "停用" : roles),
                             fmt::format("rights of account {}: {}", user.id, roles)},
                            {{"user", user.id}, {"grants", grants}, {"disabled", user.disabled}, {"password", end_sessions}}),
                    end_sessions);
}

KeptRecord Service::keep_record(const std::string& kind, const std::string& note, const std::string& content,
                                const std::string& who) {
    KeptRecord record;
    record.id = fmt::format("R{:04}", store_.records() + 1);
    record.kind = kind;
    record.at = now();
    record.who = who;
    record.note = note;
    record.content = content;
    record.key = new_token();
    record.digest = keyed_digest(record);
    store_.put_record(record, one_entry(now(), "record", who,
                            {fmt::format("留存材料{}（{}），内容另存。", record.id, kind),
                             fmt::format("record {} ({}) is kept apart.", record.id, kind)},
                            {{"record", record.id}, {"kind", kind}, {"digest", record.digest}}));
    return record;
}

bool Service::destroy_record(const std::string& id, const std::string& basis, const std::string& who) {
    auto record = store_.record(id);
    if (!record) return false;
    if (record->destroyed_at) return true;
    record->note.clear();
    record->content.clear();
    record->key.clear();
    record->destroyed_at = now();
    record->destroyed_basis = basis;
    store_.put_record(*record, one_entry(now(), "record_destroyed", who,
                            {fmt::format("依法销毁留存材料{}：{}", id, basis), fmt::format("record {} is destroyed: {}", id, basis)},
                            {{"record", id}, {"basis", basis}}));
    return true;
}

}  // namespace qingkong
