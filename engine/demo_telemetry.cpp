// SPDX-License-Identifier: Apache-2.0
#include "engine/demo_telemetry.hpp"

#include <algorithm>
#include <chrono>
#include <set>
#include <string>
#include <thread>

#include <fmt/format.h>

namespace qingkong {
namespace {

using Clock = std::chrono::steady_clock;

/// So many packets are on their way at a time: enough for one commit to take many, few enough for the socket buffers.
constexpr size_t kWindow = 256;
constexpr auto kAnswerTimeout = std::chrono::seconds(5);
constexpr auto kPatience = std::chrono::minutes(2);
constexpr auto kPause = std::chrono::milliseconds(50);

}  // namespace

DemoTelemetry::DemoTelemetry(uint16_t port, std::function<Result<void>()> revive)
    : port_(port), revive_(std::move(revive)) {}

size_t DemoTelemetry::exchange(std::vector<const Hj212Packet*>& waiting) {
    const size_t count = std::min(kWindow, waiting.size());
    std::string bytes;
    for (size_t i = 0; i < count; ++i) bytes += encode_packet(*waiting[i]);
    std::set<std::string, std::less<>> answered;
    if (connection_->send(bytes))
        while (answered.size() < count) {
            const auto answer = connection_->receive(kAnswerTimeout);
            if (!answer) break;
            const auto head = read_head(*answer);
            // An answer to an earlier hour may still be on its way after a repeat: the QN tells.
            if (head && head->cn == "9014" && head->qn == waiting.front()->qn) answered.emplace(head->mn);
        }
    const bool whole = answered.size() == count;
    waiting.erase(std::remove_if(waiting.begin(), waiting.end(),
                                 [&](const Hj212Packet* packet) { return answered.count(packet->mn) != 0; }),
                  waiting.end());
    if (!whole) {
        connection_.reset();
        repeated_ += count - answered.size();
    }
    return answered.size();
}

Result<void> DemoTelemetry::deliver(const std::vector<Hj212Packet>& packets) {
    std::vector<const Hj212Packet*> waiting;
    for (const Hj212Packet& packet : packets) waiting.push_back(&packet);
    auto until = Clock::now() + kPatience;
    while (!waiting.empty()) {
        if (!connection_) {
            if (auto alive = revive_(); !alive) return alive;
            auto connected = TelemetryClient::connect("127.0.0.1", port_);
            if (connected) connection_ = std::move(*connected);
        }
        const size_t answered = connection_ ? exchange(waiting) : 0;
        answered_ += answered;
        if (answered > 0) {
            until = Clock::now() + kPatience;
            continue;
        }
        if (Clock::now() > until)
            return fail({fmt::format("127.0.0.1:{}", port_), 0, 0, ""},
                        {fmt::format("{} 个数据包两分钟没有应答", waiting.size()),
                         fmt::format("{} packets were not answered for two minutes", waiting.size())},
                        {"见 daemon.log", "see daemon.log"});
        std::this_thread::sleep_for(kPause);
    }
    return {};
}

}  // namespace qingkong
