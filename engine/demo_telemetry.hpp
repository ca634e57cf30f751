// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "emissions/hj212_packet.hpp"
#include "engine/telemetry_client.hpp"
#include "rules/problem.hpp"

namespace qingkong {

/// Sends packets over HJ 212 until every one is answered: in windows over one connection that stays open; where it
/// breaks, a new one is made and what was not answered is sent again.
class DemoTelemetry {
public:
    /// `revive` is called before each new attempt to connect; where it fails, so does the delivery.
    DemoTelemetry(uint16_t port, std::function<Result<void>()> revive);

    /// Packets of one hour: their MN are distinct. Fails where nothing is answered for two minutes.
    Result<void> deliver(const std::vector<Hj212Packet>& packets);

    uint64_t answered() const { return answered_; }
    /// Packets that were sent again.
    uint64_t repeated() const { return repeated_; }

private:
    /// One window; returns how many of it were answered (removed from `waiting`).
    size_t exchange(std::vector<const Hj212Packet*>& waiting);

    uint16_t port_;
    std::function<Result<void>()> revive_;
    std::optional<TelemetryClient> connection_;
    uint64_t answered_ = 0, repeated_ = 0;
};

}  // namespace qingkong
