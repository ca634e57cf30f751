// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <utility>

#include <catch2/catch.hpp>

#include "engine/telemetry_client.hpp"
#include "engine/telemetry_station.hpp"
#include "tests/run_program.hpp"

namespace qingkong {

/// A telemetry station over `q.db` of the folder, listening on a port of its own.
inline std::unique_ptr<TelemetryStation> open_station(const TestFolder& folder, const std::function<void(StationOptions&)>& change = {}) {
    StationOptions options;
    options.store_path = (folder.path / "q.db").string();
    if (change) change(options);
    auto station = TelemetryStation::open(std::move(options));
    REQUIRE(station);
    return std::move(*station);
}

inline TelemetryClient client_of(uint16_t port) {
    auto client = TelemetryClient::connect("127.0.0.1", port);
    REQUIRE(client);
    return std::move(*client);
}

}  // namespace qingkong
