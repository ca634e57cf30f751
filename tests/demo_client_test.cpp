// SPDX-License-Identifier: Apache-2.0
#include "engine/demo_client.hpp"

#include <atomic>
#include <memory>
#include <thread>

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "engine/demo_folder.hpp"
#include "engine/http_server.hpp"

using namespace qingkong;

namespace {

/// A real server in a thread of its own; its end is that of the object.
class RunningServer {
public:
    RunningServer(uint16_t port, RequestHandler handler) {
        HttpServerOptions options;
        options.port = port;
        server_ = std::make_unique<HttpServer>(context_, options, std::move(handler));
        REQUIRE(server_->start());
        thread_ = std::thread([this] { context_.run(); });
    }
    ~RunningServer() {
        boost::asio::post(context_, [this] {
            server_->stop();
            context_.stop();
        });
        thread_.join();
    }
    RunningServer(const RunningServer&) = delete;
    RunningServer& operator=(const RunningServer&) = delete;

    std::string base() const { return "http://127.0.0.1:" + std::to_string(server_->port()); }

private:
    boost::asio::io_context context_{1};
    std::unique_ptr<HttpServer> server_;
    std::thread thread_;
};

Response text_response(int status, std::string body) {
    Response response;
    response.status = status;
    response.body = std::move(body);
    return response;
}

bool never() {
    return false;
}
Result<void> alive() {
    return {};
}
void nothing() {}

}  // namespace

TEST_CASE("A call carries method, token and body, and gives back what the daemon answered") {
    RunningServer server(0, [](const Request& request, const Reply& reply) {
        reply(text_response(200, nlohmann::json{{"method", request.method},
                                                {"path", request.path},
                                                {"token", request.header("authorization")},
                                                {"body", request.body}}
                                     .dump()));
    });
    DemoClient client(server.base(), alive, nothing, never);
    const auto posted = client.post("/api/v1/clock", "secret", {{"to", "x"}});
    REQUIRE(posted);
    CHECK(posted->dump() ==
          R"({"body":"{\"to\":\"x\"}","method":"POST","path":"/api/v1/clock","token":"Bearer secret"})");
    const auto got = client.get("/api/v1/state");
    REQUIRE(got);
    CHECK(got->at("method") == "GET");
    CHECK(got->at("token") == "");
    CHECK(client.repeats() == 0);
}

TEST_CASE("A call that the daemon could not serve yet is repeated until it is answered") {
    std::atomic<int> calls{0};
    RunningServer server(0, [&](const Request& request, const Reply& reply) {
        if (request.path == "/readyz") return reply(text_response(200, "ok"));
        reply(++calls < 3 ? text_response(503, "busy") : text_response(200, "\"done\""));
    });
    std::atomic<int> ready{0};
    DemoClient client(
        server.base(), alive, [&] { ++ready; }, never);
    const auto answer = client.get("/x");
    REQUIRE(answer);
    CHECK(*answer == "done");
    CHECK(client.repeats() == 2);
    CHECK(ready == 2);
}

TEST_CASE("Where nobody listens the daemon is revived and the call repeated") {
    const uint16_t port = free_ports().http;
    std::unique_ptr<RunningServer> server;
    DemoClient client(
        "http://127.0.0.1:" + std::to_string(port),
        [&]() -> Result<void> {
            if (!server)
                server = std::make_unique<RunningServer>(
                    port, [](const Request&, const Reply& reply) { reply(text_response(200, "1")); });
            return {};
        },
        nothing, never);
    const auto answer = client.get("/x");
    REQUIRE(answer);
    CHECK(*answer == 1);
    CHECK(client.repeats() == 1);
}

TEST_CASE("A refusal is not repeated, what the daemon said comes through in both languages") {
    std::atomic<int> calls{0};
    RunningServer server(0, [&](const Request&, const Reply& reply) {
        ++calls;
        reply(error_response(409, "clock_back", {"时钟不能后退", "the clock does not go back"},
                             {"更晚的时间", "a later time"}));
    });
    DemoClient client(server.base(), alive, nothing, never);
    const auto answer = client.post("/api/v1/clock", "", nlohmann::json::object());
    REQUIRE(!answer);
    CHECK(answer.error().front().print(Language::en) ==
          "/api/v1/clock: error: the daemon answered 409: the clock does not go back; a later time");
    CHECK(answer.error().front().print(Language::zh) ==
          "/api/v1/clock: error: 守护进程回答 409：时钟不能后退；更晚的时间");
    CHECK(calls == 1);
    CHECK(client.call("POST", "/x")->status == 409);
}

TEST_CASE("A daemon that fails at the same call three times is not asked again") {
    std::atomic<int> calls{0};
    RunningServer server(0, [&](const Request& request, const Reply& reply) {
        if (request.path == "/readyz") return reply(text_response(200, "ok"));
        ++calls;
        reply(text_response(500, "{}"));
    });
    DemoClient client(server.base(), alive, nothing, never);
    CHECK(!client.get("/x"));
    CHECK(calls == 3);
}

TEST_CASE("An interruption ends the waiting, and so does a daemon that cannot be revived") {
    const std::string nobody = "http://127.0.0.1:" + std::to_string(free_ports().http);
    bool stop = false;
    DemoClient interrupted(
        nobody,
        [&]() -> Result<void> {
            stop = true;
            return {};
        },
        nothing, [&] { return stop; });
    CHECK(interrupted.get("/x").error().front().print(Language::en) == "demo: error: interrupted");
    DemoClient dead(
        nobody,
        []() -> Result<void> {
            return fail({"daemon.log"}, {"死", "dead"});
        },
        nothing, never);
    CHECK(dead.get("/x").error().front().print(Language::en) == "daemon.log: error: dead");
}

TEST_CASE("A value of the query is escaped byte by byte") {
    CHECK(DemoClient::escaped("演 &=1") == "%E6%BC%94%20%26%3D1");
}
