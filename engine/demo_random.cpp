// SPDX-License-Identifier: Apache-2.0
#include "engine/demo_random.hpp"

#include <algorithm>
#include <cmath>

namespace qingkong {
namespace {

uint64_t mix(uint64_t x) {
    x += 0x9E3779B97F4A7C15ULL;
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9ULL;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EBULL;
    return x ^ (x >> 31);
}

}  // namespace

uint64_t DemoRandom::bits(std::string_view purpose, int64_t a, int64_t b) const {
    uint64_t hash = mix(seed);
    for (const char c : purpose) hash = mix(hash ^ static_cast<unsigned char>(c));
    hash = mix(hash ^ static_cast<uint64_t>(a));
    return mix(hash ^ static_cast<uint64_t>(b));
}

double DemoRandom::uniform(std::string_view purpose, int64_t a, int64_t b) const {
    return static_cast<double>(bits(purpose, a, b) >> 11) * 0x1p-53;
}

double DemoRandom::normal(std::string_view purpose, int64_t a, int64_t b) const {
    // Sums and products only: the same on every machine, unlike the library's logarithm and cosine.
    uint64_t state = bits(purpose, a, b);
    double sum = -6;
    for (int i = 0; i < 12; ++i) {
        state = mix(state);
        sum += static_cast<double>(state >> 11) * 0x1p-53;
    }
    return std::clamp(sum, -3.5, 3.5);
}

double DemoRandom::smooth(std::string_view purpose, int64_t series, int64_t hour, int64_t knot_hours) const {
    const int64_t knot = hour >= 0 ? hour / knot_hours : -((knot_hours - 1 - hour) / knot_hours);
    const double t = static_cast<double>(hour - knot * knot_hours) / static_cast<double>(knot_hours);
    const double before = normal(purpose, series, knot);
    const double after = normal(purpose, series, knot + 1);
    // Between two knots a plain mean would vary less than at them; the division undoes that.
    return ((1 - t) * before + t * after) / std::sqrt((1 - t) * (1 - t) + t * t);
}

}  // namespace qingkong
