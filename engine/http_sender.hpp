// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/mailer.hpp"

namespace qingkong {

/// One request to a receiver. Nothing of it is ever logged: addresses and headers may hold secrets.
struct OutboundRequest {
    int64_t delivery_id = 0;
    std::string method = "POST", url, body, ca_file;
    std::vector<std::string> headers;    ///< `Name: value`
    /// 2xx and, where set, this JSON pointer of the answer holding this value; `errcode` of a robot likewise.
    std::string success_pointer, success_value;
    std::vector<std::string> later_values;    ///< values there that mean: too fast, again later
};

/// accepted: 2xx and the success test. deferred: 5xx, 429, no connection, no valid certificate, or an answer that is not the
/// receiver's. failed: 3xx, 4xx, another value than success. unknown: the request was sent, the answer never came.
struct RequestResult {
    int64_t delivery_id = 0;
    SendOutcome outcome = SendOutcome::deferred;
    std::string reply;                            ///< `200 ok`: status and the beginning of the answer
    std::optional<int64_t> retry_after_seconds;   ///< of 429 and 503, where the receiver says it
};

struct HttpSenderOptions {
    int sessions = 4;                             ///< requests at a time
    std::size_t queue_limit = 500;
    std::chrono::milliseconds connect_timeout{10'000};
    std::chrono::milliseconds send_timeout{30'000};
};

/// Sends requests in threads of its own; results come in batches in the thread of the io_context, one for each request.
/// Each request has a connection of its own: a resting connection that breaks would leave open whether it was heard.
class HttpSender {
public:
    HttpSender(boost::asio::io_context& context, HttpSenderOptions options,
               std::function<void(std::vector<RequestResult>)> on_results);

    std::size_t room() const { return pool_.room(); }
    /// Takes the first room() requests; returns how many.
    std::size_t send(std::vector<OutboundRequest> requests) { return pool_.send(std::move(requests)); }
    /// Waits for what is on the wire; the rest is dropped without a result.
    void stop() { pool_.stop(); }

private:
    SenderPool<OutboundRequest, RequestResult> pool_;
};

/// One request, here and now, in the caller's thread.
RequestResult send_request(const OutboundRequest& request, const HttpSenderOptions& options);

}  // namespace qingkong
