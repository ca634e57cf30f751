// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "rules/problem.hpp"
#include "rules/time.hpp"

namespace qingkong {

/// A place in the log, between two records.
struct LogPosition {
    int64_t segment = 0;
    int64_t offset = 0;
    auto operator<=>(const LogPosition&) const = default;
};

/// A packet as it stands in the log.
struct LoggedPacket {
    Instant received_at;
    std::string crc;   ///< as sent
    std::string data;  ///< data segment without the password
    LogPosition behind;    ///< where it ends
};

/// Packets on their way into the database: an append-only log in segments beside it (`q.db-hj212-00000001`). One thread
/// writes what all connections brought meanwhile, makes it durable by one fdatasync and only then says so. Whoever takes
/// the packets over keeps the position up to which he did and drops what lies before it. After a crash the log is read on
/// from that position; an unfinished record at its end, which nobody was told of, is cut off.
class TelemetryLog {
public:
    struct Options {
        std::string prefix;                 ///< path and beginning of the segments' names
        int64_t segment_bytes = 64 << 20;   ///< a full one is followed by the next
        int64_t most_bytes = int64_t{4} << 30;  ///< more than this not taken over: nothing more is stored, nor answered
    };
    /// Fails where the folder cannot be written.
    static Result<std::unique_ptr<TelemetryLog>> open(Options options, LogPosition taken);
    ~TelemetryLog();
    TelemetryLog(const TelemetryLog&) = delete;
    TelemetryLog& operator=(const TelemetryLog&) = delete;

    /// Adds a record to `records`, for append().
    static void add_record(std::string& records, Instant received_at, std::string_view crc, std::string_view data);
    /// Any thread. `done` is called once, by the log's thread: true = durable.
    void append(std::string records, std::function<void(bool durable)> done);

    /// Waits for durable records behind `from`, at most so long; reads at most `most_packets` and moves `from` behind them.
    std::vector<LoggedPacket> read(LogPosition& from, size_t most_packets, std::chrono::milliseconds wait);
    /// Segments that end before this are removed.
    void drop_before(LogPosition taken);
    /// Everything before it is durable.
    LogPosition durable_end() const;

    struct Figures {
        uint64_t syncs = 0;
        int64_t bytes_waiting = 0;      ///< durable, not yet taken over
        int64_t last_sync_us = 0, longest_sync_us = 0;
        size_t bytes_queued = 0;        ///< not yet durable
    };
    Figures figures() const;

private:
    struct State;
    explicit TelemetryLog(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace qingkong
