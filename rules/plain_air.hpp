// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "rules/air.hpp"
#include "rules/index_table.hpp"
#include "rules/time.hpp"

namespace qingkong {

/// The index of one city's hourly file without holes, valid hours only (handbook A.3): position p is the hour
/// `first + p`.
struct PlainAir {
    StampForm stamp = StampForm::seconds;    ///< of the first row
    Hour first;
    std::vector<AqiValue> values;
    int64_t rows = 0;
    int64_t missing_values = 0;              ///< empty cells, as `read_air` counts them

    int64_t absent_hours() const { return static_cast<int64_t>(values.size()) - rows; }
};

/// Reads the common hourly file at the speed of memory: `time` first, then any of `aqi,pm25,pm10,so2,no2,co,o3`,
/// unsigned decimals or nothing, stamps that ascend. It knows no treatment of faults and no other form: whatever it
/// does not recognise makes it give up, and then the whole file belongs to `read_air`, where all treatment is defined.
/// What it does read, it reads as `read_air` and `index_series` would.
class PlainAirReader {
public:
    /// `tables` must be usable and outlive the reader.
    explicit PlainAirReader(const IndexTables& tables) : tables_(tables) {}

    /// A new file. `air` is emptied, its memory used again; it must live until `finish`.
    void begin(PlainAir& air);
    /// The next bytes of the file. False: this is no plain file.
    bool take(std::string_view bytes);
    /// After the last bytes. False: this is no plain file, or it has no row.
    bool finish();

private:
    static constexpr int kAqi = kPollutants;
    static constexpr size_t kMostColumns = kPollutants + 1;
    using ShortCells = std::array<std::array<int32_t, 1024>, kPollutants>;    ///< AqiValue::units by `short_cell`

    bool read_heading(std::string_view line);
    size_t read_lines(std::string_view text, size_t begin);
    bool read_row(std::string_view line);
    bool read_stamp(std::string_view text, Hour& hour);
    bool read_aqi(std::string_view cell, AqiValue& aqi);
    bool read_concentration(std::string_view cell, Pollutant pollutant, int32_t& units);
    void append(Hour hour, AqiValue value);
    void use_tables_at(Hour hour);
    static void fill(const IndexTable& table, ShortCells& cells);
    void expect_day(std::string_view stamp, Hour hour);
    void expect_next_day();
    const char* read_full_rows(const char* at, const char* end);
    template <int kCells>
    const char* read_full_rows(const char* at, const char* end);

    const IndexTables& tables_;
    PlainAir* air_ = nullptr;
    std::string carry_;                              ///< the begin of a line whose end is still to come
    std::array<int, kMostColumns> columns_{};        ///< what each column after the first holds: Pollutant or kAqi
    size_t column_count_ = 0;                        ///< 0 = the heading is still to come
    bool concentrations_ = false;
    bool gave_up_ = false;
    size_t hours_ = 0;                               ///< of `air_.values`, which has room beyond until the end

    const IndexTable* table_ = nullptr;              ///< in force up to `table_until_`
    Hour table_until_;
    bool complete_ = false;                          ///< a row without an empty cell has all required pollutants
    bool full_rows_ = false;                         ///< `read_full_rows` knows the columns and their decimals
    std::map<const IndexTable*, ShortCells> short_cells_;
    const ShortCells* cells_ = nullptr;              ///< of `table_`

    /// The stamps of a day as this file writes them, each with its comma; `stamp_size_` 0 = none is expected.
    static constexpr size_t kStampSpace = 32;
    alignas(16) std::array<std::array<char, kStampSpace>, 24> expected_{};
    size_t stamp_size_ = 0;
    Hour midnight_;                                  ///< the hour that the file writes as 00 on the expected day
    Hour next_;                                      ///< after the last row
};

}  // namespace qingkong
