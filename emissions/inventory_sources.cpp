// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include <fmt/format.h>

#include "emissions/industry.hpp"
#include "emissions/inventory_forms.hpp"
#include "emissions/inventory_reading.hpp"

namespace qingkong {
namespace {

using forms::level_key;

/// Words of a level; a cell 无… states that the level asks for nothing, an empty cell falls back to the level below.
void read_level(const SheetRow& row, AlertLevel level, const std::string& verify_by, Source& source) {
    const std::string key = level_key(level, "text");
    std::array<std::optional<Rational>, kEmitted> stated;
    bool any_stated = false;
    for (const Emitted pollutant : kAllEmitted) {
        const auto kg = row.number(level_key(level, token(pollutant)));
        if (!kg) continue;
        stated[static_cast<std::size_t>(pollutant)] = *kg * Rational(1000);
        any_stated = any_stated || !kg->zero();
    }
    const std::string text = row.text(key);
    if (text.empty()) {
        if (any_stated)
            row.error(key, {"有减排量而没有措施", "a reduction without a measure"},
                      {"写明措施", "wanted: the measure"});
        return;
    }
    Measure measure;
    measure.place = row.place(key);
    measure.text = text;
    measure.kind = read_kind(row, level_key(level, "kind"))
                       .value_or(text == "无" || text.starts_with("无强制性") ? MeasureKind::none : MeasureKind::other);
    if (measure.kind != MeasureKind::none && measure.kind != MeasureKind::stop && measure.kind != MeasureKind::other) {
        row.error(level_key(level, "kind"),
                  {"无生产线的源只用 停产、其他 或 无", "a source without lines cannot be limited so"},
                  {"应为 停产、其他 或 无", "wanted: 停产, 其他 or 无"});
        measure.kind = MeasureKind::other;
    }
    measure.verify_by = verify_by;
    measure.stated_g_per_day = stated;
    if (measure.mandatory() && verify_by.empty())
        row.error("verify_by", {"措施没有可核查的指标", "a measure without an indicator"},
                  {"例如 现场检查、视频监控", "for example 现场检查 (site check)"});
    if (!measure.mandatory() && any_stated)
        row.error(key, {"没有强制性措施却有减排量", "a reduction without a mandatory measure"},
                  {"删去减排量", "remove it"});
    check_stated(row, std::string(token(level)), measure, source.base(), nullptr);
    source.measures[level] = std::move(measure);
}

void read_sources(Reading& reading, const Sheet& sheet, const SheetForm& form, SourceClass usual) {
    const SheetTable table(sheet, form, reading.findings);
    for (const SheetRow& row : table.rows()) add_source(reading, row, read_source(reading, row, usual));
}

}  // namespace

Source read_source(Reading& reading, const SheetRow& row, SourceClass usual) {
    Source source;
    source.place = row.place("source_id");
    source.source_id = row.wanted_text("source_id", {"编号", "the source's number"});
    source.name = row.wanted_text("name", {"名称", "the name"});
    source.kind = row.text("kind");
    source.source_class = usual;
    if (const std::string word = row.text("class"); !word.empty()) {
        const auto known = parse_source_class(word);
        if (known)
            source.source_class = *known;
        else
            row.error("class", {fmt::format("“{}”不是源类", word), fmt::format("\"{}\" is no source class", word)},
                      {"例如 采暖锅炉、民用散煤、移动源、扬尘源", "for example 采暖锅炉, 民用散煤, 移动源, 扬尘源"});
    }
    const std::string area = row.text("area");
    const bool whole = area == kWholeCity || area == "全市";
    source.area = whole ? std::string(kWholeCity) : reading.area_of(row);
    source.unit = row.text("unit");
    source.supervisor = row.text("supervisor");
    source.stage = row.text("stage");
    source.contact = {row.text("post"), row.text("telephone"), row.text("email")};
    source.annual_g = read_annual(row);
    const std::string verify_by = row.text("verify_by");
    for (const AlertLevel level : kLevelsRising) read_level(row, level, verify_by, source);
    return source;
}

void add_source(Reading& reading, const SheetRow& row, Source source) {
    const bool taken = reading.by_number.count(source.source_id) != 0 || reading.by_uscc.count(source.source_id) != 0;
    if (taken || !reading.by_source_id.emplace(source.source_id, reading.inventory.sources.size()).second)
        row.error("source_id",
                  {fmt::format("编号“{}”重复", source.source_id), fmt::format("number \"{}\" is taken", source.source_id)},
                  {"编号在清单内唯一", "wanted: a number used once in the inventory"});
    reading.inventory.sources.push_back(std::move(source));
}

void read_dust_sheet(Reading& reading, const Sheet& sheet) {
    read_sources(reading, sheet, forms::dust_sources(), SourceClass::dust);
}

void read_mobile_sheet(Reading& reading, const Sheet& sheet) {
    read_sources(reading, sheet, forms::mobile_sources(), SourceClass::mobile);
}

void read_other_sheet(Reading& reading, const Sheet& sheet) {
    const auto usual = parse_source_class(sheet.name);
    read_sources(reading, sheet, forms::other_sources(), usual.value_or(SourceClass::other));
}

void read_industry_sheet(Reading& reading, const Sheet& sheet) {
    const SheetTable table(sheet, forms::industry_rows(), reading.findings);
    for (const SheetRow& row : table.rows()) {
        IndustryMeasure entry;
        entry.industry = row.wanted_text("industry", {"行业类型", "the industry"});
        if (const Industry* industry = find_industry(entry.industry)) entry.industry = industry->id;
        if (const std::string word = row.text("grade"); !word.empty()) {
            entry.grade = parse_grade(word);
            if (!entry.grade)
                row.error("grade", {fmt::format("“{}”不是绩效等级", word), fmt::format("\"{}\" is no grade", word)},
                          {"例如 C", "for example C"});
        }
        entry.zone = row.text("zone");
        const auto level = row.level("level");
        if (!row.has("level")) row.wanted_text("level", {"预警级别", "the level"});
        Measure measure;
        measure.place = row.place("text");
        measure.text = row.wanted_text("text", {"措施文字", "the words"});
        measure.verify_by = row.wanted_text("verify_by", {"核查方式", "the indicator"});
        const auto limit = row.percent("limit");
        measure.kind = read_kind(row, "kind").value_or(limit ? MeasureKind::limit : MeasureKind::other);
        if (measure.kind == MeasureKind::limit) {
            if (!limit) row.wanted_text("limit", {"限产比例", "the percentage"});
            measure.limit_percent = limit.value_or(Rational(0));
        } else if (measure.kind == MeasureKind::count || measure.kind == MeasureKind::coking) {
            row.error("kind", {"行业措施只用 停产、限产、其他 或 无", "an industry row cannot count equipment"},
                      {"应为 停产、限产、其他 或 无", "wanted: 停产, 限产, 其他 or 无"});
            measure.kind = MeasureKind::other;
        }
        if (!level) continue;
        auto& entries = reading.inventory.industry_measures;
        auto same = std::find_if(entries.begin(), entries.end(), [&](const IndustryMeasure& one) {
            return one.industry == entry.industry && one.grade == entry.grade && one.zone == entry.zone;
        });
        if (same == entries.end()) same = entries.insert(entries.end(), std::move(entry));
        same->measures[*level] = std::move(measure);
    }
}

}  // namespace qingkong
