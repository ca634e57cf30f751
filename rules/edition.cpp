// SPDX-License-Identifier: Apache-2.0
#include "rules/edition.hpp"

#include <algorithm>
#include <climits>

namespace qingkong {

int Edition::base_threshold() const {
    int base = INT_MAX;
    for (const LevelRule& rule : levels)
        for (const Clause& clause : rule.any_of)
            for (const Condition& condition : clause.all_of) base = std::min(base, condition.threshold);
    return base;
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
