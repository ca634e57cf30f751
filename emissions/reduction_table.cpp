// SPDX-License-Identifier: Apache-2.0
#include "emissions/reduction_table.hpp"

#include <algorithm>
#include <limits>
#include <stdexcept>

namespace qingkong {
namespace {

constexpr int64_t kGramsPerKg = 1000;
constexpr uint16_t kThousand = 1000;

/// 96360ths a day of one unit a year, by source class: 292, 803 or 264.
int64_t weight_of(SourceClass source_class) {
    static const std::array<int64_t, 6> kWeights = [] {
        std::array<int64_t, 6> weights = {};
        for (std::size_t i = 0; i < weights.size(); ++i)
            weights[i] = kDayParts / day_divisor(static_cast<SourceClass>(i));
        return weights;
    }();
    return kWeights[static_cast<std::size_t>(source_class)];
}

/// Thousandths of the base that the reduction is; empty unless they are whole and within 0 to 1000 for every pollutant.
std::optional<Cut> cut_of(const DailyEmission& base, const DailyEmission& reduction) {
    Cut cut = {};
    for (const Emitted pollutant : kAllEmitted) {
        const Rational& grams = reduction[pollutant];
        if (grams.zero()) continue;
        if (base[pollutant].zero() || grams.negative() || grams > base[pollutant]) return std::nullopt;
        const Rational thousandths = grams * Rational(kThousand) / base[pollutant];
        if (!thousandths.small() || thousandths.den() != 1) return std::nullopt;
        cut[static_cast<std::size_t>(pollutant)] = static_cast<uint16_t>(thousandths.num());
    }
    return cut;
}

DailyEmission cut_from(const DailyEmission& base, const Cut& cut) {
    DailyEmission reduction;
    for (std::size_t p = 0; p < kEmitted; ++p)
        reduction.g_per_day[p] = base.g_per_day[p] * Rational(cut[p]) * Rational(1, kThousand);
    return reduction;
}

DailyEmission totals(const std::array<GramSum, kEmitted>& sums) {
    DailyEmission emission;
    for (std::size_t p = 0; p < kEmitted; ++p) emission.g_per_day[p] = sums[p].total();
    return emission;
}

}  // namespace

LineDuty LineDuty::lifted_to(AlertLevel level) {
    LineDuty duty;
    std::fill_n(duty.allowed_percent.begin(), static_cast<std::size_t>(level) + 1, uint8_t{100});
    return duty;
}

ReductionSums& ReductionSums::operator+=(const ReductionSums& other) {
    orders += other.orders;
    for (std::size_t p = 0; p < kEmitted; ++p) {
        base[p] += other.base[p];
        reduction[p] += other.reduction[p];
    }
    return *this;
}

DailyEmission ReductionSums::base_g_per_day() const {
    return totals(base);
}
DailyEmission ReductionSums::reduction_g_per_day() const {
    return totals(reduction);
}

bool ReductionSums::reaches(Emitted pollutant, int percent) const {
    const GramSum& whole = base[static_cast<std::size_t>(pollutant)];
    const GramSum& part = reduction[static_cast<std::size_t>(pollutant)];
    if (whole.whole() && part.whole()) return part.parts() * 100 >= whole.parts() * percent;
    return part.total() * Rational(100) >= whole.total() * Rational(percent);
}

std::optional<int64_t> ReductionSums::share_ppm(Emitted pollutant) const {
    const GramSum& whole = base[static_cast<std::size_t>(pollutant)];
    const GramSum& part = reduction[static_cast<std::size_t>(pollutant)];
    if (whole.zero()) return std::nullopt;
    if (whole.whole() && part.whole()) return static_cast<int64_t>(part.parts() * 1'000'000 / whole.parts());
    return (part.total() * Rational(1'000'000) / whole.total()).cut();
}

ReductionTable::ReductionTable(std::size_t areas, AlertLevel lowest)
    : area_count_(areas), lowest_(std::max(index(lowest), std::size_t{1})), first_lines_{0} {
    if (areas > std::numeric_limits<uint16_t>::max() + std::size_t{1}) throw std::length_error("too many areas");
}

void ReductionTable::reserve(std::size_t owners, std::size_t lines) {
    areas_.reserve(owners);
    first_lines_.reserve(owners + 1);
    duties_.reserve(owners);
    base_.reserve(lines);
}

uint32_t ReductionTable::add_owner(uint32_t area, const LineDuty& duty) {
    if (area >= area_count_) throw std::out_of_range("no such area");
    areas_.push_back(static_cast<uint16_t>(area));
    duties_.push_back(duty);
    first_lines_.push_back(first_lines_.back());
    return static_cast<uint32_t>(duties_.size() - 1);
}

uint32_t ReductionTable::add_line(const AnnualGrams& annual_g, SourceClass source_class) {
    if (base_.size() == kMostLines) throw std::length_error("too many lines");
    const auto line = static_cast<uint32_t>(base_.size());
    base_.emplace_back();
    ++first_lines_.back();
    put_base(line, static_cast<uint32_t>(duties_.size() - 1), annual_g, source_class);
    return line;
}

void ReductionTable::put_base(uint32_t line, uint32_t owner, const AnnualGrams& annual_g, SourceClass source_class) {
    const int64_t weight = weight_of(source_class);
    std::array<uint32_t, kEmitted>& parts = base_[line];
    bool fits = true;
    for (std::size_t p = 0; p < kEmitted; ++p) {
        const int64_t kg = annual_g[p] / kGramsPerKg;
        const bool small = kg >= 0 && kg <= std::numeric_limits<uint32_t>::max() && kg * kGramsPerKg == annual_g[p] &&
                           kg * weight <= std::numeric_limits<uint32_t>::max();
        fits = fits && small;
        parts[p] = small ? static_cast<uint32_t>(kg * weight) : 0;
    }
    if (fits) return;
    parts = {};
    ExactLine& exact = exact_[line];
    exact.owner = owner;
    for (std::size_t p = 0; p < kEmitted; ++p)
        exact.base.g_per_day[p] = Rational(annual_g[p], day_divisor(source_class));
}

void ReductionTable::set_base(uint32_t line, const AnnualGrams& annual_g, SourceClass source_class) {
    exact_.erase(line);
    for (LevelColumns& columns : levels_) {
        if (columns.rows.empty()) continue;
        columns.rows[line] = kNoOrder;
        columns.cuts[line] = {};
    }
    put_base(line, owner_of(line), annual_g, source_class);
}

void ReductionTable::lay_out() {
    for (std::size_t level = lowest_; level < kLevelCount; ++level) {
        levels_[level].rows.assign(base_.size(), kNoOrder);
        levels_[level].cuts.assign(base_.size(), Cut{});
    }
}

uint32_t ReductionTable::owner_of(uint32_t line) const {
    const auto after = std::upper_bound(first_lines_.begin(), first_lines_.end(), line);
    return static_cast<uint32_t>(after - first_lines_.begin() - 1);
}

OrderCode ReductionTable::row(uint32_t line, AlertLevel level) const {
    return held(index(level)) ? levels_[index(level)].rows[line] : kNoOrder;
}

void ReductionTable::set_measure(uint32_t line, AlertLevel level, const std::optional<Cut>& cut) {
    const std::size_t own = index(level);
    if (!held(own)) throw std::out_of_range("the table does not hold the level");
    if (cut && ((*cut)[0] > kThousand || (*cut)[1] > kThousand || (*cut)[2] > kThousand || (*cut)[3] > kThousand))
        throw std::out_of_range("a cut of over 1000");
    auto code = static_cast<OrderCode>(own);
    if (!cut && levels_[own].rows[line] != code) return;
    Cut now = cut.value_or(Cut{});
    if (!cut) {
        code = own > lowest_ ? levels_[own - 1].rows[line] : kNoOrder;
        if (code != kNoOrder) now = levels_[own - 1].cuts[line];
    }
    std::size_t end = own;  // up to the next row of its own
    for (; end < kLevelCount && levels_[end].rows[line] <= own; ++end) levels_[end].rows[line] = code;
    const auto exact = exact_.empty() ? exact_.end() : exact_.find(line);
    if (exact == exact_.end()) {
        for (std::size_t at = own; at < end; ++at) levels_[at].cuts[line] = now;
        return;
    }
    DailyEmission reduction;
    if (cut)
        reduction = cut_from(exact->second.base, now);
    else if (code != kNoOrder)
        reduction = exact->second.reduction[own - 1];
    for (std::size_t at = own; at < end; ++at) exact->second.reduction[at] = reduction;
}

void ReductionTable::set_reduction(uint32_t line, AlertLevel level, OrderCode code, const DailyEmission& reduction) {
    const std::size_t at = index(level);
    if (!held(at)) throw std::out_of_range("the table does not hold the level");
    levels_[at].rows[line] = code;
    const auto exact = exact_.find(line);
    if (exact == exact_.end()) {
        DailyEmission base;
        for (std::size_t p = 0; p < kEmitted; ++p)
            base.g_per_day[p] = Rational(base_[line][p]) * Rational(kGramsPerKg, kDayParts);
        if (const auto cut = cut_of(base, reduction)) {
            levels_[at].cuts[line] = *cut;
            return;
        }
        make_exact(line).reduction[at] = reduction;
    } else {
        exact->second.reduction[at] = reduction;
    }
}

ReductionTable::ExactLine& ReductionTable::make_exact(uint32_t line) {
    ExactLine& exact = exact_[line];
    exact.owner = owner_of(line);
    for (std::size_t p = 0; p < kEmitted; ++p)
        exact.base.g_per_day[p] = Rational(base_[line][p]) * Rational(kGramsPerKg, kDayParts);
    base_[line] = {};
    for (std::size_t level = lowest_; level < kLevelCount; ++level) {
        exact.reduction[level] = cut_from(exact.base, levels_[level].cuts[line]);
        levels_[level].cuts[line] = {};
    }
    return exact;
}

/// The part of the columns in the reduction of an owner; where `orders` is wanted, they hold the rows already.
inline ReductionTable::Part ReductionTable::column_part(uint32_t owner, std::size_t level, OrderCode* orders) const {
    Part part;
    const LineDuty& duty = duties_[owner];
    const uint8_t allowed = duty.counted ? duty.allowed_percent[level] : 100;
    const uint32_t begin = first_lines_[owner];
    const uint32_t end = first_lines_[owner + 1];
    // Local pointers and sums: a store of bytes in this loop would make the compiler read all of them again.
    const std::array<uint32_t, kEmitted>* base = base_.data();
    uint64_t so2 = 0, nox = 0, pm = 0, vocs = 0;
    if (allowed == LineDuty::kRowsApply) {
        const OrderCode* rows = levels_[level].rows.data();
        const Cut* cuts = levels_[level].cuts.data();
        for (uint32_t line = begin; line < end; ++line) {
            part.orders += rows[line] != kNoOrder;
            so2 += static_cast<uint64_t>(base[line][0]) * cuts[line][0];
            nox += static_cast<uint64_t>(base[line][1]) * cuts[line][1];
            pm += static_cast<uint64_t>(base[line][2]) * cuts[line][2];
            vocs += static_cast<uint64_t>(base[line][3]) * cuts[line][3];
        }
    } else {
        if (orders != nullptr) std::fill(orders + begin, orders + end, allowed < 100 ? kOtherOrder : kNoOrder);
        if (allowed >= 100) return part;
        const auto cut = static_cast<uint64_t>(100 - allowed) * 10;
        part.orders = end - begin;
        for (uint32_t line = begin; line < end; ++line) {
            so2 += base[line][0] * cut;
            nox += base[line][1] * cut;
            pm += base[line][2] * cut;
            vocs += base[line][3] * cut;
        }
    }
    part.reduction = {so2, nox, pm, vocs};
    return part;
}

void ReductionTable::add_exact(const ExactLine& line, std::size_t level, int times,
                               std::array<GramSum, kEmitted>& sums) const {
    const LineDuty& duty = duties_[line.owner];
    const uint8_t allowed = duty.allowed_percent[level];
    if (!duty.counted || (allowed >= 100 && allowed != LineDuty::kRowsApply)) return;
    for (std::size_t p = 0; p < kEmitted; ++p)
        sums[p].add(allowed == LineDuty::kRowsApply ? line.reduction[level].g_per_day[p]
                                                : line.base.g_per_day[p] * Rational(100 - allowed, 100),
                    times);
}

void ReductionTable::add_base(uint32_t owner, int times, std::array<GramSum, kEmitted>& base) const {
    if (!duties_[owner].counted) return;
    std::array<uint64_t, kEmitted> parts = {};
    for (uint32_t line = first_lines_[owner]; line < first_lines_[owner + 1]; ++line)
        for (std::size_t p = 0; p < kEmitted; ++p) parts[p] += base_[line][p];
    for (std::size_t p = 0; p < kEmitted; ++p)
        base[p].add_parts(static_cast<WideInteger>(parts[p]) * kGramsPerKg * times);
    for (auto line = exact_.lower_bound(first_lines_[owner]);
         line != exact_.end() && line->first < first_lines_[owner + 1]; ++line)
        for (std::size_t p = 0; p < kEmitted; ++p) base[p].add(line->second.base.g_per_day[p], times);
}

void ReductionTable::count(uint32_t owner, int times) {
    const uint16_t area = areas_[owner];
    for (std::size_t level = 0; level < kLevelCount; ++level) {
        ReductionSums& sums = kept_[level][area];
        add_base(owner, times, sums.base);
        if (!held(level)) continue;
        const Part part = column_part(owner, level, nullptr);
        sums.orders += times < 0 ? 0 - part.orders : part.orders;
        for (std::size_t p = 0; p < kEmitted; ++p)
            sums.reduction[p].add_parts(static_cast<WideInteger>(part.reduction[p]) * times);
        for (auto line = exact_.lower_bound(first_lines_[owner]);
             line != exact_.end() && line->first < first_lines_[owner + 1]; ++line)
            add_exact(line->second, level, times, sums.reduction);
    }
}

void ReductionTable::sum_up() {
    struct Sums {
        std::array<uint64_t, kEmitted> base = {};
        std::array<Part, kLevelCount> levels;
    };
    std::vector<Sums> areas(area_count_);
    for (uint32_t owner = 0; owner < owners(); ++owner) {
        if (!duties_[owner].counted) continue;
        Sums& sums = areas[areas_[owner]];
        for (uint32_t line = first_lines_[owner]; line < first_lines_[owner + 1]; ++line)
            for (std::size_t p = 0; p < kEmitted; ++p) sums.base[p] += base_[line][p];
        for (std::size_t level = lowest_; level < kLevelCount; ++level)
            sums.levels[level] += column_part(owner, level, nullptr);
    }
    for (std::size_t level = 0; level < kLevelCount; ++level) {
        kept_[level].assign(area_count_, {});
        for (std::size_t area = 0; area < area_count_; ++area) {
            ReductionSums& kept = kept_[level][area];
            kept.orders = areas[area].levels[level].orders;
            for (std::size_t p = 0; p < kEmitted; ++p) {
                kept.base[p].add_parts(static_cast<WideInteger>(areas[area].base[p]) * kGramsPerKg);
                kept.reduction[p].add_parts(static_cast<WideInteger>(areas[area].levels[level].reduction[p]));
            }
        }
        for (const auto& [line, exact] : exact_) {
            if (!duties_[exact.owner].counted) continue;
            ReductionSums& kept = kept_[level][areas_[exact.owner]];
            for (std::size_t p = 0; p < kEmitted; ++p) kept.base[p].add(exact.base.g_per_day[p]);
            if (held(level)) add_exact(exact, level, 1, kept.reduction);
        }
    }
}

LevelSelection ReductionTable::select(AlertLevel level) const {
    LevelSelection selection;
    const std::size_t at = index(level);
    selection.areas.resize(area_count_);
    for (std::size_t area = 0; area < area_count_; ++area) selection.areas[area].base = kept_[at][area].base;
    if (!held(at)) {
        selection.orders.resize(lines());
        return selection;
    }
    selection.orders = levels_[at].rows;
    std::vector<Part> parts(area_count_);
    for (uint32_t owner = 0; owner < owners(); ++owner) {
        const Part part = column_part(owner, at, selection.orders.data());
        parts[areas_[owner]] += part;
    }
    for (std::size_t area = 0; area < area_count_; ++area) {
        ReductionSums& sums = selection.areas[area];
        sums.orders = parts[area].orders;
        for (std::size_t p = 0; p < kEmitted; ++p)
            sums.reduction[p].add_parts(static_cast<WideInteger>(parts[area].reduction[p]));
    }
    for (const auto& [line, exact] : exact_) add_exact(exact, at, 1, selection.areas[areas_[exact.owner]].reduction);
    return selection;
}

ReductionSums ReductionTable::kept_total(AlertLevel level) const {
    ReductionSums total;
    for (const ReductionSums& sums : kept(level)) total += sums;
    return total;
}

ReductionSums ReductionTable::of_owner(uint32_t owner, AlertLevel level) const {
    ReductionSums sums;
    add_base(owner, 1, sums.base);
    if (!held(index(level))) return sums;
    const Part part = column_part(owner, index(level), nullptr);
    sums.orders = part.orders;
    for (std::size_t p = 0; p < kEmitted; ++p) sums.reduction[p].add_parts(static_cast<WideInteger>(part.reduction[p]));
    for (auto line = exact_.lower_bound(first_lines_[owner]);
         line != exact_.end() && line->first < first_lines_[owner + 1]; ++line)
        add_exact(line->second, index(level), 1, sums.reduction);
    return sums;
}

}  // namespace qingkong
