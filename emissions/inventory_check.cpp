// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdint>

#include <fmt/format.h>

#include "emissions/inventory_reading.hpp"

namespace qingkong {
namespace {

/// Reductions must not fall from a level to a stricter one, whatever the order of the columns (handbook D.3.3).
template <class Reduction>
void check_rising(const MeasuresByLevel& measures, const std::string& name, Reduction reduction, Findings& findings) {
    DailyEmission lower_level;
    for (const AlertLevel level : kLevelsRising) {
        if (!measures[level]) continue;
        DailyEmission here;
        if (measures[level]->mandatory()) here = reduction(*measures[level]);
        for (const Emitted pollutant : kAllEmitted) {
            if (here[pollutant] >= lower_level[pollutant]) continue;
            findings.error(measures[level]->place,
                           {fmt::format("{}：{}预警的减排量少于较低级别", name, level_name(level).zh),
                            fmt::format("{}: the reduction at {} is less than at a lower level", name, token(level))},
                           {"级别越高，减排量不得越少", "wanted: not less than at the level below"});
            break;
        }
        lower_level = here;
    }
}

void check_line(const Enterprise& enterprise, const ProductionLine& line, Findings& findings) {
    const std::string name = enterprise.name + " " + line.line_id;
    check_rising(
        line.measures, name, [&](const Measure& measure) { return line_reduction(line, measure); }, findings);
    for (const AlertLevel level : kLevelsRising) {
        const auto& measure = line.measures[level];
        if (!measure) continue;
        if (measure->kind == MeasureKind::limit && !line.cap_base_t_per_day())
            findings.warning(measure->place,
                             {name + "：限产没有三项产能，上限无法换算为吨/日",
                              name + ": a limit without the three capacities gives no cap in t/d"},
                             {"填写环评批复产能、排污许可载明产能、前一年实际产量", "fill the three capacity columns"});
        if (enterprise.enterprise_class == EnterpriseClass::small_micro && measure->kind == MeasureKind::stop)
            findings.warning(measure->place,
                             {name + "：小微涉气企业原则上不停产", name + ": small emitters are not stopped as a rule"},
                             {"只在红色预警时采取简单措施", "simple measures at red only"});
    }
}

/// A C or D enterprise of a key industry must have something to do at orange and at red (handbook D.3.6).
void check_has_measures(const Inventory& inventory, const Enterprise& enterprise, Findings& findings) {
    if (enterprise.enterprise_class != EnterpriseClass::key || !enterprise.exemptions.empty()) return;
    const auto last = std::max_element(
        enterprise.grades.begin(), enterprise.grades.end(), [](const GradeSpan& a, const GradeSpan& b) {
            return a.valid_from.value_or(Day{INT64_MIN}) < b.valid_from.value_or(Day{INT64_MIN});
        });
    if (last == enterprise.grades.end() || (last->grade != Grade::c && last->grade != Grade::d)) return;
    const MeasuresByLevel* industry =
        enterprise.plan_filed() ? nullptr : inventory.industry_row(enterprise, last->grade);
    for (const AlertLevel level : {AlertLevel::orange, AlertLevel::red}) {
        const auto binds = [&](const MeasuresByLevel& measures) {
            const Measure* measure = measures.effective(level);
            return measure != nullptr && measure->mandatory();
        };
        if (industry != nullptr && binds(*industry)) continue;
        const bool any = std::any_of(enterprise.lines.begin(), enterprise.lines.end(),
                                     [&](const ProductionLine& line) { return binds(line.measures); });
        if (any) continue;
        findings.error(
            enterprise.place,
            {fmt::format("{}：{}，{}预警没有任何措施", enterprise.name, grade_name(last->grade).zh,
                         level_name(level).zh),
             fmt::format("{}: {} and no measure at {}", enterprise.name, grade_name(last->grade).en, token(level))},
            {"重点行业 C、D 级企业须有橙色、红色措施", "wanted: measures at orange and red for grades C and D"});
    }
}

/// 一刀切: all enterprises stopped whole. The season's plan check refuses it; here it is said (handbook D.3.8).
void check_one_size(const Inventory& inventory, Findings& findings) {
    for (const AlertLevel level : kLevelsRising) {
        size_t working = 0;
        const bool all =
            std::all_of(inventory.enterprises.begin(), inventory.enterprises.end(), [&](const Enterprise& enterprise) {
                if (enterprise.long_term_stopped) return true;
                ++working;
                return !enterprise.lines.empty() &&
                       std::all_of(enterprise.lines.begin(), enterprise.lines.end(), [&](const ProductionLine& line) {
                           const Measure* measure = line.measures.effective(level);
                           return measure != nullptr && measure->kind == MeasureKind::stop;
                       });
            });
        if (!all || working < 2) continue;
        findings.warning(inventory.enterprises.front().place,
                         {level_name(level).zh + "预警时全部企业整厂停产（一刀切）",
                          "every enterprise is stopped whole at " + std::string(token(level))},
                         {"按绩效等级差异化管控", "differentiate by grade"});
        return;
    }
}

void note_ramps(const Inventory& inventory, Findings& findings) {
    int hours = 0;
    int lines = 0;
    for (const Enterprise& enterprise : inventory.enterprises)
        for (const ProductionLine& line : enterprise.lines) {
            int longest = 0;
            for (const auto& measure : line.measures.at)
                if (measure) longest = std::max(longest, measure->ramp_hours);
            hours += longest;
            lines += longest > 0 ? 1 : 0;
        }
    if (lines > 0)
        findings.note({inventory.enterprises.front().place.file, 0, 0, ""},
                      {fmt::format("经核定的达到时间：{} 条生产线，合计 {} 小时", lines, hours),
                       fmt::format("granted ramps: {} lines, {} hours together", lines, hours)},
                      {});
}

}  // namespace

void check_inventory(const Reading& reading, Findings& findings) {
    const Inventory& inventory = reading.inventory;
    for (const Enterprise& enterprise : inventory.enterprises) {
        // Where a row could not be read, what follows from it would be a guess.
        const bool whole = reading.damaged.count(enterprise.enterprise_id) == 0 && !reading.orphans;
        if (whole && !enterprise.long_term_stopped) check_has_measures(inventory, enterprise, findings);
        for (const ProductionLine& line : enterprise.lines)
            if (reading.damaged_lines.count({enterprise.enterprise_id, line.line_id}) == 0)
                check_line(enterprise, line, findings);
    }
    for (const Source& source : inventory.sources)
        check_rising(
            source.measures, source.name, [](const Measure& measure) { return stated_reduction(measure); }, findings);
    if (inventory.enterprises.empty() || !findings.errors.empty()) return;
    check_one_size(inventory, findings);
    note_ramps(inventory, findings);
}

}  // namespace qingkong
