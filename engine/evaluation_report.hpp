// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "engine/service.hpp"

namespace qingkong {

/// The one-page evaluation of an alert (empty: the last one; `all`: the whole run), from the store. Its figures are the
/// strings of the tables. `note` stands under the title (of a demonstration: seed and what is simulated).
std::string evaluation_report(Service& service, const std::string& alert, Language language, const Text& note);

}  // namespace qingkong
