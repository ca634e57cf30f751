// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/account.hpp"

namespace qingkong {

/// A fresh token: 32 random bytes, base64url without padding (43 characters).
std::string new_token();

/// BLAKE2b-256 of the token in lower hexadecimal (64 characters): what `printf %s TOKEN | b2sum -l 256` prints.
std::string token_hash(std::string_view token);

/// 64 hexadecimal digits.
bool is_token_hash(std::string_view text);

/// The account whose hash the token has, or null. Every account is compared, each in constant time.
const Account* find_account(const std::vector<Account>& accounts, std::string_view token);

}  // namespace qingkong
