// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>

#include <nlohmann/json_fwd.hpp>

#include "rules/problem.hpp"

namespace qingkong {

/// What the daemon answered.
struct DemoAnswer {
    int status = 0;
    std::string body;
    bool good() const { return status >= 200 && status < 300; }
};

/// The demo's side of the public API: libcurl, one connection, every call repeated until it is answered. Every call of
/// the API may be repeated.
class DemoClient {
public:
    /// `base` = `http://127.0.0.1:8300`. `revive` is called before each repeat: it starts the daemon again if it is
    /// dead; where it fails, so does the call. `on_ready` is told of every good answer of /readyz. `interrupted` ends
    /// the waiting.
    DemoClient(std::string base, std::function<Result<void>()> revive, std::function<void()> on_ready,
               std::function<bool()> interrupted);
    ~DemoClient();
    DemoClient(const DemoClient&) = delete;
    DemoClient& operator=(const DemoClient&) = delete;

    /// Waits until /readyz answers 200.
    Result<void> wait_ready();
    /// An answer of any status below 500. Fails where a daemon that lives does not answer within four minutes, where
    /// the connection breaks 200 times, or the daemon says 500 three times.
    Result<DemoAnswer> call(const std::string& method, const std::string& path, const std::string& token = "",
                            const std::string& body = "");
    /// The answer's JSON; a status of 400 or more is a failure that carries what the daemon said.
    Result<nlohmann::json> get(const std::string& path);
    Result<nlohmann::json> post(const std::string& path, const std::string& token, const nlohmann::json& body);
    /// The answer's text, likewise.
    Result<std::string> text(const std::string& path);

    /// `%E5%…`, for a value in the query.
    static std::string escaped(const std::string& text);
    /// Calls that had to be repeated.
    int repeats() const { return repeats_; }

private:
    struct Connection;
    enum class Try { answered, timed_out, broken };
    Try once(const std::string& method, const std::string& path, const std::string& token, const std::string& body,
             DemoAnswer& answer);

    std::unique_ptr<Connection> connection_;
    std::string base_;
    std::function<Result<void>()> revive_;
    std::function<void()> on_ready_;
    std::function<bool()> interrupted_;
    int repeats_ = 0;
};

}  // namespace qingkong
