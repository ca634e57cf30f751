// SPDX-License-Identifier: Apache-2.0
// The quick readers of a capture against the plain definition, which knows one form: every form.

#include <map>
#include <random>
#include <string>
#include <tuple>

#include <catch2/catch.hpp>

#include "emissions/hj212_aggregate.hpp"
#include "emissions/hj212_packet.hpp"
#include "emissions/telemetry.hpp"

using namespace qingkong;

namespace {

using Key = std::tuple<std::string, std::string, std::string>;  // mn, factor, hour
struct Plain {
    std::map<Key, std::pair<int64_t, int64_t>> sums;
    uint64_t refused = 0, unreadable = 0;
    FrameCounters counters;
};

void add_plain(Plain& plain, std::string_view data) {
    const auto head = read_head(data);
    if (!head) {
        ++plain.refused;
        return;
    }
    if (head->cn != "2011") return;
    const size_t at = head->cp.find("DataTime=");
    std::string hour = at == std::string_view::npos ? "" : std::string(head->cp.substr(at + 9, 10));
    if (hour.size() != 10 || hour.find_first_not_of("0123456789") != std::string::npos) hour.clear();
    const auto take = [&](std::string_view code, std::string_view value) {
        const auto milli = parse_milli(value);
        if (!milli || hour.empty()) {
            ++plain.unreadable;
            return;
        }
        auto& [n, sum] = plain.sums[{std::string(head->mn), std::string(code), hour}];
        ++n;
        sum += *milli;
    };
    Hj212Field rtd;
    bool flag_n = false;
    for_each_field(head->cp, [&](const Hj212Field& field, bool first_of_group) {
        if (first_of_group || field.code != rtd.code) {
            rtd = {field.code, {}, {}};
            flag_n = false;
        }
        if (field.suffix == "Rtd") {
            if (flag_n)
                take(field.code, field.value);
            else
                rtd = field;
        } else if (field.suffix == "Flag" && field.value == "N") {
            if (rtd.suffix == "Rtd")
                take(rtd.code, rtd.value);
            else
                flag_n = true;
        }
    });
}

Plain plain_of(const std::string& stream) {
    Plain plain;
    Hj212Framer framer;
    framer.feed(stream);
    framer.finish();
    while (const auto frame = framer.next())
        if (frame->state == FrameState::ok) add_plain(plain, frame->data);
    plain.counters = framer.counters();
    return plain;
}

void check_equal(const Plain& plain, const CaptureSums& capture) {
    CHECK(capture.counters() == plain.counters);
    CHECK(capture.sums().refused() == plain.refused);
    CHECK(capture.sums().unreadable() == plain.unreadable);
    std::map<Key, std::pair<int64_t, int64_t>> sums;
    for (const RealTimeSums::Row& row : capture.sums().rows())
        sums[{std::string(row.mn), row.factor, row.hour}] = {row.n, row.sum_milli};
    CHECK(sums == plain.sums);
}

/// Packets in usual and unusual forms, built from pieces that meet in odd ways.
class Writer {
public:
    explicit Writer(unsigned seed) : random(seed) {}
    size_t below(size_t n) { return random() % n; }
    template <size_t N>
    std::string any(const char* const (&choices)[N]) {
        return choices[below(N)];
    }
    std::string number() {
        static const char* const kOdd[] = {"", ".", "-", "12.", ".5", "-1.25", "1.2.3", "1,2", "7/2", "1e3", "12345678.9012", "999999999999", "0.00019", "a", "--"};
        if (below(12) == 0) return any(kOdd);
        std::string text = std::to_string(below(below(3) == 0 ? 1000000 : 1000));
        if (below(3) != 0) text += "." + std::to_string(below(below(5) == 0 ? 100000 : 1000));
        return text;
    }
    std::string group() {
        static const char* const kCodes[] = {"a21026", "a21002", "w01001", "LA", "B01", "a2", "a", "toolong1", "a-b", "-a", "x=y", "a21026x", ""};
        static const char* const kFlags[] = {"N", "N", "N", "N", "D", "n", "", "NN", "N,a21026-Avg=3"};
        const std::string code = below(3) ? "a2100" + std::to_string(below(8)) : any(kCodes);
        const std::string flag = code + "-Flag=" + any(kFlags);
        switch (below(12)) {
            case 0: return code + "-Rtd=" + number();
            case 1: return flag + "," + code + "-Rtd=" + number();
            case 2: return code + "-Rtd=" + number() + ",a21002-Flag=N";
            case 3: return code + "-Avg=" + number() + "," + flag;
            case 4: return code + "-Rtd=" + number() + "," + code + "-Rtd=" + number() + "," + flag;
            case 5:
            case 6: return code + "-Rtd=" + number() + "," + code + "-ZsRtd=" + number() + "," + flag;
            case 7: return code + "=" + number();
            default: return code + "-Rtd=" + number() + "," + flag;
        }
    }
    std::string data() {
        static const char* const kHeads[] = {"QN=20160801085857223;", "QN=;", "", "XX=1;", "Flag=4;", "PNUM=2;PNO=1;", ";", "QN", "CN=2061;", "Y=CP=;", "A=1&2;", "MN=\x01;"};
        static const char* const kTimes[] = {"DataTime=20170101005900", "DataTime=20170101005900123", "DataTime=2017010101", "DataTime=201701010", "XDataTime=20170101040000", "", "DataTime=2017010100;900;", "DataTime=20170101005900,a21026-Rtd=4"};
        std::string made = below(3) ? "QN=20160801085857223;" : any(kHeads);
        made += "ST=31;CN=2011;PW=123456;MN=";
        made += below(3) ? "31011500000000000000000" + std::to_string(below(6)) : below(2) ? "LD13" + std::to_string(below(3)) : std::string(20 + below(20), 'A');
        made += ";" + std::string(below(5) ? "" : any(kHeads)) + "Flag=5;CP=&&";
        made += below(4) ? "DataTime=2017010100" + std::to_string(1000 + below(3)) : any(kTimes);
        for (size_t groups = below(7); groups > 0; --groups) made += (below(9) ? ";" : ";;") + group();
        made += below(10) ? "&&" : below(2) ? "&&&" : ";&&";
        return made;
    }
    std::mt19937 random;
};

}  // namespace

TEST_CASE("a capture has the sums of the plain definition in whatever forms and blocks it comes, and damage is counted alike") {
    const unsigned seed = std::random_device{}();
    INFO("seed " << seed);
    Writer writer(seed);
    for (int round = 0; round < 300; ++round) {
        INFO("round " << round);
        std::string stream;
        for (size_t packets = writer.below(60); packets > 0; --packets) {
            std::string frame = encode_frame(writer.data());
            if (writer.below(3) == 0)  // lower-case CRC is one habit of devices
                for (size_t i = frame.size() - 6; i < frame.size() - 2; ++i) frame[i] = static_cast<char>(std::tolower(frame[i]));
            if (writer.below(8) == 0) frame[writer.below(frame.size())] ^= static_cast<char>(1 << writer.below(8));
            if (writer.below(10) == 0) frame.resize(writer.below(frame.size()));
            if (writer.below(10) == 0) stream += "noise#";
            stream += frame;
        }
        CaptureSums capture;
        const size_t largest = 1 + writer.below(writer.below(2) ? 40 : 4000);
        for (size_t at = 0; at < stream.size();) {
            // In a buffer of its own: a reader that looks beyond its block is seen by the sanitizer.
            const std::string block = stream.substr(at, 1 + writer.below(largest));
            at += block.size();
            capture.feed(block);
        }
        capture.finish();
        check_equal(plain_of(stream), capture);
    }
}

TEST_CASE("decimals are read alike with and without a branch") {
    const unsigned seed = std::random_device{}();
    INFO("seed " << seed);
    std::mt19937 random(seed);
    for (int i = 0; i < 200000; ++i) {
        std::string text;
        for (size_t length = 1 + random() % 7; length > 0; --length) text += "0123456789.."[random() % 12];
        if (random() % 20 == 0) text[random() % text.size()] = static_cast<char>(random() & 0xFF);
        const int64_t quick = quick_milli(load_word((text + ",abcdefg").data()), text.size());
        INFO(text);
        if (quick >= 0) REQUIRE(parse_milli(text) == quick);
        const bool plain_form = parse_milli(text) && (text.find('.') == std::string::npos || text.size() - text.find('.') <= 4) && text.find('-') == std::string::npos;
        if (plain_form) REQUIRE(quick >= 0);
    }
}
