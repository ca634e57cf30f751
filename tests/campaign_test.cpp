// SPDX-License-Identifier: Apache-2.0
// The autumn revision: what is handed out and comes back unchanged is the same inventory; whoever is late is named; the
// package is filed only when every stage is done.

#include <catch2/catch.hpp>

#include <string>
#include <vector>

#include "emissions/campaign.hpp"
#include "emissions/inventory_sheets.hpp"
#include "engine/inventory_input.hpp"
#include "inventory_texts.hpp"
#include "run_program.hpp"

using namespace qingkong;
using namespace inventory_texts;

namespace {

const std::string kCity = std::string(QINGKONG_SOURCE_DIR) + "/examples/city";

Inventory read_path(const std::string& path) {
    std::vector<Problem> notes;
    auto inventory = read_inventory_input(path, notes);
    if (!inventory) throw std::runtime_error(inventory.error().front().print(Language::en));
    return std::move(*inventory);
}

Inventory small() {
    return read({sheet("企业基本信息", kEnterpriseHead + enterprise("1", "A1", "水泥", "重点行业", "B") +
                                           enterprise("2", "A2", "砖瓦", "一般工业", "") + enterprise("3", "A1", "水泥", "重点行业", "A")),
                 sheet("生产线信息", kLineHead + "1,L1,6000,5500,5000,330,660,33,0\n2,L1,,,,33,33,33,0\n"),
                 sheet("应急减排措施", kMeasureHead + "1,L1,红色,1号线停产,停产,,,,,,,,,CEMS流量\n")});
}

std::string first_error(const Result<Inventory>& result) {
    return result ? "" : result.error().front().print(Language::en);
}

}  // namespace

TEST_CASE("parts that come back unchanged merge into the same inventory") {
    for (const Inventory& city : {small(), read_path(kCity)}) {
        std::vector<AreaPart> parts;
        for (const Area& area : city.city.areas) parts.push_back({area.id, area.id + ".xlsx", area_part(city, area.id)});
        const auto merged = merge_parts(city, parts);
        REQUIRE(merged);
        CHECK(*merged == city);
        const auto late = merge_parts(city, {parts.front()});
        REQUIRE(late);
        CHECK(*late == city);
    }
}

TEST_CASE("what an area changed, dropped or added is merged, the others stay") {
    const Inventory city = small();
    Inventory part = area_part(city, "A1");
    REQUIRE(part.enterprises.size() == 2);
    part.enterprises[0].address = "工业路1号";
    part.enterprises.pop_back();
    Enterprise fresh = part.enterprises[0];
    fresh.number = fresh.enterprise_id = "9";
    fresh.name = "企业9";
    part.enterprises.push_back(fresh);
    const auto merged = merge_parts(city, {{"A1", "A1.xlsx", part}});
    REQUIRE(merged);
    REQUIRE(merged->enterprises.size() == 3);
    CHECK(merged->enterprises[0].address == "工业路1号");
    CHECK(merged->enterprises[1] == city.enterprises[1]);
    CHECK(merged->enterprises[2].name == "企业9");
}

TEST_CASE("an enterprise that two areas sent is refused with both places") {
    const Inventory city = small();
    Inventory first = area_part(city, "A1");
    Inventory second = area_part(city, "A2");
    second.enterprises.push_back(first.enterprises[0]);
    second.enterprises.back().area = "A2";
    second.enterprises.back().place = {"A2.xlsx", 0, 0, "企业基本信息!C3"};
    first.enterprises[0].place = {"A1.xlsx", 0, 0, "企业基本信息!C2"};
    const std::string both = first_error(merge_parts(city, {{"A1", "A1.xlsx", first}, {"A2", "A2.xlsx", second}}));
    CHECK(both.find("A2.xlsx[企业基本信息!C3]") == 0);
    CHECK(both.find("was sent by area A1 too: A1.xlsx[企业基本信息!C2]") != std::string::npos);
    const std::string kept = first_error(merge_parts(city, {{"A2", "A2.xlsx", second}}));
    CHECK(kept.find("stands already in area A1") != std::string::npos);
}

TEST_CASE("a row outside its area and a changed sheet of the city are refused") {
    const Inventory city = small();
    Inventory part = area_part(city, "A1");
    part.enterprises[0].area = "A2";
    CHECK(first_error(merge_parts(city, {{"A1", "A1.xlsx", part}})).find("belongs to area A2, not A1") != std::string::npos);
    part = area_part(city, "A1");
    part.version = "mine";
    CHECK(first_error(merge_parts(city, {{"A1", "A1.xlsx", part}})).find("a sheet of the whole city was changed") != std::string::npos);
}

TEST_CASE("working days pass over weekends, holidays, and count worked Sundays") {
    CampaignPlan plan;
    // Friday 2025-09-26: Sunday 28th is worked; 1 to 8 October are off, Saturday 11th is worked.
    plan.workdays = {*parse_day("2025-09-28"), *parse_day("2025-10-11")};
    for (int i = 0; i < 8; ++i) plan.holidays.push_back(*parse_day("2025-10-01") + i);
    CHECK(format_day(after_working_days(*parse_day("2025-09-26"), 7, plan)) == "2025-10-13");
    CHECK(format_day(after_working_days(*parse_day("2025-11-03"), 7, {})) == "2025-11-12");
}

TEST_CASE("the plan of a campaign reads back as it was written") {
    CampaignPlan plan;
    plan.name = "修订 \"2025\"";
    plan.closes[1] = parse_day("2025-09-30");
    plan.holidays = {*parse_day("2025-10-01")};
    plan.areas = {{"A1", "一分局", "值班室"}};
    const auto again = read_campaign_plan(campaign_plan_text(plan), "campaign.toml");
    REQUIRE(again);
    CHECK(campaign_plan_text(*again) == campaign_plan_text(plan));
    CHECK(again->name == plan.name);
    CHECK_FALSE(read_campaign_plan("name = \"x\"\n[closes]\ncollected = 2025-09-30\nmerged = 2025-09-01\n", "p"));
}

TEST_CASE("a grade is lowered from a date, with evidence only, and past days keep theirs") {
    const Inventory city = small();
    const auto lowered = with_grade(city, {"1", Grade::b, Grade::c, parse_day("2025-11-15"), "环函〔2025〕1号", "省生态环境厅"});
    REQUIRE(lowered);
    CHECK(lowered->enterprises[0].grade_on(*parse_day("2025-11-14")) == Grade::b);
    CHECK(lowered->enterprises[0].grade_on(*parse_day("2025-11-15")) == Grade::c);
    CHECK(lowered->enterprises[0].grades.back().document == "环函〔2025〕1号（省生态环境厅）");
    CHECK(first_error(with_grade(city, {"1", Grade::b, Grade::c, {}, "x", "y"})).find("no date") != std::string::npos);
    CHECK(first_error(with_grade(city, {"1", Grade::b, Grade::c, parse_day("2025-11-15"), "", "y"})).find("no document") != std::string::npos);
    CHECK(first_error(with_grade(city, {"1", Grade::a, Grade::c, parse_day("2025-11-15"), "x", "y"})).find("grade B on 2025-11-15") != std::string::npos);
    CHECK_FALSE(with_grade(*lowered, {"1", Grade::b, Grade::d, parse_day("2025-11-01"), "x", "y"}));
}

TEST_CASE("the whole cycle from handing out to filing, with one area late") {
    const TestFolder folder;
    const auto run = [&](const std::string& line) { return run_in_shell(folder, "qingkong inventory campaign " + line); };
    REQUIRE(run("start --inventory '" + kCity + "' --dir c --at 2025-09-01").status == 0);
    CHECK(run("start --inventory '" + kCity + "' --dir c").status == 2);
    CHECK(run("status --dir c --date 2025-09-22 --format csv").status == 0);
    for (const char* area : {"990101", "990102", "990103"})
        CHECK(run(std::string("receive --dir c --by unit --at 2025-09-20 --area ") + area + " --book c/下发/" + area + ".xlsx").status == 0);
    // 990104 has until 22 September.
    const ProgramRun late = run("status --dir c --date 2025-09-25 --format csv");
    CHECK(late.status == 1);
    CHECK(late.out.find(",collected,3,") != std::string::npos);
    CHECK(run("review --dir c --by city --area 990101 --result 通过").status == 2);

    const ProgramRun merged = run("merge --dir c --by city --out merged.xlsx");
    INFO(merged.err);
    REQUIRE(merged.status == 0);
    CHECK(merged.out.find("nothing sent, kept as handed out") != std::string::npos);
    CHECK(run_in_shell(folder, "qingkong inventory diff '" + kCity + "' merged.xlsx").status == 0);
    CHECK(inventory_text(read_path((folder.path / "merged.xlsx").string())) == inventory_text(read_path(kCity)));

    CHECK(run("file --dir c --by city").status == 2);
    CHECK(run("check --dir c --by unit --area 990104 --result 通过").status == 2);
    CHECK(run("check --dir c --by unit --area 990101 --result 退回").err.find("needs a reason") != std::string::npos);
    for (const char* area : {"990101", "990102", "990103"}) {
        CHECK(run(std::string("check --dir c --by unit --at 2025-09-26 --result 通过 --area ") + area).status == 0);
        CHECK(run(std::string("review --dir c --by city --at 2025-09-28 --result 通过 --area ") + area).status == 0);
    }
    CHECK(run("review --dir c --by city --area 990104 --result 通过").err.find("needs a reason") != std::string::npos);
    CHECK(run("review --dir c --by city --area 990104 --result 通过 --note 无变化 --at 2025-09-28").status == 0);
    CHECK(run("publish --dir c --by city --at 2025-11-03").err.find("objections_to is empty") != std::string::npos);
    run_in_shell(folder, "sed -i 's/^objections_to = .*/objections_to = \"市生态环境局大气科值班室\"/' c/campaign.toml");
    const ProgramRun published = run("publish --dir c --by city --at 2025-11-03");
    INFO(published.err);
    REQUIRE(published.status == 0);
    CHECK(published.out == "c/公示/公示-2025-11-03.html, objections until 2025-11-12\n");
    CHECK(run_in_shell(folder, "grep -c '^| .*示范区 |' c/公示/公示-2025-11-03.md").out == "289\n");
    CHECK(run("objection --dir c --from 示例睿川水泥有限公司 --about 设备台数有误 --at 2025-11-05").out == "objection 1\n");
    const ProgramRun open = run("file --dir c --by city --at 2025-11-12");
    CHECK(open.err.find("objections are taken until 2025-11-12") != std::string::npos);
    CHECK(open.err.find("objection 1 is not answered") != std::string::npos);
    CHECK(run("objection --dir c --number 1 --by city --result 不采纳 --answer 与许可证一致").status == 0);
    const ProgramRun filed = run("file --dir c --by city --at 2025-11-13");
    INFO(filed.err);
    REQUIRE(filed.status == 0);
    CHECK(run_in_shell(folder, "ls c/上报").out == "与上一轮差异.csv\n异议.csv\n核定和复核.csv\n汇总.csv\n清单.xlsx\n");
    CHECK(run("merge --dir c --by city").err.find("was filed") != std::string::npos);

    run_in_shell(folder, "sed -i '3s/unit/other/' c/records.jsonl");
    CHECK(run("status --dir c").err.find("c/records.jsonl:4") != std::string::npos);
}
