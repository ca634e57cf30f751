// SPDX-License-Identifier: Apache-2.0
#include "emissions/workbook_styles.hpp"

#include <charconv>
#include <cmath>
#include <map>

#include <fmt/format.h>

#include "rules/time.hpp"

namespace qingkong {
namespace {

int to_int(std::string_view digits) {
    int value = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), value);
    return value;
}

}  // namespace

NumberLook look_of_builtin(int id) {
    if (id == 9 || id == 10) return NumberLook::percent;
    if ((id >= 14 && id <= 17) || id == 22 || (id >= 27 && id <= 31) || id == 36 || (id >= 50 && id <= 58))
        return NumberLook::date;
    if ((id >= 18 && id <= 21) || (id >= 32 && id <= 35) || (id >= 45 && id <= 47)) return NumberLook::time;
    return NumberLook::plain;
}

NumberLook look_of_code(std::string_view code) {
    bool day = false, hour = false, percent = false;
    for (size_t i = 0; i < code.size(); ++i) {
        const char c = code[i];
        if (c == '"') {  // literal text
            i = std::min(code.find('"', i + 1), code.size());
        } else if (c == '[') {  // colour, condition, locale, or elapsed hours [h]
            const size_t end = std::min(code.find(']', i), code.size());
            hour = hour || (end > i + 1 && (code[i + 1] == 'h' || code[i + 1] == 'H'));
            i = end;
        } else if (c == '\\' || c == '_' || c == '*') {
            ++i;  // the next character is literal, a width or a filling
        } else if (c == ';') {
            break;  // negative numbers look different, but stand for the same
        } else if (c == '%') {
            percent = true;
        } else if (c == 'y' || c == 'Y' || c == 'd' || c == 'D') {
            day = true;
        } else if (c == 'h' || c == 'H' || c == 's' || c == 'S') {
            hour = true;
        }
    }
    if (code == "General" || code == "@") return NumberLook::plain;
    if (percent) return NumberLook::percent;
    if (day) return NumberLook::date;
    return hour ? NumberLook::time : NumberLook::plain;
}

WorkbookStyles read_styles(const WorkbookArchive& archive, const std::string& part, std::vector<Problem>& problems) {
    WorkbookStyles styles;
    if (!archive.has(part)) return styles;
    WorkbookPart xml(archive, part);
    std::map<int, NumberLook> own;
    bool in_cell_styles = false;
    for (XmlNode node = xml.next(); node != XmlNode::finished; node = xml.next()) {
        if (node == XmlNode::end && xml.name() == "cellXfs") in_cell_styles = false;
        if (node != XmlNode::begin) continue;
        if (xml.name() == "cellXfs") {
            in_cell_styles = !xml.empty_element();
        } else if (xml.name() == "numFmt") {
            int id = -1;
            NumberLook look = NumberLook::plain;
            xml.attributes([&](std::string_view name, std::string_view value) {
                if (name == "numFmtId") id = to_int(value);
                if (name == "formatCode") look = look_of_code(value);
            });
            own[id] = look;
        } else if (in_cell_styles && xml.name() == "xf") {
            const int id = to_int(xml.attribute("numFmtId"));
            const auto found = own.find(id);
            styles.looks.push_back(found != own.end() ? found->second : look_of_builtin(id));
        }
    }
    problems.insert(problems.end(), xml.problems().begin(), xml.problems().end());
    return styles;
}

namespace {

/// `12.50` is `12.5`; a number without a point stands as it is.
std::string without_trailing_zeros(std::string text) {
    if (text.find('.') != std::string::npos) {
        while (text.back() == '0') text.pop_back();
        if (text.back() == '.') text.pop_back();
    }
    return text;
}

/// At most 15 digits, no sign, no exponent, no superfluous zero in front: what nearly every cell holds.
bool short_decimal(std::string_view stored) {
    if (stored.empty() || stored.size() > 16 || stored.front() == '.' || stored.back() == '.') return false;
    if (stored.front() == '0' && stored.size() > 1 && stored[1] != '.') return false;
    size_t points = 0;
    for (const char c : stored) {
        if (c == '.')
            ++points;
        else if (c < '0' || c > '9')
            return false;
    }
    return points <= 1 && stored.size() - points <= 15;
}

}  // namespace

std::string plain_number(std::string_view stored) {
    if (short_decimal(stored)) return without_trailing_zeros(std::string(stored));
    double value = 0;
    const auto read = std::from_chars(stored.data(), stored.data() + stored.size(), value);
    if (read.ec != std::errc() || read.ptr != stored.data() + stored.size() || !std::isfinite(value)) return {};
    // Whole numbers and short decimals stand as they are; `0.30000000000000004` was 0.3 in the person's eyes.
    std::string text = fmt::format("{:.15g}", value);
    if (text.find('e') != std::string::npos) text = fmt::format("{:.{}f}", value, std::abs(value) < 1 ? 20 : 0);
    text = without_trailing_zeros(std::move(text));
    return text == "-0" ? "0" : text;
}

std::string times_hundred(std::string_view number) {
    std::string digits(number);
    const bool negative = digits.starts_with('-');
    if (negative) digits.erase(0, 1);
    size_t point = digits.find('.');
    if (point == std::string::npos) {
        point = digits.size();
    } else {
        digits.erase(point, 1);
    }
    while (digits.size() < point + 2) digits.push_back('0');
    digits.insert(point + 2, ".");
    while (digits.back() == '0') digits.pop_back();
    if (digits.back() == '.') digits.pop_back();
    const size_t first = digits.find_first_not_of('0');
    digits.erase(0, first == std::string::npos ? digits.size() : first);
    if (digits.empty() || digits.front() == '.') digits.insert(digits.begin(), '0');
    return (negative && digits != "0" ? "-" : "") + digits;
}

std::string serial_date(std::string_view number, bool from_1904) {
    double serial = 0;
    const auto read = std::from_chars(number.data(), number.data() + number.size(), serial);
    if (read.ec != std::errc() || serial < 0 || serial > 3'000'000) return {};
    const auto days = static_cast<int>(serial) + (from_1904 ? 1462 : 0);
    // Day 60 is 29 February 1900, which never was; nobody writes a date before it.
    if (days < 61 || days > 2'958'465) return {};
    return format_day(Day{days - 25'569});
}

}  // namespace qingkong
