// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "rules/air.hpp"
#include "rules/air_reader.hpp"
#include "rules/csv.hpp"
#include "rules/problem.hpp"

namespace qingkong {

/// One row as read; `index` is Hour::index or Day::index.
struct AirRow {
    int64_t index = 0;
    int line = 0;
    AqiValue aqi;
    std::array<std::optional<Concentration>, kPollutants> values;

    bool same_values(const AirRow& other) const { return aqi == other.aqi && values == other.values; }
};

/// What a file gathers on its way: refused rows with their places, and counts for its notes.
struct AirLog {
    std::string file;
    std::vector<Problem> notes;
    int refused = 0;
    int64_t missing_values = 0;

    void refuse(Problem problem) {
        notes.push_back(std::move(problem));
        ++refused;
    }
    Place at(const CsvField& field) const { return {file, field.line, field.column, ""}; }
};

/// The record as its file's heading wants it; if not, it is refused and the answer is false.
bool has_shape(const CsvRecord& record, size_t columns, AirLog& log);

/// Puts rows in time order. Equal rows of one hour become one; of different ones the first in the file stays and the
/// other is refused with both places. A file without faults is already in order and costs one look.
void settle_rows(std::vector<AirRow>& rows, bool daily, AirLog& log);

/// City values from its stations' rows (each already settled): the mean of each pollutant where at least half of the
/// stations have it, cut at the sixth decimal (handbook A.6). Stations' own AQI is not averaged.
std::vector<AirRow> mean_of_stations(const std::map<std::string, std::vector<AirRow>>& stations);

/// Rows as the series of one city.
CitySeries series_of(std::string city, bool daily, StampForm stamp, const std::vector<AirRow>& rows);

/// One note on missing values and one on hours (days) without a row, where there are any.
void note_missing(const std::string& file, int64_t missing_values, int64_t absent_rows, bool daily,
                  std::vector<Problem>& notes);

/// One note on missing values and one on hours (days) without a row; refused rows by line. Ends a file.
void finish_notes(AirFile& file, AirLog& log);

}  // namespace qingkong
