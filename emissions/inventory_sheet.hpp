// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "emissions/inventory_reader.hpp"
#include "emissions/rational.hpp"
#include "emissions/sheet_cells.hpp"
#include "rules/level.hpp"
#include "rules/problem.hpp"
#include "rules/time.hpp"

namespace qingkong {

/// What a column holds; a workbook shows and checks it so.
enum class ColumnType {
    text,
    code,     ///< USCC, permit, MN, line number: text that looks like a number, never to be read as one
    number,   ///< non-negative, at most six decimals
    amount,   ///< a number that adds up (t/a, kg/d, kWh/d): a merged cell would count it twice
    count,    ///< whole number
    percent,  ///< 20%
    date,
    yes_no,
    choice,  ///< one of `choices`
};

/// A column of a sheet: its key in the code, the headings that name it (the first is the one of docs/inventory.md) and
/// whether the sheet is refused without it. Headings match without blanks, brackets at the end (units) and case.
struct SheetColumn {
    std::string key;
    std::vector<std::string> headings;
    bool needed = false;
    ColumnType type = ColumnType::text;
    std::string unit = {};                  ///< printed behind the heading in brackets
    std::vector<std::string> choices = {};  ///< drop-down list
    std::string note = {};                  ///< for the person who fills the cell
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

class SheetTable;

/// One row with its cells by column key. A column that the sheet lacks reads as empty.
class SheetRow {
public:
    SheetRow(const SheetTable& table, size_t row, Findings& findings)
        : table_(&table), row_(row), findings_(&findings) {}

    /// Outer blanks removed; `-`, `—`, `/` and `NA` alone are empty.
    std::string text(std::string_view key) const;
    /// A code: full-width characters made half-width and blanks inside dropped, with a warning; a number that the
    /// workbook has rounded is an error and empty.
    std::string code(std::string_view key) const;
    bool has(std::string_view key) const { return !text(key).empty(); }
    /// Of the cell; of the row where the sheet lacks the column.
    Place place(std::string_view key) const;
    Place place() const;

    /// The text, or an error at the cell that it is wanted.
    std::string wanted_text(std::string_view key, const Text& example) const;
    /// Non-negative number with at most `decimals` decimals, exact. Unreadable: an error at the cell, empty. Full-width
    /// digits and thousands' commas are read with a warning, longer results of a workbook's arithmetic rounded with a note.
    std::optional<Rational> number(std::string_view key, int decimals = 6) const;
    /// The same x 10^decimals as a whole number.
    std::optional<int64_t> scaled(std::string_view key, int decimals) const;
    std::optional<int> integer(std::string_view key, int least, int most) const;
    /// `20`, `20%`, `20％`; in a workbook also 0.2 shown as 20%. Bare 0.2 is read as 20% with a warning, bare 1 refused.
    std::optional<Rational> percent(std::string_view key) const;
    std::optional<Day> day(std::string_view key) const;
    /// 是 / 否, 有 / 无, yes / no.
    std::optional<bool> yes(std::string_view key) const;
    /// 黄色, 黄色预警, 黄, yellow.
    std::optional<AlertLevel> level(std::string_view key) const;

    void error(std::string_view key, Text what, Text wanted) const;
    void warning(std::string_view key, Text what, Text wanted) const;
    Findings& findings() const { return *findings_; }

private:
    const Cell* cell(std::string_view key) const;
    std::string plain_digits(std::string_view key) const;
    std::optional<int64_t> decimal(std::string_view key, std::string digits, int decimals) const;

    const SheetTable* table_;
    size_t row_;
    Findings* findings_;
};

/// The cells of a CSV file. A row with another number of fields than the first is an error and left out.
SheetCells csv_cells(const Sheet& sheet, Findings& findings);

/// Level names as sheets write them; `normal` is none of them.
std::optional<AlertLevel> parse_level_words(std::string_view text);

/// The rows of a sheet, already checked for shape: a missing needed column, a broken row, an error value and a formula
/// without a stored result are errors, unknown columns and formulas are one note each. In a workbook the headings may
/// stand below titles. Not copied: its rows point into it and, for a workbook, into `sheet`.
class SheetTable {
public:
    SheetTable(const SheetTable&) = delete;
    SheetTable& operator=(const SheetTable&) = delete;
    SheetTable(const Sheet& sheet, const SheetForm& form, Findings& findings);
    const std::vector<SheetRow>& rows() const { return rows_; }
    bool has_column(std::string_view key) const { return by_key_.count(key) != 0; }
    const SheetCells& cells() const { return *cells_; }

private:
    friend class SheetRow;
    struct Column {
        size_t index;
        const SheetColumn* form;
    };
    size_t find_header(const SheetForm& form) const;
    void read_header(const SheetCells::Row& header, const SheetForm& form, Findings& findings);
    void check_cells(const SheetCells::Row& row, Findings& findings);
    void note_formulas(Findings& findings) const;

    SheetCells own_;             ///< of a CSV file
    const SheetCells* cells_;    ///< these, or the workbook's
    std::map<std::string, Column> index_;                         ///< in the order that findings are told
    std::unordered_map<std::string_view, const Column*> by_key_;  ///< the same, for the millions of look-ups
    std::vector<SheetRow> rows_;
    struct Formulas {
        size_t count = 0;
        Place first;
    };
    std::map<size_t, Formulas> formulas_;  ///< by column index
};

}  // namespace qingkong
