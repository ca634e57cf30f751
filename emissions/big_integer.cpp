// SPDX-License-Identifier: Apache-2.0
#include "emissions/big_integer.hpp"

#include <algorithm>
#include <bit>
#include <cstddef>
#include <utility>

namespace qingkong {

BigInteger::BigInteger(uint64_t value) {
    for (; value != 0; value >>= 32) limbs_.push_back(static_cast<uint32_t>(value));
}

uint64_t BigInteger::low64() const {
    const uint64_t low = limbs_.empty() ? 0 : limbs_[0];
    return limbs_.size() < 2 ? low : low | (static_cast<uint64_t>(limbs_[1]) << 32);
}

void BigInteger::trim() {
    while (!limbs_.empty() && limbs_.back() == 0) limbs_.pop_back();
}

int BigInteger::compare(const BigInteger& other) const {
    if (limbs_.size() != other.limbs_.size()) return limbs_.size() < other.limbs_.size() ? -1 : 1;
    for (size_t i = limbs_.size(); i-- > 0;)
        if (limbs_[i] != other.limbs_[i]) return limbs_[i] < other.limbs_[i] ? -1 : 1;
    return 0;
}

BigInteger BigInteger::operator+(const BigInteger& other) const {
    BigInteger sum;
    const size_t size = std::max(limbs_.size(), other.limbs_.size());
    uint64_t carry = 0;
    for (size_t i = 0; i < size || carry != 0; ++i) {
        if (i < limbs_.size()) carry += limbs_[i];
        if (i < other.limbs_.size()) carry += other.limbs_[i];
        sum.limbs_.push_back(static_cast<uint32_t>(carry));
        carry >>= 32;
    }
    return sum;
}

BigInteger BigInteger::operator-(const BigInteger& other) const {
    BigInteger difference = *this;
    int64_t borrow = 0;
    for (size_t i = 0; i < limbs_.size(); ++i) {
        int64_t digit = static_cast<int64_t>(limbs_[i]) - borrow - (i < other.limbs_.size() ? other.limbs_[i] : 0);
        borrow = digit < 0 ? 1 : 0;
        if (digit < 0) digit += int64_t{1} << 32;
        difference.limbs_[i] = static_cast<uint32_t>(digit);
    }
    difference.trim();
    return difference;
}

BigInteger BigInteger::operator*(const BigInteger& other) const {
    BigInteger product;
    product.limbs_.assign(limbs_.size() + other.limbs_.size(), 0);
    for (size_t i = 0; i < limbs_.size(); ++i) {
        uint64_t carry = 0;
        for (size_t j = 0; j < other.limbs_.size() || carry != 0; ++j) {
            carry += product.limbs_[i + j];
            if (j < other.limbs_.size()) carry += static_cast<uint64_t>(limbs_[i]) * other.limbs_[j];
            product.limbs_[i + j] = static_cast<uint32_t>(carry);
            carry >>= 32;
        }
    }
    product.trim();
    return product;
}

uint32_t BigInteger::divide_small(uint32_t divisor) {
    uint64_t rest = 0;
    for (size_t i = limbs_.size(); i-- > 0;) {
        rest = (rest << 32) | limbs_[i];
        limbs_[i] = static_cast<uint32_t>(rest / divisor);
        rest %= divisor;
    }
    trim();
    return static_cast<uint32_t>(rest);
}

int BigInteger::bits() const {
    if (limbs_.empty()) return 0;
    return static_cast<int>(limbs_.size()) * 32 - std::countl_zero(limbs_.back());
}

BigInteger BigInteger::shifted_left(int bits_more) const {
    BigInteger shifted;
    shifted.limbs_.assign(static_cast<size_t>(bits_more) / 32, 0);
    const int within = bits_more % 32;
    uint64_t carry = 0;
    for (const uint32_t limb : limbs_) {
        carry |= static_cast<uint64_t>(limb) << within;
        shifted.limbs_.push_back(static_cast<uint32_t>(carry));
        carry >>= 32;
    }
    if (carry != 0) shifted.limbs_.push_back(static_cast<uint32_t>(carry));
    shifted.trim();
    return shifted;
}

/// Shift and subtract over the difference in length only: in Euclid's algorithm that is a bit or two a step, so a gcd
/// stays quadratic.
BigInteger BigInteger::divide(const BigInteger& divisor, BigInteger& remainder) const {
    BigInteger quotient;
    if (compare(divisor) < 0) {
        remainder = *this;
        return quotient;
    }
    if (divisor.limbs_.size() == 1) {
        quotient = *this;
        remainder = BigInteger(quotient.divide_small(divisor.limbs_[0]));
        return quotient;
    }
    const int most = bits() - divisor.bits();
    quotient.limbs_.assign(static_cast<size_t>(most) / 32 + 1, 0);
    BigInteger rest = *this;
    for (int bit = most; bit >= 0; --bit) {
        const BigInteger shifted = divisor.shifted_left(bit);
        if (rest.compare(shifted) < 0) continue;
        rest = rest - shifted;
        quotient.limbs_[static_cast<size_t>(bit) / 32] |= 1U << (bit % 32);
    }
    quotient.trim();
    remainder = std::move(rest);
    return quotient;
}

BigInteger BigInteger::gcd(BigInteger a, BigInteger b) {
    while (!b.zero()) {
        BigInteger rest;
        a.divide(b, rest);
        a = std::move(b);
        b = std::move(rest);
    }
    return a;
}

std::string BigInteger::decimal() const {
    if (zero()) return "0";
    std::string digits;
    for (BigInteger rest = *this; !rest.zero();) digits.push_back(static_cast<char>('0' + rest.divide_small(10)));
    std::reverse(digits.begin(), digits.end());
    return digits;
}

}  // namespace qingkong
