// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "engine/http_message.hpp"
#include "engine/service.hpp"

namespace qingkong {

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
    /// Does slow work that touches nothing of the daemon (printing a paper) in a thread of its own, one piece after
    /// another, and answers in the daemon's thread.
    void in_background(std::function<Response()> work, Reply reply);

    /// Listens and runs until SIGTERM or SIGINT; problems: an address that cannot be had.
    Result<void> run();

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace qingkong
