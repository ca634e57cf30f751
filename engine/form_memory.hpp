// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>

namespace qingkong {

/// What the next page tells an account, and what forms have done: in memory, gone with a restart.
class FormMemory {
public:
    void tell(const std::string& who, std::string words) {
        if (told_.size() > kMost) told_.clear();
        told_[who] = std::move(words);
    }
    std::string told(const std::string& who) {
        const auto found = told_.find(who);
        if (found == told_.end()) return "";
        std::string words = std::move(found->second);
        told_.erase(found);
        return words;
    }
    /// The words of the same form of the same page, where it has been sent before and was done.
    std::string done(const std::string& key) const {
        const auto found = done_.find(key);
        return found != done_.end() ? found->second : "";
    }
    void remember(const std::string& key, const std::string& words) {
        if (done_.size() > kMost) done_.clear();
        done_[key] = words;
    }

private:
    static constexpr std::size_t kMost = 1000;
    std::map<std::string, std::string> told_, done_;
};

}  // namespace qingkong
