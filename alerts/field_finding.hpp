// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "alerts/enforcement_terms.hpp"
#include "rules/time.hpp"

namespace qingkong {

/// Steps of the closed loop (handbook H.5): 发现, 交办, 整改反馈, 复核, 销号, 督办, 移交, 约谈, 问责.
enum class FindingStep { found, assigned, feedback, rechecked, closed, supervised, handed_over, interview, accountability };
std::string_view token(FindingStep step);
std::optional<FindingStep> parse_finding_step(std::string_view text);
Text finding_step_name(FindingStep step);

/// One signed step. Texts and names of persons stand in a kept record (handbook K.6).
struct FindingEntry {
    FindingStep step = FindingStep::found;
    Instant at;
    std::string who;         ///< account
    std::string unit;        ///< of an assignment: the responsible unit or post; of a hand-over: the department
    bool passed = false;     ///< of a recheck
    std::string record;      ///< kept record with text (and photographs named in it); may be empty
    bool operator==(const FindingEntry&) const = default;
};

/// A problem found on site, in an order, at a key area. Kinds: `line`, `site`, `peak_shift`, `transport`, `fire`, `other`.
struct FieldFinding {
    std::string id;          ///< `F0001`
    std::string kind, area, enterprise_id, line_id;
    std::string place;       ///< where it is no enterprise: the key area or site in words
    std::string inspection;  ///< id of the visit behind it; empty = none
    std::string transition;  ///< the order version that it is about
    std::string source;      ///< `inspection`, `hotspot`, `fire_point`, `patrol`, `tip`, …
    bool during_alert = false;
    std::vector<FindingEntry> steps;  ///< steps.front() is `found`

    FindingStep state() const { return steps.back().step; }
    bool open() const { return state() != FindingStep::closed; }
    Instant found_at() const { return steps.front().at; }
    /// Whose turn it is: the unit of the last assignment, empty before.
    std::string unit() const;
};

/// What is due next, and how often the loop has failed.
struct FindingClock {
    std::optional<FindingStep> next;  ///< assigned, feedback, rechecked or closed; empty = nothing by a clock
    std::optional<Instant> due;
    bool overdue = false;
    int failures = 0;                 ///< steps that came late, and rechecks not passed
    std::optional<FindingStep> advised;  ///< supervised or interview, by the terms; a person takes it
};
/// assigned within assign_minutes of the finding during an alert (else a day), feedback within feedback_hours of the
/// assignment or of a failed recheck, recheck within recheck_hours of the feedback.
FindingClock finding_clock(const FieldFinding& finding, const EnforcementTerms& terms, Instant now);

/// Why the step cannot follow; empty = it can. found → assigned → feedback → rechecked → closed where passed, else
/// feedback again; supervised, interview, accountability and handed_over at any time before the end, the loop goes on after
/// them. handed_over wants a verdict of two inspectors: `proven`.
std::optional<Text> refused_step(const FieldFinding& finding, const FindingEntry& step, bool proven);

/// Findings whose next step is late, by unit, then by due minute.
struct OverdueFinding {
    std::string id, unit, area;
    FindingStep next = FindingStep::assigned;
    Instant due;
    int failures = 0;
};
std::vector<OverdueFinding> overdue_findings(const std::vector<FieldFinding>& findings, const EnforcementTerms& terms, Instant now);

/// Counts of the campaign plans by area; empty where the ladder is off (handbook H.5).
struct LadderCount {
    std::string area;
    int unrectified = 0, fresh = 0;
    int64_t weight_milli = 0;
    std::string level;
};
std::vector<LadderCount> ladder_counts(const std::vector<FieldFinding>& findings, const EnforcementTerms& terms, Instant since);

}  // namespace qingkong
