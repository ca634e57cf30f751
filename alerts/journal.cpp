// SPDX-License-Identifier: Apache-2.0
#include "alerts/journal.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <sodium.h>

#include "rules/csv.hpp"

namespace qingkong {
namespace {

const std::string kNoHash(64, '0');

}  // namespace

const char* const kTimelineHeader = "at,area,kind,level,who,text\n";

std::string entry_hash(const JournalEntry& entry) {
    const nlohmann::ordered_json fields = {entry.prev,
                                           entry.seq,
                                           format_instant(entry.at),
                                           entry.area,
                                           entry.kind,
                                           token(entry.level),
                                           entry.who,
                                           entry.text.zh,
                                           entry.text.en,
                                           entry.data};
    const std::string bytes = fields.dump();
    unsigned char digest[32];
    crypto_generichash(digest, sizeof digest, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), nullptr,
                       0);
    std::string text;
    for (const unsigned char byte : digest) text += fmt::format("{:02x}", byte);
    return text;
}

void chain(std::vector<JournalEntry>& entries, const JournalEntry* last) {
    int64_t seq = last != nullptr ? last->seq : 0;
    std::string prev = last != nullptr ? last->hash : kNoHash;
    for (JournalEntry& entry : entries) {
        if (entry.data.empty()) entry.data = "{}";
        entry.seq = ++seq;
        entry.prev = prev;
        entry.hash = prev = entry_hash(entry);
    }
}

std::vector<ChainBreak> verify_chain(const std::vector<JournalEntry>& entries) {
    int64_t seq = 0;
    std::string prev = kNoHash;
    for (const JournalEntry& entry : entries) {
        ++seq;
        if (entry.seq != seq)
            return {{seq, {fmt::format("第{}条缺失或次序被改变（此处为第{}条）", seq, entry.seq),
                           fmt::format("entry {} is missing or was moved (found {})", seq, entry.seq)}}};
        if (entry.prev != prev || entry.hash != entry_hash(entry))
            return {{seq, {fmt::format("第{}条的内容与校验值不符", seq),
                           fmt::format("entry {} does not match its hash", seq)}}};
        prev = entry.hash;
    }
    return {};
}

nlohmann::ordered_json entry_json(const JournalEntry& entry) {
    nlohmann::ordered_json json;
    json["seq"] = entry.seq;
    json["at"] = format_instant(entry.at);
    json["area"] = entry.area;
    json["kind"] = entry.kind;
    json["level"] = token(entry.level);
    json["who"] = entry.who;
    json["text"] = {{"zh", entry.text.zh}, {"en", entry.text.en}};
    json["data"] = nlohmann::ordered_json::parse(entry.data.empty() ? "{}" : entry.data, nullptr, false);
    json["prev"] = entry.prev;
    json["hash"] = entry.hash;
    return json;
}

std::string timeline_line(const JournalEntry& entry, Language language) {
    return csv_line({format_instant(entry.at), entry.area, entry.kind, std::string(token(entry.level)), entry.who,
                     entry.text.in(language)});
}

}  // namespace qingkong
