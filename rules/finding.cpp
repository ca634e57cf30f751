// SPDX-License-Identifier: Apache-2.0
#include "rules/finding.hpp"

namespace qingkong {

std::string_view token(Answer answer) {
    switch (answer) {
        case Answer::met: return "met";
        case Answer::not_met: return "not_met";
        case Answer::unknown: return "unknown";
    }
    return "unknown";
}

}  // namespace qingkong
