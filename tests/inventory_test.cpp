// SPDX-License-Identifier: Apache-2.0
// Reading an inventory folder's sheets (handbook D.2, D.3).
#include <catch2/catch.hpp>

#include "emissions/industry.hpp"
#include "emissions/uscc.hpp"
#include "inventory_texts.hpp"

using namespace qingkong;
using namespace inventory_texts;

namespace {

std::vector<Sheet> base(const std::string& measures, const std::string& lines = "E1,L1,,,,330,,,\n",
                        const std::string& enterprises = enterprise("E1", "990101", "铸造", "重点行业", "C")) {
    return {sheet("企业基本信息", kEnterpriseHead + enterprises), sheet("生产线信息", kLineHead + lines),
            sheet("应急减排措施", kMeasureHead + measures)};
}

const std::string kStop = "E1,L1,橙色,停产,停产,,,,,,,,,分表用电量\n";

bool has(const std::string& text, const std::string& part) {
    INFO(text);
    const bool found = text.find(part) != std::string::npos;
    CHECK(found);
    return found;
}

}  // namespace

TEST_CASE("the USCC check digit is that of GB 32100-2015") {
    CHECK(valid_uscc("91350100M000100Y43"));  // the standard's own example
    CHECK_FALSE(valid_uscc("91350100M000100Y44"));
    CHECK_FALSE(valid_uscc("91350100M000100I43"));
    CHECK_FALSE(valid_uscc("91350100M000100Y4"));
}

TEST_CASE("the 39 industries have their id and are found by both names") {
    CHECK(key_industries().size() == 39);
    CHECK(find_industry("石灰窑")->id == "lime_kiln");
    CHECK(find_industry("Lime_Kiln")->name == "石灰窑");
    CHECK(find_industry("玻璃钢")->id == "frp");
    CHECK(find_industry("涂料")->id == "paint");
    CHECK(find_industry("饲料加工") == nullptr);
    CHECK(find_industry("") == nullptr);
}

TEST_CASE("grades and exemptions are understood as sheets write them") {
    CHECK(parse_grade("B-") == Grade::b_minus);
    CHECK(parse_grade("B−级") == Grade::b_minus);
    CHECK(parse_grade("a级") == Grade::a);
    CHECK(parse_grade("非引领性企业") == Grade::non_leading);
    CHECK_FALSE(parse_grade("E"));
    CHECK(parse_exemption("外贸订单") == ExemptionKind::export_military);
    CHECK(token(*parse_exemption("绿色环保引领")) == "green_leading");
}

TEST_CASE("a sound inventory is read without findings, whatever the order of columns, BOM, CRLF and GB18030") {
    CHECK(findings(base(kStop)).empty());
    std::vector<Sheet> sheets = base("");
    sheets[2].bytes =
        "\xEF\xBB\xBF核查方式,措施文字,预警级别,生产线编号,企业序号,是否停产\r\n分表用电量,停产,橙色预警,L1,E1,是";
    CHECK(findings(sheets).empty());
    CHECK(read(sheets).enterprises[0].lines[0].measures[AlertLevel::orange]->kind == MeasureKind::stop);
    // 序号,行政区划代码,企业名称,手机,邮箱 in GB18030
    sheets[0].bytes =
        "\xD0\xF2\xBA\xC5,\xD0\xD0\xD5\xFE\xC7\xF8\xBB\xAE\xB4\xFA\xC2\xEB,\xC6\xF3\xD2\xB5\xC3\xFB\xB3\xC6,"
        "\xCA\xD6\xBB\xFA,\xD3\xCA\xCF\xE4\nE1,990101,\xC6\xF3\xD2\xB5,000,duty@example.com\n";
    CHECK(read(sheets).enterprises[0].name == "企业");
    has(findings(sheets), "warning");
}

TEST_CASE("without 城市信息 the areas are those that the rows name, in their order") {
    const Inventory city = read(
        base(kStop, "E1,L1,,,,330,,,\n",
             enterprise("E1", "410102", "铸造", "重点行业", "C") + enterprise("E2", "410101", "", "一般工业", "")));
    REQUIRE(city.city.areas.size() == 2);
    CHECK(city.city.areas[0].id == "410102");
    CHECK(city.city.id == "410100");
    CHECK(city.enterprises[1].enterprise_id == "E2");
}

TEST_CASE("annual emissions are exact grams") {
    const Inventory city = read(base(kStop, "E1,L1,,,,12.345678,0.000001,,\n"));
    CHECK(city.enterprises[0].lines[0].annual_g == AnnualGrams{12'345'678, 1, 0, 0});
    has(findings(base(kStop, "E1,L1,,,,1.2345678,,,\n")),
        "生产线信息.csv:2:10: error: \"1.2345678\" is not a valid number; wanted: at most 6 decimals");
    has(findings(base(kStop, "E1,L1,,,,１２,,,\n")), "warning: \"１２\" is read as 12; wanted: half-width digits");
    has(findings(base(kStop, "E1,L1,,,,十二,,,\n")), "in half-width digits");
}

TEST_CASE("a needed column that is missing refuses the inventory, an unknown one is a note") {
    std::vector<Sheet> sheets = base(kStop);
    sheets[1].bytes = "企业序号,名称,备注\nE1,一号线,x\n";
    const std::string text = findings(sheets);
    has(text, "生产线信息.csv:1:1: error: column \"生产线编号\" is missing");
    has(text, "生产线信息.csv:1:1: note: columns not used: 备注");
}

TEST_CASE("D.3.1: a wrong check digit is told with its cell") {
    std::vector<Sheet> sheets = {sheet("企业基本信息",
                                       "行政区划代码,企业名称,统一社会信用代码,手机,邮箱\n"
                                       "990101,甲,91350100M000100Y44,000,duty@example.com\n")};
    has(findings(sheets), "企业基本信息.csv:2:10: error: USCC \"91350100M000100Y44\"");
}

TEST_CASE("D.3.2: a line stands once in its enterprise") {
    has(findings(base(kStop, "E1,L1,,,,330,,,\nE1,L1,,,,33,,,\n")),
        "生产线信息.csv:3:4: error: line \"L1\" of \"企业E1\" stands already in line 2");
    has(findings(base(kStop + kStop)), "line \"L1\" has a measure of this level already in line 2");
    has(findings(base(kStop, "E1,L1,,,,330,,,\n",
                      enterprise("E1", "990101", "", "", "") + enterprise("E1", "990101", "", "", ""))),
        "企业基本信息.csv:3:1: error: this number stands twice");
}

TEST_CASE("D.3.3: a reduction that falls with a stricter level is an error") {
    has(findings(base("E1,L1,橙色,限产50%,限产,50%,,,,,,,,电量\nE1,L1,红色,限产20%,限产,20%,,,,,,,,电量\n")),
        "应急减排措施.csv:3:19: error: 企业E1 L1: the reduction at red is less than at a lower level");
}

TEST_CASE("D.3.4: a stated reduction above the base is an error, one off by over 1 % a warning") {
    const std::string head = "企业序号,生产线编号,预警级别,措施文字,措施类型,核查方式,减排量SO2(kg/d)\n";
    std::vector<Sheet> sheets = base("");
    sheets[2].bytes = head + "E1,L1,橙色,停产,停产,电量,1000.001\n";  // base 330 t/a = 1000 kg/d
    has(findings(sheets), "so2 reduction of 1000001 g/d is above the base of 1000000 g/d");
    sheets[2].bytes = head + "E1,L1,橙色,停产,停产,电量,989\n";
    has(findings(sheets), "warning: so2: 989000 g/d stated, 1000000 g/d computed, over 1 % apart");
    sheets[2].bytes = head + "E1,L1,橙色,停产,停产,电量,990\n";
    CHECK(findings(sheets).empty());
}

TEST_CASE("D.3.5 and 6: a C enterprise of a key industry needs measures at orange and red, an A enterprise does not") {
    has(findings(base("")), "企业基本信息.csv:2:13: error: 企业E1: grade C and no measure at orange");
    has(findings(base("E1,L1,红色,停产,停产,,,,,,,,,电量\n")), "grade C and no measure at orange");
    CHECK(findings(base("E1,L1,黄色,停产,停产,,,,,,,,,电量\n")).empty());
    CHECK(findings(base("", "E1,L1,,,,330,,,\n", enterprise("E1", "990101", "铸造", "重点行业", "A"))).empty());
    CHECK(findings(base("", "E1,L1,,,,330,,,\n", enterprise("E1", "990101", "", "一般工业", "C"))).empty());
}

TEST_CASE("D.3.7: a stop names its line, and only lines that exist") {
    has(findings(base("E1,,橙色,整条生产线停产,停产,,,,,,,,,电量\n")), "the measure names no line");
    has(findings(base("E1,L9,橙色,停产,停产,,,,,,,,,电量\n")),
        "应急减排措施.csv:2:4: error: enterprise \"企业E1\" has no line \"L9\"");
    std::vector<Sheet> sheets = base("", "E1,L1,,,,330,,,\nE1,L2,,,,33,,,\n");
    sheets[2].bytes = "企业序号,预警级别,措施文字,停产生产线,核查方式\nE1,橙色,停一、二号线,L1、L2,电量\n";
    const Inventory city = read(sheets);
    CHECK(city.enterprises[0].lines[1].measures[AlertLevel::orange]->kind == MeasureKind::stop);
    has(findings(base("E1,L1,橙色,停产50%，以生产线计,限产,50%,,,,,,,,电量\n")),
        "a share counted by lines is no limit");
}

TEST_CASE("D.3.8: stopping every enterprise whole is said") {
    std::vector<Sheet> sheets =
        base(kStop + "E2,L1,橙色,停产,停产,,,,,,,,,电量\n", "E1,L1,,,,330,,,\nE2,L1,,,,330,,,\n",
             enterprise("E1", "990101", "", "", "") + enterprise("E2", "990101", "", "", ""));
    has(findings(sheets), "warning: every enterprise is stopped whole at orange");
}

TEST_CASE("D.3.9: an enterprise that nobody can tell is an error, one way only a warning") {
    const std::string head = "序号,行政区划代码,企业名称,手机,邮箱\n";
    has(findings({sheet("企业基本信息", head + "E1,990101,甲,,\n")}), "error: 甲: no telephone and e-mail");
    has(findings({sheet("企业基本信息", head + "E1,990101,甲,000,\n")}), "warning: 甲: no e-mail address");
}

TEST_CASE("D.3.10: a measure without an indicator is an error at its cell") {
    has(findings(base("E1,L1,橙色,停产,停产,,,,,,,,,\n")),
        "应急减排措施.csv:2:24: error: a measure without an indicator");
}

TEST_CASE("D.3.12: a limit without the three capacities has no cap in t/d and is told") {
    has(findings(base("E1,L1,橙色,限产20%,限产,20%,,,,,,,,电量\n", "E1,L1,6000,,5000,330,,,\n")),
        "a limit without the three capacities");
    CHECK(findings(base("E1,L1,橙色,限产20%,限产,20%,,,,,,,,电量\n", "E1,L1,6000,5500,5000,330,,,\n")).empty());
}

TEST_CASE("an exemption needs its basis, its approver and, where it caps the load, the load") {
    const std::string head = "企业序号,类型,依据,批准机关,生效日期,失效日期,最高级别,允许负荷\n";
    const auto with = [&](const std::string& row) {
        std::vector<Sheet> sheets = base(kStop);
        sheets.push_back(sheet("豁免与保障", head + row));
        return findings(sheets);
    };
    CHECK(with("E1,以热定产,名单,生态环境局,2013-01-01,,,60%\n").empty());
    has(with("E1,以热定产,名单,生态环境局,2013-01-01,,,\n"), "the certified load is missing");
    has(with("E1,战略性新兴产业,,,2013-01-01,,,\n"),
        "豁免与保障.csv:2:12: error: this cell must not be empty; wanted: the legal basis");
    has(with("E1,绿色环保引领,名单,指挥部,2013-01-01,,红色,\n"), "this kind does not hold at red");
    has(with("E1,以热定产,名单,局,2014-01-01,2013-01-01,,60%\n"), "the end lies before the begin");
    has(with("E9,以热定产,名单,局,2014-01-01,,,60%\n"), "no enterprise \"E9\"");
}

TEST_CASE("an error anywhere refuses the whole, and all errors come together") {
    std::vector<Sheet> sheets = base("E1,L1,紫色,停产,停产,,,,,,,,,电量\n", "E1,L1,,,,x,,,\nE1,L2\n");
    const std::string text = findings(sheets);
    has(text, "生产线信息.csv:2:10: error: \"x\" is not a valid number");
    has(text, "生产线信息.csv:3:1: error: this row has 2 fields; wanted: 9, quotes in pairs");
    has(text, "应急减排措施.csv:2:7: error: \"紫色\" is no alert level");
}

TEST_CASE("a source's reduction may not exceed its base and needs a measure") {
    const std::string head = "编号,工地名称,行政区划代码,年排放量PM(t/a),橙色措施,橙色减排量PM(kg/d),核查方式\n";
    const auto with = [&](const std::string& row) {
        std::vector<Sheet> sheets = base(kStop);
        sheets.push_back(sheet("扬尘源", head + row));
        return findings(sheets);
    };
    CHECK(with("S1,工地,990101,36.5,停止土石方,100,现场检查\n").empty());
    has(with("S1,工地,990101,36.5,停止土石方,100.001,现场检查\n"), "above the base of 100000 g/d");
    has(with("S1,工地,990101,36.5,,50,现场检查\n"), "a reduction without a measure");
    has(with("E1,工地,990101,36.5,停止土石方,50,现场检查\n"), "number \"E1\" is taken");
}

TEST_CASE("without 企业基本信息 there is no inventory") {
    has(findings({sheet("汇总", "a\n")}), "error: the sheet 企业基本信息 is missing");
}
