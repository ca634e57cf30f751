// SPDX-License-Identifier: Apache-2.0
#include "emissions/verdict_day.hpp"

#include <algorithm>
#include <map>
#include <tuple>

#include "rules/csv.hpp"

namespace qingkong {

namespace {

auto key_of(const ComplianceRow& row) {
    return std::tuple(row.area, row.enterprise_id, row.line_id, row.measure);
}

}  // namespace

std::vector<VerdictDay> verdict_days(const std::vector<ComplianceRow>& rows) {
    std::map<std::tuple<std::string, std::string, std::string, std::string, int64_t>, VerdictDay> days;
    for (const ComplianceRow& row : rows) {
        const Day day = day_of_label(row.hour);
        const auto key = std::tuple_cat(key_of(row), std::tuple(first_label(day).index));
        auto [at, made] = days.try_emplace(key);
        VerdictDay& one = at->second;
        if (made) one = {row.area, row.enterprise_id, row.line_id, row.measure, day, Verdict::not_due, 0, row};
        if (row.verdict != Verdict::not_due) ++one.due_hours;
        if (badness(row.verdict) > badness(one.verdict)) {
            one.verdict = row.verdict;
            one.worst = row;
        }
    }
    std::vector<VerdictDay> out;
    for (auto& [key, day] : days) out.push_back(std::move(day));
    return out;
}

std::string verdict_days_csv(const std::vector<VerdictDay>& days) {
    std::string out = "area,enterprise_id,line_id,measure,day,verdict,due_hours,hour,indicator,value,limit,method\n";
    for (const VerdictDay& day : days)
        out += csv_line({day.area, day.enterprise_id, day.line_id, day.measure, format_day(day.day), std::string(token(day.verdict)),
                         std::to_string(day.due_hours), format_hour(day.worst.hour), day.worst.indicator, day.worst.value,
                         day.worst.limit, day.worst.method});
    return out;
}

std::vector<InspectionNeed> inspection_list(const std::vector<ComplianceRow>& rows) {
    std::map<std::tuple<std::string, std::string, std::string, std::string>, InspectionNeed> needs;
    for (const ComplianceRow& row : rows) {
        if (row.verdict != Verdict::suspected && row.verdict != Verdict::no_data) continue;
        auto [at, made] = needs.try_emplace(key_of(row));
        InspectionNeed& need = at->second;
        if (made) need = {row.area, row.enterprise_id, row.line_id, row.measure, 0, 0, row.hour, row.hour, row};
        (row.verdict == Verdict::suspected ? need.suspected_hours : need.no_data_hours) += 1;
        need.first = std::min(need.first, row.hour);
        need.last = std::max(need.last, row.hour);
        if (row.verdict == Verdict::suspected || need.example.verdict != Verdict::suspected) need.example = row;
    }
    std::vector<InspectionNeed> out;
    for (auto& [key, need] : needs) out.push_back(std::move(need));
    std::stable_sort(out.begin(), out.end(), [](const InspectionNeed& a, const InspectionNeed& b) {
        return std::pair(a.suspected_hours, a.no_data_hours) > std::pair(b.suspected_hours, b.no_data_hours);
    });
    return out;
}

}  // namespace qingkong
