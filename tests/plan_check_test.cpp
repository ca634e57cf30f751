// SPDX-License-Identifier: Apache-2.0
// The season's check of the whole plan: small cities whose answers can be checked by hand.
#include "emissions/plan_check.hpp"

#include <catch2/catch.hpp>

#include <chrono>
#include <map>

#include "inventory_texts.hpp"
#include "tests/random_inventory.hpp"
#include "tests/run_program.hpp"

using namespace qingkong;
using namespace inventory_texts;

namespace {

const Day kDay = *parse_day("2014-02-20");
const std::string kStop = ",停产,停产,,,,,,,,,分表用电量\n";

TargetTable targets_of(const std::string& rows) {
    const auto tables = read_targets("[[table]]\nid = \"X\"\nsource = \"s\"\n" + rows, "t.toml");
    REQUIRE(tables);
    return tables->front();
}

std::string line(const std::string& enterprise_number, const std::string& id, const std::string& nox_t) {
    return enterprise_number + "," + id + ",,,,," + nox_t + ",,\n";
}

/// Every finding of a check as `severity check level area enterprise line`, one a line.
std::string findings_of(const PlanCheck& check, std::string_view only = {}) {
    std::string text;
    for (const PlanFinding& one : check.findings) {
        if (!only.empty() && one.check != only) continue;
        const char* severity = one.severity == Severity::error     ? "error"
                               : one.severity == Severity::warning ? "warning"
                                                                   : "note";
        text += std::string(severity) + " " + std::string(one.check) + " " + std::string(token(one.level)) + " " +
                one.area + " " + one.enterprise + " " + one.line_id + "\n";
    }
    return text;
}

}  // namespace

TEST_CASE("a plan that reaches its target only with all batches together is refused batch by batch") {
    // 100 t/d of NOx: 60 do nothing, 15 stop always, 15 in batch H1, 10 in batch H2. Orange wants 27 %.
    const std::vector<Sheet> sheets = {
        sheet("企业基本信息", kEnterpriseHead + enterprise("E1", "990101", "", "一般工业", "未分级") +
                                  enterprise("E2", "990101", "", "一般工业", "未分级")),
        sheet("生产线信息",
              "企业序号,生产线编号,轮产批次,年排放量NOx(t/a)\nE1,L1,,19800\nE1,L2,,4950\nE2,L1,H1,4950\nE2,L2,H2,3300\n"),
        sheet("应急减排措施", kMeasureHead + "E1,L2,橙色" + kStop + "E2,L1,橙色" + kStop + "E2,L2,橙色" + kStop)};
    const Inventory city = read(sheets);
    const PlanCheck check = check_plan(city, kDay, targets_of("orange = { nox = 27 }\n"));
    CHECK(findings_of(check, "batch_missed") == "error batch_missed orange all  \n");
    std::map<std::string, std::string> nox;
    for (const LevelAccount& account : check.accounts)
        if (account.level == AlertLevel::orange) nox[account.batch] = account.rows[1].percent->cut1();
    CHECK(nox == std::map<std::string, std::string>{{"H1", "30.0"}, {"H2", "25.0"}});
    const auto found = std::find_if(check.findings.begin(), check.findings.end(),
                                    [](const PlanFinding& one) { return one.check == "batch_missed"; });
    REQUIRE(found != check.findings.end());
    CHECK(found->what.zh.find("轮产批次H2单独执行") != std::string::npos);
    CHECK(found->wanted.zh == "每个批次（每一天）都要达到目标；各批次平均27.5%不予认可");
    // E2 L1, of the other batch, is the largest that could still stop; E1 L1 is larger.
    REQUIRE(check.closings.size() == 1);
    CHECK(check.closings.front().batch == "H2");
    CHECK(check.closings.front().closing.units.front().enterprise == "企业E1");
    CHECK(check.closings.front().closing.units[1].lines.front().line_id == "L1");
    CHECK(check.failed());
    CHECK_FALSE(check_plan(city, kDay, targets_of("orange = { nox = 25 }\n")).failed());
}

TEST_CASE("rotation in words without a named batch is refused") {
    const Inventory city = read(
        {sheet("企业基本信息", kEnterpriseHead + enterprise("E1", "990101", "砖瓦窑", "一般工业", "未分级")),
         sheet("生产线信息", kLineHead + line("E1", "L1", "330") + line("E1", "L2", "330")),
         sheet("应急减排措施", kMeasureHead + "E1,L1,橙色,两条轮窑轮流停产,限产,50%,,,,,,,,分表用电量\n"
                                              "E1,L2,橙色,轮窑限产50%,限产,50%,,,,,,,,分表用电量\n")});
    const PlanCheck check = check_plan(city, kDay, targets_of("orange = { nox = 20 }\n"));
    CHECK(findings_of(check, "rotation_without_batch") ==
          "error rotation_without_batch orange 990101 企业E1 L1\n"
          "error rotation_without_batch red 990101 企业E1 L1\n");
}

TEST_CASE("all enterprises of an area stopped whole is an error of the season's check") {
    const std::string rows = kEnterpriseHead + enterprise("E1", "990101", "铸造", "重点行业", "C") +
                             enterprise("E2", "990101", "铸造", "重点行业", "D") +
                             enterprise("E3", "990102", "铸造", "重点行业", "A");
    const std::string lines = kLineHead + line("E1", "L1", "330") + line("E2", "L1", "330") + line("E3", "L1", "330");
    const std::string measures = kMeasureHead + "E1,L1,橙色" + kStop + "E2,L1,橙色" + kStop;
    const TargetTable targets = targets_of("orange = { nox = 50 }\n");
    const auto check = [&](const std::string& enterprises) {
        return check_plan(read({sheet("企业基本信息", enterprises), sheet("生产线信息", lines), sheet("应急减排措施", measures)}),
                          kDay, targets);
    };
    CHECK(findings_of(check(rows), "one_size") ==
          "error one_size orange 990101  \nerror one_size red 990101  \n");
    CHECK(check(rows).failed());
    // With E3 long-term stopped nobody works in the west, and the whole city is stopped.
    std::string alone = rows;
    alone.replace(alone.find("\n"), 1, ",生产状态\n");
    alone.replace(alone.find("备案\n"), std::string("备案\n").size(), "备案,正常\n");
    alone.replace(alone.find("备案\n"), std::string("备案\n").size(), "备案,正常\n");
    alone.replace(alone.find("备案\n"), std::string("备案\n").size(), "备案,长期停产\n");
    CHECK(findings_of(check(alone), "one_size") == "error one_size orange all  \nerror one_size red all  \n");
}

TEST_CASE("an enterprise stopped whole at every level is told, one with a line left is not") {
    const Inventory city = read(
        {sheet("企业基本信息", kEnterpriseHead + enterprise("E1", "990101", "", "一般工业", "未分级") +
                                   enterprise("E2", "990101", "", "一般工业", "未分级")),
         sheet("生产线信息", kLineHead + line("E1", "L1", "330") + line("E2", "L1", "330") + line("E2", "L2", "33")),
         sheet("应急减排措施", kMeasureHead + "E1,L1,黄色" + kStop + "E2,L1,黄色" + kStop + "E2,L2,红色" + kStop)});
    const PlanCheck check = check_plan(city, kDay, targets_of("orange = { nox = 20 }\n"));
    CHECK(findings_of(check, "stopped_at_every_level") == "warning stopped_at_every_level normal 990101 企业E1 \n");
}

TEST_CASE("a shortfall names the fewest enterprises, and never guaranteed, A, small or supplying ones") {
    // Base 100 t/d of NOx: orange takes 10, 20 are wanted. E2 (A), E3 (以热定产), E4 (small), E5 (power) are largest.
    std::string rows = kEnterpriseHead + enterprise("E1", "990101", "", "一般工业", "未分级") +
                       enterprise("E2", "990101", "铸造", "重点行业", "A") +
                       enterprise("E3", "990101", "", "一般工业", "未分级") +
                       enterprise("E4", "990101", "", "小微涉气", "未分级") +
                       enterprise("E5", "990101", "", "一般工业", "未分级") +
                       enterprise("E6", "990102", "", "一般工业", "未分级") +
                       enterprise("E7", "990102", "", "一般工业", "未分级");
    const Inventory read_city = read(
        {sheet("企业基本信息", rows),
         sheet("生产线信息", kLineHead + line("E1", "L1", "3300") + line("E2", "L1", "6600") + line("E3", "L1", "6600") +
                                 line("E4", "L1", "5280") + line("E5", "L1", "6600") + line("E6", "L1", "1320") +
                                 line("E6", "L2", "1980") + line("E7", "L1", "1320")),
         sheet("应急减排措施", kMeasureHead + "E1,L1,橙色" + kStop + "E6,L2,橙色,运输管控,其他,,,,,,,,,门禁\n"),
         sheet("豁免与保障", "企业序号,类型,依据,批准机关,生效日期,允许负荷,核查方式\nE3,以热定产,文件,市局,2013-01-01,100,电量\n")});
    Inventory city = read_city;
    city.enterprises[4].gb4754 = "D4411";
    const TargetTable targets = targets_of("orange = { nox = 20 }\n");
    const PlannedLevel plan = planned_level(city, AlertLevel::orange, kDay);
    const auto rows_of = account(city, AlertLevel::orange, kDay, targets, {}, plan.orders);
    CHECK(rows_of[1].missing_g_per_day == Rational(10'000'000));
    const auto ways = closings(plan, rows_of);
    REQUIRE(ways.size() == 1);
    const Closing& way = ways.front();
    REQUIRE(way.units.size() == 2);
    CHECK(way.units[0].enterprise == "企业E6");
    CHECK(way.weight(way.units[0]) == Rational(10'000'000));
    REQUIRE(way.units[0].lines.size() == 2);
    CHECK(way.units[0].lines[0].line_id == "L2");
    CHECK(way.units[0].lines[0].present_measure == "运输管控");
    CHECK(way.units[0].lines[1].present_measure.empty());
    CHECK(way.needed == std::size_t{1});
    CHECK(way.spared == std::map<Spared, int>{{Spared::voluntary_grade, 1},
                                              {Spared::guaranteed, 1},
                                              {Spared::small, 1},
                                              {Spared::livelihood, 1}});
    CHECK(way.words().zh == "全社会NOx 还差10000000克/日；最少再对1家企业采取措施即可补足");
    const PlanCheck check = check_plan(city, kDay, targets_of("orange = { nox = 60 }\n"));
    CHECK(findings_of(check, "target_unreachable") == "error target_unreachable orange all  \n");
}

TEST_CASE("by interchange the fewest enterprises are counted over SO2 and NOx together") {
    // SO2 10 t/d, NOx 10 t/d, nothing ordered; orange wants 20 % each, 40 % together. E1 is first for NOx alone, E2 for
    // the sum: 1 + 3.1 t/d are 41 %.
    const Inventory city = read(
        {sheet("企业基本信息", kEnterpriseHead + enterprise("E1", "990101", "", "一般工业", "未分级") +
                                   enterprise("E2", "990101", "", "一般工业", "未分级") +
                                   enterprise("E3", "990101", "铸造", "重点行业", "A")),
         sheet("生产线信息", kLineHead + "E1,L1,,,,0,1056,,\nE2,L1,,,,1023,330,,\nE3,L1,,,,2277,1914,,\n")});
    const TargetTable targets = targets_of("orange = { so2 = 20, nox = 20 }\n");
    const PlannedLevel plan = planned_level(city, AlertLevel::orange, kDay);
    const auto ways = closings(plan, account(city, AlertLevel::orange, kDay, targets, {}, plan.orders));
    REQUIRE(ways.size() == 2);
    CHECK(ways[1].row.pollutant == Emitted::nox);
    CHECK(ways[1].by_interchange);
    CHECK(ways[1].missing == Rational(40));
    CHECK(ways[1].units.front().enterprise == "企业E2");
    CHECK(ways[1].weight(ways[1].units.front()) == Rational(41));
    CHECK(ways[1].needed == std::size_t{1});
}

TEST_CASE("granted ramps are summed, and a level that needs them is told") {
    const Inventory city = read(
        {sheet("企业基本信息", kEnterpriseHead + enterprise("E1", "990101", "", "一般工业", "未分级")),
         sheet("生产线信息", kLineHead + line("E1", "L1", "330") + line("E1", "L2", "330")),
         sheet("应急减排措施", kMeasureHead + "E1,L1,橙色,停产,停产,,,,,,24,窑炉降温,是,分表用电量\n"
                                              "E1,L2,橙色,限产20%,限产,20%,,,,,12,窑炉降温,是,分表用电量\n")});
    const PlanCheck check = check_plan(city, kDay, targets_of("orange = { nox = 20 }\n"));
    CHECK(findings_of(check, "ramps") == "warning ramps orange   \nnote ramps red   \n");
    const auto found = std::find_if(check.findings.begin(), check.findings.end(),
                                    [](const PlanFinding& one) { return one.check == "ramps"; });
    CHECK(found->what.zh ==
          "经核定推迟达到的：1家企业、2条生产线，合计36小时，最长24小时；到期之前的比例为 so2 —, nox 0.0%, pm —, vocs —");
}

TEST_CASE("plans that were not filed say from which row their order comes") {
    const Inventory city = read(
        {sheet("企业基本信息", kEnterpriseHead + enterprise("E1", "990101", "", "一般工业", "未分级", "草案") +
                                   enterprise("E2", "990101", "铸造", "重点行业", "C", "无") +
                                   enterprise("E3", "990101", "", "一般工业", "未分级", "过期") +
                                   enterprise("E4", "990101", "", "小微涉气", "未分级", "无")),
         sheet("生产线信息", kLineHead + line("E1", "L1", "330") + line("E2", "L1", "330") + line("E3", "L1", "330")),
         sheet("应急减排措施", kMeasureHead + "E1,L1,橙色" + kStop),
         sheet("行业措施", "行业类型,绩效等级,预警级别,措施文字,措施类型,限产比例,核查方式\n铸造,,橙色,限产50%,限产,50%,电量\n")});
    const PlanCheck check = check_plan(city, kDay, targets_of("orange = { nox = 20 }\n"));
    std::string words;
    for (const PlanFinding& one : check.findings)
        if (one.check == "plan_not_filed") words += one.enterprise + " " + one.what.en + "\n";
    CHECK(words ==
          "企业E1 plan not filed (draft): ordered by its last confirmed rows\n"
          "企业E2 plan not filed (none): ordered by the industry's row\n"
          "企业E3 plan not filed (expired): no row to order from\n");
}

TEST_CASE("a C enterprise whose exemption has ended has no measure, and is an error") {
    const Inventory city = read(
        {sheet("企业基本信息", kEnterpriseHead + enterprise("E1", "990101", "铸造", "重点行业", "C")),
         sheet("生产线信息", kLineHead + line("E1", "L1", "330")),
         sheet("豁免与保障", "企业序号,类型,依据,批准机关,生效日期,失效日期\nE1,战略性新兴产业,文件,市局,2013-01-01,2014-01-31\n")});
    const TargetTable targets = targets_of("yellow = { pm = 1 }\n");
    CHECK(findings_of(check_plan(city, *parse_day("2014-01-15"), targets), "no_measure").empty());
    CHECK(findings_of(check_plan(city, kDay, targets), "no_measure") ==
          "error no_measure orange 990101 企业E1 \nerror no_measure red 990101 企业E1 \n");
}

TEST_CASE("the burden tells who emits how much and who reduces how much") {
    // East: 10 t/d, stops; west: 30 t/d, takes 20 % = 6.
    const Inventory city = read(
        {sheet("企业基本信息", kEnterpriseHead + enterprise("E1", "990101", "铸造", "重点行业", "C") +
                                   enterprise("E2", "990102", "水泥", "重点行业", "B")),
         sheet("生产线信息", kLineHead + line("E1", "L1", "3300") + line("E2", "L1", "9900")),
         sheet("应急减排措施", kMeasureHead + "E1,L1,橙色" + kStop + "E2,L1,橙色,限产20%,限产,20%,,,,,,,,分表用电量\n")});
    const PlannedLevel plan = planned_level(city, AlertLevel::orange, kDay);
    std::string text;
    for (const BurdenRow& row : burden(city, plan, PeakShiftMode::exclude_both)) {
        if (row.pollutant != Emitted::nox || (row.by != BurdenBy::area && row.by != BurdenBy::grade)) continue;
        for (const std::string& cell : burden_cells(row)) text += cell + " ";
        text += "\n";
    }
    CHECK(text ==
          "orange grade b 1 1 0 nox 30000000 6000000 20.0 75.0 37.5 0.5 \n"
          "orange grade c 1 1 1 nox 10000000 10000000 100.0 25.0 62.5 2.5 \n"
          "orange area 990101 1 1 1 nox 10000000 10000000 100.0 25.0 62.5 2.5 \n"
          "orange area 990102 1 1 0 nox 30000000 6000000 20.0 75.0 37.5 0.5 \n");
}

TEST_CASE("the burden of every kind of group adds up to the enterprises' account") {
    const unsigned seed = plain::test_seed();
    INFO("seed " << seed);
    std::mt19937 random(seed);
    for (int round = 0; round < 40; ++round) {
        const Inventory city = plain::random_inventory(random, 30, 10);
        const AlertLevel level = kLevelsRising[static_cast<size_t>(plain::between(random, 0, 3))];
        const auto mode = static_cast<PeakShiftMode>(plain::between(random, 0, 2));
        const PlannedLevel plan = planned_level(city, level, kDay);
        const BaseSums base = base_sums(city, kDay, mode, {});
        const AccountSums reduction = reduction_sums(city, kDay, mode, plan.orders, {});
        std::map<std::pair<BurdenBy, Emitted>, std::pair<Rational, Rational>> sums;
        for (const BurdenRow& row : burden(city, plan, mode)) {
            auto& [base_sum, reduction_sum] = sums[{row.by, row.pollutant}];
            base_sum += row.base_g_per_day;
            reduction_sum += row.reduction_g_per_day;
        }
        for (const auto& [key, sum] : sums) {
            TargetScope scope;
            if (key.first != BurdenBy::source_class) scope.base = TargetBase::controlled;
            REQUIRE(sum.first == base.of(scope, key.second));
            REQUIRE(sum.second == reduction.of(scope, key.second).value());
        }
    }
}

TEST_CASE("the review of the example city ends with the findings and tells the levels") {
    const TestFolder folder;
    const std::string review = "qingkong inventory review --inventory " QINGKONG_SOURCE_DIR
                               "/examples/city --date 2026-01-15 --format csv ";
    const auto targets = run_in_shell(folder, review + "--output targets --targets R2017");
    CHECK(targets.out.find("level,batch,area,pollutant,base_g_per_day,reduction_g_per_day,percent,target_percent,met,basis\n") == 0);
    CHECK(targets.out.find("\nred,H1,all,so2,") != std::string::npos);
    const auto burdens = run_in_shell(folder, review + "--output burden");
    CHECK(burdens.out.find("level,by,group,enterprises,with_measure,stopped_whole,pollutant,") == 0);
    const auto missed = run_in_shell(folder, review + "--targets R2019");
    CHECK(missed.status == 1);
    CHECK(missed.out.find("error,batch_missed,orange,all,") != std::string::npos);
    CHECK(run_in_shell(folder, review + "--targets R1999").status == 2);
    CHECK(run_in_shell(folder, review + "--targets " QINGKONG_SOURCE_DIR "/rules/targets.toml").status == 2);
    const auto of_file = run_in_shell(folder, review + "--output targets --targets '" QINGKONG_SOURCE_DIR "/rules/targets.toml#yrd'");
    CHECK(of_file.out.find("\norange,H2,all/controlled,so2,") != std::string::npos);
}
