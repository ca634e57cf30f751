// SPDX-License-Identifier: Apache-2.0
// Reads 工地规则 and 工地: a site is a dust source with a record of its own.
#include <fmt/format.h>

#include "emissions/inventory_forms.hpp"
#include "emissions/inventory_reading.hpp"

namespace qingkong {
namespace {

using forms::level_key;

/// 一类, 一类民生工程 and 1 are one class.
std::string class_name(std::string word) {
    for (const auto& [digit, zh] : {std::pair{"1", "一类"}, std::pair{"2", "二类"}, std::pair{"3", "三类"}})
        if (word == digit || word == std::string(zh) + "民生工程") return zh;
    return word;
}

/// 绿 and 绿牌, 六个百分之百 and 6.
std::string plate_name(const std::string& word) {
    for (const char* colour : {"红", "黄", "绿"})
        if (word == colour) return word + "牌";
    return word;
}
std::string list_name(const std::string& word) {
    for (const auto& [digit, zh] : {std::pair{"6", "六"}, std::pair{"7", "七"}, std::pair{"8", "八"}})
        if (word == digit || word == zh || word == std::string(zh) + "个") return std::string(zh) + "个百分之百";
    return word;
}

SiteStep step_of(const SheetRow& row, const std::string& step) {
    return {row.text(step + "_by"), row.day(step + "_on")};
}

SiteRecord read_record(const SheetRow& row) {
    SiteRecord site;
    site.owner = row.text("owner");
    site.builder = row.text("builder");
    site.size_m2 = row.number("size");
    site.livelihood_class = class_name(row.text("livelihood"));
    if (site.livelihood_class == "否" || site.livelihood_class == "无") site.livelihood_class.clear();
    site.max_level = row.level("max_level");
    site.plate = plate_name(row.text("plate"));
    if (site.plate == "无") site.plate.clear();
    site.credit = row.number("credit", 2);
    site.rule_list = list_name(row.text("rule_list"));
    site.rules_kept = row.yes("rules_kept");
    site.nev_mixers = row.yes("nev_mixers");
    site.conditions = row.text("conditions");
    site.applied = step_of(row, "applied");
    site.checked = step_of(row, "checked");
    site.decided = step_of(row, "decided");
    site.document = row.text("document");
    site.valid_from = row.day("from");
    site.valid_to = row.day("to");
    site.dirty_on = row.day("dirty_on");
    for (const AlertLevel level : kLevelsRising) {
        SitePass pass{level, row.day(level_key(level, "pass_from")), row.day(level_key(level, "pass_to")),
                      row.text(level_key(level, "pass_document"))};
        const bool any = pass.from || pass.to || !pass.document.empty();
        if (!any) continue;
        if (!pass.from)
            row.error(level_key(level, "pass_from"), {"通行证没有起始日期", "a pass without its first day"},
                      {"例如 2019-11-15", "for example 2019-11-15"});
        site.passes.push_back(std::move(pass));
    }
    return site;
}

}  // namespace

void read_site_rule_sheet(Reading& reading, const Sheet& sheet) {
    const SheetTable table(sheet, forms::site_rules(), reading.findings);
    SiteRules& rules = reading.inventory.site_rules;
    for (const SheetRow& row : table.rows()) {
        const std::string rule = row.wanted_text("rule", {"规则", "the kind of rule"});
        const std::string name = row.wanted_text("name", {"名称", "its name"});
        const std::string basis = row.text("basis");
        if (rule == "民生类别") {
            const auto highest = row.level("highest");
            if (!row.has("highest")) row.wanted_text("highest", {"最高级别", "the highest level"});
            rules.classes.push_back({class_name(name), highest.value_or(AlertLevel::normal), basis});
        } else if (rule == "标牌") {
            rules.plates.push_back({plate_name(name), row.yes("passes").value_or(false), row.number("credit", 2),
                                    list_name(row.text("rule_list")), basis});
        } else if (rule == "百分之百") {
            rules.lists.push_back({list_name(name), row.wanted_text("items", {"内容", "its items"}), basis});
        } else if (rule == "摘牌") {
            rules.months_without_application = row.integer("months", 0, 60).value_or(0);
            rules.withdrawal_basis = basis;
        } else if (!rule.empty()) {
            row.error("rule", {fmt::format("“{}”不是规则", rule), fmt::format("\"{}\" is no kind of rule", rule)},
                      {"应为 民生类别、标牌、百分之百 或 摘牌", "wanted: 民生类别, 标牌, 百分之百 or 摘牌"});
        }
    }
}

void read_site_sheet(Reading& reading, const Sheet& sheet) {
    const SheetTable table(sheet, forms::sites(), reading.findings);
    for (const SheetRow& row : table.rows()) {
        Source source = read_source(reading, row, SourceClass::dust);
        if (source.kind.empty()) source.kind = "施工工地";
        source.site = reading.inventory.sites.size();
        reading.inventory.sites.push_back(read_record(row));
        for (Text& what : site_findings(reading.inventory.sites.back(), reading.inventory.site_rules))
            row.warning("name", {source.name + "：" + what.zh, source.name + ": " + what.en},
                        {"见 docs/regimes.md“工地”", "docs/regimes.md, sites"});
        add_source(reading, row, std::move(source));
    }
}

}  // namespace qingkong
