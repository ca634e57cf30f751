// SPDX-License-Identifier: Apache-2.0
#include "alerts/verification.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <set>
#include <utility>

#include <fmt/format.h>

namespace qingkong {
namespace {

constexpr int kHeavy = 200;

/// part/whole with four digits, half up; empty for 0/0: a rate of nothing is not zero.
std::string rate(int64_t part, int64_t whole) {
    if (whole == 0) return "";
    const int64_t units = (part * 20'000 + whole) / (2 * whole);
    return fmt::format("{}.{:04}", units / 10'000, units % 10'000);
}

/// A fraction of seconds as hours with at most two digits.
std::string hours_text(int64_t seconds, int64_t divisor) {
    const int64_t whole = divisor * 3600;
    const int64_t hundredths = (2 * std::abs(seconds) * 100 + whole) / (2 * whole);
    std::string text = fmt::format("{}.{:02}", hundredths / 100, hundredths % 100);
    while (text.back() == '0') text.pop_back();
    if (text.back() == '.') text.pop_back();
    return seconds < 0 && hundredths > 0 ? "-" + text : text;
}

/// Whether the limits leave anything of [first, last].
bool within(const VerificationLimits& limits, Hour first, const std::optional<Hour>& last) {
    return (!limits.to || first <= *limits.to) && (!limits.from || !last || *last >= *limits.from);
}

/// A replayed alert from its issue to its release.
struct WholeAlert {
    AlertLevel level = AlertLevel::normal;
    Hour start;
    std::optional<Hour> end;
    bool meets(const LabelSpan& span) const {
        // Withdrawn before its start it still stood announced for its first hour.
        return start <= span.last && (!end || std::max(*end, start + 1) > span.first);
    }
};

std::vector<WholeAlert> whole_alerts(const ReplayedCity& city) {
    std::vector<WholeAlert> alerts;
    for (const ReplayedStay& stay : city.stays) {
        if (stay.begins_alert || alerts.empty()) alerts.push_back({AlertLevel::normal, stay.start, {}});
        WholeAlert& alert = alerts.back();
        alert.level = std::max(alert.level, stay.level);
        alert.start = std::min(alert.start, stay.start);
        alert.end = stay.end;
    }
    return alerts;
}

/// Positions of the city's values that the span holds: [begin, end).
std::pair<size_t, size_t> positions(const ReplayedCity& city, const LabelSpan& span) {
    const int64_t unit = city.daily ? 24 : 1;
    const auto clamped = [&](int64_t position) {
        return static_cast<size_t>(std::clamp<int64_t>(position, 0, static_cast<int64_t>(city.values.size())));
    };
    return {clamped((span.first - city.first) / unit), clamped((span.last - city.first) / unit + 1)};
}

AlertLevel highest_in(const ReplayedCity& city, const LabelSpan& span) {
    AlertLevel highest = AlertLevel::normal;
    for (const ReplayedStay& stay : city.stays) {
        const bool in_force = !stay.end || *stay.end > stay.start;
        if (in_force && stay.start <= span.last && (!stay.end || *stay.end > span.first)) highest = std::max(highest, stay.level);
    }
    return highest;
}

VerifiedAlert compare(const IssuedAlert& issued, const ReplayedCity* city) {
    VerifiedAlert row{issued, Unscored::no, AlertLevel::normal, {}};
    if (!issued.start()) row.unscored = Unscored::no_start;
    else if (issued.verified == Verified::no) row.unscored = Unscored::unverified;
    else if (city == nullptr) row.unscored = Unscored::no_air;
    if (!row.scored()) return row;

    const LabelSpan span = *span_of(issued, city->daily);
    row.replay_level = highest_in(*city, span);
    bool known = false;
    const auto [begin, end] = span.last < city->first ? std::pair<size_t, size_t>() : positions(*city, span);
    for (size_t p = begin; p < end; ++p) {
        known = known || city->values[p].known();
        if (!city->values[p].above(kHeavy)) continue;
        const Hour at = city->first + static_cast<int64_t>(p) * (city->daily ? 24 : 1);
        const Instant heavy = city->daily ? start_of(at) : instant_of(at);
        if (issued.issued_at) row.lead_seconds = heavy.seconds - issued.issued_at->instant.seconds;
        break;
    }
    if (!known) row.unscored = Unscored::no_data;
    return row;
}

void count(Scores& scores, const VerifiedAlert& row) {
    if (!row.scored()) return;
    if (row.issued.discretion != Discretion::none) {
        ++(row.hit() ? scores.discretion_hits : scores.discretion_misses);
        return;
    }
    ++(row.hit() ? scores.hits : scores.misses);
    scores.agreements += row.agrees();
    if (row.lead_seconds) scores.lead_seconds.push_back(*row.lead_seconds);
}

void add(Scores& all, const Scores& one) {
    all.hits += one.hits;
    all.misses += one.misses;
    all.false_alarms += one.false_alarms;
    all.agreements += one.agreements;
    all.lead_seconds.insert(all.lead_seconds.end(), one.lead_seconds.begin(), one.lead_seconds.end());
    all.discretion_hits += one.discretion_hits;
    all.discretion_misses += one.discretion_misses;
}

/// The row's span lies within the limits; without a span it is listed where nothing is limited.
bool wanted(const IssuedAlert& issued, bool by_day, const VerificationLimits& limits) {
    const auto span = span_of(issued, by_day);
    return span ? within(limits, span->first, span->last) : !limits.from && !limits.to;
}

}  // namespace

std::string_view token(Unscored unscored) {
    switch (unscored) {
        case Unscored::no: return "";
        case Unscored::no_start: return "no_start";
        case Unscored::unverified: return "unverified";
        case Unscored::no_air: return "no_air";
        case Unscored::no_data: return "no_data";
    }
    return "";
}

std::string Scores::level_agreement() const { return rate(agreements, scored()); }
std::string Scores::pod() const { return rate(hits, scored()); }
std::string Scores::far() const { return rate(false_alarms, hits + false_alarms); }
std::string Scores::csi() const { return rate(hits, hits + misses + false_alarms); }

std::string Scores::median_lead_hours() const {
    if (lead_seconds.empty()) return "";
    std::vector<int64_t> sorted = lead_seconds;
    std::sort(sorted.begin(), sorted.end());
    const size_t middle = sorted.size() / 2;
    return sorted.size() % 2 == 1 ? hours_text(sorted[middle], 1) : hours_text(sorted[middle - 1] + sorted[middle], 2);
}

std::string lead_hours_text(int64_t seconds) { return hours_text(seconds, 1); }

Verification verify(const std::vector<IssuedAlert>& issued, const std::vector<ReplayedCity>& cities,
                    const VerificationLimits& limits) {
    Verification answer;
    std::set<std::string> without_air, with_alerts;
    const auto city_of = [&](const std::string& name) -> const ReplayedCity* {
        const auto found = std::find_if(cities.begin(), cities.end(), [&](const ReplayedCity& city) { return city.city == name; });
        return found == cities.end() ? nullptr : &*found;
    };
    for (const IssuedAlert& alert : issued) {
        const ReplayedCity* city = city_of(alert.city);
        if (!wanted(alert, city != nullptr && city->daily, limits)) continue;
        if (city == nullptr) without_air.insert(alert.city);
        with_alerts.insert(alert.city);
        answer.rows.push_back(compare(alert, city));
    }
    Scores all;
    all.city = "all";
    for (const ReplayedCity& city : cities) {
        Scores scores;
        scores.city = city.city;
        for (const VerifiedAlert& row : answer.rows)
            if (row.issued.city == city.city) count(scores, row);
        for (const WholeAlert& alert : whole_alerts(city)) {
            if (!within(limits, alert.start, alert.end ? std::optional(*alert.end - 1) : std::nullopt)) continue;
            const bool met = std::any_of(issued.begin(), issued.end(), [&](const IssuedAlert& row) {
                const auto span = row.city == city.city ? span_of(row, city.daily) : std::nullopt;
                return span && alert.meets(*span);
            });
            if (met) continue;
            ++scores.false_alarms;
            answer.false_alarms.push_back({city.city, alert.level, alert.start, alert.end, city.daily});
        }
        if (!with_alerts.contains(city.city)) answer.cities_without_alerts.push_back(city.city);
        add(all, scores);
        answer.scores.push_back(std::move(scores));
    }
    answer.scores.push_back(std::move(all));
    answer.cities_without_air.assign(without_air.begin(), without_air.end());
    return answer;
}

}  // namespace qingkong
