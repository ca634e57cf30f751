// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "rules/air_reader.hpp"
#include "rules/aqi_standard.hpp"
#include "rules/problem.hpp"

namespace qingkong {

/// `FILE`, `NAME=FILE` or `-`. A name stands before the first `=`, unless the whole is an existing file.
AirSource air_source(const std::string& argument);

/// What a command line names, in its order: folders replaced by their files.
struct AirSources {
    std::vector<AirSource> list;
    std::vector<Problem> notes;
    bool several = false;    ///< a folder, or more than one argument
};
Result<AirSources> air_sources(const std::vector<std::string>& arguments);

/// All cities of a command line while its files are taken one after the other. Cities of one name are joined; another
/// value for a known hour in a later file is a revision: it stands, with a note.
struct AirGathering {
    std::map<std::string, CitySeries> cities;
    AirFile result;    ///< all but its cities

    /// Fails where a city would have hourly and daily values.
    Result<void> take(AirFile&& file, const std::string& name);
};

/// Reads all observations of a command line: files, `NAME=FILE`, `-`, folders (their .csv files). Cities of one name are
/// joined in the order of the arguments; another value for a known hour in a later file is a revision: it stands, with a
/// note. Fails as a whole where one of them cannot be read. The result is by city; `names_cities` also where the input
/// is a folder or several files.
Result<AirFile> read_air_inputs(const std::vector<std::string>& arguments);

/// The editions of HJ 633 built into the program.
Result<Standards> built_in_standards();

}  // namespace qingkong
