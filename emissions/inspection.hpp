// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emissions/compliance.hpp"

namespace qingkong {

/// What inspectors found on site.
enum class InspectionResult { complied, not_complied, not_judged };
std::string_view token(InspectionResult result);
std::optional<InspectionResult> parse_inspection_result(std::string_view text);
/// 已落实, 未落实, 无法判定.
Text inspection_result_name(InspectionResult result);

/// A visit, as signed. Names of persons and the text stand in kept records, outside the journal (handbook K.6).
struct Inspection {
    std::string id;             ///< `I0001`
    std::string area, enterprise_id;
    std::string line_id;        ///< empty: every line of the enterprise
    std::string measure;        ///< empty: every measure of the line
    Hour from, until;           ///< the hours it speaks of, [from, until) in air labels
    Instant at;                 ///< of the visit
    InspectionResult result = InspectionResult::not_judged;
    int inspectors = 0;         ///< different persons who signed; two are needed (handbook H.6)
    std::optional<int> counted_stopped;  ///< equipment found standing still
    std::string who;            ///< account
    std::vector<std::string> records;    ///< kept records: text, names, photographs
    bool operator==(const Inspection&) const = default;

    /// Two persons have signed and it was judged: only then does it stand over the instruments.
    bool counts() const { return inspectors >= 2 && result != InspectionResult::not_judged; }
    bool covers(const ComplianceRow& row) const;
};

/// The rows with what inspectors saw: for the hours of a visit that counts, verdict `complied` or `not_complied`, method
/// `inspection`, the instrument's numbers left beside it. Of several the later visit counts. Hours not due stay so.
std::vector<ComplianceRow> with_inspections(std::vector<ComplianceRow> rows, const std::vector<Inspection>& inspections);

}  // namespace qingkong
