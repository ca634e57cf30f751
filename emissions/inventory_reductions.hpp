// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "emissions/inventory.hpp"
#include "emissions/reduction_table.hpp"
#include "emissions/selection.hpp"
#include "rules/time.hpp"

namespace qingkong {

/// The reduction table of an inventory on a day, for all levels at once. Who must do what, and what it saves, comes
/// from `select_measures`; the table only keeps and sums it, so that both always agree (tests/reduction_table_test).
///
/// Owners: the enterprises in the sheet's order, then the sources. Areas: those of the city in print order, then the
/// whole city (`all`), then one for owners of no known area. Lines in the sheet's order; a source, and an enterprise
/// without lines, has one. What an order without line saves stands on the owner's first line. Long-term stopped
/// enterprises and lines under a peak-shift stop have a base of zero (handbook D.5).
class InventoryReductions {
public:
    InventoryReductions(const Inventory& inventory, Day day);

    const ReductionTable& table() const { return table_; }
    uint32_t owner_of_enterprise(std::size_t enterprise) const { return static_cast<uint32_t>(enterprise); }
    uint32_t owner_of_source(std::size_t source) const { return static_cast<uint32_t>(enterprises_ + source); }
    uint32_t whole_city_area() const { return static_cast<uint32_t>(frame_.city.areas.size()); }
    /// Index of an area id or of `all`; one past the whole city where there is none.
    uint32_t area_index(std::string_view area) const;

    /// One enterprise as it is now: grade, exemption, plan, measures, capacities, emissions. Its area and its number of
    /// lines must be as before (std::invalid_argument). The selection is asked for this enterprise alone.
    void reselect(std::size_t index, const Enterprise& enterprise);

    /// Orders, base and reduction of all areas together, as `account` has them without areas.
    ReductionSums total(AlertLevel level) const { return table_.kept_total(level); }

private:
    void set_orders(uint32_t owner, const Enterprise* enterprise, AlertLevel level,
                    const std::vector<const MeasureOrder*>& orders);

    Day day_;
    std::size_t enterprises_;
    Inventory frame_;  ///< the inventory without enterprises and sources: what the selection asks beside them
    ReductionTable table_;
};

}  // namespace qingkong
