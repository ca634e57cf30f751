// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

namespace qingkong {

/// An exact fraction, always reduced, denominator > 0. Legal ratios are never binary fractions. Intermediate products
/// use 128 bits; a result that does not fit 64 bits stops the program (an inventory cannot reach it: the reader limits
/// annual emissions to 10^9 t).
class Rational {
public:
    constexpr Rational() = default;
    Rational(int64_t whole) : num_(whole) {}  // NOLINT: a whole number is a fraction
    Rational(int64_t num, int64_t den);

    int64_t num() const { return num_; }
    int64_t den() const { return den_; }
    bool zero() const { return num_ == 0; }

    Rational operator+(const Rational& other) const;
    Rational operator-(const Rational& other) const;
    Rational operator*(const Rational& other) const;
    Rational operator/(const Rational& other) const;    ///< other must not be zero
    Rational& operator+=(const Rational& other) { return *this = *this + other; }
    bool operator==(const Rational& other) const = default;
    bool operator<(const Rational& other) const;
    bool operator>=(const Rational& other) const { return !(*this < other); }
    bool operator>(const Rational& other) const { return other < *this; }
    bool operator<=(const Rational& other) const { return !(other < *this); }

    /// Rounded half up to a whole number (grams, for print).
    int64_t half_up() const;
    /// `19.9` for 19.999: cut (not rounded) to one decimal; for percent (handbook C.1).
    std::string cut1() const;

private:
    int64_t num_ = 0;
    int64_t den_ = 1;
};

}  // namespace qingkong
