// SPDX-License-Identifier: Apache-2.0
#include <string>

#include <catch2/catch.hpp>

#include "emissions/hj212_aggregate.hpp"
#include "emissions/hj212_frame.hpp"
#include "emissions/hj212_json.hpp"
#include "emissions/hj212_packet.hpp"

using namespace qingkong;

namespace {

// The three worked packets of handbook J.7.
const std::string kRealTime =
    "##0315QN=20261122130000000;ST=31;CN=2011;PW=123456;MN=410102A8900016F000169D01;Flag=5;CP=&&"
    "DataTime=20261122130000;a21026-Rtd=12.50,a21026-ZsRtd=14.20,a21026-Flag=N;a21002-Rtd=38.0,a21002-ZsRtd=43.1,"
    "a21002-Flag=N;a34013-Rtd=3.2,a34013-ZsRtd=3.6,a34013-Flag=N;a19001-Rtd=10.20,a19001-Flag=N;a00000-Rtd=41.5,"
    "a00000-Flag=N&&E041\r\n";
const std::string kHour =
    "##0356QN=20261122140005000;ST=31;CN=2061;PW=123456;MN=410102A8900016F000169D01;Flag=5;CP=&&"
    "DataTime=20261122130000;a21026-Cou=1.860,a21026-Min=11.20,a21026-Avg=12.45,a21026-Max=13.90,a21026-ZsAvg=14.15,"
    "a21026-Flag=N;a21002-Cou=5.632,a21002-Min=35.1,a21002-Avg=37.7,a21002-Max=40.2,a21002-ZsAvg=42.8,a21002-Flag=N;"
    "a00000-Cou=149400,a00000-Avg=41.5,a00000-Flag=N&&0CC0\r\n";
const std::string kAnswer =
    "##0087QN=20261122140005000;ST=91;CN=9014;PW=123456;MN=410102A8900016F000169D01;Flag=4;CP=&&&&60C0\r\n";

std::string data_of(const std::string& frame) {
    return frame.substr(6, frame.size() - 12);
}

std::string json_of(const std::string& bytes) {
    Hj212Framer framer;
    framer.feed(bytes);
    framer.finish();
    std::string lines;
    while (const auto frame = framer.next()) lines += decode_line(*frame).json + "\n";
    return lines;
}

Hj212Packet with_flag(const std::string& flag, const std::string& cn = "2011") {
    Hj212Packet packet;
    packet.qn = "20261122140005000";
    packet.cn = cn;
    packet.mn = "M1";
    packet.flag = flag;
    return packet;
}

}  // namespace

TEST_CASE("the worked packets are read and written back to the byte") {
    for (const std::string& frame : {kRealTime, kHour, kAnswer}) {
        const auto packet = read_packet(data_of(frame));
        REQUIRE(packet);
        CHECK(encode_packet(*packet) == frame);
    }
    const auto hour = read_packet(data_of(kHour));
    CHECK(hour->data_time == "20261122130000");
    REQUIRE(hour->items.size() == 3);
    CHECK(*hour->items[0].find("cou") == "1.860");
    CHECK(*hour->items[0].find("zs_avg") == "14.15");
    CHECK(*hour->items[2].find("flag") == "N");
    CHECK(hour->items[2].find("min") == nullptr);
}

TEST_CASE("a data packet that wants it is answered by 9014 with QN, PW and MN echoed") {
    CHECK(encode_answer(*read_packet(data_of(kHour))) == kAnswer);
}

TEST_CASE("the version bits of Flag say which edition, and the answer keeps them") {
    CHECK(Hj212Packet{}.version() == Hj212Version::v2005);
    CHECK(with_flag("3").version() == Hj212Version::v2005);
    CHECK(with_flag("5").version() == Hj212Version::v2017);
    CHECK(with_flag("9").version() == Hj212Version::v2025);
    CHECK(encode_answer(with_flag("9")).find("Flag=8;") != std::string::npos);
    CHECK(encode_answer(with_flag("7")).find("Flag=4;") != std::string::npos);
}

TEST_CASE("no answer where none is wanted or the packet is itself an answer") {
    CHECK(encode_answer(with_flag("4")).empty());
    CHECK(encode_answer(with_flag("")).empty());
    CHECK(encode_answer(with_flag("5", "9014")).empty());
    CHECK(encode_answer(with_flag("5", "9015")).find("CN=9013;") != std::string::npos);
    CHECK(encode_refusal(Hj212Head{{}, {}, "2011", {}, "M1", "5", {}, {}, {}}, 3).find("CN=9011;MN=M1;Flag=4;CP=&&QnRtn=3&&") != std::string::npos);
}

TEST_CASE("habits of real devices are taken") {
    // 2005: no QN, no Flag; a factor without flag; `;` before the last &&.
    const auto old = read_packet(
        "ST=32;CN=2011;PW=123456;MN=LD130133000015;"
        "CP=&&DataTime=20160824003817000;B01-Rtd=36.91;011-Rtd=231.0,011-Flag=N;&&");
    REQUIRE(old);
    CHECK(old->qn.empty());
    CHECK(old->data_time == "20160824003817000");
    REQUIRE(old->items.size() == 2);
    CHECK(old->items[0].find("flag") == nullptr);
    CHECK_FALSE(old->wants_answer());
    // A misspelt suffix stays as it was sent; a command's parameter is a value.
    const auto odd = read_packet("ST=22;CN=2011;MN=1111;CP=&&LA-td=50.1,LA-Flag=N;RtdInterval=30&&");
    REQUIRE(odd);
    CHECK(*odd->items[0].find("td") == "50.1");
    CHECK(*odd->items[1].find("value") == "30");
    CHECK(read_packet("CN=9015;MN=1;CP=&&&&")->items.empty());
}

TEST_CASE("what is no packet is refused by name") {
    CHECK(read_packet("QN=1;ST=31;CN=2011;MN=1").error().token == "no_cp");
    CHECK(read_packet("QN=1;ST=31;CN=2011;MN=1;CP=&&").error().token == "no_cp");
    CHECK(read_packet("ST=31;MN=1;CP=&&&&").error().token == "no_cn");
    CHECK(read_packet("ST=31;CN=2011;CP=&&&&").error().token == "no_mn");
    CHECK(read_packet("ST=31;CN=2011;MN=a\nb;CP=&&&&").error().token == "bad_text");
}

TEST_CASE("decode prints a packet with its keys in order and never the password") {
    CHECK(
        json_of("x" + kAnswer) ==
        R"({"offset":1,"accepted":true,"version":"2017","qn":"20261122140005000","st":"91","cn":"9014",)"
        R"("mn":"410102A8900016F000169D01","flag":"4","pnum":null,"pno":null,"data_time":null,"items":[],"error":null})"
        "\n");
    const std::string line = json_of(kRealTime);
    CHECK(line.find(R"({"code":"a21026","rtd":"12.50","zs_rtd":"14.20","flag":"N"})") != std::string::npos);
    CHECK(line.find("123456") == std::string::npos);
}

TEST_CASE("decode shows a wrong CRC as refused") {
    std::string broken = kAnswer;
    broken[20] = '9';
    const std::string line = json_of(broken);
    CHECK(line.find(R"("accepted":false)") != std::string::npos);
    CHECK(line.find(R"("error":"bad_crc")") != std::string::npos);
    CHECK(json_of("##00").find(R"("error":"bad_frame")") != std::string::npos);
}

TEST_CASE("encode is the inverse of decode") {
    for (const std::string& frame : {kRealTime, kHour, kAnswer}) {
        auto packet = packet_of_line(json_of(frame), {});
        REQUIRE(packet);
        packet->pw = "123456";
        CHECK(encode_packet(*packet) == frame);
    }
}

TEST_CASE("encode refuses what would break the frame") {
    const auto refused = [](const char* line) { return !packet_of_line(line, {"x", 1, 1, {}}); };
    CHECK(refused("no json"));
    CHECK(refused("[]"));
    CHECK(refused(R"({"cn":"2011"})"));
    CHECK(refused(R"({"cn":2011,"mn":"1"})"));
    CHECK(refused(R"({"cn":"2011","mn":"1;PW=2"})"));
    CHECK(refused(R"({"cn":"2011","mn":"1","items":[{"code":"a","rtd":"1&&"}]})"));
    CHECK(refused(R"({"cn":"2011","mn":"1","accepted":false})"));
    CHECK_FALSE(refused(R"({"cn":"2011","mn":"1"})"));
}

TEST_CASE("aggregate sums flag N of CN 2011 in exact thousandths, later digits cut, sorted by bytes") {
    RealTimeSums sums;
    const auto add = [&](const std::string& mn, const std::string& area, const std::string& cn = "2011") {
        sums.add("QN=1;ST=31;CN=" + cn + ";MN=" + mn + ";Flag=4;CP=&&" + area + "&&");
    };
    add("B", "DataTime=20170101005900;a1-Rtd=1.5,a1-Flag=N;a2-Rtd=7,a2-Flag=D");
    add("B", "DataTime=20170101005959;a2-Rtd=0.0019,a2-Flag=N;a1-Rtd=2.0009,a1-Flag=N");
    add("B", "DataTime=20170101010000;a1-Rtd=-3,a1-ZsRtd=9,a1-Flag=N");
    add("B", "DataTime=20170101010000;a1-Avg=3,a1-Flag=N", "2061");
    add("A", "a1-Flag=N,a1-Rtd=4;DataTime=2017010102");
    add("A", "DataTime=20170101020000;a1-Rtd=--,a1-Flag=N;a9-Rtd=5;a8-Flag=N");
    using Row = RealTimeSums::Row;
    CHECK(sums.rows() == std::vector<Row>{{"A", "a1", "2017010102", 1, 4000},
                                          {"B", "a1", "2017010100", 2, 3500},
                                          {"B", "a1", "2017010101", 1, -3000},
                                          {"B", "a2", "2017010100", 1, 1}});
    CHECK(sums.unreadable() == 1);
}
