// SPDX-License-Identifier: Apache-2.0
#include "emissions/selection.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace qingkong {
namespace {

/// What the selection knows about one enterprise or source while it decides; reasons are collected where a choice is
/// made and become the column `basis`.
struct Choice {
    const Inventory& inventory;
    AlertLevel level;
    Day day;
    MeasureOrder head;                 ///< area, id, name, grade of every row
    std::string decided_by;            ///< `grade c`, `exemption heat_guarantee`, `class small_micro`
    std::string plan;                  ///< `plan 2025-2`
    std::vector<std::string> remarks;  ///< why an exemption does not count, which row was taken

    std::string basis(std::string_view regime = "alert", const std::string& remark = {}) const {
        std::string text = "F.1; " + decided_by;
        if (!plan.empty()) text += "; " + plan;
        for (const std::string& one : remarks) text += "; " + one;
        if (!remark.empty()) text += "; " + remark;
        return text + "; " + std::string(regime);
    }
    MeasureOrder terms(const std::string& words) const {
        MeasureOrder order = head;
        order.measure = words;
        order.basis = basis();
        return order;
    }
};

/// Exemptions in force at the day and the level; those that no longer count are named in the remarks.
std::vector<const Exemption*> in_force(const std::vector<Exemption>& exemptions, Choice& choice) {
    std::vector<const Exemption*> valid;
    for (const Exemption& exemption : exemptions) {
        const AlertLevel highest = std::min(exemption.max_level, highest_level(exemption.kind));
        const bool dated = holds_on(exemption.valid_from, exemption.valid_to, choice.day);
        if (dated && choice.level <= highest)
            valid.push_back(&exemption);
        else if (dated)
            choice.remarks.push_back(fmt::format("exemption {} only to {}", token(exemption.kind), token(highest)));
        else if (exemption.valid_to && *exemption.valid_to < choice.day)
            choice.remarks.push_back(
                fmt::format("exemption {} expired {}", token(exemption.kind), format_day(*exemption.valid_to)));
    }
    return valid;
}

std::string words_of(const Exemption& exemption) {
    if (!exemption.terms.empty()) return exemption.terms;
    const std::string name = exemption_name(exemption.kind).zh;
    if (exemption.load_cap_percent && *exemption.load_cap_percent < 100)
        return fmt::format("{}：生产负荷不超过核定最大允许生产负荷的{}%", name, *exemption.load_cap_percent);
    if (exemption.kind == ExemptionKind::livelihood_site) return name + "：可继续施工，严格落实“六个百分之百”";
    return name + "：自主减排，无强制性措施";
}

MeasureOrder measure_order(const Choice& choice, const ProductionLine& line, const Measure& measure) {
    MeasureOrder order = choice.head;
    order.line_id = line.line_id;
    order.source_class = line.source_class;
    order.measure = measure.text;
    order.mandatory = true;
    order.kind = measure.kind;
    order.load_cap_percent = load_cap_percent(measure);
    order.ramp_hours = measure.ramp_hours;
    order.ramp_reason = measure.ramp_reason;
    order.verify_by = measure.verify_by;
    order.permit_clause = measure.permit_clause;
    order.counted = measure.counted;
    order.reduction = line_reduction(line, measure);
    if (measure.kind == MeasureKind::limit) {
        order.cap_base_t_per_day = line.cap_base_t_per_day();
        if (order.cap_base_t_per_day)
            order.cap_t_per_day = *order.cap_base_t_per_day * (Rational(1) - measure.limit_percent / Rational(100));
    }
    return order;
}

/// Step 2: a guarantee kind caps the load of every line at the certified share (handbook F.1, L.3 R11).
std::vector<MeasureOrder> capped_load(const Choice& choice, const Enterprise& enterprise, const Exemption& guarantee) {
    const int cap = guarantee.load_cap_percent.value_or(100);
    if (cap >= 100 || enterprise.lines.empty()) return {choice.terms(words_of(guarantee))};
    std::vector<MeasureOrder> orders;
    for (const ProductionLine& line : enterprise.lines) {
        MeasureOrder order = choice.head;
        order.line_id = line.line_id;
        order.source_class = line.source_class;
        order.measure = words_of(guarantee);
        order.mandatory = true;
        order.kind = MeasureKind::limit;
        order.load_cap_percent = cap;
        order.verify_by = guarantee.verify_by;
        order.reduction = line.base();
        for (Rational& grams : order.reduction.g_per_day) grams = grams * Rational(100 - cap, 100);
        order.basis = choice.basis();
        orders.push_back(std::move(order));
    }
    return orders;
}

/// Step 4: the plan's row of the level, else of the next lower non-empty level; a plan that has no row at all and is
/// not filed takes the industry's row of the local text.
std::vector<MeasureOrder> plan_rows(Choice& choice, const Enterprise& enterprise, Grade grade) {
    const bool has_rows = std::any_of(enterprise.lines.begin(), enterprise.lines.end(),
                                      [](const ProductionLine& line) { return !line.measures.empty(); });
    const MeasuresByLevel* industry = nullptr;
    if (!has_rows && !enterprise.plan_filed()) industry = choice.inventory.industry_row(enterprise, grade);
    if (!enterprise.plan_filed()) choice.remarks.emplace_back("plan not filed");
    if (industry != nullptr) choice.remarks.emplace_back("industry row");

    std::vector<MeasureOrder> orders;
    std::string voluntary_words;
    for (const ProductionLine& line : enterprise.lines) {
        AlertLevel from = choice.level;
        const Measure* measure = (industry != nullptr ? *industry : line.measures).effective(choice.level, &from);
        if (measure == nullptr) continue;
        if (!measure->mandatory()) {
            if (voluntary_words.empty()) voluntary_words = measure->text;
            continue;
        }
        MeasureOrder order = measure_order(choice, line, *measure);
        order.basis = choice.basis("alert", from == choice.level ? "" : fmt::format("row of {}", token(from)));
        orders.push_back(std::move(order));
    }
    if (orders.empty())
        orders.push_back(choice.terms(voluntary_words.empty() ? "本级别无强制性措施" : voluntary_words));
    return orders;
}

/// Step 3: grade A, leading and the lifting exemptions reduce by their own will; null where none applies.
const Exemption* lifting(const std::vector<const Exemption*>& valid, AlertLevel level) {
    for (const Exemption* exemption : valid) {
        if (caps_load(exemption->kind)) continue;
        if (exemption->kind == ExemptionKind::small_micro && level == AlertLevel::red) continue;
        return exemption;
    }
    return nullptr;
}

/// Step 6: a line stopped by peak-shift stays stopped under that regime and gives no emergency reduction.
void apply_peak_shift(const Choice& choice, const Enterprise& enterprise, std::vector<MeasureOrder>& orders) {
    for (const ProductionLine& line : enterprise.lines) {
        const PeakShift* stop = line.peak_shift_on(choice.day);
        if (stop == nullptr) continue;
        const std::string words =
            fmt::format("错峰生产停产（{}）", stop->document.empty() ? "错峰生产" : stop->document);
        const auto row = std::find_if(orders.begin(), orders.end(),
                                      [&](const MeasureOrder& order) { return order.line_id == line.line_id; });
        if (row == orders.end()) continue;
        MeasureOrder stopped = choice.head;
        stopped.line_id = line.line_id;
        stopped.source_class = line.source_class;
        stopped.measure = words;
        stopped.mandatory = true;
        stopped.kind = MeasureKind::stop;
        stopped.load_cap_percent = 0;
        stopped.verify_by = row->verify_by;
        stopped.basis = choice.basis("peak_shift");
        *row = std::move(stopped);
    }
}

std::vector<MeasureOrder> after_release(const Choice& choice, const Enterprise& enterprise) {
    std::string words = "可按程序恢复生产";
    for (const ProductionLine& line : enterprise.lines)
        if (const PeakShift* stop = line.peak_shift_on(choice.day))
            words += fmt::format("；{}暂不得恢复：错峰生产{}", line.line_id,
                                 stop->to ? "至" + format_day(*stop->to) : std::string());
    return {choice.terms(words)};
}

std::vector<MeasureOrder> select_enterprise(Choice& choice, const Enterprise& enterprise) {
    const Grade grade = enterprise.grade_on(choice.day);
    choice.decided_by = fmt::format("grade {}", token(grade));
    if (enterprise.long_term_stopped) {
        choice.remarks.emplace_back("D.5 long-term stopped");
        return {choice.terms("长期停产，不计入减排")};
    }
    if (choice.level == AlertLevel::normal) return after_release(choice, enterprise);

    const auto valid = in_force(enterprise.exemptions, choice);
    for (const Exemption* exemption : valid) {
        if (!caps_load(exemption->kind)) continue;
        choice.decided_by = fmt::format("exemption {}", token(exemption->kind));
        return capped_load(choice, enterprise, *exemption);
    }
    if (grade == Grade::a || grade == Grade::leading)
        return {
            choice.terms(enterprise.voluntary_terms.empty() ? "自主减排，无强制性措施" : enterprise.voluntary_terms)};
    if (const Exemption* exemption = lifting(valid, choice.level)) {
        choice.decided_by = fmt::format("exemption {}", token(exemption->kind));
        return {choice.terms(words_of(*exemption))};
    }
    if (enterprise.enterprise_class == EnterpriseClass::small_micro) {
        choice.decided_by = "class small_micro";
        // Small emitters are not stopped; what their row says counts at red only (handbook E.4).
        if (choice.level < AlertLevel::red) return {choice.terms("小微涉气企业：不停限产，加强日常管理")};
    }
    return plan_rows(choice, enterprise, grade);
}

MeasureOrder select_source(Choice& choice, const Source& source) {
    choice.decided_by = fmt::format("source {}", token(source.source_class));
    MeasureOrder& head = choice.head;
    head.source_class = source.source_class;
    head.has_lines = false;
    if (choice.level == AlertLevel::normal) return choice.terms("应急响应终止，恢复正常管理");
    const auto valid = in_force(source.exemptions, choice);
    if (!valid.empty()) {
        const Exemption& exemption = *valid.front();
        choice.decided_by = fmt::format("exemption {}", token(exemption.kind));
        MeasureOrder order = choice.terms(words_of(exemption));
        if (!caps_load(exemption.kind) || exemption.load_cap_percent.value_or(100) >= 100) return order;
        order.mandatory = true;
        order.kind = MeasureKind::limit;
        order.load_cap_percent = exemption.load_cap_percent;
        order.verify_by = exemption.verify_by;
        order.reduction = source.base();
        for (Rational& grams : order.reduction.g_per_day)
            grams = grams * Rational(100 - *exemption.load_cap_percent, 100);
        return order;
    }
    AlertLevel from = choice.level;
    const Measure* measure = source.measures.effective(choice.level, &from);
    if (measure == nullptr || !measure->mandatory())
        return choice.terms(measure == nullptr || measure->text.empty() ? "本级别无强制性措施" : measure->text);
    MeasureOrder order = head;
    order.measure = measure->text;
    order.mandatory = true;
    order.kind = measure->kind;
    order.load_cap_percent = load_cap_percent(*measure);
    order.ramp_hours = measure->ramp_hours;
    order.ramp_reason = measure->ramp_reason;
    order.verify_by = measure->verify_by;
    order.permit_clause = measure->permit_clause;
    order.counted = measure->counted;
    order.reduction = stated_reduction(*measure);
    order.basis = choice.basis("alert", from == choice.level ? "" : fmt::format("row of {}", token(from)));
    return order;
}

void select_area(const Inventory& inventory, AlertLevel level, Day day, const std::string& area,
                 std::vector<MeasureOrder>& orders) {
    for (const Enterprise& enterprise : inventory.enterprises) {
        if (enterprise.area != area) continue;
        Choice choice{inventory, level, day, {}, {}, {}, {}};
        choice.head.area = area;
        choice.head.enterprise_id = enterprise.enterprise_id;
        choice.head.enterprise = enterprise.name;
        choice.head.grade = token(enterprise.grade_on(day));
        choice.plan = enterprise.plan_version.empty() ? "no plan" : "plan " + enterprise.plan_version;
        std::vector<MeasureOrder> rows = select_enterprise(choice, enterprise);
        if (level != AlertLevel::normal) apply_peak_shift(choice, enterprise, rows);
        std::move(rows.begin(), rows.end(), std::back_inserter(orders));
    }
    for (const Source& source : inventory.sources) {
        if (source.area != area) continue;
        Choice choice{inventory, level, day, {}, {}, {}, {}};
        choice.head.area = area;
        choice.head.enterprise_id = source.source_id;
        choice.head.enterprise = source.name;
        choice.head.grade = token(Grade::ungraded);
        choice.plan = "inventory " + inventory.version;
        orders.push_back(select_source(choice, source));
    }
}

}  // namespace

std::vector<MeasureOrder> select_measures(const Inventory& inventory, AlertLevel level, Day day,
                                          const std::vector<std::string>& areas) {
    std::vector<MeasureOrder> orders;
    for (const Area& area : inventory.city.areas)
        if (areas.empty() || std::find(areas.begin(), areas.end(), area.id) != areas.end())
            select_area(inventory, level, day, area.id, orders);
    if (areas.empty()) select_area(inventory, level, day, std::string(kWholeCity), orders);
    return orders;
}

}  // namespace qingkong
