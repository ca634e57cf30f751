// SPDX-License-Identifier: Apache-2.0
// What is filed upward: the inventory, the differences to the last round, figures, objections, checks.
#include <filesystem>
#include <map>
#include <sstream>

#include "emissions/inventory_sheets.hpp"
#include "engine/campaign_folder.hpp"
#include "engine/output.hpp"
#include "engine/workbook_file.hpp"

namespace qingkong {

namespace fs = std::filesystem;

namespace {

/// Words of the summary that is filed, with their units.
std::string item_word(const std::string& item) {
    static const std::map<std::string, std::string> kWords = {
        {"enterprises", "企业数"},         {"enterprises_added", "新增企业数"},  {"enterprises_removed", "移出企业数"},
        {"enterprises_changed", "变更企业数"}, {"lines", "生产线数"},          {"sources", "源数"},
        {"changes", "变更处数"},           {"base", "基数（克/日）"},            {"reduction", "减排量（克/日）"},
        {"enterprise_added", "新增企业"},  {"enterprise_removed", "移出企业"},   {"grade", "绩效等级"},
        {"exemption", "豁免与保障"}};
    const auto found = kWords.find(item);
    return found == kWords.end() ? item : found->second;
}

std::string level_word(const std::string& level) {
    const auto found = parse_level(level);
    return level.empty() || !found ? level : level_name(*found).zh + "预警";
}

}  // namespace

Result<void> write_package(const Campaign& campaign, const Inventory& inventory, const std::vector<InventoryChange>& changes,
                           Day day) {
    const auto csv = [](const Table& table) {
        std::ostringstream out;
        print_table(out, table, OutputFormat::csv);
        return "\xEF\xBB\xBF" + out.str();  // the mark lets a spreadsheet read it as UTF-8
    };
    Table rows{{"行政区划代码", "企业或源编号", "名称", "生产线编号", "变更", "表", "行", "列", "原内容", "现内容"}, {}};
    for (const InventoryChange& one : changes)
        rows.rows.push_back({one.area, one.enterprise_id, one.enterprise, one.line_id, change_name(one.what).zh, one.sheet, one.row, one.field, one.was, one.is});
    Table summary{{"项目", "行政区划代码", "企业编号", "企业名称", "级别", "污染物", "上一轮", "本轮"}, {}};
    for (const ChangeFigure& one : difference_summary(campaign.city, inventory, changes, day))
        summary.rows.push_back({item_word(one.item), one.area, one.enterprise_id, one.enterprise, level_word(one.level), one.pollutant, one.was, one.is});
    Table objections{{"编号", "提出单位", "时间", "内容", "是否逾期", "答复", "答复单位", "结果"}, {}};
    Table acts{{"环节", "时间", "单位", "行政区划代码", "企业", "结果", "说明"}, {}};
    for (const CampaignRecord& one : campaign.records) {
        if (one.act == "check" || one.act == "review")
            acts.rows.push_back({one.act == "check" ? "现场核定" : "市级复核", format_instant(one.at), one.by, one.area, one.subject, one.result, one.note});
        if (one.act != "objection") continue;
        const CampaignRecord* answer = campaign.last("answer", "", one.subject);
        objections.rows.push_back({one.subject, one.by, format_instant(one.at), one.note, one.result, answer->note, answer->by, answer->result});
    }
    const std::string folder = campaign.dir + "/上报";
    std::error_code error;
    fs::create_directories(folder, error);
    if (const auto done = write_inventory_workbook(folder + "/清单.xlsx", inventory_sheets(inventory)); !done) return done;
    const std::pair<const char*, const Table*> kFiles[] = {{"/与上一轮差异.csv", &rows}, {"/汇总.csv", &summary}, {"/异议.csv", &objections}, {"/核定和复核.csv", &acts}};
    for (const auto& [name, table] : kFiles)
        if (const auto done = write_text_file(folder + name, csv(*table)); !done) return done;
    return {};
}

}  // namespace qingkong
