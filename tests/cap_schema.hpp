// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace qingkong::papers {

/// Schemas that a message is held to: our profile, and the schema of OASIS where it is at hand (tests/data/cap/README.md).
std::vector<std::string> cap_schemas();

/// What libxml2 has against the text under the schema; empty = valid.
std::string schema_errors(const std::string& xml, const std::string& schema_file);

}  // namespace qingkong::papers
