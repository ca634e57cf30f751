// SPDX-License-Identifier: Apache-2.0
#include "emissions/accounting_plan.hpp"

#include <algorithm>
#include <string_view>
#include <unordered_map>

namespace qingkong {
namespace {

/// Where the rows of one enterprise or source stand among the orders.
struct Span {
    std::size_t first = 0;
    std::size_t count = 0;
};

std::unordered_map<std::string_view, Span> spans(const std::vector<MeasureOrder>& orders, bool has_lines) {
    std::unordered_map<std::string_view, Span> found;
    found.reserve(orders.size());
    for (std::size_t i = 0; i < orders.size(); ++i) {
        if (orders[i].has_lines != has_lines) continue;
        Span& span = found.try_emplace(orders[i].enterprise_id, Span{i, 0}).first->second;
        ++span.count;
    }
    return found;
}

bool of_alert(const MeasureOrder& order) {
    return order.mandatory && order.regime == Regime::alert;
}

PlannedUnit unit_of(const Enterprise& enterprise, const std::vector<MeasureOrder>& orders, Span span, Day day) {
    PlannedUnit unit;
    unit.enterprise = &enterprise;
    unit.first = span.count > 0 ? &orders[span.first] : nullptr;
    unit.lines.reserve(enterprise.lines.size());
    for (const ProductionLine& line : enterprise.lines) {
        PlannedLine planned{&line, nullptr, 1};
        if (!line.regimes.empty() || !enterprise.regimes.empty()) planned.left = other_regimes(enterprise, line, day).load;
        for (std::size_t i = span.first; i < span.first + span.count; ++i)
            if (orders[i].line_id == line.line_id && of_alert(orders[i])) planned.order = &orders[i];
        unit.lines.push_back(planned);
    }
    return unit;
}

}  // namespace

bool PlannedLine::stopped() const {
    return held() || (order != nullptr && (order->kind == MeasureKind::stop || order->load_cap_percent == 0));
}

bool PlannedUnit::has_measure() const {
    return std::any_of(lines.begin(), lines.end(), [](const PlannedLine& line) { return line.order != nullptr; });
}

bool PlannedUnit::working() const {
    return in_base() &&
           std::any_of(lines.begin(), lines.end(), [](const PlannedLine& line) { return !line.held(); });
}

bool PlannedUnit::stopped_whole() const {
    return working() && std::all_of(lines.begin(), lines.end(), [](const PlannedLine& line) { return line.stopped(); });
}

PlannedLevel planned_level(const Inventory& inventory, AlertLevel level, Day day) {
    PlannedLevel plan;
    plan.level = level;
    plan.day = day;
    plan.orders = select_measures(inventory, level, day, {});
    plan.units.reserve(inventory.enterprises.size() + inventory.sources.size());
    const auto of_enterprises = spans(plan.orders, true);
    for (const Enterprise& enterprise : inventory.enterprises) {
        const auto found = of_enterprises.find(enterprise.enterprise_id);
        plan.units.push_back(
            unit_of(enterprise, plan.orders, found == of_enterprises.end() ? Span{} : found->second, day));
    }
    const auto of_sources = spans(plan.orders, false);
    for (const Source& source : inventory.sources) {
        PlannedUnit unit;
        unit.source = &source;
        const auto found = of_sources.find(source.source_id);
        if (found != of_sources.end()) unit.first = &plan.orders[found->second.first];
        PlannedLine planned{nullptr, unit.first != nullptr && of_alert(*unit.first) ? unit.first : nullptr, 1};
        if (!source.regimes.empty()) planned.left = other_regimes(source, day).load;
        unit.lines.push_back(planned);
        if (source.site)
            unit.site_goes_on =
                site_permit(inventory.sites[*source.site], inventory.site_rules, level, day).continues;
        plan.units.push_back(std::move(unit));
    }
    return plan;
}

}  // namespace qingkong
