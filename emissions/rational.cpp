// SPDX-License-Identifier: Apache-2.0
#include "emissions/rational.hpp"

#include <limits>
#include <numeric>
#include <optional>
#include <stdexcept>
#include <utility>

#include "emissions/big_integer.hpp"

namespace qingkong {
namespace {

// Intermediate products of two machine words; `__extension__` because ISO C++ has no name for the type.
__extension__ using Wide = __int128;
constexpr Wide kMost = std::numeric_limits<int64_t>::max();

Wide gcd(Wide a, Wide b) {
    if (a < 0) a = -a;
    if (b < 0) b = -b;
    while (b != 0) {
        // One machine word is several times faster to divide than two.
        if (a <= kMost && b <= kMost) return std::gcd(static_cast<int64_t>(a), static_cast<int64_t>(b));
        const Wide rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

/// The reduced pair where it fits two words: almost always.
std::optional<std::pair<int64_t, int64_t>> reduced(Wide num, Wide den) {
    const Wide common = gcd(num, den);
    num /= common;
    den /= common;
    if (den < 0) {
        num = -num;
        den = -den;
    }
    if (num > kMost || num < -kMost || den > kMost) return std::nullopt;
    return std::pair{static_cast<int64_t>(num), static_cast<int64_t>(den)};
}

BigInteger magnitude(Wide value) {
    if (value < 0) value = -value;
    const BigInteger high(static_cast<uint64_t>(value >> 62));
    const BigInteger low(static_cast<uint64_t>(value & ((Wide{1} << 62) - 1)));
    return high * BigInteger(uint64_t{1} << 62) + low;
}

BigInteger over(const BigInteger& value, const BigInteger& divisor) {
    BigInteger rest;
    return value.divide(divisor, rest);
}

}  // namespace

struct Rational::Big {
    bool negative = false;
    BigInteger num;
    BigInteger den;
};

Rational::Rational(int64_t num, int64_t den) {
    if (den == 0) throw std::domain_error("a fraction needs a denominator");
    Wide n = num;
    Wide d = den;
    if (const auto fits = reduced(n, d)) {
        num_ = fits->first;
        den_ = fits->second;
        return;
    }
    if (d < 0) {
        n = -n;
        d = -d;
    }
    const BigInteger common = BigInteger::gcd(magnitude(n), magnitude(d));
    *this = from(Big{n < 0, over(magnitude(n), common), over(magnitude(d), common)});
}

Rational Rational::from(Big reduced) {
    Rational result;
    const auto most = static_cast<uint64_t>(std::numeric_limits<int64_t>::max());
    if (reduced.num.fits64() && reduced.den.fits64() && reduced.num.low64() <= most && reduced.den.low64() <= most) {
        result.num_ = static_cast<int64_t>(reduced.num.low64());
        if (reduced.negative) result.num_ = -result.num_;
        result.den_ = static_cast<int64_t>(reduced.den.low64());
    } else {
        result.big_ = std::make_shared<const Big>(std::move(reduced));
    }
    return result;
}

Rational::Big Rational::widen() const {
    if (big_) return *big_;
    return Big{num_ < 0, magnitude(num_), magnitude(den_)};
}

int64_t Rational::num() const {
    if (big_) throw std::overflow_error("the numerator does not fit 64 bits");
    return num_;
}

int64_t Rational::den() const {
    if (big_) throw std::overflow_error("the denominator does not fit 64 bits");
    return den_;
}

bool Rational::negative() const {
    return big_ ? big_->negative : num_ < 0;
}

Rational Rational::operator+(const Rational& other) const {
    if (!big_ && !other.big_) {
        const Wide num = static_cast<Wide>(num_) * other.den_ + static_cast<Wide>(other.num_) * den_;
        if (const auto fits = reduced(num, static_cast<Wide>(den_) * other.den_)) {
            Rational result;
            result.num_ = fits->first;
            result.den_ = fits->second;
            return result;
        }
    }
    // Reduced as it is added (Knuth 4.5.1): only the factor common to both denominators can be common to the sum, so a
    // small summand never costs a gcd of two long numbers.
    const Big a = widen();
    const Big b = other.widen();
    const BigInteger common = BigInteger::gcd(a.den, b.den);
    const BigInteger a_rest = over(a.den, common);
    const BigInteger left = a.num * over(b.den, common);
    const BigInteger right = b.num * a_rest;
    const int order = left.compare(right);
    if (a.negative != b.negative && order == 0) return {};
    const BigInteger sum = a.negative == b.negative ? left + right : order > 0 ? left - right : right - left;
    const BigInteger again = BigInteger::gcd(sum, common);
    return from(Big{order > 0 ? a.negative : b.negative, over(sum, again), a_rest * over(b.den, again)});
}

Rational Rational::operator-(const Rational& other) const {
    return *this + other * Rational(-1);
}

Rational Rational::operator*(const Rational& other) const {
    if (zero() || other.zero()) return {};
    if (!big_ && !other.big_) {
        const Wide num = static_cast<Wide>(num_) * other.num_;
        if (const auto fits = reduced(num, static_cast<Wide>(den_) * other.den_)) {
            Rational result;
            result.num_ = fits->first;
            result.den_ = fits->second;
            return result;
        }
    }
    const Big a = widen();
    const Big b = other.widen();
    const BigInteger left = BigInteger::gcd(a.num, b.den);
    const BigInteger right = BigInteger::gcd(b.num, a.den);
    return from(
        Big{a.negative != b.negative, over(a.num, left) * over(b.num, right), over(a.den, right) * over(b.den, left)});
}

Rational Rational::operator/(const Rational& other) const {
    if (other.zero()) throw std::domain_error("division by zero");
    if (!big_ && !other.big_) {
        const Wide num = static_cast<Wide>(num_) * other.den_;
        if (const auto fits = reduced(num, static_cast<Wide>(den_) * other.num_)) {
            Rational result;
            result.num_ = fits->first;
            result.den_ = fits->second;
            return result;
        }
    }
    const Big b = other.widen();
    return *this * from(Big{b.negative, b.den, b.num});
}

bool Rational::operator==(const Rational& other) const {
    if (!big_ && !other.big_) return num_ == other.num_ && den_ == other.den_;
    if (!big_ || !other.big_) return false;  // a value that fits two words is never kept big
    return big_->negative == other.big_->negative && big_->num == other.big_->num && big_->den == other.big_->den;
}

bool Rational::operator<(const Rational& other) const {
    if (!big_ && !other.big_) return static_cast<Wide>(num_) * other.den_ < static_cast<Wide>(other.num_) * den_;
    const Rational difference = *this - other;
    return difference.negative();
}

int64_t Rational::cut() const {
    if (!big_) return num_ / den_;
    BigInteger rest;
    const BigInteger whole = big_->num.divide(big_->den, rest);
    if (whole > BigInteger(static_cast<uint64_t>(kMost))) throw std::overflow_error("a whole number of over 64 bits");
    const auto value = static_cast<int64_t>(whole.low64());
    return big_->negative ? -value : value;
}

int64_t Rational::half_up() const {
    const Rational shifted = *this + Rational(1, 2);
    const int64_t whole = shifted.cut();
    return shifted.negative() && !(shifted == Rational(whole)) ? whole - 1 : whole;
}

std::string Rational::cut1() const {
    const int64_t tenths = (*this * Rational(10)).cut();
    const int64_t size = tenths < 0 ? -tenths : tenths;
    return (tenths < 0 ? "-" : "") + std::to_string(size / 10) + "." + std::to_string(size % 10);
}

double Rational::approximate() const {
    if (!big_) return static_cast<double>(num_) / static_cast<double>(den_);
    BigInteger rest;
    const BigInteger whole = big_->num.divide(big_->den, rest);
    double value = 0;
    for (const char digit : whole.decimal()) value = value * 10 + (digit - '0');
    const BigInteger parts = (rest * BigInteger(1'000'000'000)).divide(big_->den, rest);
    value += static_cast<double>(parts.low64()) / 1e9;
    return big_->negative ? -value : value;
}

}  // namespace qingkong
