// SPDX-License-Identifier: Apache-2.0
#include "rules/edition.hpp"

#include <algorithm>
#include <climits>

namespace qingkong {

int Edition::base_threshold() const {
    int base = INT_MAX;
    for (const LevelRule& rule : levels)
        for (const Clause& item : rule.any_of)
            for (const Condition& condition : item.all_of)
                if (condition.track == main) base = std::min(base, condition.threshold);
    return base;
}

const LevelRule* Edition::rule_of(AlertLevel level) const {
    for (const LevelRule& rule : levels)
        if (rule.level == level) return &rule;
    return nullptr;
}

const Clause* Edition::clause(const std::string& id_) const {
    for (const LevelRule& rule : levels)
        for (const Clause& item : rule.any_of)
            if (item.id == id_) return &item;
    return nullptr;
}

int Edition::lead_hours_of(AlertLevel level) const {
    const LevelRule* rule = rule_of(level);
    return rule != nullptr && rule->lead_hours ? *rule->lead_hours : lead_hours;
}

std::optional<int> Edition::life_hours(AlertLevel level) const {
    const LevelRule* rule = rule_of(level);
    if (rule == nullptr) return std::nullopt;
    int life = 0;
    for (const Clause& item : rule->any_of) {
        if (!item.life_hours) return std::nullopt;
        life = std::max(life, *item.life_hours);
    }
    return life;
}

std::vector<Track> Edition::other_series() const {
    std::vector<Track> found;
    for (const LevelRule& rule : levels)
        for (const Clause& item : rule.any_of)
            for (const Condition& condition : item.all_of) {
                const Track& track = condition.track;
                const auto known = [&](const Track& other) { return other.same_series(track); };
                if (!known(main) && std::none_of(found.begin(), found.end(), known)) found.push_back(track);
            }
    return found;
}

std::string_view token(ForecastChoice choice) {
    switch (choice) {
        case ForecastChoice::lower: return "lower";
        case ForecastChoice::centre: return "centre";
        case ForecastChoice::upper: return "upper";
    }
    return "centre";
}

Text forecast_choice_name(ForecastChoice choice) {
    switch (choice) {
        case ForecastChoice::lower: return {"下限", "lower"};
        case ForecastChoice::centre: return {"中值", "centre"};
        case ForecastChoice::upper: return {"上限", "upper"};
    }
    return {};
}

}  // namespace qingkong
