// SPDX-License-Identifier: Apache-2.0
// The sheets beside enterprises and plain sources: 其他管控, 工地, 工地规则, 措施库 (docs/regimes.md).
#include "emissions/inventory_columns.hpp"
#include "emissions/inventory_forms.hpp"

namespace qingkong::forms {

using namespace columns;

namespace {

SheetForm make_sites() {
    SheetForm form{{"工地", "工地登记", "施工工地"},
                   {needed(code("source_id", {"编号", "工地编号"}, "清单内唯一")),
                    needed(text("name", {"工地名称", "名称"})),
                    text("kind", {"类型"}),
                    needed(code("area", {"行政区划代码", "县区代码"})),
                    typed(ColumnType::number, "size", {"面积"}, "m2"),
                    text("owner", {"建设单位"}),
                    text("builder", {"施工单位"}),
                    text("unit", {"责任单位"}),
                    needed(text("supervisor", {"监管部门"})),
                    text("stage", {"施工阶段"}),
                    text("livelihood", {"民生类别", "民生工程类别"}, "一类、二类、三类；最高级别见“工地规则”"),
                    choice("max_level", {"最高级别"}, level_words(), "只能低于该类别的最高级别"),
                    choice("plate", {"标牌"}, {"红牌", "黄牌", "绿牌", "无"}),
                    typed(ColumnType::number, "credit", {"信用评分"}),
                    choice("rule_list", {"百分之百清单"}, {"六个百分之百", "七个百分之百", "八个百分之百"}),
                    yes_no("rules_kept", {"百分之百落实"}, "不填为未知，未知不等于落实"),
                    yes_no("nev_mixers", {"新能源罐车"}, "是：须使用新能源水泥罐车"),
                    text("conditions", {"条件"}),
                    text("applied_by", {"申请单位"}),
                    date("applied_on", {"申请日期"}),
                    text("checked_by", {"审核单位"}),
                    date("checked_on", {"审核日期"}),
                    text("decided_by", {"决定单位"}),
                    date("decided_on", {"决定日期"}),
                    text("document", {"批准文号"}),
                    date("from", {"有效期起"}),
                    date("to", {"有效期止"}),
                    date("dirty_on", {"查出扬尘日期"}, "标牌和通行证自该日失效"),
                    text("post", {"联系岗位", "联系人"}, "岗位，不填个人姓名"),
                    code("telephone", {"联系电话", "手机"}),
                    text("email", {"邮箱", "电子邮箱"}),
                    text("verify_by", {"核查方式"})},
                   {}};
    append_emissions(form.columns, "annual", {"年排放量"}, "t/a");
    for (const AlertLevel level : kLevelsRising) {
        const std::string zh = level_name(level).zh;
        form.columns.push_back(date(level_key(level, "pass_from"), {zh + "通行证起"}));
        form.columns.push_back(date(level_key(level, "pass_to"), {zh + "通行证止"}));
        form.columns.push_back(text(level_key(level, "pass_document"), {zh + "通行证文号"}));
        form.columns.push_back(text(level_key(level, "text"), {zh + "措施"}));
        form.columns.push_back(choice(level_key(level, "kind"), {zh + "措施类型"}, {"其他", "停产", "无"}));
        append_emissions(form.columns, std::string(token(level)), {zh + "减排量"}, "kg/d");
    }
    return form;
}

}  // namespace

const SheetForm& other_regimes() {
    static const SheetForm kForm{
        {"其他管控"},
        {code("uscc", {"统一社会信用代码", "信用代码"}),
         code("number", {"企业序号", "企业编号"}),
         text("enterprise_name", {"企业名称"}),
         code("source_id", {"源编号"}, "工地等无生产线的源"),
         code("line_id", {"生产线编号"}, "空为整个企业"),
         needed(choice("regime", {"管控类型"},
                       {"错峰生产", "临时管控", "强化保障", "重大活动保障", "停产整治", "法院或督察要求"})),
         needed(date("from", {"起始日期"})),
         date("to", {"截止日期"}, "空为另行通知"),
         needed(text("limit", {"限制"}, "停产、负荷50%（允许一半）、限产20%（少生产 20%）、4000吨/日，或文字")),
         text("document", {"文件"}),
         text("pollutant", {"污染物"}),
         text("season", {"时段"}),
         text("not_for", {"不适用"}, "不适用的绩效等级或豁免类型，用顿号分开")},
        {}};
    return kForm;
}

const SheetForm& sites() {
    static const SheetForm kForm = make_sites();
    return kForm;
}

const SheetForm& site_rules() {
    static const SheetForm kForm{{"工地规则"},
                                 {needed(choice("rule", {"规则"}, {"民生类别", "标牌", "百分之百", "摘牌"})),
                                  needed(text("name", {"名称"})),
                                  choice("highest", {"最高级别"}, level_words()),
                                  yes_no("passes", {"可持通行证"}),
                                  typed(ColumnType::number, "credit", {"信用最低分"}),
                                  text("rule_list", {"百分之百清单"}),
                                  text("items", {"内容"}),
                                  typed(ColumnType::count, "months", {"停止申请月数"}),
                                  text("basis", {"依据"})},
                                 {}};
    return kForm;
}

const SheetForm& measure_library() {
    static const SheetForm kForm{{"措施库"},
                                 {needed(code("id", {"编号", "措施编号"}, "唯一")),
                                  needed(text("levels", {"预警级别", "级别"}, "例如 黄色、橙色、红色")),
                                  needed(choice("kind", {"类型", "措施类型"}, {"健康防护措施", "倡议性减排措施", "强制性减排措施"})),
                                  needed(text("units", {"责任单位"}, "几个单位用顿号分开")),
                                  text("name", {"简称"}),
                                  needed(text("text", {"措施", "措施文字"})),
                                  needed(text("indicator", {"核查指标", "指标"})),
                                  text("areas", {"实施区域"}, "空为全市"),
                                  text("sources", {"源编号", "涉及源编号"})},
                                 {}};
    return kForm;
}

}  // namespace qingkong::forms
