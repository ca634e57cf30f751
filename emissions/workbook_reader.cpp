// SPDX-License-Identifier: Apache-2.0
#include "emissions/workbook_reader.hpp"

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>

#include <fmt/format.h>

#include "emissions/workbook_part.hpp"
#include "emissions/workbook_styles.hpp"

namespace qingkong {
namespace {

constexpr size_t kMostCells = 20'000'000;
constexpr int kMostColumns = 16'384;
constexpr int kMostRows = 1'048'576;

struct Workbook {
    const WorkbookArchive& archive;
    std::vector<Problem>& problems;
    WorkbookStyles styles;
    std::string texts;              ///< the shared strings, one after the other
    std::vector<uint32_t> ends;     ///< end of each shared string in `texts`
    bool from_1904 = false;

    void take(const WorkbookPart& xml) {
        problems.insert(problems.end(), xml.problems().begin(), xml.problems().end());
    }
    std::optional<std::string_view> shared(std::string_view index) const {
        size_t i = 0;
        const auto read = std::from_chars(index.data(), index.data() + index.size(), i);
        if (read.ec != std::errc() || i >= ends.size()) return std::nullopt;
        const uint32_t begin = i == 0 ? 0 : ends[i - 1];
        return std::string_view(texts).substr(begin, ends[i] - begin);
    }
};

struct SheetPart {
    std::string name;
    std::string relation;
    bool hidden = false;
};

std::string folder_of(const std::string& part) {
    return part.substr(0, part.rfind('/') + 1);
}

/// Targets of the relations of a part, by id, as part names.
std::map<std::string, std::string> relations_of(Workbook& book, const std::string& part, const std::string& type_end = {}) {
    const std::string folder = folder_of(part);
    std::map<std::string, std::string> targets;
    WorkbookPart xml(book.archive, folder + "_rels/" + part.substr(folder.size()) + ".rels");
    for (XmlNode node = xml.next(); node != XmlNode::finished; node = xml.next()) {
        if (node != XmlNode::begin || xml.name() != "Relationship") continue;
        std::string id, target, type;
        xml.attributes([&](std::string_view name, std::string_view value) {
            if (name == "Id") id = value;
            if (name == "Target") target = value;
            if (name == "Type") type = value;
        });
        if (!target.empty() && target.front() == '/')
            target.erase(0, 1);
        else
            target.insert(0, folder);
        if (type_end.empty() || type.ends_with(type_end)) targets[id] = target;
    }
    book.take(xml);
    return targets;
}

/// `_x000D_` and the like stand for control characters; line breaks become blanks, the rest goes.
void append_unescaped(std::string& out, std::string_view text) {
    for (size_t i = 0; i < text.size(); ++i) {
        unsigned code = 0;
        if (text[i] == '_' && i + 6 < text.size() && text[i + 1] == 'x' && text[i + 6] == '_') {
            const auto read = std::from_chars(text.data() + i + 2, text.data() + i + 6, code, 16);
            if (read.ptr == text.data() + i + 6 && code < 0x20) {
                if (code == '\n' || code == '\t') out.push_back(' ');
                i += 6;
                continue;
            }
        }
        out.push_back(text[i]);
    }
}

/// The `<t>` texts of an `<si>` or `<is>` that was just begun, without phonetics, to the element's end.
void read_rich_text(WorkbookPart& xml, std::string& out) {
    if (xml.empty_element()) return;
    int depth = 1;
    int phonetic = 0;
    bool in_text = false;
    while (depth > 0) {
        const XmlNode node = xml.next();
        if (node == XmlNode::finished) return;
        if (node == XmlNode::begin) {
            if (xml.empty_element()) continue;
            ++depth;
            if (phonetic > 0 || xml.name() == "rPh") ++phonetic;
            in_text = phonetic == 0 && xml.name() == "t";
        } else if (node == XmlNode::end) {
            --depth;
            if (phonetic > 0) --phonetic;
            in_text = false;
        } else if (node == XmlNode::text && in_text) {
            append_unescaped(out, xml.text());
        }
    }
}

void read_shared_strings(Workbook& book, const std::string& part) {
    if (!book.archive.has(part)) return;
    WorkbookPart xml(book.archive, part);
    for (XmlNode node = xml.next(); node != XmlNode::finished; node = xml.next()) {
        if (node != XmlNode::begin || xml.name() != "si") continue;
        read_rich_text(xml, book.texts);
        book.ends.push_back(static_cast<uint32_t>(book.texts.size()));
    }
    book.take(xml);
}

std::vector<SheetPart> read_book(Workbook& book, const std::string& part) {
    std::vector<SheetPart> sheets;
    WorkbookPart xml(book.archive, part);
    for (XmlNode node = xml.next(); node != XmlNode::finished; node = xml.next()) {
        if (node != XmlNode::begin) continue;
        if (xml.name() == "workbookPr") {
            const std::string_view from = xml.attribute("date1904");
            book.from_1904 = from == "1" || from == "true";
        } else if (xml.name() == "sheet") {
            SheetPart sheet;
            xml.attributes([&](std::string_view name, std::string_view value) {
                if (name == "name") sheet.name = value;
                if (name == "id") sheet.relation = value;
                if (name == "state") sheet.hidden = value != "visible";
            });
            sheets.push_back(std::move(sheet));
        }
    }
    book.take(xml);
    return sheets;
}

/// `AB12` -> row 12, column 28; false where it is none.
bool parse_reference(std::string_view text, int& row, int& column) {
    size_t i = 0;
    int letters = 0;
    for (; i < text.size() && text[i] >= 'A' && text[i] <= 'Z' && i < 4; ++i) letters = letters * 26 + (text[i] - 'A' + 1);
    int digits = 0;
    const auto read = std::from_chars(text.data() + i, text.data() + text.size(), digits);
    if (i == 0 || read.ec != std::errc() || read.ptr != text.data() + text.size()) return false;
    if (letters > kMostColumns || digits < 1 || digits > kMostRows) return false;
    row = digits;
    column = letters;
    return true;
}

std::optional<SheetCells::Range> parse_range(std::string_view text) {
    SheetCells::Range range;
    const size_t colon = text.find(':');
    if (colon == std::string_view::npos) return std::nullopt;
    if (!parse_reference(text.substr(0, colon), range.first_row, range.first_column) ||
        !parse_reference(text.substr(colon + 1), range.last_row, range.last_column))
        return std::nullopt;
    return range;
}

/// One `<c>` while it is read.
struct RawCell {
    int row = 0;
    int column = 0;
    size_t style = 0;
    std::string type;
    std::string value;
    bool has_value = false;
    bool formula = false;
};

class SheetReader {
public:
    SheetReader(Workbook& book, SheetCells& cells) : book_(book), cells_(cells) {}

    void read(const std::string& part) {
        WorkbookPart xml(book_.archive, part);
        for (XmlNode node = xml.next(); node != XmlNode::finished && book_.problems.empty(); node = xml.next()) {
            if (node == XmlNode::end && xml.name() == "row") cells_.end_row();
            if (node != XmlNode::begin) continue;
            if (xml.name() == "row")
                begin_row(xml);
            else if (xml.name() == "c")
                read_cell(xml);
            else if (xml.name() == "mergeCell") {
                if (const auto range = parse_range(xml.attribute("ref"))) merged_.push_back(*range);
            }
        }
        book_.take(xml);
        if (book_.problems.empty() && !cells_.fill_merged(merged_))
            refuse({"合并单元格过多", "too many merged cells"}, {"取消大范围的合并", "wanted: fewer merged cells"});
    }

private:
    void refuse(Text what, Text wanted) {
        Place place{cells_.file, 0, 0, cells_.name};
        book_.problems.push_back({Severity::error, std::move(place), std::move(what), std::move(wanted)});
    }

    void begin_row(WorkbookPart& xml) {
        int number = row_ + 1;
        const std::string_view written = xml.attribute("r");
        if (!written.empty()) std::from_chars(written.data(), written.data() + written.size(), number);
        if (number <= row_ || number > kMostRows) {
            refuse({fmt::format("第 {} 行的次序不对", number), fmt::format("row {} stands out of order", number)},
                   {"重新保存工作簿", "wanted: the workbook saved again"});
            return;
        }
        row_ = number;
        column_ = 0;
        cells_.begin_row(row_);
        if (xml.empty_element()) cells_.end_row();
    }

    void read_cell(WorkbookPart& xml) {
        RawCell raw;
        raw.row = row_;
        raw.column = column_ + 1;
        xml.attributes([&](std::string_view name, std::string_view value) {
            if (name == "r") {
                int row = 0, column = 0;
                if (parse_reference(value, row, column) && row == row_) raw.column = column;
            } else if (name == "s") {
                std::from_chars(value.data(), value.data() + value.size(), raw.style);
            } else if (name == "t") {
                raw.type = value;
            }
        });
        const bool in_order = raw.column > column_;
        column_ = raw.column;
        if (xml.empty_element()) return;
        read_content(xml, raw);
        if (!in_order || row_ == 0 || cells_.cell_count() >= kMostCells) {
            refuse({"单元格次序不对或过多", "cells out of order, or too many of them"},
                   {"重新保存工作簿，删除空白行列", "wanted: the workbook saved again, without endless blank rows"});
            return;
        }
        add(raw);
    }

    void read_content(WorkbookPart& xml, RawCell& raw) {
        bool in_value = false;
        for (XmlNode node = xml.next(); node != XmlNode::finished; node = xml.next()) {
            if (node == XmlNode::end) {
                if (xml.name() == "c") return;
                in_value = false;
            } else if (node == XmlNode::text) {
                if (!in_value) continue;
                raw.value += xml.text();
                raw.has_value = true;  // `<v></v>` is what some programs write for a formula they do not compute
            } else if (node == XmlNode::begin) {
                if (xml.name() == "is") {
                    read_rich_text(xml, raw.value);
                    raw.has_value = true;
                } else if (xml.name() == "v") {
                    in_value = !xml.empty_element();
                } else if (xml.name() == "f") {
                    raw.formula = true;
                    in_value = false;
                }
            }
        }
    }

    void add(const RawCell& raw) {
        Cell cell;
        cell.line = raw.row;
        cell.column = raw.column;
        cell.index = static_cast<uint16_t>(raw.column - 1);
        cell.formula = raw.formula;
        if (!raw.has_value) {
            if (!raw.formula) return;
            cell.unknown = true;
            cells_.add(cell, "");
            return;
        }
        if (raw.type == "s") {
            const auto text = book_.shared(raw.value);
            if (!text)
                refuse({"引用了不存在的文字", "a cell names a text that is not there"},
                       {"重新保存工作簿", "wanted: the workbook saved again"});
            else if (!text->empty())
                cells_.add(cell, *text);
        } else if (raw.type == "inlineStr") {
            if (!raw.value.empty()) cells_.add(cell, raw.value);
        } else if (raw.type == "str") {
            std::string text;
            append_unescaped(text, raw.value);
            if (!text.empty()) cells_.add(cell, text);
        } else if (raw.type == "b") {
            cell.kind = SheetCellKind::boolean;
            cells_.add(cell, raw.value == "1" ? "TRUE" : "FALSE");
        } else if (raw.type == "e") {
            cell.kind = SheetCellKind::error;
            cells_.add(cell, raw.value);
        } else if (raw.type == "d") {
            cell.date = true;
            cells_.add(cell, std::string_view(raw.value).substr(0, 10));
        } else {
            add_number(cell, raw);
        }
    }

    void add_number(Cell cell, const RawCell& raw) {
        std::string number = plain_number(raw.value);
        if (number.empty()) {
            cell.kind = SheetCellKind::error;
            cells_.add(cell, raw.value);
            return;
        }
        cell.kind = SheetCellKind::number;
        const size_t digits = number.size() - (number.starts_with('-') ? 1 : 0);
        cell.inexact = digits > 15 && number.find('.') == std::string::npos;
        const NumberLook look = book_.styles.of(raw.style);
        if (look == NumberLook::percent) {
            cell.percent = true;
            number = times_hundred(number);
        } else if (look == NumberLook::date) {
            if (std::string date = serial_date(number, book_.from_1904); !date.empty()) {
                cell.date = true;
                number = std::move(date);
            }
        }
        cells_.add(cell, number);
    }

    Workbook& book_;
    SheetCells& cells_;
    int row_ = 0;
    int column_ = 0;
    std::vector<SheetCells::Range> merged_;
};

}  // namespace

Result<std::vector<SheetCells>> read_workbook(std::string_view bytes, const std::string& file) {
    auto archive = WorkbookArchive::open(bytes, file);
    if (!archive) return tl::unexpected(archive.error());
    std::vector<Problem> problems;
    Workbook book{*archive, problems, {}, {}, {}, false};
    const auto refused = [&] { return tl::unexpected(std::move(problems)); };

    // The package says where the workbook is; usually xl/workbook.xml.
    std::string main_part = "xl/workbook.xml";
    if (archive->has("_rels/.rels"))
        for (const auto& [id, target] : relations_of(book, "", "/officeDocument")) main_part = target;
    if (!problems.empty()) return refused();
    if (!archive->has(main_part))
        return fail({file, 0, 0, ""}, {"压缩包里没有工作簿", "the archive holds no workbook"},
                    {"应为 Excel 或 WPS 保存的 .xlsx", "wanted: an .xlsx saved by Excel, WPS or LibreOffice"});
    const std::vector<SheetPart> sheets = read_book(book, main_part);
    if (!problems.empty()) return refused();
    const auto relations = relations_of(book, main_part, "/worksheet");  // charts have no cells
    const auto part_of_type = [&](const std::string& type, const std::string& usual) {
        const auto found = relations_of(book, main_part, "/" + type);
        return found.empty() ? folder_of(main_part) + usual : found.begin()->second;
    };
    book.styles = read_styles(*archive, part_of_type("styles", "styles.xml"), problems);
    read_shared_strings(book, part_of_type("sharedStrings", "sharedStrings.xml"));
    if (!problems.empty()) return refused();

    std::vector<SheetCells> tables;
    for (const SheetPart& sheet : sheets) {
        const auto part = relations.find(sheet.relation);
        if (part == relations.end()) continue;
        SheetCells& cells = tables.emplace_back();
        cells.file = file;
        cells.name = sheet.name;
        cells.workbook = true;
        cells.hidden = sheet.hidden;
        SheetReader(book, cells).read(part->second);
        if (!problems.empty()) return refused();
    }
    return tables;
}

}  // namespace qingkong
