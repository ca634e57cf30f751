// SPDX-License-Identifier: Apache-2.0
// What senders that nobody knows can make the program keep: all of it is bounded, and the inventory's devices lose nothing.

#include <filesystem>
#include <future>
#include <limits>
#include <set>

#include <SQLiteCpp/SQLiteCpp.h>
#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "emissions/hj212_habit.hpp"
#include "engine/store_telemetry.hpp"
#include "tests/station_fixture.hpp"

using namespace qingkong;
using namespace std::chrono_literals;

namespace {

std::string segment(const std::string& mn, int number, const std::string& more) {
    return fmt::format("QN={:017};ST=31;CN=2011;PW=123456;MN={};{}", number, mn, more);
}

/// CN of the next answer and what it says; empty if none came.
std::string answer(TelemetryClient& client, std::chrono::milliseconds timeout = 10s) {
    const auto data = client.receive(timeout);
    const auto head = data ? read_head(*data) : tl::unexpected(PacketRefusal{});
    return head ? std::string(head->cn) + std::string(head->cp) : "";
}

const std::string kOne = "Flag=5;CP=&&DataTime=20261122130000;a21026-Rtd=12.50,a21026-Flag=N&&";

std::string said(TelemetryClient& client, const std::string& mn, int number) {
    REQUIRE(client.send(encode_frame(segment(mn, number, kOne))));
    return answer(client);
}

int64_t count_in(const TestFolder& folder, const std::string& query) {
    SQLite::Database db((folder.path / "q.db").string(), SQLite::OPEN_READONLY, 5000);
    return db.execAndGet(query).getInt64();
}

LoggedPacket logged(const std::string& data) { return {Instant{1'795'000'000}, "1C80", data, {}}; }

Store open_store(const TestFolder& folder) {
    auto store = Store::open((folder.path / "q.db").string());
    REQUIRE(store);
    return std::move(*store);
}

}  // namespace

TEST_CASE("of unknown MNs so many are kept as were allowed, also across a restart, those of the inventory all") {
    const TestFolder folder;
    const auto three = [](StationOptions& options) {
        options.admission.most_unknown = 3;
        options.devices = {"KNOWN1"};
    };
    {
        auto station = open_station(folder, three);
        auto client = client_of(station->port());
        for (const char* mn : {"X1", "X2", "X3"}) CHECK(said(client, mn, 1) == "9014");
        CHECK(said(client, "X4", 1) == "9011QnRtn=4");
        CHECK(said(client, "X5", 1) == "9011QnRtn=4");
        CHECK(said(client, "X2", 2) == "9014");
        CHECK(said(client, "KNOWN1", 1) == "9014");
        CHECK(station->figures().unknown_kept == 3);
        CHECK(station->figures().unknown_refused == 2);
        CHECK(station->figures().server.refused == 2);
        REQUIRE(station->settle(20s));
    }
    auto station = open_station(folder, three);
    auto client = client_of(station->port());
    CHECK(station->figures().unknown_kept == 3);
    CHECK(said(client, "X6", 1) == "9011QnRtn=4");
    CHECK(said(client, "X1", 2) == "9014");
    CHECK(said(client, "KNOWN1", 2) == "9014");
    REQUIRE(station->settle(20s));
    CHECK(count_in(folder, "select count(*) from telemetry_device") == 4);
}

TEST_CASE("a device that the inventory takes up leaves its place to another, one that it drops is heard on") {
    TelemetryAdmission::Limits limits;
    limits.most_unknown = 1;
    TelemetryAdmission admission(limits, ".", {"OLD"}, {});
    CHECK(admission.check("NEW", "") == SenderCheck::welcome);
    CHECK(admission.check("OTHER", "") == SenderCheck::no_room);
    admission.know({"NEW"});
    CHECK(admission.check("NEW", "") == SenderCheck::welcome);
    CHECK(admission.check("OLD", "") == SenderCheck::welcome);
    CHECK(admission.check("OTHER", "") == SenderCheck::no_room);
    CHECK(admission.unknown_kept() == 1);
    admission.know({"NEW", "OLD"});
    CHECK(admission.check("OTHER", "") == SenderCheck::welcome);
}

TEST_CASE("what unknown MNs send never fills the disk") {
    TelemetryAdmission::Limits limits;
    limits.free_bytes = std::numeric_limits<int64_t>::max();
    TelemetryAdmission admission(limits, ".", {"KNOWN"}, {"HEARD"});
    CHECK(admission.check("KNOWN", "") == SenderCheck::welcome);
    CHECK(admission.check("HEARD", "") == SenderCheck::no_room);
    CHECK(admission.check("NEW", "") == SenderCheck::no_room);
    CHECK(admission.unknown_refused() == 2);
}

TEST_CASE("a head of kilobytes is no packet") {
    const TestFolder folder;
    auto station = open_station(folder);
    auto client = client_of(station->port());
    client.send(encode_frame(segment(std::string(9000, 'A'), 1, kOne)));
    client.send(encode_frame("QN=" + std::string(9000, '1') + ";ST=31;CN=2011;PW=123456;MN=M1;" + kOne));
    CHECK(said(client, "M1", 7) == "9014");
    CHECK(station->figures().server.refused == 2);
    REQUIRE(station->settle(20s));
    CHECK(count_in(folder, "select count(*) from telemetry_packet") == 1);
}

TEST_CASE("parts that are never completed do not gather: the oldest message is read from what came") {
    const TestFolder folder;
    Store store = open_store(folder);
    for (int batch = 0; batch < 6; ++batch) {
        std::vector<LoggedPacket> packets;
        for (int i = 0; i < 500; ++i) {
            const int number = batch * 500 + i;
            packets.push_back(logged(segment("M1", number, fmt::format("Flag=7;PNUM=999;PNO=1;CP=&&DataTime=20261122130000;f{}-Rtd=1&&", number))));
            packets.back().received_at.seconds += number;
        }
        take_in(store, packets, {1, batch}, {});
        CHECK(count_in(folder, "select count(*) from telemetry_part") <= 2000);
    }
    CHECK(count_in(folder, "select count(*) from telemetry_part") == 2000);
    CHECK(count_in(folder, "select count(*) from telemetry where factor = 'f0'") == 1);
    CHECK(count_in(folder, "select count(*) from telemetry") == 1000);
}

TEST_CASE("a message of 999 full parts is read to its bound, in the time of its length") {
    const TestFolder folder;
    Store store = open_store(folder);
    std::string area = "x-0=1";
    for (int i = 1; area.size() < 9800; ++i) area += fmt::format(",x-{:x}=1", i);
    std::vector<LoggedPacket> packets;
    for (int part = 1; part <= 999; ++part)
        packets.push_back(logged(segment("M1", 1, fmt::format("Flag=7;PNUM=999;PNO={};CP=&&{}{}&&", part, part == 1 ? "DataTime=20261122130000;y-Rtd=1;" : "", area))));
    const TakenIn taken = take_in(store, packets, {1, 1}, {});
    CHECK(taken.messages == 1);
    CHECK(taken.values == 1);
    CHECK(count_in(folder, "select count(*) from telemetry_part") == 0);
}

TEST_CASE("invented suffixes of one factor are compared a few at a time and none is lost") {
    std::string data = "ST=31;CN=2011;MN=M1;CP=&&a-0=0";
    for (int i = 1; i < 1000; ++i) data += fmt::format(",a-{}={}", i, i);
    const auto packet = read_packet(data + "&&");
    REQUIRE(packet);
    size_t fields = 0;
    for (const Hj212Item& item : packet->items) {
        CHECK(item.code == "a");
        CHECK(item.fields.size() <= 64);
        fields += item.fields.size();
    }
    CHECK(fields == 1000);
}

TEST_CASE("times of other centuries, codes and flags that no screen shows are no values") {
    const TestFolder folder;
    Store store = open_store(folder);
    const std::string mn = "M1";
    take_in(store,
            {logged(segment(mn, 1, "Flag=5;CP=&&DataTime=99991122130000;a1-Rtd=1,a1-Flag=N&&")),
             logged(segment(mn, 2, "Flag=5;CP=&&DataTime=00011122130000;a1-Rtd=1,a1-Flag=N&&")),
             logged(segment(mn, 3, "Flag=5;CP=&&DataTime=20261122130000;a\xff-Rtd=1;" + std::string(40, 'b') + "-Rtd=2;a2-Rtd=3,a2-Flag=\xfe&&")),
             logged(segment(mn, 4, "Flag=5;CP=&&DataTime=\xff\xfe" "1122130000;a1-Rtd=1&&"))},
            {1, 1}, {});
    CHECK(count_in(folder, "select count(*) from telemetry") == 1);
    CHECK(count_in(folder, "select count(*) from telemetry where factor = 'a2' and flag = '?'") == 1);
    const auto devices = heard_devices(store);
    REQUIRE(devices.size() == 1);
    CHECK(devices[0].packets == 4);
    CHECK(devices[0].last_data_time == "20261122130000");
    uint64_t unreadable = 0;
    for (const auto& habit : devices[0].habits)
        if (habit.habit == Habit::no_data_time) unreadable = habit.n;
    CHECK(unreadable == 3);
}

TEST_CASE("packets with very many values are taken in by several transactions, each with its place in the log") {
    const TestFolder folder;
    Store store = open_store(folder);
    std::vector<LoggedPacket> packets;
    for (int i = 0; i < 60; ++i) {
        std::string area = "DataTime=20261122130000";
        for (int k = 0; k < 800; ++k) area += fmt::format(";f{}-Rtd=1", k);
        packets.push_back(logged(segment("M1", i, "Flag=5;CP=&&" + area + "&&")));
        packets.back().behind = {1, (i + 1) * 10};
    }
    const TakenIn taken = take_in(store, packets, {1, 600}, {});
    CHECK(taken.packets == 60);
    CHECK(taken.values == 48'000);
    CHECK(log_position(store) == LogPosition{1, 600});
    CHECK(count_in(folder, "select packets from telemetry_device") == 60);
}

TEST_CASE("readings hold the devices asked for, whatever else was sent") {
    const TestFolder folder;
    Store store = open_store(folder);
    std::vector<LoggedPacket> packets;
    for (int i = 0; i < 20; ++i)
        for (const char* mn : {"KNOWN", "STRANGER"})
            packets.push_back(logged(fmt::format("QN={:017};ST=31;CN=2061;PW=1;MN={};Flag=5;CP=&&DataTime=20261122{:02}0000;a1-Cou={},a1-Flag=N&&", i, mn, i, i)));
    take_in(store, packets, {1, 1}, {});
    const Hour from = floor_hour(parse_stamp("2026-11-22T00:00:00+08:00")->instant);
    const std::set<std::string, std::less<>> devices = {"KNOWN"};
    const auto some = heard_readings(store, from, from + 24, {}, &devices);
    CHECK(some.size() == 20);
    for (const HourlyReading& reading : some) CHECK(reading.mn == "KNOWN");
    CHECK(heard_readings(store, from, from + 24, {}, nullptr).size() == 40);
}

TEST_CASE("who only connects keeps no device out") {
    const TestFolder folder;
    auto station = open_station(folder, [](StationOptions& options) { options.server.max_connections = 4; });
    auto device = client_of(station->port());
    CHECK(said(device, "M1", 1) == "9014");
    std::vector<TelemetryClient> silent;
    for (int i = 0; i < 20; ++i) silent.push_back(client_of(station->port()));
    auto late = client_of(station->port());
    CHECK(said(late, "M2", 1) == "9014");
    CHECK(said(device, "M1", 2) == "9014");
    CHECK(station->figures().server.turned_away > 0);
}

TEST_CASE("a disk that takes nothing makes no file for each attempt") {
    if (!std::filesystem::exists("/dev/full")) return;
    const TestFolder folder;
    TelemetryLog::Options options;
    options.prefix = (folder.path / "log").string();
    options.segment_bytes = 1;
    auto log = TelemetryLog::open(options, {});
    REQUIRE(log);
    // The second segment leads to a disk that is full.
    std::filesystem::create_symlink("/dev/full", folder.path / "log-00000002");
    for (int i = 0; i < 10; ++i) {
        std::string records;
        TelemetryLog::add_record(records, Instant{1}, "1C80", "one");
        std::promise<bool> durable;
        (*log)->append(records, [&](bool good) { durable.set_value(good); });
        CHECK(durable.get_future().get() == (i == 0));
    }
    CHECK(std::distance(std::filesystem::directory_iterator(folder.path), std::filesystem::directory_iterator()) == 2);
}
