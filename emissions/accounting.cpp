// SPDX-License-Identifier: Apache-2.0
#include "emissions/accounting.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "emissions/selection.hpp"

namespace qingkong {
namespace {

using Rows = std::array<AccountRow, kEmitted>;

bool within(const std::vector<std::string>& areas, const std::string& area) {
    return areas.empty() || std::find(areas.begin(), areas.end(), area) != areas.end();
}

DailyEmission taken(DailyEmission base, const DailyEmission& left) {
    for (const Emitted pollutant : kAllEmitted) base[pollutant] -= left[pollutant];
    return base;
}

/// What is asked of a sum before it is printed and judged: its value to the tenth of a percent and the gram, and the
/// target. Bounds that give one answer need no common denominator of all lines.
Rational judged(const ExactSum& sum, const Rational& base, std::optional<int> target) {
    if (sum.short_denominator()) return sum.value();
    const auto [low, high] = sum.bounds();
    bool same = low.half_up() == high.half_up();
    if (same && !base.zero()) {
        const Rational at_least = low / base * Rational(100);
        const Rational at_most = high / base * Rational(100);
        same = at_least.cut1() == at_most.cut1() &&
               (!target || (at_least >= Rational(*target)) == (at_most >= Rational(*target)));
    }
    return same ? low : sum.value();
}

Rows shares(const TargetScope& scope, const BaseSums& base, const AccountSums& reduction,
            const TargetTable::Row* target) {
    Rows rows;
    for (const Emitted pollutant : kAllEmitted) {
        AccountRow& row = rows[static_cast<std::size_t>(pollutant)];
        row.area = scope.area();
        row.scope = scope;
        row.pollutant = pollutant;
        if (target != nullptr) row.target_percent = target->percent[static_cast<std::size_t>(pollutant)];
        row.base_g_per_day = base.of(scope, pollutant);
        row.reduction_g_per_day = judged(reduction.of(scope, pollutant), row.base_g_per_day, row.target_percent);
        // A base of nothing is not a share of nothing: it stays empty.
        if (!row.base_g_per_day.zero()) row.percent = row.reduction_g_per_day / row.base_g_per_day * Rational(100);
    }
    return rows;
}

/// Grams that lift a share by some percent of the base.
Rational grams_of(const Rational& percent, const AccountRow& row) {
    return percent * row.base_g_per_day / Rational(100);
}

/// What a share taken from a lower bound (`judged`) may be below the exact one, in percent.
Rational slack(const AccountRow& row, const AccountSums& reduction) {
    const ExactSum sum = reduction.of(row.scope, row.pollutant);
    if (sum.short_denominator()) return {};
    const auto [low, high] = sum.bounds();
    return (high - low) / row.base_g_per_day * Rational(100);
}

/// S1 of handbook C.2: the sum of both percentages against the sum of both targets. Both rows then say the sum, so that
/// the reader sees which one was short.
void interchange(AccountRow& so2, AccountRow& nox, const AccountSums& reduction) {
    if (!so2.target_percent || !nox.target_percent || !so2.percent || !nox.percent) return;
    if (*so2.met && *nox.met) return;
    const Rational wanted(*so2.target_percent + *nox.target_percent);
    Rational sum = *so2.percent + *nox.percent;
    const Rational most = sum + slack(so2, reduction) + slack(nox, reduction);
    if (sum.cut1() != most.cut1() || (sum >= wanted) != (most >= wanted)) {
        for (AccountRow* row : {&so2, &nox}) {
            row->reduction_g_per_day = reduction.of(row->scope, row->pollutant).value();
            row->percent = row->reduction_g_per_day / row->base_g_per_day * Rational(100);
        }
        sum = *so2.percent + *nox.percent;
    }
    const Interchange by_sum{*so2.percent, *nox.percent, *so2.target_percent, *nox.target_percent, sum >= wanted};
    for (AccountRow* row : {&so2, &nox}) {
        row->basis = fmt::format("C.2 sum {} of {}", sum.cut1(), wanted.cut1());
        row->interchange = by_sum;
        row->met = *row->met || by_sum.held;
        row->missing_g_per_day.reset();
        if (!by_sum.held) row->missing_g_per_day = grams_of(wanted - sum, *row);
    }
}

void compare(Rows& rows, const TargetTable& targets, const TargetTable::Row* target, const AccountSums& reduction) {
    for (AccountRow& row : rows) {
        row.basis = targets.id;
        row.met = !row.target_percent || (row.percent && *row.percent >= Rational(*row.target_percent));
        if (row.target_percent && !row.percent) row.basis += "; no base";
        if (!*row.met && row.percent)
            row.missing_g_per_day = grams_of(Rational(*row.target_percent) - *row.percent, row);
    }
    if (target != nullptr && target->interchange)
        interchange(rows[static_cast<std::size_t>(Emitted::so2)], rows[static_cast<std::size_t>(Emitted::nox)],
                    reduction);
}

}  // namespace

bool Interchange::short_of(Emitted pollutant) const {
    if (pollutant == Emitted::so2) return so2_percent < Rational(so2_target);
    return pollutant == Emitted::nox && nox_percent < Rational(nox_target);
}

Text Interchange::words() const {
    const auto one = [&](Emitted pollutant, const Rational& percent, int target) {
        const bool missing = short_of(pollutant);
        return Text{fmt::format("{} {}%（目标{}%{}）", field_name_zh(pollutant), percent.cut1(), target,
                                missing ? "，不足" : ""),
                    fmt::format("{} {} % (target {} %{})", token(pollutant), percent.cut1(), target,
                                missing ? ", short" : "")};
    };
    const Text so2 = one(Emitted::so2, so2_percent, so2_target);
    const Text nox = one(Emitted::nox, nox_percent, nox_target);
    const std::string sum = sum_percent().cut1();
    return {fmt::format("{}、{}，两者之和{}%，{}{}%，内部调剂后{}", so2.zh, nox.zh, sum, held ? "不低于" : "低于",
                        wanted_percent(), held ? "达到" : "仍未达到"),
            fmt::format("{}, {}; the sum {} % is {} {} %: {} by interchange", so2.en, nox.en, sum,
                        held ? "not below" : "below", wanted_percent(), held ? "met" : "not met even")};
}

int64_t rounded_up(const Rational& value) {
    const int64_t whole = value.cut();
    return Rational(whole) < value ? whole + 1 : whole;
}

bool target_missed(const std::vector<AccountRow>& rows) {
    return std::any_of(rows.begin(), rows.end(), [](const AccountRow& row) { return row.met == false; });
}

BaseSums base_sums(const Inventory& inventory, Day day, PeakShiftMode mode, const std::vector<std::string>& areas) {
    BaseSums base;
    for (const Enterprise& enterprise : inventory.enterprises) {
        if (enterprise.long_term_stopped || !within(areas, enterprise.area)) continue;
        for (const ProductionLine& line : enterprise.lines) {
            const bool whole = mode != PeakShiftMode::exclude_both || (line.regimes.empty() && enterprise.regimes.empty());
            if (whole)
                base.add(true, line.source_class, line.annual_g);
            else
                base.add(true, line.source_class, base_left(enterprise, line, day));
        }
    }
    for (const Source& source : inventory.sources) {
        if (!within(areas, source.area)) continue;
        if (mode != PeakShiftMode::exclude_both || source.regimes.empty())
            base.add(false, source.source_class, source.annual_g);
        else
            base.add(false, source.source_class, base_left(source, day));
    }
    return base;
}

AccountSums reduction_sums(const Inventory& inventory, Day day, PeakShiftMode mode,
                           const std::vector<MeasureOrder>& orders, const std::vector<std::string>& areas) {
    AccountSums reduction;
    for (const MeasureOrder& order : orders)
        if (within(areas, order.area)) reduction.add(order.has_lines, order.source_class, order.reduction);
    if (mode != PeakShiftMode::count_reduction) return reduction;
    for (const Enterprise& enterprise : inventory.enterprises) {
        if (enterprise.long_term_stopped || !within(areas, enterprise.area)) continue;
        for (const ProductionLine& line : enterprise.lines)
            if (!line.regimes.empty() || !enterprise.regimes.empty())
                reduction.add(true, line.source_class, taken(line.base(), base_left(enterprise, line, day)));
    }
    for (const Source& source : inventory.sources)
        if (within(areas, source.area) && !source.regimes.empty())
            reduction.add(false, source.source_class, taken(source.base(), base_left(source, day)));
    return reduction;
}

DailyEmission base_emission(const Inventory& inventory, Day day, const std::string& area, PeakShiftMode mode) {
    const std::vector<std::string> areas = area == kWholeCity ? std::vector<std::string>{} : std::vector{area};
    const BaseSums sums = base_sums(inventory, day, mode, areas);
    DailyEmission base;
    for (const Emitted pollutant : kAllEmitted) base[pollutant] = sums.of({}, pollutant);
    return base;
}

std::vector<AccountRow> compare_with_targets(const TargetTable& targets, AlertLevel level, const BaseSums& base,
                                             const AccountSums& reduction) {
    const TargetTable::Row* whole = targets.find(level, {});
    Rows city = shares({}, base, reduction, whole);
    compare(city, targets, whole, reduction);
    std::vector<AccountRow> rows(city.begin(), city.end());
    for (const TargetTable::Row& target : targets.rows) {
        if (target.level != level || target.scope.whole()) continue;
        Rows part = shares(target.scope, base, reduction, &target);
        compare(part, targets, &target, reduction);
        std::copy_if(part.begin(), part.end(), std::back_inserter(rows),
                     [](const AccountRow& row) { return row.target_percent.has_value(); });
    }
    return rows;
}

std::vector<AccountRow> account(const Inventory& inventory, AlertLevel level, Day day, const TargetTable& targets,
                                const std::vector<std::string>& areas, const std::vector<MeasureOrder>& orders) {
    const PeakShiftMode mode = targets.peak_shift;
    const BaseSums base = base_sums(inventory, day, mode, {});
    const AccountSums reduction = reduction_sums(inventory, day, mode, orders, areas);
    if (areas.empty()) return compare_with_targets(targets, level, base, reduction);
    // The whole society's target is never held against a part of the city.
    std::vector<AccountRow> rows;
    for (AccountRow& row : shares({}, base, reduction, nullptr)) {
        row.basis = "C.1 part of the city";
        rows.push_back(std::move(row));
    }
    for (const Area& area : inventory.city.areas) {
        if (!within(areas, area.id)) continue;
        for (AccountRow& row : shares({}, base_sums(inventory, day, mode, {area.id}),
                                      reduction_sums(inventory, day, mode, orders, {area.id}), nullptr)) {
            row.area = area.id;
            row.basis = "C.1 area";
            rows.push_back(std::move(row));
        }
    }
    return rows;
}

std::vector<AccountRow> account(const Inventory& inventory, AlertLevel level, Day day, const TargetTable& targets,
                                const std::vector<std::string>& areas) {
    return account(inventory, level, day, targets, areas, select_measures(inventory, level, day, areas));
}

Text part_of_city_words() {
    return {"仅部分区域启动，不与全社会目标比较", "only part of the city is started: not compared with the target"};
}

}  // namespace qingkong
