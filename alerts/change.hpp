// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <vector>

#include "alerts/machine.hpp"
#include "rules/known_air.hpp"

namespace qingkong {

/// The smallest change of the forecast that gives another level: found by asking the rules again, so it is true of them.
struct Change {
    enum class Kind {
        longer,    ///< `hours` more above `above`, up to position `until`
        higher,    ///< the forecast hours of the episode `points` higher
        lower      ///< the forecast of `span` `points` lower
    };
    Kind kind = Kind::longer;
    AlertLevel level = AlertLevel::normal;    ///< that would be given then
    int hours = 0, above = 0, until = 0;
    int points = 0;
    Span span;
    Text text;
};
std::string_view token(Change::Kind kind);

/// For each higher level of the edition the shortest and the least increase that reaches it, and the least decrease of one
/// of the `days` (spans of positions; else of all forecast hours) that gives a lower level. Empty where the air is daily
/// or nothing within 300 points or 120 hours changes the answer.
std::vector<Change> smallest_changes(const Edition& edition, const KnownAir& air, const Standing& standing,
                                     const std::vector<Span>& days, const PositionName& name);

}  // namespace qingkong
