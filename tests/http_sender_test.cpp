// SPDX-License-Identifier: Apache-2.0
// Against a real receiver: scripts/http_sink.py.
#include "engine/http_sender.hpp"

#include <chrono>
#include <map>

#include <boost/asio/io_context.hpp>

#include "engine/channel_pump.hpp"
#include "tests/http_sink.hpp"

using namespace qingkong;

namespace {

OutboundRequest post(int64_t id, const std::string& url, const std::string& body = "{}") {
    OutboundRequest request;
    request.delivery_id = id;
    request.url = url;
    request.body = body;
    return request;
}

std::map<int64_t, RequestResult> send_all(std::vector<OutboundRequest> requests) {
    boost::asio::io_context context;
    std::map<int64_t, RequestResult> results;
    HttpSender sender(context, {}, [&](std::vector<RequestResult> batch) {
        for (RequestResult& one : batch) results[one.delivery_id] = std::move(one);
    });
    const std::size_t wanted = requests.size();
    REQUIRE(sender.send(std::move(requests)) == wanted);
    context.run();    // ends when no result is owed any more
    CHECK(results.size() == wanted);
    return results;
}

std::string write_file(const TestFolder& folder, const std::string& name, const std::string& text) {
    const std::string path = (folder.path / name).string();
    std::ofstream(path, std::ios::binary) << text;
    return path;
}

}  // namespace

TEST_CASE("what a receiver answers is told apart: taken, later, refused, unknown") {
    const HttpSink sink;
    std::vector<OutboundRequest> requests = {post(1, sink.url("/ok")),     post(2, sink.url("/later")), post(3, sink.url("/busy")),
                                             post(4, sink.url("/refuse")), post(5, sink.url("/drop")),  post(6, "http://127.0.0.1:1/"),
                                             post(7, sink.url("/moved"))};
    auto results = send_all(std::move(requests));
    CHECK(results[1].outcome == SendOutcome::accepted);
    CHECK(results[1].reply == R"(200 {"code":0,"errcode":0})");
    CHECK(results[2].outcome == SendOutcome::deferred);
    CHECK(results[3].outcome == SendOutcome::deferred);
    CHECK(results[3].retry_after_seconds == 120);
    CHECK(results[4].outcome == SendOutcome::failed);
    CHECK(results[4].reply == R"(400 {"message":"号码无效"})");
    CHECK(results[5].outcome == SendOutcome::unknown);    // the request was read, the answer never came
    CHECK(results[6].outcome == SendOutcome::deferred);   // nobody listens: nothing was sent
    CHECK(results[7].outcome == SendOutcome::failed);     // an address that moved is followed by nobody
    CHECK(send_all({post(2, sink.url("/later"))})[2].outcome == SendOutcome::accepted);
    int drops = 0;
    for (const auto& one : sink.requests()) drops += one.at("path") == "/drop" ? 1 : 0;
    CHECK(drops == 1);    // and was not sent again behind our back
}

TEST_CASE("a robot's 200 counts only with errcode 0, and too fast is later") {
    const HttpSink sink;
    const auto with = [&](int64_t id, const std::string& path) {
        OutboundRequest request = post(id, sink.url(path));
        request.success_pointer = "/errcode";
        request.success_value = "0";
        request.later_values = {"45009"};
        return request;
    };
    auto results = send_all({with(1, "/errcode/0"), with(2, "/errcode/93000"), with(3, "/errcode/45009"), with(4, "/page")});
    CHECK(results[1].outcome == SendOutcome::accepted);
    CHECK(results[2].outcome == SendOutcome::failed);
    CHECK(results[3].outcome == SendOutcome::deferred);
    CHECK(results[4].outcome == SendOutcome::deferred);    // a proxy's page is nobody's refusal
}

TEST_CASE("a webhook carries a signature that the receiver checks, with another key it is refused") {
    const HttpSink sink("the right key");
    const TestFolder folder;
    ChannelConfig channel;
    channel.id = "province";
    channel.kind = ChannelKind::webhook;
    channel.url = sink.url("/hook");
    channel.secret_file = write_file(folder, "key", "the right key\n");
    const DeliveryBytes delivery{7, "webhook", "province", "<A2026-01.1.province.webhook@x>", R"({"kind":"notice"})"};
    const int64_t now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
    const auto good = channel_request(delivery, channel, now);
    REQUIRE(good);
    CHECK(send_all({*good})[7].outcome == SendOutcome::accepted);
    const auto old = channel_request(delivery, channel, now - 3600);
    CHECK(send_all({*old})[7].outcome == SendOutcome::failed);
    channel.secret_file = write_file(folder, "wrong", "another key\n");
    const auto wrong = channel_request(delivery, channel, now);
    CHECK(send_all({*wrong})[7].reply == "401 {}");
    CHECK(sink.requests().at(0).at("headers").at("X-Qingkong-Delivery") == delivery.message_id);
    channel.secret_file = (folder.path / "none").string();
    CHECK_FALSE(channel_request(delivery, channel, now));
}

TEST_CASE("a gateway for short messages gets number, text and key where its template says, escaped for that place") {
    const HttpSink sink;
    const TestFolder folder;
    ChannelConfig channel;
    channel.id = "gateway";
    channel.kind = ChannelKind::sms;
    channel.url = sink.url("/ok");
    channel.secret_file = write_file(folder, "key", "k\"1");
    channel.headers = {"X-Key: {secret}"};
    channel.body = R"({"m":"{phone}","t":"{text}"})";
    channel.success_pointer = "/code";
    channel.success_value = "0";
    const DeliveryBytes delivery{1, "sms", "13800000000", "<m>", "甲\"乙\\{phone}"};
    CHECK(send_all({*channel_request(delivery, channel, 0)})[1].outcome == SendOutcome::accepted);
    const auto json = sink.requests().at(0);
    CHECK(nlohmann::json::parse(json.at("body").get<std::string>()) == nlohmann::json{{"m", "13800000000"}, {"t", "甲\"乙\\{phone}"}});
    CHECK(json.at("headers").at("X-Key") == "k\"1");
    channel.content_type = "application/x-www-form-urlencoded";
    channel.body = "m={phone}&t={text}";
    CHECK(send_all({*channel_request(delivery, channel, 0)})[1].outcome == SendOutcome::accepted);
    CHECK(sink.requests().at(1).at("body") == "m=13800000000&t=%E7%94%B2%22%E4%B9%99%5C%7Bphone%7D");
    channel.method = "GET";
    channel.url = sink.url("/ok?m={phone}&t={text}");
    CHECK(send_all({*channel_request(delivery, channel, 0)})[1].outcome == SendOutcome::accepted);
    CHECK(sink.requests().at(2).at("method") == "GET");
    CHECK(sink.requests().at(2).at("path") == "/ok?m=13800000000&t=%E7%94%B2%22%E4%B9%99%5C%7Bphone%7D");
}

TEST_CASE("stopping does not wait for what was not sent") {
    boost::asio::io_context context;
    HttpSender sender(context, {}, [](std::vector<RequestResult>) { FAIL("no result after stop"); });
    sender.stop();
    CHECK(sender.send({post(1, "http://127.0.0.1:1/")}) == 0);
    CHECK(sender.room() == 0);
    context.run();
}
