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

namespace {

TargetTable table_of(const std::string& text) {
    const auto read_tables = read_targets("[[table]]\nid = \"X\"\nsource = \"s\"\n" + text, "t.toml");
    if (!read_tables) FAIL(read_tables.error().front().print(Language::en));
    return read_tables->front();
}

/// 10 t/d of NOx in one line that stops, 30 t/d of a fleet with 3 t/d less, 20 t/d of dust (PM) with 5 t/d less.
Inventory three_classes() {
    return read({sheet("企业基本信息", kEnterpriseHead + enterprise("E1", "990101", "", "一般工业", "未分级")),
                 sheet("生产线信息", kLineHead + "E1,L1,,,,,3300,,\n"),
                 sheet("应急减排措施", kMeasureHead + "E1,L1,橙色,停产,停产,,,,,,,,,分表用电量\n"),
                 sheet("移动源",
                       "编号,车型,行政区划代码,年排放量NOx(t/a),橙色措施,橙色减排量NOx(kg/d),核查方式\n"
                       "M1,车队,990101,10950,限行,3000,路检\n"),
                 sheet("扬尘源",
                       "编号,工地名称,行政区划代码,年排放量PM(t/a),橙色措施,橙色减排量PM(kg/d),核查方式\n"
                       "S1,工地,990101,7300,停工,5000,现场\n")});
}

std::string print(const std::vector<AccountRow>& rows) {
    std::string text;
    for (const AccountRow& row : rows) text += csv_line(account_cells(row));
    return text;
}

}  // namespace

TEST_CASE("R9 by its three modes: 20 % passes, 36 % passes, 16 % fails") {
    const Inventory city =
        read({sheet("企业基本信息", kEnterpriseHead + enterprise("E1", "990101", "", "一般工业", "未分级")),
              sheet("生产线信息", kLineHead + "E1,L1,,,,2640,,,\nE1,L2,,,,660,,,\n"),
              sheet("应急减排措施",
                    kMeasureHead +
                        "E1,L1,橙色,限产20%,限产,20%,,,,,,,,分表用电量\nE1,L2,橙色,停产,停产,,,,,,,,,分表用电量\n"),
              sheet("错峰生产", "企业序号,生产线编号,起始日期,截止日期\nE1,L2,2013-11-15,2014-03-15\n")});
    TargetTable only_so2 = table_of("orange = { so2 = 20 }\n");
    const auto so2 = [&](PeakShiftMode mode) {
        only_so2.peak_shift = mode;
        return csv_line(account_cells(account(city, AlertLevel::orange, kDay, only_so2, {}).front()));
    };
    CHECK(so2(PeakShiftMode::exclude_both) == "all,so2,8000000,1600000,20.0,20,true,X\n");
    CHECK(so2(PeakShiftMode::count_reduction) == "all,so2,10000000,3600000,36.0,20,true,X\n");
    CHECK(so2(PeakShiftMode::base_only) == "all,so2,10000000,1600000,16.0,20,false,X\n");
    CHECK(base_emission(city, kDay, "990101", PeakShiftMode::base_only)[Emitted::so2] == Rational(10'000'000));
    CHECK(table_of("peak_shift_mode = \"base_only\"\nred = { pm = 1 }\n").peak_shift == PeakShiftMode::base_only);
}

TEST_CASE("R10: longer coking time takes a third of the emission") {
    const Inventory city =
        read({sheet("企业基本信息", kEnterpriseHead + enterprise("E1", "990101", "焦化", "重点行业", "C")),
              sheet("生产线信息", kLineHead + "E1,L1,,,,,495,,\n"),
              sheet("应急减排措施", kMeasureHead + "E1,L1,橙色,出焦时间延长至36小时,出焦时间,,,,24,36,,,,出焦记录\n")});
    const auto rows = account(city, AlertLevel::orange, kDay, *find_targets(tables(), "R2017"), {});
    CHECK(csv_line(account_cells(rows[1])) == "all,nox,1500000,500000,33.3,20,true,R2017\n");
}

TEST_CASE("R11: a plant of 2.0 t/d whose heat load allows 60 % reduces 0.8 t/d") {
    const Inventory city = read(
        {sheet("企业基本信息", kEnterpriseHead + enterprise("E1", "990101", "", "一般工业", "未分级")),
         sheet("生产线信息", kLineHead + "E1,L1,,,,,660,,\n"),
         sheet("豁免与保障",
               "企业序号,类型,依据,批准机关,生效日期,允许负荷,核查方式\nE1,以热定产,文件,市局,2013-01-01,60,分表用电量\n")});
    const auto rows = account(city, AlertLevel::orange, kDay, *find_targets(tables(), "R2017"), {});
    CHECK(csv_line(account_cells(rows[1])) == "all,nox,2000000,800000,40.0,20,true,R2017\n");
}

TEST_CASE("a target of the controlled enterprises counts neither fleets nor sites, and stands in rows of its own") {
    CHECK(print(account(three_classes(), AlertLevel::orange, kDay, *find_targets(tables(), "yrd"), {})) ==
          "all,so2,0,0,,,true,YRD\n"
          "all,nox,40000000,13000000,32.5,,true,YRD\n"
          "all,pm,20000000,5000000,25.0,,true,YRD\n"
          "all,vocs,0,0,,,true,YRD\n"
          "all/controlled,so2,0,0,,40,false,YRD; no base\n"
          "all/controlled,nox,10000000,10000000,100.0,40,true,YRD\n"
          "all/controlled,pm,0,0,,40,false,YRD; no base\n"
          "all/controlled,vocs,0,0,,40,false,YRD; no base\n");
}

TEST_CASE("shares of single source classes are asked beside those of the whole society") {
    const TargetTable asked = table_of(
        "orange = { nox = 30 }\n"
        "[[table.target]]\nlevel = \"orange\"\npollutants = [\"pm\"]\npercent = 30\nsource_classes = [\"扬尘源\"]\n"
        "[[table.target]]\nlevel = \"orange\"\npollutants = [\"nox\"]\npercent = 10\nsource_classes = [\"mobile\"]\n");
    const auto rows = account(three_classes(), AlertLevel::orange, kDay, asked, {});
    REQUIRE(rows.size() == 6);
    CHECK(csv_line(account_cells(rows[1])) == "all,nox,40000000,13000000,32.5,30,true,X\n");
    CHECK(csv_line(account_cells(rows[4])) == "all/dust,pm,20000000,5000000,25.0,30,false,X\n");
    CHECK(csv_line(account_cells(rows[5])) == "all/mobile,nox,30000000,3000000,10.0,10,true,X\n");
    CHECK(rows[4].missing_g_per_day == Rational(1'000'000));
    CHECK(rows[4].scope.name().zh == "扬尘源");
    CHECK(target_missed(rows));
}

TEST_CASE("the response without a level has its own target") {
    const TargetTable& table = *find_targets(tables(), "SD2023-O3");
    CHECK(table.levels() == std::vector{AlertLevel::ungraded});
    CHECK(table.rows.front().percent == std::array<std::optional<int>, kEmitted>{std::nullopt, 20, std::nullopt, 20});
    CHECK_FALSE(table.rows.front().interchange);
}

TEST_CASE("the interchange tells both shares, the sum and which one was short") {
    const Inventory city =
        city_of(AlertLevel::orange, {10000, "1200"}, {40000, "10800"}, {10000, "2000"}, {10000, "1500"});
    const auto rows = account(city, AlertLevel::orange, kDay, *find_targets(tables(), "R2017"), {});
    REQUIRE(rows[0].interchange);
    CHECK(rows[0].interchange->short_of(Emitted::so2));
    CHECK_FALSE(rows[0].interchange->short_of(Emitted::nox));
    CHECK(rows[0].interchange->words().zh ==
          "SO₂ 12.0%（目标20%，不足）、NOx 27.0%（目标20%），两者之和39.0%，低于40%，内部调剂后仍未达到");
    // One percent of the base of either: 100 kg/d of SO2 or 400 kg/d of NOx.
    CHECK(rows[0].missing_g_per_day == Rational(100'000));
    CHECK(rows[1].missing_g_per_day == Rational(400'000));
}

TEST_CASE("the sum of thousands of lines that each divide by their own output stays exact where it matters") {
    // 2 x 400 lines: every pair takes 100 kg/d together, but each line divides by a prime-like output of its own.
    ExactSum sum;
    Rational whole;
    for (int64_t i = 0; i < 400; ++i) {
        const int64_t output = 100'003 + 2 * i;
        sum.add(Rational(100'000 * i, output));
        sum.add(Rational(100'000) - Rational(100'000 * i, output));
        whole += Rational(100'000);
    }
    const auto [low, high] = sum.bounds();
    CHECK(low <= whole);
    CHECK(whole <= high);
    CHECK(high - low < Rational(1, 1'000'000));
    CHECK(sum.value() == whole);
    ExactSum below = sum;
    below.add(Rational(-1, 3));
    CHECK(below.value() == whole - Rational(1, 3));
}

TEST_CASE("a missing amount is printed so that the printed number suffices") {
    CHECK(rounded_up(Rational(1, 3)) == 1);
    CHECK(rounded_up(Rational(7)) == 7);
    CHECK(rounded_up(Rational(14, 2) + Rational(1, 1'000'000)) == 8);
    CHECK(rounded_up(Rational()) == 0);
}

TEST_CASE("rows of targets are read strictly") {
    const auto error = [](const std::string& row) {
        const auto read_tables = read_targets("[[table]]\nid = \"X\"\nsource = \"s\"\n[[table.target]]\n" + row, "t.toml");
        return read_tables ? std::string() : read_tables.error().front().print(Language::en);
    };
    CHECK(error("level = \"orange\"\npollutants = [\"pm\"]\npercent = 40\n").empty());
    CHECK(error("level = \"purple\"\npollutants = [\"pm\"]\npercent = 40\n").find("t.toml:5:9: error: no such level") == 0);
    CHECK(error("pollutants = [\"pm2\"]\npercent = 40\n").find("no such pollutant: pm2") != std::string::npos);
    CHECK(error("pollutants = [\"pm\"]\n").find("percent is missing") != std::string::npos);
    CHECK(error("pollutants = [\"pm\"]\npercent = 40\nbase = \"all\"\n").find("no such base") != std::string::npos);
    CHECK(error("pollutants = [\"pm\"]\npercent = 40\nsource_classes = [\"x\"]\n").find("no such source class") !=
          std::string::npos);
    CHECK(error("pollutants = [\"so2\"]\npercent = 40\ninterchange = true\n").find("needs so2 and nox") !=
          std::string::npos);
    CHECK(error("pollutants = [\"pm\", \"pm\"]\npercent = 40\n").find("two targets") != std::string::npos);
}

TEST_CASE("a target table with an unknown key is refused with its line") {
    const auto tables = read_targets("[[table]]\nid = \"X\"\nsource = \"s\"\norange = { so3 = 20 }\n", "t.toml");
    REQUIRE_FALSE(tables);
    CHECK(tables.error().front().place.line == 4);
}
