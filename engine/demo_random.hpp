// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

namespace qingkong {

/// Random numbers of the demo without a state: a function of the seed, a purpose and up to two numbers, so that a call
/// repeated after a restart gives the same again, whatever was asked in between. Not for anything secret.
struct DemoRandom {
    uint64_t seed = 0;

    /// 64 well mixed bits (splitmix64 over the arguments).
    uint64_t bits(std::string_view purpose, int64_t a = 0, int64_t b = 0) const;
    /// Uniform in [0, 1).
    double uniform(std::string_view purpose, int64_t a = 0, int64_t b = 0) const;
    /// Mean 0, variance 1, within -3.5 and 3.5: the sum of twelve uniforms less six, cut.
    double normal(std::string_view purpose, int64_t a = 0, int64_t b = 0) const;
    /// A curve through normal values at every multiple of `knot_hours`, with variance near 1 all along it.
    double smooth(std::string_view purpose, int64_t series, int64_t hour, int64_t knot_hours) const;
};

}  // namespace qingkong
