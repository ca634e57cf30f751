// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

#include "rules/text.hpp"

namespace qingkong {

/// Alert levels in rising severity. `normal` = no alert (of an episode: no row of the edition matches, token `none`);
/// `ungraded` = a response without a colour, below the alerts (不分等级, 临时管控; handbook B.1, B.2).
enum class AlertLevel { normal, ungraded, blue, yellow, orange, red };

/// For tables whose index is the level.
constexpr std::size_t kLevelCount = 6;

constexpr std::array<AlertLevel, 4> kLevelsRising = {AlertLevel::blue, AlertLevel::yellow, AlertLevel::orange,
                                                     AlertLevel::red};

/// `normal`, `ungraded`, `blue`, `yellow`, `orange`, `red`.
std::string_view token(AlertLevel level);
/// The same, with `none` for an episode without a level.
std::string_view episode_token(AlertLevel level);
/// Accepts the tokens without case, also `none`.
std::optional<AlertLevel> parse_level(std::string_view text);
/// 蓝色 / blue: never used alone on a page, always followed by 预警 (words.md).
Text level_name(AlertLevel level);
/// Response grade that the level starts: yellow Ⅲ, orange Ⅱ, red Ⅰ, blue Ⅳ (handbook B.5).
Text response_grade(AlertLevel level);

}  // namespace qingkong
