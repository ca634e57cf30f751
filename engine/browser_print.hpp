// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "rules/problem.hpp"

namespace qingkong {

/// Path of a Chromium (chromium, chromium-browser, google-chrome, google-chrome-stable) in PATH; empty = none.
std::string find_browser();

/// Prints a page as PDF with a browser of find_browser(), without a shell and in a profile of its own that is removed.
/// Refused where the browser fails, writes nothing or takes longer than `timeout_seconds` (it is then ended).
Result<void> print_pdf(const std::string& browser, const std::string& html_file, const std::string& pdf_file,
                       int timeout_seconds = 60);

}  // namespace qingkong
