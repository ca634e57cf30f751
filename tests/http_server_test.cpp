// SPDX-License-Identifier: Apache-2.0
#include "engine/http_server.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <future>
#include <stdexcept>
#include <thread>

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <catch2/catch.hpp>

using namespace qingkong;

namespace {

/// Short to wait for, long enough for a client on a busy machine to send its first line.
constexpr std::chrono::milliseconds kShort{1000};

/// A plain TCP client: what is written and read here is the whole text on the wire.
class Wire {
public:
    explicit Wire(uint16_t port) : fd_(socket(AF_INET, SOCK_STREAM, 0)) {
        const timeval ten_seconds{10, 0};
        setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &ten_seconds, sizeof ten_seconds);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        REQUIRE(connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
    }
    ~Wire() { close(fd_); }
    Wire(const Wire&) = delete;
    Wire& operator=(const Wire&) = delete;

    void write(const std::string& text) {
        std::size_t done = 0;
        while (done < text.size()) {
            const ssize_t sent = send(fd_, text.data() + done, text.size() - done, MSG_NOSIGNAL);
            if (sent <= 0) return;    // the server may have had enough
            done += static_cast<std::size_t>(sent);
        }
    }
    /// Up to the end of the connection.
    std::string read_all() {
        std::string text;
        while (read_some(text)) {
        }
        return text;
    }
    /// Until the text ends so.
    std::string read_to(const std::string& end) {
        std::string text;
        while (text.size() < end.size() || text.compare(text.size() - end.size(), end.size(), end) != 0)
            if (!read_some(text)) break;
        return text;
    }

private:
    bool read_some(std::string& text) {
        char part[65536];
        const ssize_t got = recv(fd_, part, sizeof part, 0);
        if (got <= 0) return false;
        text.append(part, static_cast<std::size_t>(got));
        return true;
    }
    int fd_;
};

/// A server with its own thread.
class Running {
public:
    explicit Running(RequestHandler handler, HttpServerOptions options = {})
        : server_(context_, std::move(options), std::move(handler)) {
        REQUIRE(server_.start());
        thread_ = std::thread([this] { context_.run(); });
    }
    ~Running() {
        boost::asio::post(context_, [this] { server_.stop(); });
        thread_.join();
    }
    uint16_t port() const { return server_.port(); }
    boost::asio::io_context& context() { return context_; }

private:
    boost::asio::io_context context_;
    HttpServer server_;
    std::thread thread_;
};

Response plain(std::string body) {
    Response response;
    response.content_type = "text/plain; charset=utf-8";
    response.body = std::move(body);
    return response;
}

/// Tells what arrived.
void echo(const Request& request, const Reply& reply) {
    std::string body = request.method + " " + request.path + "\n";
    for (const auto& [name, value] : request.query) body += "?" + name + "=" + value + "\n";
    for (const auto& [name, value] : request.headers) body += name + ": " + value + "\n";
    reply(plain(body + request.remote + "\n" + request.body));
}

std::string status_line(const std::string& answer) { return answer.substr(0, answer.find("\r\n")); }

std::string body_of(const std::string& answer) {
    const std::size_t end = answer.find("\r\n\r\n");
    return end == std::string::npos ? "" : answer.substr(end + 4);
}

std::string answer_to(uint16_t port, const std::string& text) {
    Wire wire(port);
    wire.write(text);
    return wire.read_all();
}

}  // namespace

TEST_CASE("a request arrives whole: method, path, query, headers in lower case, body, address") {
    Running server(echo);
    CHECK(answer_to(server.port(),
                    "POST /api/v1/%E5%8C%97?area=a%26b&x=1+2&x=3&flag HTTP/1.1\r\nHost: h\r\nX-One: 1\r\nx-one: 2\r\n"
                    "Content-Length: 4\r\nConnection: close\r\n\r\nbody") ==
          "HTTP/1.1 200 OK\r\nCache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n"
          "Content-Type: text/plain; charset=utf-8\r\nConnection: close\r\nContent-Length: 115\r\n\r\n"
          "POST /api/v1/%E5%8C%97\n?area=a&b\n?flag=\n?x=3\nconnection: close\ncontent-length: 4\nhost: h\nx-one: 1, 2\n"
          "127.0.0.1\nbody");
}

TEST_CASE("a connection carries one request after another, also sent ahead") {
    Running server(echo);
    Wire wire(server.port());
    wire.write("GET /one HTTP/1.1\r\n\r\nGET /two HTTP/1.1\r\n\r\n");
    wire.write("GET /three HTTP/1.1\r\nConnection: close\r\n\r\n");
    const std::string answer = wire.read_all();
    const std::size_t one = answer.find("GET /one\n");
    const std::size_t two = answer.find("GET /two\n");
    const std::size_t three = answer.find("GET /three\n");
    CHECK(one < two);
    CHECK(two < three);
    CHECK(three != std::string::npos);
}

TEST_CASE("HEAD is GET without the body") {
    Running server([](const Request&, const Reply& reply) { reply(plain("twelve bytes")); });
    const std::string get = answer_to(server.port(), "GET / HTTP/1.1\r\nConnection: close\r\n\r\n");
    const std::string head = answer_to(server.port(), "HEAD / HTTP/1.1\r\nConnection: close\r\n\r\n");
    CHECK(get == head + "twelve bytes");
    CHECK(head.find("Content-Length: 12\r\n") != std::string::npos);
}

TEST_CASE("a reply may come later, from the server's thread or another") {
    std::promise<Reply> kept;
    Running server([&](const Request&, Reply reply) { kept.set_value(std::move(reply)); });
    Wire wire(server.port());
    wire.write("GET / HTTP/1.1\r\nConnection: close\r\n\r\n");
    const Reply reply = kept.get_future().get();
    reply(plain("late"));
    reply(plain("later still"));
    CHECK(body_of(wire.read_all()) == "late");
}

TEST_CASE("a body of a megabyte goes there and back") {
    Running server([](Request request, const Reply& reply) { reply(plain(std::move(request.body))); });
    const std::string body(1'000'000, 'x');
    const std::string answer = answer_to(
        server.port(), "POST / HTTP/1.1\r\nConnection: close\r\nContent-Length: 1000000\r\n\r\n" + body);
    CHECK(body_of(answer) == body);
}

TEST_CASE("a handler that throws or forgets its reply gives 500 and the connection goes on") {
    Running server([](const Request& request, const Reply& reply) {
        if (request.path == "/throws") throw std::runtime_error("on purpose");
        if (request.path == "/answers") reply(plain("well"));
    });
    for (const char* path : {"/throws", "/forgets"}) {
        INFO(path);
        Wire wire(server.port());
        wire.write(std::string("GET ") + path + " HTTP/1.1\r\n\r\nGET /answers HTTP/1.1\r\nConnection: close\r\n\r\n");
        const std::string answer = wire.read_all();
        CHECK(status_line(answer) == "HTTP/1.1 500 Internal Server Error");
        CHECK(answer.find("{\"error\":{\"id\":\"internal\",") != std::string::npos);
        CHECK(answer.find("on purpose") == std::string::npos);
        CHECK(answer.substr(answer.size() - 4) == "well");
    }
}

TEST_CASE("too large, too slow and no HTTP are told as JSON, then the connection ends") {
    HttpServerOptions options;
    options.header_limit_bytes = 2000;
    options.body_limit_bytes = 1000;
    Running server(echo, options);
    options.idle_timeout = kShort;
    Running hasty(echo, options);
    const auto refused = [](const Running& by, const std::string& text, const std::string& line, const std::string& id) {
        const std::string answer = answer_to(by.port(), text);
        CHECK(status_line(answer) == "HTTP/1.1 " + line);
        CHECK(body_of(answer).rfind("{\"error\":{\"id\":\"" + id + "\",\"what\":{\"zh\":\"", 0) == 0);
        CHECK(answer.find("Connection: close\r\n") != std::string::npos);
    };
    refused(server, "POST / HTTP/1.1\r\nContent-Length: 1001\r\n\r\n" + std::string(1001, 'x'), "413 Payload Too Large",
            "body_too_large");
    refused(server,
            "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3e9\r\n" + std::string(1001, 'x') + "\r\n0\r\n\r\n",
            "413 Payload Too Large", "body_too_large");
    refused(server, "GET / HTTP/1.1\r\nX: " + std::string(3000, 'x') + "\r\n\r\n",
            "431 Request Header Fields Too Large", "header_too_large");
    refused(server, "hello\r\n\r\n", "400 Bad Request", "malformed_request");
    refused(hasty, "GET / HTTP/1.1\r\nX: y", "408 Request Timeout", "timeout");
    refused(hasty, "POST / HTTP/1.1\r\nContent-Length: 10\r\n\r\nfive.", "408 Request Timeout", "timeout");
    CHECK(answer_to(hasty.port(), "").empty());    // silent: closed without a word
    CHECK(status_line(answer_to(server.port(), "POST / HTTP/1.1\r\nConnection: close\r\nContent-Length: 1000\r\n\r\n" +
                                                   std::string(1000, 'x'))) == "HTTP/1.1 200 OK");
}

TEST_CASE("no timeout runs while the handler is at work") {
    HttpServerOptions options;
    options.idle_timeout = kShort;
    std::promise<Reply> kept;
    Running server([&](const Request&, Reply reply) { kept.set_value(std::move(reply)); }, options);
    Wire waiting(server.port());
    waiting.write("GET / HTTP/1.1\r\nConnection: close\r\n\r\n");
    const Reply reply = kept.get_future().get();
    // A connection opened after it has been given up as idle in the meantime: the timeout has passed for sure.
    Wire silent(server.port());
    CHECK(silent.read_all().empty());
    reply(plain("patience"));
    CHECK(body_of(waiting.read_all()) == "patience");
}

TEST_CASE("who asks before sending a body is told to go on, or that it is too large") {
    HttpServerOptions options;
    options.body_limit_bytes = 1000;
    Running server([](Request request, const Reply& reply) { reply(plain(std::move(request.body))); }, options);
    Wire polite(server.port());
    polite.write("POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 4\r\nConnection: close\r\n\r\n");
    CHECK(polite.read_to("\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n");
    polite.write("body");
    CHECK(body_of(polite.read_all()) == "body");
    Wire large(server.port());
    large.write("POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 1001\r\n\r\n");
    CHECK(status_line(large.read_to("}}}\n")) == "HTTP/1.1 413 Payload Too Large");
}

TEST_CASE("one connection too many gets 503, and its place is free again afterwards") {
    HttpServerOptions options;
    options.max_connections = 1;
    Running server(echo, options);
    {
        Wire first(server.port());
        first.write("GET / HTTP/1.1\r\n\r\n");
        first.read_to("127.0.0.1\n");
        const std::string answer = answer_to(server.port(), "GET / HTTP/1.1\r\n\r\n");
        CHECK(status_line(answer) == "HTTP/1.1 503 Service Unavailable");
        CHECK(body_of(answer).rfind("{\"error\":{\"id\":\"too_many_connections\"", 0) == 0);
        first.write("GET / HTTP/1.1\r\nConnection: close\r\n\r\n");
        CHECK(status_line(first.read_all()) == "HTTP/1.1 200 OK");
    }
    CHECK(status_line(answer_to(server.port(), "GET / HTTP/1.1\r\nConnection: close\r\n\r\n")) == "HTTP/1.1 200 OK");
}

TEST_CASE("a port in use is one clear error") {
    boost::asio::io_context context;
    HttpServer first(context, {}, echo);
    REQUIRE(first.start());
    HttpServerOptions options;
    options.port = first.port();
    HttpServer second(context, options, echo);
    const auto started = second.start();
    REQUIRE_FALSE(started);
    REQUIRE(started.error().size() == 1);
    CHECK(started.error()[0].print(Language::en) ==
          "error: cannot listen at 127.0.0.1:" + std::to_string(first.port()) +
              " (Address already in use); choose another [http] listen, or stop the program that uses the port");
    CHECK(second.port() == 0);
}

TEST_CASE("stopping ends connections and the io_context runs out, a reply after that is ignored") {
    Reply kept;
    {
        boost::asio::io_context context;
        {
            HttpServer server(context, {}, [&](const Request&, Reply reply) {
                kept = std::move(reply);
                server.stop();
            });
            REQUIRE(server.start());
            Wire wire(server.port());
            wire.write("GET / HTTP/1.1\r\n\r\n");
            context.run();
            CHECK(wire.read_all().empty());
        }
        kept(plain("nobody hears this"));
    }
    kept(plain("nor this"));
}
