// SPDX-License-Identifier: Apache-2.0
// Over real TCP on loopback: the server on its own thread, devices on the test's.

#include <chrono>
#include <cstdlib>
#include <functional>
#include <future>
#include <mutex>
#include <optional>
#include <semaphore>
#include <string>
#include <thread>
#include <vector>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/write.hpp>
#include <catch2/catch.hpp>

#include "emissions/hj212_packet.hpp"
#include "engine/telemetry_client.hpp"
#include "engine/telemetry_server.hpp"
#include "tests/run_program.hpp"

using namespace qingkong;
using namespace std::chrono_literals;

namespace {

using Done = std::function<void(bool)>;

/// A server whose handler keeps what it gets, and stores it at once unless told otherwise.
class Receiver {
public:
    explicit Receiver(TelemetryServerOptions options = {},
                      std::function<void(std::vector<ReceivedPacket>, Done)> handler = {}) {
        server_ = std::make_unique<TelemetryServer>(context_, std::move(options),
                                                    [this, handler](std::vector<ReceivedPacket> packets, Done done) {
                                                        {
                                                            const std::lock_guard lock(mutex_);
                                                            for (const ReceivedPacket& received : packets)
                                                                qns_.push_back(read_packet(received.data)->qn);
                                                        }
                                                        if (handler)
                                                            handler(std::move(packets), std::move(done));
                                                        else
                                                            done(true);
                                                    });
        port = server_->port();
        thread_ = std::thread([this] { context_.run(); });
    }
    ~Receiver() {
        on_context([this] { server_->stop(); });
        work_.reset();
        thread_.join();
        server_.reset();
    }
    void on_context(const std::function<void()>& work) {
        std::promise<void> finished;
        boost::asio::post(context_, [&] {
            work();
            finished.set_value();
        });
        finished.get_future().wait();
    }
    void stop() {
        on_context([this] { server_->stop(); });
    }
    std::vector<std::string> qns() {
        const std::lock_guard lock(mutex_);
        return qns_;
    }
    TelemetryCounters counters() const { return server_->counters(); }
    TelemetryClient client() {
        auto connected = TelemetryClient::connect("127.0.0.1", port);
        REQUIRE(connected);
        return std::move(*connected);
    }

    uint16_t port = 0;

private:
    boost::asio::io_context context_;
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_{context_.get_executor()};
    std::unique_ptr<TelemetryServer> server_;
    std::mutex mutex_;
    std::vector<std::string> qns_;
    std::thread thread_;
};

std::string packet(const std::string& qn, const std::string& flag = "5", const std::string& pw = "123456") {
    Hj212Packet made{qn, "31", "2011", pw, "410102A8900016F000169D01", flag, "", "", "20261122130000", {}};
    made.items = {{"a21026", {{"rtd", "12.50"}, {"flag", "N"}}}};
    return encode_packet(made);
}

/// `9014 QN` of the next answer, empty if none came.
std::string answer(TelemetryClient& client, std::chrono::milliseconds timeout = 5s) {
    const auto data = client.receive(timeout);
    if (!data) return {};
    const auto read = read_packet(*data);
    return read ? read->cn + " " + read->qn : "unreadable";
}

}  // namespace

TEST_CASE("a packet is stored, then answered") {
    std::promise<Done> handed;
    Receiver receiver({}, [&](std::vector<ReceivedPacket>, Done done) { handed.set_value(std::move(done)); });
    auto client = receiver.client();
    REQUIRE(client.send(packet("1")));
    const Done done = handed.get_future().get();
    CHECK(answer(client, 50ms).empty());  // not before the store has spoken
    done(true);                           // from another thread than the server's
    CHECK(answer(client) == "9014 1");
}

TEST_CASE("what could not be stored is not answered, and its repeat is") {
    int batches = 0;
    std::counting_semaphore<> handled(0);
    Receiver receiver({}, [&](std::vector<ReceivedPacket>, Done done) {
        if (++batches == 1) {
            done(false);
        } else if (batches == 2) {
            done = nullptr;  // dropped: the store is gone
        } else {
            done(true);
        }
        handled.release();
    });
    auto client = receiver.client();
    for (int attempt = 1; attempt <= 2; ++attempt) {
        client.send(packet("1"));
        handled.acquire();
        CHECK(answer(client, 50ms).empty());
    }
    client.send(packet("1"));
    CHECK(answer(client) == "9014 1");
    CHECK(receiver.qns() == std::vector<std::string>{"1", "1", "1"});
}

TEST_CASE("a packet in single bytes and many packets at once are the same packets") {
    Receiver receiver;
    auto client = receiver.client();
    for (const char byte : packet("1")) REQUIRE(client.send(std::string(1, byte)));
    CHECK(answer(client) == "9014 1");
    std::string many = "noise##12";
    for (int i = 2; i <= 60; ++i) many += packet(std::to_string(i));
    REQUIRE(client.send(many));
    for (int i = 2; i <= 60; ++i) REQUIRE(answer(client) == "9014 " + std::to_string(i));
    CHECK(receiver.qns().size() == 60);
    CHECK(receiver.counters().bad_frame == 1);
}

TEST_CASE("a wrong CRC gets no answer, the packet behind it does") {
    Receiver receiver;
    auto client = receiver.client();
    std::string broken = packet("1");
    broken[60] ^= 1;
    client.send(broken + packet("2"));
    CHECK(answer(client) == "9014 2");
    CHECK(receiver.qns() == std::vector<std::string>{"2"});
    CHECK(receiver.counters().bad_crc == 1);
}

TEST_CASE("a repeat is answered again, a packet without bit A is stored in silence") {
    Receiver receiver;
    auto client = receiver.client();
    client.send(packet("1") + packet("1") + packet("2", "4") + packet("3"));
    CHECK(answer(client) == "9014 1");
    CHECK(answer(client) == "9014 1");
    CHECK(answer(client) == "9014 3");
    CHECK(receiver.qns() == std::vector<std::string>{"1", "1", "2", "3"});
}

TEST_CASE("a wrong password is refused with QnRtn 3, an unknown MN with 4, and neither is stored") {
    TelemetryServerOptions options;
    options.check = [](std::string_view mn, std::string_view password) {
        if (mn != "410102A8900016F000169D01") return SenderCheck::unknown_mn;
        return password == "123456" ? SenderCheck::welcome : SenderCheck::wrong_password;
    };
    Receiver receiver(options);
    auto client = receiver.client();
    client.send(packet("1", "5", "000000"));
    const auto refusal = client.receive();
    REQUIRE(refusal);
    CHECK(refusal->find("CN=9011;") != std::string::npos);
    CHECK(refusal->find("QnRtn=3") != std::string::npos);
    client.send(encode_packet({"2", "31", "2011", "123456", "M", "5", "", "", "", {}}));
    CHECK(client.receive()->find("QnRtn=4") != std::string::npos);
    client.send(packet("3"));
    CHECK(answer(client) == "9014 3");
    CHECK(receiver.qns() == std::vector<std::string>{"3"});
}

TEST_CASE("a frame that does not go on becomes noise, and the packet caught in it is answered") {
    TelemetryServerOptions options;
    options.frame_timeout = 100ms;
    Receiver receiver(options);
    auto client = receiver.client();
    client.send("##9999" + packet("1"));
    CHECK(answer(client) == "9014 1");
    client.send(packet("2"));
    CHECK(answer(client) == "9014 2");
}

TEST_CASE("who sends nothing but noise is closed") {
    TelemetryServerOptions options;
    options.idle_timeout = 100ms;
    options.frame_timeout = 100ms;
    Receiver receiver(options);
    auto silent = receiver.client();
    auto noisy = receiver.client();
    const auto begin = std::chrono::steady_clock::now();
    while (noisy.send("##") && std::chrono::steady_clock::now() - begin < 20s) {
    }
    CHECK_FALSE(noisy.receive(20s));
    CHECK_FALSE(silent.receive(20s));
    CHECK(std::chrono::steady_clock::now() - begin < 20s);
    CHECK(receiver.counters().packets == 0);
}

TEST_CASE("over the limit of connections a newcomer is turned away and the others stay") {
    TelemetryServerOptions options;
    options.max_connections = 1;
    Receiver receiver(options);
    auto first = receiver.client();
    first.send(packet("1"));
    CHECK(answer(first) == "9014 1");
    auto second = receiver.client();
    CHECK_FALSE(second.receive(20s));
    first.send(packet("2"));
    CHECK(answer(first) == "9014 2");
    CHECK(receiver.counters().turned_away == 1);
}

TEST_CASE("a server that stops closes its devices, one that never ran is no harm") {
    {
        boost::asio::io_context context;
        const TelemetryServer never_run(context, {}, [](std::vector<ReceivedPacket>, Done) {});
    }
    Receiver receiver;
    auto client = receiver.client();
    client.send(packet("1"));
    CHECK(answer(client) == "9014 1");
    receiver.stop();
    CHECK_FALSE(client.receive(20s));
    CHECK_FALSE(TelemetryClient::connect("127.0.0.1", receiver.port, 1s));
}

TEST_CASE("a port that is taken is refused at once") {
    Receiver receiver;
    boost::asio::io_context context;
    TelemetryServerOptions options;
    options.port = receiver.port;
    CHECK_THROWS_AS(TelemetryServer(context, options, {}), std::system_error);
}

TEST_CASE("with a certificate the port speaks TLS and nothing else") {
    const TestFolder folder;
    const std::string certificate = (folder.path / "tls.pem").string(), key = (folder.path / "tls.key").string();
    const std::string make = "openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=localhost -days 2 -keyout " + key + " -out " + certificate + " 2>/dev/null";
    REQUIRE(std::system(make.c_str()) == 0);
    TelemetryServerOptions options;
    options.tls_certificate = certificate;
    options.tls_key = key;
    Receiver receiver(options);
    namespace ssl = boost::asio::ssl;
    boost::asio::io_context context;
    ssl::context trust(ssl::context::tls_client);
    trust.load_verify_file(certificate);
    ssl::stream<boost::asio::ip::tcp::socket> device(context, trust);
    device.set_verify_mode(ssl::verify_peer);
    device.lowest_layer().connect({boost::asio::ip::make_address("127.0.0.1"), receiver.port});
    device.handshake(ssl::stream_base::client);
    boost::asio::write(device, boost::asio::buffer(packet("1") + packet("2")));
    std::string answers;
    for (int i = 0; i < 2; ++i) boost::asio::read_until(device, boost::asio::dynamic_buffer(answers), "QN=" + std::to_string(i + 1) + ";ST=91;CN=9014;");
    auto plain = receiver.client();
    plain.send(packet("3"));
    CHECK_FALSE(plain.receive(20s));    // closed: it did not speak TLS
    CHECK(receiver.qns() == std::vector<std::string>{"1", "2"});
}
