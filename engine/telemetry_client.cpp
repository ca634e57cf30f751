// SPDX-License-Identifier: Apache-2.0
#include "engine/telemetry_client.hpp"

#include <array>

#include <fmt/format.h>
#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>

#include "emissions/hj212_frame.hpp"

namespace qingkong {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

struct TelemetryClient::State {
    asio::io_context context;
    tcp::socket socket{context};
    Hj212Framer framer;
    std::chrono::milliseconds timeout{};

    /// Runs the one operation under way; what is not done in time is cancelled by closing the socket.
    void run(std::chrono::milliseconds limit, const bool& done, bool keep_socket) {
        context.restart();
        context.run_for(limit);
        if (done) return;
        error_code ignored;
        if (keep_socket)
            socket.cancel(ignored);
        else
            socket.close(ignored);
        context.restart();
        context.run();
    }
};

TelemetryClient::TelemetryClient(std::unique_ptr<State> state) : state_(std::move(state)) {}
TelemetryClient::~TelemetryClient() = default;
TelemetryClient::TelemetryClient(TelemetryClient&&) noexcept = default;
TelemetryClient& TelemetryClient::operator=(TelemetryClient&&) noexcept = default;

Result<TelemetryClient> TelemetryClient::connect(const std::string& host, uint16_t port,
                                                 std::chrono::milliseconds timeout) {
    auto state = std::make_unique<State>();
    state->timeout = timeout;
    error_code error;
    tcp::resolver resolver(state->context);
    const auto endpoints = resolver.resolve(host, std::to_string(port), error);
    if (!error) {
        bool done = false;
        asio::async_connect(state->socket, endpoints, [&](const error_code& result, const tcp::endpoint&) {
            error = result;
            done = true;
        });
        state->run(timeout, done, false);
    }
    if (error) {
        const std::string to = fmt::format("{}:{}", host, port);
        return fail({to}, {"无法连接：" + error.message(), "cannot connect: " + error.message()},
                    {"在线的数采接收服务", "a telemetry server that listens there"});
    }
    error_code ignored;
    state->socket.set_option(tcp::no_delay(true), ignored);
    return TelemetryClient(std::move(state));
}

bool TelemetryClient::send(std::string_view bytes) {
    error_code error;
    bool done = false;
    asio::async_write(state_->socket, asio::buffer(bytes), [&](const error_code& result, size_t) {
        error = result;
        done = true;
    });
    state_->run(state_->timeout, done, false);
    return !error;
}

std::optional<std::string> TelemetryClient::receive(std::chrono::milliseconds timeout) {
    const auto until = std::chrono::steady_clock::now() + timeout;
    while (true) {
        while (const auto frame = state_->framer.next())
            if (frame->state == FrameState::ok) return std::string(frame->data);
        const auto left =
            std::chrono::duration_cast<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
        if (left.count() <= 0) return std::nullopt;
        std::array<char, 4096> bytes;
        error_code error;
        size_t count = 0;
        bool done = false;
        state_->socket.async_read_some(asio::buffer(bytes), [&](const error_code& result, size_t n) {
            error = result;
            count = n;
            done = true;
        });
        state_->run(left, done, true);
        if (count > 0)
            state_->framer.feed(std::string_view(bytes.data(), count));
        else if (error)
            return std::nullopt;
    }
}

}  // namespace qingkong
