// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace qingkong {

/// Ways out of the outbox beside the mail.
enum class ChannelKind { sms, webhook, wecom, dingtalk };
/// `sms`, `webhook`, `wecom`, `dingtalk`: the column `channel` of a delivery.
std::string_view token(ChannelKind kind);
std::optional<ChannelKind> parse_channel_kind(std::string_view text);

/// A place that gets the common notice of a step, never the order of one enterprise: a webhook, a group.
struct CommonChannel {
    std::string id;    ///< recipient of its deliveries
    ChannelKind kind = ChannelKind::webhook;
};

/// What a signature puts into the outbox beside the mails. `[[channel]]` of the configuration.
struct NoticeChannels {
    std::optional<std::string> sms_template;    ///< alerts/channel_message; empty = no short messages
    std::vector<CommonChannel> common;
};

}  // namespace qingkong
