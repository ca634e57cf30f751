// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <vector>

#include "alerts/self_watch.hpp"
#include "engine/channel_pump.hpp"

namespace qingkong {

/// The daemon's own watch (`[watch]`): looks at the evaluation and the channels, puts alarms into the outbox, tells outside
/// watchers that it lives.
class SelfWatchBeat {
public:
    SelfWatchBeat(boost::asio::io_context& context, Service& service, const ChannelPump& channels);

    /// At every beat and after a simulated clock moved. Telling twice is not possible: what was told stands in the store.
    void look();
    const std::vector<Fault>& faults() const { return faults_; }
    void stop() { sender_.stop(); }

private:
    void tell(const std::string& subject, const Text& words, bool raised);
    void heartbeat();

    Service& service_;
    const ChannelPump& channels_;
    const Instant started_at_;
    std::vector<Fault> faults_;
    std::optional<Instant> beaten_for_;    ///< evaluation that the heartbeat has told
    HttpSender sender_;                    ///< of the heartbeat; last: its threads end first
};

}  // namespace qingkong
