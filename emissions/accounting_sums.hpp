// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

#include "emissions/exact_sum.hpp"
#include "emissions/targets.hpp"

namespace qingkong {

constexpr std::size_t kSourceClasses = 6;

/// g/d by source class and pollutant, the lines of enterprises apart from the sources without lines: what every scope
/// of a target is added up from.
class AccountSums {
public:
    void add(bool of_enterprise, SourceClass source_class, const DailyEmission& grams);
    void add(const AccountSums& other);
    ExactSum of(const TargetScope& scope, Emitted pollutant) const;

private:
    std::array<std::array<ExactSum, kEmitted>, 2 * kSourceClasses> cells_;
};

/// The sum of bases. Whole grams a year are divided once, without a fraction a line; what other regimes leave of a line
/// is added as it is.
class BaseSums {
public:
    void add(bool of_enterprise, SourceClass source_class, const AnnualGrams& annual_g);
    void add(bool of_enterprise, SourceClass source_class, const DailyEmission& left);
    Rational of(const TargetScope& scope, Emitted pollutant) const;

private:
    std::array<AnnualGrams, 2 * kSourceClasses> cells_ = {};
    AccountSums left_;
};

}  // namespace qingkong
