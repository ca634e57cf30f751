// SPDX-License-Identifier: Apache-2.0
// Handbook L.3: R1 to R11 as far as they concern planned accounting, and C.1, C.2.
#include <catch2/catch.hpp>

#include "emissions/order_table.hpp"
#include "engine/embedded.hpp"
#include "inventory_texts.hpp"
#include "rules/csv.hpp"

using namespace qingkong;
using namespace inventory_texts;

namespace {

const Day kDay = *parse_day("2014-02-20");

const std::vector<TargetTable>& tables() {
    static const auto kTables = read_targets(*embedded("rules/targets.toml"), "rules/targets.toml");
    REQUIRE(kTables);
    return *kTables;
}

/// A city of fleets only: base and stated reduction per pollutant in kg/d, so that shares are set by hand.
struct Share {
    int base_kg;
    std::string reduction_kg;
};

Inventory city_of(AlertLevel level, const Share& so2, const Share& nox, const Share& pm, const Share& vocs) {
    const std::string zh = level_name(level).zh;
    std::string head = "编号,车型,行政区划代码,核查方式," + zh + "措施";
    std::string row = "M1,车队,990101,路检,限行";
    const std::vector<std::pair<const char*, const Share*>> all = {
        {"SO2", &so2}, {"NOx", &nox}, {"PM", &pm}, {"VOCs", &vocs}};
    for (const auto& [name, share] : all) {
        head += std::string(",年排放量") + name + "," + zh + "减排量" + name;
        // t/a = kg/d x 365 / 1000, exact with three decimals
        const int thousandths = share->base_kg * 365;
        std::string decimals = std::to_string(thousandths % 1000);
        decimals.insert(0, 3 - decimals.size(), '0');
        row += "," + std::to_string(thousandths / 1000) + "." + decimals + "," + share->reduction_kg;
    }
    return read({sheet("企业基本信息", kEnterpriseHead + enterprise("E1", "990101", "", "一般工业", "未分级")),
                 sheet("移动源", head + "\n" + row + "\n")});
}

std::string print(const Inventory& city, AlertLevel level, const std::string& targets,
                  const std::vector<std::string>& areas = {}) {
    std::string text;
    for (const AccountRow& row : account(city, level, kDay, *find_targets(tables(), targets), areas))
        text += csv_line(account_cells(row));
    return text;
}

}  // namespace

TEST_CASE("R1: annual emissions are divided by 330, 120 or 365 days, by source class") {
    const Inventory city =
        read({sheet("企业基本信息", kEnterpriseHead + enterprise("E1", "990101", "", "一般工业", "未分级")),
              sheet("生产线信息", kLineHead + "E1,L1,,,,,3300,,\n"),
              sheet("其他源",
                    "编号,源名称,源类,行政区划代码,年排放量NOx(t/"
                    "a)\nB1,锅炉,采暖锅炉,990101,1200\nC1,散煤,民用散煤,990101,600\n"),
              sheet("移动源", "编号,车型,行政区划代码,年排放量NOx(t/a)\nM1,车队,990101,7300\n"),
              sheet("扬尘源", "编号,工地名称,行政区划代码,年排放量PM(t/a)\nS1,工地,990101,3650\n")});
    const int64_t tonne = 1'000'000;
    CHECK(city.enterprises[0].lines[0].base()[Emitted::nox] == Rational(10 * tonne));
    CHECK(city.find_source("B1")->base()[Emitted::nox] == Rational(10 * tonne));
    CHECK(city.find_source("C1")->base()[Emitted::nox] == Rational(5 * tonne));
    CHECK(city.find_source("M1")->base()[Emitted::nox] == Rational(20 * tonne));
    CHECK(city.find_source("S1")->base()[Emitted::pm] == Rational(10 * tonne));
    CHECK(base_emission(city, kDay, "all")[Emitted::nox] == Rational(45 * tonne));
}

TEST_CASE("R2: exactly the target passes") {
    const Inventory city =
        city_of(AlertLevel::orange, {10000, "2000"}, {10000, "2000"}, {10000, "2000"}, {10000, "1500"});
    CHECK(print(city, AlertLevel::orange, "R2017") ==
          "all,so2,10000000,2000000,20.0,20,true,R2017\n"
          "all,nox,10000000,2000000,20.0,20,true,R2017\n"
          "all,pm,10000000,2000000,20.0,20,true,R2017\n"
          "all,vocs,10000000,1500000,15.0,15,true,R2017\n");
}

TEST_CASE("R3: SO2 12 % and NOx 28 % pass together by the sum of percentages") {
    const Inventory city =
        city_of(AlertLevel::orange, {10000, "1200"}, {40000, "11200"}, {10000, "2000"}, {10000, "1500"});
    CHECK(print(city, AlertLevel::orange, "R2017") ==
          "all,so2,10000000,1200000,12.0,20,true,C.2 sum 40.0 of 40.0\n"
          "all,nox,40000000,11200000,28.0,20,true,C.2 sum 40.0 of 40.0\n"
          "all,pm,10000000,2000000,20.0,20,true,R2017\n"
          "all,vocs,10000000,1500000,15.0,15,true,R2017\n");
}

TEST_CASE("R4: 12 % and 27 % fail, and the rows say the sum") {
    const Inventory city =
        city_of(AlertLevel::orange, {10000, "1200"}, {40000, "10800"}, {10000, "2000"}, {10000, "1500"});
    const auto rows = account(city, AlertLevel::orange, kDay, *find_targets(tables(), "R2017"), {});
    CHECK(rows[0].met == false);
    CHECK(rows[0].basis == "C.2 sum 39.0 of 40.0");
    CHECK(rows[1].percent == Rational(27));
    CHECK(target_missed(rows));
}

TEST_CASE("R5: 33 % and 8 % pass by the sum") {
    const Inventory city =
        city_of(AlertLevel::orange, {5000, "1650"}, {60000, "4800"}, {10000, "2000"}, {10000, "1500"});
    const auto rows = account(city, AlertLevel::orange, kDay, *find_targets(tables(), "R2017"), {});
    CHECK(rows[0].met == true);
    CHECK(rows[1].met == true);
    CHECK(rows[1].basis == "C.2 sum 41.0 of 40.0");
    CHECK_FALSE(target_missed(rows));
}

TEST_CASE("R6: 19.999 % fails and is printed cut, 19.9") {
    const Inventory city =
        city_of(AlertLevel::orange, {10000, "2000"}, {10000, "2000"}, {30000, "5999.7"}, {10000, "1500"});
    CHECK(print(city, AlertLevel::orange, "R2017").find("all,pm,30000000,5999700,19.9,20,false,R2017\n") !=
          std::string::npos);
}

TEST_CASE("R7: VOCs 15 % at orange pass in R2017 and fail in R2019") {
    const Inventory city =
        city_of(AlertLevel::orange, {10000, "2000"}, {10000, "2000"}, {10000, "2000"}, {25000, "3750"});
    CHECK(print(city, AlertLevel::orange, "r2017").find("all,vocs,25000000,3750000,15.0,15,true") != std::string::npos);
    CHECK(print(city, AlertLevel::orange, "R2019").find("all,vocs,25000000,3750000,15.0,20,false") !=
          std::string::npos);
}

TEST_CASE("R8: at blue SO2 and NOx have no target, VOCs 4.9 % fail") {
    const Inventory city = city_of(AlertLevel::blue, {10000, "0"}, {10000, "0"}, {10000, "500"}, {10000, "490"});
    const auto rows = account(city, AlertLevel::blue, kDay, *find_targets(tables(), "R2017"), {});
    CHECK(print(city, AlertLevel::blue, "R2017") ==
          "all,so2,10000000,0,0.0,,true,R2017\n"
          "all,nox,10000000,0,0.0,,true,R2017\n"
          "all,pm,10000000,500000,5.0,5,true,R2017\n"
          "all,vocs,10000000,490000,4.9,5,false,R2017\n");
    CHECK(target_missed(rows));
}

TEST_CASE("R9: a peak-shift stop in force leaves both base and reduction (EXCLUDE_BOTH)") {
    // 8 t/d and 2 t/d of SO2; the second line is stopped by peak-shift, the first cut by 20 % = 1.6 t/d.
    const Inventory city =
        read({sheet("企业基本信息", kEnterpriseHead + enterprise("E1", "990101", "", "一般工业", "未分级")),
              sheet("生产线信息", kLineHead + "E1,L1,,,,2640,,,\nE1,L2,,,,660,,,\n"),
              sheet("应急减排措施",
                    kMeasureHead +
                        "E1,L1,橙色,限产20%,限产,20%,,,,,,,,分表用电量\nE1,L2,橙色,停产,停产,,,,,,,,,分表用电量\n"),
              sheet("错峰生产", "企业序号,生产线编号,起始日期,截止日期\nE1,L2,2013-11-15,2014-03-15\n")});
    const auto rows = account(city, AlertLevel::orange, kDay, *find_targets(tables(), "R2017"), {});
    CHECK(rows[0].base_g_per_day == Rational(8'000'000));
    CHECK(rows[0].reduction_g_per_day == Rational(1'600'000));
    CHECK(rows[0].percent == Rational(20));
    const auto after =
        account(city, AlertLevel::orange, *parse_day("2014-03-16"), *find_targets(tables(), "R2017"), {});
    CHECK(after[0].reduction_g_per_day == Rational(3'600'000));
    CHECK(after[0].percent == Rational(36));
}

TEST_CASE("a part of the city is shown against itself and against the whole, and never compared") {
    const std::string fleets =
        "编号,车型,行政区划代码,年排放量NOx(t/a),橙色措施,橙色减排量NOx(kg/d),核查方式\n"
        "M1,东区车队,990101,365,限行,400,路检\nM2,西区车队,990102,365,限行,100,路检\n";
    const Inventory city =
        read({sheet("企业基本信息", kEnterpriseHead + enterprise("E1", "990101", "", "一般工业", "未分级")),
              sheet("移动源", fleets)});
    CHECK(print(city, AlertLevel::orange, "R2017", {"990101"}) ==
          "all,so2,0,0,,,,C.1 part of the city\n"
          "all,nox,2000000,400000,20.0,,,C.1 part of the city\n"
          "all,pm,0,0,,,,C.1 part of the city\n"
          "all,vocs,0,0,,,,C.1 part of the city\n"
          "990101,so2,0,0,,,,C.1 area\n"
          "990101,nox,1000000,400000,40.0,,,C.1 area\n"
          "990101,pm,0,0,,,,C.1 area\n"
          "990101,vocs,0,0,,,,C.1 area\n");
}

TEST_CASE("a target without any base is not met") {
    const Inventory city = city_of(AlertLevel::orange, {0, "0"}, {10000, "9000"}, {10000, "2000"}, {10000, "1500"});
    CHECK(print(city, AlertLevel::orange, "R2017").find("all,so2,0,0,,20,false,R2017; no base\n") == 0);
}

TEST_CASE("the sum over lines with outputs of their own is exact") {
    // Sixty lines, each 33 t/a (100 kg/d) and a cap of 1/p of its output p + 0.01: the common denominator has far over
    // a hundred digits. Fixed point would be off by a gram; the exact sum is the one computed line by line.
    std::string lines = kLineHead;
    std::string measures = kMeasureHead;
    Rational wanted;
    for (int i = 0; i < 60; ++i) {
        const int output = 1009 + 2 * i;
        const std::string id = "L" + std::to_string(i);
        lines += "E1," + id + ",1000,1000," + std::to_string(output) + ",,33,,\n";
        measures += "E1," + id + ",橙色,限产20%,限产,20%,,,,,,,,分表用电量\n";
        wanted += Rational(100'000) * (Rational(1) - Rational(800, output));
    }
    const Inventory city =
        read({sheet("企业基本信息", kEnterpriseHead + enterprise("E1", "990101", "", "一般工业", "未分级")),
              sheet("生产线信息", lines), sheet("应急减排措施", measures)});
    const auto rows = account(city, AlertLevel::orange, kDay, *find_targets(tables(), "R2017"), {});
    CHECK(rows[1].reduction_g_per_day == wanted);
    CHECK_FALSE(wanted.small());
    CHECK(rows[1].percent->cut1() == (wanted / Rational(60'000)).cut1());
}

TEST_CASE("a target table with an unknown key is refused with its line") {
    const auto tables = read_targets("[[table]]\nid = \"X\"\nsource = \"s\"\norange = { so3 = 20 }\n", "t.toml");
    REQUIRE_FALSE(tables);
    CHECK(tables.error().front().place.line == 4);
}
