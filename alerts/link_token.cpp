// SPDX-License-Identifier: Apache-2.0
#include "alerts/link_token.hpp"

#include <sodium.h>

namespace qingkong {

std::string link_token(const std::string& key, const std::string& what) {
    if (key.empty()) return "";
    unsigned char digest[18];
    crypto_generichash(digest, sizeof digest, reinterpret_cast<const unsigned char*>(what.data()), what.size(),
                       reinterpret_cast<const unsigned char*>(key.data()), key.size());
    char text[64];
    sodium_bin2base64(text, sizeof text, digest, sizeof digest, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    return text;
}

}  // namespace qingkong
