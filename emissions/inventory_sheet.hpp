// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emissions/inventory_reader.hpp"
#include "emissions/rational.hpp"
#include "rules/csv.hpp"
#include "rules/level.hpp"
#include "rules/problem.hpp"
#include "rules/time.hpp"

namespace qingkong {

/// A column of a sheet: its key in the code, the headings that name it (the first is the one of docs/inventory.md) and
/// whether the sheet is refused without it. Headings match without blanks, brackets at the end (units) and case.
struct SheetColumn {
    std::string key;
    std::vector<std::string> headings;
    bool needed = false;
};

/// What a sheet of this kind is called and holds. `ignored` are columns of D.2 that people keep and nothing uses.
struct SheetForm {
    std::vector<std::string> names;
    std::vector<SheetColumn> columns;
    std::vector<std::string> ignored;

    bool is_named(std::string_view sheet_name) const;
};

/// Where findings about an inventory go: errors refuse it, notes and warnings do not.
struct Findings {
    std::vector<Problem> errors;
    std::vector<Problem>& notes;

    void error(Place place, Text what, Text wanted);
    void warning(Place place, Text what, Text wanted);
    void note(Place place, Text what, Text wanted);
};

/// One row with its cells by column key. A column that the sheet lacks reads as empty.
class SheetRow {
public:
    SheetRow(const std::map<std::string, size_t>& index, CsvRecord record, const std::string& file, Findings& findings)
        : index_(&index), record_(std::move(record)), file_(&file), findings_(&findings) {}

    /// Outer blanks removed; `-`, `—`, `/` and `NA` alone are empty.
    std::string text(const std::string& key) const;
    bool has(const std::string& key) const { return !text(key).empty(); }
    /// Of the cell; of the row where the sheet lacks the column.
    Place place(const std::string& key) const;
    Place place() const;

    /// The text, or an error at the cell that it is wanted.
    std::string wanted_text(const std::string& key, const Text& example) const;
    /// Non-negative number with at most `decimals` decimals, exact. Unreadable: an error at the cell, empty.
    std::optional<Rational> number(const std::string& key, int decimals = 6) const;
    /// The same x 10^decimals as a whole number.
    std::optional<int64_t> scaled(const std::string& key, int decimals) const;
    std::optional<int> integer(const std::string& key, int least, int most) const;
    /// `20`, `20%`, `20％`.
    std::optional<Rational> percent(const std::string& key) const;
    std::optional<Day> day(const std::string& key) const;
    /// 是 / 否, 有 / 无, yes / no.
    std::optional<bool> yes(const std::string& key) const;
    /// 黄色, 黄色预警, yellow.
    std::optional<AlertLevel> level(const std::string& key) const;

    void error(const std::string& key, Text what, Text wanted) const;
    void warning(const std::string& key, Text what, Text wanted) const;
    Findings& findings() const { return *findings_; }

private:
    std::optional<int64_t> decimal(const std::string& key, std::string_view digits, int decimals) const;

    const std::map<std::string, size_t>* index_;
    CsvRecord record_;
    const std::string* file_;
    Findings* findings_;
};

/// Level names as sheets write them; `normal` is none of them.
std::optional<AlertLevel> parse_level_words(std::string_view text);

/// The rows of a sheet, already checked for shape: a missing needed column or a broken row is an error, unknown columns
/// are one note. Not copied: its rows point into it.
class SheetTable {
public:
    SheetTable(const SheetTable&) = delete;
    SheetTable& operator=(const SheetTable&) = delete;
    SheetTable(const Sheet& sheet, const SheetForm& form, Findings& findings);
    const std::vector<SheetRow>& rows() const { return rows_; }
    bool has_column(const std::string& key) const { return index_.count(key) != 0; }

private:
    void read_header(const CsvRecord& header, const SheetForm& form, Findings& findings);

    std::string file_;
    std::map<std::string, size_t> index_;
    std::vector<SheetRow> rows_;
};

}  // namespace qingkong
