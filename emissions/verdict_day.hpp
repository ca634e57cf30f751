// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "emissions/compliance.hpp"

namespace qingkong {

/// The verdict of a day: the worst of its due hours, in the order not_complied, suspected, no_data, complied (handbook
/// H.1). A day without due hour is `not_due`.
struct VerdictDay {
    std::string area, enterprise_id, line_id, measure;
    Day day;
    Verdict verdict = Verdict::not_due;
    int due_hours = 0;
    ComplianceRow worst;  ///< the first hour with that verdict: the numbers behind it
};
/// By area, enterprise, line, measure, day; `rows` in the order of check_compliance.
std::vector<VerdictDay> verdict_days(const std::vector<ComplianceRow>& rows);
/// `area,enterprise_id,line_id,measure,day,verdict,due_hours,hour,indicator,value,limit,method`
std::string verdict_days_csv(const std::vector<VerdictDay>& days);

/// One who should be visited: suspected hours first, then what nothing but a visit can judge.
struct InspectionNeed {
    std::string area, enterprise_id, line_id, measure;
    int suspected_hours = 0, no_data_hours = 0;
    Hour first, last;      ///< of these hours
    ComplianceRow example; ///< the last suspected hour, else the last without data
};
/// Most suspected hours first, then most hours without data, then by area, enterprise, line, measure.
std::vector<InspectionNeed> inspection_list(const std::vector<ComplianceRow>& rows);

}  // namespace qingkong
