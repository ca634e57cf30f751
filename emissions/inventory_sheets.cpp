// SPDX-License-Identifier: Apache-2.0
#include "emissions/inventory_sheets.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "emissions/inventory_forms.hpp"
#include "emissions/inventory_reader.hpp"
#include "emissions/sheet_writer.hpp"
#include "rules/csv.hpp"

namespace qingkong {
namespace {

SheetText city_sheet(const Inventory& inventory) {
    SheetWriter out(forms::city());
    for (const Area& area : inventory.city.areas) {
        out.begin_row();
        out.set("city_id", inventory.city.id);
        out.set("city_name", inventory.city.name.zh);
        out.set("city_name_en", inventory.city.name.en);
        out.set("area_id", area.id);
        out.set("area_name", area.name.zh);
        out.set("area_name_en", area.name.en);
        out.set("name", inventory.name);
        out.set("version", inventory.version);
    }
    return out.take();
}

/// The first grade stands beside the enterprise where it has no document; the others are rows of 绩效等级.
bool grade_in_base_sheet(const Enterprise& enterprise) {
    return !enterprise.grades.empty() && enterprise.grades.front().document.empty();
}

/// An exemption without basis can only have come from the base sheet (是否保障类).
bool stands_in_base_sheet(const Exemption& exemption) {
    return exemption.legal_basis.empty() && exemption.approver.empty();
}

SheetText enterprise_sheet(const Inventory& inventory) {
    SheetWriter out(forms::enterprises());
    for (const Enterprise& one : inventory.enterprises) {
        out.begin_row();
        out.set("number", one.number);
        out.set("area", one.area);
        if (const Area* area = inventory.city.find(one.area)) out.set("county", area->name.zh);
        out.set("city", inventory.city.name.zh);
        out.set("name", one.name);
        out.set("uscc", one.uscc);
        out.set("permit", one.permit_no);
        out.set("industry", one.industry_name);
        out.set("gb4754", one.gb4754);
        out.set("class", one.enterprise_class == EnterpriseClass::key       ? "重点行业"
                         : one.enterprise_class == EnterpriseClass::general ? "一般工业"
                                                                            : "小微涉气");
        if (grade_in_base_sheet(one)) {
            out.set("grade", grade_word(one.grades.front().grade));
            out.day("grade_from", one.grades.front().valid_from);
            out.day("grade_to", one.grades.front().valid_to);
        }
        out.set("address", one.address);
        out.number("longitude", one.longitude);
        out.number("latitude", one.latitude);
        out.set("coordinates", one.coordinate_system);
        out.set("zone", one.zone);
        for (const Exemption& exemption : one.exemptions) {
            if (!stands_in_base_sheet(exemption)) continue;
            out.set("guarantee", exemption_name(exemption.kind).zh);
            if (exemption.load_cap_percent) out.percent("guarantee_load", Rational(*exemption.load_cap_percent));
        }
        out.set("state", one.long_term_stopped ? "长期停产" : "正常");
        out.set("post", one.contact.post);
        out.set("telephone", one.contact.telephone);
        out.set("email", one.contact.email);
        out.set("plan_version", one.plan_version);
        out.set("plan_status", std::string(plan_status_word(one.plan_status)));
        out.day("plan_filed", one.plan_filed_on);
        out.day("plan_expires", one.plan_expires_on);
        out.set("voluntary", one.voluntary_terms);
    }
    return out.take();
}

SheetText grade_sheet(const Inventory& inventory) {
    SheetWriter out(forms::grades());
    for (const Enterprise& one : inventory.enterprises)
        for (size_t i = grade_in_base_sheet(one) ? 1 : 0; i < one.grades.size(); ++i) {
            out.begin_row();
            out.enterprise(one);
            out.set("grade", grade_word(one.grades[i].grade));
            out.day("from", one.grades[i].valid_from);
            out.day("to", one.grades[i].valid_to);
            out.set("document", one.grades[i].document);
        }
    return out.take();
}

void write_exemption(SheetWriter& out, const Exemption& exemption) {
    out.set("kind", exemption_name(exemption.kind).zh);
    out.set("legal_basis", exemption.legal_basis);
    out.set("approver", exemption.approver);
    out.day("from", exemption.valid_from);
    out.day("to", exemption.valid_to);
    out.set("max_level", level_name(exemption.max_level).zh);
    out.set("conditions", exemption.conditions);
    if (exemption.load_cap_percent) out.percent("load", Rational(*exemption.load_cap_percent));
    out.set("verify_by", exemption.verify_by);
    out.set("terms", exemption.terms);
}

SheetText exemption_sheet(const Inventory& inventory) {
    SheetWriter out(forms::exemptions());
    for (const Enterprise& one : inventory.enterprises)
        for (const Exemption& exemption : one.exemptions) {
            if (stands_in_base_sheet(exemption)) continue;
            out.begin_row();
            out.enterprise(one);
            write_exemption(out, exemption);
        }
    for (const Source& source : inventory.sources)
        for (const Exemption& exemption : source.exemptions) {
            out.begin_row();
            out.set("source_id", source.source_id);
            write_exemption(out, exemption);
        }
    return out.take();
}

SheetText line_sheet(const Inventory& inventory) {
    SheetWriter out(forms::lines());
    for (const Enterprise& one : inventory.enterprises)
        for (const ProductionLine& line : one.lines) {
            out.begin_row();
            out.enterprise(one);
            out.set("line_id", line.line_id);
            out.set("name", line.name);
            out.set("product", line.product);
            out.number("design", line.design_capacity);
            out.set("design_unit", line.design_unit);
            out.set("equipment", line.equipment);
            out.set("fuel", line.fuel);
            out.set("facilities", line.facilities);
            out.set("class", source_class_name(line.source_class).zh);
            out.number("eia", line.eia_capacity_t_per_day);
            out.number("permitted", line.permitted_capacity_t_per_day);
            out.number("output", line.last_year_output_t_per_day);
            out.count("count", line.equipment_count);
            out.set("rotation", line.rotation_group);
            out.set("cems_mn", line.cems_mn);
            out.number("normal_flow", line.normal_flow_m3_per_hour);
            out.number("safe_stop", line.safe_stop_hours);
            out.set("restart", line.restart_rule);
            out.annual(line.annual_g);
        }
    return out.take();
}

void write_measure(SheetWriter& out, const ProductionLine& line, AlertLevel level, const Measure& measure) {
    out.set("line_id", line.line_id);
    out.set("level", level_name(level).zh);
    out.set("text", measure.text);
    out.set("kind", measure_kind_name(measure.kind).zh);
    if (measure.counted && measure.kind == MeasureKind::count) {
        out.count("ordered", measure.counted->ordered);
        out.count("of", measure.counted->of);
        out.set("counted_unit", measure.counted->unit);
    }
    if (measure.kind == MeasureKind::limit) out.percent("limit", measure.limit_percent);
    if (measure.kind == MeasureKind::coking) {
        out.number("coking_normal", measure.coking_hours_normal);
        out.number("coking_ordered", measure.coking_hours_ordered);
    }
    if (measure.ramp_hours > 0) {
        out.count("ramp", measure.ramp_hours);
        out.yes("ramp_confirmed", true);
    }
    out.set("ramp_reason", measure.ramp_reason);
    out.set("permit_clause", measure.permit_clause);
    out.set("responsible", measure.responsible);
    out.set("verify_by", measure.verify_by);
    out.stated("stated", measure.stated_g_per_day);
}

SheetText measure_sheet(const Inventory& inventory) {
    SheetWriter out(forms::measures());
    for (const Enterprise& one : inventory.enterprises)
        for (const ProductionLine& line : one.lines)
            for (const AlertLevel level : kLevelsRising) {
                if (!line.measures[level]) continue;
                out.begin_row();
                out.enterprise(one);
                write_measure(out, line, level, *line.measures[level]);
            }
    return out.take();
}

SheetText meter_sheet(const Inventory& inventory) {
    SheetWriter out(forms::meters());
    for (const Enterprise& one : inventory.enterprises)
        for (const ProductionLine& line : one.lines)
            for (const Meter& meter : line.meters) {
                out.begin_row();
                out.enterprise(one);
                out.set("line_id", line.line_id);
                out.set("meter_id", meter.meter_id);
                out.set("account", meter.account);
                out.set("object", meter.treatment ? "治理设施" : "生产线");
                out.number("normal", meter.normal_kwh_per_day);
                out.number("threshold", meter.stop_threshold_kwh_per_day);
            }
    return out.take();
}

SheetText transport_sheet(const Inventory& inventory) {
    SheetWriter out(forms::transport());
    for (const Enterprise& one : inventory.enterprises) {
        const TransportTerms& terms = one.transport;
        if (terms == TransportTerms{}) continue;
        out.begin_row();
        out.enterprise(one);
        out.count("normal_trips", terms.normal_trips_per_day);
        out.count("alert_trips", terms.alert_trips_per_day);
        out.percent("national_v", terms.national_v_percent);
        out.percent("national_vi", terms.national_vi_percent);
        out.percent("new_energy", terms.new_energy_percent);
        out.set("standards", terms.vehicle_standards);
        out.yes("gate", terms.gate);
        out.count("video_days", terms.video_days);
        out.set("nrmm", terms.nrmm);
        for (const AlertLevel level : kLevelsRising)
            out.set(std::string(token(level)), terms.rule_by_level[static_cast<size_t>(level)]);
    }
    return out.take();
}

SheetText industry_sheet(const Inventory& inventory) {
    SheetWriter out(forms::industry_rows());
    for (const IndustryMeasure& one : inventory.industry_measures)
        for (const AlertLevel level : kLevelsRising) {
            const auto& measure = one.measures[level];
            if (!measure) continue;
            out.begin_row();
            out.set("industry", one.industry);
            if (one.grade) out.set("grade", grade_word(*one.grade));
            out.set("zone", one.zone);
            out.set("level", level_name(level).zh);
            out.set("text", measure->text);
            out.set("kind", measure_kind_name(measure->kind).zh);
            if (measure->kind == MeasureKind::limit) out.percent("limit", measure->limit_percent);
            out.set("verify_by", measure->verify_by);
        }
    return out.take();
}

}  // namespace

bool SheetText::fills(size_t column) const {
    return std::any_of(rows.begin(), rows.end(), [&](const auto& row) { return !row[column].empty(); });
}

std::vector<SheetText> inventory_sheets(const Inventory& inventory) {
    std::vector<SheetText> sheets;
    sheets.push_back(city_sheet(inventory));
    sheets.push_back(enterprise_sheet(inventory));
    sheets.push_back(line_sheet(inventory));
    sheets.push_back(measure_sheet(inventory));
    sheets.push_back(grade_sheet(inventory));
    sheets.push_back(exemption_sheet(inventory));
    sheets.push_back(transport_sheet(inventory));
    sheets.push_back(meter_sheet(inventory));
    sheets.push_back(peak_shift_sheet(inventory));
    sheets.push_back(regime_sheet(inventory));
    sheets.push_back(dust_sheet(inventory));
    sheets.push_back(mobile_sheet(inventory));
    sheets.push_back(other_sheet(inventory));
    sheets.push_back(site_sheet(inventory));
    sheets.push_back(site_rule_sheet(inventory));
    sheets.push_back(industry_sheet(inventory));
    sheets.push_back(library_sheet(inventory));
    return sheets;
}

std::string heading_of(const SheetColumn& column) {
    return column.unit.empty() ? column.headings.front() : column.headings.front() + "(" + column.unit + ")";
}

std::string sheet_csv(const SheetText& sheet) {
    std::vector<size_t> kept;
    std::vector<std::string> line;
    for (size_t i = 0; i < sheet.form->columns.size(); ++i) {
        if (!sheet.form->columns[i].needed && !sheet.fills(i)) continue;
        kept.push_back(i);
        line.push_back(heading_of(sheet.form->columns[i]));
    }
    std::string csv = csv_line(line);
    for (const auto& row : sheet.rows) {
        for (size_t k = 0; k < kept.size(); ++k) line[k] = row[kept[k]];
        csv += csv_line(line);
    }
    return csv;
}

std::string inventory_text(const Inventory& inventory) {
    nlohmann::ordered_json json;
    for (const SheetText& sheet : inventory_sheets(inventory))
        if (!sheet.rows.empty()) json[sheet.form->names.front()] = sheet_csv(sheet);
    return json.dump();
}

Result<Inventory> read_inventory_text(std::string_view text, const std::string& name) {
    const auto json = nlohmann::ordered_json::parse(text, nullptr, false);
    if (!json.is_object())
        return fail({name, 0, 0, ""}, {"留存的清单已损坏", "the inventory as kept is damaged"},
                    {"从备份恢复数据库", "restore the database from a backup"});
    std::vector<Sheet> sheets;
    for (const auto& [sheet, csv] : json.items())
        if (csv.is_string()) sheets.push_back({name + "/" + sheet + ".csv", sheet, csv.get<std::string>()});
    std::vector<Problem> notes;
    return read_inventory(sheets, notes);
}

std::string decimal_text(const Rational& number) {
    constexpr int64_t kScale = 1'000'000;
    const int64_t scaled = (number * Rational(kScale)).cut();
    std::string text = std::to_string(scaled / kScale);
    std::string fraction = std::to_string(kScale + scaled % kScale).substr(1);
    while (!fraction.empty() && fraction.back() == '0') fraction.pop_back();
    return fraction.empty() ? text : text + "." + fraction;
}

}  // namespace qingkong
