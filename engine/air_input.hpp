// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "rules/air_reader.hpp"
#include "rules/aqi_standard.hpp"
#include "rules/problem.hpp"

namespace qingkong {

/// `FILE`, `NAME=FILE` or `-`. A name stands before the first `=`, unless the whole is an existing file.
AirSource air_source(const std::string& argument);

/// Reads all observations of a command line: files, `NAME=FILE`, `-`, folders (their .csv files). Cities of one name are
/// joined in the order of the arguments; another value for a known hour in a later file is a revision: it stands, with a
/// note. Fails as a whole where one of them cannot be read. The result is by city; `names_cities` also where the input
/// is a folder or several files.
Result<AirFile> read_air_inputs(const std::vector<std::string>& arguments);

/// The editions of HJ 633 built into the program.
Result<Standards> built_in_standards();

}  // namespace qingkong
