// SPDX-License-Identifier: Apache-2.0
#include "engine/tokens.hpp"

#include <array>
#include <stdexcept>

#include <sodium.h>

namespace qingkong {

namespace {

constexpr std::size_t kHashBytes = 32;

void sodium_ready() {
    // Idempotent and safe from several threads; fails only where the system has no source of random numbers.
    if (sodium_init() < 0) throw std::runtime_error("libsodium cannot start");
}

}  // namespace

std::string new_token() {
    sodium_ready();
    std::array<unsigned char, 32> bytes{};
    randombytes_buf(bytes.data(), bytes.size());
    constexpr int variant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
    std::string text(sodium_base64_encoded_len(bytes.size(), variant), '\0');
    sodium_bin2base64(text.data(), text.size(), bytes.data(), bytes.size(), variant);
    text.pop_back();    // the terminating zero
    return text;
}

std::string token_hash(std::string_view token) {
    sodium_ready();
    std::array<unsigned char, kHashBytes> hash{};
    crypto_generichash(hash.data(), hash.size(), reinterpret_cast<const unsigned char*>(token.data()), token.size(),
                       nullptr, 0);
    std::string text(2 * kHashBytes + 1, '\0');
    sodium_bin2hex(text.data(), text.size(), hash.data(), hash.size());
    text.pop_back();    // the terminating zero
    return text;
}

bool is_token_hash(std::string_view text) {
    return text.size() == 2 * kHashBytes &&
           text.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
}

const Account* find_account(const std::vector<Account>& accounts, std::string_view token) {
    const std::string hash = token_hash(token);
    const Account* found = nullptr;
    for (const Account& account : accounts)
        if (account.token_hash.size() == hash.size() &&
            sodium_memcmp(account.token_hash.data(), hash.data(), hash.size()) == 0)
            found = &account;
    return found;
}

}  // namespace qingkong
