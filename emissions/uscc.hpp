// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace qingkong {

/// 统一社会信用代码 by GB 32100-2015: eighteen characters and the check digit.
bool valid_uscc(std::string_view uscc);

}  // namespace qingkong
