// SPDX-License-Identifier: Apache-2.0
#include "emissions/accounting.hpp"

#include <algorithm>
#include <array>
#include <map>

#include <fmt/format.h>

#include "emissions/selection.hpp"

namespace qingkong {
namespace {

using Rows = std::array<AccountRow, kEmitted>;

Rows shares(const std::string& area, const DailyEmission& base, const DailyEmission& reduction) {
    Rows rows;
    for (const Emitted pollutant : kAllEmitted) {
        AccountRow& row = rows[static_cast<std::size_t>(pollutant)];
        row.area = area;
        row.pollutant = pollutant;
        row.base_g_per_day = base[pollutant];
        row.reduction_g_per_day = reduction[pollutant];
        // A base of nothing is not a share of nothing: it stays empty.
        if (!base[pollutant].zero()) row.percent = reduction[pollutant] / base[pollutant] * Rational(100);
    }
    return rows;
}

const TargetTable::Row* row_of(const TargetTable& targets, AlertLevel level) {
    const auto found = std::find_if(targets.rows.begin(), targets.rows.end(),
                                    [&](const TargetTable::Row& row) { return row.level == level; });
    return found == targets.rows.end() ? nullptr : &*found;
}

/// S1 of handbook C.2: the sum of both percentages against the sum of both targets. Both rows then say the sum, so that
/// the reader sees which one was short.
void interchange(AccountRow& so2, AccountRow& nox) {
    if (!so2.target_percent || !nox.target_percent || !so2.percent || !nox.percent) return;
    if (*so2.met && *nox.met) return;
    const Rational sum = *so2.percent + *nox.percent;
    const Rational wanted(*so2.target_percent + *nox.target_percent);
    const std::string basis = fmt::format("C.2 sum {} of {}", sum.cut1(), wanted.cut1());
    for (AccountRow* row : {&so2, &nox}) {
        row->basis = basis;
        if (sum >= wanted) row->met = true;
    }
}

void compare(Rows& rows, const TargetTable& targets, AlertLevel level) {
    const TargetTable::Row* target = row_of(targets, level);
    for (AccountRow& row : rows) {
        row.basis = targets.id;
        if (target != nullptr) row.target_percent = target->percent[static_cast<std::size_t>(row.pollutant)];
        row.met = !row.target_percent || (row.percent && *row.percent >= Rational(*row.target_percent));
        if (row.target_percent && !row.percent) row.basis += "; no base";
    }
    if (target != nullptr && target->interchange)
        interchange(rows[static_cast<std::size_t>(Emitted::so2)], rows[static_cast<std::size_t>(Emitted::nox)]);
}

void append(std::vector<AccountRow>& to, const Rows& rows) {
    to.insert(to.end(), rows.begin(), rows.end());
}

}  // namespace

bool target_missed(const std::vector<AccountRow>& rows) {
    return std::any_of(rows.begin(), rows.end(), [](const AccountRow& row) { return row.met == false; });
}

DailyEmission base_emission(const Inventory& inventory, Day day, const std::string& area) {
    DailyEmission base;
    for (const Enterprise& enterprise : inventory.enterprises) {
        if (enterprise.long_term_stopped || (area != kWholeCity && enterprise.area != area)) continue;
        for (const ProductionLine& line : enterprise.lines) base += base_left(enterprise, line, day);
    }
    for (const Source& source : inventory.sources)
        if (area == kWholeCity || source.area == area) base += base_left(source, day);
    return base;
}

std::vector<AccountRow> account(const Inventory& inventory, AlertLevel level, Day day, const TargetTable& targets,
                                const std::vector<std::string>& areas) {
    return account(inventory, level, day, targets, areas, select_measures(inventory, level, day, areas));
}

std::vector<AccountRow> account(const Inventory& inventory, AlertLevel level, Day day, const TargetTable& targets,
                                const std::vector<std::string>& areas, const std::vector<MeasureOrder>& orders) {
    DailyEmission reduction;
    std::map<std::string, DailyEmission> by_area;
    for (const MeasureOrder& order : orders) {
        reduction += order.reduction;
        by_area[order.area] += order.reduction;
    }
    const std::string whole(kWholeCity);
    std::vector<AccountRow> account_rows;
    Rows city = shares(whole, base_emission(inventory, day, whole), reduction);
    if (areas.empty()) {
        compare(city, targets, level);
        append(account_rows, city);
        return account_rows;
    }
    for (AccountRow& row : city) row.basis = "C.1 part of the city";
    append(account_rows, city);
    for (const Area& area : inventory.city.areas) {
        if (std::find(areas.begin(), areas.end(), area.id) == areas.end()) continue;
        Rows part = shares(area.id, base_emission(inventory, day, area.id), by_area[area.id]);
        for (AccountRow& row : part) row.basis = "C.1 area";
        append(account_rows, part);
    }
    return account_rows;
}

}  // namespace qingkong
