// SPDX-License-Identifier: Apache-2.0
#include "engine/self_watch_beat.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <spdlog/spdlog.h>

#include "alerts/channel_message.hpp"
#include "alerts/document.hpp"
#include "alerts/mime.hpp"
#include "engine/store_channels.hpp"

namespace qingkong {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kToldSetting = "watch_told";

HttpSenderOptions heartbeat_options() {
    HttpSenderOptions options;
    options.sessions = 1;
    options.queue_limit = 4;    // an outside watcher wants the newest word, not all of them
    options.send_timeout = std::chrono::milliseconds(10'000);
    return options;
}

std::vector<AlarmRoute> alarm_routes(const WatchConfig& watch) {
    std::vector<AlarmRoute> routes;
    for (const std::string& address : watch.mail) routes.push_back({"mail", address});
    for (const std::string& id : watch.channels) routes.push_back({id, id});
    for (const std::string& number : watch.telephone) routes.push_back({"sms", number});
    return routes;
}

ChannelKind kind_of(const Config& config, const std::string& id) {
    for (const ChannelConfig& channel : config.channels)
        if (channel.id == id) return channel.kind;
    return ChannelKind::sms;
}

OutgoingMail alarm_mail(const Config& config, const std::string& to, const std::string& id, const std::string& text, Instant now) {
    MimeMessage mime;
    mime.message_id = id;
    mime.date = now;
    mime.from_name = config.office.name.zh;
    mime.from_address = config.office.mail_from;
    mime.to_address = to;
    mime.subject = text.substr(0, text.find("。"));
    mime.text = text + "\n";
    mime.html = "<!doctype html><html lang=\"zh-CN\"><meta charset=\"utf-8\"><body><p>" + html_escaped(text) + "</p></body></html>\n";
    mime.boundary = "=_alarm." + std::to_string(now.seconds);
    return {"", "", std::string(kWholeCity), to, id, mime.subject, mime_bytes(mime), "", "mail", "alarm"};
}

}  // namespace

SelfWatchBeat::SelfWatchBeat(boost::asio::io_context& context, Service& service, const ChannelPump& channels)
    : service_(service),
      channels_(channels),
      started_at_(service.now()),
      sender_(context, heartbeat_options(), [](std::vector<RequestResult> results) {
          for (const RequestResult& result : results)
              if (result.outcome != SendOutcome::accepted) spdlog::warn("heartbeat: {} ({})", token(result.outcome), result.reply);
      }) {}

void SelfWatchBeat::look() {
    heartbeat();
    WatchFacts facts;
    facts.now = service_.now();
    facts.started_at = started_at_;
    facts.evaluated_at = service_.evaluated_at();
    const auto oldest = oldest_untaken(service_.store());
    std::vector<std::string> names = {"mail"};
    for (const ChannelConfig& channel : service_.config().channels) names.push_back(channel.kind == ChannelKind::sms ? "sms" : channel.id);
    for (const std::string& name : names) {
        ChannelHealth health;
        health.channel = name;
        if (const auto known = channels_.health().find(name); known != channels_.health().end()) {
            health.failures_in_a_row = known->second.first;
            health.last_reply = known->second.second;
        }
        if (const auto since = oldest.find(name); since != oldest.end()) health.oldest_untaken = since->second;
        facts.channels.push_back(std::move(health));
    }
    const std::vector<Fault> before = std::exchange(faults_, faults_of(facts, service_.config().watch.limits));
    for (const Fault& fault : before)
        if (std::none_of(faults_.begin(), faults_.end(), [&](const Fault& now) { return now.subject == fault.subject; })) service_.faults().end(fault.subject);
    for (const Fault& fault : faults_) service_.faults().begin(fault.subject, fault.words, facts.now);

    std::vector<std::string> told;
    const Json kept = Json::parse(service_.store().setting(kToldSetting).value_or("[]"), nullptr, false);
    if (kept.is_array())
        for (const Json& one : kept)
            if (one.is_string()) told.push_back(one.get<std::string>());
    const FaultChange change = fault_change(told, faults_);
    if (change.raised.empty() && change.ended.empty()) return;
    for (const Fault& fault : change.raised) {
        spdlog::error("{}", alarm_words(fault, facts.now).en);
        tell(fault.subject, alarm_words(fault, facts.now), true);
    }
    for (const std::string& subject : change.ended) {
        spdlog::info("{}", recovery_words(subject, facts.now).en);
        tell(subject, recovery_words(subject, facts.now), false);
    }
    Json now_told = Json::array();
    for (const Fault& fault : faults_) now_told.push_back(fault.subject);
    service_.store().set_setting(kToldSetting, now_told.dump());
}

void SelfWatchBeat::tell(const std::string& subject, const Text& words, bool raised) {
    const Config& config = service_.config();
    const Instant now = service_.now();
    for (const AlarmRoute& route : routes_for(subject, alarm_routes(config.watch), faults_)) {
        std::string who;
        for (const char c : route.to) who += (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ? c : '-';
        const std::string id = fmt::format("<alarm.{}.{}.{}.{}@{}>", subject, raised ? "raised" : "ended", now.seconds, who, config.office.mail_domain);
        if (route.channel == "mail") {
            put_alarm(service_.store(), alarm_mail(config, route.to, id, words.zh, now), now);
            continue;
        }
        const ChannelKind kind = kind_of(config, route.channel);
        put_alarm(service_.store(), {"", "", std::string(kWholeCity), route.to, id, words.zh, alarm_body(kind, subject, words.zh, now), "", std::string(token(kind)), "alarm"}, now);
    }
}

void SelfWatchBeat::heartbeat() {
    const WatchConfig& watch = service_.config().watch;
    const auto evaluated = service_.evaluated_at();
    if (!evaluated || (beaten_for_ && *beaten_for_ == *evaluated)) return;
    beaten_for_ = evaluated;
    if (!watch.heartbeat_file.empty()) {
        const std::string fresh = watch.heartbeat_file + ".new";
        std::error_code error;
        std::ofstream(fresh, std::ios::binary | std::ios::trunc) << format_instant(*evaluated) << "\n";
        std::filesystem::rename(fresh, watch.heartbeat_file, error);
        if (error) spdlog::warn("heartbeat_file {}: {}", watch.heartbeat_file, error.message());
    }
    if (watch.heartbeat_url.empty()) return;
    OutboundRequest request;
    request.method = "GET";
    request.url = watch.heartbeat_url;
    sender_.send({std::move(request)});
}

}  // namespace qingkong
