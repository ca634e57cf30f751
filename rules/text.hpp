// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace qingkong {

enum class Language { zh, en };

/// A sentence in both languages of the product. Chinese is what the office reads; English is the switch.
struct Text {
    std::string zh;
    std::string en;

    const std::string& in(Language language) const { return language == Language::en ? en : zh; }
    bool operator==(const Text&) const = default;
};

}  // namespace qingkong
