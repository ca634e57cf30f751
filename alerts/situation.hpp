// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "alerts/alert.hpp"
#include "alerts/document.hpp"
#include "alerts/journal.hpp"
#include "alerts/template.hpp"
#include "emissions/accounting.hpp"
#include "emissions/inventory.hpp"
#include "emissions/selection.hpp"
#include "rules/air.hpp"
#include "rules/edition.hpp"

namespace qingkong {

/// Areas of an alert's scope: `all`, one id, or ids joined by `+` (part of a city).
std::vector<std::string> areas_of_scope(const City& city, const std::string& scope);
/// `全市`, or the names of its areas.
Text scope_name(const City& city, const std::string& scope);

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
};

/// What was last said of a scope, so that a change (into hold, into watch, data insufficient) is told once.
struct ScopeNote {
    AlertAction action = AlertAction::none;
    AlertLevel level = AlertLevel::normal;
    bool insufficient = false;
    bool stale = false;
    bool operator==(const ScopeNote&) const = default;
};

/// Rows in force and counters, as the store keeps them.
struct AlertBook {
    std::vector<Alert> alerts;                  ///< not yet ended
    std::vector<Proposal> open;                 ///< proposals nobody has answered
    std::map<std::string, ScopeNote> notes;     ///< by scope
    std::vector<MeasureOrder> orders_in_force;  ///< the last signed rows of every enterprise under an alert
    std::map<std::string, std::string> threads; ///< `alert|enterprise` -> Message-ID of the alert's first mail to it
    int proposals_made = 0;
    int alerts_this_year = 0;
    int documents_this_year = 0;
};

/// Everything a decision may look at. Gathered by the engine, read by decide().
struct Situation {
    Instant now;
    const City& city;
    const Edition& edition;
    const Inventory* inventory = nullptr;       ///< null: no enterprises known, no orders
    const TargetTable* targets = nullptr;
    const Templates* templates = nullptr;
    const Office& office;
    int start_advance_hours = 0;
    std::vector<int> start_hours;               ///< usual hours of the office, rising; empty = any
    std::string link_key;                       ///< secret of the acknowledgement links, 32 bytes
    std::vector<ScopeAir> air;                  ///< `all` first
    AlertBook book;
};

struct Tick {};
struct SignCommand {
    std::string proposal_id, who, comment;
    std::optional<Instant> response_start;
};
struct RefuseCommand {
    std::string proposal_id, who, reason;
};
/// The office's discretion: an alert for the city or a part of it, signed with a reason (B.2, B.6 主动加严).
struct RaiseCommand {
    std::string scope, who, reason;
    AlertLevel level = AlertLevel::normal;
    std::optional<Instant> response_start;
};
/// The office's discretion: an earlier release, signed with a reason (B.4).
struct ReleaseCommand {
    std::string alert_id, who, reason;
    std::optional<Instant> response_start;
};
/// “已由{政府}发布”: only this opens what is public (K.5).
struct PublishCommand {
    std::string transition_id, who, by, channel;
    Instant at;
};
using Event = std::variant<Tick, SignCommand, RefuseCommand, RaiseCommand, ReleaseCommand, PublishCommand>;

/// One mail for the outbox.
struct OutgoingMail {
    std::string transition, enterprise_id, area, to, message_id, subject, bytes, ack_token;
};

/// A signed step with its papers.
struct TransitionPapers {
    Transition transition;
    std::vector<MeasureOrder> orders;
    std::vector<AccountRow> account;
    Document notice_zh, notice_en;
    std::vector<OutgoingMail> mails;
    std::vector<std::string> without_address;   ///< enterprises that must be told by telephone
};

/// What follows from an event: committed in one transaction, or not at all.
struct Outcome {
    std::vector<JournalEntry> journal;
    std::vector<Proposal> proposals;            ///< new or changed
    std::vector<Alert> alerts;                  ///< new or changed
    std::map<std::string, ScopeNote> notes;     ///< changed
    std::optional<TransitionPapers> papers;
    std::optional<std::pair<std::string, Instant>> published;    ///< transition id, when
    /// Why a command was refused; then nothing else is set. `id` is stable: `proposal_changed`, `laxer`, …
    struct Refusal {
        std::string id;
        Text what, wanted;
    };
    std::optional<Refusal> refusal;
    bool nothing() const {
        return journal.empty() && proposals.empty() && alerts.empty() && notes.empty() && !papers && !published;
    }
};

/// Level in force by signature for one area: the highest of the alerts that cover it (never laxer than the city's).
AlertLevel level_of_area(const AlertBook& book, const City& city, const std::string& area);

}  // namespace qingkong
