// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "rules/edition.hpp"
#include "rules/problem.hpp"

namespace qingkong {

/// Variants of one edition, in the order of the file: every combination of the values that it names.
struct EditionVariants {
    struct Variant {
        std::vector<std::string> values;    ///< by `keys`
        Edition edition;
    };
    std::vector<std::string> keys;    ///< `clean_limit`, `n2017/yellow.hours`, `n2017/red-1.2.threshold`
    std::vector<Variant> list;
};

/// Reads a file of `[[vary]]` tables: `key` (an option of the edition) or `clause` with `key` `hours`|`threshold` and, of a
/// clause with several conditions, `condition` (from 1); and `values`. At most 100 000 combinations. Each variant is
/// checked as an edition file is. Format: docs/editions.md.
Result<EditionVariants> read_variants(std::string_view toml_text, const std::string& file, const Edition& edition);

}  // namespace qingkong
