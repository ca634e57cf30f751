// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "rules/air_reader.hpp"
#include "rules/air_rows.hpp"
#include "rules/csv.hpp"

namespace qingkong {

/// Whether a heading is that of the public archive's hourly files: `date,hour,type,<city or station>…`.
bool is_wide_heading(const CsvRecord& header);

/// Reads such a file after its heading: a series a column, only the 1-h types (`AQI`, `PM2.5`, … `CO`). The hour 0..23 is
/// the label. Moving means (`PM2.5_24h`, `O3_8h`, …) are passed over.
Result<AirFile> read_wide(CsvReader& reader, const CsvRecord& header, const AirSource& source, AirLog& log);

}  // namespace qingkong
