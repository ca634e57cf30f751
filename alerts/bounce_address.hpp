// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace qingkong {

/// Envelope sender that names the delivery, so that a bounce finds it: `bounce+17.0a1b2c3d4e5f6071@ews.example`. The code is
/// a keyed hash of the number: nobody else can make one.
std::string bounce_address(int64_t delivery_id, const std::string& key, const std::string& domain);

/// The delivery of such an address (with or without `<>`, in any case); empty where it is none, or its code is wrong.
std::optional<int64_t> delivery_of_bounce_address(std::string_view address, const std::string& key);

}  // namespace qingkong
