// SPDX-License-Identifier: Apache-2.0
// The cells of one row as the values they stand for: what people write in a spreadsheet is more than one thing.

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "emissions/inventory_sheet.hpp"
#include "emissions/workbook_styles.hpp"
#include "rules/words.hpp"

namespace qingkong {
namespace {

bool is_number(std::string_view digits) {
    size_t points = 0;
    for (const char c : digits) {
        if (c == '.')
            ++points;
        else if (c < '0' || c > '9')
            return false;
    }
    return points <= 1 && !digits.empty() && digits.front() != '.' && digits.back() != '.';
}

/// Outer blanks of every width removed.
std::string_view without_outer_blanks(std::string_view text) {
    static constexpr std::string_view kBlanks[] = {" ", "\t", "\r", "\n", "\u3000", "\u00A0", "\u200B", "\uFEFF"};
    for (bool again = true; again;) {
        again = false;
        for (const std::string_view blank : kBlanks) {
            while (text.starts_with(blank)) {
                text.remove_prefix(blank.size());
                again = true;
            }
            while (text.ends_with(blank)) {
                text.remove_suffix(blank.size());
                again = true;
            }
        }
    }
    return text;
}

/// Full-width `０`, `Ａ`, `．`, `％`, `－` as the ASCII they stand for.
std::string half_width(std::string_view text) {
    std::string out;
    for (size_t i = 0; i < text.size(); ++i) {
        const auto byte = [&](size_t k) { return static_cast<unsigned char>(text[i + k]); };
        if (i + 2 < text.size() && byte(0) == 0xEF && (byte(1) == 0xBC || byte(1) == 0xBD)) {
            const unsigned code = 0xF000U | (byte(1) & 0x3FU) << 6 | (byte(2) & 0x3FU);
            if (code >= 0xFF01 && code <= 0xFF5E) {
                out.push_back(static_cast<char>(code - 0xFEE0));
                i += 2;
                continue;
            }
        }
        out.push_back(text[i]);
    }
    return out;
}

/// `1,234,567.5` without its commas; any other text as it is.
std::string without_thousands(const std::string& text) {
    const size_t point = std::min(text.find('.'), text.size());
    const size_t first = text.find(',');
    if (first == std::string::npos || first == 0 || first > 3) return text;
    for (size_t i = 0; i < point; ++i)
        if ((text[i] == ',') != (i >= first && (i - first) % 4 == 0)) return text;
    if ((point - first) % 4 != 0 || text.find(',', point) != std::string::npos) return text;
    std::string digits = text;
    std::erase(digits, ',');
    return digits;
}

/// Cut to `decimals`, rounded half up in the last one.
std::string rounded(const std::string& digits, int decimals) {
    const size_t point = digits.find('.');
    if (point == std::string::npos || digits.size() - point - 1 <= static_cast<size_t>(decimals)) return digits;
    const bool up = digits[point + 1 + static_cast<size_t>(decimals)] >= '5';
    std::string out = digits.substr(0, point + 1 + static_cast<size_t>(decimals));
    if (out.back() == '.') out.pop_back();
    if (!up) return out;
    for (size_t i = out.size(); i-- > 0;) {
        if (out[i] == '.') continue;
        if (out[i]++ != '9') return out;
        out[i] = '0';
    }
    return "1" + out;
}

}  // namespace

std::optional<AlertLevel> parse_level_words(std::string_view text) {
    for (const AlertLevel level : kLevelsRising) {
        const std::string zh = level_name(level).zh;
        if (text == zh || text == zh + "预警" || lower(text) == token(level)) return level;
        if (zh.size() > 3 && text == zh.substr(0, 3)) return level;  // 黄
    }
    return std::nullopt;
}

const Cell* SheetRow::cell(std::string_view key) const {
    const auto column = table_->by_key_.find(key);
    if (column == table_->by_key_.end()) return nullptr;
    return table_->cells_->find(table_->cells_->rows()[row_], column->second->index);
}

std::string SheetRow::text(std::string_view key) const {
    const Cell* found = cell(key);
    if (found == nullptr || found->kind == SheetCellKind::error) return {};
    const std::string_view value = without_outer_blanks(table_->cells_->text(*found));
    if (value == "-" || value == "—" || value == "——" || value == "/" || value == "NA") return {};
    return std::string(value);
}

std::string SheetRow::code(std::string_view key) const {
    const std::string written = text(key);
    const Cell* found = cell(key);
    if (found != nullptr && found->inexact) {
        error(key,
              {fmt::format("“{}”以数字保存，末尾几位已丢失", written),
               fmt::format("\"{}\" is stored as a number and has lost its last digits", written)},
              {"把单元格设为文本后重新填写", "wanted: the cell formatted as text, then filled again"});
        return {};
    }
    std::string code = half_width(written);
    std::erase(code, ' ');
    if (code != written)
        warning(key, {fmt::format("“{}”已读作 {}", written, code), fmt::format("\"{}\" is read as {}", written, code)},
                {"应为半角、不含空格", "wanted: half-width, without blanks"});
    return code;
}

Place SheetRow::place() const {
    return table_->cells_->place(table_->cells_->rows()[row_].number, 1);
}

Place SheetRow::place(std::string_view key) const {
    const auto column = table_->by_key_.find(key);
    if (column == table_->by_key_.end()) return place();
    return table_->cells_->place(table_->cells_->rows()[row_], column->second->index);
}

void SheetRow::error(std::string_view key, Text what, Text wanted) const {
    findings_->error(place(key), std::move(what), std::move(wanted));
}
void SheetRow::warning(std::string_view key, Text what, Text wanted) const {
    findings_->warning(place(key), std::move(what), std::move(wanted));
}

std::string SheetRow::wanted_text(std::string_view key, const Text& example) const {
    std::string value = text(key);
    const Cell* found = cell(key);
    const bool told = found != nullptr && (found->kind == SheetCellKind::error || found->unknown);
    if (value.empty() && !told)
        error(key, {"此处不能为空", "this cell must not be empty"}, {"应填写" + example.zh, "wanted: " + example.en});
    return value;
}

std::string SheetRow::plain_digits(std::string_view key) const {
    const std::string written = text(key);
    if (written.empty()) return {};
    const std::string digits = without_thousands(half_width(written));
    if (digits != written)
        warning(key,
                {fmt::format("“{}”已读作 {}", written, digits), fmt::format("\"{}\" is read as {}", written, digits)},
                {"应为半角数字，不用千分位", "wanted: half-width digits without commas"});
    const auto column = table_->by_key_.find(key);
    if (cell(key)->continued && column->second->form->type == ColumnType::amount) {
        error(key, {"合并单元格中的数量不能属于几行", "an amount in a merged cell cannot belong to several rows"},
              {"取消合并，逐行填写", "wanted: a figure a row"});
        return {};
    }
    return digits;
}

std::optional<int64_t> SheetRow::decimal(std::string_view key, std::string digits, int decimals) const {
    const auto refuse = [&](const Text& wanted) -> std::optional<int64_t> {
        error(key, {fmt::format("“{}”不是有效的数", digits), fmt::format("\"{}\" is not a valid number", digits)},
              wanted);
        return std::nullopt;
    };
    if (!is_number(digits))
        return refuse({"应为半角非负数，不带单位，例如 12.5",
                       "wanted: a non-negative number in half-width digits without its unit, e.g. 12.5"});
    const Cell* found = cell(key);
    if (found != nullptr && found->kind == SheetCellKind::number && decimals > 0) {
        const std::string exact = rounded(digits, decimals);
        if (exact != digits)
            findings_->note(place(key),
                            {fmt::format("{} 按 {} 位小数读作 {}", digits, decimals, exact),
                             fmt::format("{} is read as {} ({} decimals)", digits, exact, decimals)},
                            {});
        digits = exact;
    }
    const size_t point = digits.find('.');
    const std::string_view whole = std::string_view(digits).substr(0, point);
    std::string_view fraction =
        point == std::string::npos ? std::string_view{} : std::string_view(digits).substr(point + 1);
    while (!fraction.empty() && fraction.back() == '0') fraction.remove_suffix(1);
    if (static_cast<int>(fraction.size()) > decimals)
        return refuse({decimals == 0 ? "应为整数" : fmt::format("小数至多{}位", decimals),
                       decimals == 0 ? "wanted: a whole number" : fmt::format("wanted: at most {} decimals", decimals)});
    int64_t value = 0;
    for (const char c : whole) {
        value = value * 10 + (c - '0');
        if (value > 1'000'000'000) return refuse({"应不超过 10 亿", "wanted: at most 10^9"});
    }
    for (int i = 0; i < decimals; ++i)
        value = value * 10 + (i < static_cast<int>(fraction.size()) ? fraction[static_cast<size_t>(i)] - '0' : 0);
    return value;
}

std::optional<int64_t> SheetRow::scaled(std::string_view key, int decimals) const {
    std::string digits = plain_digits(key);
    if (digits.empty()) return std::nullopt;
    return decimal(key, std::move(digits), decimals);
}

std::optional<Rational> SheetRow::number(std::string_view key, int decimals) const {
    const auto value = scaled(key, decimals);
    if (!value) return std::nullopt;
    int64_t scale = 1;
    for (int i = 0; i < decimals; ++i) scale *= 10;
    return Rational(*value, scale);
}

std::optional<int> SheetRow::integer(std::string_view key, int least, int most) const {
    std::string digits = plain_digits(key);
    if (digits.empty()) return std::nullopt;
    const auto value = decimal(key, digits, 0);
    if (!value) return std::nullopt;
    if (*value < least || *value > most) {
        error(key, {fmt::format("{} 超出范围", digits), fmt::format("{} is out of range", digits)},
              {fmt::format("应在 {} 至 {} 之间", least, most), fmt::format("wanted: {} to {}", least, most)});
        return std::nullopt;
    }
    return static_cast<int>(*value);
}

std::optional<Rational> SheetRow::percent(std::string_view key) const {
    std::string digits = plain_digits(key);
    if (digits.empty()) return std::nullopt;
    bool told = cell(key)->percent;  // the sign, or the workbook's format, says what the number is
    if (digits.ends_with('%')) {
        digits.pop_back();
        told = true;
    }
    auto value = decimal(key, digits, 4);
    if (!value) return std::nullopt;
    constexpr int64_t kOne = 10'000;
    if (!told && *value == kOne) {
        error(key, {"“1”可能是 1%，也可能是 100%", "\"1\" may be 1 % or 100 %"}, {"写明 1% 或 100%", "wanted: 1% or 100%"});
        return std::nullopt;
    }
    if (!told && *value > 0 && *value < kOne) {
        *value *= 100;
        const std::string read = Rational(*value, kOne).cut1();
        warning(key, {fmt::format("“{}”已读作 {}%", digits, read), fmt::format("\"{}\" is read as {} %", digits, read)},
                {"写明百分号", "wanted: a percent sign"});
    }
    if (*value > 100 * kOne) {
        error(key, {"比例大于 100%", "a share of over 100 %"}, {"应在 0 至 100 之间", "wanted: 0 to 100"});
        return std::nullopt;
    }
    return Rational(*value, kOne);
}

std::optional<Day> SheetRow::day(std::string_view key) const {
    const std::string written = text(key);
    if (written.empty() || written == "长期") return std::nullopt;
    const Cell* found = cell(key);
    std::string stamp = half_width(written);
    if (found->kind == SheetCellKind::number && !found->date) {
        // 45976 without a date format; a year or 20251115 is read below.
        const std::string date = stamp.size() == 5 ? serial_date(stamp, false) : std::string();
        if (!date.empty()) {
            warning(key, {fmt::format("数字 {} 已读作日期 {}", stamp, date), fmt::format("{} is read as {}", stamp, date)},
                    {"把单元格设为日期格式", "wanted: the cell formatted as a date"});
            stamp = date;
        }
    }
    if (const size_t time = stamp.find(' '); time != std::string::npos && stamp.find(':', time) != std::string::npos)
        stamp.resize(time);
    for (const auto& [from, to] : {std::pair("年", "-"), std::pair("月", "-"), std::pair("日", ""), std::pair(".", "-")})
        for (size_t at = stamp.find(from); at != std::string::npos; at = stamp.find(from, at))
            stamp.replace(at, std::string_view(from).size(), to);
    const auto value = parse_day(stamp);
    if (!value) {
        error(key, {fmt::format("“{}”不是日期", written), fmt::format("\"{}\" is no date", written)},
              {"例如 2025-11-15", "for example 2025-11-15"});
    } else if (table_->cells_->workbook && found->kind == SheetCellKind::text) {
        findings_->note(place(key),
                        {fmt::format("日期以文本填写，已读作 {}", format_day(*value)),
                         fmt::format("a date written as text, read as {}", format_day(*value))},
                        {});
    }
    return value;
}

std::optional<bool> SheetRow::yes(std::string_view key) const {
    const std::string word = lower(text(key));
    if (word.empty()) return std::nullopt;
    if (word == "是" || word == "有" || word == "√" || word == "yes" || word == "true" || word == "1") return true;
    if (word == "否" || word == "无" || word == "×" || word == "no" || word == "false" || word == "0") return false;
    error(key, {fmt::format("“{}”无法识别", word), fmt::format("\"{}\" is not understood", word)},
          {"应为 是 或 否", "wanted: 是 or 否"});
    return std::nullopt;
}

std::optional<AlertLevel> SheetRow::level(std::string_view key) const {
    const std::string word = text(key);
    if (word.empty()) return std::nullopt;
    const auto value = parse_level_words(word);
    if (!value)
        error(key, {fmt::format("“{}”不是预警级别", word), fmt::format("\"{}\" is no alert level", word)},
              {"应为 蓝色、黄色、橙色 或 红色", "wanted: 蓝色, 黄色, 橙色 or 红色 (blue … red)"});
    return value;
}

}  // namespace qingkong
