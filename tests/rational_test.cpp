// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "emissions/big_integer.hpp"
#include "emissions/rational.hpp"

using qingkong::BigInteger;
using qingkong::Rational;

TEST_CASE("a fraction is kept reduced with a positive denominator") {
    CHECK(Rational(6, -8) == Rational(-3, 4));
    CHECK(Rational(6, -8).den() == 4);
    CHECK(Rational(1, 3) + Rational(1, 6) == Rational(1, 2));
    CHECK(Rational(2, 3) / Rational(4, 9) == Rational(3, 2));
    CHECK(Rational(1, 3) - Rational(1, 3) == Rational(0));
    CHECK((Rational(1, 3) < Rational(34, 100)));
}

TEST_CASE("percent is cut and grams are rounded half up") {
    CHECK(Rational(19999, 1000).cut1() == "19.9");
    CHECK(Rational(20).cut1() == "20.0");
    CHECK(Rational(5, 2).half_up() == 3);
    CHECK(Rational(249, 100).half_up() == 2);
    CHECK(Rational(-5, 2).half_up() == -2);
    CHECK(Rational(-26, 10).half_up() == -3);
}

TEST_CASE("a sum with a common denominator of a hundred digits stays exact") {
    // 1/2 + 1/3 + 1/5 + ... over the primes below 400, then all of it taken away again.
    Rational sum;
    std::vector<int64_t> primes;
    for (int64_t n = 2; n < 400; ++n) {
        bool prime = true;
        for (const int64_t p : primes) prime = prime && n % p != 0;
        if (prime) primes.push_back(n);
    }
    for (const int64_t p : primes) sum += Rational(1, p);
    CHECK_FALSE(sum.small());
    CHECK(sum.cut1() == "2.0");  // 2.05…
    CHECK(sum.half_up() == 2);
    CHECK(sum > Rational(2));
    CHECK(sum < Rational(21, 10));
    CHECK(sum.approximate() == Approx(2.0505).margin(0.01));
    CHECK((sum / sum == Rational(1)));
    for (const int64_t p : primes) sum -= Rational(1, p);
    CHECK(sum.zero());
    CHECK(sum.small());
}

TEST_CASE("the product of two large fractions falls back to machine words when it can") {
    const Rational large = Rational(INT64_MAX) * Rational(INT64_MAX);
    CHECK_FALSE(large.small());
    CHECK(large / Rational(INT64_MAX) == Rational(INT64_MAX));
    CHECK((large / Rational(INT64_MAX)).small());
    CHECK_THROWS_AS(large.num(), std::overflow_error);
    CHECK_THROWS_AS(Rational(1, 0), std::domain_error);
}

TEST_CASE("whole numbers of any size divide with a rest") {
    const BigInteger ten(10);
    BigInteger power(1);
    for (int i = 0; i < 40; ++i) power = power * ten;
    CHECK(power.decimal() == "1" + std::string(40, '0'));
    BigInteger rest;
    const BigInteger divisor = BigInteger(UINT64_MAX) * BigInteger(UINT64_MAX);
    const BigInteger quotient = power.divide(divisor, rest);
    CHECK(quotient * divisor + rest == power);
    CHECK(rest.compare(divisor) < 0);
    CHECK(BigInteger::gcd(power, BigInteger(75)).decimal() == "25");
}
