// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "engine/http_sender.hpp"
#include "engine/service.hpp"

namespace qingkong {

/// A row of the outbox and its channel as a request. `seconds`: the clock time of the attempt, into the signature.
/// Fails where a file of the channel cannot be read; the words name the file, never what it holds.
Result<OutboundRequest> channel_request(const DeliveryBytes& delivery, const ChannelConfig& channel, int64_t seconds);

/// Everything due in the outbox that is no mail: leases, sends over HTTP, records. In the daemon's thread.
class ChannelPump {
public:
    ChannelPump(boost::asio::io_context& context, Service& service, std::function<void()> on_recorded);

    /// Leases and hands over as much as the sender takes.
    void pump();
    /// Messages handed over whose answer is not recorded yet.
    std::size_t on_the_wire() const { return on_the_wire_; }
    void stop() { sender_.stop(); }

    /// Of `mail` too, whose results the daemon notes here. A refusal of one recipient says nothing about the channel.
    void note(const std::string& channel, SendOutcome outcome, const std::string& reply);
    /// By channel: attempts in a row that were not taken, and the last words.
    const std::map<std::string, std::pair<int, std::string>>& health() const { return health_; }

private:
    void on_results(std::vector<RequestResult> results);
    void record();

    Service& service_;
    std::function<void()> on_recorded_;
    std::map<int64_t, std::string> channel_of_;    ///< of what is on the wire
    std::map<std::string, std::pair<int, std::string>> health_;
    std::size_t on_the_wire_ = 0;
    std::vector<DeliveryResult> answers_;    ///< not yet stored
    HttpSender sender_;    ///< last: its threads end first
};

}  // namespace qingkong
