// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

#include "emissions/rational.hpp"

namespace qingkong {

/// The four pollutants of the accounting (handbook C.1), in print order.
enum class Emitted { so2, nox, pm, vocs };
constexpr int kEmitted = 4;
constexpr std::array<Emitted, kEmitted> kAllEmitted = {Emitted::so2, Emitted::nox, Emitted::pm, Emitted::vocs};
/// Column token: `so2`, `nox`, `pm`, `vocs`.
std::string_view token(Emitted pollutant);
/// The field's spelling: `SO₂`, `NOx`, `颗粒物` / `PM`, `VOCs`.
std::string_view field_name_zh(Emitted pollutant);

/// Grams per day of each pollutant, exact.
struct DailyEmission {
    std::array<Rational, kEmitted> g_per_day;
    const Rational& operator[](Emitted p) const { return g_per_day[static_cast<std::size_t>(p)]; }
    Rational& operator[](Emitted p) { return g_per_day[static_cast<std::size_t>(p)]; }
    DailyEmission& operator+=(const DailyEmission& other) {
        for (std::size_t i = 0; i < kEmitted; ++i) g_per_day[i] += other.g_per_day[i];
        return *this;
    }
    bool operator==(const DailyEmission&) const = default;
    bool zero() const {
        for (const Rational& grams : g_per_day)
            if (!grams.zero()) return false;
        return true;
    }
};

}  // namespace qingkong
