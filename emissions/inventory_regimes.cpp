// SPDX-License-Identifier: Apache-2.0
// Reads 其他管控 and 措施库.
#include <algorithm>

#include <fmt/format.h>

#include "emissions/inventory_forms.hpp"
#include "emissions/inventory_reading.hpp"

namespace qingkong {
namespace {

/// Where the rows of this source, line or whole enterprise are kept; null after an error at the cell.
std::vector<RegimeRow>* owner_of(Reading& reading, const SheetRow& row) {
    if (row.has("source_id")) {
        const std::string id = row.text("source_id");
        if (row.has("uscc") || row.has("number") || row.has("line_id"))
            row.error("source_id", {"源编号与企业、生产线不能同时填写", "a source and an enterprise in one row"},
                      {"每行只管一个对象", "wanted: one of them"});
        const auto found = reading.by_source_id.find(id);
        if (found != reading.by_source_id.end()) return &reading.inventory.sources[found->second].regimes;
        row.error("source_id", {fmt::format("没有源“{}”", id), fmt::format("no source \"{}\"", id)},
                  {"应为工地、扬尘源、移动源或其他源的编号", "wanted: a number of a source sheet"});
        return nullptr;
    }
    Enterprise* enterprise = reading.enterprise_of(row);
    if (enterprise == nullptr) return nullptr;
    if (!row.has("line_id")) return &enterprise->regimes;
    ProductionLine* line = reading.line_of(row, *enterprise, row.text("line_id"));
    return line == nullptr ? nullptr : &line->regimes;
}

RegimeLimit limit_of(const SheetRow& row, const std::vector<RegimeRow>* whole_enterprise,
                     const std::vector<RegimeRow>* owner) {
    const std::string word = row.wanted_text("limit", {"限制，例如 停产、负荷50%", "the limit, e.g. 停产, 负荷50%"});
    const auto limit = parse_regime_limit(word);
    const Text wanted{"例如 停产、负荷50%（允许一半）、限产20%（少生产 20%）、4000吨/日，或文字",
                      "e.g. 停产, 负荷50% (half allowed), 限产20% (20 % less), 4000吨/日, or words"};
    if (!limit) {
        row.error("limit",
                  {fmt::format("“{}”没有写明是允许负荷还是少生产的比例", word),
                   fmt::format("\"{}\" does not say whether it is the allowed load or the cut", word)},
                  wanted);
        return {};
    }
    if (limit->kind == RegimeLimit::Kind::cap && owner == whole_enterprise)
        row.error("limit", {"吨/日上限须写明生产线", "a cap in t/d needs its line"}, {"填写生产线编号", "wanted: the line"});
    if (limit->kind == RegimeLimit::Kind::words && limit->words.find_first_of("%") != std::string::npos)
        row.warning("limit", {"按文字管控，不计负荷", "kept as words, no load is computed"}, wanted);
    return *limit;
}

void read_not_for(const SheetRow& row, RegimeRow& regime) {
    for (const std::string& word : split_list(row.text("not_for"))) {
        const auto grade = parse_grade(word);
        const auto kind = parse_exemption(word);
        if (grade)
            regime.not_for_grades.push_back(*grade);
        else if (kind)
            regime.not_for_exemptions.push_back(*kind);
        else
            row.error("not_for",
                      {fmt::format("“{}”不是绩效等级，也不是豁免类型", word),
                       fmt::format("\"{}\" is neither a grade nor a kind of exemption", word)},
                      {"例如 A、引领性、原辅材料替代白名单", "for example A、引领性、原辅材料替代白名单"});
    }
}

/// The peak-shift stops of a line stand first, in whichever sheet they stood: exported to 错峰生产 and read again they
/// give the same model.
void keep(std::vector<RegimeRow>& rows, RegimeRow row, bool of_line) {
    const auto own_sheet = [](const RegimeRow& one) { return belongs_to_peak_shift_sheet(one); };
    auto place = rows.end();
    if (of_line && own_sheet(row)) place = std::find_if_not(rows.begin(), rows.end(), own_sheet);
    rows.insert(place, std::move(row));
}

}  // namespace

std::vector<std::string> split_list(const std::string& list) {
    std::vector<std::string> parts;
    std::string part;
    for (size_t i = 0; i < list.size();) {
        size_t cut = 0;
        for (const std::string_view sign : {"、", "；", "，", ";", ",", " "})
            if (std::string_view(list).substr(i).starts_with(sign)) cut = sign.size();
        if (cut == 0) {
            part.push_back(list[i++]);
            continue;
        }
        if (!part.empty()) parts.push_back(part);
        part.clear();
        i += cut;
    }
    if (!part.empty()) parts.push_back(part);
    return parts;
}

void read_regime_sheet(Reading& reading, const Sheet& sheet) {
    const SheetTable table(sheet, forms::other_regimes(), reading.findings);
    for (const SheetRow& row : table.rows()) {
        std::vector<RegimeRow>* owner = owner_of(reading, row);
        const Enterprise* enterprise =
            row.has("source_id") || row.has("line_id") || owner == nullptr ? nullptr : reading.enterprise_of(row);
        RegimeRow regime;
        const std::string word = row.wanted_text("regime", {"管控类型", "the kind of regime"});
        const auto kind = parse_regime(word);
        if (!kind && !word.empty())
            row.error("regime", {fmt::format("“{}”不是管控类型", word), fmt::format("\"{}\" is no regime", word)},
                      {"应为 错峰生产、临时管控、强化保障、重大活动保障、停产整治、法院或督察要求",
                       "wanted: 错峰生产, 临时管控, 强化保障, 重大活动保障, 停产整治 or 法院或督察要求"});
        regime.regime = kind.value_or(Regime::temporary_control);
        regime.from = row.day("from");
        regime.to = row.day("to");
        if (!row.has("from")) row.wanted_text("from", {"起始日期", "the first day"});
        if (regime.from && regime.to && *regime.to < *regime.from)
            row.error("to", {"截止日期早于起始日期", "the end lies before the begin"},
                      {"截止日期不早于起始日期", "wanted: an end not before the begin"});
        regime.limit = limit_of(row, enterprise == nullptr ? nullptr : &enterprise->regimes, owner);
        regime.document = row.text("document");
        if (regime.document.empty())
            row.warning("document", {"没有文件依据", "no document"}, {"写明文号或文件名", "wanted: its number or title"});
        regime.pollutant = row.text("pollutant");
        regime.season = row.text("season");
        read_not_for(row, regime);
        if (owner != nullptr) keep(*owner, std::move(regime), row.has("line_id"));
    }
}

void read_library_sheet(Reading& reading, const Sheet& sheet) {
    const SheetTable table(sheet, forms::measure_library(), reading.findings);
    for (const SheetRow& row : table.rows()) {
        LibraryMeasure measure;
        measure.place = row.place("id");
        measure.id = row.wanted_text("id", {"措施编号", "the measure's number"});
        for (const std::string& word : split_list(row.wanted_text("levels", {"预警级别", "its levels"}))) {
            const auto level = parse_level_words(word);
            if (level)
                measure.levels.push_back(*level);
            else
                row.error("levels", {fmt::format("“{}”不是预警级别", word), fmt::format("\"{}\" is no alert level", word)},
                          {"例如 黄色、橙色、红色", "for example 黄色、橙色、红色"});
        }
        std::sort(measure.levels.begin(), measure.levels.end());
        const std::string word = row.wanted_text("kind", {"措施类型", "the kind"});
        const auto kind = parse_library_kind(word);
        if (!kind && !word.empty())
            row.error("kind", {fmt::format("“{}”不是措施类型", word), fmt::format("\"{}\" is no kind", word)},
                      {"应为 健康防护、倡议性 或 强制性", "wanted: 健康防护, 倡议性 or 强制性"});
        measure.kind = kind.value_or(LibraryKind::mandatory);
        measure.units = split_list(row.wanted_text("units", {"责任单位", "the responsible unit"}));
        measure.name = row.text("name");
        measure.text = row.wanted_text("text", {"措施", "the measure"});
        measure.indicator = row.wanted_text("indicator", {"核查指标", "the indicator"});
        for (const std::string& id : split_list(row.text("areas"))) {
            const Area* area = nullptr;
            for (const Area& one : reading.inventory.city.areas)
                if (one.id == id || one.name.zh == id) area = &one;
            if (area != nullptr)
                measure.areas.push_back(area->id);
            else
                row.error("areas", {fmt::format("没有区域“{}”", id), fmt::format("no area \"{}\"", id)},
                          {"应为县（区）的代码或名称", "wanted: the code or name of an area"});
        }
        for (const std::string& id : split_list(row.text("sources"))) {
            const std::string first = id.substr(0, id.find('/'));
            if (reading.by_source_id.count(first) == 0 && reading.by_uscc.count(first) == 0 &&
                reading.by_number.count(first) == 0)
                row.error("sources", {fmt::format("没有源或企业“{}”", id), fmt::format("no source or enterprise \"{}\"", id)},
                          {"应为源编号、企业编号，或 企业编号/生产线编号", "wanted: a number, or enterprise/line"});
            measure.sources.push_back(id);
        }
        if (find_measure(reading.inventory.library, measure.id) != nullptr)
            row.error("id", {fmt::format("措施编号“{}”重复", measure.id), fmt::format("number \"{}\" is taken", measure.id)},
                      {"编号唯一", "wanted: a unique number"});
        reading.inventory.library.push_back(std::move(measure));
    }
}

}  // namespace qingkong
