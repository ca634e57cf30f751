// SPDX-License-Identifier: Apache-2.0
// Several regimes at once (handbook F.2): the strictest wins per line, and at release what remains is told.
#include <catch2/catch.hpp>

#include <algorithm>
#include <random>

#include "emissions/accounting.hpp"
#include "emissions/basis_words.hpp"
#include "emissions/order_difference.hpp"
#include "emissions/order_table.hpp"
#include "inventory_texts.hpp"
#include "rules/csv.hpp"

using namespace qingkong;
using namespace inventory_texts;

namespace {

const Day kDay = *parse_day("2019-12-10");
const std::string kRegimeHead = "企业序号,源编号,生产线编号,管控类型,起始日期,截止日期,限制,文件,污染物,时段,不适用\n";

/// E1 of grade C with L1 (330 t/a NOx = 1 t/d, 5000 t/d of product) and L2 (33 t/a = 100 kg/d): orange stops L1 and
/// cuts L2 by 20 %; `regimes` = rows of 其他管控.
std::vector<Sheet> city(const std::string& regimes, const std::string& grade = "C") {
    return {sheet("企业基本信息", kEnterpriseHead + enterprise("E1", "990101", "铸造", "一般工业", grade)),
            sheet("生产线信息", kLineHead + "E1,L1,6000,5500,5000,,330,,\nE1,L2,,,,,33,,\n"),
            sheet("应急减排措施", kMeasureHead + "E1,L1,橙色,一号线停产,停产,,,,,,,,,分表用电量\n"
                                                 "E1,L2,橙色,二号线限产20%,限产,20%,,,,,,,,分表用电量\n"),
            sheet("其他管控", kRegimeHead + regimes)};
}

/// `L2 临时管控…|80|0|alert`: line, words, load, NOx reduction, and the end of the basis.
std::string rows(const std::vector<Sheet>& sheets, AlertLevel level = AlertLevel::orange, Day day = kDay) {
    std::string text;
    for (const MeasureOrder& order : select_measures(read(sheets), level, day, {})) {
        const auto cells = order_cells(order);
        const std::string basis = cells[13].substr(cells[13].find("plan 2025-2; ") + 13);
        text += cells[4] + " " + cells[5] + "|" + cells[6] + "|" + cells[10] + "|" + basis + "\n";
    }
    return text;
}

Rational nox_base(const std::vector<Sheet>& sheets) { return base_emission(read(sheets), kDay, "all")[Emitted::nox]; }

}  // namespace

TEST_CASE("a limit says what it allows or what it takes away, a bare percentage is refused") {
    const auto text = [](const char* word) {
        const auto limit = parse_regime_limit(word);
        return limit ? regime_limit_text(*limit) : std::string("refused");
    };
    CHECK(text("停产") == "停产");
    CHECK(text("停工") == "停产");
    CHECK(text("负荷50%") == "负荷50%");
    CHECK(text("生产负荷不超过62.5％") == "负荷62.5%");
    CHECK(text("限产20%") == "负荷80%");
    CHECK(text("限产100%") == "停产");
    CHECK(text("4000吨/日") == "4000吨/日");
    CHECK(text("不超过4000.5t/d") == "4000.5吨/日");
    CHECK(text("喷涂作业10时至16时停止") == "喷涂作业10时至16时停止");
    CHECK(text("50%") == "refused");
    CHECK(text("负荷150%") == "refused");
}

TEST_CASE("the stricter of alert and other regime is the order of the line, and its basis names the regime") {
    // L2: the alert allows 80 %, the temporary control half: the control wins; 20 kg/d of the alert lie within it.
    CHECK(rows(city("E1,,L2,临时管控,2019-12-01,2019-12-31,负荷50%,攻坚办3号,,,\n")) ==
          "L1 一号线停产|0|1000000|alert\n"
          "L2 临时管控：生产负荷不超过50%（攻坚办3号）|50|0|temporary_control\n");
    // L1: the alert stops it, the control leaves half: of 1 t/d only the other half is the alert's.
    CHECK(rows(city("E1,,L1,临时管控,2019-12-01,2019-12-31,负荷50%,攻坚办3号,,,\n")) ==
          "L1 一号线停产|0|500000|beyond temporary_control 50%; alert\n"
          "L2 二号线限产20%|80|20000|alert\n");
    // A sanction of the whole enterprise stops both: where the alert stops as well, both are named.
    CHECK(rows(city("E1,,,停产整治,2019-12-05,2019-12-19,停产,责改决〔2019〕7号,,,\n")) ==
          "L1 一号线停产；停产整治（责改决〔2019〕7号）|0|0|alert; sanction\n"
          "L2 停产整治（责改决〔2019〕7号）|0|0|sanction\n");
}

TEST_CASE("what another regime takes away is neither in the base nor in the reduction of the alert") {
    CHECK(nox_base(city("")) == Rational(1'100'000));
    CHECK(nox_base(city("E1,,L1,临时管控,2019-12-01,2019-12-31,负荷50%,x,,,\n")) == Rational(600'000));
    CHECK(nox_base(city("E1,,L1,错峰生产,2019-11-15,2020-03-15,停产,x,,,\n")) == Rational(100'000));
    // 1000 of 5000 t/d: a fifth of L1 is left.
    CHECK(nox_base(city("E1,,L1,重大活动,2019-12-01,2019-12-31,1000吨/日,x,,,\n")) == Rational(300'000));
    CHECK(nox_base(city("E1,,L1,临时管控,2020-01-01,2020-01-31,停产,x,,,\n")) == Rational(1'100'000));
}

TEST_CASE("a cap in t/d is compared as load, without the output behind it, it binds beside the alert") {
    CHECK(rows(city("E1,,L1,重大活动,2019-12-01,2019-12-31,1000吨/日,x,,,\n"), AlertLevel::yellow) ==
          " 本级别无强制性措施||0|alert\n"
          "L1 重大活动保障：日产量不超过1000吨（x）|20|0|major_event\n");
    CHECK(rows(city("E1,,L2,重大活动,2019-12-01,2019-12-31,10吨/日,x,,,\n")) ==
          "L1 一号线停产|0|1000000|alert\n"
          "L2 二号线限产20%；重大活动保障：日产量不超过10吨（x）|80|20000|alert; major_event\n");
}

TEST_CASE("words of a regime bind beside the alert's row") {
    CHECK(rows(city("E1,,L2,督察,2019-12-01,,夜间不得装卸,督察函,,,\n")) ==
          "L1 一号线停产|0|1000000|alert\n"
          "L2 二号线限产20%；法院或督察要求：夜间不得装卸（督察函）|80|20000|alert; official_order\n");
}

TEST_CASE("the ozone-season VOC list does not touch the grades and substitutions that it spares (QY2024-5.4)") {
    const std::string list =
        "E1,,L2,强化保障,2019-12-01,2019-12-31,限产60%,臭氧清单,VOCs,臭氧污染高峰时段,A、引领性、原辅材料替代白名单\n";
    CHECK(rows(city(list)).find("L2 强化保障（VOCs，臭氧污染高峰时段）：生产负荷不超过40%（臭氧清单）|40|0|strengthening") !=
          std::string::npos);
    CHECK(rows(city(list, "A")) == " 自主减排，无强制性措施||0|alert\n");
    std::vector<Sheet> substituted = city(list);
    substituted.push_back(sheet("豁免与保障",
                                "企业序号,类型,依据,批准机关,生效日期,失效日期\n"
                                "E1,原辅材料替代白名单,名单,生态环境局,2019-01-01,2019-12-31\n"));
    CHECK(rows(substituted).find("strengthening") == std::string::npos);
}

TEST_CASE("an enterprise that the alert asks nothing of is still held by the other regimes") {
    CHECK(rows(city("E1,,L1,停产整治,2019-12-05,,停产,x,,,\n", "A")) ==
          " 自主减排，无强制性措施||0|alert\nL1 停产整治（x）|0|0|sanction\n");
}

TEST_CASE("at release each line is told what remains forbidden, until when and why") {
    const auto sheets = city(
        "E1,,L1,错峰生产,2019-11-15,2020-03-15,停产,x,,,\n"
        "E1,,L1,停产整治,2019-12-05,,停产,y,,,\n"
        "E1,,L2,临时管控,2019-12-01,2019-12-31,负荷50%,z,,,\n");
    const Inventory inventory = read(sheets);
    const auto controls = remaining_controls(inventory.enterprises.front(), kDay);
    CHECK(controls.size() == 3);
    CHECK(remaining_words(controls, "L1") == "暂不得恢复：错峰生产至2020年3月15日、停产整治，恢复时间另行通知");
    CHECK(remaining_words(controls, "L2") == "恢复后生产负荷不得超过50%：临时管控至2019年12月31日");
    CHECK(remaining_words(controls, "L3") == "可按程序恢复生产");
    CHECK(rows(sheets, AlertLevel::normal) ==
          " 可按程序恢复生产；L1暂不得恢复：错峰生产至2020年3月15日、停产整治，恢复时间另行通知；"
          "L2恢复后生产负荷不得超过50%：临时管控至2019年12月31日||0|alert; peak_shift; sanction; temporary_control\n");
    CHECK(release_lifts_only_the_alert().zh == "解除预警不等于解除其他管控");
    // Nothing in force on that day: production may resume.
    CHECK(rows(sheets, AlertLevel::normal, *parse_day("2019-11-01")) == " 可按程序恢复生产||0|alert\n");
}

TEST_CASE("the strictest regime wins whatever the order of the rows") {
    const unsigned seed = std::random_device{}();
    INFO("seed " << seed);
    std::mt19937 random(seed);
    const std::vector<std::string> kinds = {"错峰生产", "临时管控", "强化保障", "重大活动", "停产整治", "法院"};
    for (int round = 0; round < 60; ++round) {
        std::vector<std::string> list;
        int least = 100;  // percent allowed on the day
        for (int i = 0, n = 1 + static_cast<int>(random() % 6); i < n; ++i) {
            const int load = static_cast<int>(random() % 11) * 10;
            const bool now = random() % 4 != 0;
            list.push_back("E1,,L2," + kinds[random() % kinds.size()] + (now ? ",2019-12-01,2019-12-31," : ",2019-11-01,2019-11-30,") +
                           (load == 0 ? std::string("停产") : "负荷" + std::to_string(load) + "%") + ",文" +
                           std::to_string(i) + ",,,\n");
            if (now) least = std::min(least, load);
        }
        std::string first;
        for (int turn = 0; turn < 5; ++turn) {
            std::string text;
            for (const std::string& row : list) text += row;
            const auto orders = select_measures(read(city(text)), AlertLevel::orange, kDay, {});
            const MeasureOrder& order = orders.at(1);
            REQUIRE(order.line_id == "L2");
            // The alert allows 80 %; what it takes beyond the others is never negative and never twice.
            CHECK(order.load_cap_percent == std::min(80, least));
            CHECK(order.reduction[Emitted::nox] == Rational(std::max(0, least - 80) * 1000));
            CHECK((order.basis.find("; alert") != std::string::npos) == (least >= 80));
            const std::string cells = csv_line(order_cells(order));
            if (turn == 0) first = cells;
            CHECK(cells == first);
            std::shuffle(list.begin(), list.end(), random);
        }
    }
}

TEST_CASE("a regime's cells are checked at their place") {
    const auto of = [](const std::string& row) { return findings(city(row)); };
    CHECK(of("E1,,L2,某管控,2019-12-01,,停产,x,,,\n").find("\"某管控\" is no regime") != std::string::npos);
    CHECK(of("E1,,L2,临时管控,2019-12-01,,50%,x,,,\n").find("does not say whether it is the allowed load") != std::string::npos);
    CHECK(of("E1,,L9,临时管控,2019-12-01,,停产,x,,,\n").find("has no line \"L9\"") != std::string::npos);
    CHECK(of("E1,,,临时管控,2019-12-01,,40吨/日,x,,,\n").find("a cap in t/d needs its line") != std::string::npos);
    CHECK(of("E1,,L2,临时管控,2019-12-01,2019-11-01,停产,x,,,\n").find("the end lies before the begin") != std::string::npos);
    CHECK(of(",S9,,临时管控,2019-12-01,,停产,x,,,\n").find("no source \"S9\"") != std::string::npos);
    CHECK(of("E1,,L2,强化保障,2019-12-01,,停产,x,,,甲级\n").find("neither a grade nor a kind of exemption") != std::string::npos);
}

TEST_CASE("a source held by another regime gives only what lies beyond it") {
    std::vector<Sheet> sheets = city(",S1,,停产整治,2019-12-01,2019-12-31,停工,x,,,\n");
    sheets.push_back(sheet("扬尘源",
                           "编号,工地名称,行政区划代码,年排放量PM(t/a),橙色措施,橙色减排量PM(kg/d),核查方式\n"
                           "S1,一号工地,990101,36.5,停止土石方作业,50,现场检查\n"));
    const auto orders = select_measures(read(sheets), AlertLevel::orange, kDay, {});
    CHECK(orders.back().measure == "停产整治（x）；停止土石方作业");
    CHECK(orders.back().load_cap_percent == 0);
    CHECK(orders.back().reduction.zero());
    CHECK(orders.back().basis == "F.1; source dust; inventory 1; alert; sanction");
    CHECK(base_emission(read(sheets), kDay, "all")[Emitted::pm] == Rational(0));
}

TEST_CASE("only the duties that differ are the difference of two sets of orders") {
    const Inventory inventory = read(city("E1,,L2,临时管控,2019-12-10,2019-12-31,负荷50%,x,,,\n"));
    const auto of = [&](AlertLevel level, const char* day) { return select_measures(inventory, level, *parse_day(day), {}); };
    CHECK(order_difference(of(AlertLevel::orange, "2019-12-01"), of(AlertLevel::red, "2019-12-02")).none());
    const auto more = order_difference(of(AlertLevel::yellow, "2019-12-01"), of(AlertLevel::orange, "2019-12-01"));
    CHECK(more.added.size() == 2);
    CHECK(more.dropped.empty());
    const auto stricter = order_difference(of(AlertLevel::orange, "2019-12-09"), of(AlertLevel::orange, "2019-12-10"));
    CHECK(stricter.added.empty());
    REQUIRE(stricter.changed.size() == 1);
    CHECK(stricter.changed[0].first.load_cap_percent == 80);
    CHECK(stricter.changed[0].second.load_cap_percent == 50);
    CHECK(order_difference(of(AlertLevel::orange, "2019-12-01"), of(AlertLevel::yellow, "2019-12-01")).dropped.size() == 2);
}

TEST_CASE("the basis of regimes, sites and rounds reads in Chinese") {
    CHECK(basis_words_zh("F.1; grade c; alert; sanction") == "绩效等级C级；重污染天气预警；停产整治");
    CHECK(basis_words_zh("beyond temporary_control 50%") == "临时管控负荷50%，仅计其外的减排量");
    CHECK(basis_words_zh("site class 一类 only to orange") == "民生类别一类（最高至橙色预警）");
    CHECK(basis_words_zh("site pass orange expired 2019-12-31") == "橙色预警通行证（已于2019-12-31到期）");
    CHECK(basis_words_zh("site plate withdrawn 2019-11-02; no application before 2019-12-02") ==
          "查出扬尘，2019-11-02起摘牌；2019-12-02前不得重新申请");
    CHECK(basis_words_zh("exemption voc_substitution lapses 2019-12-31 before the start") ==
          "原辅材料替代白名单（2019-12-31到期，早于响应启动）");
    CHECK(basis_words_zh("zone 一般管理区 at yellow; batch H1; not applied this round") ==
          "一般管理区执行黄色预警措施；轮产批次H1；本轮预警不实施");
}
