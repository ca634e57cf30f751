// SPDX-License-Identifier: Apache-2.0
// One of the few files that include Beast: it costs some twenty seconds of compiler time.
#include "engine/http_server.hpp"

#include <array>
#include <map>
#include <optional>
#include <utility>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <fmt/format.h>

#include "engine/log.hpp"

namespace qingkong {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using boost::system::error_code;
using tcp = asio::ip::tcp;

namespace {

/// How long what an erring client still sends is read away, so that it gets to read our answer before the reset.
constexpr std::chrono::seconds kDrainTime{2};

Request make_request(const http::request<http::string_body>& message, const std::string& remote) {
    Request request;
    request.method = std::string(message.method_string());
    request.remote = remote;
    const std::string target(message.target());
    const std::size_t question = std::min(target.find('?'), target.size());
    request.path = target.substr(0, question);
    if (question < target.size()) request.query = parse_query(target.substr(question + 1));
    for (const auto& field : message) {
        std::string name(field.name_string());
        for (char& c : name)
            if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
        std::string& value = request.headers[name];
        if (!value.empty()) value += ", ";
        value += std::string(field.value());
    }
    request.body = message.body();
    return request;
}

http::response<http::string_body> make_message(Response response, unsigned http_version, bool keep_alive) {
    http::response<http::string_body> message;
    message.version(http_version);
    message.result(static_cast<unsigned>(response.status));
    message.set(http::field::cache_control, "no-store");
    message.set("X-Content-Type-Options", "nosniff");
    if (!response.content_type.empty()) message.set(http::field::content_type, response.content_type);
    for (const auto& [name, value] : response.headers) message.set(name, value);
    message.keep_alive(keep_alive);
    message.body() = std::move(response.body);
    message.prepare_payload();
    return message;
}

Response too_large(std::size_t limit) {
    return error_response(413, "body_too_large", {"请求正文过大", "the body of the request is too large"},
                          {fmt::format("不超过 {} 字节，请分批发送", limit),
                           fmt::format("at most {} bytes, send it in parts", limit)});
}

Response header_too_large(std::size_t limit) {
    return error_response(431, "header_too_large", {"请求头过大", "the header of the request is too large"},
                          {fmt::format("不超过 {} 字节", limit), fmt::format("at most {} bytes", limit)});
}

Response timed_out() {
    return error_response(408, "timeout", {"请求未在时限内发完", "the request was not finished in time"},
                          {"请重新发送", "send it again"});
}

Response internal_error() {
    return error_response(500, "internal", {"内部错误，详见运行日志", "an internal error, see the log"},
                          {"请联系系统管理员", "ask the operator of the machine"});
}

Response busy() {
    return error_response(503, "too_many_connections", {"连接过多", "too many connections"},
                          {"请稍后再试", "try again later"});
}

Response malformed() {
    return error_response(400, "malformed_request", {"请求不符合 HTTP/1.1", "the request is not HTTP/1.1"},
                          {"检查发送程序", "check the sending program"});
}

class Session;

}  // namespace

struct HttpServer::Impl : std::enable_shared_from_this<HttpServer::Impl> {
    Impl(asio::io_context& io, HttpServerOptions wanted, RequestHandler work)
        : context(io), acceptor(io), options(std::move(wanted)), handler(std::move(work)) {}

    asio::io_context& context;
    tcp::acceptor acceptor;
    HttpServerOptions options;
    RequestHandler handler;
    std::map<const Session*, std::weak_ptr<Session>> sessions;
    std::size_t serving = 0;    ///< of the sessions; the others are told that there are too many
    uint16_t port = 0;
    bool stopped = false;

    asio::awaitable<void> accept_loop();
    void stop();
};

namespace {

/// One connection. Everything runs in the io_context's thread.
class Session : public std::enable_shared_from_this<Session> {
public:
    Session(std::shared_ptr<HttpServer::Impl> server, tcp::socket socket)
        : server_(std::move(server)),
          socket_(std::move(socket)),
          deadline_(socket_.get_executor()),
          answered_(socket_.get_executor()) {}
    ~Session() { server_->sessions.erase(this); }

    asio::awaitable<void> run();
    asio::awaitable<void> refuse();

    void close() {
        closed_ = true;
        error_code ignored;
        deadline_.cancel();
        answered_.cancel();
        socket_.close(ignored);
    }

    /// The handler's answer to request number `number`; the first one counts.
    void take_answer(uint64_t number, Response response) {
        if (number != number_ || answer_ || closed_) return;
        answer_ = std::move(response);
        answered_.cancel();
    }
    auto executor() { return socket_.get_executor(); }

private:
    using Parser = http::request_parser<http::string_body>;

    asio::awaitable<std::optional<Response>> read_request(Parser& parser, bool& close_silently);
    asio::awaitable<Response> ask_handler(Request request);
    asio::awaitable<bool> write(Response response, const Parser& parser, bool keep_alive);
    asio::awaitable<void> drain();
    std::optional<Response> complaint_about(error_code error, bool begun, bool& close_silently) const;

    /// From now on the socket's operation has `time`, then it is cancelled and expired_ is set. The generation keeps a
    /// timer that has fired already from cancelling the operation after it.
    void arm(std::chrono::milliseconds time) {
        expired_ = false;
        const uint64_t generation = ++generation_;
        deadline_.expires_after(time);
        deadline_.async_wait([weak = weak_from_this(), generation](error_code error) {
            const auto self = weak.lock();
            if (error || !self || self->generation_ != generation) return;
            self->expired_ = true;
            error_code ignored;
            self->socket_.cancel(ignored);
        });
    }
    void disarm() {
        ++generation_;
        deadline_.cancel();
    }

    std::shared_ptr<HttpServer::Impl> server_;
    tcp::socket socket_;
    asio::steady_timer deadline_;
    asio::steady_timer answered_;    ///< never fires; cancelled when the answer is there
    boost::beast::flat_buffer buffer_;
    std::optional<Response> answer_;
    uint64_t number_ = 0;            ///< of the request at hand
    uint64_t generation_ = 0;
    bool expired_ = false;
    bool closed_ = false;
};

/// What a Reply holds: answers once, or with 500 where it is dropped.
class PendingAnswer {
public:
    PendingAnswer(std::weak_ptr<Session> session, uint64_t number) : session_(std::move(session)), number_(number) {}
    ~PendingAnswer() {
        if (!done_) answer(internal_error());
    }
    PendingAnswer(const PendingAnswer&) = delete;
    PendingAnswer& operator=(const PendingAnswer&) = delete;

    void answer(Response response) {
        if (std::exchange(done_, true)) return;
        const auto session = session_.lock();
        if (!session) return;
        asio::dispatch(session->executor(), [session, number = number_, moved = std::move(response)]() mutable {
            session->take_answer(number, std::move(moved));
        });
    }

private:
    std::weak_ptr<Session> session_;
    uint64_t number_;
    bool done_ = false;
};

/// Nothing to say where the peer has gone, or was silent between two requests.
std::optional<Response> Session::complaint_about(error_code error, bool begun, bool& close_silently) const {
    if (error == http::error::header_limit) return header_too_large(server_->options.header_limit_bytes);
    if (error == http::error::body_limit) return too_large(server_->options.body_limit_bytes);
    if (expired_ && begun) return timed_out();
    if (!expired_ && begun && error != http::error::end_of_stream && error != http::error::partial_message &&
        error.category() == http::make_error_code(http::error::bad_method).category())
        return malformed();
    close_silently = true;
    return std::nullopt;
}

/// Nothing: the request is complete. A response: what is wrong with it. The header has the idle timeout as a whole, the
/// body from one piece to the next.
asio::awaitable<std::optional<Response>> Session::read_request(Parser& parser, bool& close_silently) {
    error_code error;
    arm(server_->options.idle_timeout);
    co_await http::async_read_header(socket_, buffer_, parser, asio::redirect_error(asio::use_awaitable, error));
    disarm();
    if (error) co_return complaint_about(error, parser.got_some() || buffer_.size() > 0, close_silently);

    if (boost::beast::iequals(parser.get()[http::field::expect], "100-continue")) {
        static constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
        arm(server_->options.idle_timeout);
        co_await asio::async_write(socket_, asio::buffer(go_on), asio::redirect_error(asio::use_awaitable, error));
        disarm();
    }
    while (!error && !parser.is_done()) {
        arm(server_->options.idle_timeout);
        co_await http::async_read_some(socket_, buffer_, parser, asio::redirect_error(asio::use_awaitable, error));
        disarm();
    }
    if (error) co_return complaint_about(error, true, close_silently);
    co_return std::nullopt;
}

asio::awaitable<Response> Session::ask_handler(Request request) {
    answer_.reset();
    const uint64_t number = ++number_;
    {
        auto pending = std::make_shared<PendingAnswer>(weak_from_this(), number);
        Reply reply = [pending](Response response) { pending->answer(std::move(response)); };
        pending.reset();
        try {
            server_->handler(std::move(request), std::move(reply));
        } catch (const std::exception& error) {
            log_error(fmt::format("http: a handler failed: {}", error.what()));
        }
    }    // a reply that nobody kept has answered 500 here
    while (!answer_ && !closed_) {
        error_code ignored;
        answered_.expires_at(asio::steady_timer::time_point::max());
        co_await answered_.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
    }
    Response response;
    if (answer_) response = std::move(*answer_);
    answer_.reset();
    co_return response;
}

/// False where the peer has gone or reads too slowly.
asio::awaitable<bool> Session::write(Response response, const Parser& parser, bool keep_alive) {
    const bool head = parser.get().method() == http::verb::head;
    const unsigned http_version = parser.get().version() == 10 ? 10 : 11;
    const auto message = make_message(std::move(response), http_version, keep_alive);
    http::response_serializer<http::string_body> serializer(message);
    error_code error;
    if (head) {
        arm(server_->options.idle_timeout);
        co_await http::async_write_header(socket_, serializer, asio::redirect_error(asio::use_awaitable, error));
        disarm();
    }
    while (!head && !error && !serializer.is_done()) {
        arm(server_->options.idle_timeout);
        co_await http::async_write_some(socket_, serializer, asio::redirect_error(asio::use_awaitable, error));
        disarm();
    }
    co_return !error;
}

asio::awaitable<void> Session::drain() {
    error_code error;
    socket_.shutdown(tcp::socket::shutdown_send, error);
    std::array<char, 16384> waste{};
    arm(kDrainTime);
    while (!error && !expired_)
        co_await socket_.async_read_some(asio::buffer(waste), asio::redirect_error(asio::use_awaitable, error));
    disarm();
}

asio::awaitable<void> Session::run() {
    const auto self = shared_from_this();
    ++server_->serving;
    error_code ignored;
    const std::string remote = socket_.remote_endpoint(ignored).address().to_string();
    socket_.set_option(tcp::no_delay(true), ignored);
    bool keep_alive = true;
    while (keep_alive && !closed_) {
        Parser parser;
        parser.header_limit(static_cast<uint32_t>(server_->options.header_limit_bytes));
        parser.body_limit(server_->options.body_limit_bytes);
        bool close_silently = false;
        auto complaint = co_await read_request(parser, close_silently);
        if (close_silently || closed_) break;
        if (complaint) {
            co_await write(std::move(*complaint), parser, false);
            co_await drain();
            break;
        }
        keep_alive = parser.get().keep_alive();
        Response response = co_await ask_handler(make_request(parser.get(), remote));
        if (closed_) break;
        if (!co_await write(std::move(response), parser, keep_alive)) break;
    }
    --server_->serving;
    close();
}

asio::awaitable<void> Session::refuse() {
    const auto self = shared_from_this();
    const Parser parser;
    co_await write(busy(), parser, false);
    co_await drain();
    close();
}

}  // namespace

asio::awaitable<void> HttpServer::Impl::accept_loop() {
    const auto self = shared_from_this();
    asio::steady_timer pause(context);
    while (!stopped) {
        error_code error;
        tcp::socket socket = co_await acceptor.async_accept(asio::redirect_error(asio::use_awaitable, error));
        if (stopped) break;
        if (error) {    // no descriptors left: those at work will give some back
            log_warning(fmt::format("http: accept failed: {}", error.message()));
            pause.expires_after(std::chrono::milliseconds(100));
            co_await pause.async_wait(asio::redirect_error(asio::use_awaitable, error));
            continue;
        }
        if (sessions.size() >= 2 * options.max_connections) continue;    // not even a refusal
        const bool full = serving >= options.max_connections;
        const auto session = std::make_shared<Session>(self, std::move(socket));
        sessions.emplace(session.get(), session);
        asio::co_spawn(context, full ? session->refuse() : session->run(), asio::detached);
    }
}

void HttpServer::Impl::stop() {
    if (std::exchange(stopped, true)) return;
    error_code ignored;
    acceptor.close(ignored);
    const auto open = sessions;    // closing may end sessions
    for (const auto& [key, weak] : open)
        if (const auto session = weak.lock()) session->close();
}

HttpServer::HttpServer(asio::io_context& context, HttpServerOptions options, RequestHandler handler)
    : impl_(std::make_shared<Impl>(context, std::move(options), std::move(handler))) {}

HttpServer::~HttpServer() { impl_->stop(); }

Result<void> HttpServer::start() {
    error_code error;
    const auto address = asio::ip::make_address(impl_->options.address, error);
    const tcp::endpoint endpoint(address, impl_->options.port);
    if (!error) impl_->acceptor.open(endpoint.protocol(), error);
    if (!error) impl_->acceptor.set_option(tcp::acceptor::reuse_address(true), error);
    if (!error) impl_->acceptor.bind(endpoint, error);
    if (!error) impl_->acceptor.listen(tcp::acceptor::max_listen_connections, error);
    if (!error) impl_->port = impl_->acceptor.local_endpoint(error).port();
    if (error) {
        error_code ignored;
        impl_->acceptor.close(ignored);
        const std::string where = fmt::format("{}:{}", impl_->options.address, impl_->options.port);
        const std::string chinese = error == asio::error::address_in_use     ? "端口已被占用"
                                    : error == asio::error::access_denied ? "没有权限"
                                                                          : error.message();
        return fail({}, {fmt::format("无法在 {} 监听（{}）", where, chinese),
                         fmt::format("cannot listen at {} ({})", where, error.message())},
                    {"换一个 [http] listen，或停止占用该端口的程序",
                     "choose another [http] listen, or stop the program that uses the port"});
    }
    asio::co_spawn(impl_->context, impl_->accept_loop(), asio::detached);
    return {};
}

void HttpServer::stop() { impl_->stop(); }

uint16_t HttpServer::port() const { return impl_->port; }

}  // namespace qingkong
