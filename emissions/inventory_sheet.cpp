// SPDX-License-Identifier: Apache-2.0
#include "emissions/inventory_sheet.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "emissions/inventory_reader.hpp"
#include "rules/csv.hpp"
#include "rules/encoding.hpp"
#include "rules/words.hpp"

namespace qingkong {
namespace {

void replace_all(std::string& text, std::string_view from, std::string_view to) {
    for (size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
        text.replace(at, from.size(), to);
}

/// `年排放量SO2（t/a）` and `年排放量so2` are the same heading: no blanks, no case, no unit in brackets at the end.
std::string normal_heading(std::string_view text) {
    std::string heading = lower(text);
    replace_all(heading, "　", "");
    replace_all(heading, " ", "");
    replace_all(heading, "（", "(");
    replace_all(heading, "）", ")");
    replace_all(heading, "₂", "2");
    replace_all(heading, "ₓ", "x");
    const size_t open = heading.rfind('(');
    if (open != std::string::npos && open > 0 && heading.back() == ')') heading.resize(open);
    return heading;
}

}  // namespace

bool SheetForm::is_named(std::string_view sheet_name) const {
    const std::string wanted = normal_heading(sheet_name);
    return std::any_of(names.begin(), names.end(), [&](const auto& name) { return normal_heading(name) == wanted; });
}

void Findings::error(Place place, Text what, Text wanted) {
    errors.push_back({Severity::error, std::move(place), std::move(what), std::move(wanted)});
}
void Findings::warning(Place place, Text what, Text wanted) {
    notes.push_back({Severity::warning, std::move(place), std::move(what), std::move(wanted)});
}
void Findings::note(Place place, Text what, Text wanted) {
    notes.push_back({Severity::note, std::move(place), std::move(what), std::move(wanted)});
}

SheetCells csv_cells(const Sheet& sheet, Findings& findings) {
    SheetCells cells;
    cells.file = sheet.file;
    cells.name = sheet.name;
    auto decoded = decode_text(sheet.bytes, sheet.file);
    if (!decoded) {
        findings.errors.insert(findings.errors.end(), decoded.error().begin(), decoded.error().end());
        return cells;
    }
    findings.notes.insert(findings.notes.end(), decoded->notes.begin(), decoded->notes.end());
    CsvReader reader(decoded->text);
    CsvRecord record;
    size_t width = 0;
    while (reader.next(record)) {
        if (width == 0) width = record.fields.size();
        const bool blank = std::all_of(record.fields.begin(), record.fields.end(),
                                       [](const CsvField& field) { return field.text.empty(); });
        if (blank) continue;  // a spreadsheet's empty row
        if (record.unterminated || record.fields.size() != width) {
            findings.error(
                {sheet.file, record.line, 1, ""},
                {fmt::format("本行有 {} 个字段", record.fields.size()),
                 fmt::format("this row has {} fields", record.fields.size())},
                {fmt::format("应为 {} 个，引号成对", width), fmt::format("wanted: {}, quotes in pairs", width)});
            continue;
        }
        cells.begin_row(record.line);
        for (size_t i = 0; i < record.fields.size(); ++i) {
            const CsvField& field = record.fields[i];
            Cell cell;
            cell.line = field.line;
            cell.column = field.column;
            cell.index = static_cast<uint16_t>(i);
            cells.add(cell, field.text);
        }
        cells.end_row();
    }
    return cells;
}

namespace {

const SheetColumn* column_named(const SheetForm& form, std::string_view written) {
    const std::string heading = normal_heading(written);
    if (heading.empty()) return nullptr;
    const auto column = std::find_if(form.columns.begin(), form.columns.end(), [&](const SheetColumn& one) {
        return std::any_of(one.headings.begin(), one.headings.end(),
                           [&](const auto& other) { return normal_heading(other) == heading; });
    });
    return column == form.columns.end() ? nullptr : &*column;
}

/// 合计, 小计, 总计: a row that people add below the others.
bool is_total(std::string_view text) {
    return text == "合计" || text == "总计" || text == "小计";
}

}  // namespace

/// The row with the most known headings among the first twenty: titles and notes may stand above it.
size_t SheetTable::find_header(const SheetForm& form) const {
    constexpr size_t kRowsToLook = 20;
    if (!cells_->workbook) return 0;
    size_t best = 0;
    size_t most = 0;
    for (size_t i = 0; i < std::min(cells_->rows().size(), kRowsToLook); ++i) {
        const SheetCells::Row& row = cells_->rows()[i];
        const auto known = static_cast<size_t>(
            std::count_if(cells_->begin(row), cells_->end(row), [&](const Cell& cell) {
                return !cell.continued && column_named(form, cells_->text(cell)) != nullptr;
            }));
        if (known <= most) continue;
        most = known;
        best = i;
    }
    return best;
}

void SheetTable::read_header(const SheetCells::Row& header, const SheetForm& form, Findings& findings) {
    std::string unknown;
    for (const Cell* cell = cells_->begin(header); cell != cells_->end(header); ++cell) {
        const std::string_view written = cells_->text(*cell);
        const std::string heading = normal_heading(written);
        const SheetColumn* column = column_named(form, written);
        if (column != nullptr) {
            if (!index_.emplace(column->key, Column{cell->index, column}).second)
                findings.error(cells_->place(*cell),
                               {fmt::format("列“{}”重复", written), fmt::format("column \"{}\" stands twice", written)},
                               {"每列只出现一次", "each column once"});
        } else if (!heading.empty() &&
                   std::none_of(form.ignored.begin(), form.ignored.end(),
                                [&](const auto& other) { return normal_heading(other) == heading; })) {
            unknown += (unknown.empty() ? "" : "、") + std::string(written);
        }
    }
    for (const auto& [key, column] : index_) by_key_.emplace(key, &column);
    const Place place = cells_->place(header.number, 1);
    if (!unknown.empty()) findings.note(place, {"不使用的列：" + unknown, "columns not used: " + unknown}, {});
    for (const SheetColumn& column : form.columns)
        if (column.needed && index_.count(column.key) == 0)
            findings.error(place,
                           {fmt::format("缺少列“{}”", column.headings.front()),
                            fmt::format("column \"{}\" is missing", column.headings.front())},
                           {"列名见 docs/inventory.md", "headings: docs/inventory.md"});
}

/// What no cell of any column may be: an error value, a formula without its result.
void SheetTable::check_cells(const SheetCells::Row& row, Findings& findings) {
    for (const auto& [key, column] : index_) {
        const Cell* cell = cells_->find(row, column.index);
        if (cell == nullptr || cell->continued) continue;
        if (cell->kind == SheetCellKind::error)
            findings.error(cells_->place(*cell),
                           {fmt::format("单元格是错误值 {}", cells_->text(*cell)),
                            fmt::format("the cell holds the error value {}", cells_->text(*cell))},
                           {"改正公式或直接填写", "wanted: a mended formula, or the value itself"});
        else if (cell->unknown)
            findings.error(cells_->place(*cell), {"公式没有保存计算结果", "a formula without a stored result"},
                           {"用 Excel 或 WPS 打开、重算并保存，或直接填写数值",
                            "wanted: the workbook recalculated and saved, or the value itself"});
        else if (cell->formula) {
            Formulas& formulas = formulas_[column.index];
            if (formulas.count++ == 0) formulas.first = cells_->place(*cell);
        }
    }
}

void SheetTable::note_formulas(Findings& findings) const {
    for (const auto& [key, column] : index_) {
        const auto found = formulas_.find(column.index);
        if (found == formulas_.end()) continue;
        const std::string& heading = column.form->headings.front();
        findings.note(found->second.first,
                      {fmt::format("列“{}”有 {} 个公式，采用工作簿中保存的结果", heading, found->second.count),
                       fmt::format("column \"{}\" has {} formulas; their stored results are taken", heading,
                                   found->second.count)},
                      {});
    }
}

SheetTable::SheetTable(const Sheet& sheet, const SheetForm& form, Findings& findings) {
    if (!sheet.cells) own_ = csv_cells(sheet, findings);
    cells_ = sheet.cells ? &*sheet.cells : &own_;
    if (cells_->rows().empty()) {
        if (findings.errors.empty())
            findings.error({sheet.file, 0, 0, cells_->workbook ? sheet.name : ""}, {"表是空的", "the sheet is empty"},
                           {"第一行应为列名", "wanted: a heading line"});
        return;
    }
    const size_t header = find_header(form);
    const size_t errors_before = findings.errors.size();
    read_header(cells_->rows()[header], form, findings);
    if (findings.errors.size() != errors_before) return;
    for (size_t i = header + 1; i < cells_->rows().size(); ++i) {
        const SheetCells::Row& cells = cells_->rows()[i];
        const SheetRow row(*this, i, findings);
        const auto filled = [&](const auto& entry) { return cells_->find(cells, entry.second.index) != nullptr; };
        if (std::none_of(index_.begin(), index_.end(), filled)) continue;
        const auto total = std::find_if(index_.begin(), index_.end(),
                                        [&](const auto& entry) { return is_total(row.text(entry.first)); });
        if (total != index_.end()) {
            findings.note(row.place(total->first), {"合计行，不读入", "a row of totals, not read"}, {});
            continue;
        }
        check_cells(cells, findings);
        rows_.push_back(row);
    }
    note_formulas(findings);
}

}  // namespace qingkong
