// SPDX-License-Identifier: Apache-2.0
#include "alerts/notice_channel.hpp"

#include <array>

namespace qingkong {
namespace {

constexpr std::array<std::string_view, 4> kTokens = {"sms", "webhook", "wecom", "dingtalk"};

}  // namespace

std::string_view token(ChannelKind kind) { return kTokens[static_cast<size_t>(kind)]; }

std::optional<ChannelKind> parse_channel_kind(std::string_view text) {
    for (size_t i = 0; i < kTokens.size(); ++i)
        if (kTokens[i] == text) return static_cast<ChannelKind>(i);
    return std::nullopt;
}

}  // namespace qingkong
