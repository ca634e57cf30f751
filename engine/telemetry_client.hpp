// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "rules/problem.hpp"

namespace qingkong {

/// A device's side of HJ 212 over TCP, blocking: for drills, tests and simulated enterprises.
class TelemetryClient {
public:
    static Result<TelemetryClient> connect(const std::string& host, uint16_t port,
                                           std::chrono::milliseconds timeout = std::chrono::seconds(5));
    ~TelemetryClient();
    TelemetryClient(TelemetryClient&&) noexcept;
    TelemetryClient& operator=(TelemetryClient&&) noexcept;

    /// Sends bytes as they are. False if the connection is gone.
    bool send(std::string_view bytes);
    /// The next whole frame with a right CRC, without `##`, length, CRC, CR LF; empty after the timeout or at the end.
    std::optional<std::string> receive(std::chrono::milliseconds timeout = std::chrono::seconds(5));

private:
    struct State;
    explicit TelemetryClient(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace qingkong
