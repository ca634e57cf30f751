// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "emissions/telemetry.hpp"

namespace qingkong {

struct Inventory;
/// MNs of the inventory's CEMS and meters: whose transmission is due.
std::set<std::string, std::less<>> device_numbers(const Inventory& inventory);

/// 传输有效率 of one device in a month (handbook H.4): valid hours received / hours due. Counts of whole hours; shares are
/// compared exactly.
struct Transmission {
    int due = 0;        ///< hours so far, less those with a reported stop
    int valid = 0;      ///< of them with valid values
    int received = 0;   ///< of them with any value
    int stopped = 0;    ///< hours reported as stopped: not due
    int hours_left = 0; ///< of the month

    enum class State { good, warning, alarm, not_due };
    /// alarm below 90 %, warning below 92 %, not_due where no hour is due yet.
    State state() const;
    /// Valid hours in thousandths of the hours due, cut; 0 where none is due.
    int permille() const;
    /// Whether 90 % can still be reached if every hour left is valid.
    bool reachable() const;
    /// Hours that may still be missed before the month ends below 90 %; negative: it will.
    int hours_to_spare() const;
};
/// `good`, `warning`, `alarm`, `not_due`.
std::string_view token(Transmission::State state);

/// The hours [from, until) of one device, `month_end` = end of the month. An hour is a stop where all its factors are flagged
/// F; it is valid where one factor at least was measured (flag N, T or none) and none is flagged otherwise, F excepted.
Transmission transmission_of(const ReadingIndex& readings, std::string_view mn, Hour from, Hour until, Hour month_end);

}  // namespace qingkong
