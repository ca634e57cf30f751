// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "alerts/mail.hpp"
#include "alerts/situation.hpp"

namespace qingkong {

/// Adds to the papers what the units of the alert's scope get (handbook B.5: unit notices and enterprise notices are two
/// sets): the terms of their answers, and for each unit with an address one mail with the notice, its task sheet, its
/// deadlines and its link. Without units nothing is added.
void tell_units(const Situation& situation, TransitionPapers& papers);

/// The mail to one unit. `link`: its page of the alert; empty = none.
Mail compose_unit_mail(const TransitionPapers& papers, const Office& office, const MemberUnit& unit, const ReturnTerms& terms,
                       const std::string& link, const std::string& thread_id, const Templates& templates);

/// Recipient of a unit's mail in the outbox: `unit-east`; enterprises have no such id.
std::string unit_recipient(const std::string& unit_id);
/// The secret of a unit's page for one alert: opaque, not guessable, the same whenever it is asked for; empty without a key.
std::string unit_link_token(const std::string& key, const std::string& alert_id, const std::string& unit_id);

}  // namespace qingkong
