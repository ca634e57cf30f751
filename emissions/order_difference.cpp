// SPDX-License-Identifier: Apache-2.0
#include "emissions/order_difference.hpp"

#include <map>
#include <string_view>
#include <utility>

namespace qingkong {
namespace {

using Key = std::pair<std::string_view, std::string_view>;  // enterprise and line

Key key_of(const MeasureOrder& order) { return {order.enterprise_id, order.line_id}; }

bool same_duty(const MeasureOrder& a, const MeasureOrder& b) {
    return a.measure == b.measure && a.load_cap_percent == b.load_cap_percent && a.cap_t_per_day == b.cap_t_per_day &&
           a.counted == b.counted && a.ramp_hours == b.ramp_hours && a.verify_by == b.verify_by;
}

std::map<Key, const MeasureOrder*> duties(const std::vector<MeasureOrder>& orders) {
    std::map<Key, const MeasureOrder*> found;
    for (const MeasureOrder& order : orders)
        if (order.mandatory) found.emplace(key_of(order), &order);
    return found;
}

}  // namespace

OrderDifference order_difference(const std::vector<MeasureOrder>& before, const std::vector<MeasureOrder>& now) {
    OrderDifference difference;
    const auto was = duties(before), is = duties(now);
    for (const MeasureOrder& order : now) {
        if (!order.mandatory) continue;
        const auto old = was.find(key_of(order));
        if (old == was.end())
            difference.added.push_back(order);
        else if (!same_duty(*old->second, order))
            difference.changed.emplace_back(*old->second, order);
    }
    for (const MeasureOrder& order : before)
        if (order.mandatory && is.count(key_of(order)) == 0) difference.dropped.push_back(order);
    return difference;
}

}  // namespace qingkong
