// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "rules/air.hpp"
#include "rules/air_reader.hpp"
#include "rules/problem.hpp"
#include "rules/time.hpp"

namespace qingkong {

struct CityForecasts {
    std::string city;                  ///< of NAME=FILE or the column; empty = the file names none, it is for any city
    std::vector<Forecast> forecasts;   ///< by `issued_at`, values in time order
};

struct ForecastFile {
    std::vector<CityForecasts> cities;    ///< by name
    std::vector<Problem> notes;           ///< notes, warnings, and the refused rows as errors
    int refused = 0;                      ///< rows

    /// The forecasts of the city, else those that name none; null where there are neither.
    const CityForecasts* of(std::string_view city) const;
};

/// Reads `[city,]issued_at,valid_at,aqi[,aqi_low,aqi_high]`, or `valid_date` for daily values. Concentrations beside them
/// are known columns, but a forecast counts by its AQI. Treatment of what a file may contain as in `read_air`.
Result<ForecastFile> read_forecast(std::string_view bytes, const AirSource& source);

/// The newest issue with `issued_at` at or before the moment; null if there is none.
const Forecast* newest_issue(const std::vector<Forecast>& forecasts, Instant at);

}  // namespace qingkong
