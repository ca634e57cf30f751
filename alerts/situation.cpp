// SPDX-License-Identifier: Apache-2.0
#include "alerts/situation.hpp"

#include <algorithm>

namespace qingkong {

std::vector<std::string> areas_of_scope(const City& city, const std::string& scope) {
    std::vector<std::string> areas;
    if (scope == kWholeCity) {
        for (const Area& area : city.areas) areas.push_back(area.id);
        return areas;
    }
    for (size_t begin = 0; begin <= scope.size();) {
        const size_t end = std::min(scope.find('+', begin), scope.size());
        areas.push_back(scope.substr(begin, end - begin));
        begin = end + 1;
    }
    return areas;
}

Text scope_name(const City& city, const std::string& scope) {
    if (scope == kWholeCity) return {"全市", "the whole city"};
    Text name;
    for (const std::string& id : areas_of_scope(city, scope)) {
        const Area* area = city.find(id);
        const Text one = area != nullptr ? area->name : Text{id, id};
        name.zh += (name.zh.empty() ? "" : "、") + one.zh;
        name.en += (name.en.empty() ? "" : ", ") + one.en;
    }
    return name;
}

AlertLevel level_of_area(const AlertBook& book, const City& city, const std::string& area) {
    AlertLevel level = AlertLevel::normal;
    for (const Alert& alert : book.alerts) {
        const std::vector<std::string> covered = areas_of_scope(city, alert.area);
        if (std::find(covered.begin(), covered.end(), area) != covered.end()) level = std::max(level, alert.level);
    }
    return level;
}

}  // namespace qingkong
