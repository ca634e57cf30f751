// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "alerts/alert.hpp"
#include "alerts/member_unit.hpp"
#include "alerts/superior.hpp"

namespace qingkong {

// Who must answer what by when (handbook B.5, B.6, I.4). Duties are derived from what was signed and passed on; only the
// answers are stored. A daemon that was dead for a day comes to the same list.

enum class DutyKind {
    own_notice,      ///< of the office: our notice after a superior's order, 2 h after its receipt
    receipt,         ///< 响应回执: 1 h after the signature, or after a paper was passed on
    execution,       ///< 落实情况: 24 h
    daily_return,    ///< at the hours of the notice while the response is in force
    summary          ///< 总结: by the end of the second day after the release
};
/// `own_notice`, `receipt`, `execution`, `return`, `summary`.
std::string_view token(DutyKind kind);
std::optional<DutyKind> parse_duty_kind(std::string_view text);
/// 响应回执 …
Text duty_name(DutyKind kind);

enum class DutyState {
    not_due,          ///< cannot be answered yet
    open,             ///< may be answered, in time
    answered,
    answered_late,
    missing           ///< the due minute is over
};
std::string_view token(DutyState state);
/// 未到时限, 待报, 已报, 逾期补报, 未报.
Text state_name(DutyState state);

constexpr int kReceiptHours = 1, kExecutionHours = 24, kSummaryDays = 2;
/// Chased so long after the due minute.
constexpr int kChaseAfterSeconds = 60;

/// How an answer came in.
enum class AnswerChannel { page, mail, telephone, paper };
std::string_view token(AnswerChannel channel);
std::optional<AnswerChannel> parse_answer_channel(std::string_view text);
/// 页面, 邮件, 电话, 书面.
Text channel_name(AnswerChannel channel);

/// One answer as stored. A correction is a further row for the same duty: the last counts, the first says when.
struct UnitAnswer {
    int64_t id = 0;
    std::string unit;
    DutyKind kind = DutyKind::receipt;
    std::string subject;
    Instant due;
    Instant at;              ///< when the unit answered; of a call or a paper as the officer says
    Instant recorded_at;
    AnswerChannel channel = AnswerChannel::page;
    std::string who;         ///< account, or `link` of the unit's mail
    std::string told_by;     ///< with whom the officer spoke; outside the journal (K.6)
    std::string body;        ///< JSON: {"values":{field: number}, "text": …}
    bool operator==(const UnitAnswer&) const = default;
};

/// A paper from above that was passed on (转发).
struct PaperForward {
    std::string paper;                 ///< `S0001`
    Instant at;
    std::string who;
    std::vector<std::string> units;
    bool operator==(const PaperForward&) const = default;
};

struct Duty {
    std::string unit;                  ///< empty = the office itself
    DutyKind kind = DutyKind::receipt;
    /// A receipt and the execution belong to one version: `A2014-01.2`, or a paper `S0001`. Returns and the summary belong
    /// to the alert: `A2014-01`.
    std::string subject;
    int version = 1;                   ///< of the notice or the paper
    std::string area;                  ///< scope of the notice or the paper
    Instant opens, due;
    std::optional<Instant> answered_at;    ///< the first answer
    int64_t answer_id = 0;             ///< the last answer; 0 = none
    DutyState state = DutyState::open;
    bool exercise = false;             ///< of a drill: asked for apart, in no report of a real alert
};

struct DutyInputs {
    const City& city;
    std::vector<Alert> alerts;
    std::map<std::string, NoticeTerms> terms;      ///< by transition; one without terms asks nothing
    std::vector<SuperiorDoc> papers;
    std::vector<PaperForward> forwards;
    std::vector<UnitAnswer> answers;
    Instant now;
    Instant since;                                 ///< duties due before it are left out
};

/// By due minute, then kind, then in the order of the units. A later version takes the place of what of the earlier one
/// was not yet due: receipts begin again, and what was missing stays missing. Of the daily returns those up to the next
/// one are listed; a unit under several alerts reports once an hour, to the highest of them.
std::vector<Duty> duties_of(const DutyInputs& inputs);

/// Who did not answer one question: what the chase list names.
struct ChaseList {
    DutyKind kind = DutyKind::receipt;
    std::string subject, area;
    int version = 1;
    Instant due;
    std::vector<std::string> units;
    bool exercise = false;
};
/// Duties of units that are missing now, due after `chased_to`, at least a minute ago; one list for each due minute, kind
/// and subject.
std::vector<ChaseList> chase_lists(const std::vector<Duty>& duties, Instant chased_to, Instant now);
/// When the next list may be made; empty = nothing is open.
std::optional<Instant> next_chase(const std::vector<Duty>& duties, Instant now);

/// `2014-02-21T09:00` as an instant of that civil day.
Instant at_minute(Day day, int minute);

}  // namespace qingkong
