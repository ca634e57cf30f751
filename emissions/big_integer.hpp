// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace qingkong {

/// A non-negative whole number of any size: what the exact sum of an inventory needs when every line divides by its own
/// output (the common denominator of fifty such lines has a hundred digits). Limbs of 32 bits, lowest first, no leading
/// zeros; zero has no limb.
class BigInteger {
public:
    BigInteger() = default;
    BigInteger(uint64_t value);  // NOLINT: a machine number is a whole number

    bool zero() const { return limbs_.empty(); }
    bool fits64() const { return limbs_.size() <= 2; }
    uint64_t low64() const;

    BigInteger operator+(const BigInteger& other) const;
    BigInteger operator-(const BigInteger& other) const;  ///< other must not be larger
    BigInteger operator*(const BigInteger& other) const;
    /// Quotient; the rest goes to `remainder`. The divisor must not be zero.
    BigInteger divide(const BigInteger& divisor, BigInteger& remainder) const;
    int compare(const BigInteger& other) const;
    bool operator>(const BigInteger& other) const { return compare(other) > 0; }
    bool operator==(const BigInteger& other) const = default;
    std::string decimal() const;

    static BigInteger gcd(BigInteger a, BigInteger b);

private:
    void trim();
    int bits() const;
    BigInteger shifted_left(int bits_more) const;
    uint32_t divide_small(uint32_t divisor);  ///< in place, gives the rest

    std::vector<uint32_t> limbs_;
};

}  // namespace qingkong
