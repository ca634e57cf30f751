// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "rules/text.hpp"
#include "rules/time.hpp"

namespace qingkong {

/// From when on a fault is told. `[watch]`
struct WatchLimits {
    int evaluation_hours = 2;     ///< without an evaluation; 1..48
    int failures = 20;            ///< attempts in a row that a channel did not take, 1..10000
    int oldest_minutes = 30;      ///< age of the oldest message that was tried and is not out, 1..1440
};

/// How one way out of the outbox does.
struct ChannelHealth {
    std::string channel;                    ///< `mail`, `sms`, or the id of a `[[channel]]`
    int failures_in_a_row = 0;              ///< refusals of one recipient or text are none
    std::optional<Instant> oldest_untaken;  ///< made then, tried, and still due
    std::string last_reply;
};

struct WatchFacts {
    Instant now;
    std::optional<Instant> evaluated_at;    ///< the last evaluation; empty = none since the start
    Instant started_at;
    std::vector<ChannelHealth> channels;
};

/// Something of the program itself that a person must know.
struct Fault {
    std::string subject;    ///< `evaluation`, or the channel
    Text words;
    bool operator==(const Fault&) const = default;
};

/// The evaluation first, then the channels in their order. A clock that was set back gives no age below zero.
std::vector<Fault> faults_of(const WatchFacts& facts, const WatchLimits& limits);

/// What is to be told now: faults that were not there before, and subjects that work again.
struct FaultChange {
    std::vector<Fault> raised;
    std::vector<std::string> ended;
};
FaultChange fault_change(const std::vector<std::string>& told_subjects, const std::vector<Fault>& faults);

/// A way to a person for an alarm: which channel carries it.
struct AlarmRoute {
    std::string channel;    ///< `mail`, `sms`, or an id
    std::string to;         ///< address, number, or the id again
    bool operator==(const AlarmRoute&) const = default;
};
/// The routes that can carry the alarm about `subject`: never the one that is at fault, nor another one that is.
std::vector<AlarmRoute> routes_for(const std::string& subject, const std::vector<AlarmRoute>& routes,
                                   const std::vector<Fault>& faults);

/// Subject and text of the alarm: `【系统告警】…`.
Text alarm_words(const Fault& fault, Instant now);
Text recovery_words(const std::string& subject, Instant now);

}  // namespace qingkong
