// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rules/air.hpp"
#include "rules/problem.hpp"
#include "rules/time.hpp"

namespace qingkong {

/// Where bytes come from.
struct AirSource {
    std::string file;                   ///< as messages name it
    std::optional<std::string> city;    ///< of `NAME=FILE`
};

/// One city (or station of a wide file): one row an hour (or day), ascending. A missing row is a missing hour.
struct CitySeries {
    std::string city;
    bool daily = false;
    StampForm stamp = StampForm::seconds;    ///< of the first row; answers repeat it
    std::vector<Observation> hours;          ///< where not daily
    std::vector<DailyObservation> days;      ///< where daily; O3 = daily maximum of 8-h means
};

struct AirFile {
    std::vector<CitySeries> cities;    ///< by name
    bool names_cities = false;         ///< by NAME=FILE, a column or the headings; else the file's name stands for it
    std::vector<Problem> notes;        ///< notes, warnings, and the refused rows as errors
    int refused = 0;                   ///< rows
};

/// Reads observations: hourly (`time,…`), daily (`date,…`), wide hourly files of the public archive
/// (`date,hour,type,<city or station>…`). With a column `station` the city is the mean of its stations (handbook A.6).
/// Treatment of what a file may contain: interface, "Files in". Fails where nothing can be read: no text, no known
/// column, NAME=FILE with several cities.
Result<AirFile> read_air(std::string_view bytes, const AirSource& source);

/// `/a/北京.csv.gz` -> `北京`.
std::string name_without_endings(std::string_view file);

}  // namespace qingkong
