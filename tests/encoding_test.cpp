// SPDX-License-Identifier: Apache-2.0
#include "rules/encoding.hpp"

#include <string>

#include <catch2/catch.hpp>

using namespace qingkong;

namespace {

/// The text, or the first refusal as printed.
std::string read(std::string_view bytes) {
    const auto decoded = decode_text(bytes, "f.csv");
    return decoded ? decoded->text : decoded.error().front().print(Language::en);
}

}  // namespace

TEST_CASE("UTF-8 is taken as it is, without its byte order mark") {
    CHECK(read("城市,aqi\r\n") == "城市,aqi\r\n");
    CHECK(read("\xEF\xBB\xBF城市,aqi\n") == "城市,aqi\n");
    CHECK(read("").empty());
    CHECK(decode_text("城市", "f.csv")->notes.empty());
}

TEST_CASE("GB18030 text is converted with one warning") {
    const auto decoded = decode_text("\xB3\xC7\xCA\xD0,\xC8\xD5\xC6\xDA\n\xD6\xA3\xD6\xDD,\x95\x32\x82\x36\n", "gbk.csv");
    REQUIRE(decoded);
    CHECK(decoded->text == "城市,日期\n郑州,𠀀\n");
    REQUIRE(decoded->notes.size() == 1);
    CHECK(decoded->notes[0].print(Language::zh) == "gbk.csv: warning: 文件为 GB18030 编码，已转换读取；建议另存为 UTF-8");
    CHECK(decoded->notes[0].print(Language::en) ==
          "gbk.csv: warning: the file is GB18030 and was converted; better save it as UTF-8");
}

TEST_CASE("damaged UTF-8 is refused with its place instead of being read as GB18030") {
    CHECK(read("城市,日期\n北京,\xE9\x83") == "f.csv:2:4: error: neither valid UTF-8 here nor GB18030; save it as text in "
                                              "UTF-8 (or GB18030)");
    CHECK(read("\xEF\xBB\xBF" "a\xB3\xC7").find("f.csv:1:2: error:") == 0);
}

TEST_CASE("overlong forms, surrogates and values beyond Unicode are no UTF-8") {
    for (const char* bytes : {"北京市\xC0\xAF,", "北京市\xED\xA0\x80,", "北京市京京\xF5\x80\x80\x80,"})
        CHECK(read(bytes).find("error: neither valid UTF-8") != std::string::npos);
}

TEST_CASE("what is not text is refused") {
    CHECK(read(std::string_view("PK\x03\x04\x00\x00", 6)) ==
          "f.csv: error: not a text file; save it as text in UTF-8 (or GB18030)");
    CHECK(read("\xFF\xFE" "a").find("UTF-16") != std::string::npos);
    CHECK(read("caf\xE9,1\n").find("error:") != std::string::npos);
}
