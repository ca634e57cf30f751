// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "rules/problem.hpp"

namespace qingkong {

/// `[log]` of the configuration.
struct LogOptions {
    std::string level = "info";    ///< `debug`, `info`, `warning`, `error`
    std::string file;              ///< empty = standard error; a file is turned over at 20 MiB, five are kept
};

/// The log is for the operator of the machine; decisions are told in the journal. **No personal data**: no name,
/// telephone, mail address, mail text, token or password goes into a line (handbook K.6); name accounts, enterprises and
/// deliveries by their ids. Lines: `2014-02-20T09:00:00.123+08:00 warning text`, English.
/// Before open_log() the lines from `warning` on go to standard error.
Result<void> open_log(const LogOptions& options);

void log_debug(std::string_view text);
void log_info(std::string_view text);
void log_warning(std::string_view text);
void log_error(std::string_view text);

}  // namespace qingkong
