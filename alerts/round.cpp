// SPDX-License-Identifier: Apache-2.0
#include "alerts/round.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace qingkong {

SelectionTerms selection_terms(const Inventory& inventory, const RoundTerms& round, AlertLevel level, Instant decided,
                               Instant starts, std::vector<std::string> areas) {
    SelectionTerms terms;
    terms.level = level;
    terms.decided = day_of(decided);
    terms.starts = day_of(starts);
    terms.areas = std::move(areas);
    terms.batch = round.batch;
    terms.zone_levels = round.zones;
    terms.not_applied = not_applied_rows(inventory.library, round.not_applied);
    return terms;
}

Text round_problem(const Inventory& inventory, const RoundTerms& round) {
    for (const SwitchedOff& off : round.not_applied)
        if (find_measure(inventory.library, off.id) == nullptr)
            return {"措施库中没有措施 " + off.id, "the library has no measure " + off.id};
    if (!round.batch.empty()) {
        const auto in_batch = [&](const ProductionLine& line) { return line.rotation_group == round.batch; };
        if (std::none_of(inventory.enterprises.begin(), inventory.enterprises.end(), [&](const Enterprise& enterprise) {
                return std::any_of(enterprise.lines.begin(), enterprise.lines.end(), in_batch);
            }))
            return {"清单中没有轮产批次 " + round.batch, "the inventory has no batch " + round.batch};
    }
    for (const auto& [zone, level] : round.zones)
        if (std::none_of(inventory.enterprises.begin(), inventory.enterprises.end(),
                         [&, &name = zone](const Enterprise& enterprise) { return enterprise.zone == name; }))
            return {"清单中没有管理区 " + zone, "the inventory has no zone " + zone};
    return {};
}

}  // namespace qingkong
