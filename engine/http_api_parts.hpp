// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <string>

#include <nlohmann/json.hpp>

#include "engine/http_api.hpp"

namespace qingkong {

// What the handlers of writes share.

Response json_answer(const nlohmann::ordered_json& json, int status = 200);
/// 404 for what is unknown, 400 for what is wrong in itself, 409 for what does not go with the state.
Response refusal_response(const Outcome::Refusal& refusal);
/// The body as a JSON object; empty text counts as {}.
std::optional<nlohmann::ordered_json> body_object(const Call& call);
Response not_json();
/// The text under a key; empty where there is none.
std::string text_of(const nlohmann::ordered_json& body, const char* key);
/// An optional time; false: it is there and is no time.
bool time_of(const nlohmann::ordered_json& body, const char* key, std::optional<Instant>& into);
Response bad_time(const char* key);
/// What the officer says of this round: `batch`, `zones`, `not_applied` (ids, or objects with id and reason), `override`
/// (by, reason). False: it is there and is not of this form.
bool round_of(const nlohmann::ordered_json& body, RoundTerms& into);
Response bad_round();
/// How the step was approved: `approval` {manner, authority, approved_at, record}; absent = signed in the program. False: it
/// is there and is not of this form.
bool approval_of(const nlohmann::ordered_json& body, Approval& into);
Response bad_approval();
/// The alert of the path's `{id}` where the account covers its area; else the answer is given and the result empty.
std::optional<Alert> covered_alert(Daemon& daemon, const Call& call, const Reply& reply);
/// Of a signature: `{transition, repeated, difference}` or the refusal; then what is due is sent.
void answer_transition(Daemon& daemon, const Outcome& outcome, const Reply& reply);

/// Slow work that gives the answer (printing a paper) in another thread; 503 `busy` where too much waits already.
void answer_aside(Daemon& daemon, std::function<Response()> work, const Reply& reply);

/// The notice of a transition as it reads now: after the publication is recorded it no longer says that it is not.
std::optional<Document> notice_of_transition(Service& service, const std::string& id, Language language);

}  // namespace qingkong
