// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ostream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "rules/problem.hpp"
#include "rules/text.hpp"

namespace qingkong {

/// `--format table|csv|json` (interface: common rules).
enum class OutputFormat { table, csv, json };

/// The option's word; without one a table on a terminal and CSV in a pipe.
OutputFormat output_format(const std::string& option);

/// How a column's cells stand in JSON: as text, or bare as number or `true`/`false` with null where empty. In tables
/// numbers stand to the right.
enum class CellKind { text, number, boolean };

struct TableColumn {
    TableColumn(std::string name_, CellKind kind_ = CellKind::text) : name(std::move(name_)), kind(kind_) {}
    TableColumn(const char* name_, CellKind kind_ = CellKind::text) : name(name_), kind(kind_) {}
    std::string name;
    CellKind kind;
};

struct Table {
    std::vector<TableColumn> columns;
    std::vector<std::vector<std::string>> rows;
};

/// Prints a table row by row, so that long CSV and JSON need no memory; a table for people waits for its widths.
class TableWriter {
public:
    TableWriter(std::ostream& out, OutputFormat format, std::vector<TableColumn> columns);
    /// As many cells as columns.
    void row(const std::vector<std::string>& cells);
    void finish();

private:
    std::ostream& out_;
    OutputFormat format_;
    std::vector<TableColumn> columns_;
    std::vector<std::vector<std::string>> waiting_;
    bool first_ = true;
};

/// The whole of it: a table, CSV with a heading, or one JSON array of objects.
void print_table(std::ostream& out, const Table& table, OutputFormat format);

/// One line a problem on standard error.
void print_problems(const std::vector<Problem>& problems, Language language);

/// Columns a text takes on a terminal: Chinese characters take two.
int display_width(std::string_view text);

}  // namespace qingkong
