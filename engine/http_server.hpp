// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "engine/http_message.hpp"
#include "rules/problem.hpp"

namespace boost::asio {
class io_context;
}

namespace qingkong {

struct HttpServerOptions {
    std::string address = "127.0.0.1";           ///< an IP address
    uint16_t port = 0;                           ///< 0 = any free one, see port()
    std::size_t header_limit_bytes = 16 * 1024;  ///< over it: 431
    std::size_t body_limit_bytes = 64 * 1024 * 1024;    ///< over it: 413
    std::chrono::milliseconds idle_timeout{30'000};     ///< begun and not finished in this time: 408; silent: closed
    std::size_t max_connections = 256;           ///< over it: 503
};

/// HTTP/1.1 with keep-alive on one io_context (run by one thread). HEAD is answered like GET without the body. While a
/// handler is at work no timeout runs. TLS is the business of a proxy in front for now.
class HttpServer {
public:
    HttpServer(boost::asio::io_context& context, HttpServerOptions options, RequestHandler handler);
    ~HttpServer();
    HttpServer(const HttpServer&) = delete;
    HttpServer& operator=(const HttpServer&) = delete;

    /// Binds and begins to accept. One error that names the address where that fails.
    Result<void> start();
    /// Closes the listener and all connections; late replies are ignored. To be called in the io_context's thread, or
    /// while it does not run.
    void stop();
    /// The port really bound; 0 before start().
    uint16_t port() const;

    struct Impl;    ///< named here for the sessions in the .cpp only

private:
    std::shared_ptr<Impl> impl_;
};

}  // namespace qingkong
