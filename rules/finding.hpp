// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "rules/level.hpp"
#include "rules/text.hpp"

namespace qingkong {

enum class Answer { met, not_met, unknown };
std::string_view token(Answer answer);

/// What one clause of the edition says about the air: recorded where the choice is made.
struct Finding {
    std::string clause;    ///< clause id of the edition, e.g. `ZY2017-35a/red-1`
    AlertLevel level = AlertLevel::normal;
    Answer answer = Answer::not_met;
    Text evidence;         ///< the window and the numbers
};

}  // namespace qingkong
