// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "emissions/falsification.hpp"
#include "emissions/inspection.hpp"
#include "emissions/method_check.hpp"
#include "emissions/normal_day.hpp"
#include "emissions/statement.hpp"
#include "engine/service.hpp"
#include "engine/store_evidence.hpp"

namespace qingkong {

// What is known beside the telemetry, and the judgements that follow. Nothing of it is stored as a verdict.

/// An entry about a person's step; `data` without personal data (handbook K.6).
JournalEntry step_entry(const Service& service, const std::string& area, const char* kind, const std::string& who, Text text,
                        const std::string& data);

/// In the order in which they were signed.
std::vector<Inspection> inspections(Service& service);
/// With their decisions, in the order in which they were made.
std::vector<Statement> statements(Service& service);

/// A stop threshold that a person set for a line without one in the inventory (handbook H.1). `share_percent`: of the
/// measured normal day, for every line that has one; enterprise and line are then empty.
struct SetThreshold {
    std::string enterprise_id, line_id;
    std::optional<Rational> kwh_per_day;
    std::optional<Rational> share_percent;
    std::string who;
    Instant at;
};
std::vector<SetThreshold> thresholds(Service& service);

/// Normal days of every metered line, frozen before the first hint of the alert at the first call after its issue; empty:
/// no such alert.
std::vector<NormalDay> normal_days(Service& service, const std::string& alert_id);
/// The lines with the normal days of the alert (empty: of the newest) and the thresholds that persons set.
EvidenceIndex evidence_lines(Service& service, const std::string& alert_id);

/// Everything that a judgement of an alert (empty: of all) is made from; empty where no order was ever due.
struct Judged {
    std::vector<DueOrder> orders;
    EvidenceIndex lines;
    ReadingIndex readings;    ///< from a day before `from`
    Hour from, until;
    std::vector<Inspection> visits;
    DailyEmission base;

    ComplianceInput compliance(const TelemetrySettings& settings) const { return {orders, lines, readings, settings, from, until}; }
    AchievedInput achieved(const TelemetrySettings& settings) const {
        return {orders, lines, readings, settings, from, until, base, 60, &visits};
    }
};
std::optional<Judged> judged(Service& service, const std::string& alert_id);

}  // namespace qingkong
