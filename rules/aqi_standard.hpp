// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "rules/air.hpp"
#include "rules/problem.hpp"
#include "rules/text.hpp"
#include "rules/time.hpp"

namespace qingkong {

/// Over which time a concentration was averaged: 1 h, 24 h, or 8 h (O3 only).
enum class Averaging { hour, day, hour8 };
constexpr int kAveragings = 3;

/// What holds above the last breakpoint of a table (handbook A.3). `cap` = the index of that breakpoint, and no more.
enum class AboveTable {
    cap,         ///< tokens `cap200` (SO2 1 h), `cap300` (O3 8 h); every complete table ends at 500 and caps there
    use_24h,     ///< token `use_24h`: the 24-h mean ending there stands in, if it is valid
    use_1h,      ///< token `use_1h`: the 1-h value stands in
};
std::optional<AboveTable> parse_above_table(std::string_view text);

/// One column of the breakpoint table (handbook A.2): concentration limits for the rows of `AqiStandard::index`.
struct BreakpointColumn {
    std::vector<Concentration> limits;    ///< rising, first 0; empty = the standard has no such column
    int decimals = 0;                     ///< the averaged concentration is rounded half up to these before the formula
    AboveTable above = AboveTable::cap;
};

/// An edition of HJ 633: data only.
struct AqiStandard {
    std::string id;                           ///< `hj633-2012`
    Text title;
    std::optional<Day> valid_from, valid_to;  ///< in force on these days, both inclusive
    std::vector<int> index;                   ///< 0, 50, 100, …, 500
    std::array<std::array<BreakpointColumn, kAveragings>, kPollutants> columns;

    const BreakpointColumn& column(Pollutant pollutant, Averaging averaging) const {
        return columns[static_cast<size_t>(pollutant)][static_cast<size_t>(averaging)];
    }
};

/// Reads the TOML of a standard (rules/standards/*.toml). Every error has its line.
Result<AqiStandard> read_standard(std::string_view text, const std::string& file);

/// The standards by date. Never empty where `read_standards` succeeded.
class Standards {
public:
    Standards() = default;
    explicit Standards(std::vector<AqiStandard> by_date) : by_date_(std::move(by_date)) {}
    /// The one in force on the day: the last one whose first day is not after it.
    const AqiStandard& at(Day day) const;
    /// Of an hour: that of its day; the hour labelled 00:00 belongs to the day before.
    const AqiStandard& at(Hour label) const { return at(day_of_label(label)); }
    /// Null where there is no such standard; ids match without case.
    const AqiStandard* find(std::string_view id) const;
    const std::vector<AqiStandard>& all() const { return by_date_; }

private:
    std::vector<AqiStandard> by_date_;
};

/// All of them from (text, file) pairs, sorted by first day; an error where two have one id or none is given.
Result<Standards> read_standards(const std::vector<std::pair<std::string_view, std::string>>& texts);

}  // namespace qingkong
