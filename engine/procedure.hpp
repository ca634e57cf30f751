// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include <nlohmann/json.hpp>

#include "alerts/approval_papers.hpp"
#include "engine/service.hpp"

namespace qingkong {

/// How far a proposal has come: 会商 → 送签 → 签发 → 文号 → 发布 (handbook B.5). What has not happened is empty.
struct Procedure {
    Proposal proposal;                          ///< as it reads now
    std::optional<Consultation> consultation;   ///< of the submission; before it the area's last one of the day before
    std::optional<Submission> submission;       ///< the last
    std::optional<Transition> transition;       ///< what the signature made
    std::optional<OfficeClock> form, deliver;   ///< the office's clocks; empty = not begun, or (deliver) no unit to tell
    Text difference;                            ///< what newer data changed since the wording that was sent out
    std::optional<Proposal> replaced_by;        ///< level or direction changed: the open proposal that stands for it now
};
Procedure procedure_of(Service& service, const Proposal& proposal);
nlohmann::ordered_json procedure_json(const Procedure& procedure, Instant now);

/// What the three papers know of it; city and areas are the caller's to fill.
ApprovalFacts approval_facts(Service& service, const Procedure& procedure);

}  // namespace qingkong
