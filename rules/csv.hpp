// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace qingkong {

struct CsvField {
    std::string text;    ///< unquoted, outer blanks trimmed where it was not quoted
    int line = 0;        ///< where the field begins, from 1
    int column = 0;      ///< in characters, from 1
};

struct CsvRecord {
    std::vector<CsvField> fields;
    int line = 0;                 ///< first line
    int last_line = 0;            ///< greater than `line` where a quoted field holds line breaks
    bool unterminated = false;    ///< a quote was never closed: the record was cut at the end of its first line
};

/// RFC 4180 records of a UTF-8 text: CR LF or LF, quotes, a last line without newline. Blank lines are skipped. A quote
/// that is never closed costs its own line only, not the rest of the file.
/// The text must outlive the reader.
class CsvReader {
public:
    explicit CsvReader(std::string_view text) : rest_(text) {}
    /// False at the end of the text. The record's strings are reused from call to call.
    bool next(CsvRecord& record);

private:
    std::string_view rest_;
    int line_ = 1;
};

/// One field as it must be written: quoted only where it holds a comma, a quote or a line break, or begins or ends
/// with a blank.
std::string csv_field(std::string_view text);
/// A whole line with LF.
std::string csv_line(const std::vector<std::string>& fields);

}  // namespace qingkong
