// SPDX-License-Identifier: Apache-2.0
// Stated reductions against the formulas (handbook D.3.4, D.4), each at its own cell.
#include <fmt/format.h>

#include "emissions/inventory_reading.hpp"

namespace qingkong {

void check_stated(const SheetRow& row, const std::string& key, const Measure& measure, const DailyEmission& base,
                  const DailyEmission* computed) {
    for (const Emitted pollutant : kAllEmitted) {
        const auto& stated = measure.stated_g_per_day[static_cast<std::size_t>(pollutant)];
        if (!stated) continue;
        const std::string column = key + "_" + std::string(token(pollutant));
        if (*stated > base[pollutant]) {
            row.error(column,
                      {fmt::format("{} 减排量 {} 克/日大于该源的基数 {} 克/日", field_name_zh(pollutant),
                                   stated->half_up(), base[pollutant].half_up()),
                       fmt::format("{} reduction of {} g/d is above the base of {} g/d", token(pollutant),
                                   stated->half_up(), base[pollutant].half_up())},
                      {"减排量不得大于基数", "wanted: at most the base"});
            continue;
        }
        if (computed == nullptr) continue;
        const Rational& exact = (*computed)[pollutant];
        const Rational off = *stated > exact ? *stated - exact : exact - *stated;
        if (off * Rational(100) > exact)
            row.warning(column,
                        {fmt::format("{} 填报减排量 {} 克/日与计算值 {} 克/日相差超过 1%", field_name_zh(pollutant),
                                     stated->half_up(), exact.half_up()),
                         fmt::format("{}: {} g/d stated, {} g/d computed, over 1 % apart", token(pollutant),
                                     stated->half_up(), exact.half_up())},
                        {"以计算值为准", "the computed figure is used"});
    }
}

}  // namespace qingkong
