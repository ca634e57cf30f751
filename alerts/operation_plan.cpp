// SPDX-License-Identifier: Apache-2.0
#include "alerts/operation_plan.hpp"

#include <fmt/format.h>

#include "alerts/board_measure.hpp"
#include "alerts/notice.hpp"
#include "emissions/inventory_sheets.hpp"

namespace qingkong {
namespace {

constexpr int kGramsPerKg = 1000;

/// `92.058` from grams a day, rounded half up to whole grams.
std::string kg_words(const Rational& grams) {
    const int64_t whole = grams.half_up();
    return fmt::format("{}.{:03}", whole / kGramsPerKg, whole % kGramsPerKg);
}

/// Reduction of a line and its share of the line's day; a pollutant without base is not known (handbook D.1).
std::string reduction_words(const Rational& grams, const Rational& base) {
    if (base.zero()) return or_not_stated("");
    return fmt::format("{}（{}%）", kg_words(grams), (grams * Rational(100) / base).cut1());
}

void put(TemplateData& row, std::string_view prefix, Emitted pollutant, std::string words) {
    row.values[fmt::format("{}_{}", prefix, token(pollutant))] = std::move(words);
}

std::string meter_words(const ProductionLine& line) {
    std::string words;
    for (const Meter& meter : line.meters) {
        if (!words.empty()) words += "；";
        words += fmt::format("{}（{}，正常日用电{}", meter.meter_id, meter.treatment ? "治理设施" : "生产线",
                             figure_or_not_stated(meter.normal_kwh_per_day, "千瓦时"));
        if (!meter.treatment)
            words += "，停产日用电阈值" + figure_or_not_stated(meter.stop_threshold_kwh_per_day, "千瓦时");
        words += "）";
    }
    return or_not_stated(words);
}

std::string cems_words(const ProductionLine& line) {
    if (line.cems_mn.empty()) return or_not_stated("");
    return fmt::format("{}（正常烟气流量{}）", line.cems_mn, figure_or_not_stated(line.normal_flow_m3_per_hour, "立方米/时"));
}

std::string design_words(const ProductionLine& line) {
    if (!line.design_capacity) return or_not_stated("");
    return decimal_text(*line.design_capacity) + line.design_unit;
}

TemplateData line_data(const ProductionLine& line) {
    TemplateData row;
    auto& v = row.values;
    v["line"] = line_words(line);
    v["product"] = or_not_stated(line.product);
    v["equipment"] = or_not_stated(line.equipment);
    if (line.equipment_count) v["equipment"] += fmt::format("（{}台/套）", *line.equipment_count);
    v["fuel"] = or_not_stated(line.fuel);
    v["facilities"] = or_not_stated(line.facilities);
    v["cems"] = cems_words(line);
    v["meters"] = meter_words(line);
    v["batch"] = line.rotation_group.empty() ? "—" : line.rotation_group;
    v["design"] = design_words(line);
    v["eia"] = figure_or_not_stated(line.eia_capacity_t_per_day, "");
    v["permitted"] = figure_or_not_stated(line.permitted_capacity_t_per_day, "");
    v["output"] = figure_or_not_stated(line.last_year_output_t_per_day, "");
    v["smallest"] = figure_or_not_stated(line.cap_base_t_per_day(), "");
    v["divisor"] = std::to_string(day_divisor(line.source_class));
    v["safe_stop"] = figure_or_not_stated(line.safe_stop_hours, "小时");
    v["restart"] = or_not_stated(line.restart_rule);
    const DailyEmission base = line.base();
    for (const Emitted pollutant : kAllEmitted) {
        const int64_t grams = line.annual_g[static_cast<size_t>(pollutant)];
        put(row, "annual", pollutant, grams == 0 ? or_not_stated("") : decimal_text(Rational(grams, 1'000'000)));
        put(row, "daily", pollutant, grams == 0 ? or_not_stated("") : kg_words(base[pollutant]));
    }
    return row;
}

TemplateData measure_data(const Enterprise& enterprise, const BoardMeasure& measure, bool first) {
    TemplateData row;
    auto& v = row.values;
    v["first"] = first ? "1" : "";
    v["line"] = measure.line;
    v["measure"] = measure.measure;
    v["limit"] = measure.limit;
    v["due"] = measure.due;
    v["indicator"] = measure.indicator;
    v["responsible"] = measure.responsible;
    v["permit_clause"] = measure.permit_clause;
    const ProductionLine* line = enterprise.find_line(measure.order.line_id);
    for (const Emitted pollutant : kAllEmitted)
        put(row, "cut", pollutant,
            line == nullptr ? "—" : reduction_words(measure.order.reduction[pollutant], line->base()[pollutant]));
    return row;
}

TemplateData level_data(const Enterprise& enterprise, const BoardLevel& level, const DailyEmission& base) {
    TemplateData data;
    data.values["level_words"] = level_name(level.level).zh + "预警";
    data.values["response"] = response_grade(level.level).zh;
    data.values["span"] = std::to_string(level.measures.size());
    data.values["span_with_total"] = std::to_string(level.measures.size() + 1);
    data.values["transport_rule"] = level.transport;
    DailyEmission total;
    for (const BoardMeasure& measure : level.measures) {
        data.lists["measures"].push_back(measure_data(enterprise, measure, data.lists["measures"].empty()));
        total += measure.order.reduction;
    }
    for (const Emitted pollutant : kAllEmitted)
        put(data, "total", pollutant, reduction_words(total[pollutant], base[pollutant]));
    return data;
}

void fill_basics(TemplateData& data, const Inventory& inventory, const Enterprise& enterprise, const BoardTerms& terms) {
    auto& v = data.values;
    v["enterprise"] = enterprise.name;
    v["uscc"] = or_not_stated(enterprise.uscc);
    v["permit_no"] = or_not_stated(enterprise.permit_no);
    v["industry"] = or_not_stated(enterprise.industry_name.empty() ? enterprise.industry : enterprise.industry_name);
    v["gb4754"] = or_not_stated(enterprise.gb4754);
    v["class_words"] = enterprise_class_name(enterprise.enterprise_class).zh;
    v["grade"] = grade_words(enterprise, terms.day);
    const Area* area = inventory.city.find(enterprise.area);
    v["place"] = inventory.city.name.zh + (area != nullptr ? area->name.zh : enterprise.area);
    v["zone"] = enterprise.zone;
    v["address"] = or_not_stated(enterprise.address);
    const bool placed = enterprise.longitude && enterprise.latitude;
    v["coordinates"] = placed ? fmt::format("东经{}°，北纬{}°（{}）", decimal_text(*enterprise.longitude),
                                            decimal_text(*enterprise.latitude),
                                            enterprise.coordinate_system.empty() ? "坐标系未填报" : enterprise.coordinate_system)
                              : or_not_stated("");
    v["post"] = or_not_stated(enterprise.contact.post);
    v["telephone"] = or_not_stated(enterprise.contact.telephone);
    v["email"] = or_not_stated(enterprise.contact.email);
    v["state_words"] = enterprise.long_term_stopped ? "长期停产（不计入减排基数）" : "正常";
    v["plan_version"] = or_not_stated(enterprise.plan_version);
    v["plan_status"] = std::string(plan_status_word(enterprise.plan_status));
    v["unfiled"] = enterprise.plan_filed() ? "" : "操作方案未备案";
    v["filed_on"] = enterprise.plan_filed_on ? day_words_zh(*enterprise.plan_filed_on) : or_not_stated("");
    v["valid_to"] = enterprise.plan_expires_on ? day_words_zh(*enterprise.plan_expires_on) : or_not_stated("");
    v["voluntary"] = enterprise.voluntary_terms;
    v["inventory"] = inventory.name + (inventory.version.empty() ? "" : "（" + inventory.version + "版）");
}

void fill_transport(TemplateData& data, const TransportTerms& transport) {
    auto& v = data.values;
    const auto trips = [](const std::optional<int>& count) {
        return count ? fmt::format("{}辆次/日", *count) : or_not_stated("");
    };
    v["normal_trips"] = trips(transport.normal_trips_per_day);
    v["alert_trips"] = trips(transport.alert_trips_per_day);
    std::string fleet = transport.vehicle_standards;
    const auto share = [&](const char* name, const std::optional<Rational>& percent) {
        if (percent) fleet += fmt::format("{}{}{}%", fleet.empty() ? "" : "，", name, decimal_text(*percent));
    };
    share("国五", transport.national_v_percent);
    share("国六", transport.national_vi_percent);
    share("新能源", transport.new_energy_percent);
    v["fleet"] = or_not_stated(fleet);
    v["gate"] = transport.gate ? (*transport.gate ? "已安装" : "未安装") : or_not_stated("");
    v["video"] = transport.video_days ? fmt::format("{}天", *transport.video_days) : or_not_stated("");
    v["nrmm"] = or_not_stated(transport.nrmm);
}

}  // namespace

std::string operation_plan_html(const Inventory& inventory, const Enterprise& enterprise, const BoardTerms& terms,
                                const Templates& templates) {
    TemplateData data;
    auto& v = data.values;
    v["style"] = templates.render("board.css", {});
    v["exercise"] = terms.exercise ? exercise_words(Language::zh) : "";
    v["printed_on"] = day_words_zh(terms.day);
    v["link"] = terms.link;
    v["code"] = terms.link.empty() ? "" : terms.code_svg;
    v["supervisor"] = terms.supervisor;
    v["supervisor_telephone"] = terms.supervisor_telephone;
    v["state"] = terms.level ? state_words(*terms.level, std::nullopt, Language::zh) : "";
    fill_basics(data, inventory, enterprise, terms);
    fill_transport(data, enterprise.transport);
    DailyEmission base;
    for (const ProductionLine& line : enterprise.lines) {
        data.lists["lines"].push_back(line_data(line));
        base += line.base();
    }
    for (const Emitted pollutant : kAllEmitted)
        put(data, "base", pollutant, base[pollutant].zero() ? or_not_stated("") : kg_words(base[pollutant]));
    for (const BoardLevel& level : board_levels(inventory, enterprise, terms.day))
        data.lists["levels"].push_back(level_data(enterprise, level, base));
    const auto add = [&](const char* list, const std::vector<std::string>& lines) {
        for (const std::string& words : lines) data.lists[list].push_back({{{"words", words}}, {}});
    };
    add("exemptions", exemption_lines(enterprise, terms.day));
    add("regimes", regime_lines(enterprise, terms.day));
    return templates.render("plan.html", data);
}

}  // namespace qingkong
