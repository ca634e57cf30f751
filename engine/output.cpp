// SPDX-License-Identifier: Apache-2.0
#include "engine/output.hpp"

#include <algorithm>
#include <cstddef>
#include <iostream>
#include <string_view>

#include <nlohmann/json.hpp>
#include <unistd.h>

#include "rules/csv.hpp"

namespace qingkong {
namespace {

/// Code point at `at`, which moves on; damaged bytes count one each.
char32_t next_code_point(std::string_view text, size_t& at) {
    const auto lead = static_cast<unsigned char>(text[at++]);
    const int tails = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : lead >= 0xC0 ? 1 : 0;
    char32_t point = tails == 0 ? lead : lead & (0x3FU >> tails);
    for (int i = 0; i < tails && at < text.size(); ++i) point = (point << 6) | (static_cast<unsigned char>(text[at++]) & 0x3FU);
    return point;
}

bool is_wide(char32_t point) {
    return (point >= 0x1100 && point <= 0x115F) || (point >= 0x2E80 && point <= 0xA4CF) ||
           (point >= 0xAC00 && point <= 0xD7A3) || (point >= 0xF900 && point <= 0xFAFF) ||
           (point >= 0xFE30 && point <= 0xFE4F) || (point >= 0xFF00 && point <= 0xFF60) ||
           (point >= 0xFFE0 && point <= 0xFFE6) || (point >= 0x20000 && point <= 0x3FFFD);
}

std::string json_text(const std::string& text) {
    return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::string json_cell(const std::string& text, CellKind kind) {
    if (kind == CellKind::text) return json_text(text);
    return text.empty() ? "null" : text;
}

std::string table_line(const std::vector<std::string>& cells, const std::vector<TableColumn>& columns,
                       const std::vector<int>& widths) {
    std::string line;
    for (size_t i = 0; i < cells.size(); ++i) {
        const std::string pad(static_cast<size_t>(widths[i] - display_width(cells[i])), ' ');
        if (i > 0) line += "  ";
        line += columns[i].kind == CellKind::number ? pad + cells[i] : cells[i] + pad;
    }
    while (!line.empty() && line.back() == ' ') line.pop_back();
    return line + "\n";
}

std::vector<std::string> names_of(const std::vector<TableColumn>& columns) {
    std::vector<std::string> names;
    for (const TableColumn& column : columns) names.push_back(column.name);
    return names;
}

}  // namespace

OutputFormat output_format(const std::string& option) {
    if (option == "table") return OutputFormat::table;
    if (option == "csv") return OutputFormat::csv;
    if (option == "json") return OutputFormat::json;
    return isatty(STDOUT_FILENO) != 0 ? OutputFormat::table : OutputFormat::csv;
}

int display_width(std::string_view text) {
    int width = 0;
    for (size_t at = 0; at < text.size();) width += is_wide(next_code_point(text, at)) ? 2 : 1;
    return width;
}

TableWriter::TableWriter(std::ostream& out, OutputFormat format, std::vector<TableColumn> columns)
    : out_(out), format_(format), columns_(std::move(columns)) {
    if (format_ == OutputFormat::csv) out_ << csv_line(names_of(columns_));
    if (format_ == OutputFormat::json) out_ << "[";
}

void TableWriter::row(const std::vector<std::string>& cells) {
    if (format_ == OutputFormat::csv) {
        out_ << csv_line(cells);
    } else if (format_ == OutputFormat::json) {
        out_ << (first_ ? "\n {" : ",\n {");
        for (size_t i = 0; i < cells.size(); ++i)
            out_ << (i == 0 ? "" : ", ") << json_text(columns_[i].name) << ": " << json_cell(cells[i], columns_[i].kind);
        out_ << "}";
    } else {
        waiting_.push_back(cells);
    }
    first_ = false;
}

void TableWriter::finish() {
    if (format_ == OutputFormat::json) out_ << (first_ ? "]\n" : "\n]\n");
    if (format_ == OutputFormat::table) {
        std::vector<int> widths;
        for (size_t i = 0; i < columns_.size(); ++i) {
            int width = display_width(columns_[i].name);
            for (const auto& cells : waiting_) width = std::max(width, display_width(cells[i]));
            widths.push_back(width);
        }
        out_ << table_line(names_of(columns_), columns_, widths);
        for (const auto& cells : waiting_) out_ << table_line(cells, columns_, widths);
        waiting_.clear();
    }
    out_.flush();
}

void print_table(std::ostream& out, const Table& table, OutputFormat format) {
    TableWriter writer(out, format, table.columns);
    for (const auto& cells : table.rows) writer.row(cells);
    writer.finish();
}

void print_problems(const std::vector<Problem>& problems, Language language) {
    for (const Problem& problem : problems) std::cerr << problem.print(language) << "\n";
}

}  // namespace qingkong
