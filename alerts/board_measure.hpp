// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "emissions/inventory.hpp"
#include "emissions/selection.hpp"

namespace qingkong {

/// One line's measure at one level in the words of boards and operation plans.
struct BoardMeasure {
    std::string line;         ///< `1号熟料线（L1）`; `全厂` for terms of the whole enterprise
    std::string measure;
    std::string limit;        ///< `不超过4000吨/日（…）`, `停44台（共220台）`; `—` where the load is free
    std::string due;          ///< 响应启动时, or the ramp with its confirmed reason (handbook F)
    std::string indicator;    ///< 核查方式
    std::string responsible;  ///< 责任岗位 of the measure, else of the enterprise
    std::string permit_clause;
    MeasureOrder order;
};

/// All measures of a level, in the order of the lines.
struct BoardLevel {
    AlertLevel level = AlertLevel::normal;
    std::vector<BoardMeasure> measures;
    std::string transport;
};

/// Yellow, orange and red, and a lower level where the plan has a row for it. The measures are select_measures' on the
/// day, without the regimes beside the alert: a board hangs for a year, a peak-shift season does not.
std::vector<BoardLevel> board_levels(const Inventory& inventory, const Enterprise& enterprise, Day day);

/// Exemptions that hold on the day, each with basis, approver, validity, highest level, conditions, allowed load.
std::vector<std::string> exemption_lines(const Enterprise& enterprise, Day day);
/// Other regimes in force on the day or to come, a sentence each: `1号熟料线：错峰生产停产（…），2025年11月15日至…`.
std::vector<std::string> regime_lines(const Enterprise& enterprise, Day day);

/// `B级（2025年1月1日起）`; a lapsed grade is not named.
std::string grade_words(const Enterprise& enterprise, Day day);
/// `1号熟料线（L1）`
std::string line_words(const ProductionLine& line);
/// 未填报 for the empty text.
std::string or_not_stated(std::string_view text);
/// Exact decimal and its unit, else 未填报.
std::string figure_or_not_stated(const std::optional<Rational>& figure, std::string_view unit);

}  // namespace qingkong
