// SPDX-License-Identifier: Apache-2.0
// Regimes, sources, sites and the measure library as they are written.
#include "emissions/inventory_forms.hpp"
#include "emissions/sheet_writer.hpp"

namespace qingkong {

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

namespace {

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

}  // namespace

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

namespace {

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

/// The sources of one sheet: those of its classes; sites have a sheet of their own.
SheetText source_sheet(const Inventory& inventory, const SheetForm& form, bool (*belongs)(SourceClass)) {
    SheetWriter out(form);
    for (const Source& source : inventory.sources) {
        if (source.site || !belongs(source.source_class)) continue;
        write_source(out, source);
        out.set("class", source_class_name(source.source_class).zh);
    }
    return out.take();
}

}  // namespace

SheetText dust_sheet(const Inventory& inventory) {
    return source_sheet(inventory, forms::dust_sources(), [](SourceClass c) { return c == SourceClass::dust; });
}
SheetText mobile_sheet(const Inventory& inventory) {
    return source_sheet(inventory, forms::mobile_sources(), [](SourceClass c) { return c == SourceClass::mobile; });
}
SheetText other_sheet(const Inventory& inventory) {
    return source_sheet(inventory, forms::other_sources(),
                        [](SourceClass c) { return c != SourceClass::dust && c != SourceClass::mobile; });
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

namespace {

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

}  // namespace

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

}  // namespace qingkong
