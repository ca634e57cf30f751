// SPDX-License-Identifier: Apache-2.0
#include "rules/time.hpp"

#include <array>

#include <date/date.h>
#include <fmt/format.h>

namespace qingkong {
namespace {

int64_t floor_div(int64_t a, int64_t b) { return a / b - ((a % b != 0) && ((a < 0) != (b < 0))); }

struct Civil {
    int year, month, day, hour, minute, second;
};

Civil civil_of(Instant instant) {
    const int64_t local = instant.seconds + kZoneSeconds;
    const int64_t days = floor_div(local, 86400);
    const int64_t rest = local - days * 86400;
    const date::year_month_day ymd{date::sys_days{date::days{static_cast<int>(days)}}};
    return {static_cast<int>(ymd.year()),
            static_cast<int>(static_cast<unsigned>(ymd.month())),
            static_cast<int>(static_cast<unsigned>(ymd.day())),
            static_cast<int>(rest / 3600),
            static_cast<int>(rest / 60 % 60),
            static_cast<int>(rest % 60)};
}

/// Reads decimal digits off the front of a text; the count of digits must lie in [least, most].
class Digits {
public:
    explicit Digits(std::string_view text) : rest_(text) {}
    bool number(int least, int most, int& out) {
        int count = 0;
        out = 0;
        while (count < most && count < static_cast<int>(rest_.size()) && rest_[count] >= '0' && rest_[count] <= '9')
            out = out * 10 + (rest_[count++] - '0');
        if (count < least) return false;
        rest_.remove_prefix(count);
        return true;
    }
    bool one_of(std::string_view chars) {
        if (rest_.empty() || chars.find(rest_.front()) == std::string_view::npos) return false;
        rest_.remove_prefix(1);
        return true;
    }
    char peek() const { return rest_.empty() ? '\0' : rest_.front(); }
    bool done() const { return rest_.empty(); }

private:
    std::string_view rest_;
};

std::optional<Day> make_day(int year, int month, int day) {
    const date::year_month_day ymd{date::year{year}, date::month{static_cast<unsigned>(month)},
                                   date::day{static_cast<unsigned>(day)}};
    if (!ymd.ok() || year < 1900 || year > 2200) return std::nullopt;
    return Day{date::sys_days{ymd}.time_since_epoch().count()};
}

/// `+08:00`, `+0800`, `+08`, `Z` or nothing; seconds east of Greenwich.
bool read_offset(Digits& in, int64_t& offset_seconds) {
    offset_seconds = kZoneSeconds;
    if (in.done()) return true;
    if (in.one_of("Zz")) {
        offset_seconds = 0;
        return in.done();
    }
    const bool west = in.peek() == '-';
    int hours = 0, minutes = 0;
    if (!in.one_of("+-") || !in.number(2, 2, hours) || hours > 14) return false;
    in.one_of(":");
    if (!in.done() && !in.number(2, 2, minutes)) return false;
    offset_seconds = (west ? -1 : 1) * (hours * 3600 + minutes * 60);
    return in.done() && minutes < 60;
}

}  // namespace

Instant instant_of(Hour label) { return Instant{label.index * 3600 - kZoneSeconds}; }
Instant start_of(Hour label) { return instant_of(label - 1); }
Hour ceil_hour(Instant instant) { return Hour{-floor_div(-(instant.seconds + kZoneSeconds), 3600)}; }
Hour floor_hour(Instant instant) { return Hour{floor_div(instant.seconds + kZoneSeconds, 3600)}; }
Day day_of_label(Hour label) { return Day{floor_div(label.index - 1, 24)}; }
Day day_of(Instant instant) { return Day{floor_div(instant.seconds + kZoneSeconds, 86400)}; }
Hour first_label(Day day) { return Hour{day.index * 24 + 1}; }
Instant start_of(Day day) { return Instant{day.index * 86400 - kZoneSeconds}; }
int hour_of_day(Instant instant) { return civil_of(instant).hour; }

std::optional<ParsedStamp> parse_stamp(std::string_view text) {
    Digits in(text);
    int year, month, day, hour, minute = 0, second = 0;
    if (!in.number(4, 4, year) || !in.one_of("-/") || !in.number(1, 2, month) || !in.one_of("-/") ||
        !in.number(1, 2, day) || !in.one_of("T t") || !in.number(1, 2, hour))
        return std::nullopt;
    StampForm form = StampForm::minutes;
    if (in.one_of(":")) {
        if (!in.number(2, 2, minute)) return std::nullopt;
        if (in.one_of(":")) {
            form = StampForm::seconds;
            if (!in.number(2, 2, second)) return std::nullopt;
            int fraction = 0;
            if (in.one_of(".") && !in.number(1, 9, fraction)) return std::nullopt;
        }
    }
    int64_t offset = 0;
    if (!read_offset(in, offset)) return std::nullopt;
    const auto date = make_day(year, month, day);
    // "24:00" is the end of the day, as notices write it.
    const bool end_of_day = hour == 24 && minute == 0 && second == 0;
    if (!date || (hour > 23 && !end_of_day) || minute > 59 || second > 59) return std::nullopt;
    return ParsedStamp{Instant{date->index * 86400 + hour * 3600 + minute * 60 + second - offset}, form};
}

std::optional<Hour> parse_hour(std::string_view text) {
    const auto stamp = parse_stamp(text);
    if (!stamp || (stamp->instant.seconds + kZoneSeconds) % 3600 != 0) return std::nullopt;
    return floor_hour(stamp->instant);
}

std::optional<Day> parse_day(std::string_view text) {
    Digits in(text);
    int year, month, day;
    if (!in.number(4, 4, year)) return std::nullopt;
    if (in.one_of("-/")) {
        if (!in.number(1, 2, month) || !in.one_of("-/") || !in.number(1, 2, day)) return std::nullopt;
    } else if (!in.number(2, 2, month) || !in.number(2, 2, day)) {
        return std::nullopt;
    }
    if (!in.done()) return std::nullopt;
    return make_day(year, month, day);
}

std::string format_instant(Instant instant, StampForm form) {
    const Civil c = civil_of(instant);
    if (form == StampForm::minutes)
        return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}+08:00", c.year, c.month, c.day, c.hour, c.minute);
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}+08:00", c.year, c.month, c.day, c.hour, c.minute,
                       c.second);
}

std::string format_hour(Hour label, StampForm form) { return format_instant(instant_of(label), form); }

std::string format_day(Day day) {
    const Civil c = civil_of(start_of(day));
    return fmt::format("{:04}-{:02}-{:02}", c.year, c.month, c.day);
}

std::string spoken_time_zh(Instant instant) {
    const Civil c = civil_of(instant);
    std::string text = fmt::format("{}年{}月{}日{}时", c.year, c.month, c.day, c.hour);
    if (c.minute != 0) text += fmt::format("{:02}分", c.minute);
    return text;
}

std::string spoken_time_en(Instant instant) {
    static constexpr std::array<const char*, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                            "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const Civil c = civil_of(instant);
    return fmt::format("{} {} {} {:02}:{:02}", c.day, kMonths[c.month - 1], c.year, c.hour, c.minute);
}

std::string short_time(Instant instant) {
    const Civil c = civil_of(instant);
    return fmt::format("{:02}-{:02} {:02}:{:02}", c.month, c.day, c.hour, c.minute);
}

}  // namespace qingkong
