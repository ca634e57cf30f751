// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include <nlohmann/json_fwd.hpp>

#include "alerts/evaluate.hpp"
#include "alerts/situation.hpp"

namespace qingkong {

// What each event does; `decide` dispatches to these.

Outcome on_tick(const Situation& situation);                                        ///< tick.cpp
Outcome on_sign(const Situation& situation, const SignCommand& command);            ///< sign.cpp
Outcome on_refuse(const Situation& situation, const RefuseCommand& command);        ///< sign.cpp
Outcome on_publish(const Situation& situation, const PublishCommand& command);      ///< sign.cpp
Outcome on_raise(const Situation& situation, const RaiseCommand& command);          ///< discretion.cpp
Outcome on_release(const Situation& situation, const ReleaseCommand& command);      ///< discretion.cpp
Outcome on_extend(const Situation& situation, const ExtendCommand& command);        ///< discretion.cpp
Outcome on_suspend(const Situation& situation, const SuspendCommand& command);      ///< discretion.cpp
Outcome on_resume(const Situation& situation, const ResumeCommand& command);        ///< correct.cpp
Outcome on_correct(const Situation& situation, const CorrectCommand& command);      ///< correct.cpp
Outcome on_countersign(const Situation& situation, const CountersignCommand& command);    ///< sign.cpp
Outcome on_import(const Situation& situation, const ImportCommand& command);        ///< revise.cpp
Outcome on_revise(const Situation& situation, const ReviseCommand& command);        ///< revise.cpp
Outcome on_superior(const Situation& situation, const SuperiorCommand& command);    ///< recorded.cpp
Outcome on_cause(const Situation& situation, const CauseCommand& command);          ///< recorded.cpp

// What they share (acts.cpp).

JournalEntry entry(const Situation& situation, const std::string& scope, const std::string& kind, AlertLevel level,
                   const std::string& who, Text text, const nlohmann::ordered_json& data);
Outcome refused(const char* id, Text what, Text wanted);
Outcome reason_missing();
/// The alert of that id that is in force or signed to be; null = none.
const Alert* active_alert(const Situation& situation, const std::string& id);
Outcome unknown_alert(const std::string& id);
/// A response starts at a full hour, not before the first one after the signature; a refusal if not.
std::optional<Outcome> bad_start(const Situation& situation, Instant start);
const ScopeAir* air_of_scope(const Situation& situation, const std::string& scope);
const Proposal* open_of_scope(const AlertBook& book, const std::string& scope, ProposalKind kind);
/// Level and direction, and the paper from above: what a signature is given for (B.5).
bool same_step(const Proposal& a, const Proposal& b);
/// `建议发布黄色预警，自…起启动Ⅲ级应急响应。…`
Text proposal_text(const Proposal& proposal);
/// What newer data changed in a proposal whose step stayed the same; empty = nothing.
Text proposal_difference(const Proposal& was, const Proposal& is);

/// Once no alert is left, the inventory that waited is in force.
void follow_inventory(const Situation& situation, Outcome& out);
/// A silent feed is a proposal to look at its source, once an outage; it ends with the data. `made` counts proposals.
void follow_feeds(const Situation& situation, const ScopeAir& air, ScopeNote& note, int& made, Outcome& out);
/// Suspected dust that changes the answer is a proposal to confirm or reject it.
void follow_cause(const Situation& situation, const ScopeAir& air, const ScopeEvaluation& evaluation, ScopeNote& note,
                  int& made, Outcome& out);
/// Connected cities at orange or above: a proposal of joint response (B.6).
void follow_region(const Situation& situation, AlertLevel own_target, ScopeNote& note, int& made, Outcome& out);

}  // namespace qingkong
