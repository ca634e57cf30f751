// SPDX-License-Identifier: Apache-2.0
#include "emissions/inventory_reader.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "emissions/inventory_forms.hpp"
#include "emissions/inventory_reading.hpp"

namespace qingkong {
namespace {

struct Step {
    const SheetForm& (*form)();
    void (*read)(Reading&, const Sheet&);
    bool several = false;  ///< more than one file may hold this sheet
};

/// In the order in which one sheet needs another: enterprises before lines, lines before measures.
constexpr Step kSteps[] = {
    {forms::city, read_city_sheet, false},
    {forms::enterprises, read_enterprise_sheet, false},
    {forms::grades, read_grade_sheet, false},
    {forms::lines, read_line_sheet, false},
    {forms::measures, read_measure_sheet, false},
    {forms::meters, read_meter_sheet, false},
    {forms::transport, read_transport_sheet, false},
    {forms::peak_shift, read_peak_shift_sheet, false},
    {forms::dust_sources, read_dust_sheet, false},
    {forms::mobile_sources, read_mobile_sheet, false},
    {forms::other_sources, read_other_sheet, true},
    {forms::site_rules, read_site_rule_sheet, false},
    {forms::sites, read_site_sheet, false},
    {forms::other_regimes, read_regime_sheet, false},
    {forms::measure_library, read_library_sheet, false},
    {forms::exemptions, read_exemption_sheet, false},
    {forms::industry_rows, read_industry_sheet, false},
};

void refuse_unknown(const std::vector<Sheet>& sheets, Findings& findings) {
    for (const Sheet& sheet : sheets) {
        const bool known = std::any_of(std::begin(kSteps), std::end(kSteps),
                                       [&](const Step& step) { return step.form().is_named(sheet.name); });
        if (known || sheet.name == "填表说明" || sheet.name == "选项" || sheet.name == "检查结果") continue;
        if (forms::summary().is_named(sheet.name))
            findings.note({sheet.file, 0, 0, sheet.cells ? sheet.name : ""},
                          {"“汇总”不读入，由程序计算", "sheet 汇总 is not read but computed"}, {});
        else if (!sheet.cells || !sheet.cells->rows().empty())
            findings.note({sheet.file, 0, 0, sheet.cells ? sheet.name : ""},
                          {"不使用的表", "a sheet that is not used"}, {});
    }
}

/// Dust, mobile, others, whatever sheet a row stood in: the order in which an inventory is written.
void order_sources(Reading& reading) {
    const auto rank = [](const Source& source) {
        return source.source_class == SourceClass::dust ? 0 : source.source_class == SourceClass::mobile ? 1 : 2;
    };
    auto& sources = reading.inventory.sources;
    std::stable_sort(sources.begin(), sources.end(),
                     [&](const Source& a, const Source& b) { return rank(a) < rank(b); });
    for (size_t i = 0; i < sources.size(); ++i) reading.by_source_id[sources[i].source_id] = i;
}

}  // namespace

Result<Inventory> read_inventory(const std::vector<Sheet>& sheets, std::vector<Problem>& notes) {
    Reading reading{.inventory = {}, .findings = Findings{{}, notes}};
    refuse_unknown(sheets, reading.findings);
    bool has_enterprises = false;
    for (const Step& step : kSteps) {
        const Sheet* first = nullptr;
        for (const Sheet& sheet : sheets) {
            if (!step.form().is_named(sheet.name)) continue;
            if (first != nullptr && !step.several) {
                reading.findings.error(
                    {sheet.file, 0, 0, sheet.cells ? sheet.name : ""},
                    {"同一种表出现两次，另一个是 " + first->file, "this sheet stands twice, also in " + first->file},
                    {"每种表一个文件", "one file a sheet"});
                continue;
            }
            // An empty sheet of a workbook is a sheet that nobody filled.
            if (sheet.cells && sheet.cells->rows().empty()) continue;
            first = &sheet;
            step.read(reading, sheet);
        }
        if (step.read == read_other_sheet) order_sources(reading);
        if (step.read == read_enterprise_sheet) has_enterprises = first != nullptr;
    }
    if (!has_enterprises) {
        const std::string place = sheets.empty() ? std::string() : sheets.front().file;
        reading.findings.error({place, 0, 0, ""}, {"清单缺少“企业基本信息”表", "the sheet 企业基本信息 is missing"},
                               {"应有工作表或文件 企业基本信息", "wanted: a sheet or file 企业基本信息"});
    }
    if (has_enterprises && reading.findings.errors.empty() && reading.inventory.enterprises.empty())
        reading.findings.error({sheets.front().file, 0, 0, sheets.front().cells ? "企业基本信息" : ""},
                               {"清单中没有企业", "the inventory has no enterprise"},
                               {"自第二行起逐行填写企业", "wanted: a row an enterprise, from row 2"});
    reading.begin_row_of("");
    check_inventory(reading, reading.findings);
    if (!reading.findings.errors.empty()) return tl::unexpected(std::move(reading.findings.errors));
    if (reading.inventory.version.empty()) reading.inventory.version = "1";
    return std::move(reading.inventory);
}

}  // namespace qingkong
