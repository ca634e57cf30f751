// SPDX-License-Identifier: Apache-2.0
#include "emissions/emission.hpp"

namespace qingkong {

std::string_view token(Emitted pollutant) {
    static constexpr std::array<std::string_view, kEmitted> kTokens = {"so2", "nox", "pm", "vocs"};
    return kTokens[static_cast<size_t>(pollutant)];
}

std::string_view field_name_zh(Emitted pollutant) {
    static constexpr std::array<std::string_view, kEmitted> kNames = {"SO₂", "NOx", "颗粒物", "VOCs"};
    return kNames[static_cast<size_t>(pollutant)];
}

}  // namespace qingkong
