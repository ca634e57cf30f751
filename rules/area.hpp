// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "rules/text.hpp"

namespace qingkong {

/// The token of the whole city in every column `area`.
constexpr std::string_view kWholeCity = "all";

/// A district or county of the city. Alerts, orders, enterprises, sites, users and shares carry its id.
struct Area {
    std::string id;      ///< GB/T 2260 code where the city uses it, e.g. `410102`; never `all`
    Text name;
    bool operator==(const Area&) const = default;
};

struct City {
    std::string id;      ///< GB/T 2260 code, e.g. `410100`
    Text name;
    std::vector<Area> areas;

    /// Null where no such area exists.
    const Area* find(std::string_view area_id) const {
        for (const Area& area : areas)
            if (area.id == area_id) return &area;
        return nullptr;
    }
    bool operator==(const City&) const = default;
};

}  // namespace qingkong
