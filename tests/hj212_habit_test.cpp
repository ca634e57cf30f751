// SPDX-License-Identifier: Apache-2.0
#include <fstream>
#include <iterator>

#include <catch2/catch.hpp>

#include "emissions/hj212_frame.hpp"
#include "emissions/hj212_habit.hpp"

using namespace qingkong;

namespace {

std::string habits(const std::string& data, const std::string& crc = "0000") {
    std::string out;
    const auto head = read_head(data);
    REQUIRE(head);
    for (const Habit habit : habits_of(data, *head, crc)) out += (out.empty() ? "" : " ") + std::string(token(habit));
    return out;
}

const std::string kHead = "QN=20160801085857223;ST=31;CN=2011;PW=123456;MN=010000A8900016F000169DC0;Flag=5;CP=&&";

}  // namespace

TEST_CASE("a packet as the standard wants it has no habits") {
    CHECK(habits(kHead + "DataTime=20160801085857;a21026-Rtd=1,a21026-Flag=N&&").empty());
    CHECK(habits("QN=20160801085857223;ST=32;CN=1062;PW=100000;MN=010000A8900016F000169DC0;Flag=5;CP=&&RtdInterval=30&&", "1C80").empty());
}

TEST_CASE("each habit of a real device is named") {
    CHECK(habits(kHead + "DataTime=20160801085857&&", "1c80") == "lower_crc");
    CHECK(habits(kHead + "DataTime=20160801085857;&&") == "stray_mark");
    CHECK(habits(kHead + "DataTime=20160801085857123;LA-td=1&&") == "long_time unknown_suffix");
    CHECK(habits(kHead + "a21026-Rtd=1&&") == "no_data_time");
    CHECK(habits("QN=20160801085857223;ST=31;CN=2011;PW=BF470F88957588DE902D1A52;MN=Z13401000010301;Flag=5;CP=&&DataTime=20160801085857&&") ==
          "odd_mn long_password");
    CHECK(habits("QM=1;QN=20160801085857223;ST=31;CN=2011;MN=010000A8900016F000169DC0;Flag=7;CP=&&DataTime=20160801085857&&") ==
          "misspelt_field parts_missing");
    CHECK(habits("ST=32;CN=2011;PW=123456;MN=LD130133000015;CP=&&DataTime=20160824003817&&") == "no_qn");  // 14 are right in 2005
}

TEST_CASE("parts are put together wherever they were cut") {
    CHECK(join_areas({"DataTime=1;a-Rtd=1", "b-Rtd=2;c-Rtd=3"}) == "DataTime=1;a-Rtd=1;b-Rtd=2;c-Rtd=3");
    CHECK(join_areas({"DataTime=1;a-Rtd=1;", "b-Rtd=2"}) == "DataTime=1;a-Rtd=1;b-Rtd=2");
    CHECK(join_areas({"DataTime=1;a-Rtd=1", "2.5,a-Flag=N"}) == "DataTime=1;a-Rtd=12.5,a-Flag=N");
    CHECK(join_areas({"DataTime=1;a-Rt", "d=12"}) == "DataTime=1;a-Rtd=12");
    CHECK(join_areas({"DataTime=1;a-Rtd=1", "DataTime=1;b-Rtd=2"}) == "DataTime=1;a-Rtd=1;DataTime=1;b-Rtd=2");
    CHECK(join_areas({}).empty());
}

TEST_CASE("a part is one of several and has its place among them") {
    const auto part = [](std::string_view pnum, std::string_view pno) {
        Hj212Head head;
        head.pnum = pnum;
        head.pno = pno;
        return part_number(head).has_value();
    };
    CHECK(part("2", "1"));
    CHECK(part("2", "2"));
    CHECK_FALSE(part("2", "3"));
    CHECK_FALSE(part("2", "0"));
    CHECK_FALSE(part("1", "1"));
    CHECK_FALSE(part("99999999", "1"));
    CHECK_FALSE(part("", ""));
}
