// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "alerts/alert.hpp"
#include "rules/area.hpp"
#include "rules/problem.hpp"

namespace qingkong {

/// Which forms of a message the feed offers (handbook K.1). `national` adds the national form beside CAP; it never
/// replaces it, and is never called CAP.
enum class CapSeverityStyle { cap, national };

/// `[cap]` of the configuration.
struct CapSettings {
    bool feed = false;                            ///< the routes under /feeds answer at all (K.5: default off)
    std::string sender;                           ///< `zhengzhou-gkb`: no blank, comma, `<`, `&`
    std::string area_code;                        ///< GB/T 2260 of the sender's city, 6 digits; empty = the city's id
    std::string organisation = "000";             ///< GB/T 4657, 3 digits
    std::string unit = "000", extension = "00";   ///< 3 and 2 digits
    std::string event_code = "11B29";             ///< of 重污染天气; not certain, so configuration
    CapSeverityStyle severity_style = CapSeverityStyle::cap;
    std::string duty_post;                        ///< senderName of the national form: a post, never a name; empty = 值班员
    std::map<std::string, std::string> codes;     ///< area id -> GB/T 2260 code, where the id is none
};

/// What a message is made from. `alerts` holds every alert of the city: an identifier must not come twice.
struct CapInput {
    const std::vector<Alert>& alerts;
    const Office& office;
    const City& city;
    const CapSettings& settings;
};

enum class CapKind { alert, update, cancel };
/// `Alert`, `Update`, `Cancel`.
std::string_view token(CapKind kind);

/// An earlier message that a new one refers to.
struct CapReference {
    std::string identifier;
    Instant sent;
};

struct CapPlace {
    Text name;
    std::string code;    ///< GB/T 2260, six digits
};

/// What both forms say of one published transition (handbook K.1). `transition` is one of an alert of the input.
struct CapMessage {
    const Transition* transition = nullptr;
    std::string identifier;                  ///< `41010000000000_20261122100000_0`: code, time of signature, serial
    std::string sender_code;                 ///< its first 14 digits
    bool exercise = false;
    CapKind kind = CapKind::alert;
    Instant sent;                            ///< = published_at
    std::vector<CapReference> references;    ///< every live earlier message of the alert, oldest first
    AlertLevel level = AlertLevel::normal;   ///< announced; of a Cancel: the level that ends
    std::string urgency, certainty;          ///< CAP's words
    std::optional<Instant> expires;          ///< planned end; empty = 另行通知, and of a Cancel
    Text headline, description, instruction;
    std::vector<CapPlace> places;
};

/// Refused, with the transition's id as place, where the government's publication is not recorded (K.5), where a code is
/// missing or is no GB/T 2260 code, where the sender cannot stand in `references`, and where a release follows no
/// published message (there is nothing to cancel). Nothing is invented.
/// A message is live until its `expires` or a published Cancel; the last one is referred to in any case.
Result<CapMessage> cap_message(const CapInput& input, const Transition& transition);

/// CAP 1.2, UTF-8, valid against the OASIS schema. Times with +08:00, without fraction.
std::string cap_xml(const CapMessage& message, const CapInput& input);

/// Whether the public feed may ever show it: published, and no exercise.
bool in_public_feed(const Transition& transition, const Office& office);

/// The transitions of all alerts that in_public_feed lets through, in the order of publication.
std::vector<const Transition*> published_transitions(const std::vector<Alert>& alerts, const Office& office);

/// Six digits that begin with a province of GB/T 2260.
bool is_area_code(std::string_view code);

}  // namespace qingkong
