// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/demo_options.hpp"
#include "rules/text.hpp"

namespace qingkong {

/// `qingkong demo`: plays a real fortnight of Beijing through a daemon of its own, by its public HTTP and TCP
/// interfaces (issue 2, item 8; interface: demo and simulated clock). One step after another, each repeated until it is
/// answered, so that the outcome is a function of the seed, whatever happens to the daemon. Returns the exit status: 0
/// done; 1 it could not be played to its end; 2 the command is wrong, nothing was changed.
int run_demo(const DemoOptions& options, Language language);

}  // namespace qingkong
