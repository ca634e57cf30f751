// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "engine/service.hpp"

namespace qingkong {

class TelemetryStation;

/// The running daemon: one thread, one io_context; HTTP, HJ 212, mailer and the hour around the service.
class Daemon {
public:
    Daemon(const Config& config, Resources resources, Store store);
    ~Daemon();

    Service& service();
    /// Sends what is due; `then` is called once nothing is due or on the wire any more (with a clock call: before it
    /// is answered).
    void pump(std::function<void()> then = {});
    bool ready() const;
    /// Null where no HJ 212 port is configured, or before run().
    TelemetryStation* telemetry();
    /// Slow work (a password's hash) in another thread, then `then` in the daemon's own; false: too much waits already.
    bool aside(std::function<void()> work, std::function<void()> then);

    /// Listens and runs until SIGTERM or SIGINT; problems: an address that cannot be had.
    Result<void> run();

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace qingkong
