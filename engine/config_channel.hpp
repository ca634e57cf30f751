// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "alerts/notice_channel.hpp"
#include "alerts/self_watch.hpp"
#include "rules/toml_table.hpp"

namespace qingkong {

/// One `[[channel]]`. Secrets stand in files only; an address that is one itself (robots) too.
struct ChannelConfig {
    std::string id;              ///< recipient in the outbox (of a short message the number is)
    ChannelKind kind = ChannelKind::webhook;
    std::string url;             ///< `https://…`; `http://` only to a loopback host. Empty = in url_file
    std::string url_file;        ///< first line is the address; wanted for wecom and dingtalk
    std::string secret_file;     ///< key of the signature (webhook, dingtalk), `{secret}` of the gateway (sms)
    std::string ca_file;         ///< PEM of the receiver's own CA; empty = the system's

    // Of the gateway for short messages. `{phone}`, `{text}`, `{secret}` are escaped for where they stand.
    std::string method = "POST";                        ///< or `GET`: then they stand in the address
    std::string content_type = "application/json";      ///< or `application/x-www-form-urlencoded`
    std::string body;
    std::vector<std::string> headers;                   ///< `Name: value`
    std::string success_pointer, success_value;         ///< JSON pointer into the answer and what must stand there
    std::string text;                                   ///< template of the message
};

/// `[watch]`: who hears when something of the program itself fails.
struct WatchConfig {
    WatchLimits limits;
    std::vector<std::string> mail;        ///< addresses of those who keep the program running
    std::vector<std::string> channels;    ///< ids of `[[channel]]`
    std::vector<std::string> telephone;   ///< numbers for short messages; want a channel of kind sms
    std::string heartbeat_url;            ///< GET after each evaluation: an outside watcher misses it when it stays away
    std::string heartbeat_file;           ///< written after each evaluation: its time stamp
};

/// `https://HOST…`, or `http://` to a loopback host; no user or password in it.
bool is_channel_url(const std::string& url);

/// `path` joins a file to the folder of the configuration.
using PathOf = std::function<std::string(const std::string&)>;

/// One `[[channel]]`; its id is unique among `known`, and one channel at most is of kind sms.
ChannelConfig read_channel(TomlTable table, const std::vector<ChannelConfig>& known, const PathOf& path);
/// `[watch]`, after the channels.
WatchConfig read_watch(TomlTable table, const std::vector<ChannelConfig>& channels, const PathOf& path);
/// What the signature needs to know of them.
NoticeChannels notice_channels(const std::vector<ChannelConfig>& channels);

}  // namespace qingkong
