// SPDX-License-Identifier: Apache-2.0
#include "emissions/gram_sum.hpp"

#include <vector>

namespace qingkong {
namespace {

Rational fraction(WideInteger num, int64_t den) {
    return Rational(static_cast<int64_t>(num / den)) + Rational(static_cast<int64_t>(num % den), den);
}

}  // namespace

void GramSum::add(const Rational& g_per_day, int times) {
    if (g_per_day.zero()) return;
    if (!g_per_day.small()) {
        long_ += g_per_day * Rational(times);
        return;
    }
    const int64_t den = g_per_day.den();
    const WideInteger num = static_cast<WideInteger>(g_per_day.num()) * times;
    if (kDayParts % den == 0) {
        parts_ += num * (kDayParts / den);
        return;
    }
    const auto term = odd_.try_emplace(den, 0).first;
    term->second += num;
    if (term->second == 0) odd_.erase(term);
}

GramSum& GramSum::operator+=(const GramSum& other) {
    parts_ += other.parts_;
    for (const auto& [den, num] : other.odd_) {
        const auto term = odd_.try_emplace(den, 0).first;
        term->second += num;
        if (term->second == 0) odd_.erase(term);
    }
    long_ += other.long_;
    return *this;
}

bool GramSum::zero() const {
    return whole() ? parts_ == 0 : total().zero();
}

Rational GramSum::total() const {
    std::vector<Rational> terms = {fraction(parts_, kDayParts)};
    for (const auto& [den, num] : odd_) terms.push_back(fraction(num, den));
    // In pairs, so that the long denominators meet only in the last steps.
    while (terms.size() > 1) {
        std::size_t kept = 0;
        for (std::size_t i = 0; i < terms.size(); i += 2)
            terms[kept++] = i + 1 < terms.size() ? terms[i] + terms[i + 1] : terms[i];
        terms.resize(kept);
    }
    return terms.front() + long_;
}

}  // namespace qingkong
