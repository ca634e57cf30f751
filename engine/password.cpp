// SPDX-License-Identifier: Apache-2.0
#include "engine/password.hpp"

#include <stdexcept>

#include <sodium.h>

namespace qingkong {

std::string password_hash(std::string_view password) {
    char text[crypto_pwhash_STRBYTES];
    if (crypto_pwhash_str(text, password.data(), password.size(), crypto_pwhash_OPSLIMIT_INTERACTIVE,
                          crypto_pwhash_MEMLIMIT_INTERACTIVE) != 0)
        throw std::runtime_error("no memory for a password hash");
    return text;
}

bool password_fits(const std::string& hash, std::string_view password) {
    // Of an unknown user the time must not tell that there is none.
    static const std::string nobody = password_hash("");
    const bool known = crypto_pwhash_str_needs_rehash(hash.c_str(), crypto_pwhash_OPSLIMIT_INTERACTIVE,
                                                      crypto_pwhash_MEMLIMIT_INTERACTIVE) >= 0;
    const bool fits = crypto_pwhash_str_verify((known ? hash : nobody).c_str(), password.data(), password.size()) == 0;
    return known && fits && !password.empty();
}

bool password_strong(std::string_view password, std::string_view account_id) {
    if (password.size() > 1024 || password == account_id) return false;
    if (password.size() >= 12) return true;
    bool lower = false, upper = false, digit = false, other = false;
    for (const char c : password) {
        if (c >= 'a' && c <= 'z') lower = true;
        else if (c >= 'A' && c <= 'Z') upper = true;
        else if (c >= '0' && c <= '9') digit = true;
        else other = true;
    }
    return password.size() >= 8 && lower + upper + digit + other >= 3;
}

}  // namespace qingkong
