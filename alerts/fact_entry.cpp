// SPDX-License-Identifier: Apache-2.0
#include "alerts/fact_entry.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace qingkong {

bool is_fact(const JournalEntry& entry) {
    constexpr std::array<std::string_view, 19> kFacts = {
        "unit_answer", "chase", "forward", "mail_aside", "user", "record", "record_destroyed", "consultation", "submitted",
        "acknowledge", "inspection", "statement", "statement_decision", "threshold", "finding", "finding_step", "grade_proposal", "field_event", "key_area"};
    return std::find(kFacts.begin(), kFacts.end(), entry.kind) != kFacts.end();
}

}  // namespace qingkong
