// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace qingkong {

/// One of the 39 key industries of the 2020 guide (handbook E.2).
struct Industry {
    std::string_view id;    ///< `lime_kiln`
    std::string_view name;  ///< 石灰窑
};
const std::vector<Industry>& key_industries();
/// By id or Chinese name; null for any other industry (the list is open: such an industry is not graded).
const Industry* find_industry(std::string_view id_or_name);

}  // namespace qingkong
