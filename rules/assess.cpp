// SPDX-License-Identifier: Apache-2.0
#include "rules/assess.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace qingkong {
namespace {

/// An episode that counts at `now`: it has not ended, and what must be measured is.
bool counts(const Episode& episode, int now) { return episode.span.end > now && episode.seen_from <= now; }

std::optional<size_t> first_leveled(const Episodes& episodes, int now) {
    for (size_t i = episodes.first_open(now); i < episodes.list.size(); ++i)
        if (episodes.list[i].level != AlertLevel::normal && counts(episodes.list[i], now)) return i;
    return std::nullopt;
}

/// r of B.4: the first hour in a clean run at or after `from`; the run may have begun before.
std::optional<int> first_clean_hour(const Episodes& episodes, int from) {
    const auto run = std::partition_point(episodes.clean_runs.begin(), episodes.clean_runs.end(),
                                          [from](const Span& r) { return r.end <= from; });
    if (run == episodes.clean_runs.end()) return std::nullopt;
    return std::max(from, run->begin);
}

struct Target {
    AlertLevel level = AlertLevel::normal;
    AlertLevel begun = AlertLevel::normal;
    std::optional<size_t> decisive;
    std::optional<int> release_position;
};

Target target_of(const Edition& edition, const Episodes& episodes, int now, bool waits) {
    Target target;
    int from = now;
    if (waits)
        if (const auto next = first_leveled(episodes, now);
            next && episodes.list[*next].span.begin <= now + edition.max_lead_hours)
            from = std::max(now, episodes.list[*next].span.begin);
    target.release_position = first_clean_hour(episodes, from);
    for (size_t i = episodes.first_open(now); i < episodes.list.size(); ++i) {
        const Episode& episode = episodes.list[i];
        if (target.release_position && episode.span.begin >= *target.release_position) break;
        if (!counts(episode, now)) continue;
        if (episode.span.begin <= now) target.begun = std::max(target.begun, episode.level);
        if (episode.level > target.level || !target.decisive) {
            target.level = std::max(target.level, episode.level);
            target.decisive = i;
        }
    }
    return target;
}

/// The episode that findings speak of: the one that gives the target, else the next with a level, else the next.
std::optional<size_t> episode_of_interest(const Episodes& episodes, const Assessment& assessment, int now) {
    if (assessment.decisive && episodes.list[*assessment.decisive].level != AlertLevel::normal)
        return assessment.decisive;
    if (assessment.next_leveled) return assessment.next_leveled;
    for (size_t i = episodes.first_open(now); i < episodes.list.size(); ++i)
        if (counts(episodes.list[i], now)) return i;
    return std::nullopt;
}

Text condition_text(const Edition& edition, const Episodes& episodes, const Episode* episode, const Condition& condition) {
    const int hours = episode != nullptr ? episodes.duration(*episode, condition) : 0;
    const Text value = taken(condition.track, edition.by_day());
    return {fmt::format("{}{}{}持续{}小时（要求{}小时以上）", value.zh, condition.reaches ? "达到" : "大于", condition.threshold,
                        hours, condition.hours),
            fmt::format("{} {} {} for {} h (wanted {} h)", value.en, condition.reaches ? "of at least" : "above",
                        condition.threshold, hours, condition.hours)};
}

/// Would the clause be met by an episode that counts, were the missing hours 500?
bool met_when_filled(const AirPicture& picture, const Clause& clause, const std::optional<Span>& near) {
    if (!picture.filled) return false;
    for (const Episode& episode : picture.filled->list) {
        if (episode.span.end <= picture.now) continue;
        if (near && (episode.span.end <= near->begin || episode.span.begin >= near->end)) continue;
        if (picture.filled->meets(episode, clause)) return true;
    }
    return false;
}

Finding finding_of(const Edition& edition, const AirPicture& picture, const Episode* episode, const LevelRule& rule, const Clause& clause,
                   const PositionName& name) {
    Finding finding;
    finding.clause = clause.id;
    finding.level = rule.level;
    if (episode != nullptr && picture.actual.meets(*episode, clause))
        finding.answer = Answer::met;
    else if (met_when_filled(picture, clause,
                             episode != nullptr ? std::optional<Span>(episode->span) : std::nullopt))
        finding.answer = Answer::unknown;
    if (episode != nullptr) {
        const Text begin = name(episode->span.begin), end = name(episode->span.end);
        finding.evidence = {fmt::format("污染过程{}至{}", begin.zh, end.zh),
                            fmt::format("episode {} to {}", begin.en, end.en)};
    } else {
        finding.evidence = {"实况和预报中没有未结束的污染过程", "no episode is open in what is measured and forecast"};
    }
    for (const Condition& condition : clause.all_of) {
        const Text text = condition_text(edition, picture.actual, episode, condition);
        finding.evidence.zh += "；" + text.zh;
        finding.evidence.en += "; " + text.en;
    }
    return finding;
}

Finding m12_finding(const Edition& edition, const Assessment& assessment) {
    Finding finding;
    finding.clause = edition.id + "/m12";
    finding.level = edition.lowest();
    finding.answer = assessment.m12 ? Answer::met : Answer::not_met;
    finding.evidence =
        assessment.m12
            ? Text{fmt::format("最近一小时实况AQI大于200，且未来{}小时预报均值大于200，无明显改善", edition.improve_hours),
                   fmt::format("last measured AQI above 200 and the next {} h forecast above 200 on average",
                               edition.improve_hours)}
            : Text{fmt::format("最近一小时实况AQI大于200且未来{}小时无明显改善：不成立", edition.improve_hours),
                   fmt::format("not: last measured AQI above 200 and no improvement in the next {} h",
                               edition.improve_hours)};
    return finding;
}

Finding release_finding(const Edition& edition, const AirPicture& picture, const Assessment& assessment,
                        const PositionName& name) {
    Finding finding;
    finding.clause = edition.id + "/release";
    finding.answer = assessment.release_position && assessment.target == AlertLevel::normal ? Answer::met
                                                                                           : Answer::not_met;
    if (assessment.release_position) {
        const auto run = std::partition_point(
            picture.actual.clean_runs.begin(), picture.actual.clean_runs.end(),
            [&](const Span& r) { return r.end <= *assessment.release_position; });
        const Text from = name(*assessment.release_position), begin = name(run->begin);
        finding.evidence = {fmt::format("AQI不高于{}自{}起连续{}小时（要求{}小时以上），最早{}满足", edition.clean_limit,
                                        begin.zh, run->hours(), edition.gap_hours, from.zh),
                            fmt::format("AQI at or below {} from {} for {} h (wanted {} h): met from {}",
                                        edition.clean_limit, begin.en, run->hours(), edition.gap_hours, from.en)};
    } else {
        finding.evidence = {fmt::format("实况和预报中没有AQI不高于{}且持续{}小时以上的时段", edition.clean_limit,
                                        edition.gap_hours),
                            fmt::format("no {} h in a row with AQI at or below {} in what is measured and forecast",
                                        edition.gap_hours, edition.clean_limit)};
    }
    return finding;
}

/// Days whose value is not the mean of their hours: one that misses no hour keeps its own when missing hours are filled,
/// and no other becomes less.
void keep_own_days(const std::vector<AqiValue>& days, const std::vector<AqiValue>& hours, std::vector<AqiValue>& filled) {
    for (size_t d = 0; d < days.size() && d < filled.size(); ++d) {
        if (!days[d].known()) continue;
        const size_t begin = std::min(d * 24, hours.size()), end = std::min(begin + 24, hours.size());
        const bool whole = std::all_of(hours.begin() + static_cast<long>(begin), hours.begin() + static_cast<long>(end),
                                       [](AqiValue value) { return value.known(); });
        if (whole || filled[d].units() < days[d].units()) filled[d] = days[d];
    }
}

}  // namespace

AirPicture picture_of_hours(const Edition& edition, const AirSeries& series, int now) {
    AirPicture picture;
    picture.actual = find_episodes(edition, series);
    if (const auto filled = with_missing_as_worst(edition, series)) picture.filled = find_episodes(edition, *filled);
    picture.now = now;
    picture.size = static_cast<int>(series.main.size());
    picture.m12 = measured_heavy(edition.improve_hours, series.main, now);
    picture.hours_measured = static_cast<int>(
        std::count_if(series.main.begin(), series.main.begin() + now, [](AqiValue v) { return v.known(); }));
    return picture;
}

AirPicture picture_of_days(const Edition& edition, const std::vector<AqiValue>& days, int now_hours,
                           const AirSeries& hours) {
    AirPicture picture;
    picture.actual = find_episodes_by_day(edition, days, hours);
    const auto worst = with_missing_as_worst(edition, hours);
    AirSeries filled_hours = worst.value_or(hours);
    filled_hours.main = hours.main;
    std::vector<AqiValue> filled_days = days;
    const bool missing = fill_with_500(edition, filled_days, filled_hours.main);
    if (missing && edition.daily_aqi_mode == DailyAqiMode::aqi_of_means) keep_own_days(days, hours.main, filled_days);
    if (missing || worst)
        picture.filled = find_episodes_by_day(edition, filled_days, filled_hours);
    picture.now = now_hours;
    picture.size = static_cast<int>(days.size()) * 24;
    picture.m12 = measured_heavy(edition.improve_hours, hours.main, now_hours);
    return picture;
}

Assessment assess(const Edition& edition, const AirPicture& picture, bool waits) {
    Assessment out;
    const Target target = target_of(edition, picture.actual, picture.now, waits);
    out.target = target.level;
    out.begun = target.begun;
    out.decisive = target.decisive;
    out.release_position = target.release_position;
    out.m12 = picture.m12;
    if (picture.m12) {
        out.target = std::max(out.target, edition.lowest());
        out.begun = std::max(out.begun, edition.lowest());
    }
    out.next_leveled = first_leveled(picture.actual, picture.now);
    out.leveled_touches_now =
        out.next_leveled && picture.actual.list[*out.next_leveled].span.begin <= picture.now;
    if (picture.filled)
        out.insufficient_data = target_of(edition, *picture.filled, picture.now, waits).level > out.target;
    return out;
}

std::vector<Finding> find_answers(const Edition& edition, const AirPicture& picture, const Assessment& assessment,
                                  const PositionName& name) {
    const auto index = episode_of_interest(picture.actual, assessment, picture.now);
    const Episode* episode = index ? &picture.actual.list[*index] : nullptr;
    std::vector<Finding> findings;
    for (auto rule = edition.levels.rbegin(); rule != edition.levels.rend(); ++rule)
        for (const Clause& clause : rule->any_of)
            findings.push_back(finding_of(edition, picture, episode, *rule, clause, name));
    if (edition.improve_hours > 0) findings.push_back(m12_finding(edition, assessment));
    findings.push_back(release_finding(edition, picture, assessment, name));
    return findings;
}

std::vector<NearMiss> near_misses(const Edition& edition, const AirPicture& picture, const Assessment& assessment) {
    std::vector<NearMiss> out;
    const auto index = episode_of_interest(picture.actual, assessment, picture.now);
    if (!index) return out;
    const Episode& episode = picture.actual.list[*index];
    for (const LevelRule& rule : edition.levels) {
        if (rule.level <= episode.level) continue;
        for (const Clause& clause : rule.any_of) {
            NearMiss miss{clause.id, rule.level, 0, {}};
            for (const Condition& condition : clause.all_of)
                miss.hours_short =
                    std::max(miss.hours_short, condition.hours - picture.actual.duration(episode, condition));
            const Text level = level_name(rule.level);
            miss.text = {fmt::format("距{}预警条件（{}）尚差{}小时", level.zh, clause.id, miss.hours_short),
                         fmt::format("{} h short of {} ({})", miss.hours_short, level.en, clause.id)};
            out.push_back(std::move(miss));
        }
    }
    return out;
}

}  // namespace qingkong
