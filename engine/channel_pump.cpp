// SPDX-License-Identifier: Apache-2.0
#include "engine/channel_pump.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <spdlog/spdlog.h>

#include "alerts/channel_message.hpp"
#include "engine/clock.hpp"
#include "engine/store_channels.hpp"

namespace qingkong {
namespace {

constexpr int kLeaseMessages = 200;

std::string percent_encoded(const std::string& text) {
    std::string out;
    for (const char c : text) {
        const bool plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' || c == '_' || c == '.' || c == '~';
        if (plain)
            out += c;
        else
            out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
    return out;
}

/// As it stands inside the quotes of a JSON text.
std::string json_escaped(const std::string& text) {
    const std::string quoted = nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    return quoted.substr(1, quoted.size() - 2);
}

using Escape = std::string (*)(const std::string&);
std::string plain(const std::string& text) {
    std::string out;
    for (const char c : text)
        if (c != '\r' && c != '\n') out += c;
    return out;
}

/// Fills {phone}, {text}, {secret} in one pass: what is put in is not looked at again.
std::string filled(const std::string& text, const std::map<std::string, std::string>& fields, Escape escape) {
    std::string out;
    for (size_t at = 0; at < text.size(); ++at) {
        const size_t end = text[at] == '{' ? text.find('}', at) : std::string::npos;
        const auto field = end == std::string::npos ? fields.end() : fields.find(text.substr(at + 1, end - at - 1));
        if (field == fields.end()) {
            out += text[at];
            continue;
        }
        out += escape(field->second);
        at = end;
    }
    return out;
}

void fill_sms(OutboundRequest& request, const DeliveryBytes& delivery, const ChannelConfig& channel, const std::string& secret) {
    const std::map<std::string, std::string> fields{{"phone", delivery.to}, {"text", delivery.bytes}, {"secret", secret}};
    request.method = channel.method;
    request.url = filled(request.url, fields, percent_encoded);
    request.body = filled(channel.body, fields, channel.content_type == "application/json" ? json_escaped : percent_encoded);
    if (channel.method == "POST") request.headers.push_back("Content-Type: " + channel.content_type + "; charset=utf-8");
    for (const std::string& header : channel.headers) request.headers.push_back(filled(header, fields, plain));
    request.success_pointer = channel.success_pointer;
    request.success_value = channel.success_value;
}

}  // namespace

Result<OutboundRequest> channel_request(const DeliveryBytes& delivery, const ChannelConfig& channel, int64_t seconds) {
    OutboundRequest request;
    request.delivery_id = delivery.id;
    request.url = channel.url;
    request.ca_file = channel.ca_file;
    std::string secret;
    if (!channel.url_file.empty()) {
        const auto url = read_secret(channel.url_file);
        if (!url) return tl::unexpected(url.error());
        if (!is_channel_url(*url))
            return fail({channel.url_file, 0, 0, ""}, {"不是可用的地址", "holds no address that can be used"}, {"应为 https://…", "wanted https://…"});
        request.url = *url;
    }
    if (!channel.secret_file.empty()) {
        const auto read = read_secret(channel.secret_file);
        if (!read) return tl::unexpected(read.error());
        secret = *read;
    }
    if (channel.kind == ChannelKind::sms) {
        fill_sms(request, delivery, channel, secret);
        return request;
    }
    request.body = delivery.bytes;
    request.headers.emplace_back("Content-Type: application/json; charset=utf-8");
    if (channel.kind == ChannelKind::webhook) {
        request.headers.push_back("X-Qingkong-Delivery: " + delivery.message_id);
        request.headers.push_back(fmt::format("X-Qingkong-Timestamp: {}", seconds));
        request.headers.push_back("X-Qingkong-Signature: sha256=" + webhook_signature(secret, seconds, request.body));
        return request;
    }
    request.success_pointer = "/errcode";
    request.success_value = "0";
    request.later_values = {"45009", "130101", "-1"};    // called too often; the system is busy
    if (channel.kind == ChannelKind::dingtalk && !secret.empty()) request.url += dingtalk_query(secret, seconds * 1000);
    return request;
}

ChannelPump::ChannelPump(boost::asio::io_context& context, Service& service, std::function<void()> on_recorded)
    : service_(service),
      on_recorded_(std::move(on_recorded)),
      sender_(context, {}, [this](std::vector<RequestResult> results) { on_results(std::move(results)); }) {}

/// Where the store cannot write now, the answers wait for the next pump().
void ChannelPump::record() {
    if (answers_.empty()) return;
    service_.store().exchange(answers_, service_.now(), service_.config().alerts.retry, 0, false);
    on_the_wire_ -= std::min(on_the_wire_, answers_.size());
    answers_.clear();
}

void ChannelPump::pump() {
    record();
    const std::vector<ChannelConfig>& channels = service_.config().channels;
    while (!channels.empty()) {
        const int room = std::min(static_cast<int>(sender_.room()), kLeaseMessages);
        if (room <= 0) return;
        const std::vector<DeliveryBytes> due = service_.store().exchange({}, service_.now(), service_.config().alerts.retry, room, false);
        if (due.empty()) return;
        std::vector<OutboundRequest> requests;
        std::vector<DeliveryResult> refused;
        for (const DeliveryBytes& delivery : due) {
            const bool sms = delivery.channel == token(ChannelKind::sms);
            const auto channel = std::find_if(channels.begin(), channels.end(), [&](const ChannelConfig& one) {
                return token(one.kind) == delivery.channel && (sms || one.id == delivery.to);
            });
            if (channel == channels.end()) {
                refused.push_back({delivery.id, RelayAnswer::failed, "渠道已不在配置中 (the channel is not configured any more)", {}});
                continue;
            }
            auto request = channel_request(delivery, *channel, Clock::system().now().seconds);
            if (!request) {
                const std::string words = request.error().front().print(Language::zh);
                note(sms ? "sms" : channel->id, SendOutcome::deferred, words);
                spdlog::warn("channel {}: {}", channel->id, words);
                refused.push_back({delivery.id, RelayAnswer::deferred, words, {}});
                continue;
            }
            channel_of_[delivery.id] = sms ? "sms" : channel->id;
            requests.push_back(std::move(*request));
        }
        if (!refused.empty()) service_.store().exchange(refused, service_.now(), service_.config().alerts.retry, 0, false);
        on_the_wire_ += requests.size();
        sender_.send(std::move(requests));
    }
}

void ChannelPump::note(const std::string& channel, SendOutcome outcome, const std::string& reply) {
    auto& [failures, words] = health_[channel];
    if (outcome == SendOutcome::accepted || outcome == SendOutcome::failed)
        failures = 0;    // it answers
    else
        ++failures;
    words = reply;
}

void ChannelPump::on_results(std::vector<RequestResult> results) {
    const Instant now = service_.now();
    for (RequestResult& result : results) {
        const auto channel = channel_of_.find(result.delivery_id);
        const std::string name = channel != channel_of_.end() ? channel->second : "";
        if (channel != channel_of_.end()) channel_of_.erase(channel);
        note(name, result.outcome, result.reply);
        if (result.outcome != SendOutcome::accepted)
            spdlog::warn("message {} by {}: {} ({})", result.delivery_id, name, token(result.outcome), result.reply);
        DeliveryResult answer{result.delivery_id, relay_answer(result.outcome), std::move(result.reply), {}};
        if (result.retry_after_seconds) answer.not_before = Instant{now.seconds + *result.retry_after_seconds};
        answers_.push_back(std::move(answer));
    }
    record();
    on_recorded_();
}

}  // namespace qingkong
