// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace qingkong {

/// Argon2id with a fresh salt, as one line of text. Takes about 0.1 s and 64 MiB: never in the thread that serves.
std::string password_hash(std::string_view password);

/// Whether the password has that hash; as slow as making it. An empty or damaged hash fits no password, and takes as long.
bool password_fits(const std::string& hash, std::string_view password);

/// At least 12 characters, or 8 of three kinds (letters of either case, digits, others); not the account's id.
bool password_strong(std::string_view password, std::string_view account_id);

}  // namespace qingkong
