// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "rules/text.hpp"
#include "rules/time.hpp"

namespace qingkong {

/// What does not work now: shown at /readyz, in the log and on every page until it works again.
struct StandingFault {
    std::string id;       ///< `store`, `clock`, `evaluation`, `mail` or the id of a channel
    Text what;
    Instant since;
};

/// Kept in memory: a fault of the disk could be kept nowhere else.
class Faults {
public:
    /// Begins a fault, or gives it other words; the time of its beginning stays. True where it is news (for the log).
    bool begin(const std::string& id, Text what, Instant now);
    /// True where it stood.
    bool end(const std::string& id);
    bool has(const std::string& id) const { return faults_.count(id) != 0; }
    /// By id.
    std::vector<StandingFault> all() const;

private:
    std::map<std::string, StandingFault> faults_;
};

}  // namespace qingkong
