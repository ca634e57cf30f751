// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/verbs/verbs.hpp"

namespace qingkong {

void add_user(CLI::App& app, VerbContext& context);      ///< accounts, on the server
void add_alert(CLI::App& app, VerbContext& context);     ///< the officer's commands, through the daemon's API
void add_outbox(CLI::App& app, VerbContext& context);    ///< deliveries, likewise

}  // namespace qingkong
