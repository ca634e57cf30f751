// SPDX-License-Identifier: Apache-2.0
#include "emissions/telemetry.hpp"

#include <algorithm>
#include <tuple>

#include <fmt/format.h>

namespace qingkong {

namespace {

constexpr int kMinutesWanted = 45;  // valid minutes of an hour, as for the hourly mean of air (handbook A.6)
constexpr int kMinutesOfHour = 60;
constexpr size_t kLongestFactor = 32;

std::optional<TelemetryKind> kind_of(std::string_view cn) {
    if (cn == "2061") return TelemetryKind::hour;
    if (cn == "2051") return TelemetryKind::minutes;
    if (cn == "2011") return TelemetryKind::real_time;
    return std::nullopt;
}

/// A code is kept as sent and shown to people: anybody can send 9,999 bytes that no screen shows.
bool is_factor(std::string_view code) {
    return code.size() <= kLongestFactor && std::all_of(code.begin(), code.end(), [](char c) { return c > 0x20 && c < 0x7F; });
}

/// yyyyMMddHHmmss of the years 2000 to 2099, also with milliseconds behind it. Another century is a broken clock.
std::optional<Instant> read_data_time(std::string_view text) {
    if (text.size() < 14 || !std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; }))
        return std::nullopt;
    if (!text.starts_with("20")) return std::nullopt;
    const auto part = [&](size_t at, size_t length) { return text.substr(at, length); };
    const auto stamp = parse_stamp(fmt::format("{}-{}-{}T{}:{}:{}+08:00", part(0, 4), part(4, 2), part(6, 2),
                                               part(8, 2), part(10, 2), part(12, 2)));
    return stamp ? std::optional(stamp->instant) : std::nullopt;
}

std::optional<int64_t> milli_of(const Hj212Item& item, std::string_view name) {
    const std::string* text = item.find(name);
    return text != nullptr ? parse_milli(*text) : std::nullopt;
}

/// Label of the air hour that telemetry of this moment joins.
Hour label_of(Instant start) {
    return floor_hour(start) + 1;
}

__extension__ using Int128 = __int128;
using Span = std::vector<const TelemetryValue*>;

struct MinuteMean {
    int minutes = 0;
    int64_t averages = 0, average_sum = 0, cou_sum = 0, counted_minutes = 0;
};

MinuteMean mean_over(const Span& values, const TelemetrySettings& settings, bool wanted(char)) {
    MinuteMean mean;
    int64_t last_minute = -1;
    for (const TelemetryValue* value : values) {
        if (!wanted(value->flag)) continue;
        int minutes = settings.minute_interval;
        if (value->kind == TelemetryKind::real_time) {
            // Several packets a minute are one minute heard.
            minutes = value->start.seconds / 60 == last_minute ? 0 : 1;
            last_minute = value->start.seconds / 60;
        }
        mean.minutes += minutes;
        if (value->avg_milli) {
            ++mean.averages;
            mean.average_sum += *value->avg_milli;
        }
        if (value->cou_milli && value->kind == TelemetryKind::minutes) {
            mean.counted_minutes += minutes;
            mean.cou_sum += *value->cou_milli;
        }
    }
    return mean;
}

/// One hour of one factor from its minutes; empty where too few are valid.
std::optional<HourlyReading> from_minutes(const Span& values, const TelemetrySettings& settings) {
    const TelemetryValue& first = *values.front();
    HourlyReading reading{first.mn, first.factor, label_of(first.start), {}, {}, 'N', first.kind};
    const MinuteMean measured = mean_over(values, settings, [](char flag) { return flag == 'N' || flag == ' '; });
    if (measured.minutes >= kMinutesWanted) {
        if (measured.averages > 0) reading.avg_milli = measured.average_sum / measured.averages;
        if (measured.counted_minutes >= kMinutesWanted)
            reading.cou_milli =
                static_cast<int64_t>(static_cast<Int128>(measured.cou_sum) * kMinutesOfHour / measured.counted_minutes);
        return reading;
    }
    const MinuteMean stopped = mean_over(values, settings, [](char flag) { return flag == 'F'; });
    if (stopped.minutes < kMinutesWanted) return std::nullopt;
    reading.flag = 'F';
    return reading;
}

/// Values of one device, factor and hour, hour data before minutes before real time, by start.
std::optional<HourlyReading> reading_of(const Span& values, const TelemetrySettings& settings) {
    for (const TelemetryKind kind : {TelemetryKind::hour, TelemetryKind::minutes, TelemetryKind::real_time}) {
        Span of_kind;
        for (const TelemetryValue* value : values)
            if (value->kind == kind) of_kind.push_back(value);
        if (of_kind.empty()) continue;
        if (kind == TelemetryKind::hour) {
            const TelemetryValue& hour = *of_kind.back();
            return HourlyReading{hour.mn,   hour.factor, label_of(hour.start), hour.avg_milli, hour.cou_milli,
                                 hour.flag, kind};
        }
        if (auto reading = from_minutes(of_kind, settings)) return reading;
    }
    return std::nullopt;
}

}  // namespace

std::optional<int64_t> parse_milli(std::string_view text) {
    constexpr int64_t kLargest = 1'000'000'000'000'000;  // thousandths: 10^12 of any unit, with room for sums
    const bool negative = !text.empty() && text.front() == '-';
    if (negative) text.remove_prefix(1);
    int64_t value = 0;
    int decimals = -1;
    bool any = false;
    for (const char c : text) {
        if (c == '.' && decimals < 0) {
            decimals = 0;
            continue;
        }
        if (c < '0' || c > '9') return std::nullopt;
        any = true;
        if (decimals >= 3) continue;
        if (decimals >= 0) ++decimals;
        value = value * 10 + (c - '0');
        if (value > kLargest) return std::nullopt;
    }
    if (!any) return std::nullopt;
    for (int i = std::max(decimals, 0); i < 3; ++i) value *= 10;
    if (value > kLargest) return std::nullopt;
    return negative ? -value : value;
}

std::vector<TelemetryValue> telemetry_values(const Hj212Packet& packet, const TelemetrySettings& settings) {
    const auto kind = kind_of(packet.cn);
    auto start = read_data_time(packet.data_time);
    if (!kind || !start) return {};
    if (settings.data_time_is_end && *kind == TelemetryKind::hour) start->seconds -= 3600;
    if (settings.data_time_is_end && *kind == TelemetryKind::minutes) start->seconds -= settings.minute_interval * 60;

    std::vector<TelemetryValue> values;
    for (const Hj212Item& item : packet.items) {
        if (!is_factor(item.code)) continue;
        TelemetryValue value{packet.mn, item.code, *kind, *start, {}, milli_of(item, "cou"), ' '};
        value.avg_milli = milli_of(item, *kind == TelemetryKind::real_time ? "rtd" : "avg");
        if (const std::string* flag = item.find("flag"); flag != nullptr && !flag->empty())
            value.flag = flag->size() == 1 && flag->front() > 0x20 && flag->front() < 0x7F ? flag->front() : '?';
        const bool says_something = value.avg_milli || value.cou_milli || value.flag != ' ';
        if (says_something && item.find("value") == nullptr) values.push_back(std::move(value));
    }
    return values;
}

std::vector<HourlyReading> hourly_readings(const std::vector<TelemetryValue>& values,
                                           const TelemetrySettings& settings) {
    const auto group = [](const TelemetryValue& v) { return std::tie(v.mn, v.factor); };
    const auto hour = [](const TelemetryValue& v) { return label_of(v.start); };
    Span sorted;
    for (const TelemetryValue& value : values) sorted.push_back(&value);
    std::stable_sort(sorted.begin(), sorted.end(), [&](const TelemetryValue* a, const TelemetryValue* b) {
        if (group(*a) != group(*b)) return group(*a) < group(*b);
        if (hour(*a) != hour(*b)) return hour(*a) < hour(*b);
        return std::tie(a->kind, a->start) < std::tie(b->kind, b->start);
    });

    std::vector<HourlyReading> readings;
    for (size_t begin = 0; begin < sorted.size();) {
        Span of_hour;
        size_t end = begin;
        for (; end < sorted.size(); ++end) {
            const TelemetryValue* value = sorted[end];
            if (group(*value) != group(*sorted[begin]) || hour(*value) != hour(*sorted[begin])) break;
            const bool again =
                !of_hour.empty() && of_hour.back()->kind == value->kind && of_hour.back()->start == value->start;
            if (again)
                of_hour.back() = value;
            else
                of_hour.push_back(value);
        }
        if (auto reading = reading_of(of_hour, settings)) readings.push_back(std::move(*reading));
        begin = end;
    }
    return readings;
}

ReadingIndex::ReadingIndex(std::vector<HourlyReading> readings) {
    for (HourlyReading& reading : readings) {
        auto& hour = by_device_[reading.mn][reading.hour.index];
        hour.push_back(std::move(reading));
    }
}

const std::vector<HourlyReading>& ReadingIndex::at(std::string_view mn, Hour hour) const {
    static const std::vector<HourlyReading> kNothing;
    const auto device = by_device_.find(mn);
    if (device == by_device_.end()) return kNothing;
    const auto found = device->second.find(hour.index);
    return found == device->second.end() ? kNothing : found->second;
}

const HourlyReading* ReadingIndex::find(std::string_view mn, Hour hour, const std::vector<std::string>& factors) const {
    const std::vector<HourlyReading>& readings = at(mn, hour);
    for (const std::string& factor : factors)
        for (const HourlyReading& reading : readings)
            if (reading.factor == factor) return &reading;
    return nullptr;
}

std::optional<int64_t> ReadingIndex::kwh_milli(std::string_view mn, Hour hour,
                                               const TelemetrySettings& settings) const {
    const HourlyReading* reading = find(mn, hour, settings.energy_kwh_codes);
    if (reading == nullptr || !reading->measured()) return std::nullopt;
    return reading->cou_milli ? reading->cou_milli : reading->avg_milli;
}

std::optional<int64_t> ReadingIndex::flow_milli_m3_per_hour(std::string_view mn, Hour hour,
                                                            const TelemetrySettings& settings) const {
    const HourlyReading* reading = find(mn, hour, settings.flow_codes);
    if (reading == nullptr || !reading->measured()) return std::nullopt;
    if (reading->cou_milli) return reading->cou_milli;
    if (!reading->avg_milli) return std::nullopt;
    return settings.flow_unit == FlowUnit::m3_per_second ? *reading->avg_milli * 3600 : *reading->avg_milli;
}

}  // namespace qingkong
