// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "alerts/cap.hpp"

namespace qingkong {

/// The feed of published messages (RFC 4287), newest first; the entries link to `{link_base}/feeds/cap/{identifier}.xml`,
/// with the national form also to `/feeds/national/{identifier}.xml`. `messages` in the order of publication, at least one:
/// before the first publication there is no feed (K.5).
std::string atom_feed(const std::vector<CapMessage>& messages, const CapInput& input);

}  // namespace qingkong
