// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rules/air.hpp"
#include "rules/csv.hpp"
#include "rules/problem.hpp"

namespace qingkong {

/// What a column of an air file holds. The first six stand in the order of `Pollutant`.
enum class AirColumn {
    pm25, pm10, so2, no2, co, o3,
    o3_8h,                               ///< daily files only
    time, date, hour, type, city, station,
    aqi, aqi_low, aqi_high,
    issued_at, valid_at, valid_date,
    other
};
constexpr size_t kAirColumns = static_cast<size_t>(AirColumn::other);

/// Without regard to case: `PM2.5`, `pm2_5` are pm25; 日期, 时间, 城市, 站点 are date, time, city, station.
AirColumn air_column(std::string_view heading);

/// Where the known columns of a file stand.
class AirColumns {
public:
    AirColumns() { at_.fill(-1); }
    bool has(AirColumn column) const { return at(column) >= 0; }
    int at(AirColumn column) const { return at_[static_cast<size_t>(column)]; }
    void set(AirColumn column, int at) { at_[static_cast<size_t>(column)] = at; }
    /// Any of the six pollutants or o3_8h.
    bool has_concentration() const;

private:
    std::array<int, kAirColumns> at_;
};

/// Maps a heading line. A known column that stands twice is refused: nobody can say which one counts.
Result<AirColumns> read_air_columns(const CsvRecord& header, const std::string& file);

/// One note that names the columns which are not among `used`; nothing where there are none.
void note_other_columns(const CsvRecord& header, const std::vector<AirColumn>& used, const std::string& file,
                        std::vector<Problem>& notes);

/// A number of a cell. Without value and without fault it is missing.
enum class CellFault { none, not_a_number, negative };
template <class T>
struct NumberCell {
    std::optional<T> value;
    CellFault fault = CellFault::none;
};

/// Empty, `NA`, `null`, `-`, -99, -999, -9999: a missing value, never zero (handbook A.6).
bool is_missing_mark(std::string_view text);
NumberCell<AqiValue> read_aqi_cell(std::string_view text);
NumberCell<Concentration> read_concentration_cell(std::string_view text);
/// What is wrong with a number and what is wanted, as a refusal at its place.
Problem number_problem(CellFault fault, std::string_view text, Place place);

/// A text of the input as a message shows it: at most 40 characters.
std::string shown(std::string_view text);

}  // namespace qingkong
