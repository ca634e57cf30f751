// SPDX-License-Identifier: Apache-2.0
#include "rules/region.hpp"

#include <algorithm>
#include <set>

namespace qingkong {

std::vector<std::vector<std::string>> connected_groups(const Region& region, AlertLevel least_level, int least_cities) {
    std::set<std::string> waiting;
    for (const auto& [city, level] : region.targets)
        if (level >= least_level && level != AlertLevel::normal) waiting.insert(city);
    std::map<std::string, std::vector<std::string>> beside;
    for (const auto& [a, b] : region.borders) {
        beside[a].push_back(b);
        beside[b].push_back(a);
    }
    std::vector<std::vector<std::string>> groups;
    while (!waiting.empty()) {
        std::vector<std::string> group = {*waiting.begin()};
        waiting.erase(waiting.begin());
        for (size_t i = 0; i < group.size(); ++i) {
            const std::string city = group[i];
            for (const std::string& next : beside[city])
                if (waiting.erase(next) > 0) group.push_back(next);
        }
        if (static_cast<int>(group.size()) < least_cities) continue;
        std::sort(group.begin(), group.end());
        groups.push_back(std::move(group));
    }
    return groups;
}

}  // namespace qingkong
