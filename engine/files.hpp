// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "rules/problem.hpp"

namespace qingkong {

// Bytes of one file, `-`, .gz and .zst: engine/byte_source.hpp.

bool is_folder(const std::string& path);
bool is_file(const std::string& path);
/// A file on a disk: it can be read twice, a pipe cannot.
bool is_regular_file(const std::string& path);

/// The files of a folder (not of its subfolders) whose names end with one of the endings, packed or not (`.csv` also
/// finds `.csv.gz` and `.csv.zst`), sorted by name; hidden files are passed over. `others` counts the rest.
struct FolderFiles {
    std::vector<std::string> paths;
    int others = 0;
};
Result<FolderFiles> list_folder(const std::string& folder, const std::vector<std::string_view>& endings);

}  // namespace qingkong
