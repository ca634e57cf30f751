// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>

#include "emissions/rational.hpp"

namespace qingkong {

/// ISO C++ has no name for it; sums of many lines in 96360ths of a gram need more than 64 bits.
__extension__ using WideInteger = __int128;

/// The least number that 330, 120 and 365 divide (the day divisors of handbook D.1): in 96360ths of a gram a day nearly
/// every emission of an inventory is a whole number.
constexpr int64_t kDayParts = 96360;

/// A sum of grams a day that stays exact and takes terms back: whole 96360ths are one integer, every other denominator
/// has one numerator. Adding never looks for a common denominator; only `total` does, where an odd term is there.
class GramSum {
public:
    /// `parts` = g/d x 96360.
    void add_parts(WideInteger parts) { parts_ += parts; }
    /// `times` is 1 or -1.
    void add(const Rational& g_per_day, int times = 1);
    GramSum& operator+=(const GramSum& other);

    /// Is the sum a whole number of 96360ths? Then `parts()` is all of it.
    bool whole() const { return odd_.empty() && long_.zero(); }
    WideInteger parts() const { return parts_; }
    bool zero() const;
    Rational total() const;  ///< g/d
    bool operator==(const GramSum&) const = default;

private:
    WideInteger parts_ = 0;
    std::map<int64_t, WideInteger> odd_;  ///< denominator -> numerator, never zero
    Rational long_;                       ///< terms that do not fit two machine words
};

}  // namespace qingkong
