// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include <tl/expected.hpp>

#include "rules/text.hpp"

namespace qingkong {

/// Where something was read. Lines and columns count from 1 (columns in characters); 0 = the whole file.
/// `cell` is set instead of line and column for a sheet: `BOOK.xlsx[SHEET!B12]`.
struct Place {
    std::string file;
    int line = 0;
    int column = 0;
    std::string cell;
    bool operator==(const Place&) const = default;
};

enum class Severity { note, warning, error };

/// One finding about an input: what is wrong, where, and what is wanted instead.
struct Problem {
    Severity severity = Severity::error;
    Place place;
    Text what;
    Text wanted;

    /// `FILE:LINE:COLUMN: error: what; what is wanted` (the word before the colon is always English).
    std::string print(Language language) const;
};

template <class T>
using Result = tl::expected<T, std::vector<Problem>>;

/// A one-problem failure, for the common case.
tl::unexpected<std::vector<Problem>> fail(Place place, Text what, Text wanted = {});

}  // namespace qingkong
