// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "rules/problem.hpp"

namespace qingkong {

/// A text as a QR code: inline SVG, one unit a module, quiet zone of four modules, a quarter of it may be damaged (a board
/// hangs in the open). Refused where it is empty or longer than a code can hold.
Result<std::string> qr_svg(const std::string& text);

}  // namespace qingkong
