// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "rules/problem.hpp"

namespace qingkong {

/// A text file's bytes as UTF-8 without BOM. GB18030 is converted with one warning in `notes`; what is neither is
/// refused ("not text", interface: what a file may contain). CRLF stays; the CSV reader takes it.
struct DecodedText {
    std::string text;
    std::vector<Problem> notes;
};
Result<DecodedText> decode_text(std::string_view bytes, const std::string& file);

}  // namespace qingkong
