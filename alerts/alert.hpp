// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "alerts/approval.hpp"
#include "alerts/round.hpp"
#include "rules/area.hpp"
#include "rules/finding.hpp"
#include "rules/level.hpp"
#include "rules/text.hpp"
#include "rules/time.hpp"

namespace qingkong {

/// The actions of the state machine (handbook B.4). `external`: a superior's order raises the level. `correct`: 补充通知
/// before the start hour, the version before never took effect (B.5); counted as no downgrade.
enum class AlertAction { none, watch, issue, upgrade, downgrade, keep, hold, release, external, correct };
std::string_view token(AlertAction action);
/// 发布 / 升级 / 降级 / 解除 …
Text action_name(AlertAction action);

/// Which text of the law was applied: every decision, page, notice and mail names it.
struct EditionRef {
    std::string id;       ///< `n2017`
    std::string hash;     ///< of the edition's file, hexadecimal
    Text title;           ///< 环大气〔2017〕86号 …
};

enum class ProposalStatus { open, signed_off, refused, replaced };
std::string_view token(ProposalStatus status);

/// What a proposal asks of the officer.
enum class ProposalKind {
    step,     ///< a step of an alert, to be signed or refused
    look,     ///< a feed is silent: look at the source; closed by new data
    cause,    ///< dust is suspected and changes the answer: confirm or reject it (handbook B.7)
    joint     ///< regional joint response (handbook B.6); signed = proposed to the superior
};
std::string_view token(ProposalKind kind);

/// The office's own decisions beside the rule, each signed with a reason (handbook B.4); `verify` counts them apart.
/// `revise`: the orders of a new inventory during an alert. `suspend`, `resume`: 暂停 and 重新启动, a release and an issue
/// that refers to it.
enum class Discretion { none, extend, raise, release, revise, suspend, resume };
/// `` (none), `extend`, `raise`, `release`, `revise`, `suspend`, `resume`.
std::string_view token(Discretion discretion);
/// 延续 / 提高一级 / 提前解除 / 按新版清单调整措施 / 暂停 / 重新启动.
Text discretion_name(Discretion discretion);

/// A proposed step with its evidence. Nothing happens before a person signs it.
struct Proposal {
    std::string id;                              ///< `P0001`, in order of making
    std::string area;                            ///< `all` or one area: whose air and whose alert
    AlertAction action = AlertAction::none;
    AlertLevel from = AlertLevel::normal;
    AlertLevel to = AlertLevel::normal;
    Instant made_at;
    Hour measured_to;                            ///< label of the last measured hour
    std::optional<Instant> forecast_issued_at;
    Instant response_start;                      ///< clock time from which the new level governs
    std::optional<Instant> planned_end;          ///< clock time of the expected release
    std::optional<Instant> episode_begin;        ///< clock times of the pollution episode
    std::optional<Instant> episode_end;
    EditionRef edition;
    std::vector<Finding> findings;
    std::vector<Text> alternatives;              ///< near misses, the smallest changes that give another level, and what
                                                 ///< the other readings of the text would propose
    Text reason;
    ProposalStatus status = ProposalStatus::open;
    std::string alert_id;                        ///< the alert it would change; empty for an issue
    ProposalKind kind = ProposalKind::step;
    int version = 1;                             ///< rises when newer data change it and the step stays the same
    std::string subject;                         ///< of a look: `observations` or `forecast`; joint: the cities
    std::string superior;                        ///< id of the superior's paper behind it
    bool declinable = false;                     ///< a hint: may be declined with a reason
    AlertLevel own_target = AlertLevel::normal;  ///< what our own rule asks for, shown beside an order or a hint
    bool revised = false;                        ///< measured values behind it were revised since it was made
};

/// A signed step: one version of an alert. Three times, never one (handbook B.5): published_at, response_start, episode.
struct Transition {
    std::string alert_id;                        ///< `A2014-01`: season's number
    int version = 1;                             ///< 1 = issue, rising by one with each transition of the alert
    std::string area;                            ///< scope of the alert: `all` or one area
    std::vector<std::string> areas_concerned;    ///< areas whose level in force changes: their enterprises are told
    AlertAction action = AlertAction::issue;
    AlertLevel from = AlertLevel::normal;
    AlertLevel to = AlertLevel::normal;
    Instant signed_at;
    std::string signed_by;                       ///< account id, never a person's name
    std::optional<Instant> published_at;         ///< only when an officer has recorded it (K.5)
    Instant response_start;
    std::optional<Instant> planned_end;
    std::optional<Instant> episode_begin;
    std::optional<Instant> episode_end;
    EditionRef edition;
    std::string document_no;                     ///< 攻坚办〔2014〕3号
    std::string proposal_id;
    Text reason;
    Discretion discretion = Discretion::none;
    std::string superior;                        ///< id of the superior's paper it carries out
    RoundTerms round;                            ///< batch, zones, measures not applied, override
    Approval approval;                           ///< by whom, by which document, in which manner
    int replaces = 0;                            ///< version that it corrects: that one never took effect; 0 = none
    std::string references;                      ///< document number of the suspended alert that it resumes
    bool exercise = false;                       ///< 演练: never in force, never public

    /// `A2014-01.2`: names the transition in orders.csv, account.csv and Message-IDs.
    std::string id() const { return alert_id + "." + std::to_string(version); }
};

/// An alert from its issue to its release.
struct Alert {
    std::string id;
    std::string area;                            ///< `all` or one area
    AlertLevel level = AlertLevel::normal;       ///< as last signed; `normal` after the release was signed
    Instant effective_from;                      ///< response start of the last transition
    std::optional<Instant> ends_at;              ///< clock time of the signed release
    bool waits = false;                          ///< its episode has not begun yet (handbook B.4)
    Hour proposed_at;                            ///< label of hour 0 when it was proposed
    std::optional<Instant> extended_until;       ///< by discretion: no release is proposed before
    AlertLevel raised_from = AlertLevel::normal; ///< by discretion: what the rule asked for when the level was raised
    bool exercise = false;                       ///< 演练: its id begins with D
    std::vector<Transition> transitions;

    /// A later version corrects this one: it never took effect.
    bool replaced(const Transition& transition) const;
    /// The last version; null before the issue.
    const Transition* last() const { return transitions.empty() ? nullptr : &transitions.back(); }
};

/// The office and its plan: fields of notices and mails; configuration, never a constant.
struct Office {
    Text name;               ///< 北京市空气重污染应急指挥部办公室
    Text government;         ///< 北京市人民政府: who alone publishes
    Text plan_title;         ///< 《北京市空气重污染应急预案》
    std::string document_prefix;    ///< 攻坚办
    std::string contact;     ///< a post, e.g. 值班室
    std::string telephone;
    std::string mail_from;   ///< envelope sender and From address
    std::string mail_domain; ///< right side of Message-IDs
    std::string link_base;   ///< address of the page, e.g. http://127.0.0.1:8300
    bool exercise = false;   ///< every paper, mail and page marked 【演练】
};

}  // namespace qingkong
