// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "emissions/telemetry.hpp"
#include "engine/telemetry_admission.hpp"
#include "engine/telemetry_log.hpp"
#include "engine/telemetry_server.hpp"
#include "rules/problem.hpp"

namespace qingkong {

struct StationOptions {
    TelemetryServerOptions server;  ///< `check` is set by the station
    std::string store_path;         ///< the database; the log stands beside it
    TelemetryAdmission::Limits admission;
    TelemetryAdmission::Devices devices;    ///< of the inventory in force
    TelemetrySettings settings;
};

/// HJ 212 from the wire into the database, apart from the daemon's thread: one thread for the connections, one that makes
/// durable what they brought (TelemetryLog), one that takes it into the database by a connection of its own. Packets are
/// answered once the log has them; their values are in the database a moment later (docs/telemetry.md).
class TelemetryStation {
public:
    /// Listens at once; fails where the address, the log or the database cannot be had.
    static Result<std::unique_ptr<TelemetryStation>> open(StationOptions options);
    ~TelemetryStation();
    TelemetryStation(const TelemetryStation&) = delete;
    TelemetryStation& operator=(const TelemetryStation&) = delete;

    uint16_t port() const;
    /// Devices of the inventory in force.
    void know(TelemetryAdmission::Devices devices);
    /// Waits until everything durable now is in the database, at most so long. False: it is not.
    bool settle(std::chrono::milliseconds longest = std::chrono::seconds(30));

    struct Figures {
        TelemetryCounters server;
        TelemetryLog::Figures log;
        uint64_t packets = 0, repeats = 0, values = 0, messages = 0;  ///< taken in since the start
        uint64_t unknown_kept = 0, unknown_refused = 0;               ///< unknown MNs; their packets for which there was no room
    };
    Figures figures() const;

private:
    struct State;
    explicit TelemetryStation(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace qingkong
