// SPDX-License-Identifier: Apache-2.0
#include "alerts/plan_board.hpp"

#include <fmt/format.h>

#include "alerts/board_measure.hpp"
#include "alerts/notice.hpp"

namespace qingkong {
namespace {

/// Lines with the same duty stand in one row: a works of ten kilns keeps its one page.
struct Row {
    std::string lines;
    const BoardMeasure* measure;
};

std::vector<Row> grouped(const BoardLevel& level) {
    std::vector<Row> rows;
    for (const BoardMeasure& one : level.measures) {
        if (!rows.empty()) {
            const BoardMeasure& last = *rows.back().measure;
            if (last.measure == one.measure && last.limit == one.limit && last.due == one.due &&
                last.indicator == one.indicator) {
                rows.back().lines += "、" + one.line;
                continue;
            }
        }
        rows.push_back({one.line, &one});
    }
    return rows;
}

TemplateData level_data(const BoardLevel& level, const BoardTerms& terms) {
    TemplateData data;
    const std::vector<Row> rows = grouped(level);
    data.values["level_words"] = level_name(level.level).zh + "预警";
    data.values["response"] = response_grade(level.level).zh;
    data.values["in_force"] = terms.level == level.level ? "现行级别" : "";
    data.values["span"] = std::to_string(rows.size() + 1);
    data.values["transport_rule"] = level.transport;
    for (const Row& row : rows) {
        TemplateData cells;
        cells.values["first"] = &row == &rows.front() ? "1" : "";
        cells.values["lines"] = row.lines;
        cells.values["measure"] = row.measure->measure;
        cells.values["limit"] = row.measure->limit;
        cells.values["due"] = row.measure->due;
        cells.values["indicator"] = row.measure->indicator;
        data.lists["measures"].push_back(std::move(cells));
    }
    return data;
}

}  // namespace

std::string board_html(const Inventory& inventory, const Enterprise& enterprise, const BoardTerms& terms,
                       const Templates& templates) {
    TemplateData data;
    auto& v = data.values;
    v["style"] = templates.render("board.css", {});
    v["exercise"] = terms.exercise ? exercise_words(Language::zh) : "";
    v["enterprise"] = enterprise.name;
    v["uscc"] = or_not_stated(enterprise.uscc);
    v["permit_no"] = or_not_stated(enterprise.permit_no);
    v["industry"] = or_not_stated(enterprise.industry_name.empty() ? enterprise.industry : enterprise.industry_name);
    v["class_words"] = enterprise_class_name(enterprise.enterprise_class).zh;
    const Area* area = inventory.city.find(enterprise.area);
    v["place"] = inventory.city.name.zh + (area != nullptr ? area->name.zh : enterprise.area);
    v["grade"] = grade_words(enterprise, terms.day);
    v["zone"] = enterprise.zone;
    v["plan_version"] = or_not_stated(enterprise.plan_version);
    v["plan_status"] = std::string(plan_status_word(enterprise.plan_status));
    v["unfiled"] = enterprise.plan_filed() ? "" : "操作方案未备案";
    v["valid_to"] = enterprise.plan_expires_on ? day_words_zh(*enterprise.plan_expires_on) : or_not_stated("");
    v["post"] = or_not_stated(enterprise.contact.post);
    v["supervisor"] = terms.supervisor;
    v["supervisor_telephone"] = terms.supervisor_telephone;
    v["printed_on"] = day_words_zh(terms.day);
    v["state"] = terms.level ? state_words(*terms.level, std::nullopt, Language::zh) : "";
    v["link"] = terms.link;
    v["code"] = terms.link.empty() ? "" : terms.code_svg;
    v["nrmm"] = enterprise.transport.nrmm;
    v["vehicles"] = enterprise.transport.vehicle_standards;
    for (const BoardLevel& level : board_levels(inventory, enterprise, terms.day))
        data.lists["levels"].push_back(level_data(level, terms));
    const auto add = [&](const char* list, const std::vector<std::string>& lines) {
        for (const std::string& words : lines) data.lists[list].push_back({{{"words", words}}, {}});
    };
    add("exemptions", exemption_lines(enterprise, terms.day));
    add("regimes", regime_lines(enterprise, terms.day));
    return templates.render("board.html", data);
}

}  // namespace qingkong
