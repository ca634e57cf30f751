// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "alerts/alert.hpp"
#include "rules/level.hpp"
#include "rules/problem.hpp"
#include "rules/time.hpp"

namespace qingkong {

/// A time as an issued list writes it: a stamp, or a date alone where the hour was not printed.
struct IssuedTime {
    Instant instant;              ///< of a date alone its 00:00
    bool date_alone = false;      ///< then it stands for the whole day
    StampForm form = StampForm::seconds;

    /// As read: the date, or the stamp in its form.
    std::string print() const;
};

/// How sure the row is: read in a source's text, read but one thing inferred, from memory only.
enum class Verified { yes, part, no };
std::string_view token(Verified verified);

/// One stay at one level that was really issued. `released_at` ends the stay, be it release, rise or fall.
struct IssuedAlert {
    std::string city;
    AlertLevel level = AlertLevel::normal;
    std::optional<IssuedTime> issued_at, effective_from, released_at;
    std::string source, note;
    Verified verified = Verified::yes;
    Discretion discretion = Discretion::none;
    int line = 0;

    /// `effective_from`, else `issued_at`; empty where neither is known.
    const std::optional<IssuedTime>& start() const { return effective_from ? effective_from : issued_at; }
};

/// First and last hour label of a span, both inside.
struct LabelSpan {
    Hour first, last;
    bool contains(Hour label) const { return first <= label && label <= last; }
};

/// [`start`, `released_at`] in hour labels, both ends inside; a date alone is the whole day (labels 01:00 to 24:00), an empty
/// end is 24 hours after the start. `by_day`: the whole days that the span reaches into, where the air is daily; an end at
/// 00:00 does not reach into the day that begins there. Empty without a start.
std::optional<LabelSpan> span_of(const IssuedAlert& alert, bool by_day);

struct IssuedList {
    std::vector<IssuedAlert> alerts;    ///< by city, then by the first time known; equal rows once
    std::vector<Problem> notes;         ///< notes, warnings, and the refused rows as errors
    int refused = 0;                    ///< rows
};

/// Reads `city,level,issued_at,effective_from,released_at,source,verified,note[,discretion]` (interface: files in). Wanted are
/// city, level and one of the first two times; `verified` empty or without a column counts as `yes`. Treatment of what a file
/// may contain as in `read_air`; an end before its start, an unknown level or word is refused with its place.
Result<IssuedList> read_issued_alerts(std::string_view bytes, const std::string& file);

}  // namespace qingkong
