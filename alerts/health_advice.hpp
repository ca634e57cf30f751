// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "rules/aqi.hpp"
#include "rules/level.hpp"
#include "rules/text.hpp"

namespace qingkong {

/// 建议采取的措施 of a category, as the table of HJ 633 has it (handbook K.4), without a full stop.
Text category_advice(AqiCategory category);
/// 对健康影响情况 of a category, same table.
Text category_effect(AqiCategory category);

/// The category that the advice of an alert goes by: that of the forecast peak (`347`; empty or unreadable: not known),
/// else the level's own: red 严重污染, any other 重度污染. Never below the level's.
AqiCategory advised_category(AlertLevel level, const std::string& forecast_peak_aqi);

}  // namespace qingkong
