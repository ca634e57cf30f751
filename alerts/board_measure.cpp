// SPDX-License-Identifier: Apache-2.0
#include "alerts/board_measure.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "emissions/inventory_sheets.hpp"

namespace qingkong {
namespace {

constexpr std::string_view kNotStated = "未填报";

/// The enterprise alone and free of other regimes, so that select_measures answers for it and for the alert only.
Inventory alone(const Inventory& inventory, const Enterprise& enterprise) {
    Inventory one;
    one.version = inventory.version;
    one.city = inventory.city;
    one.city.areas = {{enterprise.area, {}}};
    one.industry_measures = inventory.industry_measures;
    one.enterprises = {enterprise};
    one.enterprises[0].regimes.clear();
    for (ProductionLine& line : one.enterprises[0].lines) line.regimes.clear();
    return one;
}

bool plan_has_row(const Inventory& inventory, const Enterprise& enterprise, AlertLevel level, Day day) {
    if (!enterprise.transport.rule_by_level[static_cast<size_t>(level)].empty()) return true;
    bool any = false;
    for (const ProductionLine& line : enterprise.lines) {
        if (line.measures[level]) return true;
        any = any || !line.measures.empty();
    }
    if (any || enterprise.plan_filed()) return false;
    const MeasuresByLevel* industry = inventory.industry_row(enterprise, enterprise.grade_on(day));
    return industry != nullptr && (*industry)[level].has_value();
}

/// The plan's own row behind an order, null where the order rests on an exemption or an industry's row.
const Measure* plan_row(const ProductionLine* line, const MeasureOrder& order, AlertLevel level) {
    const Measure* row = line == nullptr ? nullptr : line->measures.effective(level);
    return row != nullptr && row->text == order.measure && row->kind == order.kind ? row : nullptr;
}

std::string limit_words(const MeasureOrder& order, const Measure* row) {
    if (!order.mandatory) return "—";
    switch (order.kind) {
        case MeasureKind::stop:
            return "停产";
        case MeasureKind::limit:
            if (order.cap_t_per_day && order.cap_base_t_per_day && !order.cap_base_t_per_day->zero())
                return fmt::format("限产后不超过{}吨/日（基准{}吨/日，三者取小；限产{}%）", decimal_text(*order.cap_t_per_day),
                                   decimal_text(*order.cap_base_t_per_day),
                                   decimal_text((Rational(1) - *order.cap_t_per_day / *order.cap_base_t_per_day) * Rational(100)));
            // A guarantee's cap counts from the certified load; a plan's needs the three capacities.
            return fmt::format("负荷不超过{}%{}", order.load_cap_percent.value_or(100), row ? "（三项产能未填齐，不能折算吨/日）" : "");
        case MeasureKind::count:
            if (order.counted)
                return fmt::format("停{}{}（共{}{}）", order.counted->ordered, order.counted->unit, order.counted->of,
                                   order.counted->unit);
            return std::string(kNotStated);
        case MeasureKind::coking:
            if (row == nullptr) return "—";
            return fmt::format("出焦时间由{}小时延长至{}小时", decimal_text(row->coking_hours_normal),
                               decimal_text(row->coking_hours_ordered));
        case MeasureKind::none:
        case MeasureKind::other:
            break;
    }
    return "—";
}

std::string due_words(const MeasureOrder& order) {
    if (!order.mandatory) return "—";
    if (order.ramp_hours == 0) return "响应启动时";
    return fmt::format("响应启动后{}小时内（安全理由：{}，经县级核定）", order.ramp_hours, or_not_stated(order.ramp_reason));
}

/// Names a row that stands for a level without one of its own.
std::string fallback_words(const MeasureOrder& order) {
    for (const AlertLevel level : kLevelsRising)
        if (order.basis.find(fmt::format("; row of {};", token(level))) != std::string::npos)
            return fmt::format("（本级别未另行规定，执行{}预警措施）", level_name(level).zh);
    return "";
}

BoardMeasure board_measure(const Enterprise& enterprise, const MeasureOrder& order, AlertLevel level) {
    const ProductionLine* line = enterprise.find_line(order.line_id);
    const Measure* row = plan_row(line, order, level);
    BoardMeasure out;
    out.line = line == nullptr ? "全厂" : line_words(*line);
    out.measure = order.measure + fallback_words(order);
    out.limit = limit_words(order, row);
    out.due = due_words(order);
    out.indicator = order.mandatory ? or_not_stated(order.verify_by) : order.verify_by.empty() ? "—" : order.verify_by;
    out.responsible = or_not_stated(row != nullptr && !row->responsible.empty() ? row->responsible : enterprise.contact.post);
    out.permit_clause = order.mandatory ? or_not_stated(order.permit_clause) : "—";
    out.order = order;
    return out;
}

std::string span_words(const std::optional<Day>& from, const std::optional<Day>& to, std::string_view open_end) {
    if (!from && !to) return std::string(open_end);
    if (!to) return day_words_zh(*from) + "起，" + std::string(open_end);
    return (from ? day_words_zh(*from) : "") + "至" + day_words_zh(*to);
}

}  // namespace

std::vector<BoardLevel> board_levels(const Inventory& inventory, const Enterprise& enterprise, Day day) {
    const Inventory one = alone(inventory, enterprise);
    std::vector<BoardLevel> levels;
    for (const AlertLevel level :
         {AlertLevel::ungraded, AlertLevel::blue, AlertLevel::yellow, AlertLevel::orange, AlertLevel::red}) {
        if (level < AlertLevel::yellow && !plan_has_row(one, enterprise, level, day)) continue;
        BoardLevel out;
        out.level = level;
        for (const MeasureOrder& order : select_measures(one, level, day, {enterprise.area}))
            out.measures.push_back(board_measure(enterprise, order, level));
        out.transport = or_not_stated(enterprise.transport.rule(level));
        levels.push_back(std::move(out));
    }
    return levels;
}

std::vector<std::string> exemption_lines(const Enterprise& enterprise, Day day) {
    std::vector<std::string> lines;
    for (const Exemption& exemption : enterprise.exemptions) {
        if (!holds_on(exemption.valid_from, exemption.valid_to, day)) continue;
        const AlertLevel highest = std::min(exemption.max_level, highest_level(exemption.kind));
        std::string words = fmt::format("{}（最高至{}预警）", exemption_name(exemption.kind).zh, level_name(highest).zh);
        if (exemption.load_cap_percent)
            words += fmt::format("；核定允许负荷{}%", *exemption.load_cap_percent);
        else if (caps_load(exemption.kind))
            words += "；核定允许负荷未填报";
        words += fmt::format("；依据：{}；批准机关：{}；有效期：{}", or_not_stated(exemption.legal_basis),
                             or_not_stated(exemption.approver),
                             span_words(exemption.valid_from, exemption.valid_to, "截止日期未填报"));
        if (!exemption.conditions.empty()) words += "；条件：" + exemption.conditions;
        lines.push_back(std::move(words));
    }
    return lines;
}

std::vector<std::string> regime_lines(const Enterprise& enterprise, Day day) {
    std::vector<std::string> lines;
    const auto add = [&](const std::string& subject, const std::vector<RegimeRow>& rows) {
        for (const RegimeRow& row : rows)
            if (!row.to || day <= *row.to)
                lines.push_back(fmt::format("{}：{}，{}", subject, regime_words(row), span_words(row.from, row.to, "截止另行通知")));
    };
    add("全厂", enterprise.regimes);
    for (const ProductionLine& line : enterprise.lines) add(line_words(line), line.regimes);
    return lines;
}

std::string grade_words(const Enterprise& enterprise, Day day) {
    const Grade grade = enterprise.grade_on(day);
    const GradeSpan* span = nullptr;
    for (const GradeSpan& one : enterprise.grades)
        if (one.grade == grade && holds_on(one.valid_from, one.valid_to, day) &&
            (span == nullptr || !span->valid_from || (one.valid_from && *span->valid_from < *one.valid_from)))
            span = &one;
    if (span == nullptr) {
        const bool lapsed = std::any_of(enterprise.grades.begin(), enterprise.grades.end(),
                                        [&](const GradeSpan& one) { return one.valid_to && *one.valid_to < day; });
        return grade_name(grade).zh + (lapsed ? "（原等级已失效）" : "");
    }
    if (!span->valid_from && !span->valid_to) return grade_name(grade).zh;
    return fmt::format("{}（{}）", grade_name(grade).zh,
                       span->valid_to ? span_words(span->valid_from, span->valid_to, "")
                                      : day_words_zh(*span->valid_from) + "起");
}

std::string line_words(const ProductionLine& line) {
    if (line.name.empty() || line.name == line.line_id) return line.line_id;
    return fmt::format("{}（{}）", line.name, line.line_id);
}

std::string or_not_stated(std::string_view text) {
    return std::string(text.empty() ? kNotStated : text);
}

std::string figure_or_not_stated(const std::optional<Rational>& figure, std::string_view unit) {
    return figure ? decimal_text(*figure) + std::string(unit) : std::string(kNotStated);
}

}  // namespace qingkong
