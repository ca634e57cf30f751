// SPDX-License-Identifier: Apache-2.0
// `qingkong hj212` as people and scripts call it.

#include <sys/wait.h>

#include <array>
#include <cstdio>
#include <string>
#include <thread>

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <catch2/catch.hpp>

#include "engine/telemetry_server.hpp"

using namespace qingkong;

namespace {

struct Run {
    std::string out;
    int status = -1;
};

/// Standard error is not kept unless `2>&1` is asked for.
Run shell(const std::string& command) {
    Run run;
    std::FILE* pipe = ::popen(("export LC_ALL=en_US.UTF-8; " + command).c_str(), "r");
    REQUIRE(pipe != nullptr);
    std::array<char, 4096> bytes;
    for (size_t n; (n = std::fread(bytes.data(), 1, bytes.size(), pipe)) > 0;) run.out.append(bytes.data(), n);
    run.status = WEXITSTATUS(::pclose(pipe));
    return run;
}

const std::string kVerb = std::string(QINGKONG_BINARY) + " hj212 ";
const std::string kPackets = QINGKONG_SOURCE_DIR "/tests/data/hj212/packets.txt";

size_t count(const std::string& text, const std::string& part) {
    size_t n = 0;
    for (size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++n;
    return n;
}

}  // namespace

TEST_CASE("hj212 decode prints a line a packet and ends with 1 where one was refused") {
    const Run run = shell(kVerb + "decode " + kPackets);
    CHECK(run.status == 1);
    CHECK(count(run.out, "\n") == 9);
    CHECK(count(run.out, "\"accepted\":true") == 6);
    CHECK(count(run.out, "\"error\":\"bad_crc\"") == 2);
    CHECK(count(run.out, "\"error\":\"bad_frame\"") == 1);
    CHECK(shell("head -1 " + kPackets + " | " + kVerb + "decode -").status == 0);
}

TEST_CASE("hj212 encode turns decoded lines back into the packet") {
    const Run run = shell("head -1 " + kPackets + " | " + kVerb + "decode - | " + kVerb + "encode - --pw 100000");
    CHECK(run.status == 0);
    CHECK(run.out == shell("head -1 " + kPackets).out);
    const Run refused = shell("printf '{\"cn\":\"2011\"}\\n' | " + kVerb + "encode - 2>&1");
    CHECK(refused.status == 1);
    CHECK(refused.out == "-:1:1: error: cn or mn is missing; both\n");
}

TEST_CASE("hj212 aggregate sums in a pipe as CSV, also from packed files, and counts damage on standard error") {
    const std::string wanted =
        "mn,factor,hour,n,sum_milli\n"
        "010000A8900016F000169DC0,a01001,2016080108,1,12600\n";
    const Run run = shell(kVerb + "aggregate " + kPackets + " 2>/dev/null");
    CHECK(run.status == 0);
    CHECK(run.out.substr(0, wanted.size()) == wanted);
    CHECK(run.out.find("LD130133000015,060,2016082400,2,3606\n") != std::string::npos);
    CHECK(shell("gzip -c " + kPackets + " | " + kVerb + "aggregate - 2>/dev/null").out == run.out);
    const Run damage = shell(kVerb + "aggregate " + kPackets + " 2>&1 >/dev/null");
    CHECK(damage.out == "ok=6 bad_crc=2 bad_frame=1 skipped_bytes=464 refused=0 unreadable_values=0\n");
    const Run means = shell(kVerb + "aggregate --means " + kPackets + " 2>/dev/null");
    CHECK(means.out.find("LD130133000015,060,2016082400,2,1.803\n") != std::string::npos);
}

TEST_CASE("hj212 says what is wrong with its input") {
    const Run missing = shell(kVerb + "decode /nowhere/packets 2>&1");
    CHECK(missing.status == 2);
    CHECK(missing.out.find("/nowhere/packets: error: cannot be opened") == 0);
    CHECK(shell(kVerb + "2>&1").status == 2);
    CHECK(shell("printf '\\037\\213x' | " + kVerb + "aggregate - 2>&1").status == 2);
    CHECK(shell(kVerb + "send --to nowhere --scenario " + kPackets + " 2>&1").status == 2);
}

TEST_CASE("hj212 send plays a capture against a server and prints the answers") {
    boost::asio::io_context context;
    TelemetryServer server(context, {},
                           [](std::vector<ReceivedPacket>, std::function<void(bool)> done) { done(true); });
    std::thread thread([&] { context.run(); });
    const Run run =
        shell(kVerb + "send --to 127.0.0.1:" + std::to_string(server.port()) + " --scenario " + kPackets + " 2>&1");
    boost::asio::post(context, [&] { server.stop(); });
    thread.join();
    CHECK(run.status == 0);
    CHECK(count(run.out, "\"cn\":\"9014\"") == 3);  // of the six good packets four want an answer, one is no data
    CHECK(count(run.out, "\"cn\":\"9013\"") == 1);
    CHECK(run.out.find("sent 8 packets, answers 4 of 4\n") != std::string::npos);
    CHECK(server.counters().bad_crc == 2);
}
