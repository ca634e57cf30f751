// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "engine/replay.hpp"
#include "rules/aqi_standard.hpp"
#include "rules/problem.hpp"
#include "rules/time.hpp"

namespace qingkong {

/// One city, ready to be replayed.
struct ReplayCity {
    std::string name;
    StampForm stamp = StampForm::seconds;    ///< of its first row
    ReplayAir air;                           ///< no values where the city has no row
};

/// What remains when all cities have been replayed.
struct ReplayInput {
    std::vector<Problem> notes;    ///< in the order of the input
    int refused = 0;               ///< rows
};

struct ReplayInputOptions {
    unsigned threads = 1;
    /// Called from any thread and by several at once. A city that turns out to lie in two inputs comes again with both
    /// joined: its last call stands.
    std::function<void(const ReplayCity&)> replay;
    /// How many inputs are done, of how many; may be called by several threads at once.
    std::function<void(size_t done, size_t total)> progress = [](size_t, size_t) {};
};

/// Reads the observations of a command line (as `read_air_inputs`: same cities, notes and faults) and hands over city by
/// city as the edition reckons its index. Files of one city are read, replayed and forgotten, as many at a time as there
/// are threads, so that memory does not grow with their number; of files with several cities all is held. Fails as a
/// whole where one input cannot be read; what was replayed before counts for nothing then.
Result<ReplayInput> read_replay_input(const std::vector<std::string>& arguments, const Edition& edition,
                                      const Standards& standards, const ReplayInputOptions& options);

}  // namespace qingkong
