// SPDX-License-Identifier: Apache-2.0
#include "emissions/campaign_notice.hpp"

#include <fmt/format.h>

#include "emissions/regime.hpp"

namespace qingkong {
namespace {

std::string escaped(const std::string& text) {
    std::string out;
    for (const char c : text) switch (c) {
            case '&': out += "&amp;"; break;
            case '<': out += "&lt;"; break;
            case '>': out += "&gt;"; break;
            default: out += c;
        }
    return out;
}

/// A cell of a Markdown table.
std::string cell(const std::string& text) {
    std::string out;
    for (const char c : text) {
        if (c == '|') out += '\\';
        out += c == '\n' ? ' ' : c;
    }
    return out;
}

/// 橙色：L1 限产20%，L2 停产；红色：…: kinds only, the words stand in the plan of the enterprise.
std::string in_short(const Enterprise& one) {
    std::string text;
    for (const AlertLevel level : kLevelsRising) {
        std::string lines;
        for (const ProductionLine& line : one.lines) {
            const auto& measure = line.measures[level];
            if (!measure || !measure->mandatory()) continue;
            lines += (lines.empty() ? "" : "，") + line.line_id + " " + measure_kind_name(measure->kind).zh;
            if (measure->kind == MeasureKind::limit)
                lines += measure->limit_percent.small() && measure->limit_percent.den() == 1
                             ? std::to_string(measure->limit_percent.num()) + "%"
                             : measure->limit_percent.cut1() + "%";
            if (measure->counted && measure->kind == MeasureKind::count)
                lines += fmt::format(" {}/{}", measure->counted->ordered, measure->counted->of);
        }
        if (!lines.empty()) text += (text.empty() ? "" : "；") + level_name(level).zh + "预警：" + lines;
    }
    return text.empty() ? "无强制性减排措施" : text;
}

}  // namespace

CampaignNotice campaign_notice(const Inventory& inventory, const CampaignPlan& plan, Day day, Day until) {
    const std::string title = inventory.city.name.zh + plan.name + "公示";
    const std::string words = fmt::format(
        "现将{}（版本 {}）予以公示，公示期为{}个工作日，自{}起至{}止。对公示内容有异议的企业和单位，请在公示期内书面提出：{}。",
        inventory.name.empty() ? "重污染天气应急减排清单" : inventory.name, inventory.version, plan.publication_working_days,
        day_words_zh(day), day_words_zh(until), plan.objections_to);
    CampaignNotice notice;
    notice.markdown = "# " + title + "\n\n" + words + "\n\n| 县（市、区） | 企业名称 | 行业类型 | 绩效等级 | 应急减排措施 |\n|---|---|---|---|---|\n";
    notice.html = "<!doctype html>\n<html lang=\"zh-CN\"><head><meta charset=\"utf-8\"><title>" + escaped(title) +
                  "</title><style>body{font-family:\"Noto Sans CJK SC\",\"SimSun\",sans-serif;margin:2em auto;max-width:60em}"
                  "table{border-collapse:collapse;width:100%}td,th{border:1px solid #888;padding:.3em .5em;text-align:left;"
                  "vertical-align:top}thead{display:table-header-group}</style></head>\n<body><h1>" +
                  escaped(title) + "</h1>\n<p>" + escaped(words) +
                  "</p>\n<table><thead><tr><th>县（市、区）</th><th>企业名称</th><th>行业类型</th><th>绩效等级</th>"
                  "<th>应急减排措施</th></tr></thead><tbody>\n";
    for (const Area& area : inventory.city.areas)
        for (const Enterprise& one : inventory.enterprises) {
            if (one.area != area.id) continue;
            const std::string cells[] = {area.name.zh, one.name, one.industry_name, grade_name(one.grade_on(day)).zh, in_short(one)};
            notice.html += "<tr>";
            notice.markdown += "|";
            for (const std::string& text : cells) {
                notice.html += "<td>" + escaped(text) + "</td>";
                notice.markdown += " " + cell(text) + " |";
            }
            notice.html += "</tr>\n";
            notice.markdown += "\n";
        }
    notice.html += "</tbody></table></body></html>\n";
    return notice;
}

}  // namespace qingkong
