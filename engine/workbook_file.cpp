// SPDX-License-Identifier: Apache-2.0
#include "engine/workbook_file.hpp"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <system_error>

#include <fmt/format.h>

#include "engine/workbook_writer.hpp"

namespace qingkong {
namespace {

constexpr lxw_row_t kLastRow = 1'048'575;
constexpr lxw_col_t kLastColumn = 16'383;
constexpr size_t kLargeRows = 5'000;  ///< from here the writer keeps no cells in memory

/// The formats of one workbook.
struct Formats {
    explicit Formats(WorkbookWriter& book) {
        heading = book.add_format();
        format_set_bold(heading);
        format_set_bg_color(heading, 0xD9E2EC);
        format_set_border(heading, LXW_BORDER_THIN);
        format_set_text_wrap(heading);
        format_set_align(heading, LXW_ALIGN_VERTICAL_CENTER);
        needed = book.add_format();
        format_set_bold(needed);
        format_set_bg_color(needed, 0xF6C9C0);
        format_set_border(needed, LXW_BORDER_THIN);
        format_set_text_wrap(needed);
        format_set_align(needed, LXW_ALIGN_VERTICAL_CENTER);
        text = unlocked(book, "@");
        number = unlocked(book, "General");
        percent = unlocked(book, "0.####%");
        date = unlocked(book, "yyyy-mm-dd");
        words = book.add_format();
        format_set_text_wrap(words);
        format_set_align(words, LXW_ALIGN_VERTICAL_TOP);
    }
    static lxw_format* unlocked(WorkbookWriter& book, const char* look) {
        lxw_format* format = book.add_format();
        format_set_unlocked(format);
        format_set_num_format(format, look);
        return format;
    }
    lxw_format* of(ColumnType type) const {
        switch (type) {
            case ColumnType::number:
            case ColumnType::amount:
            case ColumnType::count: return number;
            case ColumnType::percent: return percent;
            case ColumnType::date: return date;
            default: return text;
        }
    }
    lxw_format *heading, *needed, *text, *number, *percent, *date, *words;
};

/// The choices of all columns on the hidden sheet 选项: a list in a validation itself may have 255 characters only.
class Choices {
public:
    Choices(WorkbookWriter& book, const std::vector<SheetText>& sheets) {
        size_t longest = 0;
        for (const SheetText& sheet : sheets)
            for (const SheetColumn& column : sheet.form->columns) {
                if (column.choices.empty() || std::find(lists_.begin(), lists_.end(), column.choices) != lists_.end())
                    continue;
                lists_.push_back(column.choices);
                longest = std::max(longest, column.choices.size());
            }
        lxw_worksheet* sheet = book.add_sheet("选项");
        for (size_t row = 0; row < longest; ++row)
            for (size_t list = 0; list < lists_.size(); ++list)
                if (row < lists_[list].size())
                    worksheet_write_string(sheet, static_cast<lxw_row_t>(row), static_cast<lxw_col_t>(list),
                                           lists_[list][row].c_str(), nullptr);
        worksheet_hide(sheet);
    }
    std::string range_of(const std::vector<std::string>& choices) const {
        const auto list = std::find(lists_.begin(), lists_.end(), choices) - lists_.begin();
        const std::string letters = column_letters(static_cast<size_t>(list));
        return fmt::format("=选项!${}$1:${}${}", letters, letters, choices.size());
    }

private:
    std::vector<std::vector<std::string>> lists_;
};

/// A number in a workbook is a double: what has more than 15 digits stays a text, which is read exactly as well.
bool fits_double(const std::string& digits) {
    return std::count_if(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; }) <= 15;
}

double to_double(std::string_view digits) {
    double value = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), value);
    return value;
}

void write_cell(lxw_worksheet* sheet, lxw_row_t row, lxw_col_t column, const SheetColumn& form, const std::string& text,
                const Formats& formats) {
    if (text.empty()) return;
    lxw_format* format = formats.of(form.type);
    if (form.type == ColumnType::date && text.size() == 10) {
        lxw_datetime date = {};
        date.year = static_cast<int>(to_double(std::string_view(text).substr(0, 4)));
        date.month = static_cast<int>(to_double(std::string_view(text).substr(5, 2)));
        date.day = static_cast<int>(to_double(std::string_view(text).substr(8, 2)));
        worksheet_write_datetime(sheet, row, column, &date, format);
    } else if (form.type == ColumnType::percent && text.ends_with('%')) {
        worksheet_write_number(sheet, row, column, to_double(text) / 100, format);
    } else if (format == formats.number && fits_double(text)) {
        worksheet_write_number(sheet, row, column, to_double(text), format);
    } else {
        worksheet_write_string(sheet, row, column, text.c_str(), format);
    }
}

void add_validation(lxw_worksheet* sheet, lxw_col_t column, const SheetColumn& form, const Choices& choices) {
    lxw_data_validation rule = {};
    rule.ignore_blank = LXW_VALIDATION_ON;
    std::string title = "应急减排清单";  // the library takes writable texts and copies them
    std::string formula;
    std::string message;
    rule.error_title = title.data();
    if (!form.choices.empty()) {
        rule.validate = LXW_VALIDATION_TYPE_LIST_FORMULA;
        formula = choices.range_of(form.choices);
        rule.value_formula = formula.data();
        // The list of industries is open (handbook E.2): another word is asked about, not refused.
        if (form.key == "industry") rule.error_type = LXW_VALIDATION_ERROR_TYPE_WARNING;
        message = "请从下拉列表中选择";
    } else if (form.type == ColumnType::number || form.type == ColumnType::amount) {
        rule.validate = LXW_VALIDATION_TYPE_DECIMAL;
        rule.criteria = LXW_VALIDATION_CRITERIA_GREATER_THAN_OR_EQUAL_TO;
        message = "应为非负数，不带单位";
    } else if (form.type == ColumnType::count) {
        rule.validate = LXW_VALIDATION_TYPE_INTEGER;
        rule.criteria = LXW_VALIDATION_CRITERIA_GREATER_THAN_OR_EQUAL_TO;
        message = "应为非负整数";
    } else if (form.type == ColumnType::percent) {
        rule.validate = LXW_VALIDATION_TYPE_DECIMAL;
        rule.criteria = LXW_VALIDATION_CRITERIA_BETWEEN;
        rule.minimum_number = 0;
        rule.maximum_number = 1;
        message = "应为 0% 至 100%";
    } else if (form.type == ColumnType::date) {
        rule.validate = LXW_VALIDATION_TYPE_DATE;
        rule.criteria = LXW_VALIDATION_CRITERIA_GREATER_THAN;
        rule.value_datetime = {2000, 1, 1, 0, 0, 0};
        message = "应为日期，例如 2025-11-15";
    } else {
        return;
    }
    rule.error_message = message.data();
    worksheet_data_validation_range(sheet, 1, column, kLastRow, column, &rule);
}

double width_of(const SheetColumn& form) {
    const double heading = static_cast<double>(heading_of(form).size()) / 3 * 2.2 + 2;
    if (form.key == "text" || form.key == "terms" || form.key == "voluntary" || form.key.ends_with("_text")) return 40;
    if (form.key == "name" || form.key == "enterprise_name") return 28;
    if (form.key == "uscc") return 22;
    return std::clamp(heading, 10.0, 24.0);
}

void write_sheet(WorkbookWriter& book, const SheetText& text, const Formats& formats,
                 const Choices& choices) {
    lxw_worksheet* sheet = book.add_sheet(text.form->names.front());
    for (lxw_col_t column = 0; column < text.form->columns.size(); ++column) {
        const SheetColumn& form = text.form->columns[column];
        worksheet_set_column(sheet, column, column, width_of(form), formats.of(form.type));
        add_validation(sheet, column, form, choices);
    }
    // The other columns are open too, else a protected sheet lets nobody insert or delete a row.
    worksheet_set_column(sheet, static_cast<lxw_col_t>(text.form->columns.size()), kLastColumn, LXW_DEF_COL_WIDTH,
                         formats.text);
    worksheet_set_row(sheet, 0, 33, nullptr);
    for (lxw_col_t column = 0; column < text.form->columns.size(); ++column) {
        const SheetColumn& form = text.form->columns[column];
        worksheet_write_string(sheet, 0, column, heading_of(form).c_str(),
                               form.needed ? formats.needed : formats.heading);
        if (!form.note.empty()) worksheet_write_comment(sheet, 0, column, form.note.c_str());
    }
    for (lxw_row_t row = 0; row < text.rows.size(); ++row)
        for (lxw_col_t column = 0; column < text.form->columns.size(); ++column)
            write_cell(sheet, row + 1, column, text.form->columns[column], text.rows[row][column], formats);
    worksheet_freeze_panes(sheet, 1, 0);
    lxw_protection open = {};
    open.format_cells = open.format_columns = open.format_rows = 1;
    open.insert_rows = open.delete_rows = open.insert_columns = open.delete_columns = 1;
    open.sort = open.autofilter = 1;
    worksheet_protect(sheet, nullptr, &open);
}

void write_guide(WorkbookWriter& book, const std::vector<SheetText>& sheets, const Formats& formats) {
    lxw_worksheet* sheet = book.add_sheet("填表说明");
    worksheet_set_column(sheet, 0, 0, 18, nullptr);
    worksheet_set_column(sheet, 1, 1, 30, nullptr);
    worksheet_set_column(sheet, 2, 2, 70, formats.words);
    lxw_row_t row = 0;
    const auto line = [&](const std::string& a, const std::string& b, const std::string& c, lxw_format* format) {
        worksheet_write_string(sheet, row, 0, a.c_str(), format);
        worksheet_write_string(sheet, row, 1, b.c_str(), format);
        worksheet_write_string(sheet, row, 2, c.c_str(), format);
        ++row;
    };
    line("重污染天气应急减排清单", "", "", formats.heading);
    line("规则", "", "第一行为列名，不得改动；红底的列不能缺。自第二行起每行一条，行数不限，次序不限。", nullptr);
    line("规则", "", "代码、编号按文本填写；数字用半角、不带单位；比例带百分号；日期例如 2025-11-15。空单元格为未填，不等于零。",
         nullptr);
    line("规则", "", "企业以统一社会信用代码或序号对应，两张表须一致。不用的表可以留空。", nullptr);
    line("规则", "", "检查：qingkong inventory check 本工作簿.xlsx --mark 结果.xlsx", nullptr);
    line("工作表", "列", "说明", formats.heading);
    for (const SheetText& text : sheets)
        for (const SheetColumn& form : text.form->columns) {
            std::string note = form.needed ? "必需。" : "";
            if (!form.unit.empty()) note += "单位 " + form.unit + "。";
            note += form.note;
            if (!form.choices.empty() && form.choices.size() <= 12) {
                note += note.empty() || note.ends_with("。") ? "可选：" : "。可选：";
                for (size_t i = 0; i < form.choices.size(); ++i) note += (i == 0 ? "" : "、") + form.choices[i];
            }
            line(text.form->names.front(), form.headings.front(), note, nullptr);
        }
}

/// Findings by the cell they belong to: sheet index, line, column.
struct Marks {
    std::map<std::tuple<size_t, int, int>, std::vector<const Problem*>> at;
};

size_t sheet_of(const Problem& problem, const std::vector<Sheet>& sheets) {
    const size_t mark = problem.place.cell.find('!');
    const std::string name = problem.place.cell.substr(0, mark);
    for (size_t i = 0; i < sheets.size(); ++i)
        if (mark != std::string::npos || !name.empty() ? sheets[i].name == name : sheets[i].file == problem.place.file)
            return i;
    return sheets.size();
}

std::string_view word_of(Severity severity) {
    return severity == Severity::error ? "错误" : severity == Severity::warning ? "警告" : "提示";
}

lxw_color_t colour_of(Severity severity) {
    return severity == Severity::error ? 0xF4B6B6 : severity == Severity::warning ? 0xFFF2B3 : 0xCFE3F5;
}

/// A format for a marked cell of one look: the value as read, the fill of the worst finding.
class MarkFormats {
public:
    explicit MarkFormats(WorkbookWriter& book) : book_(book) {}
    lxw_format* of(const Cell* cell, const Severity* worst) {
        const bool date = cell != nullptr && cell->date;
        const bool percent = cell != nullptr && cell->percent;
        const int key = (worst == nullptr ? 0 : 1 + static_cast<int>(*worst)) * 3 + (date ? 1 : percent ? 2 : 0);
        lxw_format*& format = formats_[key];
        if (format != nullptr) return format;
        format = book_.add_format();
        if (worst != nullptr) {
            format_set_bg_color(format, colour_of(*worst));
            format_set_border(format, LXW_BORDER_THIN);
        }
        format_set_num_format(format, date ? "yyyy-mm-dd" : percent ? "0.####%" : "General");
        return format;
    }

private:
    WorkbookWriter& book_;
    std::map<int, lxw_format*> formats_;
};

void write_as_read(lxw_worksheet* sheet, lxw_row_t row, const SheetCells& cells, const Cell& cell, lxw_format* format) {
    const std::string text(cells.text(cell));
    const bool number = cell.kind == SheetCellKind::number && !cell.date && !cell.inexact;
    if (number)
        worksheet_write_number(sheet, row, cell.index, to_double(text) / (cell.percent ? 100 : 1), format);
    else
        worksheet_write_string(sheet, row, cell.index, text.c_str(), format);
}

void write_marked_sheet(WorkbookWriter& book, size_t index, const std::vector<Sheet>& sheets, const Marks& marks,
                        MarkFormats& formats) {
    const SheetCells& cells = *sheets[index].cells;
    lxw_worksheet* sheet = book.add_sheet(sheets[index].name);
    auto mark = marks.at.lower_bound({index, 0, 0});
    const auto in_sheet = [&] { return mark != marks.at.end() && std::get<0>(mark->first) == index; };
    const auto write_mark = [&](lxw_row_t row, lxw_col_t column, const Cell* cell) {
        std::string words;
        Severity worst = Severity::note;
        for (const Problem* problem : mark->second) {
            worst = std::max(worst, problem->severity);
            words += fmt::format("{}{}：{}", words.empty() ? "" : "\n", word_of(problem->severity), problem->what.zh);
            if (!problem->wanted.zh.empty()) words += "；" + problem->wanted.zh;
        }
        if (cell != nullptr)
            write_as_read(sheet, row, cells, *cell, formats.of(cell, &worst));
        else
            worksheet_write_blank(sheet, row, column, formats.of(nullptr, &worst));
        worksheet_write_comment(sheet, row, column, words.c_str());
        ++mark;
    };
    for (const SheetCells::Row& row : cells.rows()) {
        const auto number = static_cast<lxw_row_t>(row.number - 1);
        for (const Cell* cell = cells.begin(row); cell != cells.end(row); ++cell) {
            while (in_sheet() && std::pair(std::get<1>(mark->first), std::get<2>(mark->first)) <
                                     std::pair(cell->line, cell->column))
                write_mark(static_cast<lxw_row_t>(std::max(std::get<1>(mark->first), 1) - 1),
                           static_cast<lxw_col_t>(std::max(std::get<2>(mark->first), 1) - 1), nullptr);
            if (in_sheet() && std::get<1>(mark->first) == cell->line && std::get<2>(mark->first) == cell->column)
                write_mark(number, cell->index, cell);
            else
                write_as_read(sheet, number, cells, *cell, formats.of(cell, nullptr));
        }
    }
    while (in_sheet())
        write_mark(static_cast<lxw_row_t>(std::max(std::get<1>(mark->first), 1) - 1),
                   static_cast<lxw_col_t>(std::max(std::get<2>(mark->first), 1) - 1), nullptr);
    worksheet_freeze_panes(sheet, 1, 0);
}

void write_findings(WorkbookWriter& book, const std::vector<Sheet>& sheets, const std::vector<Problem>& findings) {
    const Formats formats(book);
    lxw_worksheet* sheet = book.add_sheet("检查结果");
    static constexpr std::pair<const char*, double> kColumns[] = {{"序号", 6},  {"级别", 8},  {"工作表", 18}, {"单元格", 12},
                                                                 {"问题", 60}, {"应为", 50}, {"原值", 30}};
    for (lxw_col_t column = 0; column < std::size(kColumns); ++column) {
        worksheet_set_column(sheet, column, column, kColumns[column].second, nullptr);
        worksheet_write_string(sheet, 0, column, kColumns[column].first, formats.heading);
    }
    lxw_row_t row = 1;
    for (const Problem& problem : findings) {
        const FoundAt at = found_at(problem, sheets);
        worksheet_write_number(sheet, row, 0, row, nullptr);
        worksheet_write_string(sheet, row, 1, std::string(word_of(problem.severity)).c_str(), nullptr);
        worksheet_write_string(sheet, row, 2, at.sheet.c_str(), nullptr);
        const bool link = !problem.place.cell.empty() && !at.cell.empty() && row < 60'000;  // Excel takes 65,530 links
        if (link)
            worksheet_write_url_opt(sheet, row, 3, fmt::format("internal:'{}'!{}", at.sheet, at.cell).c_str(), nullptr,
                                    at.cell.c_str(), nullptr);
        else
            worksheet_write_string(sheet, row, 3, at.cell.c_str(), nullptr);
        worksheet_write_string(sheet, row, 4, problem.what.zh.c_str(), formats.words);
        worksheet_write_string(sheet, row, 5, problem.wanted.zh.c_str(), formats.words);
        worksheet_write_string(sheet, row, 6, at.value.c_str(), nullptr);
        ++row;
    }
    worksheet_freeze_panes(sheet, 1, 0);
    if (row > 1) worksheet_autofilter(sheet, 0, 0, row - 1, std::size(kColumns) - 1);
}

}  // namespace

FoundAt found_at(const Problem& problem, const std::vector<Sheet>& sheets) {
    FoundAt at;
    const Place& place = problem.place;
    const size_t mark = place.cell.find('!');
    if (!place.cell.empty()) {
        at.sheet = place.cell.substr(0, mark);
        if (mark != std::string::npos) at.cell = place.cell.substr(mark + 1);
    } else if (place.line > 0) {
        at.cell = fmt::format("{}:{}", place.line, place.column);
    }
    const size_t index = sheet_of(problem, sheets);
    if (index == sheets.size()) return at;
    at.sheet = sheets[index].name;
    if (!sheets[index].cells) return at;
    const SheetCells& cells = *sheets[index].cells;
    const auto row = std::lower_bound(cells.rows().begin(), cells.rows().end(), place.line,
                                      [](const SheetCells::Row& one, int line) { return one.number < line; });
    if (row == cells.rows().end() || row->number != place.line) return at;
    for (const Cell* cell = cells.begin(*row); cell != cells.end(*row); ++cell)
        if (cell->column == place.column) at.value = std::string(cells.text(*cell));
    return at;
}

Result<void> write_inventory_workbook(const std::string& path, const std::vector<SheetText>& sheets) {
    size_t rows = 0;
    for (const SheetText& sheet : sheets) rows += sheet.rows.size();
    WorkbookWriter book(path, rows > kLargeRows);
    const Formats formats(book);
    write_guide(book, sheets, formats);
    const Choices choices(book, sheets);
    for (const SheetText& sheet : sheets) write_sheet(book, sheet, formats, choices);
    return book.finish();
}

Result<void> write_marked_workbook(const std::string& path, const std::vector<Sheet>& sheets,
                                   const std::vector<Problem>& findings) {
    size_t rows = 0;
    for (const Sheet& sheet : sheets) rows += sheet.cells ? sheet.cells->rows().size() : 0;
    WorkbookWriter book(path, rows > kLargeRows);
    write_findings(book, sheets, findings);
    Marks marks;
    for (const Problem& problem : findings)
        if (problem.place.line > 0)
            marks.at[{sheet_of(problem, sheets), problem.place.line, problem.place.column}].push_back(&problem);
    MarkFormats formats(book);
    for (size_t i = 0; i < sheets.size(); ++i)
        if (sheets[i].cells) write_marked_sheet(book, i, sheets, marks, formats);
    return book.finish();
}

Result<void> write_inventory_folder(const std::string& path, const std::vector<SheetText>& sheets) {
    namespace fs = std::filesystem;
    std::error_code error;
    fs::create_directories(path, error);
    if (error || !fs::is_empty(path, error))
        return fail({path, 0, 0, ""}, {"文件夹不能建立或不是空的", "the folder cannot be made, or is not empty"},
                    {"给出新的或空的文件夹", "wanted: a new or an empty folder"});
    for (const SheetText& sheet : sheets) {
        if (sheet.rows.empty()) continue;
        const std::string file = path + "/" + sheet.form->names.front() + ".csv";
        std::ofstream out(file, std::ios::binary);
        out << sheet_csv(sheet);
        out.close();
        if (!out)
            return fail({file, 0, 0, ""}, {"不能写入", "cannot be written"},
                        {"检查权限和磁盘空间", "wanted: a folder that may be written and has room"});
    }
    return {};
}

}  // namespace qingkong
