// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "alerts/duty.hpp"
#include "alerts/situation.hpp"

namespace qingkong {

/// What an answer says. A value that is not there is unknown, not zero.
struct AnswerContent {
    std::map<std::string, int64_t> values;    ///< by field of the form
    std::string text;
};

constexpr int64_t kLargestValue = 1'000'000'000;
constexpr size_t kLongestAnswer = 20'000;    ///< bytes of text

/// Reads `{"values": {field: number|null|""}, "text": …}` by the form: whole numbers, not negative; digits as text count too,
/// as a form on a page sends them. `bad_value` (unknown field, no whole number, too long), `bad_answer` (a return,
/// execution or summary that says nothing; a receipt is the pressed button).
tl::expected<AnswerContent, Outcome::Refusal> read_answer(const nlohmann::ordered_json& body, DutyKind kind,
                                                          const std::vector<FormField>& form);
/// As stored: values in the order of the form. Text that is not of this form reads as empty.
std::string answer_text(const AnswerContent& content, const std::vector<FormField>& form);
AnswerContent stored_answer(const std::string& body);

/// Name of a unit; of one that is no longer configured its id.
Text unit_name(const Members& members, const std::string& id);
/// `东城示范区、公安局`.
Text unit_names(const Members& members, const std::vector<std::string>& ids);
/// The entry of an answer: unit, duty, channel and account; of the content only `seal`, a keyed hash (handbook K.6).
JournalEntry answer_entry(const UnitAnswer& answer, const Duty& duty, const Members& members, const std::string& seal,
                          bool correction);
/// The entry of a chase list: the units by name, never a telephone.
JournalEntry chase_entry(const ChaseList& list, const Members& members, Instant now);
/// The entry of a paper that was passed on.
JournalEntry forward_entry(const PaperForward& forward, const SuperiorDoc& paper, const Members& members);

}  // namespace qingkong
