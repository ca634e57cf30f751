// SPDX-License-Identifier: Apache-2.0
#include "emissions/hj212_packet.hpp"
#include "engine/demo_telemetry.hpp"

#include <memory>
#include <mutex>
#include <set>
#include <thread>

#include <fmt/format.h>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <catch2/catch.hpp>

#include "engine/demo_folder.hpp"
#include "engine/telemetry_server.hpp"

using namespace qingkong;

namespace {

/// What arrived, over all servers of a test.
struct Arrived {
    std::mutex mutex;
    std::multiset<std::string> mns;
    size_t answered_until = SIZE_MAX;  ///< so many packets are answered, the rest is stored and the connection dies

    size_t distinct() {
        const std::lock_guard lock(mutex);
        return std::set<std::string>(mns.begin(), mns.end()).size();
    }
};

class RunningServer {
public:
    RunningServer(uint16_t port, Arrived& arrived) {
        TelemetryServerOptions options;
        options.port = port;
        server_ = std::make_unique<TelemetryServer>(
            context_, options, [&arrived, this](std::vector<ReceivedPacket> packets, std::function<void(bool)> done) {
                const std::lock_guard lock(arrived.mutex);
                for (const ReceivedPacket& packet : packets) arrived.mns.insert(read_packet(packet.data).value().mn);
                const bool answer = arrived.mns.size() <= arrived.answered_until;
                done(answer);
                // As a daemon that is killed after it has stored and before it has answered.
                if (!answer) server_->stop();
            });
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
    uint16_t port() const { return server_->port(); }

private:
    boost::asio::io_context context_{1};
    std::unique_ptr<TelemetryServer> server_;
    std::thread thread_;
};

std::vector<Hj212Packet> packets(int count, const char* hour) {
    std::vector<Hj212Packet> out;
    for (int i = 0; i < count; ++i) {
        Hj212Packet packet;
        packet.qn = std::string(hour) + "0005000";
        packet.st = "31";
        packet.cn = "2061";
        packet.pw = "123456";
        packet.mn = fmt::format("D{:05d}", i);
        packet.flag = "5";
        packet.data_time = std::string(hour) + "0000";
        packet.items = {{"dl001", {{"cou", "4.000"}, {"flag", "N"}}}};
        out.push_back(std::move(packet));
    }
    return out;
}

}  // namespace

TEST_CASE("Every packet of an hour is delivered once and answered, hour after hour on the same connection") {
    Arrived arrived;
    RunningServer server(0, arrived);
    int revived = 0;
    DemoTelemetry telemetry(server.port(), [&]() -> Result<void> {
        ++revived;
        return {};
    });
    REQUIRE(telemetry.deliver(packets(600, "2014022010")));
    REQUIRE(telemetry.deliver(packets(600, "2014022011")));
    REQUIRE(telemetry.deliver({}));
    CHECK(arrived.mns.size() == 1200);
    CHECK(arrived.distinct() == 600);
    CHECK(telemetry.answered() == 1200);
    CHECK(telemetry.repeated() == 0);
    CHECK(revived == 1);
}

TEST_CASE("After a broken connection what was not answered is sent again to the daemon that was started anew") {
    Arrived arrived;
    arrived.answered_until = 300;
    const uint16_t port = free_ports().telemetry;
    auto server = std::make_unique<RunningServer>(port, arrived);
    int revived = 0;
    DemoTelemetry telemetry(port, [&]() -> Result<void> {
        if (++revived == 1) return {};
        server.reset();
        arrived.answered_until = SIZE_MAX;
        server = std::make_unique<RunningServer>(port, arrived);
        return {};
    });
    REQUIRE(telemetry.deliver(packets(600, "2014022010")));
    CHECK(arrived.distinct() == 600);
    CHECK(telemetry.answered() == 600);
    CHECK(telemetry.repeated() > 0);
    CHECK(revived >= 2);
}

TEST_CASE("A daemon that cannot be revived ends the delivery") {
    DemoTelemetry telemetry(free_ports().telemetry, []() -> Result<void> {
        return fail({"daemon.log"}, {"死", "dead"});
    });
    const auto sent = telemetry.deliver(packets(1, "2014022010"));
    REQUIRE(!sent);
    CHECK(sent.error().front().print(Language::en) == "daemon.log: error: dead");
}
