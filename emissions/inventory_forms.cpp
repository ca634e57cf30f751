// SPDX-License-Identifier: Apache-2.0
#include "emissions/inventory_forms.hpp"

#include "emissions/emission.hpp"

namespace qingkong::forms {
namespace {

using Columns = std::vector<SheetColumn>;

constexpr std::string_view kSheetNames[kEmitted] = {"SO2", "NOx", "PM", "VOCs"};

/// The two ways to name the enterprise of a row.
Columns with_enterprise(Columns columns) {
    columns.push_back({"uscc", {"统一社会信用代码", "信用代码"}, false});
    columns.push_back({"number", {"企业序号", "企业编号"}, false});
    return columns;
}

void append_emissions(Columns& columns, const std::string& key, const std::vector<std::string>& stems) {
    for (const Emitted pollutant : kAllEmitted) {
        SheetColumn column;
        column.key = key + "_" + std::string(token(pollutant));
        for (const std::string& stem : stems)
            column.headings.push_back(stem + std::string(kSheetNames[static_cast<std::size_t>(pollutant)]));
        if (pollutant == Emitted::pm)
            for (const std::string& stem : stems) column.headings.push_back(stem + "颗粒物");
        columns.push_back(std::move(column));
    }
}

Columns source_columns(const std::string& name_heading, const std::string& kind_heading) {
    Columns columns = {
        {"source_id", {"编号", "源编号", "工地编号"}, true},
        {"name", {name_heading, "名称"}, true},
        {"kind", {kind_heading, "类型"}, false},
        {"class", {"源类"}, false},
        {"area", {"行政区划代码", "县区代码"}, true},
        {"unit", {"责任单位"}, false},
        {"supervisor", {"监管部门"}, false},
        {"stage", {"施工阶段"}, false},
        {"post", {"联系岗位", "联系人"}, false},
        {"telephone", {"联系电话", "手机"}, false},
        {"email", {"邮箱", "电子邮箱"}, false},
        {"verify_by", {"核查方式"}, false},
    };
    append_emissions(columns, "annual", {"年排放量"});
    for (const AlertLevel level : kLevelsRising) {
        const std::string zh = level_name(level).zh;
        columns.push_back({level_key(level, "text"), {zh + "措施"}, false});
        columns.push_back({level_key(level, "kind"), {zh + "措施类型"}, false});
        append_emissions(columns, std::string(token(level)), {zh + "减排量"});
    }
    return columns;
}

SheetForm make_measures() {
    SheetForm form{{"应急减排措施"},
                   with_enterprise({{"line_id", {"生产线编号"}, false},
                                    {"level", {"预警级别", "级别"}, true},
                                    {"text", {"措施文字", "应急减排措施", "措施"}, true},
                                    {"kind", {"措施类型"}, false},
                                    {"is_stop", {"是否停产"}, false},
                                    {"stop_lines", {"停产生产线"}, false},
                                    {"ordered", {"停产台数", "停产台(套)数"}, false},
                                    {"of", {"设备总数", "设备台数"}, false},
                                    {"counted_unit", {"计量单位"}, false},
                                    {"limit", {"限产比例"}, false},
                                    {"capped_output", {"限后产量"}, false},
                                    {"coking_normal", {"正常出焦时间"}, false},
                                    {"coking_ordered", {"应急出焦时间"}, false},
                                    {"ramp", {"达到时间"}, false},
                                    {"ramp_reason", {"安全理由"}, false},
                                    {"ramp_confirmed", {"县级核定"}, false},
                                    {"permit_clause", {"排污许可条款号", "许可条款号"}, false},
                                    {"verify_by", {"核查方式"}, true}}),
                   {}};
    append_emissions(form.columns, "stated", {"减排量"});
    return form;
}

SheetForm make_lines() {
    SheetForm form{{"生产线信息", "生产线工序信息", "生产线_工序信息", "生产线/工序信息", "生产线"},
                   with_enterprise({{"line_id", {"生产线编号"}, true},
                                    {"name", {"生产线名称", "名称"}, false},
                                    {"product", {"产品"}, false},
                                    {"equipment", {"主要生产设备"}, false},
                                    {"fuel", {"燃料"}, false},
                                    {"facilities", {"治理设施"}, false},
                                    {"class", {"源类"}, false},
                                    {"eia", {"环评批复产能"}, false},
                                    {"permitted", {"排污许可载明产能"}, false},
                                    {"output", {"前一年正常生产实际产量", "前一年实际产量"}, false},
                                    {"count", {"设备台(套)数", "设备台套数", "设备台数"}, false},
                                    {"rotation", {"轮产批次"}, false},
                                    {"cems_mn", {"在线监测MN", "是否在线监测"}, false},
                                    {"normal_flow", {"正常烟气流量"}, false}}),
                   {"设计产能", "单位", "是否分表计电"}};
    append_emissions(form.columns, "annual", {"年排放量"});
    return form;
}

}  // namespace

std::string level_key(AlertLevel level, std::string_view what) {
    return std::string(token(level)) + "_" + std::string(what);
}

const SheetForm& city() {
    static const SheetForm kForm{{"城市信息"},
                                 {{"city_id", {"城市代码"}, true},
                                  {"city_name", {"城市名称"}, true},
                                  {"city_name_en", {"城市英文名"}, false},
                                  {"area_id", {"行政区划代码", "县区代码"}, true},
                                  {"area_name", {"县(区)", "县区名称"}, true},
                                  {"area_name_en", {"县区英文名"}, false},
                                  {"name", {"清单名称"}, false},
                                  {"version", {"清单版本"}, true}},
                                 {}};
    return kForm;
}

const SheetForm& enterprises() {
    static const SheetForm kForm{{"企业基本信息"},
                                 {{"number", {"序号", "企业序号", "企业编号"}, false},
                                  {"area", {"行政区划代码", "县区代码", "division_code"}, false},
                                  {"county", {"县(区)", "县区", "区县"}, false},
                                  {"city", {"市"}, false},
                                  {"name", {"企业名称"}, true},
                                  {"uscc", {"统一社会信用代码", "信用代码"}, false},
                                  {"permit", {"排污许可证编号"}, false},
                                  {"industry", {"行业类型"}, false},
                                  {"gb4754", {"国民经济行业代码"}, false},
                                  {"class", {"企业类别"}, false},
                                  {"grade", {"绩效等级"}, false},
                                  {"grade_from", {"绩效等级有效期起"}, false},
                                  {"grade_to", {"绩效等级有效期止"}, false},
                                  {"guarantee", {"是否保障类", "保障类型"}, false},
                                  {"guarantee_load", {"核定负荷", "允许负荷"}, false},
                                  {"small", {"是否小微涉气"}, false},
                                  {"state", {"生产状态"}, false},
                                  {"post", {"联系岗位", "联系人"}, false},
                                  {"telephone", {"手机", "联系电话", "电话"}, false},
                                  {"email", {"邮箱", "电子邮箱"}, false},
                                  {"plan_version", {"操作方案版本"}, false},
                                  {"plan_status", {"操作方案状态"}, false},
                                  {"voluntary", {"自主减排承诺"}, false}},
                                 {"省", "经度", "纬度", "坐标系", "地址"}};
    return kForm;
}

const SheetForm& grades() {
    static const SheetForm kForm{{"绩效等级"},
                                 with_enterprise({{"grade", {"绩效等级"}, true},
                                                  {"from", {"生效日期"}, true},
                                                  {"to", {"失效日期"}, false},
                                                  {"document", {"文号"}, false}}),
                                 {}};
    return kForm;
}

const SheetForm& exemptions() {
    static const SheetForm kForm{{"豁免与保障"},
                                 with_enterprise({{"source_id", {"源编号"}, false},
                                                  {"kind", {"类型"}, true},
                                                  {"legal_basis", {"依据"}, true},
                                                  {"approver", {"批准机关"}, true},
                                                  {"from", {"生效日期"}, true},
                                                  {"to", {"失效日期"}, false},
                                                  {"max_level", {"最高级别"}, false},
                                                  {"conditions", {"条件"}, false},
                                                  {"load", {"允许负荷", "核定负荷"}, false},
                                                  {"verify_by", {"核查方式"}, false},
                                                  {"terms", {"执行要求"}, false}}),
                                 {}};
    return kForm;
}

const SheetForm& lines() {
    static const SheetForm kForm = make_lines();
    return kForm;
}

const SheetForm& measures() {
    static const SheetForm kForm = make_measures();
    return kForm;
}

const SheetForm& meters() {
    static const SheetForm kForm{{"用电"},
                                 with_enterprise({{"line_id", {"生产线编号", "对应生产线"}, true},
                                                  {"meter_id", {"分表编号"}, true},
                                                  {"object", {"计量对象"}, false},
                                                  {"normal", {"正常日用电"}, false},
                                                  {"threshold", {"停产日用电阈值"}, false}}),
                                 {"总户号"}};
    return kForm;
}

const SheetForm& transport() {
    static const SheetForm kForm{{"运输"},
                                 with_enterprise({{"normal_trips", {"日常车辆数", "日常进出辆次"}, false},
                                                  {"alert_trips", {"预警车辆数", "预警进出辆次"}, false},
                                                  {"standards", {"车辆排放标准"}, false},
                                                  {"gate", {"门禁安装"}, false},
                                                  {"nrmm", {"非道路机械"}, false},
                                                  {"blue", {"蓝色运输要求"}, false},
                                                  {"yellow", {"黄色运输要求"}, false},
                                                  {"orange", {"橙色运输要求"}, false},
                                                  {"red", {"红色运输要求"}, false}}),
                                 {"视频保存时间"}};
    return kForm;
}

const SheetForm& peak_shift() {
    static const SheetForm kForm{{"错峰生产"},
                                 with_enterprise({{"line_id", {"生产线编号"}, true},
                                                  {"from", {"起始日期"}, true},
                                                  {"to", {"截止日期"}, true},
                                                  {"document", {"文件"}, false}}),
                                 {}};
    return kForm;
}

const SheetForm& dust_sources() {
    static const SheetForm kForm{{"扬尘源"}, source_columns("工地名称", "类型"), {"民生工程类别", "面积"}};
    return kForm;
}

const SheetForm& mobile_sources() {
    static const SheetForm kForm{{"移动源"}, source_columns("车型", "排放标准"), {"保有量"}};
    return kForm;
}

const SheetForm& other_sources() {
    static const SheetForm kForm{{"其他源", "采暖锅炉", "民用散煤"}, source_columns("源名称", "类型"), {"保有量"}};
    return kForm;
}

const SheetForm& industry_rows() {
    static const SheetForm kForm{{"行业措施"},
                                 {{"industry", {"行业类型"}, true},
                                  {"grade", {"绩效等级"}, false},
                                  {"level", {"预警级别", "级别"}, true},
                                  {"text", {"措施文字", "措施"}, true},
                                  {"kind", {"措施类型"}, false},
                                  {"limit", {"限产比例"}, false},
                                  {"verify_by", {"核查方式"}, true}},
                                 {}};
    return kForm;
}

const SheetForm& summary() {
    static const SheetForm kForm{{"汇总"}, {}, {}};
    return kForm;
}

}  // namespace qingkong::forms
