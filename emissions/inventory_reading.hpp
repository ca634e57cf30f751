// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <set>
#include <string>

#include "emissions/inventory.hpp"
#include "emissions/inventory_sheet.hpp"

namespace qingkong {

/// An inventory while its sheets are read one after the other: what is known so far, and every finding.
struct Reading {
    Inventory inventory;
    Findings findings;
    bool city_sheet = false;                ///< areas are those of 城市信息; else they grow with the rows
    std::map<std::string, size_t> by_uscc;  ///< index in `inventory.enterprises`
    std::map<std::string, size_t> by_number;
    std::map<std::string, size_t> by_name;  ///< `kSeveral` where a name is not unique
    static constexpr size_t kSeveral = static_cast<size_t>(-1);
    std::map<std::string, size_t> by_source_id;  ///< index in `inventory.sources`

    /// Numbers of lines whose enterprise was not found: a row that names one is not wrong because of that.
    std::set<std::string> orphan_lines;

    std::set<std::string> damaged;  ///< ids of enterprises of whom a row has an error
    std::set<std::pair<std::string, std::string>> damaged_lines;  ///< enterprise id and line number, likewise
    bool orphans = false;           ///< a row names an enterprise that is not known: anybody's measures may be missing
    std::string row_of;             ///< enterprise of the row being read
    size_t errors_before_row = 0;
    /// Errors since the last row belong to its enterprise; the next row is of `enterprise_id`.
    void begin_row_of(const std::string& enterprise_id);

    /// The area id of a row, by code or county name; an error at the cell and empty where there is none.
    std::string area_of(const SheetRow& row);
    /// The enterprise that a row names by USCC, number or, without both, its name; null after an error at the cell.
    Enterprise* enterprise_of(const SheetRow& row);
    std::map<std::string, size_t>::const_iterator misspelt(const std::string& uscc) const;
    /// The line that a row names, of that enterprise; null after an error at the cell, or at an orphan's.
    ProductionLine* line_of(const SheetRow& row, Enterprise& enterprise, const std::string& line_id);
};

void read_city_sheet(Reading& reading, const Sheet& sheet);
void read_enterprise_sheet(Reading& reading, const Sheet& sheet);
void read_grade_sheet(Reading& reading, const Sheet& sheet);
void read_exemption_sheet(Reading& reading, const Sheet& sheet);
void read_transport_sheet(Reading& reading, const Sheet& sheet);
void read_line_sheet(Reading& reading, const Sheet& sheet);
void read_measure_sheet(Reading& reading, const Sheet& sheet);
void read_meter_sheet(Reading& reading, const Sheet& sheet);
void read_peak_shift_sheet(Reading& reading, const Sheet& sheet);
void read_dust_sheet(Reading& reading, const Sheet& sheet);
void read_mobile_sheet(Reading& reading, const Sheet& sheet);
void read_other_sheet(Reading& reading, const Sheet& sheet);
void read_industry_sheet(Reading& reading, const Sheet& sheet);
void read_site_rule_sheet(Reading& reading, const Sheet& sheet);
void read_site_sheet(Reading& reading, const Sheet& sheet);  ///< needs the rules before it
void read_regime_sheet(Reading& reading, const Sheet& sheet);
void read_library_sheet(Reading& reading, const Sheet& sheet);

/// The columns that every sheet of sources shares; and the source into the inventory, its number checked.
Source read_source(Reading& reading, const SheetRow& row, SourceClass usual);
void add_source(Reading& reading, const SheetRow& row, Source source);
/// `A、引领性；C` -> three parts; also `,`, `;`, `，` and blanks.
std::vector<std::string> split_list(const std::string& list);

/// Grams a year of the four columns `annual_*` (t/a).
AnnualGrams read_annual(const SheetRow& row);
/// Kind of a measure: the word of column `key`; an unknown word is an error. Empty where the cell is.
std::optional<MeasureKind> read_kind(const SheetRow& row, const std::string& key);

/// Stated reductions (columns `key_so2` …): above the base an error, over 1 % from `computed` a warning (handbook D.4).
void check_stated(const SheetRow& row, const std::string& key, const Measure& measure, const DailyEmission& base,
                  const DailyEmission* computed);

/// What only the whole inventory can show (handbook D.3: 3, 6, 8, 12), also where other cells are wrong: one run tells all.
void check_inventory(const Reading& reading, Findings& findings);

}  // namespace qingkong
