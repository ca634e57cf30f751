// SPDX-License-Identifier: Apache-2.0
// Measures that are not an enterprise's (handbook C.4): lists, task sheets, and what a round does without.
#include <catch2/catch.hpp>

#include <fstream>
#include <sstream>

#include "emissions/measure_library.hpp"
#include "emissions/selection.hpp"
#include "inventory_texts.hpp"

using namespace qingkong;
using namespace inventory_texts;

namespace {

const std::string kLibrary =
    "编号,预警级别,类型,责任单位,简称,措施,核查指标,实施区域,源编号\n"
    "J1,黄色、橙色、红色,健康防护,卫健委,,提醒敏感人群减少户外活动,发布记录,,\n"
    "Y1,橙色,倡议性,交通局,,公交加密班次,班次记录,,\n"
    "Q1,橙色、红色,强制性,公安局、交通局,机动车单双号限行,市区机动车单双号限行,卡口记录,,M1\n"
    "Q2,橙色,强制性,城管局,,增加洒水,作业轨迹,东区,\n";

std::vector<Sheet> city(const std::string& library = kLibrary) {
    return {sheet("城市信息", "城市代码,城市名称,行政区划代码,县(区),清单版本\n"
                              "990100,示例市,990101,东区,2025-2\n990100,示例市,990102,西区,2025-2\n"),
            sheet("企业基本信息", kEnterpriseHead + enterprise("E1", "990101", "铸造", "一般工业", "C")),
            sheet("移动源", "编号,车型,行政区划代码,年排放量NOx(t/a),橙色措施,橙色减排量NOx(kg/d),核查方式\n"
                            "M1,小型客车,全市,365,单双号限行,100,卡口记录\n"),
            sheet("措施库", library)};
}

std::string words(const std::vector<LibraryMeasure>& list) {
    std::string text;
    for (const LibraryMeasure& measure : list) text += measure.id + " ";
    return text;
}

}  // namespace

TEST_CASE("a level's lists and a task sheet for each unit are assembled from the library") {
    const MeasureLibrary library = read(city()).library;
    const AssembledMeasures orange = assemble_measures(library, AlertLevel::orange, {}, {});
    CHECK(words(orange.health) == "J1 ");
    CHECK(words(orange.advisory) == "Y1 ");
    CHECK(words(orange.mandatory) == "Q1 Q2 ");
    REQUIRE(orange.tasks.size() == 4);
    CHECK(orange.tasks[1].unit == "交通局");
    CHECK(task_sheet_zh(orange.tasks[1], AlertLevel::orange) ==
          "重污染天气橙色预警任务清单（交通局）\n"
          "1. 【倡议性减排措施】公交加密班次。核查指标：班次记录\n"
          "2. 【强制性减排措施】市区机动车单双号限行。核查指标：卡口记录\n");
    // Only the west: the row of the east is not its matter. A level without rows has none.
    CHECK(words(assemble_measures(library, AlertLevel::orange, {"990102"}, {}).mandatory) == "Q1 ");
    CHECK(assemble_measures(library, AlertLevel::blue, {}, {}).tasks.empty());
}

TEST_CASE("a measure switched off says so, makes no task and counts no reduction") {
    const Inventory inventory = read(city());
    const std::vector<SwitchedOff> off = {{"Q1", "春运保障"}};
    const AssembledMeasures orange = assemble_measures(inventory.library, AlertLevel::orange, {}, off);
    CHECK(words(orange.mandatory) == "Q2 ");
    REQUIRE(orange.not_applied.size() == 1);
    CHECK(orange.not_applied[0].zh == "机动车单双号限行");
    for (const TaskSheet& task : orange.tasks) CHECK(task.unit != "公安局");
    CHECK(not_applied_sentence(*find_measure(inventory.library, "Q1"), "春运保障").zh ==
          "本轮预警不实施机动车单双号限行（春运保障）");
    SelectionTerms terms;
    terms.level = AlertLevel::orange;
    terms.decided = *parse_day("2025-12-10");
    CHECK(select_measures(inventory, terms).back().reduction[Emitted::nox] == Rational(100'000));
    terms.not_applied = not_applied_rows(inventory.library, off);
    const MeasureOrder fleet = select_measures(inventory, terms).back();
    CHECK(fleet.measure == "本轮预警不实施机动车单双号限行");
    CHECK_FALSE(fleet.mandatory);
    CHECK(fleet.reduction.zero());
    CHECK(fleet.basis == "F.1; source mobile; inventory 2025-2; not applied this round; alert");
}

TEST_CASE("the library's cells are checked at their place") {
    const auto of = [](const std::string& row) { return findings(city("编号,预警级别,类型,责任单位,措施,核查指标,实施区域,源编号\n" + row)); };
    CHECK(of("Q1,紫色,强制性,局,x,y,,\n").find("\"紫色\" is no alert level") != std::string::npos);
    CHECK(of("Q1,红色,随意,局,x,y,,\n").find("\"随意\" is no kind") != std::string::npos);
    CHECK(of("Q1,红色,强制性,局,x,,,\n").find("must not be empty") != std::string::npos);
    CHECK(of("Q1,红色,强制性,局,x,y,南区,\n").find("no area \"南区\"") != std::string::npos);
    CHECK(of("Q1,红色,强制性,局,x,y,,M9\n").find("no source or enterprise \"M9\"") != std::string::npos);
    CHECK(of("Q1,红色,强制性,局,x,y,,\nQ1,红色,强制性,局,x,y,,\n").find("number \"Q1\" is taken") != std::string::npos);
}

TEST_CASE("the program's own library is whole: every level has all it needs, every row an indicator and a unit") {
    std::ifstream in(QINGKONG_SOURCE_DIR "/rules/measures.toml", std::ios::binary);
    std::stringstream text;
    text << in.rdbuf();
    const auto library = read_measure_library(text.str(), "rules/measures.toml");
    REQUIRE(library);
    for (const AlertLevel level : kLevelsRising) {
        const AssembledMeasures all = assemble_measures(*library, level, {}, {});
        CHECK_FALSE(all.health.empty());
        CHECK_FALSE(all.advisory.empty());
        CHECK_FALSE(all.mandatory.empty());
    }
    // A key that nobody knows, a level that is none, and an id used twice are refused.
    CHECK_FALSE(read_measure_library("[[measure]]\nid = \"A\"\nlevels = [\"red\"]\nkind = \"health\"\nunits = [\"x\"]\n"
                                     "text = \"y\"\nindicator = \"z\"\nlevel = 1\n", "t"));
    CHECK_FALSE(read_measure_library("[[measure]]\nid = \"A\"\nlevels = [\"purple\"]\nkind = \"health\"\nunits = [\"x\"]\n"
                                     "text = \"y\"\nindicator = \"z\"\n", "t"));
}
