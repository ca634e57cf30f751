// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>

namespace qingkong {

/// An exact fraction, always reduced, denominator > 0. Legal ratios are never binary fractions. Two machine words carry
/// almost every value; a sum of many lines that needs more grows by itself (BigInteger) and stays exact.
class Rational {
public:
    Rational() = default;
    Rational(int64_t whole) : num_(whole) {}  // NOLINT: a whole number is a fraction
    Rational(int64_t num, int64_t den);       ///< den must not be zero

    /// Numerator and denominator where both fit 64 bits (`small()`); else std::overflow_error.
    int64_t num() const;
    int64_t den() const;
    bool small() const { return !big_; }
    bool zero() const { return !big_ && num_ == 0; }
    bool negative() const;

    Rational operator+(const Rational& other) const;
    Rational operator-(const Rational& other) const;
    Rational operator*(const Rational& other) const;
    Rational operator/(const Rational& other) const;  ///< other must not be zero
    Rational& operator+=(const Rational& other) { return *this = *this + other; }
    Rational& operator-=(const Rational& other) { return *this = *this - other; }
    bool operator==(const Rational& other) const;
    bool operator<(const Rational& other) const;
    bool operator>=(const Rational& other) const { return !(*this < other); }
    bool operator>(const Rational& other) const { return other < *this; }
    bool operator<=(const Rational& other) const { return !(other < *this); }

    /// Rounded half up to a whole number (grams, for print); beyond 64 bits std::overflow_error.
    int64_t half_up() const;
    /// Cut towards zero to a whole number.
    int64_t cut() const;
    /// `19.9` for 19.999: cut (not rounded) to one decimal; for percent (handbook C.1).
    std::string cut1() const;
    /// For charts and bars only, never for a decision.
    double approximate() const;

private:
    struct Big;
    static Rational from(Big reduced);
    Big widen() const;

    int64_t num_ = 0;
    int64_t den_ = 1;
    std::shared_ptr<const Big> big_;  ///< set where the reduced fraction does not fit two words
};

}  // namespace qingkong
