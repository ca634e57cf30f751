// SPDX-License-Identifier: Apache-2.0
#include "emissions/inspection.hpp"

#include <map>

#include <fmt/format.h>

namespace qingkong {

std::string_view token(InspectionResult result) {
    switch (result) {
        case InspectionResult::complied: return "complied";
        case InspectionResult::not_complied: return "not_complied";
        case InspectionResult::not_judged: return "not_judged";
    }
    return "";
}

std::optional<InspectionResult> parse_inspection_result(std::string_view text) {
    for (const InspectionResult result : {InspectionResult::complied, InspectionResult::not_complied, InspectionResult::not_judged})
        if (token(result) == text) return result;
    return std::nullopt;
}

Text inspection_result_name(InspectionResult result) {
    switch (result) {
        case InspectionResult::complied: return {"已落实", "complied"};
        case InspectionResult::not_complied: return {"未落实", "not complied"};
        case InspectionResult::not_judged: return {"无法判定", "could not be judged"};
    }
    return {};
}

bool Inspection::covers(const ComplianceRow& row) const {
    return enterprise_id == row.enterprise_id && (line_id.empty() || line_id == row.line_id) &&
           (measure.empty() || measure == row.measure) && from <= row.hour && row.hour < until;
}

std::vector<ComplianceRow> with_inspections(std::vector<ComplianceRow> rows, const std::vector<Inspection>& inspections) {
    std::multimap<std::string, const Inspection*> by_enterprise;
    for (const Inspection& inspection : inspections)
        if (inspection.counts()) by_enterprise.emplace(inspection.enterprise_id, &inspection);
    if (by_enterprise.empty()) return rows;
    for (ComplianceRow& row : rows) {
        if (row.verdict == Verdict::not_due) continue;
        const Inspection* last = nullptr;
        const auto [begin, end] = by_enterprise.equal_range(row.enterprise_id);
        for (auto it = begin; it != end; ++it)
            if (it->second->covers(row) && (last == nullptr || it->second->at >= last->at)) last = it->second;
        if (last == nullptr) continue;
        row.verdict = last->result == InspectionResult::complied ? Verdict::complied : Verdict::not_complied;
        row.method = "inspection";
        row.note = {fmt::format("现场核查{}：{}", last->id, inspection_result_name(last->result).zh),
                    fmt::format("site check {}: {}", last->id, inspection_result_name(last->result).en)};
    }
    return rows;
}

}  // namespace qingkong
