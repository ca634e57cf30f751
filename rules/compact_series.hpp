// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "rules/air.hpp"
#include "rules/problem.hpp"

namespace qingkong {

/// A series written by hand: `100*24 | 100*24 230*30 140*42` (interface: decide). `v*n` = n hours of AQI v, `v` = `v*1`,
/// `?*n` missing, decimals allowed; `|` is now, left of it measured; without it all is forecast. A side that begins
/// with `D:` holds days. Further series follow after `;` with their name: `60*48 ; so2: 100*24 550*2 | 100*22`; they begin
/// at the same hour.
struct CompactSeries {
    struct Side {
        bool daily = false;
        std::vector<AqiValue> values;
    };
    struct Other {
        std::string name;    ///< as `series_token`
        Side measured, forecast;
    };
    Side measured, forecast;
    std::vector<Other> others;
};

/// At most 100 000 values a side; an error names the column.
Result<CompactSeries> read_compact_series(std::string_view text);

}  // namespace qingkong
