// SPDX-License-Identifier: Apache-2.0
#include "alerts/change.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace qingkong {
namespace {

constexpr int kMostPoints = 300;
constexpr int kMostHours = 120;

/// Asks the rules what the air would give if some of its forecast were otherwise.
class Asker {
public:
    Asker(const Edition& edition, const KnownAir& air, const Standing& standing)
        : edition_(edition), air_(air), standing_(standing) {}

    /// The level that the air demands: of the coming episode while nothing is in force, else the target.
    AlertLevel level(const KnownAir& air) const {
        const AirPicture picture = picture_of(edition_, air);
        const Assessment assessment = assess(edition_, picture, standing_.waits);
        if (standing_.level != AlertLevel::normal) return assessment.target;
        const Step proposed = step(edition_, picture, assessment, Standing{});
        return proposed.level;
    }

    KnownAir shifted(const Span& span, int points) const {
        KnownAir air = air_;
        for (int p = std::max(span.begin, air.now); p < std::min(span.end, static_cast<int>(air.hours.main.size())); ++p) {
            AqiValue& value = air.hours.main[static_cast<size_t>(p)];
            if (!value.known()) continue;
            const int units = value.units() + points * AqiValue::kUnit;
            value = AqiValue::from_units(std::clamp(units, 0, 500 * AqiValue::kUnit));
        }
        return air;
    }

    /// At least `above` + 1 in the hours from `begin` on; the series grows where it ends before.
    KnownAir prolonged(int begin, int hours, int above) const {
        KnownAir air = air_;
        const size_t end = static_cast<size_t>(begin + hours);
        if (air.hours.main.size() < end) air.hours.main.resize(end);
        for (size_t p = static_cast<size_t>(begin); p < end; ++p)
            if (air.hours.main[p].units() <= above * AqiValue::kUnit) air.hours.main[p] = AqiValue::whole(above + 1);
        return air;
    }

    /// The least number in 1..most for which it holds: more never makes it fail.
    template <class Holds>
    static std::optional<int> least(int most, Holds holds) {
        if (!holds(most)) return std::nullopt;
        int low = 1, high = most;
        while (low < high) {
            const int middle = (low + high) / 2;
            if (holds(middle))
                high = middle;
            else
                low = middle + 1;
        }
        return low;
    }

private:
    const Edition& edition_;
    const KnownAir& air_;
    const Standing& standing_;
};

std::vector<int> thresholds_of(const Edition& edition, const LevelRule& rule) {
    std::vector<int> found;
    for (const Clause& clause : rule.any_of)
        for (const Condition& condition : clause.all_of)
            if (condition.track == edition.main && condition.threshold < 500) found.push_back(condition.threshold);
    std::sort(found.begin(), found.end());
    found.erase(std::unique(found.begin(), found.end()), found.end());
    return found;
}

Text level_words(AlertLevel level) {
    const Text name = level_name(level);
    if (level == AlertLevel::normal) return {"不达到预警条件", "no alert"};
    return {"为" + name.zh, name.en};
}

/// The episode that ends last among those the answer rests on.
std::optional<Span> open_episode(const Edition& edition, const KnownAir& air, bool waits) {
    const AirPicture picture = picture_of(edition, air);
    const Assessment assessment = assess(edition, picture, waits);
    if (assessment.decisive) return picture.actual.list[*assessment.decisive].span;
    if (assessment.next_leveled) return picture.actual.list[*assessment.next_leveled].span;
    for (size_t i = picture.actual.first_open(air.now); i < picture.actual.list.size(); ++i)
        return picture.actual.list[i].span;
    return std::nullopt;
}

std::optional<Change> longer(const Asker& asker, const Edition& edition, const LevelRule& rule, const Span& episode,
                             int now, const PositionName& name) {
    std::optional<Change> best;
    const int begin = std::max(now, episode.end);
    for (const int above : thresholds_of(edition, rule)) {
        const auto hours = Asker::least(kMostHours, [&](int h) {
            return asker.level(asker.prolonged(begin, h, above)) >= rule.level;
        });
        if (!hours || (best && best->hours <= *hours)) continue;
        best = Change{};
        best->kind = Change::Kind::longer;
        best->level = asker.level(asker.prolonged(begin, *hours, above));
        best->hours = *hours;
        best->above = above;
        best->until = begin + *hours;
        const Text until = name(best->until), level = level_words(best->level);
        best->text = {fmt::format("AQI大于{}再持续{}小时（至{}），则{}", above, *hours, until.zh, level.zh),
                      fmt::format("{} more hours above {} (up to {}) make it {}", *hours, above, until.en, level.en)};
    }
    return best;
}

std::optional<Change> higher(const Asker& asker, const LevelRule& rule, Span episode, int size) {
    if (episode.hours() == 0) episode.end = size;
    const auto points = Asker::least(kMostPoints, [&](int p) {
        return asker.level(asker.shifted(episode, p)) >= rule.level;
    });
    if (!points) return std::nullopt;
    Change change;
    change.kind = Change::Kind::higher;
    change.points = *points;
    change.span = episode;
    change.level = asker.level(asker.shifted(episode, *points));
    const Text level = level_words(change.level);
    change.text = {fmt::format("过程中的预报AQI再高{}，则{}", *points, level.zh),
                   fmt::format("{} AQI points more in the forecast hours of the episode make it {}", *points, level.en)};
    return change;
}

std::optional<Change> lower(const Asker& asker, AlertLevel own, const std::vector<Span>& days, const Span& all,
                            const PositionName& name) {
    std::optional<Change> best;
    const auto try_span = [&](const Span& span) {
        const auto points = Asker::least(kMostPoints, [&](int p) { return asker.level(asker.shifted(span, -p)) < own; });
        if (!points || (best && best->points <= *points)) return;
        best = Change{};
        best->kind = Change::Kind::lower;
        best->points = *points;
        best->span = span;
        best->level = asker.level(asker.shifted(span, -*points));
    };
    for (const Span& day : days) try_span(day);
    if (!best) try_span(all);
    if (!best) return best;
    const Text begin = name(best->span.begin), end = name(best->span.end), level = level_words(best->level);
    best->text = {fmt::format("{}至{}的预报AQI低{}，则{}", begin.zh, end.zh, best->points, level.zh),
                  fmt::format("{} AQI points less from {} to {}: {}", best->points, begin.en, end.en, level.en)};
    return best;
}

}  // namespace

std::string_view token(Change::Kind kind) {
    switch (kind) {
        case Change::Kind::longer: return "longer";
        case Change::Kind::higher: return "higher";
        case Change::Kind::lower: return "lower";
    }
    return "longer";
}

std::vector<Change> smallest_changes(const Edition& edition, const KnownAir& air, const Standing& standing,
                                     const std::vector<Span>& days, const PositionName& name) {
    std::vector<Change> out;
    if (air.hours.main.empty() || !air.further_days.empty() || edition.main.pollutant || !air.hours.means.empty()) return out;
    const Asker asker(edition, air, standing);
    const AlertLevel own = asker.level(air);
    const int size = static_cast<int>(air.hours.main.size());
    const Span episode = open_episode(edition, air, standing.waits).value_or(Span{air.now, air.now});
    for (const LevelRule& rule : edition.levels) {
        if (rule.level <= own) continue;
        // An increase that reaches a still higher level is told once, as that level's.
        if (auto change = longer(asker, edition, rule, episode, air.now, name); change && change->level == rule.level)
            out.push_back(std::move(*change));
        if (auto change = higher(asker, rule, episode, size); change && change->level == rule.level)
            out.push_back(std::move(*change));
    }
    if (own != AlertLevel::normal)
        if (auto change = lower(asker, own, days, {air.now, size}, name))
            out.push_back(std::move(*change));
    return out;
}

}  // namespace qingkong
