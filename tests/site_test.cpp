// SPDX-License-Identifier: Apache-2.0
// The site register (handbook D.6): classes, plates, passes and what lets a site go on.
#include <catch2/catch.hpp>

#include "emissions/order_table.hpp"
#include "inventory_texts.hpp"

using namespace qingkong;
using namespace inventory_texts;

namespace {

const std::string kRules =
    "规则,名称,最高级别,可持通行证,信用最低分,百分之百清单,内容,停止申请月数,依据\n"
    "民生类别,一类,橙色,,,,,,郑州2019\n"
    "标牌,绿牌,,是,95,八个百分之百,,,绿牌办法\n标牌,黄牌,,否,,,,,绿牌办法\n标牌,红牌,,否,,,,,绿牌办法\n"
    "百分之百,六个百分之百,,,,,周边围挡；物料覆盖；出入车辆冲洗；地面硬化；拆迁湿法作业；渣土车密闭,,\n"
    "百分之百,八个百分之百,,,,,六个百分之百；在线视频监控；非道路移动机械达标,,\n"
    "摘牌,查出扬尘,,,,,,1,绿牌办法\n";

/// One site S1 of 36.5 t/a PM (100 kg/d): 50 kg/d at orange, 90 at red; `fields` = heading and value, in pairs.
std::vector<Sheet> site(const std::vector<std::pair<std::string, std::string>>& fields, const std::string& rules = kRules) {
    std::string head = "编号,工地名称,行政区划代码,监管部门,核查方式,年排放量PM(t/a),橙色措施,橙色减排量PM(kg/d),红色措施,红色措施类型,红色减排量PM(kg/d)";
    std::string row = "S1,一号工地,990101,住建局,视频监控,36.5,停止土石方作业,50,停止施工,停产,90";
    for (const auto& [heading, value] : fields) {
        head += "," + heading;
        row += "," + value;
    }
    std::vector<Sheet> sheets = {sheet("企业基本信息", kEnterpriseHead + enterprise("E1", "990101", "铸造", "一般工业", "C")),
                                 sheet("工地", head + "\n" + row + "\n")};
    if (!rules.empty()) sheets.push_back(sheet("工地规则", rules));
    return sheets;
}

const std::vector<std::pair<std::string, std::string>> kFirstClass = {
    {"民生类别", "一类"}, {"百分之百清单", "六"}, {"百分之百落实", "是"}, {"新能源罐车", "是"}, {"申请单位", "住建局"},
    {"申请日期", "2019-10-08"}, {"审核单位", "市控尘办"}, {"审核日期", "2019-10-15"}, {"决定单位", "市攻坚领导小组"},
    {"决定日期", "2019-10-20"}, {"批准文号", "控尘〔2019〕8号"}, {"有效期起", "2019-11-01"}, {"有效期止", "2020-03-31"}};

std::vector<std::pair<std::string, std::string>> with(std::vector<std::pair<std::string, std::string>> fields,
                                                      const std::vector<std::pair<std::string, std::string>>& more) {
    fields.insert(fields.end(), more.begin(), more.end());
    return fields;
}

std::string order(const std::vector<Sheet>& sheets, AlertLevel level, const char* day = "2019-12-10") {
    const MeasureOrder found = select_measures(read(sheets), level, *parse_day(day), {}).back();
    return found.measure + "|" + std::to_string(found.reduction[Emitted::pm].half_up()) + "|" + found.basis;
}

}  // namespace

TEST_CASE("a site without permit stops what its level asks for, like any dust source") {
    CHECK(order(site({}), AlertLevel::orange) == "停止土石方作业|50000|F.1; source dust; inventory 1; alert");
    CHECK(order(site({}), AlertLevel::red) == "停止施工|90000|F.1; source dust; inventory 1; alert");
    const Inventory inventory = read(site({}));
    REQUIRE(inventory.sites.size() == 1);
    CHECK(inventory.sources.back().site == 0u);
    CHECK(inventory.sources.back().kind == "施工工地");
}

TEST_CASE("a livelihood site goes on up to the highest level of its class, under its conditions") {
    CHECK(order(site(kFirstClass), AlertLevel::orange) ==
          "一类民生工程：可继续施工（最高至橙色预警），严格落实“六个百分之百”；混凝土运输使用新能源罐车|0|"
          "F.1; site class 一类; inventory 1; alert");
    CHECK(order(site(kFirstClass), AlertLevel::red) ==
          "停止施工|90000|F.1; source dust; inventory 1; site class 一类 only to orange; alert");
    CHECK(order(site(kFirstClass), AlertLevel::orange, "2020-04-01") ==
          "停止土石方作业|50000|F.1; source dust; inventory 1; site class 一类 expired 2020-03-31; alert");
    CHECK(order(site(kFirstClass), AlertLevel::orange, "2019-10-10") ==
          "停止土石方作业|50000|F.1; source dust; inventory 1; site class 一类 not decided; alert");
}

TEST_CASE("without a rule for its class a site may not go on, unless its own decision names the highest level") {
    const auto second = with({{"民生类别", "二类"}}, {{"决定单位", "领导小组"}, {"决定日期", "2019-10-20"}, {"批准文号", "x"}});
    CHECK(order(site(second), AlertLevel::orange) ==
          "停止土石方作业|50000|F.1; source dust; inventory 1; site class 二类 without a rule; alert");
    CHECK(order(site(with(second, {{"最高级别", "黄色"}})), AlertLevel::yellow).find("可继续施工（最高至黄色预警）") !=
          std::string::npos);
    CHECK(order(site(kFirstClass, ""), AlertLevel::orange).find("site class 一类 without a rule") != std::string::npos);
}

TEST_CASE("a pass needs a plate that bears it: green, eight lists kept, a credit of 95") {
    const std::vector<std::pair<std::string, std::string>> green = {
        {"标牌", "绿牌"}, {"信用评分", "96"}, {"百分之百清单", "八个百分之百"}, {"百分之百落实", "是"},
        {"橙色通行证起", "2019-11-15"}, {"橙色通行证止", "2019-12-31"}, {"橙色通行证文号", "橙证12"}};
    CHECK(order(site(green), AlertLevel::orange) ==
          "绿牌工地持橙色预警通行证：可继续施工（最高至橙色预警），严格落实“八个百分之百”|0|"
          "F.1; site pass orange; inventory 1; alert");
    CHECK(order(site(green), AlertLevel::red).find("site pass orange only to orange") != std::string::npos);
    CHECK(order(site(green), AlertLevel::orange, "2020-01-01").find("site pass orange expired 2019-12-31") !=
          std::string::npos);
    for (const auto& [field, value] : {std::pair{1, "94"}, std::pair{0, "黄牌"}, std::pair{2, "六个百分之百"}, std::pair{3, "否"}}) {
        auto worse = green;
        worse[static_cast<size_t>(field)].second = value;
        CHECK(order(site(worse), AlertLevel::orange).find("site pass orange not borne by the plate") != std::string::npos);
        CHECK(findings(site(worse)).find("warning") != std::string::npos);
    }
}

TEST_CASE("a site found dirty loses plate and permits, and may apply again after a month") {
    const auto dirty = with(kFirstClass, {{"查出扬尘日期", "2019-12-05"}});
    CHECK(order(site(dirty), AlertLevel::orange) ==
          "停止土石方作业|50000|F.1; source dust; inventory 1; site plate withdrawn 2019-12-05; "
          "no application before 2020-01-05; alert");
    // The day before it was found the permit held.
    CHECK(order(site(dirty), AlertLevel::orange, "2019-12-04").find("可继续施工") != std::string::npos);
    // Decided anew after it: the permit holds again from that day.
    auto anew = dirty;
    anew[5].second = "2020-01-06";
    anew[7].second = "2020-01-08";
    anew[9].second = "2020-01-10";
    CHECK(order(site(anew), AlertLevel::orange, "2020-01-09").find("withdrawn") != std::string::npos);
    CHECK(order(site(anew), AlertLevel::orange, "2020-01-10").find("可继续施工") != std::string::npos);
    anew[5].second = "2019-12-20";
    CHECK(findings(site(anew)).find("no new application before 2020-01-05") != std::string::npos);
}

TEST_CASE("a month later is the same day, or the last of a shorter month") {
    CHECK(format_day(months_after(*parse_day("2019-11-02"), 1)) == "2019-12-02");
    CHECK(format_day(months_after(*parse_day("2019-12-05"), 1)) == "2020-01-05");
    CHECK(format_day(months_after(*parse_day("2020-01-31"), 1)) == "2020-02-29");
}

TEST_CASE("other regimes and exemptions hold for a site as well") {
    auto sheets = site(kFirstClass);
    sheets.push_back(sheet("其他管控", "源编号,管控类型,起始日期,截止日期,限制,文件\nS1,停工整治,2019-12-08,2019-12-22,停工,整改通知\n"));
    CHECK(order(sheets, AlertLevel::orange) == "停产整治（整改通知）|0|F.1; site class 一类; inventory 1; sanction");
    CHECK(order(sheets, AlertLevel::normal) ==
          "应急响应终止；暂不得恢复：停产整治至2019年12月22日|0|F.1; source dust; inventory 1; alert; sanction");
}
