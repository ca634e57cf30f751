// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "alerts/template.hpp"

namespace qingkong {

/// The templates of the program; a file of the same name in `folder` (`[office] templates`; empty = none) replaces one.
/// Refused where the folder cannot be read, where a file of it ends in `.mustache` and has no known name, and where a
/// template has an unknown field or an open section, with FILE:LINE:COLUMN. Other files of the folder are left alone.
Result<Templates> load_office_templates(const std::string& folder);

/// Writes the program's own templates into `folder` (made where it is not there), a file each. A file that is there
/// already is not touched: refused, nothing written.
Result<int> export_templates(const std::string& folder);

}  // namespace qingkong
