// SPDX-License-Identifier: Apache-2.0
#include "rules/level.hpp"

#include <string>

#include "rules/words.hpp"

namespace qingkong {

std::string_view token(AlertLevel level) {
    switch (level) {
        case AlertLevel::normal: return "normal";
        case AlertLevel::ungraded: return "ungraded";
        case AlertLevel::blue: return "blue";
        case AlertLevel::yellow: return "yellow";
        case AlertLevel::orange: return "orange";
        case AlertLevel::red: return "red";
    }
    return "normal";
}

std::string_view episode_token(AlertLevel level) { return level == AlertLevel::normal ? "none" : token(level); }

std::optional<AlertLevel> parse_level(std::string_view text) {
    const std::string word = lower(text);
    if (word == "normal" || word == "none") return AlertLevel::normal;
    if (word == token(AlertLevel::ungraded)) return AlertLevel::ungraded;
    for (const AlertLevel level : kLevelsRising)
        if (word == token(level)) return level;
    return std::nullopt;
}

Text level_name(AlertLevel level) {
    switch (level) {
        case AlertLevel::normal: return {"未启动", "none"};
        case AlertLevel::ungraded: return {"不分等级", "ungraded"};
        case AlertLevel::blue: return {"蓝色", "blue"};
        case AlertLevel::yellow: return {"黄色", "yellow"};
        case AlertLevel::orange: return {"橙色", "orange"};
        case AlertLevel::red: return {"红色", "red"};
    }
    return {};
}

Text response_grade(AlertLevel level) {
    switch (level) {
        case AlertLevel::normal:
        case AlertLevel::ungraded: return {"", ""};
        case AlertLevel::blue: return {"Ⅳ", "IV"};
        case AlertLevel::yellow: return {"Ⅲ", "III"};
        case AlertLevel::orange: return {"Ⅱ", "II"};
        case AlertLevel::red: return {"Ⅰ", "I"};
    }
    return {};
}

}  // namespace qingkong
