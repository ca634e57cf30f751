// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <string>

#include "alerts/template.hpp"

namespace qingkong {

/// Adds the templates of unit mails, forwarded papers and reports with the fields that they may use.
void add_report_fields(std::map<std::string, TemplateFields, std::less<>>& table);

}  // namespace qingkong
