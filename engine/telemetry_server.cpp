// SPDX-License-Identifier: Apache-2.0
#include "engine/telemetry_server.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <list>
#include <optional>
#include <system_error>
#include <utility>

#include <fmt/format.h>
#include <spdlog/spdlog.h>
#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include "emissions/hj212_frame.hpp"
#include "emissions/hj212_packet.hpp"

namespace qingkong {

namespace asio = boost::asio;
using asio::use_awaitable;
using asio::ip::tcp;
using boost::system::error_code;
using Clock = std::chrono::steady_clock;

namespace {

constexpr size_t kReadBytes = 16 << 10;
constexpr auto kBreath = std::chrono::milliseconds(5);
constexpr size_t kLongestHeadField = 64;    ///< MN has 24, QN 17: what is kept of a packet for long is bounded

using TlsStream = asio::ssl::stream<tcp::socket&>;

bool head_fits(const Hj212Head& head) {
    for (const std::string_view text : {head.qn, head.st, head.cn, head.mn, head.flag, head.pnum, head.pno})
        if (text.size() > kLongestHeadField) return false;
    return true;
}

std::string address_of(const tcp::socket& socket) {
    error_code error;
    const auto remote = socket.remote_endpoint(error);
    return error ? "?" : fmt::format("{}:{}", remote.address().to_string(), remote.port());
}

}  // namespace

struct TelemetryServer::State : std::enable_shared_from_this<State> {
    State(asio::io_context& context, TelemetryServerOptions wanted, Handler stored_by)
        : acceptor(context), options(std::move(wanted)), handler(std::move(stored_by)) {}

    /// One device. Its two coroutines (reading, watching the clock) and a pending batch keep it alive.
    struct Connection {
        Connection(tcp::socket accepted, size_t max_frame_bytes)
            : socket(std::move(accepted)),
              watch(socket.get_executor()),
              framer(max_frame_bytes),
              peer(address_of(socket)),
              last_packet(Clock::now()) {}

        tcp::socket socket;
        std::unique_ptr<TlsStream> tls;  ///< null = plain
        asio::steady_timer watch;
        Hj212Framer framer;
        std::string peer;
        Clock::time_point last_packet;
        std::optional<Clock::time_point> frame_since;  ///< when the incomplete frame began
        uint64_t frame_offset = 0;                     ///< and where
        std::optional<Clock::time_point> write_since;  ///< when the peer was offered an answer
        bool storing = false;
        bool heard = false;    ///< brought a good packet
        bool expired = false;  ///< the incomplete frame took too long; the reader drops it
        bool closed = false;

        void close() {
            closed = true;
            error_code ignored;
            socket.close(ignored);
            watch.cancel();
        }
    };

    tcp::acceptor acceptor;
    TelemetryServerOptions options;
    Handler handler;
    uint16_t port = 0;
    std::list<std::weak_ptr<Connection>> connections;
    std::list<std::weak_ptr<Connection>> unheard;    ///< the oldest first; some were heard since
    bool stopped = false;
    std::optional<asio::ssl::context> tls;
    std::vector<char> bytes = std::vector<char>(kReadBytes);  ///< of whoever reads: nobody holds it while he waits
    size_t waiting_bytes = 0;
    size_t open = 0;
    Clock::time_point log_again{};
    std::atomic<uint64_t> accepted{0}, open_now{0}, turned_away{0}, packets{0}, stored_packets{0}, bad_crc{0}, bad_frame{0}, refused{0},
        closed{0};

    void spawn(asio::awaitable<void> work, const char* what);
    /// At most one line a second about what anybody out there can cause at will.
    bool may_log() {
        const auto now = Clock::now();
        if (now < log_again) return false;
        log_again = now + std::chrono::seconds(1);
        return true;
    }
    asio::awaitable<void> accept();
    bool make_room();
    asio::awaitable<void> serve(std::shared_ptr<Connection> connection);
    asio::awaitable<void> keep_time(std::shared_ptr<Connection> connection);
    asio::awaitable<bool> handle(std::shared_ptr<Connection> connection);
    asio::awaitable<size_t> receive(Connection& connection, error_code& error);
    std::vector<ReceivedPacket> take_frames(Connection& connection, std::string& refusals, std::string& answers);
    void take_packet(Connection& connection, std::string_view data, std::string_view crc, std::vector<ReceivedPacket>& batch,
                     std::string& refusals, std::string& answers);
    asio::awaitable<bool> store(std::shared_ptr<Connection> connection, std::vector<ReceivedPacket> batch);
    asio::awaitable<bool> send(std::shared_ptr<Connection> connection, std::string text);
};

/// The one place where coroutines start: what they throw is logged, never lost and never fatal.
void TelemetryServer::State::spawn(asio::awaitable<void> work, const char* what) {
    asio::co_spawn(acceptor.get_executor(), std::move(work),
                   [self = shared_from_this(), what](const std::exception_ptr& thrown) {
                       if (!thrown) return;
                       try {
                           std::rethrow_exception(thrown);
                       } catch (const std::exception& error) {
                           spdlog::error("telemetry: {} ended: {}", what, error.what());
                       }
                   });
}

/// Closes the oldest connection that has not brought a good packet; false where every one has. Each is looked at once.
bool TelemetryServer::State::make_room() {
    while (!unheard.empty()) {
        const auto oldest = unheard.front().lock();
        unheard.pop_front();
        if (!oldest || oldest->closed || oldest->heard) continue;
        oldest->close();
        return true;
    }
    return false;
}

asio::awaitable<void> TelemetryServer::State::accept() {
    while (!stopped) {
        error_code error;
        tcp::socket socket = co_await acceptor.async_accept(asio::redirect_error(use_awaitable, error));
        if (stopped || error == asio::error::operation_aborted) co_return;
        if (error) {
            // For instance no free file descriptor: wait, do not spin.
            spdlog::warn("telemetry: accept: {}", error.message());
            asio::steady_timer pause(acceptor.get_executor(), std::chrono::milliseconds(200));
            co_await pause.async_wait(asio::redirect_error(use_awaitable, error));
            continue;
        }
        for (auto* list : {&connections, &unheard})
            if (list->size() > 2 * open + 16) list->remove_if([](const std::weak_ptr<Connection>& gone) { return gone.expired(); });
        if (open >= options.max_connections) {
            ++turned_away;
            const bool room = make_room();
            if (may_log()) spdlog::warn("telemetry: {} connections are open: {}", open, room ? "one without a packet gives way" : address_of(socket) + " turned away");
            if (!room) {
                socket.close(error);
                continue;
            }
        }
        ++accepted;
        // Answers are small: without this each batch of them would wait 40 ms for the peer's acknowledgement.
        socket.set_option(tcp::no_delay(true), error);
        auto connection = std::make_shared<Connection>(std::move(socket), options.max_frame_bytes);
        if (tls) connection->tls = std::make_unique<TlsStream>(connection->socket, *tls);
        connections.push_back(connection);
        unheard.push_back(connection);
        open_now = ++open;
        spawn(serve(connection), "connection");
        spawn(keep_time(connection), "connection timer");
    }
}

/// Waits for bytes and puts them into `bytes`. A plain connection waits without a buffer; TLS decrypts into one of its own.
asio::awaitable<size_t> TelemetryServer::State::receive(Connection& connection, error_code& error) {
    if (connection.tls) {
        std::vector<char> own(kReadBytes);
        const size_t n = co_await connection.tls->async_read_some(asio::buffer(own), asio::redirect_error(use_awaitable, error));
        std::copy_n(own.begin(), n, bytes.begin());
        co_return n;
    }
    co_await connection.socket.async_wait(tcp::socket::wait_read, asio::redirect_error(use_awaitable, error));
    if (error) co_return 0;
    const size_t n = connection.socket.read_some(asio::buffer(bytes), error);
    if (error == asio::error::would_block) error.clear();
    co_return n;
}

asio::awaitable<void> TelemetryServer::State::serve(std::shared_ptr<Connection> connection) {
    struct Closer {
        State& state;
        Connection& connection;
        ~Closer() {
            connection.close();
            state.open_now = --state.open;
        }
    } closer{*this, *connection};
    error_code error;
    connection->socket.non_blocking(true, error);
    if (connection->tls) {
        co_await connection->tls->async_handshake(asio::ssl::stream_base::server, asio::redirect_error(use_awaitable, error));
        if (error) co_return;
    }
    while (!connection->closed) {
        while (waiting_bytes > options.max_waiting_bytes && !connection->closed) {
            // The disk is behind: the senders wait in their sockets, not here.
            asio::steady_timer pause(acceptor.get_executor(), kBreath);
            co_await pause.async_wait(asio::redirect_error(use_awaitable, error));
        }
        error.clear();
        const size_t n = co_await receive(*connection, error);
        if (n > 0) connection->framer.feed(std::string_view(bytes.data(), n));
        const bool expired = std::exchange(connection->expired, false);
        if (expired && n == 0) connection->framer.finish();
        if (error && !(expired && error == asio::error::operation_aborted)) break;
        if (!co_await handle(connection)) break;
        Hj212Framer& framer = connection->framer;
        framer.shrink();
        if (framer.pending_bytes() == 0) {
            connection->frame_since.reset();
        } else if (!connection->frame_since || connection->frame_offset != framer.pending_offset()) {
            connection->frame_since = Clock::now();
            connection->frame_offset = framer.pending_offset();
        }
    }
}

/// Looks at the clock often enough; closes what is idle or does not take its answers.
asio::awaitable<void> TelemetryServer::State::keep_time(std::shared_ptr<Connection> connection) {
    const auto step = std::max(std::min(options.idle_timeout, options.frame_timeout) / 4, std::chrono::milliseconds(1));
    while (!connection->closed) {
        connection->watch.expires_after(step);
        error_code error;
        co_await connection->watch.async_wait(asio::redirect_error(use_awaitable, error));
        if (connection->closed) co_return;
        const auto now = Clock::now();
        const bool deaf = connection->write_since && now - *connection->write_since > options.frame_timeout;
        const bool idle = !connection->storing && now - connection->last_packet > options.idle_timeout;
        if (deaf || idle) {
            ++closed;
            if (may_log())
                spdlog::info("telemetry: {} closed: {}", connection->peer, deaf ? "takes no answers" : "no packet for too long");
            connection->close();
            co_return;
        }
        const bool reading = !connection->storing && !connection->write_since;
        if (reading && connection->frame_since && now - *connection->frame_since > options.frame_timeout) {
            // Wakes the reader, which takes the incomplete frame for noise and looks at what stands behind its `##`.
            connection->frame_since.reset();
            connection->expired = true;
            error_code ignored;
            connection->socket.cancel(ignored);
        }
    }
}

/// All frames that are complete: handed on together, then answered. False = close.
asio::awaitable<bool> TelemetryServer::State::handle(std::shared_ptr<Connection> connection) {
    std::string refusals, answers;
    std::vector<ReceivedPacket> batch = take_frames(*connection, refusals, answers);
    if (!refusals.empty() && !co_await send(connection, std::move(refusals))) co_return false;
    if (batch.empty()) co_return true;
    connection->heard = true;
    connection->last_packet = Clock::now();
    packets += batch.size();

    const size_t count = batch.size();
    size_t held = answers.size();
    for (const ReceivedPacket& packet : batch) held += sizeof packet + packet.data.size();
    waiting_bytes += held;
    connection->storing = true;
    const bool durable = co_await store(connection, std::move(batch));
    connection->storing = false;
    waiting_bytes -= held;
    connection->last_packet = Clock::now();
    if (!durable) {
        if (may_log()) spdlog::warn("telemetry: {} packets of {} not stored, not answered", count, connection->peer);
        co_return !connection->closed;
    }
    stored_packets += count;
    if (connection->closed) co_return false;
    co_return answers.empty() || co_await send(connection, std::move(answers));
}

std::vector<ReceivedPacket> TelemetryServer::State::take_frames(Connection& connection, std::string& refusals, std::string& answers) {
    std::vector<ReceivedPacket> batch;
    while (const auto frame = connection.framer.next()) {
        if (frame->state == FrameState::bad_crc && options.decrypt) {
            const auto plain = options.decrypt(frame->data);
            if (plain && is_crc_of(frame->crc, *plain)) {
                take_packet(connection, *plain, frame->crc, batch, refusals, answers);
                continue;
            }
        }
        if (frame->state == FrameState::bad_crc) ++bad_crc;
        if (frame->state == FrameState::bad_frame) ++bad_frame;
        if (frame->state == FrameState::ok) take_packet(connection, frame->data, frame->crc, batch, refusals, answers);
    }
    return batch;
}

void TelemetryServer::State::take_packet(Connection& connection, std::string_view data, std::string_view crc,
                                         std::vector<ReceivedPacket>& batch, std::string& refusals, std::string& answers) {
    const auto head = read_head(data);
    if (!head || !head_fits(*head)) {
        ++refused;
        if (may_log()) spdlog::warn("telemetry: {}: a frame is no packet: {}", connection.peer, head ? "long_head" : head.error().token);
        return;
    }
    const SenderCheck check = options.check ? options.check(head->mn, head->pw) : SenderCheck::welcome;
    if (check != SenderCheck::welcome) {
        ++refused;
        const bool password = check == SenderCheck::wrong_password;
        if (may_log())
            spdlog::warn("telemetry: {}: MN {} refused: {}", connection.peer, head->mn,
                         password                          ? "wrong password"
                         : check == SenderCheck::unknown_mn ? "unknown MN"
                                                            : "unknown MN, and no room for more unknown ones (max_unknown_mn, or the disk)");
        refusals += encode_refusal(*head, password ? 3 : 4);
        return;
    }
    answers += encode_answer(*head);
    ReceivedPacket packet{std::string(data), std::string(crc)};
    if (!head->pw.empty()) packet.data.replace(static_cast<size_t>(head->pw.data() - data.data()), head->pw.size(), head->pw.size(), '*');
    batch.push_back(std::move(packet));
}

namespace {

/// Completes a waiting coroutine exactly once, on its executor: by a call from any thread, or by being dropped.
template <class Waiting>
class Completion {
public:
    explicit Completion(Waiting waiting) : waiting_(std::move(waiting)) {}
    Completion(const Completion&) = delete;
    Completion& operator=(const Completion&) = delete;
    ~Completion() { complete(false); }
    void complete(bool stored) {
        if (called_.exchange(true)) return;
        const auto executor = asio::get_associated_executor(waiting_);
        asio::post(executor, [waiting = std::move(waiting_), stored]() mutable { std::move(waiting)(stored); });
    }

private:
    Waiting waiting_;
    std::atomic<bool> called_{false};
};

}  // namespace

asio::awaitable<bool> TelemetryServer::State::store(std::shared_ptr<Connection> connection,
                                                    std::vector<ReceivedPacket> batch) {
    (void)connection;  // kept alive until the store has spoken
    co_return co_await asio::async_initiate<const asio::use_awaitable_t<>&, void(bool)>(
        [this](auto waiting, std::vector<ReceivedPacket> packets_to_store) {
            auto completion = std::make_shared<Completion<decltype(waiting)>>(std::move(waiting));
            handler(std::move(packets_to_store), [completion](bool stored) { completion->complete(stored); });
        },
        use_awaitable, std::move(batch));
}

asio::awaitable<bool> TelemetryServer::State::send(std::shared_ptr<Connection> connection, std::string text) {
    connection->write_since = Clock::now();
    error_code error;
    if (connection->tls)
        co_await asio::async_write(*connection->tls, asio::buffer(text), asio::redirect_error(use_awaitable, error));
    else
        co_await asio::async_write(connection->socket, asio::buffer(text), asio::redirect_error(use_awaitable, error));
    connection->write_since.reset();
    co_return !error;
}

TelemetryServer::TelemetryServer(asio::io_context& context, TelemetryServerOptions options, Handler handler)
    : state_(std::make_shared<State>(context, std::move(options), std::move(handler))) {
    tcp::acceptor& acceptor = state_->acceptor;
    try {
        const tcp::endpoint endpoint(asio::ip::make_address(state_->options.listen), state_->options.port);
        if (!state_->options.tls_certificate.empty()) {
            state_->tls.emplace(asio::ssl::context::tls_server);
            state_->tls->set_options(asio::ssl::context::no_tlsv1 | asio::ssl::context::no_tlsv1_1);
            state_->tls->use_certificate_chain_file(state_->options.tls_certificate);
            state_->tls->use_private_key_file(state_->options.tls_key, asio::ssl::context::pem);
        }
        acceptor.open(endpoint.protocol());
        acceptor.set_option(tcp::acceptor::reuse_address(true));
        acceptor.bind(endpoint);
        acceptor.listen(4096);  // a whole city reconnects at once after an outage
        state_->port = acceptor.local_endpoint().port();
    } catch (const boost::system::system_error& error) {
        throw std::system_error(error.code(), fmt::format("{}:{}", state_->options.listen, state_->options.port));
    }
    state_->spawn(state_->accept(), "listener");
}

TelemetryServer::~TelemetryServer() {
    stop();
}

uint16_t TelemetryServer::port() const {
    return state_->port;
}

void TelemetryServer::stop() {
    if (std::exchange(state_->stopped, true)) return;
    error_code ignored;
    state_->acceptor.close(ignored);
    for (const auto& weak : state_->connections)
        if (const auto connection = weak.lock()) connection->close();
}

TelemetryCounters TelemetryServer::counters() const {
    return {state_->accepted, state_->open_now, state_->turned_away, state_->packets, state_->stored_packets,
            state_->bad_crc,  state_->bad_frame, state_->refused,    state_->closed};
}

}  // namespace qingkong
