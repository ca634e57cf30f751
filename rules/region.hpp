// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "rules/level.hpp"

namespace qingkong {

/// The cities around us: who borders whom, and the level that each one's rule asks for now (handbook B.6).
struct Region {
    std::string own;                                             ///< id of our city; empty = no region is configured
    std::vector<std::pair<std::string, std::string>> borders;    ///< each pair once, in either order
    std::map<std::string, AlertLevel> targets;                   ///< a city that is absent is not known: it joins nothing
};

/// Connected groups (连片) of cities whose target is at least `least_level`, with at least `least_cities` members; the
/// members sorted, groups by their first member.
std::vector<std::vector<std::string>> connected_groups(const Region& region, AlertLevel least_level, int least_cities);

}  // namespace qingkong
