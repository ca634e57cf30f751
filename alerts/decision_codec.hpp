// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "alerts/situation.hpp"

namespace qingkong {

// What a decision is made from beside the air, as text: kept with its journal entries so that it can be made again.

std::string event_text(const Event& event);
std::optional<Event> read_event(const std::string& text);

/// Alerts, open proposals, notes, superior's papers and counters; not what only the mails of a signature need.
std::string book_text(const AlertBook& book);
std::optional<AlertBook> read_book(const std::string& text);

/// One scope's note without its first four fields, as the store keeps it in `more`.
std::string note_text(const ScopeNote& note);
/// Fills the rest of a note; false: not of this form.
bool read_note(const std::string& text, ScopeNote& note);

/// City, areas and settings that the record speaks of.
struct DecisionContext {
    City city;
    std::string document_prefix;
    int start_advance_hours = 0;
    std::vector<int> start_hours;
    OfficeRules rules;
    std::vector<std::pair<std::string, std::string>> borders;
};
std::string context_text(const DecisionContext& context);
std::optional<DecisionContext> read_context(const std::string& text);

}  // namespace qingkong
