// SPDX-License-Identifier: Apache-2.0
#include "emissions/uscc.hpp"

namespace qingkong {

bool valid_uscc(std::string_view uscc) {
    // GB 32100-2015: no I, O, S, V, Z; weight of place i = 3^(i-1) mod 31.
    static constexpr std::string_view kCharacters = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    if (uscc.size() != 18) return false;
    int sum = 0;
    int weight = 1;
    for (std::size_t i = 0; i < 17; ++i) {
        const std::size_t value = kCharacters.find(uscc[i]);
        if (value == std::string_view::npos) return false;
        sum += static_cast<int>(value) * weight;
        weight = weight * 3 % 31;
    }
    const int check = (31 - sum % 31) % 31;
    return kCharacters[static_cast<std::size_t>(check)] == uscc[17];
}

}  // namespace qingkong
