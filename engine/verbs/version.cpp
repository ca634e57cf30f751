// SPDX-License-Identifier: Apache-2.0
#include "engine/verbs/verbs.hpp"

namespace qingkong {

std::string version() { return QINGKONG_VERSION; }

}  // namespace qingkong
