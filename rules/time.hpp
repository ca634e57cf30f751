// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace qingkong {

/// China has one zone and no daylight saving: UTC+8 is a constant of the field.
constexpr int64_t kZoneSeconds = 8 * 3600;

/// A moment: seconds since 1970-01-01T00:00:00Z. Wall time is data, never an order.
struct Instant {
    int64_t seconds = 0;
    auto operator<=>(const Instant&) const = default;
};

/// An hour by its label: hours since 1970-01-01T00:00 in +08:00. The observation labelled `h` is the mean over
/// (h-1, h] (handbook A.6). As a clock time the label `h` names the full hour that *ends* the interval.
struct Hour {
    int64_t index = 0;
    auto operator<=>(const Hour&) const = default;
    Hour operator+(int64_t hours) const { return Hour{index + hours}; }
    Hour operator-(int64_t hours) const { return Hour{index - hours}; }
    int64_t operator-(Hour other) const { return index - other.index; }
};

/// A civil day in +08:00: days since 1970-01-01. Day d = the hours labelled d 01:00 to d+1 00:00 (handbook B.3).
struct Day {
    int64_t index = 0;
    auto operator<=>(const Day&) const = default;
    Day operator+(int64_t days) const { return Day{index + days}; }
    int64_t operator-(Day other) const { return index - other.index; }
};

/// How a file writes its stamps; answers repeat the form (interface: labels and clock times).
enum class StampForm { seconds, minutes };

/// The clock time named by a label, as an instant (label 13:00 = 13:00:00).
Instant instant_of(Hour label);
/// Start of the hour that the label stands for (label - 1 h): what notices, mails and CAP print.
Instant start_of(Hour label);
/// The first full hour at or after `instant`, as the label of the hour that *starts* there is this plus one.
Hour ceil_hour(Instant instant);
/// The last full hour at or before `instant`.
Hour floor_hour(Instant instant);
/// The day whose hours contain the label (00:00 belongs to the day before).
Day day_of_label(Hour label);
/// The civil date of a moment.
Day day_of(Instant instant);
/// Label of the first hour of the day (d 01:00).
Hour first_label(Day day);
Instant start_of(Day day);
/// Hour of the day 0..23 of the clock time `instant`.
int hour_of_day(Instant instant);

/// ISO 8601: `2016-12-16T20:00:00+08:00`, `2016-12-16 20:00`, `2016-12-16T20:00Z`, `2016/12/16 20:00`, `2016-12-16T20`.
/// Without offset it is read as +08:00. Empty if it is no time.
struct ParsedStamp {
    Instant instant;
    StampForm form = StampForm::seconds;
};
std::optional<ParsedStamp> parse_stamp(std::string_view text);
/// Same, only for whole hours.
std::optional<Hour> parse_hour(std::string_view text);
/// `2016-12-16`, `2016/12/16`, `20161216`.
std::optional<Day> parse_day(std::string_view text);

/// `2016-12-16T20:00:00+08:00` (or without the seconds).
std::string format_instant(Instant instant, StampForm form = StampForm::seconds);
std::string format_hour(Hour label, StampForm form = StampForm::seconds);
/// `2016-12-16`.
std::string format_day(Day day);
/// Bureau style for papers and mails: `2014年2月20日9时`, `2014年2月20日9时20分`; English `20 Feb 2014 09:00`.
std::string spoken_time_zh(Instant instant);
std::string spoken_time_en(Instant instant);
/// Short style for subjects and tables: `02-20 09:00`.
std::string short_time(Instant instant);

}  // namespace qingkong
