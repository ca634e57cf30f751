// SPDX-License-Identifier: Apache-2.0
#include "alerts/self_watch.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "alerts/document.hpp"

namespace qingkong {
namespace {

constexpr const char* kEvaluation = "evaluation";

int64_t age_seconds(Instant now, Instant then) { return std::max<int64_t>(0, now.seconds - then.seconds); }

Text channel_name(const std::string& channel) {
    if (channel == "mail") return {"邮件", "mail"};
    if (channel == "sms") return {"短信", "short messages"};
    return {"渠道 " + channel, "channel " + channel};
}

std::optional<Fault> fault_of(const ChannelHealth& health, Instant now, const WatchLimits& limits) {
    const Text name = channel_name(health.channel);
    const std::string reply = health.last_reply.substr(0, 200);
    const std::string said_zh = reply.empty() ? "" : "；对方答复：" + reply, said_en = reply.empty() ? "" : "; its last words: " + reply;
    if (health.oldest_untaken)
        if (const int64_t age = age_seconds(now, *health.oldest_untaken); age >= limits.oldest_minutes * int64_t{60})
            return Fault{health.channel,
                         {fmt::format("{}发送受阻：最早一条已{}分钟未发出{}", name.zh, age / 60, said_zh),
                          fmt::format("{} is stuck: the oldest message has waited {} min{}", name.en, age / 60, said_en)}};
    if (health.failures_in_a_row >= limits.failures)
        return Fault{health.channel,
                     {fmt::format("{}连续{}次发送未成{}", name.zh, health.failures_in_a_row, said_zh),
                      fmt::format("{} has not taken {} attempts in a row{}", name.en, health.failures_in_a_row, said_en)}};
    return std::nullopt;
}

}  // namespace

std::vector<Fault> faults_of(const WatchFacts& facts, const WatchLimits& limits) {
    std::vector<Fault> faults;
    const int64_t silent = age_seconds(facts.now, facts.evaluated_at.value_or(facts.started_at));
    if (silent >= limits.evaluation_hours * int64_t{3600})
        faults.push_back({kEvaluation,
                          {fmt::format("已{}小时没有进行预警研判计算（上次：{}）", silent / 3600,
                                       facts.evaluated_at ? spoken_time_zh(*facts.evaluated_at) : "启动以来没有"),
                           fmt::format("no evaluation for {} h (the last one: {})", silent / 3600,
                                       facts.evaluated_at ? spoken_time_en(*facts.evaluated_at) : "none since the start")}});
    for (const ChannelHealth& health : facts.channels)
        if (auto fault = fault_of(health, facts.now, limits)) faults.push_back(std::move(*fault));
    return faults;
}

FaultChange fault_change(const std::vector<std::string>& told_subjects, const std::vector<Fault>& faults) {
    FaultChange change;
    for (const Fault& fault : faults)
        if (std::find(told_subjects.begin(), told_subjects.end(), fault.subject) == told_subjects.end()) change.raised.push_back(fault);
    for (const std::string& subject : told_subjects)
        if (std::none_of(faults.begin(), faults.end(), [&](const Fault& fault) { return fault.subject == subject; }))
            change.ended.push_back(subject);
    return change;
}

std::vector<AlarmRoute> routes_for(const std::string& subject, const std::vector<AlarmRoute>& routes,
                                   const std::vector<Fault>& faults) {
    std::vector<AlarmRoute> out;
    for (const AlarmRoute& route : routes) {
        const auto broken = [&](const Fault& fault) { return fault.subject == route.channel; };
        if (route.channel != subject && std::none_of(faults.begin(), faults.end(), broken)) out.push_back(route);
    }
    return out;
}

Text alarm_words(const Fault& fault, Instant now) {
    return {fmt::format("【系统告警】{}。时间：{}。请值班人员处理，未发出的通知请电话通知。", fault.words.zh, spoken_time_zh(now)),
            fmt::format("[System alarm] {}. At {}. Who could not be told must be called.", fault.words.en, spoken_time_en(now))};
}

Text recovery_words(const std::string& subject, Instant now) {
    const Text name = subject == kEvaluation ? Text{"预警研判计算", "the evaluation"} : channel_name(subject);
    return {fmt::format("【系统恢复】{}已恢复正常。时间：{}。", name.zh, spoken_time_zh(now)),
            fmt::format("[System] {} works again. At {}.", name.en, spoken_time_en(now))};
}

}  // namespace qingkong
