// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>

#include "engine/telemetry_server.hpp"

namespace qingkong {

/// Whose packets are taken: those of every device of the inventory, and of unknown MNs so many as were allowed, because
/// anybody can invent one. For one thread; the figures may be read from any.
class TelemetryAdmission {
public:
    using Devices = std::set<std::string, std::less<>>;
    struct Limits {
        std::string password;       ///< of all packets; empty = any
        bool store_unknown = true;
        size_t most_unknown = 20'000;
        int64_t free_bytes = int64_t{2} << 30;    ///< with less on the disk nothing of unknown MNs is taken
    };
    /// `heard`: unknown MNs that the database has already; `folder`: where the disk is looked at.
    TelemetryAdmission(Limits limits, std::string folder, Devices devices, Devices heard);

    SenderCheck check(std::string_view mn, std::string_view password);
    /// The inventory has another version. What it no longer names stays welcome: its data are asked for in accounts of the past.
    void know(Devices devices);

    uint64_t unknown_kept() const { return unknown_kept_; }
    uint64_t unknown_refused() const { return unknown_refused_; }    ///< packets for which there was no room
private:
    bool disk_has_room();

    Limits limits_;
    std::string folder_;
    Devices devices_, unknown_;
    bool room_ = true;
    std::chrono::steady_clock::time_point look_again_{};
    std::atomic<uint64_t> unknown_kept_{0}, unknown_refused_{0};
};

}  // namespace qingkong
