// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <utility>
#include <vector>

#include "emissions/selection.hpp"

namespace qingkong {

/// What changes for the lines when one set of orders follows another (handbook F.1 step 8): only duties are compared, by
/// enterprise and line; words, load, cap, counts, ramp and indicator make a change, the basis alone does not.
struct OrderDifference {
    std::vector<MeasureOrder> added;                             ///< a duty where there was none, in the order of `now`
    std::vector<MeasureOrder> dropped;                           ///< in the order of `before`
    std::vector<std::pair<MeasureOrder, MeasureOrder>> changed;  ///< before and now, in the order of `now`
    bool none() const { return added.empty() && dropped.empty() && changed.empty(); }
};
/// The sets may hold many enterprises: O(n log n).
OrderDifference order_difference(const std::vector<MeasureOrder>& before, const std::vector<MeasureOrder>& now);

}  // namespace qingkong
