// SPDX-License-Identifier: Apache-2.0
// The sheets beside enterprises and plain sources: 其他管控, 工地, 工地规则, 措施库 (docs/regimes.md).
#include "emissions/emission.hpp"
#include "emissions/inventory_forms.hpp"

namespace qingkong::forms {
namespace {

constexpr std::string_view kSheetNames[kEmitted] = {"SO2", "NOx", "PM", "VOCs"};

void append_emissions(std::vector<SheetColumn>& columns, const std::string& key, const std::string& stem) {
    for (const Emitted pollutant : kAllEmitted) {
        SheetColumn column;
        column.key = key + "_" + std::string(token(pollutant));
        column.headings = {stem + std::string(kSheetNames[static_cast<std::size_t>(pollutant)])};
        if (pollutant == Emitted::pm) column.headings.push_back(stem + "颗粒物");
        columns.push_back(std::move(column));
    }
}

SheetForm make_sites() {
    SheetForm form{{"工地", "工地登记", "施工工地"},
                   {{"source_id", {"编号", "工地编号"}, true},
                    {"name", {"工地名称", "名称"}, true},
                    {"kind", {"类型"}, false},
                    {"area", {"行政区划代码", "县区代码"}, true},
                    {"size", {"面积"}, false},
                    {"owner", {"建设单位"}, false},
                    {"builder", {"施工单位"}, false},
                    {"unit", {"责任单位"}, false},
                    {"supervisor", {"监管部门"}, true},
                    {"stage", {"施工阶段"}, false},
                    {"livelihood", {"民生类别", "民生工程类别"}, false},
                    {"max_level", {"最高级别"}, false},
                    {"plate", {"标牌"}, false},
                    {"credit", {"信用评分"}, false},
                    {"rule_list", {"百分之百清单"}, false},
                    {"rules_kept", {"百分之百落实"}, false},
                    {"nev_mixers", {"新能源罐车"}, false},
                    {"conditions", {"条件"}, false},
                    {"applied_by", {"申请单位"}, false},
                    {"applied_on", {"申请日期"}, false},
                    {"checked_by", {"审核单位"}, false},
                    {"checked_on", {"审核日期"}, false},
                    {"decided_by", {"决定单位"}, false},
                    {"decided_on", {"决定日期"}, false},
                    {"document", {"批准文号"}, false},
                    {"from", {"有效期起"}, false},
                    {"to", {"有效期止"}, false},
                    {"dirty_on", {"查出扬尘日期"}, false},
                    {"post", {"联系岗位", "联系人"}, false},
                    {"telephone", {"联系电话", "手机"}, false},
                    {"email", {"邮箱", "电子邮箱"}, false},
                    {"verify_by", {"核查方式"}, false}},
                   {}};
    append_emissions(form.columns, "annual", "年排放量");
    for (const AlertLevel level : kLevelsRising) {
        const std::string zh = level_name(level).zh;
        form.columns.push_back({level_key(level, "pass_from"), {zh + "通行证起"}, false});
        form.columns.push_back({level_key(level, "pass_to"), {zh + "通行证止"}, false});
        form.columns.push_back({level_key(level, "pass_document"), {zh + "通行证文号"}, false});
        form.columns.push_back({level_key(level, "text"), {zh + "措施"}, false});
        form.columns.push_back({level_key(level, "kind"), {zh + "措施类型"}, false});
        append_emissions(form.columns, std::string(token(level)), zh + "减排量");
    }
    return form;
}

}  // namespace

const SheetForm& other_regimes() {
    static const SheetForm kForm{{"其他管控"},
                                 {{"uscc", {"统一社会信用代码", "信用代码"}, false},
                                  {"number", {"企业序号", "企业编号"}, false},
                                  {"source_id", {"源编号"}, false},
                                  {"line_id", {"生产线编号"}, false},
                                  {"regime", {"管控类型"}, true},
                                  {"from", {"起始日期"}, true},
                                  {"to", {"截止日期"}, false},
                                  {"limit", {"限制"}, true},
                                  {"document", {"文件"}, false},
                                  {"pollutant", {"污染物"}, false},
                                  {"season", {"时段"}, false},
                                  {"not_for", {"不适用"}, false}},
                                 {}};
    return kForm;
}

const SheetForm& sites() {
    static const SheetForm kForm = make_sites();
    return kForm;
}

const SheetForm& site_rules() {
    static const SheetForm kForm{{"工地规则"},
                                 {{"rule", {"规则"}, true},
                                  {"name", {"名称"}, true},
                                  {"highest", {"最高级别"}, false},
                                  {"passes", {"可持通行证"}, false},
                                  {"credit", {"信用最低分"}, false},
                                  {"rule_list", {"百分之百清单"}, false},
                                  {"items", {"内容"}, false},
                                  {"months", {"停止申请月数"}, false},
                                  {"basis", {"依据"}, false}},
                                 {}};
    return kForm;
}

const SheetForm& measure_library() {
    static const SheetForm kForm{{"措施库"},
                                 {{"id", {"编号", "措施编号"}, true},
                                  {"levels", {"预警级别", "级别"}, true},
                                  {"kind", {"类型", "措施类型"}, true},
                                  {"units", {"责任单位"}, true},
                                  {"name", {"简称"}, false},
                                  {"text", {"措施", "措施文字"}, true},
                                  {"indicator", {"核查指标", "指标"}, true},
                                  {"areas", {"实施区域"}, false},
                                  {"sources", {"源编号", "涉及源编号"}, false}},
                                 {}};
    return kForm;
}

}  // namespace qingkong::forms
