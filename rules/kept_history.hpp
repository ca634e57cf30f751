// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "rules/edition.hpp"

namespace qingkong {

/// How much of the measured past can still matter: nothing before the last clean run that parts it from what comes
/// (handbook B.3). Constant work an hour, however long the record is.
class KeptHistory {
public:
    /// `by_day`: units are days instead of hours.
    KeptHistory(const Edition& edition, bool by_day);

    /// The next measured unit, known or not.
    void add(AqiValue value);
    int units() const { return units_; }
    /// The first unit that can matter, counted from the first that was added.
    int start() const { return start_; }

private:
    int clean_limit_;
    int parting_;         ///< clean units in a row that part what lies before; 0 = never
    int units_ = 0;
    int clean_ = 0;       ///< clean units in a row at the end
    int start_ = 0;
};

}  // namespace qingkong
