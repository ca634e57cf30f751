// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include <nlohmann/json_fwd.hpp>

#include "alerts/superior.hpp"
#include "engine/router.hpp"
#include "engine/service.hpp"

namespace qingkong {

// What the routes and the pages of the units share.

/// Who may see duties: those of the office and the units, no enterprise and no feed.
const std::vector<Role>& duty_readers();
/// May the account see the telephones of the units?
bool sees_telephones(const Account* account);
/// A duty with its unit's name; the telephone where `telephones`.
nlohmann::ordered_json duty_json(const Service& service, const Duty& duty, bool telephones);
/// The office's clock of a paper and the units that it was passed on to, with the state of their answers.
nlohmann::ordered_json paper_units_json(Service& service, const SuperiorDoc& paper, const std::vector<Duty>& duties);
/// Fields of the form that a return or a summary has; receipts and execution are told in words.
std::vector<FormField> form_of(const std::map<std::string, NoticeTerms>& terms, const Members& members, const Duty& duty);
/// An answer as a JSON object of the API, from `account` (null: the unit's link); the answer or why not.
tl::expected<Service::Answered, Outcome::Refusal> take_answer(Service& service, const nlohmann::ordered_json& body,
                                                              const std::string& unit, bool officer, const std::string& who);
/// May the account answer for the unit? Else the refusal.
std::optional<Response> may_not_answer(const Service& service, const Account& account, const std::string& unit);

}  // namespace qingkong
