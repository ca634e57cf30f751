// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <random>
#include <string>

#include "rules/compact_series.hpp"
#include "rules/edition.hpp"
#include "tests/plain_reference.hpp"

/// Random questions to B.3 and B.4, for the plain reading and for the product.
namespace qingkong::plain {

/// From the environment (QINGKONG_TEST_SEED) or the same in each run.
unsigned test_seed();
int between(std::mt19937& random, int least, int most);
inline bool chance(std::mt19937& random, int percent) {
    return between(random, 1, 100) <= percent;
}

/// The columns of B.1, typed in from the handbook, not read from the product's files: bj2013, n2016, n2017, n2019,
/// n2024.
Rules rules_of(const std::string& id);
/// B.1's rows or random ones, with each option of B.3 at its default or not.
Rules random_rules(std::mt19937& random);

/// What the series is made of.
enum class Shape { hours, days, hours_then_days, days_then_hours };
Series random_series(std::mt19937& random, const Rules& rules, Shape shape, int size);
/// Gives the hours random means (`aqi_of_means`).
void add_random_means(std::mt19937& random, const Rules& rules, Series& series);
State random_state(std::mt19937& random, const Rules& rules);

/// The same edition for the product.
Edition edition_of(const Rules& rules);
CompactSeries compact(const Series& series);
AqiValue product_value(const Value& value);

/// `100*24 | 100*24 230*30 140*42`; means, where there are any, on a line of their own.
std::string words(const Series& series);
/// The options that are not the default, and the clauses.
std::string words(const Rules& rules);
std::string words(const State& state);
std::string words(const Air& air, int now);
std::string words(const Advice& answer);

}  // namespace qingkong::plain
