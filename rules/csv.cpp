// SPDX-License-Identifier: Apache-2.0
#include "rules/csv.hpp"

#include <algorithm>
#include <cstddef>

namespace qingkong {
namespace {

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r'; }

std::string_view trim(std::string_view text) {
    while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
    return text;
}

int characters(std::string_view text) {
    return static_cast<int>(
        std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

/// Where a record stands in the text; columns count characters, so they are carried along field by field.
struct Cursor {
    std::string_view text;
    size_t at = 0;
    int line = 1;
    int column = 1;

    bool end() const { return at >= text.size(); }
    char peek() const { return text[at]; }
    void skip(size_t bytes) {
        column += characters(text.substr(at, bytes));
        at += bytes;
    }
    void new_line() {
        ++at;
        ++line;
        column = 1;
    }
};

/// The fields of a record in slots that are reused: a file of a million rows allocates for its longest row only.
class Slots {
public:
    explicit Slots(std::vector<CsvField>& fields) : fields_(fields) {}
    CsvField& open(const Cursor& cursor) {
        if (used_ == fields_.size()) fields_.emplace_back();
        CsvField& field = fields_[used_++];
        field.text.clear();
        field.line = cursor.line;
        field.column = cursor.column;
        return field;
    }
    void close() { fields_.resize(used_); }

private:
    std::vector<CsvField>& fields_;
    size_t used_ = 0;
};

/// Reads `"..."` with doubled quotes; false where the text ends inside.
bool read_quoted(Cursor& in, std::string& out) {
    in.skip(1);
    while (!in.end()) {
        const char c = in.peek();
        if (c == '"') {
            in.skip(1);
            if (in.end() || in.peek() != '"') return true;
            out.push_back('"');
            in.skip(1);
        } else if (c == '\n') {
            out.push_back('\n');
            in.new_line();
        } else if (c == '\r' && in.at + 1 < in.text.size() && in.text[in.at + 1] == '\n') {
            in.skip(1);
        } else {
            out.push_back(c);
            in.skip(1);
        }
    }
    return false;
}

/// Reads one record up to and with its newline; false where a quote stays open.
bool read_record(Cursor& in, CsvRecord& record) {
    Slots slots(record.fields);
    while (true) {
        CsvField& field = slots.open(in);
        size_t lead = in.at;
        while (lead < in.text.size() && (in.text[lead] == ' ' || in.text[lead] == '\t')) ++lead;
        const bool quoted = lead < in.text.size() && in.text[lead] == '"';
        if (quoted) {
            in.skip(lead - in.at);
            field.column = in.column;
            if (!read_quoted(in, field.text)) return false;
        }
        const size_t stop = std::min(in.text.find_first_of(",\n", in.at), in.text.size());
        const std::string_view plain = in.text.substr(in.at, stop - in.at);
        field.text.append(trim(plain));  // after a quoted field this is nothing, or a slip kept for the message
        in.skip(plain.size());
        if (!in.end() && in.peek() == ',') {
            in.skip(1);
            continue;
        }
        record.last_line = in.line;
        if (!in.end()) in.new_line();
        slots.close();
        return true;
    }
}

}  // namespace

bool CsvReader::next(CsvRecord& record) {
    while (true) {
        const size_t stop = std::min(rest_.find('\n'), rest_.size());
        if (!trim(rest_.substr(0, stop)).empty()) break;
        if (stop == rest_.size()) {
            rest_ = {};
            return false;
        }
        rest_.remove_prefix(stop + 1);
        ++line_;
    }
    record.line = line_;
    record.unterminated = false;
    Cursor cursor{rest_, 0, line_, 1};
    if (!read_record(cursor, record)) {
        // Only the first line is given up: everything after it may be sound.
        const size_t stop = std::min(rest_.find('\n'), rest_.size());
        Slots slots(record.fields);
        Cursor line{rest_.substr(0, stop), 0, line_, 1};
        while (true) {
            CsvField& field = slots.open(line);
            const size_t comma = std::min(line.text.find(',', line.at), line.text.size());
            const std::string_view plain = line.text.substr(line.at, comma - line.at);
            field.text = trim(plain);
            line.skip(plain.size());
            if (line.end()) break;
            line.skip(1);
        }
        slots.close();
        record.unterminated = true;
        record.last_line = line_;
        rest_.remove_prefix(std::min(stop + 1, rest_.size()));
        ++line_;
        return true;
    }
    rest_.remove_prefix(cursor.at);
    line_ = cursor.line;
    return true;
}

std::string csv_field(std::string_view text) {
    const bool blank_edge = !text.empty() && (is_blank(text.front()) || is_blank(text.back()));
    if (!blank_edge && text.find_first_of(",\"\n\r") == std::string_view::npos) return std::string(text);
    std::string quoted = "\"";
    for (const char c : text) {
        if (c == '"') quoted.push_back('"');
        quoted.push_back(c);
    }
    quoted.push_back('"');
    return quoted;
}

std::string csv_line(const std::vector<std::string>& fields) {
    std::string line;
    for (size_t i = 0; i < fields.size(); ++i) {
        if (i > 0) line.push_back(',');
        line += csv_field(fields[i]);
    }
    line.push_back('\n');
    return line;
}

}  // namespace qingkong
