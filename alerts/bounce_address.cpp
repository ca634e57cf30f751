// SPDX-License-Identifier: Apache-2.0
#include "alerts/bounce_address.hpp"

#include <charconv>

#include <fmt/format.h>
#include <sodium.h>

namespace qingkong {
namespace {

constexpr std::string_view kPrefix = "bounce+";

std::string code_of(int64_t delivery_id, const std::string& key) {
    const std::string message = fmt::format("bounce {}", delivery_id);
    unsigned char digest[16];    // crypto_generichash gives no fewer; 8 of them are enough against guessing
    crypto_generichash(digest, sizeof digest, reinterpret_cast<const unsigned char*>(message.data()), message.size(),
                       reinterpret_cast<const unsigned char*>(key.data()), key.size());
    char text[2 * 8 + 1];
    sodium_bin2hex(text, sizeof text, digest, 8);
    return text;
}

}  // namespace

std::string bounce_address(int64_t delivery_id, const std::string& key, const std::string& domain) {
    return fmt::format("{}{}.{}@{}", kPrefix, delivery_id, code_of(delivery_id, key), domain);
}

std::optional<int64_t> delivery_of_bounce_address(std::string_view address, const std::string& key) {
    std::string text;
    for (const char c : address)
        if (c != '<' && c != '>' && c != ' ') text += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    const size_t at = text.find('@'), dot = text.find('.');
    if (text.compare(0, kPrefix.size(), kPrefix) != 0 || at == std::string::npos || dot == std::string::npos || dot > at) return std::nullopt;
    int64_t id = 0;
    const auto [end, error] = std::from_chars(text.data() + kPrefix.size(), text.data() + dot, id);
    if (error != std::errc() || end != text.data() + dot || id <= 0) return std::nullopt;
    const std::string given = text.substr(dot + 1, at - dot - 1), right = code_of(id, key);
    if (given.size() != right.size() || sodium_memcmp(given.data(), right.data(), right.size()) != 0) return std::nullopt;
    return id;
}

}  // namespace qingkong
