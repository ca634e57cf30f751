// SPDX-License-Identifier: Apache-2.0
#include "emissions/inventory_forms.hpp"

#include "emissions/inventory_columns.hpp"

namespace qingkong::forms {

using namespace columns;

namespace {

/// The ways to name the enterprise of a row.
Columns with_enterprise(Columns columns) {
    const Columns who = {code("uscc", {"统一社会信用代码", "信用代码"}, "18 位；与企业序号填一项即可"),
                         code("number", {"企业序号", "企业编号"}),
                         text("enterprise_name", {"企业名称"}, "两者都没有时按名称对应，名称须唯一")};
    columns.insert(columns.begin(), who.begin(), who.end());
    return columns;
}

const Words kMeasureKinds = {"停产", "限产", "停产台数", "出焦时间", "其他", "无"};

Columns source_columns(const std::string& name_heading, const std::string& kind_heading) {
    Columns columns = {
        needed(code("source_id", {"编号", "源编号", "工地编号"}, "清单内唯一")),
        needed(text("name", {name_heading, "名称"})),
        text("kind", {kind_heading, "类型"}),
        choice("class", {"源类"}, source_class_words()),
        needed(code("area", {"行政区划代码", "县区代码"}, "全市填 all")),
        text("unit", {"责任单位"}),
        text("supervisor", {"监管部门"}),
        text("stage", {"施工阶段"}),
        text("post", {"联系岗位", "联系人"}, "岗位，不填个人姓名"),
        code("telephone", {"联系电话", "手机"}),
        text("email", {"邮箱", "电子邮箱"}),
        text("verify_by", {"核查方式"}),
    };
    append_emissions(columns, "annual", {"年排放量"}, "t/a");
    for (const AlertLevel level : kLevelsRising) {
        const std::string zh = level_name(level).zh;
        columns.push_back(text(level_key(level, "text"), {zh + "措施"}));
        columns.push_back(choice(level_key(level, "kind"), {zh + "措施类型"}, {"其他", "停产", "无"}));
        append_emissions(columns, std::string(token(level)), {zh + "减排量"}, "kg/d");
    }
    return columns;
}

SheetForm make_measures() {
    SheetForm form{
        {"应急减排措施"},
        with_enterprise(
            {code("line_id", {"生产线编号"}, "“生产线信息”中的编号"),
             needed(choice("level", {"预警级别", "级别"}, level_words(), "没有行的级别执行其下最近的一级")),
             needed(text("text", {"措施文字", "应急减排措施", "措施"}, "原样写入通知；整条线停产须写明生产线")),
             choice("kind", {"措施类型"}, kMeasureKinds),
             yes_no("is_stop", {"是否停产"}),
             text("stop_lines", {"停产生产线"}, "整条停产的生产线编号，用顿号分开"),
             typed(ColumnType::count, "ordered", {"停产台数", "停产台(套)数"}),
             typed(ColumnType::count, "of", {"设备总数", "设备台数"}),
             text("counted_unit", {"计量单位"}, "台、套、孔、条……"),
             typed(ColumnType::percent, "limit", {"限产比例"}, "%", "少生产的比例：限产20%填 20%，允许负荷即 80%"),
             typed(ColumnType::number, "capped_output", {"限后产量"}, "t/d", "可不填，由程序按三者最小值计算"),
             typed(ColumnType::number, "coking_normal", {"正常出焦时间"}, "h"),
             typed(ColumnType::number, "coking_ordered", {"应急出焦时间"}, "h"),
             typed(ColumnType::count, "ramp", {"达到时间"}, "h", "默认响应启动时即须落实"),
             text("ramp_reason", {"安全理由"}, "有达到时间的必填"),
             yes_no("ramp_confirmed", {"县级核定"}, "县级核定为“是”才认可达到时间"),
             text("permit_clause", {"排污许可条款号", "许可条款号"}),
             text("responsible", {"责任岗位"}, "落实这项措施的岗位"),
             needed(text("verify_by", {"核查方式"}, "可核查的指标，例如 分表用电量"))}),
        {}};
    append_emissions(form.columns, "stated", {"减排量"}, "kg/d");
    return form;
}

SheetForm make_lines() {
    SheetForm form{{"生产线信息", "生产线工序信息", "生产线_工序信息", "生产线/工序信息", "生产线"},
                   with_enterprise({needed(code("line_id", {"生产线编号"}, "同一企业内唯一")),
                                    text("name", {"生产线名称", "名称"}),
                                    text("product", {"产品"}),
                                    typed(ColumnType::number, "design", {"设计产能"}),
                                    text("design_unit", {"设计产能单位", "单位"}, "例如 t/d、万 t/a"),
                                    text("equipment", {"主要生产设备"}),
                                    text("fuel", {"燃料"}),
                                    text("facilities", {"治理设施"}),
                                    choice("class", {"源类"}, source_class_words(), "空为工业源"),
                                    typed(ColumnType::number, "eia", {"环评批复产能"}, "t/d"),
                                    typed(ColumnType::number, "permitted", {"排污许可载明产能"}, "t/d"),
                                    typed(ColumnType::number, "output", {"前一年正常生产实际产量", "前一年实际产量"},
                                          "t/d", "限产以三项产能的最小值为基准"),
                                    typed(ColumnType::count, "count", {"设备台(套)数", "设备台套数", "设备台数"}),
                                    code("rotation", {"轮产批次"}, "例如 H1"),
                                    code("cems_mn", {"在线监测MN", "是否在线监测"}, "设备的 MN 号；没有则空"),
                                    typed(ColumnType::number, "normal_flow", {"正常烟气流量"}, "m3/h"),
                                    typed(ColumnType::number, "safe_stop", {"安全停车时间"}, "h"),
                                    text("restart", {"恢复生产要求"})}),
                   {"是否分表计电"}};
    append_emissions(form.columns, "annual", {"年排放量"}, "t/a");
    return form;
}

}  // namespace

std::string level_key(AlertLevel level, std::string_view what) {
    return std::string(token(level)) + "_" + std::string(what);
}

const SheetForm& city() {
    static const SheetForm kForm{{"城市信息"},
                                 {needed(code("city_id", {"城市代码"})), needed(text("city_name", {"城市名称"})),
                                  text("city_name_en", {"城市英文名"}),
                                  needed(code("area_id", {"行政区划代码", "县区代码"})),
                                  needed(text("area_name", {"县(区)", "县区名称"})),
                                  text("area_name_en", {"县区英文名"}), text("name", {"清单名称"}),
                                  needed(code("version", {"清单版本"}, "例如 2025-2"))},
                                 {}};
    return kForm;
}

const SheetForm& enterprises() {
    static const SheetForm kForm{
        {"企业基本信息"},
        {code("number", {"序号", "企业序号", "企业编号"}, "清单内唯一"),
         code("area", {"行政区划代码", "县区代码", "division_code"}, "“城市信息”中的代码"),
         text("county", {"县(区)", "县区", "区县"}),
         text("city", {"市"}),
         needed(text("name", {"企业名称"})),
         code("uscc", {"统一社会信用代码", "信用代码"}, "18 位，单元格为文本"),
         code("permit", {"排污许可证编号"}),
         choice("industry", {"行业类型"}, industry_words(), "39 个重点行业之一；其他行业可直接填写"),
         code("gb4754", {"国民经济行业代码"}),
         choice("class", {"企业类别"}, {"重点行业", "一般工业", "小微涉气"}),
         choice("grade", {"绩效等级"}, grade_words()),
         date("grade_from", {"绩效等级有效期起"}),
         date("grade_to", {"绩效等级有效期止"}, "空为长期"),
         text("address", {"地址"}),
         typed(ColumnType::number, "longitude", {"经度"}, "°"),
         typed(ColumnType::number, "latitude", {"纬度"}, "°"),
         choice("coordinates", {"坐标系"}, {"CGCS2000", "WGS84", "GCJ-02", "BD-09"}, "不写明坐标系的不在地图上显示"),
         choice("zone", {"管理区"}, zone_words()),
         text("guarantee", {"是否保障类", "保障类型"}, "在“豁免与保障”中登记依据和有效期"),
         typed(ColumnType::percent, "guarantee_load", {"核定负荷", "允许负荷"}, "%"),
         yes_no("small", {"是否小微涉气"}),
         choice("state", {"生产状态"}, {"正常", "长期停产"}),
         text("post", {"联系岗位", "联系人"}, "岗位，不填个人姓名"),
         code("telephone", {"手机", "联系电话", "电话"}),
         text("email", {"邮箱", "电子邮箱"}),
         code("plan_version", {"操作方案版本"}),
         choice("plan_status", {"操作方案状态"}, {"无", "草案", "企业确认", "现场核定", "备案", "公示", "修订", "过期"}),
         date("plan_filed", {"备案日期"}),
         date("plan_expires", {"操作方案有效期止"}),
         text("voluntary", {"自主减排承诺"}, "A 级、引领性企业通知中的文字")},
        {"省"}};
    return kForm;
}

const SheetForm& grades() {
    static const SheetForm kForm{
        {"绩效等级"},
        with_enterprise({needed(choice("grade", {"绩效等级"}, grade_words())), needed(date("from", {"生效日期"})),
                         date("to", {"失效日期"}, "空为长期"), text("document", {"文号"})}),
        {}};
    return kForm;
}

const SheetForm& exemptions() {
    static const SheetForm kForm{
        {"豁免与保障"},
        with_enterprise({code("source_id", {"源编号"}, "工地等无生产线的源；填了它就不填企业"),
                         needed(choice("kind", {"类型"}, exemption_words())),
                         needed(text("legal_basis", {"依据"})),
                         needed(text("approver", {"批准机关"}, "机关名称，不填个人姓名")),
                         needed(date("from", {"生效日期"})),
                         date("to", {"失效日期"}, "空为长期"),
                         choice("max_level", {"最高级别"}, level_words(), "到哪一级仍有效"),
                         text("conditions", {"条件"}),
                         typed(ColumnType::percent, "load", {"允许负荷", "核定负荷"}, "%", "核定最大允许生产负荷"),
                         text("verify_by", {"核查方式"}),
                         text("terms", {"执行要求"}, "写入该企业的通知")}),
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
    static const SheetForm kForm{
        {"用电"},
        with_enterprise({needed(code("line_id", {"生产线编号", "对应生产线"})),
                         needed(code("meter_id", {"分表编号"}, "上传所用的 MN 号")),
                         code("account", {"总户号"}),
                         choice("object", {"计量对象"}, {"生产线", "治理设施"}),
                         typed(ColumnType::amount, "normal", {"正常日用电"}, "kWh/d"),
                         typed(ColumnType::amount, "threshold", {"停产日用电阈值"}, "kWh/d", "低于它即为停产")}),
        {}};
    return kForm;
}

const SheetForm& transport() {
    static const SheetForm kForm{
        {"运输"},
        with_enterprise({typed(ColumnType::count, "normal_trips", {"日常车辆数", "日常进出辆次"}, "辆次/日"),
                         typed(ColumnType::count, "alert_trips", {"预警车辆数", "预警进出辆次"}, "辆次/日"),
                         typed(ColumnType::percent, "national_v", {"国五比例"}, "%"),
                         typed(ColumnType::percent, "national_vi", {"国六比例"}, "%"),
                         typed(ColumnType::percent, "new_energy", {"新能源比例"}, "%"),
                         text("standards", {"车辆排放标准"}),
                         yes_no("gate", {"门禁安装"}),
                         typed(ColumnType::count, "video_days", {"视频保存时间"}, "天"),
                         text("nrmm", {"非道路机械"}, "台数和排放阶段"),
                         text("blue", {"蓝色运输要求"}),
                         text("yellow", {"黄色运输要求"}),
                         text("orange", {"橙色运输要求"}),
                         text("red", {"红色运输要求"})}),
        {}};
    return kForm;
}

const SheetForm& peak_shift() {
    static const SheetForm kForm{
        {"错峰生产"},
        with_enterprise({needed(code("line_id", {"生产线编号"})), needed(date("from", {"起始日期"})),
                         needed(date("to", {"截止日期"})), text("document", {"文件"})}),
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
    static const SheetForm kForm{
        {"行业措施"},
        {needed(choice("industry", {"行业类型"}, industry_words())), choice("grade", {"绩效等级"}, grade_words()),
         choice("zone", {"管理区"}, zone_words()), needed(choice("level", {"预警级别", "级别"}, level_words())),
         needed(text("text", {"措施文字", "措施"})),
         choice("kind", {"措施类型"}, {"停产", "限产", "其他", "无"}),
         typed(ColumnType::percent, "limit", {"限产比例"}, "%"), needed(text("verify_by", {"核查方式"}))},
        {}};
    return kForm;
}

const SheetForm& summary() {
    static const SheetForm kForm{{"汇总"}, {}, {}};
    return kForm;
}

}  // namespace qingkong::forms
