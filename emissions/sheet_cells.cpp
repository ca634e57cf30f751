// SPDX-License-Identifier: Apache-2.0
#include "emissions/sheet_cells.hpp"

#include <algorithm>

namespace qingkong {

void SheetCells::begin_row(int number) {
    rows_.push_back({number, static_cast<uint32_t>(cells_.size()), 0});
}

void SheetCells::add(Cell cell, std::string_view text) {
    cell.size = static_cast<uint32_t>(text.size());
    // Equal neighbours below each other (levels, county names) are stored once.
    const Cell* above = rows_.size() > 1 ? find(rows_[rows_.size() - 2], cell.index) : nullptr;
    if (above != nullptr && this->text(*above) == text) {
        cell.offset = above->offset;
    } else {
        cell.offset = static_cast<uint32_t>(texts_.size());
        texts_ += text;
    }
    cells_.push_back(cell);
    ++rows_.back().count;
}

void SheetCells::end_row() {
    if (!rows_.empty() && rows_.back().count == 0) rows_.pop_back();
}

const Cell* SheetCells::at(const Row& row, size_t index) const {
    const Cell* cell = std::lower_bound(begin(row), end(row), index,
                                        [](const Cell& one, size_t wanted) { return one.index < wanted; });
    return cell != end(row) && cell->index == index ? cell : nullptr;
}

const Cell* SheetCells::find(const Row& row, size_t index) const {
    const Cell* cell = at(row, index);
    return cell != nullptr && (cell->size > 0 || cell->unknown) ? cell : nullptr;
}

Place SheetCells::place(int line, int column) const {
    if (!workbook) return {file, line, column, ""};
    return {file, line, column, name + "!" + column_letters(static_cast<size_t>(column) - 1) + std::to_string(line)};
}

Place SheetCells::place(const Row& row, size_t index) const {
    if (const Cell* cell = at(row, index)) return place(*cell);
    return workbook ? place(row.number, static_cast<int>(index) + 1) : place(row.number, 1);
}

bool SheetCells::fill_merged(const std::vector<Range>& ranges) {
    constexpr size_t kMostCopies = 2'000'000;
    if (ranges.empty()) return true;
    struct Copy {
        size_t row;
        Cell cell;
    };
    std::vector<Copy> copies;
    for (const Range& range : ranges) {
        const auto at = [&](int number) {
            return std::lower_bound(rows_.begin(), rows_.end(), number,
                                    [](const Row& row, int wanted) { return row.number < wanted; });
        };
        const auto top = at(range.first_row);
        if (top == rows_.end() || top->number != range.first_row) continue;
        const Cell* origin = find(*top, static_cast<size_t>(range.first_column) - 1);
        if (origin == nullptr) continue;
        for (auto row = top; row != rows_.end() && row->number <= range.last_row; ++row)
            for (int column = range.first_column; column <= range.last_column; ++column) {
                const auto index = static_cast<size_t>(column) - 1;
                if (find(*row, index) != nullptr) continue;
                if (copies.size() == kMostCopies) return false;
                Cell copy = *origin;
                copy.line = row->number;
                copy.column = column;
                copy.index = static_cast<uint16_t>(index);
                copy.continued = true;
                copies.push_back({static_cast<size_t>(row - rows_.begin()), copy});
            }
    }
    if (copies.empty()) return true;
    std::stable_sort(copies.begin(), copies.end(), [](const Copy& a, const Copy& b) { return a.row < b.row; });
    std::vector<Cell> all;
    all.reserve(cells_.size() + copies.size());
    auto copy = copies.begin();
    for (size_t i = 0; i < rows_.size(); ++i) {
        Row& row = rows_[i];
        const auto first = static_cast<uint32_t>(all.size());
        all.insert(all.end(), cells_.begin() + row.first, cells_.begin() + row.first + row.count);
        for (; copy != copies.end() && copy->row == i; ++copy) all.push_back(copy->cell);
        std::sort(all.begin() + first, all.end(), [](const Cell& a, const Cell& b) { return a.index < b.index; });
        row.first = first;
        row.count = static_cast<uint32_t>(all.size()) - first;
    }
    cells_ = std::move(all);
    return true;
}

std::string column_letters(size_t index) {
    std::string letters;
    for (size_t left = index + 1; left > 0; left = (left - 1) / 26)
        letters.insert(letters.begin(), static_cast<char>('A' + (left - 1) % 26));
    return letters;
}

}  // namespace qingkong
