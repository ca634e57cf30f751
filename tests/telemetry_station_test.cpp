// SPDX-License-Identifier: Apache-2.0
// From the wire into the database over real TCP.

#include <filesystem>
#include <fstream>
#include <future>
#include <iterator>
#include <random>
#include <set>

#include <SQLiteCpp/SQLiteCpp.h>
#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "engine/store_telemetry.hpp"
#include "tests/station_fixture.hpp"

using namespace qingkong;
using namespace std::chrono_literals;

namespace {

std::string packet(const std::string& qn, const std::string& more = "Flag=5;CP=&&DataTime=20261122130000;a21026-Rtd=12.50,a21026-Flag=N&&",
                   const std::string& mn = "410102A8900016F000169D01") {
    return encode_frame("QN=" + qn + ";ST=31;CN=2011;PW=123456;MN=" + mn + ";" + more);
}

/// `9014 QN` of the next answer, empty if none came.
std::string answer(TelemetryClient& client, std::chrono::milliseconds timeout = 10s) {
    const auto data = client.receive(timeout);
    if (!data) return {};
    const auto read = read_packet(*data);
    return read ? read->cn + " " + read->qn : "unreadable";
}

int64_t count_in(const TestFolder& folder, const std::string& query) {
    SQLite::Database db((folder.path / "q.db").string(), SQLite::OPEN_READONLY, 5000);
    return db.execAndGet(query).getInt64();
}

std::string text_of(const std::filesystem::path& path) {
    std::ifstream stream(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

}  // namespace

TEST_CASE("a packet is stored once however often it is sent, and answered every time") {
    const TestFolder folder;
    auto station = open_station(folder);
    auto client = client_of(station->port());
    for (int i = 0; i < 5; ++i) {
        REQUIRE(client.send(packet("20261122130000001")));
        REQUIRE(answer(client) == "9014 20261122130000001");
    }
    REQUIRE(client.send(packet("20261122130000002")));
    REQUIRE(answer(client) == "9014 20261122130000002");
    REQUIRE(station->settle(20s));
    CHECK(station->figures().packets == 2);
    CHECK(station->figures().repeats == 4);
    CHECK(count_in(folder, "select count(*) from telemetry_packet") == 2);
    CHECK(count_in(folder, "select packets * 100 + repeats from telemetry_device") == 204);
}

TEST_CASE("a message in parts has its values when all parts are there, in whatever order, also across a restart") {
    const TestFolder folder;
    const std::string qn = "20261122130000001", head = "Flag=7;PNUM=3;PNO=";
    {
        auto station = open_station(folder);
        auto client = client_of(station->port());
        client.send(packet(qn, head + "3;CP=&&c3-Rtd=3,c3-Flag=N&&"));
        CHECK(answer(client) == "9014 " + qn);
        client.send(packet(qn, head + "1;CP=&&DataTime=20261122130000;c1-Rtd=1,c1-Flag=N&&"));
        CHECK(answer(client) == "9014 " + qn);
        REQUIRE(station->settle(20s));
        CHECK(station->figures().values == 0);
    }
    auto station = open_station(folder);
    auto client = client_of(station->port());
    client.send(packet(qn, head + "2;CP=&&c2-Rtd=2,c2-Flag=N&&"));
    CHECK(answer(client) == "9014 " + qn);
    REQUIRE(station->settle(20s));
    CHECK(station->figures().messages == 1);
    CHECK(count_in(folder, "select sum(avg_milli) from telemetry where factor in ('c1', 'c2', 'c3')") == 6000);
    CHECK(count_in(folder, "select count(*) from telemetry_part") == 0);
}

TEST_CASE("habits of a device are kept across restarts with their counts") {
    const TestFolder folder;
    for (int run = 1; run <= 2; ++run) {
        auto station = open_station(folder);
        auto client = client_of(station->port());
        client.send(encode_frame("QN=2026112213000000" + std::to_string(run) + ";ST=31;CN=2011;PW=1234567;MN=SHORT;Flag=5;CP=&&DataTime=20261122130000;&&"));
        REQUIRE_FALSE(answer(client).empty());
        REQUIRE(station->settle(20s));
    }
    auto store = Store::open((folder.path / "q.db").string());
    REQUIRE(store);
    const auto devices = heard_devices(*store);
    REQUIRE(devices.size() == 1);
    CHECK(devices[0].packets == 2);
    std::set<std::pair<std::string, uint64_t>> counts;
    for (const auto& habit : devices[0].habits) counts.insert({std::string(token(habit.habit)), habit.n});
    CHECK(counts == std::set<std::pair<std::string, uint64_t>>{{"odd_mn", 2}, {"long_password", 2}, {"stray_mark", 2}});
}

TEST_CASE("the password never reaches the disk") {
    const TestFolder folder;
    auto station = open_station(folder);
    auto client = client_of(station->port());
    client.send(encode_frame("QN=20261122130000001;ST=31;CN=2011;PW=hush-hush;MN=M1;Flag=5;CP=&&DataTime=20261122130000&&"));
    REQUIRE_FALSE(answer(client).empty());
    REQUIRE(station->settle(20s));
    for (const auto& entry : std::filesystem::directory_iterator(folder.path))
        CHECK(text_of(entry.path()).find("hush-hush") == std::string::npos);
}

TEST_CASE("an encrypted packet of 2025 is read where a key is given, else it is a wrong CRC") {
    const std::string plain = "QN=20261122130000001;ST=31;CN=2011;PW=123456;MN=M1;Flag=9;CP=&&DataTime=20261122130000;a1-Rtd=1,a1-Flag=N&&";
    std::string hidden = "QN=20261122130000001;ST=31;CN=2011;PW=123456;MN=M1;Flag=9;CP=&&{0x01,0x02}&&";
    const std::string sum = encode_frame(plain);
    const std::string frame = fmt::format("##{:04}{}{}", hidden.size(), hidden, sum.substr(sum.size() - 6));
    for (const bool with_key : {true, false}) {
        const TestFolder folder;
        auto station = open_station(folder, [&](StationOptions& options) {
            if (with_key)
                options.server.decrypt = [&](std::string_view data) {
                    return data == hidden ? std::optional(plain) : std::nullopt;
                };
        });
        auto client = client_of(station->port());
        client.send(frame);
        CHECK(answer(client, with_key ? 10000ms : 300ms).empty() == !with_key);
        REQUIRE(station->settle(20s));
        CHECK(station->figures().values == (with_key ? 1 : 0));
        CHECK(station->figures().server.bad_crc == (with_key ? 0 : 1));
    }
}

TEST_CASE("hostile streams: every good packet is answered and counted, nothing else, and memory stays bounded") {
    const unsigned seed = std::random_device{}();
    INFO("seed " << seed);
    std::mt19937 random(seed);
    const TestFolder folder;
    auto station = open_station(folder, [](StationOptions& options) { options.server.frame_timeout = 200ms; });
    std::set<std::string> wanted;
    uint64_t bad_crc = 0;
    for (int connection = 0; connection < 20; ++connection) {
        auto client = client_of(station->port());
        auto slow = client_of(station->port());    // half a frame and silence, as long as the test takes
        slow.send("##0500QN=2026");
        int expected = 0;
        for (int i = 0; i < 40; ++i) {
            std::string noise;
            const size_t bytes = random() % 4 == 0 ? 10000 : random() % 50;
            for (size_t k = 0; k < bytes; ++k) {
                // `#` with care: what looks like the head of a frame may swallow the packet behind it, as it should.
                const char c = static_cast<char>(random() & 0xFF);
                noise += c == '#' ? 'x' : c;
            }
            const std::string qn = fmt::format("{:017}", connection * 1000 + i);
            std::string frame = packet(qn);
            if (random() % 5 == 0) {
                frame[50 + random() % 40] ^= 1;    // inside the data segment
                ++bad_crc;
            } else {
                wanted.insert(qn);
                ++expected;
            }
            const std::string all = noise + frame;
            for (size_t at = 0; at < all.size();) {
                const size_t piece = 1 + random() % 3000;
                if (!client.send(all.substr(at, piece))) FAIL("the connection is gone");
                at += piece;
            }
        }
        for (int i = 0; i < expected; ++i) REQUIRE(answer(client).starts_with("9014"));
    }
    REQUIRE(station->settle(20s));
    const auto figures = station->figures();
    CHECK(figures.packets == wanted.size());
    CHECK(figures.server.packets == wanted.size());
    CHECK(figures.server.stored == wanted.size());
    CHECK(figures.server.bad_crc == bad_crc);
    CHECK(static_cast<size_t>(count_in(folder, "select count(*) from telemetry_packet")) == wanted.size());
}

TEST_CASE("what the log holds when the program ends is read by the next one, and only whole records") {
    const TestFolder folder;
    TelemetryLog::Options options;
    options.prefix = (folder.path / "log").string();
    LogPosition taken;
    const auto put = [](TelemetryLog& log, const std::string& text) {
        std::string records;
        TelemetryLog::add_record(records, Instant{1}, "1C80", text);
        std::promise<bool> durable;
        log.append(records, [&](bool good) { durable.set_value(good); });
        CHECK(durable.get_future().get());
    };
    {
        auto log = TelemetryLog::open(options, taken);
        REQUIRE(log);
        put(**log, "one");
        put(**log, "two");
        CHECK((*log)->read(taken, 1, 5s).at(0).data == "one");
    }
    {
        auto log = TelemetryLog::open(options, taken);    // ends without reading anything
        REQUIRE(log);
        put(**log, "three");
    }
    std::ofstream(folder.path / "log-00000002", std::ios::binary | std::ios::app) << "half a rec";
    auto log = TelemetryLog::open(options, taken);
    REQUIRE(log);
    put(**log, "four");
    std::string read;
    for (int i = 0; i < 10 && read != "two three four "; ++i)
        for (const LoggedPacket& packet : (*log)->read(taken, 10, 5s)) read += packet.data + " ";
    CHECK(read == "two three four ");
    (*log)->drop_before(taken);
    CHECK(std::distance(std::filesystem::directory_iterator(folder.path), std::filesystem::directory_iterator()) == 1);
}
