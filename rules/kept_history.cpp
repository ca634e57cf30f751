// SPDX-License-Identifier: Apache-2.0
#include "rules/kept_history.hpp"

#include <algorithm>

namespace qingkong {
namespace {

constexpr int kDay = 24;

/// Whether no clean value meets a condition of the edition: then no process runs through clean hours.
bool clean_is_light(const Edition& edition) {
    for (const LevelRule& rule : edition.levels)
        for (const Clause& clause : rule.any_of)
            for (const Condition& c : clause.all_of)
                if (c.threshold < edition.clean_limit + (c.reaches ? 1 : 0)) return false;
    return true;
}

/// How many clean units (hours or days) in a row part what lies before from what comes after. Windows reach at most 23
/// hours into a clean run from each side; where they are not cut, only a longer run parts them. 0 = never.
int parting_length(const Edition& edition, bool by_day) {
    const bool own_hours = std::any_of(edition.levels.begin(), edition.levels.end(), [&](const LevelRule& rule) {
        return std::any_of(rule.any_of.begin(), rule.any_of.end(), [&](const Clause& clause) {
            return clause.life_hours || std::any_of(clause.all_of.begin(), clause.all_of.end(), [&](const Condition& c) {
                       return c.track != edition.main;
                   });
        });
    });
    if (own_hours) return 0;
    if (by_day) return clean_is_light(edition) ? (edition.gap_hours + kDay - 1) / kDay : 0;
    const bool plain = edition.cut && edition.duration_mode == DurationMode::trimmed &&
                       edition.clean_metric == CleanMetric::hours && edition.window_at_start == WindowAtStart::whole &&
                       edition.daily_aqi_mode == DailyAqiMode::mean_of_aqi;
    if (plain) return std::max(edition.gap_hours, kDay);
    // Means of clean hours alone begin a day later; the index of mean concentrations may be heavy over clean hours.
    const bool apart = clean_is_light(edition) && edition.daily_aqi_mode == DailyAqiMode::mean_of_aqi;
    return apart ? edition.gap_hours + 2 * kDay : 0;
}

}  // namespace

KeptHistory::KeptHistory(const Edition& edition, bool by_day)
    : clean_limit_(edition.clean_limit), parting_(parting_length(edition, by_day)) {}

void KeptHistory::add(AqiValue value) {
    clean_ = value.at_most(clean_limit_) ? clean_ + 1 : 0;
    ++units_;
    if (parting_ > 0 && clean_ >= parting_) start_ = units_ - parting_;
}

}  // namespace qingkong
