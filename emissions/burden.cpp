// SPDX-License-Identifier: Apache-2.0
#include "emissions/burden.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "emissions/accounting_sums.hpp"
#include "emissions/industry.hpp"

namespace qingkong {
namespace {

constexpr std::array<std::string_view, 6> kByTokens = {"industry", "size", "class", "grade", "area", "source_class"};

struct Group {
    Text name;
    int enterprises = 0, with_measure = 0, stopped_whole = 0;
    BaseSums base;
    AccountSums reduction;
};
using Groups = std::map<std::string, Group>;

struct Key {
    std::string token;
    Text name;
};

Key industry_of(const Enterprise& enterprise) {
    if (const Industry* known = find_industry(enterprise.industry))
        return {enterprise.industry, {std::string(known->name), enterprise.industry}};
    if (enterprise.industry_name.empty()) return {"unknown", {"未填行业", "industry not stated"}};
    return {enterprise.industry_name, {enterprise.industry_name, enterprise.industry_name}};
}

Key size_of(const Enterprise& enterprise) {
    int64_t grams = 0;
    for (const ProductionLine& line : enterprise.lines)
        for (const int64_t annual : line.annual_g) grams += annual;
    const int64_t tonnes = grams / 1'000'000;
    if (tonnes < 1) return {"under_1", {"不足1吨/年", "under 1 t/a"}};
    if (tonnes < 10) return {"under_10", {"1至10吨/年", "1 to 10 t/a"}};
    if (tonnes < 100) return {"under_100", {"10至100吨/年", "10 to 100 t/a"}};
    return {"from_100", {"100吨/年以上", "100 t/a and above"}};
}

Key area_of(const Inventory& inventory, const Enterprise& enterprise) {
    const Area* area = inventory.city.find(enterprise.area);
    return {enterprise.area, area != nullptr ? area->name : Text{enterprise.area, enterprise.area}};
}

/// Adds the lines of an enterprise, or the source itself, as the account counts them.
void add_line(Group& group, const PlannedUnit& unit, const PlannedLine& line, PeakShiftMode mode) {
    const bool of_enterprise = unit.source == nullptr;
    const SourceClass source_class = of_enterprise ? line.line->source_class : unit.source->source_class;
    const AnnualGrams& annual = of_enterprise ? line.line->annual_g : unit.source->annual_g;
    const bool limited = line.left < Rational(1);
    if (limited && mode != PeakShiftMode::base_only) {
        const DailyEmission base = of_enterprise ? line.line->base() : unit.source->base();
        DailyEmission left = base, taken = base;
        for (const Emitted pollutant : kAllEmitted) {
            left[pollutant] = base[pollutant] * line.left;
            taken[pollutant] -= left[pollutant];
        }
        group.base.add(of_enterprise, source_class, mode == PeakShiftMode::exclude_both ? left : base);
        if (mode == PeakShiftMode::count_reduction) group.reduction.add(of_enterprise, source_class, taken);
    } else {
        group.base.add(of_enterprise, source_class, annual);
    }
    if (line.order != nullptr) group.reduction.add(of_enterprise, source_class, line.order->reduction);
}

void count(Group& group, const PlannedUnit& unit) {
    ++group.enterprises;
    group.with_measure += unit.has_measure() ? 1 : 0;
    group.stopped_whole += unit.stopped_whole() ? 1 : 0;
}

Groups groups_of(const Inventory& inventory, const PlannedLevel& plan, BurdenBy by, PeakShiftMode mode) {
    Groups groups;
    const auto group_of = [&](const Key& key) -> Group& {
        Group& group = groups[key.token];
        if (group.name.zh.empty()) group.name = key.name;
        return group;
    };
    for (const PlannedUnit& unit : plan.units) {
        if (!unit.in_base()) continue;
        if (by == BurdenBy::source_class) {
            std::array<bool, kSourceClasses> counted = {};
            for (const PlannedLine& line : unit.lines) {
                const SourceClass of = line.line != nullptr ? line.line->source_class : unit.source->source_class;
                Group& group = group_of({std::string(token(of)), source_class_name(of)});
                add_line(group, unit, line, mode);
                if (!std::exchange(counted[static_cast<std::size_t>(of)], true)) count(group, unit);
            }
            continue;
        }
        if (unit.source != nullptr) continue;
        const Enterprise& enterprise = *unit.enterprise;
        const Grade grade = enterprise.grade_on(plan.day);
        Group& group = by == BurdenBy::industry ? group_of(industry_of(enterprise))
                       : by == BurdenBy::size   ? group_of(size_of(enterprise))
                       : by == BurdenBy::area   ? group_of(area_of(inventory, enterprise))
                       : by == BurdenBy::grade  ? group_of({std::string(token(grade)), grade_name(grade)})
                                                : group_of({std::string(token(enterprise.enterprise_class)),
                                                            enterprise_class_name(enterprise.enterprise_class)});
        count(group, unit);
        for (const PlannedLine& line : unit.lines) add_line(group, unit, line, mode);
    }
    return groups;
}

/// For print only: the exact value, or where that has thousands of digits its lower bound, 10^-6 g below at most.
Rational printed(const ExactSum& sum) {
    return sum.short_denominator() ? sum.value() : sum.bounds().first;
}

std::optional<Rational> share(const Rational& part, const Rational& whole, int64_t factor = 100) {
    if (whole.zero()) return std::nullopt;
    return part / whole * Rational(factor);
}

void append_rows(std::vector<BurdenRow>& to, const Groups& groups, AlertLevel level, BurdenBy by) {
    std::vector<BurdenRow> rows;
    std::array<Rational, kEmitted> base, reduction;
    for (const auto& [token_of_group, group] : groups)
        for (const Emitted pollutant : kAllEmitted) {
            BurdenRow row;
            row.level = level;
            row.by = by;
            row.group = token_of_group;
            row.name = group.name;
            row.enterprises = group.enterprises;
            row.with_measure = group.with_measure;
            row.stopped_whole = group.stopped_whole;
            row.pollutant = pollutant;
            row.base_g_per_day = group.base.of({}, pollutant);
            row.reduction_g_per_day = printed(group.reduction.of({}, pollutant));
            row.percent = share(row.reduction_g_per_day, row.base_g_per_day);
            base[static_cast<std::size_t>(pollutant)] += row.base_g_per_day;
            reduction[static_cast<std::size_t>(pollutant)] += row.reduction_g_per_day;
            rows.push_back(std::move(row));
        }
    for (BurdenRow& row : rows) {
        const auto i = static_cast<std::size_t>(row.pollutant);
        row.base_share_percent = share(row.base_g_per_day, base[i]);
        row.reduction_share_percent = share(row.reduction_g_per_day, reduction[i]);
        if (row.base_share_percent && row.reduction_share_percent)
            row.weight = share(*row.reduction_share_percent, *row.base_share_percent, 1);
    }
    to.insert(to.end(), rows.begin(), rows.end());
}

}  // namespace

std::string_view token(BurdenBy by) {
    return kByTokens[static_cast<std::size_t>(by)];
}
Text burden_by_name(BurdenBy by) {
    static const std::array<Text, kByTokens.size()> kNames = {{{"行业", "industry"},
                                                               {"规模（四项污染物年排放量）", "size (annual emission)"},
                                                               {"企业类别", "class of enterprise"},
                                                               {"绩效等级", "grade"},
                                                               {"县（市、区）", "county or district"},
                                                               {"源类", "source class"}}};
    return kNames[static_cast<std::size_t>(by)];
}

std::vector<BurdenRow> burden(const Inventory& inventory, const PlannedLevel& plan, PeakShiftMode mode) {
    std::vector<BurdenRow> rows;
    for (std::size_t i = 0; i < kByTokens.size(); ++i) {
        const auto by = static_cast<BurdenBy>(i);
        append_rows(rows, groups_of(inventory, plan, by, mode), plan.level, by);
    }
    return rows;
}

const std::vector<std::string>& burden_columns() {
    static const std::vector<std::string> kColumns = {
        "level",           "by",          "group",          "enterprises",         "with_measure",
        "stopped_whole",   "pollutant",   "base_g_per_day", "reduction_g_per_day", "percent",
        "base_share_percent", "reduction_share_percent", "weight"};
    return kColumns;
}

std::vector<std::string> burden_cells(const BurdenRow& row) {
    const auto cut = [](const std::optional<Rational>& value) { return value ? value->cut1() : std::string(); };
    return {std::string(token(row.level)),
            std::string(token(row.by)),
            row.group,
            std::to_string(row.enterprises),
            std::to_string(row.with_measure),
            std::to_string(row.stopped_whole),
            std::string(token(row.pollutant)),
            std::to_string(row.base_g_per_day.half_up()),
            std::to_string(row.reduction_g_per_day.half_up()),
            cut(row.percent),
            cut(row.base_share_percent),
            cut(row.reduction_share_percent),
            cut(row.weight)};
}

}  // namespace qingkong
