// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "emissions/order_table.hpp"
#include "inventory_texts.hpp"
#include "rules/csv.hpp"

using namespace qingkong;
using namespace inventory_texts;

namespace {

constexpr const char* kDay = "2014-02-20";

/// The orders as `select` prints them, without the columns that the case does not speak of.
std::string orders(const Inventory& inventory, AlertLevel level, const std::vector<std::string>& areas = {},
                   const char* day = kDay) {
    std::string text;
    for (const MeasureOrder& order : select_measures(inventory, level, *parse_day(day), areas)) {
        const auto cells = order_cells(order);
        text += csv_line({cells[1], cells[3], cells[4], cells[5], cells[6], cells[7], cells[10], cells[13]});
    }
    return text;
}

/// One enterprise E1 with the lines L1 (330 t/a NOx = 1 t/d) and L2 (33 t/a = 100 kg/d).
std::vector<Sheet> one(const std::string& grade, const std::string& measures, const std::string& status = "备案",
                       const std::string& of_class = "一般工业") {
    return {sheet("企业基本信息", kEnterpriseHead + enterprise("E1", "990101", "铸造", of_class, grade, status)),
            sheet("生产线信息", kLineHead + "E1,L1,,,,,330,,\nE1,L2,,,,,33,,\n"),
            sheet("应急减排措施", kMeasureHead + measures)};
}

std::vector<Sheet> with(std::vector<Sheet> sheets, const Sheet& more) {
    sheets.push_back(more);
    return sheets;
}

const std::string kStop = "E1,L1,橙色,一号线停产,停产,,,,,,,,,分表用电量\n";
const std::string kExemptionHead = "企业序号,类型,依据,批准机关,生效日期,失效日期,最高级别,允许负荷,执行要求\n";

}  // namespace

TEST_CASE("an enterprise has a row for each line with a measure, with clause, grade, plan and regime as basis") {
    const Inventory city = read(one("C", kStop + "E1,L2,橙色,限产20%,限产,20%,,,,,,,,分表用电量\n"));
    CHECK(orders(city, AlertLevel::orange) ==
          "E1,c,L1,一号线停产,0,0,1000000,F.1; grade c; plan 2025-2; alert\n"
          "E1,c,L2,限产20%,80,0,20000,F.1; grade c; plan 2025-2; alert\n");
}

TEST_CASE("an empty level row takes the next lower one and says so, a level below it asks for nothing") {
    const Inventory city = read(one("C", kStop + "E1,L1,红色,,,,,,,,,,,\n"));
    CHECK(orders(city, AlertLevel::red) ==
          "E1,c,L1,一号线停产,0,0,1000000,F.1; grade c; plan 2025-2; row of orange; alert\n");
    CHECK(orders(city, AlertLevel::yellow) == "E1,c,,本级别无强制性措施,,0,0,F.1; grade c; plan 2025-2; alert\n");
}

TEST_CASE("grade A and leading enterprises are told their own terms, no line and no reduction") {
    for (const char* grade : {"A", "引领性"}) {
        const Inventory city = read(one(grade, kStop));
        const auto rows = select_measures(city, AlertLevel::red, *parse_day(kDay), {});
        REQUIRE(rows.size() == 1);
        CHECK(rows[0].line_id.empty());
        CHECK(rows[0].measure == "自主减排，无强制性措施");
        CHECK_FALSE(rows[0].mandatory);
        CHECK(rows[0].reduction.zero());
    }
}

TEST_CASE("a guarantee caps the load before the grade is asked: 60 % of 2 t/d leaves 0.8 t/d (R11)") {
    std::vector<Sheet> sheets = one("A", "");
    sheets[1].bytes = kLineHead + "E1,L1,,,,,660,,\n";
    sheets.push_back(
        sheet("豁免与保障", kExemptionHead + "E1,以热定产,供热保障名单,生态环境局,2013-01-01,2014-03-15,,60%,\n"));
    const Inventory city = read(sheets);
    CHECK(orders(city, AlertLevel::yellow) ==
          "E1,a,L1,以热定产：生产负荷不超过核定最大允许生产负荷的60%,60,0,800000,"
          "F.1; exemption heat_guarantee; plan 2025-2; alert\n");
    // The day after its last day the grade decides, and the basis says why.
    CHECK(orders(city, AlertLevel::yellow, {}, "2014-03-16") ==
          "E1,a,,自主减排，无强制性措施,,0,0,"
          "F.1; grade a; plan 2025-2; exemption heat_guarantee expired 2014-03-15; alert\n");
}

TEST_CASE("an exemption holds up to its highest level and not beyond") {
    const Inventory city = read(with(
        one("C", kStop),
        sheet("豁免与保障", kExemptionHead + "E1,绿色环保引领,名单,指挥部,2013-01-01,,橙色,,橙色及以下自主减排\n")));
    CHECK(orders(city, AlertLevel::orange) ==
          "E1,c,,橙色及以下自主减排,,0,0,F.1; exemption green_leading; plan 2025-2; alert\n");
    CHECK(orders(city, AlertLevel::red) ==
          "E1,c,L1,一号线停产,0,0,1000000,"
          "F.1; grade c; plan 2025-2; exemption green_leading only to orange; row of orange; alert\n");
}

TEST_CASE("an unfiled plan still leads to an order, marked as such") {
    CHECK(orders(read(one("C", kStop, "草案")), AlertLevel::orange) ==
          "E1,c,L1,一号线停产,0,0,1000000,F.1; grade c; plan 2025-2; plan not filed; alert\n");
}

TEST_CASE("an unfiled plan without any row takes the industry's row for every line") {
    const Sheet industry = sheet("行业措施",
                                 "行业类型,绩效等级,预警级别,措施文字,措施类型,限产比例,核查方式\n"
                                 "铸造,C,黄色,熔炼限产50%,限产,50%,分表用电量\n铸造,,黄色,熔炼停产,停产,,分表用电量\n");
    CHECK(orders(read(with(one("C", "", "草案"), industry)), AlertLevel::orange) ==
          "E1,c,L1,熔炼限产50%,50,0,500000,F.1; grade c; plan 2025-2; plan not filed; industry row; row of yellow; "
          "alert\n"
          "E1,c,L2,熔炼限产50%,50,0,50000,F.1; grade c; plan 2025-2; plan not filed; industry row; row of yellow; "
          "alert\n");
    // A filed plan that asks for nothing is the enterprise's plan; nobody adds to it.
    CHECK(orders(read(with(one("B", ""), industry)), AlertLevel::orange) ==
          "E1,b,,本级别无强制性措施,,0,0,F.1; grade b; plan 2025-2; alert\n");
}

TEST_CASE("a small emitter has simple measures at red only") {
    const Inventory city = read(one("未分级", "E1,L1,橙色,停止露天作业,其他,,,,,,,,,现场检查\n", "备案", "小微涉气"));
    CHECK(orders(city, AlertLevel::orange) ==
          "E1,ungraded,,小微涉气企业：不停限产，加强日常管理,,0,0,F.1; class small_micro; plan 2025-2; alert\n");
    CHECK(orders(city, AlertLevel::red) ==
          "E1,ungraded,L1,停止露天作业,,0,0,F.1; class small_micro; plan 2025-2; row of orange; alert\n");
}

TEST_CASE("past days keep the grade of their day") {
    const Inventory city =
        read(with(one("C", kStop), sheet("绩效等级", "企业序号,绩效等级,生效日期,失效日期\nE1,A,2025-01-01,\n")));
    CHECK(orders(city, AlertLevel::orange).find("grade c") != std::string::npos);
    CHECK(orders(city, AlertLevel::orange, {}, "2026-01-10") ==
          "E1,a,,自主减排，无强制性措施,,0,0,F.1; grade a; plan 2025-2; alert\n");
}

TEST_CASE("a ramp is granted only with a reason that the county confirmed") {
    const std::string reason = "窑体须缓慢降温";
    const auto ramp = [&](const std::string& confirmed) {
        const Inventory city =
            read(one("C", "E1,L1,橙色,停产,停产,,,,,,24," + reason + "," + confirmed + ",分表用电量\n"));
        return select_measures(city, AlertLevel::orange, *parse_day(kDay), {}).front().ramp_hours;
    };
    CHECK(ramp("是") == 24);
    CHECK(ramp("否") == 0);
    CHECK(ramp("") == 0);
}

TEST_CASE("a line stopped by peak-shift stays stopped under that regime and gives no emergency reduction") {
    const Inventory city = read(
        with(one("C", kStop + "E1,L2,橙色,停产,停产,,,,,,,,,分表用电量\n"),
             sheet("错峰生产", "企业序号,生产线编号,起始日期,截止日期,文件\nE1,L1,2013-11-15,2014-03-15,错峰方案\n")));
    CHECK(orders(city, AlertLevel::orange) ==
          "E1,c,L1,一号线停产；错峰生产停产（错峰方案）,0,0,0,F.1; grade c; plan 2025-2; alert; peak_shift\n"
          "E1,c,L2,停产,0,0,100000,F.1; grade c; plan 2025-2; alert\n");
    CHECK(orders(city, AlertLevel::normal) ==
          "E1,c,,可按程序恢复生产；L1暂不得恢复：错峰生产至2014年3月15日,,0,0,F.1; grade c; plan 2025-2; alert; "
          "peak_shift\n");
}

TEST_CASE("a cap in t/d counts from the smallest of the three capacities: 6000, 5500, 5000 less 20 % is 4000") {
    std::vector<Sheet> sheets = one("B", "E1,L1,橙色,限产20%,限产,20%,,,,,,,,入窑生料量\n");
    sheets[1].bytes = kLineHead + "E1,L1,6000,5500,5000,,330,,\n";
    const auto order = select_measures(read(sheets), AlertLevel::orange, *parse_day(kDay), {}).front();
    CHECK(order.cap_base_t_per_day == Rational(5000));
    CHECK(order.cap_t_per_day == Rational(4000));
    CHECK(order.load_cap_percent == 80);
    CHECK(order.reduction[Emitted::nox] == Rational(200'000));
    // Where the permit is below last year's output the cap bites more than the words: 0.8 x 4500 of 5000 = 72 %.
    sheets[1].bytes = kLineHead + "E1,L1,6000,4500,5000,,330,,\n";
    const auto deeper = select_measures(read(sheets), AlertLevel::orange, *parse_day(kDay), {}).front();
    CHECK(deeper.load_cap_percent == 80);
    CHECK(deeper.reduction[Emitted::nox] == Rational(280'000));
}

TEST_CASE("counted equipment and coking hours give exact loads (R10)") {
    std::vector<Sheet> sheets = one("C",
                                    "E1,L1,橙色,停44台,停产台数,,44,220,,,,,,整流用电量\n"
                                    "E1,L2,橙色,出焦36小时,出焦时间,,,,24,36,,,,出焦记录\n");
    sheets[1].bytes = kLineHead + "E1,L1,,,,,330,,\nE1,L2,,,,,495,,\n";
    const auto rows = select_measures(read(sheets), AlertLevel::orange, *parse_day(kDay), {});
    REQUIRE(rows.size() == 2);
    CHECK(rows[0].load_cap_percent == 80);
    CHECK(rows[0].reduction[Emitted::nox] == Rational(200'000));
    CHECK(rows[1].load_cap_percent == 66);
    CHECK(rows[1].reduction[Emitted::nox] == Rational(500'000));
}

TEST_CASE("half of the lines is rounded up to whole lines: one of one, one of two, two of three") {
    const auto ordered = [](const char* of) {
        const Inventory city =
            read(one("C", std::string("E1,L1,橙色,停产50%以生产线计,停产台数,50%,,") + of + ",,,,,,现场清点\n"));
        return select_measures(city, AlertLevel::orange, *parse_day(kDay), {}).front().counted->ordered;
    };
    CHECK(ordered("1") == 1);
    CHECK(ordered("2") == 1);
    CHECK(ordered("3") == 2);
}

TEST_CASE("sites and fleets are rows with their number and stated reduction, by area, those of the whole city last") {
    std::vector<Sheet> sheets = one("C", kStop);
    sheets.push_back(sheet("城市信息",
                           "城市代码,城市名称,行政区划代码,县(区),清单版本\n"
                           "990100,示例市,990102,西城,2025-2\n990100,示例市,990101,东城,2025-2\n"));
    sheets.push_back(sheet("扬尘源",
                           "编号,工地名称,行政区划代码,年排放量PM(t/a),橙色措施,橙色减排量PM(kg/"
                           "d),红色措施,红色措施类型,红色减排量PM(kg/d),核查方式\n"
                           "S1,一号工地,990102,36.5,停止土石方作业,50,全部停止施工,停产,85,现场检查\n"
                           "S2,民生工地,990101,36.5,停止土石方作业,50,全部停止施工,停产,85,现场检查\n"));
    sheets.push_back(sheet("移动源",
                           "编号,车型,行政区划代码,年排放量NOx(t/a),橙色措施,橙色减排量NOx(kg/d),核查方式\n"
                           "M1,国四柴油货车,全市,365,禁行,100.5,路检\n"));
    sheets.push_back(
        sheet("豁免与保障", "源编号,类型,依据,批准机关,生效日期,最高级别\nS2,民生工程,清单,扬尘办,2013-01-01,橙色\n"));
    const Inventory city = read(sheets);
    CHECK(orders(city, AlertLevel::orange) ==
          "S1,ungraded,,停止土石方作业,,0,0,F.1; source dust; inventory 2025-2; alert\n"
          "E1,c,L1,一号线停产,0,0,1000000,F.1; grade c; plan 2025-2; alert\n"
          "S2,ungraded,,民生工程/应急抢险：可继续施工，严格落实“六个百分之百”,,0,0,F.1; exemption livelihood_site; "
          "inventory 2025-2; alert\n"
          "M1,ungraded,,禁行,,0,100500,F.1; source mobile; inventory 2025-2; alert\n");
    const auto red = select_measures(city, AlertLevel::red, *parse_day(kDay), {"990101"});
    REQUIRE(red.size() == 2);
    CHECK(red[1].enterprise_id == "S2");
    CHECK(red[1].load_cap_percent == 0);
    CHECK(red[1].reduction[Emitted::pm] == Rational(85'000));
    CHECK_FALSE(red[1].has_lines);
}

TEST_CASE("a long-term stopped enterprise is listed without reduction") {
    std::vector<Sheet> sheets = one("C", kStop);
    sheets[0].bytes =
        "序号,行政区划代码,企业名称,绩效等级,生产状态,手机,邮箱,操作方案版本,操作方案状态\n"
        "E1,990101,停产企业,C,长期停产,000,duty@example.com,2025-2,备案\n";
    CHECK(orders(read(sheets), AlertLevel::red) ==
          "E1,c,,长期停产，不计入减排,,0,0,F.1; grade c; plan 2025-2; D.5 long-term stopped; alert\n");
}

TEST_CASE("grades and exemptions are those of the decision, what lapses before the start is named") {
    const Inventory city = read(with(one("C", kStop), sheet("豁免与保障", kExemptionHead + "E1,战略性新兴产业,名单,工信局,2013-01-01,2014-02-20,,,\n")));
    SelectionTerms terms;
    terms.level = AlertLevel::orange;
    terms.decided = *parse_day("2014-02-20");
    terms.starts = *parse_day("2014-02-21");
    CHECK(select_measures(city, terms).front().basis ==
          "F.1; exemption strategic; plan 2025-2; exemption strategic lapses 2014-02-20 before the start; alert");
    terms.decided = *parse_day("2014-02-21");
    CHECK(select_measures(city, terms).front().basis ==
          "F.1; grade c; plan 2025-2; exemption strategic expired 2014-02-20; alert");
    // A grade that changes between decision and start stays the one of the decision, and is named.
    const Inventory graded =
        read(with(one("C", kStop), sheet("绩效等级", "企业序号,绩效等级,生效日期,失效日期\nE1,A,2014-02-22,\n")));
    terms.starts = *parse_day("2014-02-22");
    CHECK(select_measures(graded, terms).front().basis ==
          "F.1; grade c; plan 2025-2; grade a from the start; alert");
}

TEST_CASE("a batch stops its own lines only, a zone carries out the level that the notice names for it") {
    Inventory city = read(one("C", kStop + "E1,L2,橙色,停产,停产,,,,,,,,,分表用电量\n"));
    std::vector<ProductionLine>& lines = city.enterprises.front().lines;
    lines[0].rotation_group = "H1";
    lines[1].rotation_group = "H2";
    SelectionTerms terms;
    terms.level = AlertLevel::orange;
    terms.decided = *parse_day(kDay);
    CHECK(select_measures(city, terms).size() == 2);  // no batch is named: every line
    terms.batch = "H1";
    auto orders = select_measures(city, terms);
    REQUIRE(orders.size() == 1);
    CHECK(orders[0].line_id == "L1");
    CHECK(orders[0].basis == "F.1; grade c; plan 2025-2; batch H1; alert");
    terms.batch = "H3";
    orders = select_measures(city, terms);
    REQUIRE(orders.size() == 1);
    CHECK(orders[0].measure == "本轮停限产批次为H3，L1（H1）、L2（H2）不在本批次");
    CHECK_FALSE(orders[0].mandatory);
    terms.batch.clear();
    city.enterprises.front().zone = "一般管理区";
    terms.zone_levels = {{"一般管理区", AlertLevel::yellow}};
    CHECK(select_measures(city, terms).front().basis == "F.1; grade c; plan 2025-2; zone 一般管理区 at yellow; alert");
    CHECK(select_measures(city, terms).front().measure == "本级别无强制性措施");
    terms.zone_levels = {{"一般管理区", AlertLevel::normal}};
    CHECK(select_measures(city, terms).front().measure == "本轮不在一般管理区实施管控措施");
}

TEST_CASE("an unfiled plan is a finding, with or without a row to go by") {
    const Inventory city = read(one("C", "", "草案"));
    SelectionTerms terms;
    terms.level = AlertLevel::orange;
    terms.decided = *parse_day(kDay);
    const auto found = unfiled_plans(city, terms);
    REQUIRE(found.size() == 1);
    CHECK(found[0].text().zh == "企业E1：操作方案未备案，且无可依据的措施行");
    CHECK(select_measures(city, terms).front().basis == "F.1; grade c; plan 2025-2; plan not filed; no row; alert");
    CHECK(unfiled_plans(read(one("C", kStop, "草案")), terms).front().text().zh == "企业E1：操作方案未备案");
    CHECK(unfiled_plans(read(one("C", kStop)), terms).empty());
}

TEST_CASE("every enterprise of an area stopped whole is one size for all") {
    const auto city = [](const std::string& second_grade) {
        return read({sheet("企业基本信息", kEnterpriseHead + enterprise("E1", "990101", "铸造", "一般工业", "C") +
                                               enterprise("E2", "990101", "铸造", "一般工业", second_grade) +
                                               enterprise("E3", "990102", "铸造", "一般工业", "C")),
                     sheet("生产线信息", kLineHead + "E1,L1,,,,,330,,\nE2,L1,,,,,330,,\nE3,L1,,,,,330,,\n"),
                     sheet("应急减排措施", kMeasureHead + kStop + "E2,L1,橙色,停产,停产,,,,,,,,,分表用电量\n"
                                                             "E3,L1,橙色,停产,停产,,,,,,,,,分表用电量\n")});
    };
    const auto found = [&](const std::string& grade, AlertLevel level, const std::vector<std::string>& areas) {
        const Inventory inventory = city(grade);
        return one_size_areas(inventory, select_measures(inventory, level, *parse_day(kDay), areas));
    };
    using List = std::vector<std::string>;
    CHECK(found("C", AlertLevel::orange, {}) == List{"990101", "all"});  // an area with one enterprise is none
    CHECK(found("A", AlertLevel::orange, {}).empty());
    CHECK(found("C", AlertLevel::yellow, {}).empty());
    CHECK(found("C", AlertLevel::orange, {"990101"}) == List{"990101"});
    CHECK(found("C", AlertLevel::orange, {"990102"}).empty());
}
