// SPDX-License-Identifier: Apache-2.0
#include "emissions/inventory_sheets.hpp"

#include <algorithm>

#include "emissions/inventory_forms.hpp"
#include "rules/csv.hpp"

namespace qingkong {
namespace {

/// Writes rows of one form by column key.
class SheetWriter {
public:
    explicit SheetWriter(const SheetForm& form) : sheet_{&form, {}} {
        for (size_t i = 0; i < form.columns.size(); ++i) index_[form.columns[i].key] = i;
    }
    void begin_row() { sheet_.rows.emplace_back(sheet_.form->columns.size()); }
    void set(const std::string& key, std::string text) { sheet_.rows.back()[index_.at(key)] = std::move(text); }
    void number(const std::string& key, const std::optional<Rational>& value) {
        if (value) set(key, decimal_text(*value));
    }
    void percent(const std::string& key, const std::optional<Rational>& value) {
        if (value) set(key, decimal_text(*value) + "%");
    }
    void count(const std::string& key, const std::optional<int>& value) {
        if (value) set(key, std::to_string(*value));
    }
    void day(const std::string& key, const std::optional<Day>& value) {
        if (value) set(key, format_day(*value));
    }
    void yes(const std::string& key, const std::optional<bool>& value) {
        if (value) set(key, *value ? "是" : "否");
    }
    /// Grams a year as t/a.
    void annual(const AnnualGrams& grams) {
        for (const Emitted pollutant : kAllEmitted)
            if (const int64_t g = grams[static_cast<size_t>(pollutant)]; g != 0)
                number("annual_" + std::string(token(pollutant)), Rational(g, 1'000'000));
    }
    /// Grams a day as kg/d.
    void stated(const std::string& key, const std::array<std::optional<Rational>, kEmitted>& grams) {
        for (const Emitted pollutant : kAllEmitted)
            if (const auto& g = grams[static_cast<size_t>(pollutant)])
                number(key + "_" + std::string(token(pollutant)), *g / Rational(1000));
    }
    void enterprise(const Enterprise& enterprise) {
        set("uscc", enterprise.uscc);
        set("number", enterprise.number);
        set("enterprise_name", enterprise.name);
    }
    SheetText take() { return std::move(sheet_); }

private:
    SheetText sheet_;
    std::map<std::string, size_t> index_;
};

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

std::string grade_word(Grade grade) {
    switch (grade) {
        case Grade::a: return "A";
        case Grade::b: return "B";
        case Grade::b_minus: return "B-";
        case Grade::c: return "C";
        case Grade::d: return "D";
        case Grade::leading: return "引领性";
        case Grade::non_leading: return "非引领性";
        case Grade::ungraded: break;
    }
    return "未分级";
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

SheetText peak_shift_sheet(const Inventory& inventory) {
    SheetWriter out(forms::peak_shift());
    for (const Enterprise& one : inventory.enterprises)
        for (const ProductionLine& line : one.lines)
            for (const RegimeRow& row : line.regimes) {
                if (!belongs_to_peak_shift_sheet(row)) continue;
                out.begin_row();
                out.enterprise(one);
                out.set("line_id", line.line_id);
                out.day("from", row.from);
                out.day("to", row.to);
                out.set("document", row.document);
            }
    return out.take();
}

std::string joined(const std::vector<std::string>& words) {
    std::string text;
    for (const std::string& word : words) text += (text.empty() ? "" : "、") + word;
    return text;
}

void write_regime(SheetWriter& out, const RegimeRow& row) {
    std::vector<std::string> not_for;
    for (const Grade grade : row.not_for_grades) not_for.push_back(grade_word(grade));
    for (const ExemptionKind kind : row.not_for_exemptions) not_for.push_back(exemption_name(kind).zh);
    out.set("regime", regime_name(row.regime).zh);
    out.day("from", row.from);
    out.day("to", row.to);
    out.set("limit", regime_limit_text(row.limit));
    out.set("document", row.document);
    out.set("pollutant", row.pollutant);
    out.set("season", row.season);
    out.set("not_for", joined(not_for));
}

SheetText regime_sheet(const Inventory& inventory) {
    SheetWriter out(forms::other_regimes());
    for (const Enterprise& one : inventory.enterprises) {
        for (const RegimeRow& row : one.regimes) {
            out.begin_row();
            out.enterprise(one);
            write_regime(out, row);
        }
        for (const ProductionLine& line : one.lines)
            for (const RegimeRow& row : line.regimes) {
                if (belongs_to_peak_shift_sheet(row)) continue;
                out.begin_row();
                out.enterprise(one);
                out.set("line_id", line.line_id);
                write_regime(out, row);
            }
    }
    for (const Source& source : inventory.sources)
        for (const RegimeRow& row : source.regimes) {
            out.begin_row();
            out.set("source_id", source.source_id);
            write_regime(out, row);
        }
    return out.take();
}

void write_source(SheetWriter& out, const Source& source) {
    out.begin_row();
    out.set("source_id", source.source_id);
    out.set("name", source.name);
    out.set("kind", source.kind);
    out.set("area", source.area);
    out.set("unit", source.unit);
    out.set("supervisor", source.supervisor);
    out.set("stage", source.stage);
    out.set("post", source.contact.post);
    out.set("telephone", source.contact.telephone);
    out.set("email", source.contact.email);
    out.annual(source.annual_g);
    for (const AlertLevel level : kLevelsRising) {
        const auto& measure = source.measures[level];
        if (!measure) continue;
        out.set(forms::level_key(level, "text"), measure->text);
        out.set(forms::level_key(level, "kind"), measure_kind_name(measure->kind).zh);
        out.stated(std::string(token(level)), measure->stated_g_per_day);
        if (!measure->verify_by.empty()) out.set("verify_by", measure->verify_by);
    }
}

/// Sheets of sources are filled by class: a row of 扬尘源 may be of another class only if it says so, so each source
/// goes where its class belongs.
SheetText source_sheet(const Inventory& inventory, const SheetForm& form, bool (*belongs)(SourceClass)) {
    SheetWriter out(form);
    for (const Source& source : inventory.sources) {
        if (source.site || !belongs(source.source_class)) continue;
        write_source(out, source);
        out.set("class", source_class_name(source.source_class).zh);
    }
    return out.take();
}

SheetText site_rule_sheet(const Inventory& inventory) {
    SheetWriter out(forms::site_rules());
    const SiteRules& rules = inventory.site_rules;
    const auto begin = [&](const char* rule, const std::string& name, const std::string& basis) {
        out.begin_row();
        out.set("rule", rule);
        out.set("name", name);
        out.set("basis", basis);
    };
    for (const SiteRules::Class& one : rules.classes) {
        begin("民生类别", one.name, one.basis);
        out.set("highest", level_name(one.highest).zh);
    }
    for (const SiteRules::Plate& one : rules.plates) {
        begin("标牌", one.name, one.basis);
        out.yes("passes", one.passes);
        out.number("credit", one.credit_least);
        out.set("rule_list", one.rule_list);
    }
    for (const SiteRules::List& one : rules.lists) {
        begin("百分之百", one.name, one.basis);
        out.set("items", one.items);
    }
    if (rules.months_without_application > 0 || !rules.withdrawal_basis.empty()) {
        begin("摘牌", "摘牌", rules.withdrawal_basis);
        out.count("months", rules.months_without_application);
    }
    return out.take();
}

void write_site(SheetWriter& out, const SiteRecord& site) {
    out.number("size", site.size_m2);
    out.set("owner", site.owner);
    out.set("builder", site.builder);
    out.set("livelihood", site.livelihood_class);
    if (site.max_level) out.set("max_level", level_name(*site.max_level).zh);
    out.set("plate", site.plate);
    out.number("credit", site.credit);
    out.set("rule_list", site.rule_list);
    out.yes("rules_kept", site.rules_kept);
    out.yes("nev_mixers", site.nev_mixers);
    out.set("conditions", site.conditions);
    const auto step = [&](const std::string& key, const SiteStep& one) {
        out.set(key + "_by", one.by);
        out.day(key + "_on", one.on);
    };
    step("applied", site.applied);
    step("checked", site.checked);
    step("decided", site.decided);
    out.set("document", site.document);
    out.day("from", site.valid_from);
    out.day("to", site.valid_to);
    out.day("dirty_on", site.dirty_on);
    for (const SitePass& pass : site.passes) {
        out.day(forms::level_key(pass.level, "pass_from"), pass.from);
        out.day(forms::level_key(pass.level, "pass_to"), pass.to);
        out.set(forms::level_key(pass.level, "pass_document"), pass.document);
    }
}

SheetText site_sheet(const Inventory& inventory) {
    SheetWriter out(forms::sites());
    for (const Source& source : inventory.sources) {
        if (!source.site) continue;
        write_source(out, source);
        write_site(out, inventory.sites[*source.site]);
    }
    return out.take();
}

SheetText library_sheet(const Inventory& inventory) {
    SheetWriter out(forms::measure_library());
    for (const LibraryMeasure& one : inventory.library) {
        out.begin_row();
        std::vector<std::string> levels;
        for (const AlertLevel level : one.levels) levels.push_back(level_name(level).zh);
        out.set("id", one.id);
        out.set("levels", joined(levels));
        out.set("kind", library_kind_name(one.kind).zh);
        out.set("units", joined(one.units));
        out.set("name", one.name);
        out.set("text", one.text);
        out.set("indicator", one.indicator);
        out.set("areas", joined(one.areas));
        out.set("sources", joined(one.sources));
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
    sheets.push_back(source_sheet(inventory, forms::dust_sources(), [](SourceClass c) { return c == SourceClass::dust; }));
    sheets.push_back(
        source_sheet(inventory, forms::mobile_sources(), [](SourceClass c) { return c == SourceClass::mobile; }));
    sheets.push_back(source_sheet(inventory, forms::other_sources(),
                                  [](SourceClass c) { return c != SourceClass::dust && c != SourceClass::mobile; }));
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
    std::string text;
    for (const SheetText& sheet : inventory_sheets(inventory))
        if (!sheet.rows.empty()) text += "# " + sheet.form->names.front() + "\n" + sheet_csv(sheet);
    return text;
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
