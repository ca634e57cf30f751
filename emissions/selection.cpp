// SPDX-License-Identifier: Apache-2.0
#include "emissions/selection.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "emissions/selection_choice.hpp"

namespace qingkong {

std::string Choice::basis(const std::string& regimes, const std::string& remark) const {
    std::string text = "F.1; " + decided_by;
    if (!plan.empty()) text += "; " + plan;
    for (const std::string& one : remarks) text += "; " + one;
    if (!remark.empty()) text += "; " + remark;
    return text + "; " + regimes;
}

ChosenRow Choice::told(const std::string& words) const {
    ChosenRow row{head, Rational(1), {}};
    row.order.measure = words;
    return row;
}

ChosenRow measure_row(const Choice& choice, const Measure& measure) {
    ChosenRow row{choice.head, Rational(1), {}};
    MeasureOrder& order = row.order;
    order.measure = measure.text;
    order.mandatory = true;
    order.kind = measure.kind;
    order.load_cap_percent = load_cap_percent(measure);
    order.ramp_hours = measure.ramp_hours;
    order.ramp_reason = measure.ramp_reason;
    order.verify_by = measure.verify_by;
    order.permit_clause = measure.permit_clause;
    order.counted = measure.counted;
    return row;
}

std::vector<const Exemption*> valid_exemptions(const std::vector<Exemption>& exemptions, Choice& choice) {
    std::vector<const Exemption*> valid;
    for (const Exemption& exemption : exemptions) {
        const AlertLevel highest = std::min(exemption.max_level, highest_level(exemption.kind));
        const bool dated = holds_on(exemption.valid_from, exemption.valid_to, choice.day());
        const std::string name = fmt::format("exemption {}", token(exemption.kind));
        if (dated && choice.level <= highest) {
            valid.push_back(&exemption);
            // It holds as of the decision; the officer sees that it will not hold when the response starts.
            if (exemption.valid_to && *exemption.valid_to < choice.start_day())
                choice.remarks.push_back(
                    fmt::format("{} lapses {} before the start", name, format_day(*exemption.valid_to)));
        } else if (dated) {
            choice.remarks.push_back(fmt::format("{} only to {}", name, token(highest)));
        } else if (exemption.valid_to && *exemption.valid_to < choice.day()) {
            choice.remarks.push_back(fmt::format("{} expired {}", name, format_day(*exemption.valid_to)));
        }
    }
    return valid;
}

std::string exemption_terms(const Exemption& exemption) {
    if (!exemption.terms.empty()) return exemption.terms;
    const std::string name = exemption_name(exemption.kind).zh;
    if (exemption.load_cap_percent && *exemption.load_cap_percent < 100)
        return fmt::format("{}：生产负荷不超过核定最大允许生产负荷的{}%", name, *exemption.load_cap_percent);
    if (exemption.kind == ExemptionKind::livelihood_site) return name + "：可继续施工，严格落实“六个百分之百”";
    return name + "：自主减排，无强制性措施";
}

namespace {

ChosenRow line_row(const Choice& choice, const ProductionLine& line, const Measure& measure) {
    ChosenRow row = measure_row(choice, measure);
    row.order.line_id = line.line_id;
    row.order.source_class = line.source_class;
    row.order.reduction = line_reduction(line, measure);
    row.load = allowed_load(line, measure);
    if (measure.kind == MeasureKind::limit) {
        row.order.cap_base_t_per_day = line.cap_base_t_per_day();
        if (row.order.cap_base_t_per_day)
            row.order.cap_t_per_day =
                *row.order.cap_base_t_per_day * (Rational(1) - measure.limit_percent / Rational(100));
    }
    return row;
}

/// Step 2: a guarantee kind caps the load of every line at the certified share (handbook F.1, L.3 R11).
std::vector<ChosenRow> capped_load(const Choice& choice, const Enterprise& enterprise, const Exemption& guarantee) {
    const int cap = guarantee.load_cap_percent.value_or(100);
    if (cap >= 100 || enterprise.lines.empty()) return {choice.told(exemption_terms(guarantee))};
    std::vector<ChosenRow> rows;
    for (const ProductionLine& line : enterprise.lines) {
        ChosenRow row = choice.told(exemption_terms(guarantee));
        row.load = Rational(cap, 100);
        MeasureOrder& order = row.order;
        order.line_id = line.line_id;
        order.source_class = line.source_class;
        order.mandatory = true;
        order.kind = MeasureKind::limit;
        order.load_cap_percent = cap;
        order.verify_by = guarantee.verify_by;
        order.reduction = line.base();
        for (Rational& grams : order.reduction.g_per_day) grams = grams * Rational(100 - cap, 100);
        rows.push_back(std::move(row));
    }
    return rows;
}

bool has_plan_rows(const Enterprise& enterprise) {
    return std::any_of(enterprise.lines.begin(), enterprise.lines.end(),
                       [](const ProductionLine& line) { return !line.measures.empty(); });
}

/// Step 4: the plan's row of the level, else of the next lower non-empty level; a plan that has no row at all and is
/// not filed takes the industry's row of the local text.
std::vector<ChosenRow> plan_rows(Choice& choice, const Enterprise& enterprise, Grade grade) {
    const bool filed = enterprise.plan_filed();
    const MeasuresByLevel* industry = nullptr;
    if (!filed) {
        choice.remarks.emplace_back("plan not filed");
        if (!has_plan_rows(enterprise)) {
            industry = choice.inventory.industry_row(enterprise, grade);
            choice.remarks.emplace_back(industry != nullptr ? "industry row" : "no row");
        }
    }
    std::vector<ChosenRow> rows;
    std::string voluntary_words;
    for (const ProductionLine& line : enterprise.lines) {
        AlertLevel from = choice.level;
        const Measure* measure = (industry != nullptr ? *industry : line.measures).effective(choice.level, &from);
        if (measure == nullptr) continue;
        if (!measure->mandatory()) {
            if (voluntary_words.empty()) voluntary_words = measure->text;
            continue;
        }
        rows.push_back(line_row(choice, line, *measure));
        if (from != choice.level) rows.back().remark = fmt::format("row of {}", token(from));
    }
    if (rows.empty()) rows.push_back(choice.told(voluntary_words.empty() ? "本级别无强制性措施" : voluntary_words));
    return rows;
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

std::vector<ChosenRow> select_enterprise(Choice& choice, const Enterprise& enterprise, Grade grade) {
    const auto valid = valid_exemptions(enterprise.exemptions, choice);
    for (const Exemption* exemption : valid) {
        if (!caps_load(exemption->kind)) continue;
        choice.decided_by = fmt::format("exemption {}", token(exemption->kind));
        return capped_load(choice, enterprise, *exemption);
    }
    if (grade == Grade::a || grade == Grade::leading)
        return {choice.told(enterprise.voluntary_terms.empty() ? "自主减排，无强制性措施" : enterprise.voluntary_terms)};
    if (const Exemption* exemption = lifting(valid, choice.level)) {
        choice.decided_by = fmt::format("exemption {}", token(exemption->kind));
        return {choice.told(exemption_terms(*exemption))};
    }
    if (enterprise.enterprise_class == EnterpriseClass::small_micro) {
        choice.decided_by = "class small_micro";
        // Small emitters are not stopped; what their row says counts at red only (handbook E.4).
        if (choice.level < AlertLevel::red) return {choice.told("小微涉气企业：不停限产，加强日常管理")};
    }
    return plan_rows(choice, enterprise, grade);
}

/// The zone of the notice: the rows of another level, or none (handbook E.4, F.1 step 5). True = goes on.
bool apply_zone(Choice& choice, const std::string& zone) {
    const auto found = zone.empty() ? choice.terms.zone_levels.end() : choice.terms.zone_levels.find(zone);
    if (found == choice.terms.zone_levels.end() || found->second == choice.level) return true;
    choice.level = found->second;
    choice.remarks.push_back(fmt::format("zone {} at {}", zone, token(choice.level)));
    return choice.level != AlertLevel::normal;
}

std::vector<MeasureOrder> orders_of(Choice& choice, const Enterprise& enterprise) {
    const Grade grade = enterprise.grade_on(choice.day());
    choice.decided_by = fmt::format("grade {}", token(grade));
    if (enterprise.long_term_stopped) {
        choice.remarks.emplace_back("D.5 long-term stopped");
        ChosenRow row = choice.told("长期停产，不计入减排");
        row.order.basis = choice.basis();
        return {row.order};
    }
    if (choice.level == AlertLevel::normal) return {released(choice, enterprise)};
    if (const Grade then = enterprise.grade_on(choice.start_day()); then != grade)
        choice.remarks.push_back(fmt::format("grade {} from the start", token(then)));
    std::vector<ChosenRow> rows;
    if (apply_zone(choice, enterprise.zone))
        rows = select_enterprise(choice, enterprise, grade);
    else
        rows.push_back(choice.told(fmt::format("本轮不在{}实施管控措施", enterprise.zone)));
    apply_round(choice, enterprise, rows);
    return combined(choice, enterprise, std::move(rows));
}

Choice choice_for(const Inventory& inventory, const SelectionTerms& terms, const std::string& area) {
    Choice choice{inventory, terms, terms.level, {}, {}, {}, {}};
    choice.head.area = area;
    return choice;
}

void select_area(const Inventory& inventory, const SelectionTerms& terms, const std::string& area,
                 std::vector<MeasureOrder>& orders) {
    for (const Enterprise& enterprise : inventory.enterprises) {
        if (enterprise.area != area) continue;
        Choice choice = choice_for(inventory, terms, area);
        choice.head.enterprise_id = enterprise.enterprise_id;
        choice.head.enterprise = enterprise.name;
        choice.head.grade = token(enterprise.grade_on(terms.decided));
        choice.plan = enterprise.plan_version.empty() ? "no plan" : "plan " + enterprise.plan_version;
        std::vector<MeasureOrder> rows = orders_of(choice, enterprise);
        std::move(rows.begin(), rows.end(), std::back_inserter(orders));
    }
    for (const Source& source : inventory.sources) {
        if (source.area != area) continue;
        Choice choice = choice_for(inventory, terms, area);
        choice.head.enterprise_id = source.source_id;
        choice.head.enterprise = source.name;
        choice.head.grade = token(Grade::ungraded);
        choice.plan = "inventory " + inventory.version;
        orders.push_back(select_source(choice, source));
    }
}

bool meant(const SelectionTerms& terms, const std::string& area) {
    return terms.areas.empty() || std::find(terms.areas.begin(), terms.areas.end(), area) != terms.areas.end();
}

}  // namespace

std::vector<MeasureOrder> select_measures(const Inventory& inventory, const SelectionTerms& terms) {
    std::vector<MeasureOrder> orders;
    for (const Area& area : inventory.city.areas)
        if (meant(terms, area.id)) select_area(inventory, terms, area.id, orders);
    if (terms.areas.empty()) select_area(inventory, terms, std::string(kWholeCity), orders);
    return orders;
}

std::vector<MeasureOrder> select_measures(const Inventory& inventory, AlertLevel level, Day day,
                                          const std::vector<std::string>& areas) {
    SelectionTerms terms;
    terms.level = level;
    terms.decided = day;
    terms.areas = areas;
    return select_measures(inventory, terms);
}

std::vector<UnfiledPlan> unfiled_plans(const Inventory& inventory, const SelectionTerms& terms) {
    std::vector<UnfiledPlan> found;
    for (const Enterprise& enterprise : inventory.enterprises) {
        if (enterprise.plan_filed() || enterprise.long_term_stopped || !meant(terms, enterprise.area)) continue;
        const Grade grade = enterprise.grade_on(terms.decided);
        const bool has_row = has_plan_rows(enterprise) || inventory.industry_row(enterprise, grade) != nullptr;
        found.push_back({enterprise.enterprise_id, enterprise.name, enterprise.area, has_row});
    }
    return found;
}

Text UnfiledPlan::text() const {
    if (has_row) return {enterprise + "：操作方案未备案", enterprise + ": operation plan not filed"};
    return {enterprise + "：操作方案未备案，且无可依据的措施行", enterprise + ": operation plan not filed, and no row to go by"};
}

std::vector<std::string> one_size_areas(const Inventory& inventory, const std::vector<MeasureOrder>& orders) {
    struct Count {
        int working = 0, stopped = 0;
    };
    std::map<std::string, Count> counts;
    std::map<std::string, std::pair<size_t, bool>> stops;  // lines stopped; one of them by the alert
    for (const MeasureOrder& order : orders) {
        if (!order.has_lines || !order.mandatory || order.load_cap_percent != 0 || order.line_id.empty()) continue;
        auto& [lines, by_alert] = stops[order.enterprise_id];
        ++lines;
        by_alert = by_alert || order.regime == Regime::alert;
    }
    std::map<std::string, bool> ordered;
    for (const MeasureOrder& order : orders)
        if (order.has_lines) ordered[order.enterprise_id] = true;
    for (const Enterprise& enterprise : inventory.enterprises) {
        if (enterprise.long_term_stopped) continue;
        const auto stop = stops.find(enterprise.enterprise_id);
        const bool whole = stop != stops.end() && !enterprise.lines.empty() &&
                           stop->second.first == enterprise.lines.size() && stop->second.second;
        for (const std::string& scope : {enterprise.area, std::string(kWholeCity)}) {
            // An area without orders is not part of this step.
            if (ordered.count(enterprise.enterprise_id) == 0 && scope != kWholeCity) continue;
            ++counts[scope].working;
            counts[scope].stopped += whole ? 1 : 0;
        }
    }
    std::vector<std::string> found;
    for (const Area& area : inventory.city.areas)
        if (const Count& count = counts[area.id]; count.working > 1 && count.stopped == count.working)
            found.push_back(area.id);
    if (const Count& count = counts[std::string(kWholeCity)]; count.working > 1 && count.stopped == count.working)
        found.emplace_back(kWholeCity);
    return found;
}

}  // namespace qingkong
