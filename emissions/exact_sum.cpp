// SPDX-License-Identifier: Apache-2.0
#include "emissions/exact_sum.hpp"

#include <algorithm>
#include <bit>

namespace qingkong {
namespace {

__extension__ using Wide = __int128;  // ISO C++ has no name for the type

constexpr int kShortBits = 2048;
constexpr int kBoundBits = 40;  // 10,000 denominators: bounds within 10^-8 g

/// A whole number of two machine words.
Rational whole(Wide value) {
    constexpr int kHalf = 62;
    const bool negative = value < 0;
    if (negative) value = -value;
    const auto high = static_cast<int64_t>(value >> kHalf);
    const auto low = static_cast<int64_t>(value & ((Wide{1} << kHalf) - 1));
    const Rational size = Rational(high) * Rational(int64_t{1} << kHalf) + Rational(low);
    return negative ? size * Rational(-1) : size;
}

}  // namespace

void ExactSum::append(Term term) {
    if (!terms_.empty() && terms_.back().den == term.den) {
        terms_.back().num += term.num;
        return;
    }
    terms_.push_back(term);
    if (terms_.size() < merge_at_) return;
    merge(terms_);
    merge_at_ = std::max(merge_at_, 2 * terms_.size());
}

void ExactSum::merge(std::vector<Term>& terms) {
    std::sort(terms.begin(), terms.end(), [](const Term& a, const Term& b) { return a.den < b.den; });
    std::size_t last = 0;
    for (std::size_t i = 1; i < terms.size(); ++i) {
        if (terms[i].den == terms[last].den)
            terms[last].num += terms[i].num;
        else
            terms[++last] = terms[i];
    }
    if (!terms.empty()) terms.resize(last + 1);
}

std::vector<ExactSum::Term> ExactSum::merged() const {
    std::vector<Term> terms = terms_;
    merge(terms);
    return terms;
}

void ExactSum::add(const Rational& term) {
    if (term.zero()) return;
    if (term.small())
        append({term.den(), term.num()});
    else
        long_.push_back(term);
}

void ExactSum::add(const ExactSum& other) {
    if (terms_.empty())
        terms_ = other.terms_;
    else
        for (const Term& term : other.terms_) append(term);
    long_.insert(long_.end(), other.long_.begin(), other.long_.end());
}

bool ExactSum::short_denominator() const {
    constexpr std::size_t kFewLong = 8;
    if (long_.size() > kFewLong) return false;
    int bits = 0;
    for (const Term& term : merged()) {
        bits += static_cast<int>(std::bit_width(static_cast<uint64_t>(term.den)));
        if (bits > kShortBits) return false;
    }
    return true;
}

Rational ExactSum::value() const {
    std::vector<Rational> terms;
    if (zero()) return {};
    for (const Term& term : merged()) terms.push_back(whole(term.num) / Rational(term.den));
    terms.insert(terms.end(), long_.begin(), long_.end());
    // In pairs, then pairs of pairs: most additions are of short fractions.
    for (std::size_t width = 1; width < terms.size(); width *= 2)
        for (std::size_t i = 0; i + width < terms.size(); i += 2 * width) terms[i] += terms[i + width];
    return terms.front();
}

std::pair<Rational, Rational> ExactSum::bounds() const {
    Wide wholes = 0;
    Wide parts = 0;  // of 2^-40, cut once a denominator
    const std::vector<Term> terms = merged();
    for (const auto& [den, num] : terms) {
        Wide quotient = num / den;
        Wide left = num % den;
        if (left < 0) {
            --quotient;
            left += den;
        }
        wholes += quotient;
        parts += (left << kBoundBits) / den;
    }
    const Rational scale(1, int64_t{1} << kBoundBits);
    for (const Rational& term : long_) {
        const int64_t cut = term.cut();
        wholes += cut;
        parts += ((term - Rational(cut)) * Rational(int64_t{1} << kBoundBits)).cut() - (term.negative() ? 1 : 0);
    }
    const Rational low = whole(wholes) + whole(parts) * scale;
    return {low, low + Rational(static_cast<int64_t>(terms.size() + long_.size())) * scale};
}

}  // namespace qingkong
