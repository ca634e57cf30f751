// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace qingkong {

/// Path of the first of these programs that stands in PATH and may be run; empty = none.
std::string find_program(const std::vector<std::string>& names);

enum class ProgramEnd { done, failed, late, not_started };

/// Runs a program without a shell, with nothing on its input and its output thrown away, as leader of a group of its own;
/// after `timeout_seconds` the whole group is ended.
ProgramEnd run_program(const std::vector<std::string>& words, int timeout_seconds);

/// A folder of its own under the temporary one, gone with it; `path` is empty where it could not be made.
struct TemporaryFolder {
    std::string path;
    explicit TemporaryFolder(const std::string& name);
    ~TemporaryFolder();
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
};

}  // namespace qingkong
