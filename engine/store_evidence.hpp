// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "emissions/field_evidence.hpp"
#include "engine/store.hpp"

namespace qingkong {

/// Appends rows of one push in one transaction; counted as PushCounts does for observations.
PushCounts append_evidence(Store& store, const std::string& source, const std::string& who, const std::vector<EvidenceRow>& rows,
                           Instant known_at);
/// The newest value of each quantity whose hour begins in [from, until), by start, subject, item.
std::vector<EvidenceRow> evidence_rows(Store& store, EvidenceKind kind, Instant from, Instant until);
/// Start of the oldest telemetry; empty = none.
std::optional<Instant> oldest_telemetry(Store& store);

/// One append-only row about a visit, a statement, a finding … `body` is JSON (engine/case_codec.hpp).
struct CaseRow {
    int64_t id = 0;
    std::string kind, subject, key;
    Instant at;
    std::string who, body;
};
/// Appends the row with its journal entry (null: none) in one transaction. A key of that kind that is known changes
/// nothing: the row that stands, and false.
std::pair<CaseRow, bool> append_case(Store& store, CaseRow row, const JournalEntry* entry);
/// Rows of a kind in the order in which they were written; `subject` empty = of every one.
std::vector<CaseRow> case_rows(Store& store, const std::string& kind, const std::string& subject = "");
/// Id that the next row will have: for numbers that stand in its journal entry. One writer, so it holds until then.
int64_t next_case_id(Store& store);

}  // namespace qingkong
