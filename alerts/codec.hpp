// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include <nlohmann/json_fwd.hpp>

#include "alerts/alert.hpp"
#include "alerts/situation.hpp"

namespace qingkong {

// Alerts, proposals and orders as JSON: what the store keeps and the API answers. Reading back gives equal values; text
// that is not of this form gives an empty optional.

nlohmann::ordered_json finding_json(const Finding& finding);
nlohmann::ordered_json transition_json(const Transition& transition);
nlohmann::ordered_json proposal_json(const Proposal& proposal);
nlohmann::ordered_json alert_json(const Alert& alert);
nlohmann::ordered_json order_json(const MeasureOrder& order);

/// `{batch, zones, not_applied: [{id, reason}], override: {by, reason}}`, only what is set. Reading throws on a level that is
/// none: the caller guards, here and below.
nlohmann::ordered_json round_json(const RoundTerms& round);
RoundTerms read_round(const nlohmann::ordered_json& json);

/// `{manner, authority, approver, document, given_at, record, countersign_due, countersigned_at, countersigned_by}`.
nlohmann::ordered_json approval_json(const Approval& approval);
Approval read_approval(const nlohmann::ordered_json& json);
/// `{id, approver, document, levels, areas, accounts, valid_from, valid_to, emergency_hours}`.
nlohmann::ordered_json authority_json(const Authority& authority);
Authority read_authority(const nlohmann::ordered_json& json);

nlohmann::ordered_json superior_json(const SuperiorDoc& paper);
nlohmann::ordered_json cause_json(const CauseRecord& record);

std::optional<Proposal> read_proposal(const std::string& json);
std::optional<Alert> read_alert(const std::string& json);
std::optional<MeasureOrder> read_order(const std::string& json);
std::optional<SuperiorDoc> read_superior(const std::string& json);
std::optional<CauseRecord> read_cause(const std::string& json);

}  // namespace qingkong
