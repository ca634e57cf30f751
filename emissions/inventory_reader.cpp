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
        if (known) continue;
        if (forms::summary().is_named(sheet.name))
            findings.note({sheet.file, 0, 0, ""}, {"“汇总”不读入，由程序计算", "sheet 汇总 is not read but computed"},
                          {});
        else
            findings.note({sheet.file, 0, 0, ""}, {"不使用的表", "a sheet that is not used"}, {});
    }
}

}  // namespace

Result<Inventory> read_inventory(const std::vector<Sheet>& sheets, std::vector<Problem>& notes) {
    Reading reading{{}, Findings{{}, notes}, false, {}, {}, {}};
    refuse_unknown(sheets, reading.findings);
    bool has_enterprises = false;
    for (const Step& step : kSteps) {
        const Sheet* first = nullptr;
        for (const Sheet& sheet : sheets) {
            if (!step.form().is_named(sheet.name)) continue;
            if (first != nullptr && !step.several) {
                reading.findings.error(
                    {sheet.file, 0, 0, ""},
                    {"同一种表出现两次，另一个是 " + first->file, "this sheet stands twice, also in " + first->file},
                    {"每种表一个文件", "one file a sheet"});
                continue;
            }
            first = &sheet;
            step.read(reading, sheet);
        }
        if (step.read == read_enterprise_sheet) has_enterprises = first != nullptr;
    }
    if (!has_enterprises) {
        const std::string place = sheets.empty() ? std::string() : sheets.front().file;
        reading.findings.error({place, 0, 0, ""}, {"清单缺少“企业基本信息”表", "the sheet 企业基本信息 is missing"},
                               {"文件名应为 企业基本信息.csv", "wanted: a file 企业基本信息.csv"});
    }
    if (reading.findings.errors.empty()) check_inventory(reading.inventory, reading.findings);
    if (!reading.findings.errors.empty()) return tl::unexpected(std::move(reading.findings.errors));
    if (reading.inventory.version.empty()) reading.inventory.version = "1";
    return std::move(reading.inventory);
}

}  // namespace qingkong
