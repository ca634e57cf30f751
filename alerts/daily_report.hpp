// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "alerts/alert.hpp"
#include "alerts/document.hpp"
#include "alerts/duty.hpp"
#include "alerts/member_unit.hpp"
#include "alerts/superior.hpp"
#include "alerts/template.hpp"

namespace qingkong {

/// What one unit reported, or that it did not.
struct UnitReport {
    Text name;
    DutyState state = DutyState::missing;
    std::optional<Instant> at;
    std::map<std::string, int64_t> values;    ///< by field; what is not there is unknown
    std::string text;
    bool reported() const { return state == DutyState::answered || state == DutyState::answered_late; }
};

/// The sum of one field over the units that gave it. It never counts who did not report, or left it empty, as zero.
struct FieldSum {
    FormField field;
    std::optional<int64_t> sum;    ///< empty = nobody gave it
    int given = 0, blank = 0;      ///< units that gave it; that reported and left it empty
    int missing = 0;               ///< units that did not report
};
std::vector<FieldSum> field_sums(const std::vector<FormField>& form, const std::vector<UnitReport>& units);

/// An alert that the report speaks of.
struct ReportedAlert {
    std::string id, document_no;
    AlertLevel level = AlertLevel::normal;    ///< in force at the hour; of a summary the highest
    Text scope;                               ///< 全市
    Instant since;
    std::optional<Instant> until;
};

struct ReportFacts {
    Text city;
    Instant hour;                          ///< of the return, or the due minute of the summaries
    Instant made_at;
    std::vector<ReportedAlert> alerts;
    std::vector<FormField> form;
    std::vector<UnitReport> units;
    std::string superior;                  ///< 主送; empty = not named
    std::vector<std::string> neighbours;   ///< 抄送
};

/// 日报: the returns of one hour merged (handbook I.4), with “{n}个单位未报：…” where some are missing, by name.
Document compose_daily_report(const ReportFacts& facts, const Office& office, Language language, const Templates& templates);
/// 总结: the units' summaries of an alert merged.
Document compose_summary_report(const ReportFacts& facts, const Office& office, Language language, const Templates& templates);
/// What the upper and the neighbouring governments are told together with the alert (突发事件应对法 §64).
Document compose_alert_report(const Transition& transition, const Text& scope, const ReportFacts& facts, const Office& office,
                              Language language, const Templates& templates);
/// 现将…予以转发: a paper from above to the units of its areas (handbook K.2).
struct ForwardFacts {
    Instant at;
    std::string addressees;    ///< 东城区人民政府、市公安局
    Text scope;
    std::string document_no;   ///< of our own; empty = none given
};
Document compose_forward(const SuperiorDoc& paper, const ForwardFacts& facts, const Office& office, Language language,
                         const Templates& templates);

}  // namespace qingkong
