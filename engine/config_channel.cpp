// SPDX-License-Identifier: Apache-2.0
#include "engine/config_channel.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "alerts/channel_message.hpp"
#include "engine/address.hpp"

namespace qingkong {

namespace {

bool is_channel_id(const std::string& text) {
    return !text.empty() && text.size() <= 64 && text != "mail" && text != "sms" && text != "evaluation" &&
           text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-") == std::string::npos;
}

/// Address in clear text or in a file of its own, never both; a group's robot only in a file: its address is the secret.
void read_address(TomlTable& table, ChannelConfig& channel, const PathOf& path) {
    channel.url = table.text("url").value_or("");
    channel.url_file = path(table.text("url_file").value_or(""));
    const bool robot = channel.kind == ChannelKind::wecom || channel.kind == ChannelKind::dingtalk;
    if (robot && !channel.url.empty())
        table.error_at("url", {"群机器人的地址含密钥，不写在配置里", "the address of a robot is a secret and does not stand here"},
                       {"写入单独的文件：url_file = \"…\"", "put it into a file of its own: url_file = \"…\""});
    else if (channel.url.empty() == channel.url_file.empty())
        table.error_here({"url 和 url_file 须写其一", "one of url and url_file is wanted"},
                         {"url = \"https://…\"，或 url_file = \"…\"", "url = \"https://…\", or url_file = \"…\""});
    else if (!channel.url.empty() && !is_channel_url(channel.url))
        table.error_at("url", {"url 不是可用的地址", "url is no address that can be used"},
                       {"应为 https://…；http:// 只许用于本机", "wanted https://…; http:// is for the own machine only"});
}

void read_sms(TomlTable& table, ChannelConfig& channel) {
    channel.method = table.word("method", {"POST", "GET"}).value_or("POST");
    channel.content_type = table.word("content_type", {"application/json", "application/x-www-form-urlencoded"}).value_or("application/json");
    channel.body = table.text("body").value_or("");
    channel.headers = table.texts("headers");
    for (const std::string& header : channel.headers)
        if (header.find(": ") == std::string::npos || header.find_first_of("\r\n") != std::string::npos)
            table.error_at("headers", {"不是请求头：" + header, "no header: " + header}, {"例如 \"X-Key: {secret}\"", "wanted e.g. \"X-Key: {secret}\""});
    channel.success_pointer = table.text("success_pointer").value_or("");
    channel.success_value = table.text("success_value").value_or("");
    if (channel.success_pointer.empty() != channel.success_value.empty())
        table.error_here({"success_pointer 和 success_value 须同时填写", "success_pointer and success_value belong together"},
                         {"例如 success_pointer = \"/code\"，success_value = \"0\"", "e.g. success_pointer = \"/code\", success_value = \"0\""});
    if (!channel.success_pointer.empty() && channel.success_pointer.front() != '/')
        table.error_at("success_pointer", {"success_pointer 不是 JSON 指针", "success_pointer is no JSON pointer"}, {"以 / 开头", "it begins with /"});
    const std::string& where = channel.method == "GET" ? channel.url : channel.body;
    if (channel.method == "POST" && channel.body.empty())
        table.missing("body", "'{\"mobile\":\"{phone}\",\"content\":\"{text}\"}'");
    else if (!where.empty() && (where.find("{phone}") == std::string::npos || where.find("{text}") == std::string::npos))
        table.error_at(channel.method == "GET" ? "url" : "body", {"缺少 {phone} 或 {text}", "{phone} or {text} is missing"},
                       {"号码和内容代入这两处", "number and text are put there"});
    channel.text = table.text("text").value_or(kSmsTemplate);
    if (const Text problem = sms_template_problem(channel.text); !problem.zh.empty())
        table.error_at("text", {"短信模板" + problem.zh, "template of the message: " + problem.en},
                       {"见 docs/notifying.md", "see docs/notifying.md"});
}

}  // namespace

bool is_channel_url(const std::string& url) {
    const bool https = url.rfind("https://", 0) == 0;
    if (!https && url.rfind("http://", 0) != 0) return false;
    const size_t begin = https ? 8 : 7;
    const std::string authority = url.substr(begin, url.find_first_of("/?#", begin) - begin);
    if (authority.empty() || authority.find('@') != std::string::npos || url.find_first_of(" \t\r\n\"<>") != std::string::npos) return false;
    const size_t close = authority.find(']');
    const std::string host = authority.front() == '[' && close != std::string::npos ? authority.substr(1, close - 1) : authority.substr(0, authority.find(':'));
    return https || is_loopback_host(host);
}

ChannelConfig read_channel(TomlTable table, const std::vector<ChannelConfig>& known, const PathOf& path) {
    ChannelConfig channel;
    channel.id = table.required_text("id");
    if (!channel.id.empty() && !is_channel_id(channel.id))
        table.error_at("id", {fmt::format("id = \"{}\" 不能作标识", channel.id), fmt::format("id = \"{}\" cannot be an id", channel.id)},
                       {"只用字母、数字和 . _ -；mail、sms、evaluation 已占用", "letters, digits, . _ - only; mail, sms and evaluation are taken"});
    const std::string kind = table.required_text("kind");
    if (const auto parsed = parse_channel_kind(kind))
        channel.kind = *parsed;
    else if (!kind.empty())
        table.error_at("kind", {"没有这种渠道：" + kind, "no such kind of channel: " + kind}, {"sms、webhook、wecom 或 dingtalk", "sms, webhook, wecom or dingtalk"});
    for (const ChannelConfig& other : known) {
        if (!channel.id.empty() && other.id == channel.id)
            table.error_at("id", {"渠道标识重复：" + channel.id, "this channel id stands twice: " + channel.id}, {"每个渠道用自己的标识", "each channel has its own id"});
        if (channel.kind == ChannelKind::sms && other.kind == ChannelKind::sms)
            table.error_at("kind", {"短信渠道只能有一个", "there is one channel for short messages at most"}, {"删去其中一个", "drop one of them"});
    }
    read_address(table, channel, path);
    channel.secret_file = path(table.text("secret_file").value_or(""));
    channel.ca_file = path(table.text("ca_file").value_or(""));
    if (channel.kind == ChannelKind::webhook && channel.secret_file.empty()) table.missing("secret_file", "\"hook.secret\"");
    if (channel.kind == ChannelKind::sms) read_sms(table, channel);
    table.finish();
    return channel;
}

WatchConfig read_watch(TomlTable table, const std::vector<ChannelConfig>& channels, const PathOf& path) {
    WatchConfig watch;
    WatchLimits& limits = watch.limits;
    const auto number = [&](const char* key, int64_t least, int64_t most, int& value) {
        value = static_cast<int>(table.integer(key, least, most).value_or(value));
    };
    number("evaluation_hours", 1, 48, limits.evaluation_hours);
    number("failures", 1, 10000, limits.failures);
    number("oldest_minutes", 1, 1440, limits.oldest_minutes);
    watch.mail = table.texts("mail");
    for (const std::string& address : watch.mail)
        if (!is_mail_address(address)) table.error_at("mail", {"不是邮箱地址：" + address, "no mail address: " + address}, {"例如 \"yw@ews.example\"", "wanted e.g. \"yw@ews.example\""});
    watch.channels = table.texts("channels");
    bool sms = false;
    for (const ChannelConfig& channel : channels) sms = sms || channel.kind == ChannelKind::sms;
    for (const std::string& id : watch.channels)
        if (std::none_of(channels.begin(), channels.end(), [&](const ChannelConfig& one) { return one.id == id && one.kind != ChannelKind::sms; }))
            table.error_at("channels", {"没有渠道 " + id, "no channel " + id}, {"写 [[channel]] 的 id（短信写 telephone）", "an id of [[channel]] (short messages: telephone)"});
    watch.telephone = table.texts("telephone");
    for (std::string& number_text : watch.telephone) {
        const std::string mobile = mobile_number(number_text);
        if (mobile.empty() || !sms)
            table.error_at("telephone", mobile.empty() ? Text{"不是手机号码：" + number_text, "no mobile number: " + number_text}
                                                       : Text{"没有短信渠道", "there is no channel for short messages"},
                           {"手机号码；须有 kind = \"sms\" 的 [[channel]]", "a mobile number; a [[channel]] of kind sms is wanted"});
        number_text = mobile;
    }
    watch.heartbeat_url = table.text("heartbeat_url").value_or("");
    if (!watch.heartbeat_url.empty() && !is_channel_url(watch.heartbeat_url))
        table.error_at("heartbeat_url", {"heartbeat_url 不是可用的地址", "heartbeat_url is no address that can be used"},
                       {"应为 https://…；http:// 只许用于本机", "wanted https://…; http:// is for the own machine only"});
    watch.heartbeat_file = path(table.text("heartbeat_file").value_or(""));
    table.finish();
    return watch;
}

NoticeChannels notice_channels(const std::vector<ChannelConfig>& channels) {
    NoticeChannels out;
    for (const ChannelConfig& channel : channels) {
        if (channel.kind == ChannelKind::sms)
            out.sms_template = channel.text;
        else
            out.common.push_back({channel.id, channel.kind});
    }
    return out;
}

}  // namespace qingkong
