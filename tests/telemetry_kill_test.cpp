// SPDX-License-Identifier: Apache-2.0
// The daemon killed under load: what it answered is there.

#include <atomic>
#include <mutex>
#include <random>
#include <set>
#include <thread>

#include <SQLiteCpp/SQLiteCpp.h>
#include <catch2/catch.hpp>

#include "emissions/hj212_packet.hpp"
#include "engine/telemetry_client.hpp"
#include "tests/served_daemon.hpp"

using namespace qingkong;
using namespace qingkong::office;
using namespace std::chrono_literals;

namespace {

constexpr int kDevices = 4, kGlued = 10;

std::string packet(int64_t number, int device) {
    return encode_frame(fmt::format("QN={:017};ST=31;CN=2011;PW=123456;MN=M{};Flag=5;CP=&&DataTime=20261122130000;a1-Rtd=1,a1-Flag=N&&", number, device));
}

/// Sends until the connection breaks; the request numbers that were answered go into `answered`.
void play_device(uint16_t port, int device, int64_t first, std::mutex& mutex, std::set<std::string>& answered) {
    auto client = TelemetryClient::connect("127.0.0.1", port);
    for (int64_t n = first; client; n += kGlued) {
        std::string glued;
        for (int i = 0; i < kGlued; ++i) glued += packet(n + i, device);
        if (!client->send(glued)) return;
        for (int i = 0; i < kGlued; ++i) {
            const auto answer = client->receive(10s);
            const auto read = answer ? read_packet(*answer) : tl::unexpected(PacketRefusal{});
            if (!read || read->cn != "9014") return;
            const std::lock_guard lock(mutex);
            answered.insert(read->qn);
        }
    }
}

}  // namespace

TEST_CASE("killed at random moments under load, the daemon has every packet that it answered, each once") {
    const unsigned seed = std::random_device{}();
    WARN("seed " << seed);
    std::mt19937 random(seed);
    const TestFolder folder;
    const auto port = static_cast<uint16_t>(20000 + random() % 10000);
    std::ofstream(folder.path / "qingkong.toml", std::ios::binary)
        << config_text(fmt::format("[telemetry]\nlisten = \"127.0.0.1:{}\"\n", port) + account("root", "admin"));
    std::set<std::string> answered;
    std::mutex mutex;
    {
        Served daemon(folder);
        for (int round = 0; round < 5; ++round) {
            std::vector<std::thread> threads;
            for (int device = 0; device < kDevices; ++device)
                threads.emplace_back([&, device, first = round * 10'000'000 + device * 1'000'000] { play_device(port, device, first, mutex, answered); });
            std::this_thread::sleep_for(std::chrono::milliseconds(200 + random() % 800));
            daemon.end(SIGKILL);
            for (std::thread& thread : threads) thread.join();
            daemon.start();
        }
        // The restarted daemon takes over what the log holds.
        const auto give_up = std::chrono::steady_clock::now() + 120s;
        while (daemon.ask("GET", "/api/v1/telemetry/devices", "", 200, "root")["station"]["log_waiting_bytes"] != 0 && std::chrono::steady_clock::now() < give_up)
            std::this_thread::sleep_for(20ms);
    }
    WARN(answered.size() << " answered");
    CHECK(answered.size() > 100);
    SQLite::Database db((folder.path / "q.db").string(), SQLite::OPEN_READONLY, 5000);
    std::set<std::string> stored;
    int64_t rows = 0;
    for (SQLite::Statement query(db, "select qn from telemetry_packet"); query.executeStep(); ++rows) stored.insert(query.getColumn(0).getString());
    CHECK(rows == static_cast<int64_t>(stored.size()));
    std::vector<std::string> lost;
    std::set_difference(answered.begin(), answered.end(), stored.begin(), stored.end(), std::back_inserter(lost));
    CHECK(lost.empty());
    CHECK(db.execAndGet("select sum(packets) from telemetry_device").getInt64() == rows);
    CHECK(db.execAndGet("select sum(repeats) from telemetry_device").getInt64() == 0);
}
