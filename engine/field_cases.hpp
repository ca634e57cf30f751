// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "engine/evidence.hpp"

namespace qingkong {

// Visits, statements and thresholds as persons give them: by API, page or link. Texts, names and photographs become kept
// records (handbook K.6); the row holds their numbers, the journal the number of the case.

template <class T>
using Taken = tl::expected<std::pair<T, bool>, Outcome::Refusal>;    ///< what stands now, and whether it stood before

/// One photograph: file name and bytes.
struct Photograph {
    std::string name, bytes;
};

/// Area of an enterprise or of a source without lines; empty where the inventory has none.
std::string area_of_enterprise(const Service& service, const std::string& enterprise_id);
/// Its name, else the id.
std::string name_of_enterprise(const Service& service, const std::string& enterprise_id);

/// `{enterprise_id, line_id, measure, result, at, from, until, inspectors: [names], text, counted_stopped, records}`. Times are
/// clock times; `from`, `until` default to the hour of the visit. A judged visit needs two different inspectors and a
/// text. The same again changes nothing.
Taken<Inspection> take_inspection(Service& service, const nlohmann::ordered_json& body, const std::string& who,
                                  const std::vector<Photograph>& photographs);
/// `{enterprise_id, line_id, kind, from, until, text, name}`; `channel` of staff: telephone, paper or mail.
Taken<Statement> take_statement(Service& service, const nlohmann::ordered_json& body, const std::string& who, const std::string& channel);
/// `{accepted, reason, expires_at}`: an acceptance ends at an hour, every decision has a reason.
Taken<Statement> decide_statement(Service& service, const std::string& id, const nlohmann::ordered_json& body, const std::string& who);
/// `{enterprise_id, line_id, kwh_per_day}` for one line without threshold in the inventory, or `{share_percent}` of the
/// measured normal day for every one that has none; `reason`.
Taken<SetThreshold> set_threshold(Service& service, const nlohmann::ordered_json& body, const std::string& who);

nlohmann::ordered_json inspection_json(Service& service, const Inspection& inspection, bool personal);
nlohmann::ordered_json statement_json(Service& service, const Statement& statement, bool personal);

/// The text and the names of a kept record as JSON; `null` where it was destroyed.
nlohmann::ordered_json kept_content(Service& service, const std::string& record);

}  // namespace qingkong
