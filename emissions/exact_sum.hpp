// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "emissions/rational.hpp"

namespace qingkong {

/// The exact sum of very many fractions. Numerators of one denominator are added as whole numbers, so that adding costs
/// a few machine operations; the denominators meet only when the value is asked. Ten thousand lines that each divide by
/// an output of their own have a common denominator of 50,000 digits: such a sum is asked by `bounds` first.
class ExactSum {
public:
    void add(const Rational& term);
    void add(const ExactSum& other);

    bool zero() const { return terms_.empty() && long_.empty(); }
    /// The value itself. Quick where `short_denominator()`.
    Rational value() const;
    /// Would the common denominator stay under some 600 digits?
    bool short_denominator() const;
    /// Not above and not below the value, less than a millionth apart.
    std::pair<Rational, Rational> bounds() const;

private:
    __extension__ using Wide = __int128;  // sums of machine words
    struct Term {
        int64_t den;
        Wide num;
    };
    void append(Term term);
    static void merge(std::vector<Term>& terms);
    std::vector<Term> merged() const;

    std::vector<Term> terms_;      ///< several of one denominator until they are merged
    std::size_t merge_at_ = 64;    ///< size at which they are
    std::vector<Rational> long_;   ///< terms that two machine words do not hold: almost never
};

}  // namespace qingkong
