// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "engine/http_page_parts.hpp"

namespace qingkong {

/// Who reads the page /desk.
struct DeskReader {
    std::vector<Grant> grants;
    std::string once;              ///< of this making of the page: the same form sent twice acts once
    std::string proposal;          ///< the proposal whose form was sent with an older version
    int seen = 0;                  ///< that version
};

/// The page /desk as HTML: proposals, alerts, suspended alerts, drills; forms only for whom they would work.
std::string desk_body(Service& service, const DeskReader& reader);

}  // namespace qingkong
