// SPDX-License-Identifier: Apache-2.0
#include "emissions/accounting_sums.hpp"

namespace qingkong {
namespace {

std::size_t cell(bool of_enterprise, std::size_t source_class) {
    return (of_enterprise ? 0 : kSourceClasses) + source_class;
}

/// Calls `take(cell, source class)` for every cell of the scope.
template <class Take>
void each(const TargetScope& scope, Take take) {
    for (const bool of_enterprise : {true, false})
        for (std::size_t i = 0; i < kSourceClasses; ++i)
            if (scope.covers(of_enterprise, static_cast<SourceClass>(i)))
                take(cell(of_enterprise, i), static_cast<SourceClass>(i));
}

}  // namespace

void AccountSums::add(bool of_enterprise, SourceClass source_class, const DailyEmission& grams) {
    auto& to = cells_[cell(of_enterprise, static_cast<std::size_t>(source_class))];
    for (std::size_t i = 0; i < kEmitted; ++i) to[i].add(grams.g_per_day[i]);
}

void AccountSums::add(const AccountSums& other) {
    for (std::size_t c = 0; c < cells_.size(); ++c)
        for (std::size_t i = 0; i < kEmitted; ++i) cells_[c][i].add(other.cells_[c][i]);
}

ExactSum AccountSums::of(const TargetScope& scope, Emitted pollutant) const {
    ExactSum sum;
    each(scope, [&](std::size_t at, SourceClass) { sum.add(cells_[at][static_cast<std::size_t>(pollutant)]); });
    return sum;
}

void BaseSums::add(bool of_enterprise, SourceClass source_class, const AnnualGrams& annual_g) {
    AnnualGrams& to = cells_[cell(of_enterprise, static_cast<std::size_t>(source_class))];
    for (std::size_t i = 0; i < kEmitted; ++i) to[i] += annual_g[i];
}

void BaseSums::add(bool of_enterprise, SourceClass source_class, const DailyEmission& left) {
    left_.add(of_enterprise, source_class, left);
}

Rational BaseSums::of(const TargetScope& scope, Emitted pollutant) const {
    Rational sum = left_.of(scope, pollutant).value();
    each(scope, [&](std::size_t at, SourceClass source_class) {
        sum += Rational(cells_[at][static_cast<std::size_t>(pollutant)], day_divisor(source_class));
    });
    return sum;
}

}  // namespace qingkong
