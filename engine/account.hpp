// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rules/area.hpp"

namespace qingkong {

/// What an account may do (interface: HTTP). No role implies another: who approves does not publish (handbook B.5).
enum class Role { viewer, officer, forecaster, approver, unit, inspector, enterprise, admin, feed };

constexpr std::array<Role, 9> kRoles = {Role::viewer, Role::officer,   Role::forecaster, Role::approver, Role::unit,
                                        Role::inspector, Role::enterprise, Role::admin,   Role::feed};

/// `viewer`, `officer` …
std::string_view token(Role role);
std::optional<Role> parse_role(std::string_view text);

/// A role and where it may be used.
struct Grant {
    Role role = Role::viewer;
    std::vector<std::string> areas;    ///< area ids, or the one entry `all`
    std::string unit;                  ///< role `unit`: id of the member unit that it answers for
};

/// One who may sign in: a post or a feed. `[[account]]` of the configuration, or a user in the role that the route wants.
struct Account {
    std::string id;                    ///< goes into the journal; a post, never a person's name
    std::string name;                  ///< for the page only
    Role role = Role::viewer;
    std::vector<std::string> areas;    ///< area ids, or the one entry `all`
    std::string token_hash;            ///< see engine/tokens.hpp; the token itself is nowhere kept
    std::string unit;                  ///< role `unit`: id of the member unit that it answers for

    /// May this account act for the area (or, with `all`, for the whole city)?
    bool covers(std::string_view area) const {
        return std::any_of(areas.begin(), areas.end(),
                           [&](const std::string& own) { return own == kWholeCity || own == area; });
    }
};

}  // namespace qingkong
