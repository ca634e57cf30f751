// SPDX-License-Identifier: Apache-2.0
#include "alerts/order_sheet.hpp"

#include <algorithm>

#include "alerts/board_measure.hpp"
#include "alerts/notice.hpp"

namespace qingkong {

std::string file_name_of(const std::string& enterprise_id) {
    std::string name;
    for (const char c : enterprise_id) {
        const bool plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' || c == '_' || c == '.';
        name += plain || static_cast<unsigned char>(c) >= 0x80 ? c : '_';
    }
    return name.empty() || name[0] == '.' ? "_" + name : name;
}

std::string order_sheet_file(const std::string& enterprise_id, AlertLevel level) {
    return file_name_of(enterprise_id) + "-order-" + std::string(token(level)) + ".pdf";
}

bool is_order_sheet_of(const Inventory& inventory, const Enterprise& enterprise, AlertLevel level, Day day,
                       const std::vector<MeasureOrder>& orders) {
    for (const BoardLevel& one : board_levels(inventory, enterprise, day))
        if (one.level == level)
            return std::equal(one.measures.begin(), one.measures.end(), orders.begin(), orders.end(),
                              [](const BoardMeasure& sheet, const MeasureOrder& order) {
                                  return sheet.order.line_id == order.line_id && sheet.order.measure == order.measure &&
                                         sheet.order.load_cap_percent == order.load_cap_percent && sheet.order.mandatory == order.mandatory;
                              });
    return false;
}

std::string order_sheet_html(const Inventory& inventory, const Enterprise& enterprise, AlertLevel level,
                             const BoardTerms& terms, const Templates& templates) {
    TemplateData data;
    auto& v = data.values;
    v["style"] = templates.render("board.css", {});
    v["exercise"] = terms.exercise ? exercise_words(Language::zh) : "";
    v["enterprise"] = enterprise.name;
    v["uscc"] = or_not_stated(enterprise.uscc);
    v["permit_no"] = or_not_stated(enterprise.permit_no);
    const Area* area = inventory.city.find(enterprise.area);
    v["place"] = inventory.city.name.zh + (area != nullptr ? area->name.zh : enterprise.area);
    v["grade"] = grade_words(enterprise, terms.day);
    v["plan_version"] = or_not_stated(enterprise.plan_version);
    v["plan_status"] = std::string(plan_status_word(enterprise.plan_status));
    v["post"] = or_not_stated(enterprise.contact.post);
    v["level_words"] = level_name(level).zh + "预警";
    v["response"] = response_grade(level).zh;
    v["supervisor"] = terms.supervisor;
    v["supervisor_telephone"] = terms.supervisor_telephone;
    v["printed_on"] = day_words_zh(terms.day);
    for (const BoardLevel& one : board_levels(inventory, enterprise, terms.day)) {
        if (one.level != level) continue;
        v["transport_rule"] = one.transport;
        for (const BoardMeasure& measure : one.measures) {
            TemplateData cells;
            cells.values = {{"line", measure.line}, {"measure", measure.measure}, {"limit", measure.limit},
                            {"due", measure.due}, {"indicator", measure.indicator}, {"responsible", measure.responsible}};
            data.lists["measures"].push_back(std::move(cells));
        }
    }
    for (const std::string& words : exemption_lines(enterprise, terms.day)) {
        data.lists["exemptions"].emplace_back();
        data.lists["exemptions"].back().values["words"] = words;
    }
    return templates.render("order_sheet.html", data);
}

}  // namespace qingkong
