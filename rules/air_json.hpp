// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "rules/air.hpp"
#include "rules/problem.hpp"
#include "rules/text.hpp"

namespace qingkong {

/// A row of a push that was not taken; the answer's `refused:[{line, what}]`.
struct RefusedRow {
    int line = 0;    ///< number of the row in its list, from 1
    Text what;
};

/// `{"area":"all","rows":[{"time":"2014-02-20T12:00:00+08:00","aqi":…,"pm25":35.5,…}]}`; `area` default `all`.
/// Values are numbers, texts as in a CSV file, or null; equal rows are taken once.
struct PushedObservations {
    std::string area;
    std::vector<Observation> rows;    ///< by time
    int repeated = 0;                 ///< rows of the push that stood in it twice with equal values
    std::vector<RefusedRow> refused;
    std::vector<Problem> notes;       ///< keys that are not read
};

/// `{"area":"all","issued_at":"…","hourly":[{"valid_at":"…","aqi":187.5,"aqi_low":…,"aqi_high":…}]}`, or
/// `"daily":[{"valid_date":"…",…}]`.
struct PushedForecast {
    std::string area;
    Forecast forecast;
    int repeated = 0;
    std::vector<RefusedRow> refused;
    std::vector<Problem> notes;
};

/// Both fail where the body is no JSON or not of this shape; nothing of it is taken then.
Result<PushedObservations> read_observations_json(std::string_view text);
Result<PushedForecast> read_forecast_json(std::string_view text);

}  // namespace qingkong
