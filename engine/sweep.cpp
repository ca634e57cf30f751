// SPDX-License-Identifier: Apache-2.0
#include "engine/sweep.hpp"

#include <algorithm>
#include <deque>

#include "rules/process.hpp"

namespace qingkong {
namespace {

constexpr int kHeavy = 200;

/// Windows by the rule of their means: variants that agree in it share one.
class SharedWindows {
public:
    explicit SharedWindows(const ReplayAir& air) : air_(air) {}

    Windows& of(const Edition& edition) {
        const WindowRule rule(edition);
        for (Windows& windows : all_)
            if (windows.rule() == rule) return windows;
        if (air_.means.empty() || edition.by_day()) return all_.emplace_back(air_.values, rule);
        return all_.emplace_back(air_.values, air_.means, rule);
    }

private:
    const ReplayAir& air_;
    std::deque<Windows> all_;
};

/// Trimmed to the first and last heavy hour, parted by any hour that no heavy mean covers.
std::vector<Span> heavy_spells(Edition edition, Windows& windows) {
    edition.merge = edition.cut = false;
    edition.duration_mode = DurationMode::trimmed;
    std::vector<Span> spells;
    for (const Process& process : hourly_processes(edition, windows, {kHeavy, false, {}}, {})) spells.push_back(process.span);
    return spells;
}

/// From each issue to its release, on positions.
std::vector<Span> whole_alerts(const Replay& replayed, const ReplayAir& air) {
    std::vector<Span> alerts;
    const int size = static_cast<int>(air.values.size());
    bool goes_on = false;
    for (const ReplayAlert& stay : replayed.alerts) {
        const int begin = static_cast<int>(stay.start - air.first);
        const int end = stay.end ? std::min(size, static_cast<int>(*stay.end - air.first)) : size;
        if (goes_on)
            alerts.back().end = std::max(alerts.back().end, end);
        else
            alerts.push_back({begin, end});
        goes_on = stay.state == StayEnd::upgraded || stay.state == StayEnd::downgraded;
    }
    // One that was withdrawn before its start never was in force.
    std::erase_if(alerts, [](const Span& alert) { return alert.end <= alert.begin; });
    return alerts;
}

SweepTotals totals_of(const std::vector<Span>& alerts, const std::vector<Span>& spells) {
    SweepTotals totals;
    totals.alerts = static_cast<int64_t>(alerts.size());
    totals.spells = static_cast<int64_t>(spells.size());
    for (const Span& alert : alerts) {
        totals.hours += alert.hours();
        const auto spell = std::partition_point(spells.begin(), spells.end(),
                                                [&](const Span& s) { return s.end <= alert.begin; });
        totals.false_alarms += spell == spells.end() || spell->begin >= alert.end;
    }
    for (const Span& spell : spells) {
        const auto alert = std::partition_point(alerts.begin(), alerts.end(),
                                                [&](const Span& a) { return a.end <= spell.begin; });
        if (alert == alerts.end() || alert->begin >= spell.end) continue;
        ++totals.hits;
        totals.lead_hours.push_back(spell.begin - alert->begin);
    }
    return totals;
}

}  // namespace

void SweepTotals::add(const SweepTotals& other) {
    alerts += other.alerts;
    hours += other.hours;
    spells += other.spells;
    hits += other.hits;
    false_alarms += other.false_alarms;
    lead_hours.insert(lead_hours.end(), other.lead_hours.begin(), other.lead_hours.end());
}

std::vector<SweepTotals> sweep_city(const Edition& edition, const EditionVariants& variants, const ReplayAir& air) {
    std::vector<SweepTotals> out(variants.list.size());
    if (air.values.empty() || air.daily) return out;
    SharedWindows windows(air);
    const std::vector<Span> spells = heavy_spells(edition, windows.of(edition));
    ReplayOptions options;
    options.reasons = false;
    for (size_t i = 0; i < variants.list.size(); ++i) {
        const Edition& variant = variants.list[i].edition;
        const Replay replayed = variant.by_day() ? replay(variant, air, options)
                                                 : replay(variant, air, options, windows.of(variant));
        out[i] = totals_of(whole_alerts(replayed, air), spells);
    }
    return out;
}

}  // namespace qingkong
