// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>

#include "alerts/self_watch.hpp"
#include "engine/store.hpp"

namespace qingkong {

/// When the oldest message was made that was tried, was not taken and is still due, by channel (`mail`, `sms`, else the
/// recipient's id). What is on its way for the first time is not among them.
std::map<std::string, Instant> oldest_untaken(Store& store);

/// A message of the program itself: purpose `alarm`, no transition. Its Message-ID there already: nothing is added.
void put_alarm(Store& store, const OutgoingMail& message, Instant now);

}  // namespace qingkong
