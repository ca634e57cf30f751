// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/http_page_parts.hpp"

namespace qingkong {

/// The pages /users (administrators) and /account (everyone: own password, sign out).
void add_user_pages(Router& router, Daemon& daemon);

}  // namespace qingkong
