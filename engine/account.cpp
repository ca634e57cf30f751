// SPDX-License-Identifier: Apache-2.0
#include "engine/account.hpp"

namespace qingkong {

std::string_view token(Role role) {
    switch (role) {
        case Role::viewer: return "viewer";
        case Role::officer: return "officer";
        case Role::forecaster: return "forecaster";
        case Role::approver: return "approver";
        case Role::unit: return "unit";
        case Role::inspector: return "inspector";
        case Role::enterprise: return "enterprise";
        case Role::admin: return "admin";
        case Role::feed: return "feed";
    }
    return "";
}

std::optional<Role> parse_role(std::string_view text) {
    for (const Role role : kRoles)
        if (token(role) == text) return role;
    return std::nullopt;
}

}  // namespace qingkong
