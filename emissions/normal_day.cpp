// SPDX-License-Identifier: Apache-2.0
#include "emissions/normal_day.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "emissions/kiln_sign.hpp"

namespace qingkong {

namespace {

// Handbook H.2.
constexpr size_t kNormalDays = 14;
constexpr size_t kLeastDays = 5;
constexpr int kValidHours = 20;
const Rational kRisePercent(20);
const Rational kSuggestedShare(10, 100);  // H.1
constexpr int64_t kHintDays = 10;         // ours
constexpr int64_t kDaySeconds = 24 * 3600;

bool holds(const std::vector<Day>& days, Day day) {
    return std::find(days.begin(), days.end(), day) != days.end();
}

Rational mean(const std::vector<Rational>& values) {
    Rational sum;
    for (const Rational& value : values) sum += value;
    return sum / Rational(static_cast<int64_t>(values.size()));
}

}  // namespace

std::string_view token(NormalSource source) {
    return source == NormalSource::measured ? "measured" : source == NormalSource::declared ? "declared" : "none";
}

std::vector<DayEnergy> day_energies(const LineEvidence& line, const ReadingIndex& readings, const TelemetrySettings& settings,
                                    Hour from, Hour until) {
    std::vector<DayEnergy> days;
    if (line.meters.empty()) return days;
    for (Hour hour = from; hour < until; hour = hour + 1) {
        std::optional<int64_t> sum = 0;
        for (const std::string& mn : line.meters) {
            const auto milli = readings.kwh_milli(mn, hour, settings);
            sum = milli && sum ? std::optional(*sum + *milli) : std::nullopt;
        }
        if (!sum) continue;
        if (days.empty() || !(days.back().day == day_of_label(hour))) days.push_back({day_of_label(hour), 0, 0});
        ++days.back().valid_hours;
        days.back().milli_kwh += *sum;
    }
    return days;
}

Instant first_hint(const HintFacts& facts) {
    Instant first = facts.issued_at;
    for (const Instant hint : facts.hints) {
        if (hint.seconds < facts.issued_at.seconds - kHintDays * kDaySeconds) continue;
        if (facts.previous_end && hint < *facts.previous_end) continue;
        first = std::min(first, hint);
    }
    return first;
}

NormalDay normal_day(const NormalDayInput& input) {
    NormalDay out{input.line.enterprise_id, input.line.line_id};
    out.ends_before = input.first_hint;
    std::vector<Rational> values;
    for (auto it = input.days.rbegin(); it != input.days.rend() && values.size() < kNormalDays; ++it) {
        const bool over = start_of(it->day).seconds + kDaySeconds > input.first_hint.seconds;
        if (over || it->valid_hours < kValidHours || holds(input.alert_days, it->day) || holds(input.peak_shift_days, it->day)) continue;
        values.push_back(it->kwh_per_day());
        out.days.push_back(it->day);
    }
    std::reverse(out.days.begin(), out.days.end());
    std::vector<Rational> season;
    for (const DayEnergy& day : input.season)
        if (day.valid_hours >= kValidHours) season.push_back(day.kwh_per_day());
    out.season_days = static_cast<int>(season.size());
    if (season.size() >= kLeastDays) out.season_kwh_per_day = mean(season);

    if (values.size() >= kLeastDays) {
        out.measured_kwh_per_day = mean(values);
        if (out.season_kwh_per_day && !out.season_kwh_per_day->zero()) {
            out.rise_percent = (*out.measured_kwh_per_day / *out.season_kwh_per_day - Rational(1)) * Rational(100);
            out.raised = *out.rise_percent > kRisePercent;
        }
    }
    if (out.measured_kwh_per_day && !out.raised) {
        out.source = NormalSource::measured;
        out.kwh_per_day = out.measured_kwh_per_day;
    } else if (input.line.normal_kwh_per_day) {
        out.source = NormalSource::declared;
        out.kwh_per_day = input.line.normal_kwh_per_day;
    }
    return out;
}

std::optional<Rational> NormalDay::suggested_stop_kwh_per_day() const {
    if (source != NormalSource::measured) return std::nullopt;
    return *kwh_per_day * kSuggestedShare;
}

Text raised_text(const NormalDay& day) {
    if (!day.raised) return {};
    const std::string was = print_milli(*day.season_kwh_per_day), is = print_milli(*day.measured_kwh_per_day);
    return {fmt::format("预警前用电异常升高：正常日{}千瓦时，往年同月{}千瓦时，高{}%", is, was, day.rise_percent->cut1()),
            fmt::format("electricity rose before the alert: {} kWh a normal day, {} in the same month of earlier years, {} % more", is,
                        was, day.rise_percent->cut1())};
}

EvidenceIndex with_normal_days(const EvidenceIndex& lines, const std::vector<NormalDay>& days) {
    std::map<std::pair<std::string, std::string>, const NormalDay*> by_line;
    for (const NormalDay& day : days) by_line[{day.enterprise_id, day.line_id}] = &day;
    std::vector<LineEvidence> out = lines.lines();
    for (LineEvidence& line : out) {
        const auto found = by_line.find({line.enterprise_id, line.line_id});
        if (found == by_line.end() || found->second->source != NormalSource::measured) continue;
        line.measured_kwh_per_day = found->second->kwh_per_day;
        line.suggested_stop_kwh_per_day = found->second->suggested_stop_kwh_per_day();
    }
    return EvidenceIndex(std::move(out));
}

}  // namespace qingkong
