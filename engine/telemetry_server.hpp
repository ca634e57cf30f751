// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace boost::asio {
class io_context;
}

namespace qingkong {

/// What the store says of a sender before anything is taken.
enum class SenderCheck {
    welcome,
    wrong_password,
    unknown_mn,
    no_room,    ///< unknown, and no more unknown ones are kept: answered as unknown_mn
};

struct TelemetryServerOptions {
    std::string listen = "127.0.0.1";
    uint16_t port = 0;                                ///< 0 = any free one, see TelemetryServer::port()
    std::chrono::milliseconds idle_timeout{600'000};  ///< without one good packet: closed, however many bytes came
    std::chrono::milliseconds frame_timeout{30'000};  ///< an incomplete frame becomes noise (handbook J.1); also
                                                      ///< the time an answer may take to be taken by the peer
    size_t max_frame_bytes = 9999;                    ///< of the data segment
    /// Where all are taken, the oldest that has not brought one good packet gives way: who only connects keeps nobody out.
    size_t max_connections = 1000;
    size_t max_waiting_bytes = 64 << 20;  ///< not yet stored, of all connections together: above it nothing is read
    /// PEM files; both or none. With them every connection must speak TLS.
    std::string tls_certificate, tls_key;
    /// By MN and password. Empty = every sender is welcome.
    std::function<SenderCheck(std::string_view mn, std::string_view password)> check;
    /// Data segment of 2025 whose CP is encrypted -> the plain one, over which its CRC goes (handbook J.6). The product has
    /// no key and no cipher: empty, and such packets are wrong CRCs.
    std::function<std::optional<std::string>(std::string_view data)> decrypt;
};

struct ReceivedPacket {
    std::string data;  ///< data segment, a right CRC and a head that can be read; the password is starred out
    std::string crc;   ///< as sent
};

struct TelemetryCounters {
    uint64_t connections = 0;  ///< accepted so far
    uint64_t open = 0;         ///< now
    uint64_t turned_away = 0;  ///< over the limits; also those that gave way unheard to a new one
    uint64_t packets = 0;      ///< handed to the handler
    uint64_t stored = 0;       ///< of them stored; those that wanted an answer have it
    uint64_t bad_crc = 0, bad_frame = 0;
    uint64_t refused = 0;  ///< right CRC but no packet, wrong password, unknown MN or no room for it
    uint64_t closed = 0;   ///< idle, or deaf to their answers
};

/// HJ 212 over TCP. One read's packets go to the handler together; only after done(true) are those answered that want
/// an answer (handbook J.3); after done(false) the sender repeats. A wrong CRC gets no answer. Repeats are handed on
/// and answered again: keeping them once is the store's job. While a batch is being stored its connection is not read.
/// A connection that waits holds no buffer: only an incomplete frame, at most max_frame_bytes and one read.
class TelemetryServer {
public:
    /// Called on the io_context; `done` may be called once from any thread, also within the call. Dropping it counts as
    /// done(false). Every `done` must be called or dropped before the io_context is destroyed.
    using Handler = std::function<void(std::vector<ReceivedPacket>, std::function<void(bool stored)> done)>;

    /// Listens at once; throws std::system_error where the address cannot be had. The io_context is run by one thread
    /// and outlives the server.
    TelemetryServer(boost::asio::io_context& context, TelemetryServerOptions options, Handler handler);
    ~TelemetryServer();
    TelemetryServer(const TelemetryServer&) = delete;
    TelemetryServer& operator=(const TelemetryServer&) = delete;

    uint16_t port() const;
    /// Closes the listener and every connection. Call it on the io_context, or before run() or after it.
    void stop();
    TelemetryCounters counters() const;

private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace qingkong
