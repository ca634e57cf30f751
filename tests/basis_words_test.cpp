// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "emissions/basis_words.hpp"

using namespace qingkong;

TEST_CASE("a Chinese paper gives the basis of an order in Chinese") {
    CHECK(basis_words_zh("F.1; grade c; plan example-1; alert") == "绩效等级C级；操作方案（example-1版）；重污染天气预警");
    CHECK(basis_words_zh("F.1; grade d; row of yellow; plan not filed; alert") ==
          "绩效等级D级；沿用黄色预警措施；操作方案未备案；重污染天气预警");
    CHECK(basis_words_zh("F.1; exemption heat_guarantee; alert").find("以热定产") == 0);
    CHECK(basis_words_zh("something new") == "something new");
    CHECK(basis_words_zh("") == "");
}
