// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "alerts/cap.hpp"

namespace qingkong {

/// The form of the national warning-information system (国家突发事件预警信息发布系统, 12379) of the same message: like
/// CAP in its outline, and not CAP: no namespace, `senderCode`, times with a blank and +08:00, severity = colour,
/// `code/method` per channel, `audenceprt` as the system spells it, empty elements where nothing is known (handbook
/// K.1). Field names and their order are those of a real message (tests/data/cap).
std::string national_warning_xml(const CapMessage& message, const CapInput& input);

/// `[II级/严重]`, as it stands in the titles there.
std::string national_level_mark(AlertLevel level);

}  // namespace qingkong
