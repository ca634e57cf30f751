// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "rules/level.hpp"
#include "rules/text.hpp"
#include "rules/time.hpp"

namespace qingkong {

/// One step of the record: what happened, who did it, on which evidence. Accounts stand for people; names, telephones,
/// addresses and mail texts never enter (handbook K.6).
struct JournalEntry {
    int64_t seq = 0;        ///< 1, 2, 3 …: the order; given when it is appended
    Instant at;             ///< clock time: data, not an order
    std::string area;       ///< `all` or an area id
    std::string kind;       ///< `proposal`, `sign`, `issue`, `hold`, … lower snake case
    AlertLevel level = AlertLevel::normal;
    std::string who;        ///< account id, or `engine`
    Text text;              ///< a full sentence
    std::string data;       ///< further facts as one JSON object in text; `{}` if none
    std::string prev;       ///< hash of the entry before; 64 zeros for the first
    std::string hash;       ///< of this entry and prev
};

/// BLAKE2b-256 over prev and the entry's own fields in fixed order, hexadecimal.
std::string entry_hash(const JournalEntry& entry);

/// Gives seq, prev and hash to new entries behind `last` (null: an empty journal).
void chain(std::vector<JournalEntry>& entries, const JournalEntry* last);

/// The first entry that was changed, removed or moved; empty if the chain is whole.
struct ChainBreak {
    int64_t seq = 0;
    Text what;
};
std::vector<ChainBreak> verify_chain(const std::vector<JournalEntry>& entries);

/// One JSON object, keys in the order seq, at, area, kind, level, who, text, data, prev, hash.
nlohmann::ordered_json entry_json(const JournalEntry& entry);

/// A line of timeline.csv: `at,area,kind,level,who,text`.
std::string timeline_line(const JournalEntry& entry, Language language);
extern const char* const kTimelineHeader;

}  // namespace qingkong
