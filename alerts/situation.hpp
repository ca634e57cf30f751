// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "alerts/alert.hpp"
#include "alerts/document.hpp"
#include "alerts/journal.hpp"
#include "alerts/member_unit.hpp"
#include "alerts/superior.hpp"
#include "alerts/template.hpp"
#include "emissions/accounting.hpp"
#include "emissions/inventory.hpp"
#include "emissions/selection.hpp"
#include "rules/air.hpp"
#include "rules/cause.hpp"
#include "rules/edition.hpp"
#include "rules/region.hpp"

namespace qingkong {

struct NoticeChannels;

/// Areas of an alert's scope: `all`, one id, or ids joined by `+` (part of a city).
std::vector<std::string> areas_of_scope(const City& city, const std::string& scope);
/// `全市`, or the names of its areas.
Text scope_name(const City& city, const std::string& scope);

/// A measured hour whose value changed after it was known; both are kept.
struct HourRevision {
    Hour hour;
    AqiValue was, is;
    bool operator==(const HourRevision&) const = default;
};

/// The air of one scope as known now: hourly values, measured up to `now`, forecast after.
struct ScopeAir {
    std::string scope;
    Hour first;                                 ///< label of values[0]
    std::vector<AqiValue> values;
    int now = 0;                                ///< position of hour 0
    std::optional<Hour> measured_to;            ///< label of the last measured hour; empty = nothing measured
    std::optional<Instant> forecast_issued_at;
    int stale_hours = 0;                        ///< full hours of the clock without a measured hour
    std::vector<std::string> primary;           ///< primary pollutants of the last measured hour, field names
    bool borrowed = false;                      ///< the scope has no air of its own: the city's stands for it
    /// Forecast by days: `values` ends at `now`, and these follow, the running day first (B.3 step 9).
    bool daily_forecast = false;
    std::vector<AqiValue> day_values;
    /// The same hours under another cause (B.7); empty = there is no such hour. Hours confirmed as dust stand with
    /// their PM2.5 index in `values` already.
    std::vector<AqiValue> without_dust;         ///< suspected, not confirmed: at their PM2.5 index
    std::vector<AqiValue> without_ozone;        ///< O3 alone is primary: at the index of the other pollutants
    std::vector<Hour> dust_suspects;            ///< labels
    /// Where the forecast is a range: the same hours (and days) with each of its values in turn.
    struct OfRange {
        ForecastChoice choice = ForecastChoice::centre;
        std::vector<AqiValue> values, day_values;
    };
    std::vector<OfRange> range;
    /// By Edition::other_series(), the measured hours; they are not forecast.
    std::vector<std::vector<AqiValue>> others;
    std::vector<HourRevision> revisions;        ///< since the decision before this one
};

/// A step that the officer refused, or that an earlier release answers: not proposed again on the same forecast.
struct DeclinedStep {
    AlertAction action = AlertAction::none;
    AlertLevel to = AlertLevel::normal;
    std::optional<Instant> forecast_issued_at;
    bool operator==(const DeclinedStep&) const = default;
};

/// What was last said of a scope, so that a change (into hold, into watch, data insufficient) is told once.
struct ScopeNote {
    AlertAction action = AlertAction::none;
    AlertLevel level = AlertLevel::normal;
    bool insufficient = false;
    bool stale = false;
    bool forecast_stale = false;
    bool dust = false;                          ///< suspected dust changes the answer
    bool ozone = false;                         ///< O3 alone makes it: health advice, no response
    std::vector<DeclinedStep> declined;
    std::string joint;                          ///< cities of the joint response last spoken of
    bool operator==(const ScopeNote&) const = default;
};

/// Rows in force and counters, as the store keeps them.
struct AlertBook {
    std::vector<Alert> alerts;                  ///< not yet ended
    std::vector<Proposal> open;                 ///< proposals nobody has answered
    std::map<std::string, ScopeNote> notes;     ///< by scope
    std::vector<MeasureOrder> orders_in_force;  ///< the last signed rows of every enterprise under an alert
    std::vector<SuperiorDoc> superior;          ///< papers from above that are active
    std::map<std::string, std::string> threads; ///< `alert|enterprise` -> Message-ID of the alert's first mail to it
    int proposals_made = 0;
    int alerts_this_year = 0;
    int documents_this_year = 0;
    int superior_recorded = 0;
    std::string waiting_inventory;              ///< hash of a version that was imported during an alert
    std::string waiting_version;                ///< its number, for people
    bool exercise = false;                      ///< the book of the drills: nothing of a real alert stands in it
};

/// Settings of the office that a decision goes by (`[alerts]`, `[air]`, `[region]`).
struct OfficeRules {
    int stale_hours = 3;              ///< without a measured hour: look at the source
    int forecast_stale_hours = 36;    ///< age of the newest forecast: look at the source
    int dust_ratio_percent = 30;      ///< PM2.5 / PM10 below it: dust is suspected
    int raise_max = 1;                ///< levels above the rule that discretion may reach
    int joint_least = 3;              ///< connected cities that make a joint response
    std::vector<Authority> authorities;    ///< who may approve what; empty = the roles of the accounts alone
};

/// Everything a decision may look at. Gathered by the engine, read by decide().
struct Situation {
    Instant now;
    const City& city;
    const Edition& edition;
    const Inventory* inventory = nullptr;       ///< null: no enterprises known, no orders
    const TargetTable* targets = nullptr;
    const Templates* templates = nullptr;
    Office office;
    int start_advance_hours = 0;
    std::vector<int> start_hours;               ///< usual hours of the office, rising; empty = any
    std::string link_key;                       ///< secret of the acknowledgement links, 32 bytes
    std::vector<ScopeAir> air;                  ///< `all` first
    AlertBook book;
    OfficeRules rules;
    Region region;                              ///< neighbours and what is known of their targets
    const Members* members = nullptr;           ///< units that get the notices and report; null: none
    /// PDF of the order sheet that was printed in advance for this inventory (alerts/order_sheet); empty text: none is
    /// there. Null: none at all.
    std::function<std::string(const std::string& enterprise_id, AlertLevel level)> order_sheet;
    const NoticeChannels* channels = nullptr;   ///< ways beside the mail; null: none
};

struct Tick {};
struct SignCommand {
    std::string proposal_id, who, comment;
    std::optional<Instant> response_start;
    std::optional<Proposal> seen;               ///< the wording that the officer had before them, if it was an earlier one
    RoundTerms round;
    Approval approval;
};
struct RefuseCommand {
    std::string proposal_id, who, reason;
};
/// The office's discretion: an alert for the city or a part of it, signed with a reason (B.2, B.6 主动加严).
struct RaiseCommand {
    std::string scope, who, reason;
    AlertLevel level = AlertLevel::normal;
    std::optional<Instant> response_start;
    RoundTerms round;
    Approval approval;
};
/// The office's discretion: an earlier release, signed with a reason (B.4).
struct ReleaseCommand {
    std::string alert_id, who, reason;
    std::optional<Instant> response_start;
    Approval approval;
};
/// 暂停: the alert ends with the announcement that it may be started again under the same notice (B.5 SUSPEND).
struct SuspendCommand {
    std::string alert_id, who, reason;
    std::optional<Instant> response_start;
    Approval approval;
};
/// 重新启动 of a suspended alert: an issue that refers to its notice, at its last level or at `level`.
struct ResumeCommand {
    std::string alert_id, who, reason;
    std::optional<AlertLevel> level;
    std::optional<Instant> response_start;
    RoundTerms round;
    Approval approval;
};
/// 补充通知 before the start hour: this version prevails, the one before never took effect (B.5).
struct CorrectCommand {
    std::string alert_id, who, reason;
    AlertLevel level = AlertLevel::normal;
    std::optional<Instant> response_start;
    RoundTerms round;
    Approval approval;
};
/// The signature that follows one person's at night (补签).
struct CountersignCommand {
    std::string transition_id, who;
    Approval approval;
};
/// The office's discretion: 延续, the alert goes on although its release is met, signed with a reason (B.4, B.5).
struct ExtendCommand {
    std::string alert_id, who, reason;
    Instant until;
    Approval approval;
};
/// A new version of the inventory was taken in, free of errors; its content is kept by `hash`.
struct ImportCommand {
    std::string hash, version, who, note;
    Text summary;                               ///< what differs from the version before
};
/// The orders of an alert made anew from the inventory of the situation, signed with a reason: only what differs is told.
struct ReviseCommand {
    std::string alert_id, who, reason;
    Approval approval;
};
/// A paper from above has come in (B.6); id, version, effect and who are filled by the decision.
struct SuperiorCommand {
    SuperiorDoc paper;
    std::string who;
};
/// What a person says of the cause of some hours (B.7).
struct CauseCommand {
    CauseRecord record;
};
/// “已由{政府}发布”: only this opens what is public (K.5).
struct PublishCommand {
    std::string transition_id, who, by, channel;
    Instant at;
};
using Event = std::variant<Tick, SignCommand, RefuseCommand, RaiseCommand, ReleaseCommand, ExtendCommand, SuspendCommand,
                           ResumeCommand, CorrectCommand, CountersignCommand, ImportCommand, ReviseCommand, SuperiorCommand, CauseCommand, PublishCommand>;

/// One message for the outbox, finished to its last byte: a mail, or the body of another channel (alerts/outbox).
struct OutgoingMail {
    std::string transition, enterprise_id, area, to, message_id, subject, bytes, ack_token;
    std::string channel = "mail";   ///< `mail`, `sms`, `webhook`, `wecom`, `dingtalk`; `telephone`: a person must call
    std::string purpose = "order";  ///< `order` (asks for an acknowledgement), `unit`, `notice`, `reminder`, `alarm`
};

class EnterpriseMails;

/// A signed step with its papers.
struct TransitionPapers {
    Transition transition;
    std::vector<MeasureOrder> orders;
    std::vector<AccountRow> account;
    Document notice_zh, notice_en;
    std::shared_ptr<const EnterpriseMails> enterprise_mails;    ///< to enterprises and sources, not yet composed; null = none
    std::vector<OutgoingMail> mails;                            ///< to units, and by other channels
    std::vector<std::string> without_address;   ///< enterprises that must be told by telephone
    AssembledMeasures measures;                 ///< of the library: lists of the notice, task sheets of the units
    std::string return_terms;                   ///< which units answer and when (alerts/member_unit); empty = none
};

/// What follows from an event: committed in one transaction, or not at all.
struct Outcome {
    std::vector<JournalEntry> journal;
    std::vector<Proposal> proposals;            ///< new or changed
    std::vector<Alert> alerts;                  ///< new or changed
    std::map<std::string, ScopeNote> notes;     ///< changed
    std::vector<SuperiorDoc> superior;          ///< new or changed
    std::optional<CauseRecord> cause;           ///< new
    /// A version of the inventory by its hash, and whether it is in force from now on or waits for the alerts' end.
    struct InventoryChange {
        std::string hash;
        bool in_force = false;
    };
    std::optional<InventoryChange> inventory;
    Text difference;                            ///< of a signature: what changed since the wording that was seen
    std::optional<TransitionPapers> papers;
    std::string withdrawn;                      ///< transition whose unsent messages must not go out any more
    std::optional<std::pair<std::string, Instant>> published;    ///< transition id, when
    /// Why a command was refused; then nothing else is set. `id` is stable: `proposal_changed`, `laxer`, …
    struct Refusal {
        std::string id;
        Text what, wanted;
    };
    std::optional<Refusal> refusal;
    bool nothing() const {
        return journal.empty() && proposals.empty() && alerts.empty() && notes.empty() && superior.empty() &&
               !cause && !papers && !published && !inventory;
    }
};

/// Level in force by signature for one area: the highest of the alerts that cover it (never laxer than the city's).
AlertLevel level_of_area(const AlertBook& book, const City& city, const std::string& area);

}  // namespace qingkong
