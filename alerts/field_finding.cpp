// SPDX-License-Identifier: Apache-2.0
#include "alerts/field_finding.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <tuple>

namespace qingkong {

namespace {

constexpr std::array<FindingStep, 9> kSteps = {FindingStep::found, FindingStep::assigned, FindingStep::feedback, FindingStep::rechecked,
                                               FindingStep::closed, FindingStep::supervised, FindingStep::handed_over, FindingStep::interview,
                                               FindingStep::accountability};
constexpr int64_t kHour = 3600;

/// The steps that carry the loop; the others are said beside it.
bool carries(FindingStep step) {
    return step == FindingStep::found || step == FindingStep::assigned || step == FindingStep::feedback || step == FindingStep::rechecked ||
           step == FindingStep::closed;
}

const FindingEntry& last_carrying(const FieldFinding& finding) {
    for (auto it = finding.steps.rbegin(); it != finding.steps.rend(); ++it)
        if (carries(it->step)) return *it;
    return finding.steps.front();
}

struct Due {
    FindingStep next = FindingStep::assigned;
    Instant at;
};
std::optional<Due> due_after(const FieldFinding& finding, const FindingEntry& last, const EnforcementTerms& terms) {
    switch (last.step) {
        case FindingStep::found:
            return Due{FindingStep::assigned, {last.at.seconds + (finding.during_alert ? terms.assign_minutes * 60 : 24 * kHour)}};
        case FindingStep::assigned: return Due{FindingStep::feedback, {last.at.seconds + terms.feedback_hours * kHour}};
        case FindingStep::feedback: return Due{FindingStep::rechecked, {last.at.seconds + terms.recheck_hours * kHour}};
        case FindingStep::rechecked:
            if (!last.passed) return Due{FindingStep::feedback, {last.at.seconds + terms.feedback_hours * kHour}};
            return std::nullopt;
        default: return std::nullopt;
    }
}

}  // namespace

std::string_view token(FindingStep step) {
    switch (step) {
        case FindingStep::found: return "found";
        case FindingStep::assigned: return "assigned";
        case FindingStep::feedback: return "feedback";
        case FindingStep::rechecked: return "rechecked";
        case FindingStep::closed: return "closed";
        case FindingStep::supervised: return "supervised";
        case FindingStep::handed_over: return "handed_over";
        case FindingStep::interview: return "interview";
        case FindingStep::accountability: return "accountability";
    }
    return "";
}

std::optional<FindingStep> parse_finding_step(std::string_view text) {
    for (const FindingStep step : kSteps)
        if (token(step) == text) return step;
    return std::nullopt;
}

Text finding_step_name(FindingStep step) {
    switch (step) {
        case FindingStep::found: return {"发现", "found"};
        case FindingStep::assigned: return {"交办", "assigned"};
        case FindingStep::feedback: return {"整改反馈", "feedback"};
        case FindingStep::rechecked: return {"复核", "rechecked"};
        case FindingStep::closed: return {"销号", "closed"};
        case FindingStep::supervised: return {"督办", "supervised"};
        case FindingStep::handed_over: return {"移交", "handed over"};
        case FindingStep::interview: return {"约谈", "interview"};
        case FindingStep::accountability: return {"问责", "accountability"};
    }
    return {};
}

std::string FieldFinding::unit() const {
    for (auto it = steps.rbegin(); it != steps.rend(); ++it)
        if (it->step == FindingStep::assigned) return it->unit;
    return "";
}

FindingClock finding_clock(const FieldFinding& finding, const EnforcementTerms& terms, Instant now) {
    FindingClock clock;
    std::optional<Due> due;
    for (const FindingEntry& step : finding.steps) {
        if (!carries(step.step)) continue;
        if (due && step.step == due->next && step.at > due->at) ++clock.failures;
        if (step.step == FindingStep::rechecked && !step.passed) ++clock.failures;
        due = due_after(finding, step, terms);
    }
    if (due) {
        clock.next = due->next;
        clock.due = due->at;
        clock.overdue = now > due->at;
        if (clock.overdue) ++clock.failures;
    } else if (finding.open() && last_carrying(finding).step == FindingStep::rechecked) {
        clock.next = FindingStep::closed;
    }
    const auto taken = [&](FindingStep step) {
        return std::any_of(finding.steps.begin(), finding.steps.end(), [&](const FindingEntry& one) { return one.step == step; });
    };
    if (finding.open() && clock.failures >= terms.interview_at && !taken(FindingStep::interview))
        clock.advised = FindingStep::interview;
    else if (finding.open() && clock.failures >= terms.supervise_at && !taken(FindingStep::supervised))
        clock.advised = FindingStep::supervised;
    return clock;
}

std::optional<Text> refused_step(const FieldFinding& finding, const FindingEntry& step, bool proven) {
    const FindingEntry& last = last_carrying(finding);
    const auto after = [&](std::initializer_list<FindingStep> steps) {
        return std::find(steps.begin(), steps.end(), last.step) != steps.end();
    };
    if (!finding.open()) return Text{"该问题已销号", "the finding is closed"};
    if (step.at < finding.steps.back().at) return Text{"时间早于上一步", "the time lies before the step before it"};
    switch (step.step) {
        case FindingStep::found: return Text{"问题已登记", "it was found already"};
        case FindingStep::assigned:
            if (!after({FindingStep::found, FindingStep::assigned})) return Text{"已有整改反馈，不能重新交办", "feedback was given: it cannot be assigned anew"};
            if (step.unit.empty()) return Text{"交办须写明责任单位", "an assignment names the responsible unit"};
            return std::nullopt;
        case FindingStep::feedback:
            if (after({FindingStep::assigned}) || (last.step == FindingStep::rechecked && !last.passed)) return std::nullopt;
            return Text{"整改反馈须在交办之后、复核之前", "feedback follows an assignment or a failed recheck"};
        case FindingStep::rechecked:
            if (after({FindingStep::feedback})) return std::nullopt;
            return Text{"复核须在整改反馈之后", "a recheck follows feedback"};
        case FindingStep::closed:
            if (last.step == FindingStep::rechecked && last.passed) return std::nullopt;
            return Text{"复核通过后方可销号", "it is closed after a passed recheck"};
        case FindingStep::handed_over:
            if (!proven) return Text{"移交须有两名检查人员作出的未落实结论", "a hand-over wants a verdict of two inspectors"};
            if (step.unit.empty()) return Text{"移交须写明主管部门", "a hand-over names the competent department"};
            return std::nullopt;
        case FindingStep::supervised:
        case FindingStep::interview:
        case FindingStep::accountability: return std::nullopt;
    }
    return std::nullopt;
}

std::vector<OverdueFinding> overdue_findings(const std::vector<FieldFinding>& findings, const EnforcementTerms& terms, Instant now) {
    std::vector<OverdueFinding> out;
    for (const FieldFinding& finding : findings) {
        const FindingClock clock = finding_clock(finding, terms, now);
        if (clock.overdue) out.push_back({finding.id, finding.unit(), finding.area, *clock.next, *clock.due, clock.failures});
    }
    std::stable_sort(out.begin(), out.end(), [](const OverdueFinding& a, const OverdueFinding& b) {
        return std::tie(a.unit, a.due, a.id) < std::tie(b.unit, b.due, b.id);
    });
    return out;
}

std::vector<LadderCount> ladder_counts(const std::vector<FieldFinding>& findings, const EnforcementTerms& terms, Instant since) {
    if (!terms.ladder_enabled) return {};
    std::map<std::string, LadderCount> counts;
    for (const FieldFinding& finding : findings) {
        LadderCount& one = counts[finding.area];
        one.area = finding.area;
        if (finding.found_at() >= since) ++one.fresh;
        if (finding.open() && finding.found_at() < since) ++one.unrectified;
        for (const auto& [kind, weight] : terms.weights_milli)
            if (kind == finding.kind) one.weight_milli += weight;
    }
    std::vector<LadderCount> out;
    for (auto& [area, one] : counts) {
        one.level = terms.ladder_level(one.unrectified, one.fresh);
        out.push_back(std::move(one));
    }
    return out;
}

}  // namespace qingkong
