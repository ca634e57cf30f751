// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace qingkong {

/// The secret part of a link: opaque, not guessable without the key, the same whenever it is asked for. Empty without a key.
std::string link_token(const std::string& key, const std::string& what);

}  // namespace qingkong
