// SPDX-License-Identifier: Apache-2.0
#include "emissions/plan_check_enterprises.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include <fmt/format.h>

namespace qingkong {
namespace {

void name(PlanFinding& out, const PlannedUnit& unit, const PlannedLine* line = nullptr) {
    out.area = unit.area();
    out.enterprise_id = unit.id();
    out.enterprise = unit.name();
    if (line != nullptr && line->line != nullptr) out.line_id = line->line->line_id;
}

/// 一刀切: every working enterprise of the city, else of an area, is stopped whole (handbook D.3.8).
void one_size(const Inventory& inventory, const PlannedLevel& plan, std::vector<PlanFinding>& findings) {
    std::vector<std::string> areas = one_size_areas(inventory, plan.orders);
    if (std::find(areas.begin(), areas.end(), kWholeCity) != areas.end()) areas = {std::string(kWholeCity)};
    for (const std::string& area : areas) {
        const Area* found = inventory.city.find(area);
        const Text where = found != nullptr ? found->name : Text{"全市", "the city"};
        PlanFinding out = finding(Severity::error, "one_size", plan.level, "D.3.8");
        out.area = area;
        out.what = {fmt::format("{}时{}全部企业整厂停产（一刀切）", level_zh(plan.level), where.zh),
                    fmt::format("at {} every enterprise of {} is stopped whole", token(plan.level), where.en)};
        out.wanted = {"按绩效等级差异化管控", "differentiate by grade"};
        findings.push_back(std::move(out));
    }
}

/// An industry whose enterprises are stopped whole whatever their grade.
void one_size_industry(const PlannedLevel& plan, std::vector<PlanFinding>& findings) {
    struct Count {
        std::string name;
        int working = 0, stopped = 0;
        std::set<Grade> grades;
    };
    std::map<std::string, Count> industries;
    for (const PlannedUnit& unit : plan.units) {
        if (unit.enterprise == nullptr || !unit.working()) continue;
        const Enterprise& enterprise = *unit.enterprise;
        const std::string& key = enterprise.industry.empty() ? enterprise.industry_name : enterprise.industry;
        if (key.empty()) continue;
        Count& count = industries[key];
        count.name = enterprise.industry_name;
        ++count.working;
        count.stopped += unit.stopped_whole() ? 1 : 0;
        count.grades.insert(enterprise.grade_on(plan.day));
    }
    constexpr int kFewest = 3;
    for (const auto& [key, count] : industries) {
        if (count.working < kFewest || count.stopped < count.working || count.grades.size() < 2) continue;
        PlanFinding out = finding(Severity::warning, "one_size_industry", plan.level, "E.1");
        out.what = {fmt::format("{}时{}行业{}家企业不分绩效等级全部整厂停产", level_zh(plan.level), count.name,
                                count.working),
                    fmt::format("at {} all {} enterprises of {} are stopped whole, whatever their grade",
                                token(plan.level), count.working, key)};
        out.wanted = {"同一行业按绩效等级区别对待", "differentiate by grade within the industry"};
        findings.push_back(std::move(out));
    }
}

void stopped_always(const std::vector<PlannedLevel>& plans, std::vector<PlanFinding>& findings) {
    if (plans.size() < 2) return;
    for (std::size_t i = 0; i < plans.front().units.size(); ++i) {
        const PlannedUnit& unit = plans.front().units[i];
        if (unit.enterprise == nullptr || !std::all_of(plans.begin(), plans.end(), [i](const PlannedLevel& plan) {
                return plan.units[i].stopped_whole();
            }))
            continue;
        PlanFinding out = finding(Severity::warning, "stopped_at_every_level", AlertLevel::normal, "ZY2017-36.2");
        name(out, unit);
        out.what = {fmt::format("各级别都整厂停产（{}起）", level_zh(plans.front().level)),
                    fmt::format("stopped whole at every level, from {} on", token(plans.front().level))};
        out.wanted = {"措施随级别加严，低级别可以只停部分生产线", "stricter by level: a lower level may stop single lines"};
        findings.push_back(std::move(out));
    }
}

void indicators(const PlannedLevel& plan, bool highest, std::vector<PlanFinding>& findings) {
    int lines_without_evidence = 0;
    for (const PlannedUnit& unit : plan.units) {
        for (const PlannedLine& line : unit.lines) {
            if (line.order == nullptr || line.held()) continue;
            if (line.line != nullptr && line.order->load_cap_percent && line.line->cems_mn.empty() &&
                line.line->production_meter() == nullptr)
                ++lines_without_evidence;
            if (!line.order->verify_by.empty()) continue;
            PlanFinding out = finding(Severity::error, "no_indicator", plan.level, "JY2018-81c");
            name(out, unit, &line);
            out.what = {"措施没有核查指标：" + line.order->measure, "measure without an indicator: " + line.order->measure};
            out.wanted = {"写明可核查的指标，例如分表用电量、在线监测流量", "wanted: an indicator that can be checked"};
            findings.push_back(std::move(out));
        }
    }
    if (!highest || lines_without_evidence == 0) return;
    PlanFinding out = finding(Severity::note, "no_telemetry", plan.level, "H.1");
    out.what = {fmt::format("{}条须停产、限产的生产线既没有分表计电，也没有在线监测，只能现场核查", lines_without_evidence),
                fmt::format("{} lines with a stop or limit have neither a meter nor a CEMS: inspection on site only",
                            lines_without_evidence)};
    findings.push_back(std::move(out));
}

/// Unfiled plans still lead to an order; the check says from which row (handbook F).
void unfiled(const Inventory& inventory, const PlannedLevel& plan, std::vector<PlanFinding>& findings) {
    for (const PlannedUnit& unit : plan.units) {
        if (unit.enterprise == nullptr) continue;
        const Enterprise& enterprise = *unit.enterprise;
        if (enterprise.long_term_stopped || enterprise.plan_filed() ||
            enterprise.enterprise_class == EnterpriseClass::small_micro)
            continue;
        const bool own = std::any_of(enterprise.lines.begin(), enterprise.lines.end(),
                                     [](const ProductionLine& line) { return !line.measures.empty(); });
        const bool industry = !own && inventory.industry_row(enterprise, enterprise.grade_on(plan.day)) != nullptr;
        PlanFinding out = finding(Severity::warning, "plan_not_filed", AlertLevel::normal, "F");
        name(out, unit);
        out.what = {fmt::format("操作方案未备案（{}），{}", plan_status_word(enterprise.plan_status),
                                own        ? "按清单中最近一次确认的措施下达"
                                : industry ? "按本地分行业措施下达"
                                           : "没有可以下达的措施"),
                    fmt::format("plan not filed ({}): {}", token(enterprise.plan_status),
                                own        ? "ordered by its last confirmed rows"
                                : industry ? "ordered by the industry's row"
                                           : "no row to order from")};
        out.wanted = {"督促企业备案操作方案", "have the plan filed"};
        findings.push_back(std::move(out));
    }
}

bool exempt_at(const Enterprise& enterprise, const PlannedLevel& plan) {
    return std::any_of(enterprise.exemptions.begin(), enterprise.exemptions.end(), [&](const Exemption& exemption) {
        return plan.level <= std::min(exemption.max_level, highest_level(exemption.kind)) &&
               holds_on(exemption.valid_from, exemption.valid_to, plan.day);
    });
}

/// Grades C and D of key industries must have something to do at orange and red (handbook D.3.6).
void without_measure(const PlannedLevel& plan, std::vector<PlanFinding>& findings) {
    if (plan.level != AlertLevel::orange && plan.level != AlertLevel::red) return;
    for (const PlannedUnit& unit : plan.units) {
        if (unit.enterprise == nullptr || !unit.in_base() || unit.has_measure()) continue;
        const Enterprise& enterprise = *unit.enterprise;
        const Grade grade = enterprise.grade_on(plan.day);
        if (enterprise.enterprise_class != EnterpriseClass::key || (grade != Grade::c && grade != Grade::d)) continue;
        if (exempt_at(enterprise, plan) || (!unit.working() && !unit.lines.empty())) continue;
        PlanFinding out = finding(Severity::error, "no_measure", plan.level, "D.3.6");
        name(out, unit);
        out.what = {fmt::format("重点行业{}企业，{}没有任何措施", grade_name(grade).zh, level_zh(plan.level)),
                    fmt::format("key industry, {}, and no measure at {}", grade_name(grade).en, token(plan.level))};
        out.wanted = {"重点行业 C、D 级企业须有橙色、红色措施", "wanted: measures at orange and red for grades C and D"};
        findings.push_back(std::move(out));
    }
}

/// Power, heat, gas and water are not stopped as a rule (handbook D.1).
void supply_stopped(const PlannedLevel& plan, std::vector<PlanFinding>& findings) {
    for (const PlannedUnit& unit : plan.units) {
        if (unit.enterprise == nullptr || !unit.in_base() || !supplies_public(*unit.enterprise)) continue;
        for (const PlannedLine& line : unit.lines) {
            if (line.held() || !line.stopped()) continue;
            PlanFinding out = finding(Severity::warning, "supply_stopped", plan.level, "D.1");
            name(out, unit, &line);
            out.what = {"供电、供热、供气或供水企业停产", "a supplier of power, heat, gas or water is stopped"};
            out.wanted = {"原则上不对民生保障企业采取停限产措施；确有必要须写明", "not stopped as a rule; say why it must be"};
            findings.push_back(std::move(out));
        }
    }
}

}  // namespace

void check_planned_enterprises(const Inventory& inventory, const std::vector<PlannedLevel>& plans,
                               std::vector<PlanFinding>& findings) {
    for (const PlannedLevel& plan : plans) one_size(inventory, plan, findings);
    for (const PlannedLevel& plan : plans) one_size_industry(plan, findings);
    for (const PlannedLevel& plan : plans) without_measure(plan, findings);
    for (const PlannedLevel& plan : plans) indicators(plan, &plan == &plans.back(), findings);
    for (const PlannedLevel& plan : plans) supply_stopped(plan, findings);
    stopped_always(plans, findings);
    if (!plans.empty()) unfiled(inventory, plans.back(), findings);
}

}  // namespace qingkong
