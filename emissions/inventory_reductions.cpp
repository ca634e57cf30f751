// SPDX-License-Identifier: Apache-2.0
#include "emissions/inventory_reductions.hpp"

#include <algorithm>
#include <stdexcept>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace qingkong {
namespace {

constexpr std::array<AlertLevel, 5> kResponses = {AlertLevel::ungraded, AlertLevel::blue, AlertLevel::yellow,
                                                  AlertLevel::orange, AlertLevel::red};

/// Everything of an inventory but its enterprises and sources.
Inventory frame_of(const Inventory& inventory) {
    Inventory frame;
    frame.version = inventory.version;
    frame.name = inventory.name;
    frame.city = inventory.city;
    frame.industry_measures = inventory.industry_measures;
    return frame;
}

bool in_base(const Enterprise& enterprise, const ProductionLine& line, Day day) {
    return !enterprise.long_term_stopped && line.peak_shift_on(day) == nullptr;
}

/// The line's row that an order comes from; `kOtherOrder` where another text asks.
OrderCode code_of(const ProductionLine* line, const MeasureOrder& order, AlertLevel level) {
    AlertLevel from = level;
    const Measure* row = line == nullptr ? nullptr : line->measures.effective(level, &from);
    return row != nullptr && row->mandatory() && row->text == order.measure ? static_cast<OrderCode>(from)
                                                                            : kOtherOrder;
}

}  // namespace

uint32_t InventoryReductions::area_index(std::string_view area) const {
    const std::vector<Area>& areas = frame_.city.areas;
    if (area == kWholeCity) return whole_city_area();
    const auto found = std::find_if(areas.begin(), areas.end(), [&](const Area& one) { return one.id == area; });
    return found == areas.end() ? whole_city_area() + 1 : static_cast<uint32_t>(found - areas.begin());
}

InventoryReductions::InventoryReductions(const Inventory& inventory, Day day)
    : day_(day),
      enterprises_(inventory.enterprises.size()),
      frame_(frame_of(inventory)),
      // One more for owners of no known area: in the base of the city, never selected.
      table_(inventory.city.areas.size() + 2) {
    std::unordered_map<std::string_view, uint32_t> enterprises;
    std::unordered_map<std::string_view, uint32_t> sources;
    for (const Enterprise& enterprise : inventory.enterprises) {
        const uint32_t owner = table_.add_owner(area_index(enterprise.area));
        enterprises.emplace(enterprise.enterprise_id, owner);
        for (const ProductionLine& line : enterprise.lines)
            table_.add_line(in_base(enterprise, line, day) ? line.annual_g : AnnualGrams{}, line.source_class);
        if (enterprise.lines.empty()) table_.add_line({}, SourceClass::industrial);
    }
    for (const Source& source : inventory.sources) {
        const uint32_t owner = table_.add_owner(area_index(source.area));
        sources.emplace(source.source_id, owner);
        table_.add_line(source.annual_g, source.source_class);
    }
    table_.lay_out();
    for (const AlertLevel level : kResponses) {
        const std::vector<MeasureOrder> orders = select_measures(inventory, level, day, {});
        std::vector<std::vector<const MeasureOrder*>> by_owner(table_.owners());
        for (const MeasureOrder& order : orders) {
            const auto& owners = order.has_lines ? enterprises : sources;
            by_owner[owners.at(order.enterprise_id)].push_back(&order);
        }
        for (uint32_t owner = 0; owner < by_owner.size(); ++owner)
            set_orders(owner, owner < enterprises_ ? &inventory.enterprises[owner] : nullptr, level, by_owner[owner]);
    }
    table_.sum_up();
}

void InventoryReductions::set_orders(uint32_t owner, const Enterprise* enterprise, AlertLevel level,
                                     const std::vector<const MeasureOrder*>& orders) {
    struct Row {
        OrderCode code = kNoOrder;
        DailyEmission reduction;
    };
    const uint32_t first = table_.first_line(owner);
    std::vector<Row> rows(table_.end_line(owner) - first);
    for (const MeasureOrder* order : orders) {
        const ProductionLine* line = enterprise == nullptr ? nullptr : enterprise->find_line(order->line_id);
        Row& row = rows[line == nullptr ? 0 : static_cast<std::size_t>(line - enterprise->lines.data())];
        if (order->mandatory) row.code = code_of(line, *order, level);
        row.reduction += order->reduction;
    }
    for (uint32_t i = 0; i < rows.size(); ++i) table_.set_reduction(first + i, level, rows[i].code, rows[i].reduction);
}

void InventoryReductions::reselect(std::size_t index, const Enterprise& enterprise) {
    const uint32_t owner = owner_of_enterprise(index);
    const std::size_t lines = std::max<std::size_t>(enterprise.lines.size(), 1);
    if (index >= enterprises_ || table_.area(owner) != area_index(enterprise.area) ||
        table_.end_line(owner) - table_.first_line(owner) != lines)
        throw std::invalid_argument("another area or number of lines: the table must be built again");
    frame_.enterprises = {enterprise};
    table_.change(owner, [&] {
        for (uint32_t i = 0; i < enterprise.lines.size(); ++i) {
            const ProductionLine& line = enterprise.lines[i];
            table_.set_base(table_.first_line(owner) + i,
                            in_base(enterprise, line, day_) ? line.annual_g : AnnualGrams{}, line.source_class);
        }
        for (const AlertLevel level : kResponses) {
            const std::vector<MeasureOrder> orders = select_measures(frame_, level, day_, {});
            std::vector<const MeasureOrder*> pointers;
            for (const MeasureOrder& order : orders) pointers.push_back(&order);
            set_orders(owner, &frame_.enterprises.front(), level, pointers);
        }
    });
    frame_.enterprises.clear();
}

}  // namespace qingkong
