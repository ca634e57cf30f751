// SPDX-License-Identifier: Apache-2.0
#include "engine/faults.hpp"

#include <utility>

namespace qingkong {

bool Faults::begin(const std::string& id, Text what, Instant now) {
    const auto found = faults_.find(id);
    if (found == faults_.end()) {
        faults_[id] = {id, std::move(what), now};
        return true;
    }
    const bool other = !(found->second.what == what);
    found->second.what = std::move(what);
    return other;
}

bool Faults::end(const std::string& id) { return faults_.erase(id) != 0; }

std::vector<StandingFault> Faults::all() const {
    std::vector<StandingFault> out;
    for (const auto& [id, fault] : faults_) out.push_back(fault);
    return out;
}

}  // namespace qingkong
