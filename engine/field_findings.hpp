// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "alerts/evidence_file.hpp"
#include "engine/field_cases.hpp"

namespace qingkong {

// The closed loop in the daemon (handbook H.5, H.6). A step is a row; the state follows from the rows.

/// The city's `enforcement.toml` beside its editions, else the program's own. A file with errors is refused.
Result<EnforcementTerms> enforcement_terms(const Config& config);

/// In the order in which they were found.
std::vector<FieldFinding> field_findings(Service& service);
/// Has two inspectors' verdict not_complied for the enterprise (and line) of the finding?
bool proven(Service& service, const FieldFinding& finding);

/// `{kind, enterprise_id, line_id, area, place, inspection, transition, source, text}`. Of an inspection: its enterprise,
/// line and area. Without enterprise the area is required.
Taken<FieldFinding> take_finding(Service& service, const nlohmann::ordered_json& body, const std::string& who);
/// `{step, at, unit, passed, text}`
Taken<FieldFinding> take_step(Service& service, const std::string& id, const nlohmann::ordered_json& body, const std::string& who);

/// A proposal to lower the grade from a day (handbook E.1): written down with its finding; the grade itself changes only
/// with a version of the inventory.
struct GradeProposal {
    std::string finding, enterprise_id, from_grade, to_grade, who;
    Day day;
    Instant at;
};
std::vector<GradeProposal> grade_proposals(Service& service);
/// `{grade, from, reason}`; wants two inspectors' verdict.
Taken<GradeProposal> propose_grade(Service& service, const std::string& finding, const nlohmann::ordered_json& body, const std::string& who);

/// Key areas with who is responsible (JY2018-93, -94), and events: fire points, hot spots, patrols and site check lists
/// (ZY2017-31, QY2024-8.5). Bodies as they were given, with `id`, `at`, `who`.
nlohmann::ordered_json field_list(Service& service, const std::string& kind);
Taken<std::string> take_field_row(Service& service, const std::string& kind, const nlohmann::ordered_json& body, const std::string& who);

nlohmann::ordered_json finding_json(Service& service, const FieldFinding& finding, const EnforcementTerms& terms, bool personal);
/// What the evidence file of a finding holds; `conduct` empty = none chosen.
EvidenceFacts evidence_facts(Service& service, const FieldFinding& finding, const EnforcementTerms& terms, const std::string& conduct);

}  // namespace qingkong
