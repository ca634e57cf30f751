// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace qingkong {

/// The column `basis` of an order in the words of a Chinese paper: `F.1; grade c; plan example-1; alert` becomes
/// `绩效等级C级；操作方案（example-1版）；重污染天气预警`. A part that is not known stays as it is; nothing is dropped but
/// the number of the handbook's own section.
std::string basis_words_zh(std::string_view basis);

}  // namespace qingkong
