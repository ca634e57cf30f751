// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "emissions/workbook_part.hpp"

namespace qingkong {

/// What a number of a workbook stands for by its format: the file says "date" in no other way.
enum class NumberLook { plain, date, time, percent };

/// The look of each cell style (`cellXfs`), by its index.
struct WorkbookStyles {
    std::vector<NumberLook> looks;

    NumberLook of(size_t style) const { return style < looks.size() ? looks[style] : NumberLook::plain; }
};

/// A format code such as `yyyy"年"m"月"d"日"`, `0.0%`, `[$-804]h:mm`.
NumberLook look_of_code(std::string_view code);
/// One of the formats that stand in no file: 9 and 10 percent; 14-17, 22, 27-31, 36, 50-58 dates; 18-21, 32-35, 45-47 times.
NumberLook look_of_builtin(int id);

/// Part `xl/styles.xml`; problems are added.
WorkbookStyles read_styles(const WorkbookArchive& archive, const std::string& part, std::vector<Problem>& problems);

/// A workbook's number as a person wrote it: at most 15 significant digits, no exponent. Empty where it is no number.
std::string plain_number(std::string_view stored);
/// `0.2` -> `20`, by moving the point.
std::string times_hundred(std::string_view number);
/// Serial day as YYYY-MM-DD, hours dropped; empty outside 1900-03-01 … 9999-12-31.
std::string serial_date(std::string_view number, bool from_1904);

}  // namespace qingkong
