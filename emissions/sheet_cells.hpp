// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "rules/problem.hpp"

namespace qingkong {

enum class SheetCellKind : uint8_t { text, number, boolean, error };

/// One filled cell of a sheet. Its text lies in the sheet's store (`SheetCells::text`).
struct Cell {
    uint32_t offset = 0;
    uint32_t size = 0;
    int32_t line = 0;    ///< CSV: line and character column of the field; workbook: row and column, all from 1
    int32_t column = 0;
    uint16_t index = 0;  ///< column of the table, from 0
    SheetCellKind kind = SheetCellKind::text;
    bool formula = false;    ///< the stored result of a formula
    bool unknown = false;    ///< a formula whose result was never stored: there is no value
    bool date = false;       ///< a number that the workbook shows as a date; `text` is already YYYY-MM-DD
    bool percent = false;    ///< a number shown as a percentage; `text` is already x 100, without the sign
    bool continued = false;  ///< belongs to a merged cell that begins elsewhere; repeats its value
    bool inexact = false;    ///< a whole number of more than 15 digits: the workbook has lost its last digits
};

/// The cells of one sheet, row by row, wherever they came from: a CSV file or a workbook. Empty cells of a workbook are
/// absent; those of a CSV file are there for their places only.
class SheetCells {
public:
    struct Row {
        int number = 0;      ///< line of a CSV file, row of a workbook, from 1
        uint32_t first = 0;  ///< index of the row's first cell
        uint32_t count = 0;
    };

    std::string file;       ///< for messages
    std::string name;       ///< 企业基本信息
    bool workbook = false;  ///< places are cells (`BOOK.xlsx[SHEET!B12]`), not lines and columns
    bool hidden = false;

    /// Rows come in order; cells of a row in order of `index`.
    void begin_row(int number);
    void add(Cell cell, std::string_view text);
    /// Takes back the last row where it got no cell.
    void end_row();

    const std::vector<Row>& rows() const { return rows_; }
    /// Null where the cell is empty.
    const Cell* find(const Row& row, size_t index) const;
    const Cell* begin(const Row& row) const { return cells_.data() + row.first; }
    const Cell* end(const Row& row) const { return cells_.data() + row.first + row.count; }
    std::string_view text(const Cell& cell) const { return std::string_view(texts_).substr(cell.offset, cell.size); }
    Place place(const Cell& cell) const { return place(cell.line, cell.column); }
    Place place(int line, int column) const;
    /// Of an empty cell of a row: its column in a workbook, else the row alone.
    Place place(const Row& row, size_t index) const;
    size_t cell_count() const { return cells_.size(); }

    /// Repeats the value of a merged range's first cell in its other rows and columns, as far as rows exist (handbook
    /// D.3.11: inventories merge the enterprise's name over its lines). Rows and columns from 1, inclusive.
    struct Range {
        int first_row = 0, first_column = 0, last_row = 0, last_column = 0;
    };
    /// False where that would be more than two million cells: no sheet that people fill.
    [[nodiscard]] bool fill_merged(const std::vector<Range>& ranges);

private:
    const Cell* at(const Row& row, size_t index) const;

    std::string texts_;
    std::vector<Cell> cells_;
    std::vector<Row> rows_;
};

/// `A` for 0, `AB` for 27.
std::string column_letters(size_t index);

}  // namespace qingkong
