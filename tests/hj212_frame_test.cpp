// SPDX-License-Identifier: Apache-2.0
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "emissions/hj212_crc.hpp"
#include "emissions/hj212_frame.hpp"
#include "emissions/hj212_packet.hpp"

using namespace qingkong;

namespace {

std::string read_file(const std::string& name) {
    std::ifstream file(std::string(QINGKONG_SOURCE_DIR "/tests/data/hj212/") + name, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

/// What came out of a stream: `offset state length` a frame.
std::vector<std::string> frames(const std::vector<std::string>& pieces, bool finish = true) {
    Hj212Framer framer;
    std::vector<std::string> seen;
    const auto take = [&] {
        while (const auto frame = framer.next())
            seen.push_back(std::to_string(frame->offset) + " " + std::string(token(frame->state)) + " " +
                           std::to_string(frame->data.size()));
    };
    for (const std::string& piece : pieces) {
        framer.feed(piece);
        take();
    }
    if (finish) {
        framer.finish();
        take();
    }
    return seen;
}

std::string sample() {
    return "##0101QN=20160801085857223;ST=32;CN=1062;PW=100000;MN=010000A8900016F000169DC0;Flag=5;"
           "CP=&&RtdInterval=30&&1C80\r\n";
}

}  // namespace

TEST_CASE("the check value is the one of the standard's own samples") {
    CHECK(hj212_crc("QN=20160801085857223;ST=32;CN=1062;PW=100000;MN=010000A8900016F000169DC0;Flag=5;"
                    "CP=&&RtdInterval=30&&") == 0x1C80);
    CHECK(hj212_crc("QN=20240601085857223;ST=32;CN=1011;PW=123456;MN=010000A8900016F000169DC0;Flag=9;CP=&&&&") ==
          0x2200);
    CHECK(hj212_crc("QN=20261122140005000;ST=91;CN=9014;PW=123456;MN=410102A8900016F000169D01;Flag=4;CP=&&&&") ==
          0x60C0);
    CHECK(hj212_crc("") == 0xFFFF);
}

TEST_CASE("every way to the check value equals the standard's loop for every length and place") {
    const unsigned seed = std::random_device{}();
    INFO("seed " << seed);
    std::mt19937 random(seed);
    CHECK(crc_ways().front().name == "table");
    std::string data;
    for (int length = 0; length < 700; ++length) {
        unsigned r = 0xFFFF;
        for (const char c : data) {
            r = (r >> 8) ^ static_cast<unsigned char>(c);
            for (int bit = 0; bit < 8; ++bit) r = (r & 1) ? (r >> 1) ^ 0xA001 : r >> 1;
        }
        const std::string moved = std::string(random() % 64, 'x') + data;
        for (const CrcWay& way : crc_ways()) {
            INFO(way.name << " " << length);
            REQUIRE(way.value(std::string_view(moved).substr(moved.size() - data.size())) == r);
        }
        data.push_back(static_cast<char>(random() & 0xFF));
    }
}

TEST_CASE("of the public packets six are good, two have a wrong CRC and one a wrong length") {
    CHECK(frames({read_file("packets.txt")}) ==
          std::vector<std::string>{"0 ok 101", "113 bad_crc 136", "261 ok 136", "409 ok 139", "560 bad_crc 139",
                                   "711 ok 285", "1008 ok 453", "1473 ok 354", "1839 bad_frame 0"});
}

TEST_CASE("a widely copied sample whose length is wrong is a bad frame") {
    const std::string data(431, 'x');
    CHECK(frames({"##0428" + data + "0b40\r\n"}) == std::vector<std::string>{"0 bad_frame 0"});
}

TEST_CASE("after a bad frame the search goes on one byte further") {
    CHECK(frames({"##01x1" + sample()}) == std::vector<std::string>{"0 bad_frame 0", "6 ok 101"});
    CHECK(frames({"#" + sample()}) == std::vector<std::string>{"0 bad_frame 0", "1 ok 101"});
    // Cut short: the length points into the next packet, which is not lost.
    CHECK(frames({sample().substr(0, 50) + sample()}) == std::vector<std::string>{"0 bad_frame 0", "50 ok 101"});
}

TEST_CASE("a wrong CRC skips the frame whole, also a packet inside it") {
    const std::string inner = sample();
    const std::string outer = "##0113" + inner + "0000\r\n";
    REQUIRE(inner.size() == 113);
    CHECK(frames({outer + inner}) == std::vector<std::string>{"0 bad_crc 113", "125 ok 101"});
}

TEST_CASE("noise is counted and not kept") {
    Hj212Framer framer;
    for (int i = 0; i < 1000; ++i) {
        framer.feed(std::string(1000, '.'));
        CHECK_FALSE(framer.next());
        CHECK(framer.pending_bytes() == 0);
    }
    framer.feed("#");
    CHECK_FALSE(framer.next());
    framer.feed(sample().substr(1));
    const auto frame = framer.next();
    REQUIRE(frame);
    CHECK(frame->offset == 1'000'000);
    CHECK(framer.counters() == FrameCounters{1, 0, 0, 1'000'000});
}

TEST_CASE("an incomplete frame becomes noise when it is given up, and what stands behind it is found") {
    Hj212Framer framer;
    framer.feed("##9999QN=1;" + sample());
    CHECK_FALSE(framer.next());
    CHECK(framer.pending_bytes() > 0);
    framer.finish();
    REQUIRE(framer.next()->state == FrameState::bad_frame);
    const auto frame = framer.next();
    REQUIRE(frame);
    CHECK(frame->state == FrameState::ok);
    CHECK(frame->offset == 11);
    CHECK_FALSE(framer.next());
    framer.feed(sample());
    CHECK(framer.next()->offset == 124);
}

TEST_CASE("a length above the limit is a bad frame at once") {
    Hj212Framer framer(1024);
    framer.feed("##1025");
    REQUIRE(framer.next());
    CHECK(framer.counters().bad_frame == 1);
    CHECK(framer.pending_bytes() < 6);
}

TEST_CASE("packets split and glued anywhere give the same frames") {
    const unsigned seed = std::random_device{}();
    INFO("seed " << seed);
    std::mt19937 random(seed);
    const std::string stream = read_file("packets.txt") + "#noise##" + sample() + sample().substr(0, 40) + sample();
    const auto whole = frames({stream});
    for (int round = 0; round < 200; ++round) {
        std::vector<std::string> pieces;
        for (size_t at = 0; at < stream.size();) {
            const size_t length = 1 + random() % (round % 2 == 0 ? 7 : 700);
            pieces.push_back(stream.substr(at, length));
            at += length;
        }
        REQUIRE(frames(pieces) == whole);
    }
}

TEST_CASE("random bytes never keep more than one frame and lose no later packet") {
    const unsigned seed = std::random_device{}();
    INFO("seed " << seed);
    std::mt19937 random(seed);
    for (int round = 0; round < 300; ++round) {
        Hj212Framer framer;
        const std::string alphabet = "##00119;=&\r\nA";
        std::string noise;
        for (unsigned i = 0; i < random() % 3000; ++i) noise.push_back(alphabet[random() % alphabet.size()]);
        framer.feed(noise);
        while (framer.next()) {
        }
        REQUIRE(framer.pending_bytes() <= 9999 + 12);
        framer.finish();
        while (framer.next()) {
        }
        framer.feed(sample());
        const auto frame = framer.next();
        REQUIRE(frame);
        REQUIRE(frame->state == FrameState::ok);
    }
}
