// SPDX-License-Identifier: Apache-2.0
#include "emissions/inventory_sheet.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "emissions/words.hpp"
#include "rules/encoding.hpp"

namespace qingkong {
namespace {

void replace_all(std::string& text, std::string_view from, std::string_view to) {
    for (size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
        text.replace(at, from.size(), to);
}

/// `年排放量SO2（t/a）` and `年排放量so2` are the same heading: no blanks, no case, no unit in brackets at the end.
std::string normal_heading(std::string_view text) {
    std::string heading = lower(text);
    replace_all(heading, "　", "");
    replace_all(heading, " ", "");
    replace_all(heading, "（", "(");
    replace_all(heading, "）", ")");
    replace_all(heading, "₂", "2");
    replace_all(heading, "ₓ", "x");
    const size_t open = heading.rfind('(');
    if (open != std::string::npos && open > 0 && heading.back() == ')') heading.resize(open);
    return heading;
}

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

}  // namespace

bool SheetForm::is_named(std::string_view sheet_name) const {
    const std::string wanted = normal_heading(sheet_name);
    return std::any_of(names.begin(), names.end(), [&](const auto& name) { return normal_heading(name) == wanted; });
}

void Findings::error(Place place, Text what, Text wanted) {
    errors.push_back({Severity::error, std::move(place), std::move(what), std::move(wanted)});
}
void Findings::warning(Place place, Text what, Text wanted) {
    notes.push_back({Severity::warning, std::move(place), std::move(what), std::move(wanted)});
}
void Findings::note(Place place, Text what, Text wanted) {
    notes.push_back({Severity::note, std::move(place), std::move(what), std::move(wanted)});
}

std::optional<AlertLevel> parse_level_words(std::string_view text) {
    for (const AlertLevel level : kLevelsRising) {
        const std::string zh = level_name(level).zh;
        if (text == zh || text == zh + "预警" || lower(text) == token(level)) return level;
        if (zh.size() > 3 && text == zh.substr(0, 3)) return level;  // 黄
    }
    return std::nullopt;
}

std::string SheetRow::text(const std::string& key) const {
    const auto column = index_->find(key);
    if (column == index_->end() || column->second >= record_.fields.size()) return {};
    std::string_view cell = record_.fields[column->second].text;
    const auto blank = [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; };
    while (!cell.empty() && blank(cell.front())) cell.remove_prefix(1);
    while (!cell.empty() && blank(cell.back())) cell.remove_suffix(1);
    if (cell == "-" || cell == "—" || cell == "/" || cell == "NA") return {};
    return std::string(cell);
}

Place SheetRow::place() const {
    return {*file_, record_.line, 1, ""};
}

Place SheetRow::place(const std::string& key) const {
    const auto column = index_->find(key);
    if (column == index_->end() || column->second >= record_.fields.size()) return place();
    const CsvField& field = record_.fields[column->second];
    return {*file_, field.line, field.column, ""};
}

void SheetRow::error(const std::string& key, Text what, Text wanted) const {
    findings_->error(place(key), std::move(what), std::move(wanted));
}
void SheetRow::warning(const std::string& key, Text what, Text wanted) const {
    findings_->warning(place(key), std::move(what), std::move(wanted));
}

std::string SheetRow::wanted_text(const std::string& key, const Text& example) const {
    std::string value = text(key);
    if (value.empty())
        error(key, {"此处不能为空", "this cell must not be empty"}, {"应填写" + example.zh, "wanted: " + example.en});
    return value;
}

std::optional<int64_t> SheetRow::decimal(const std::string& key, std::string_view digits, int decimals) const {
    const auto refuse = [&](const Text& wanted) -> std::optional<int64_t> {
        error(key, {fmt::format("“{}”不是有效的数", digits), fmt::format("\"{}\" is not a valid number", digits)},
              wanted);
        return std::nullopt;
    };
    if (!is_number(digits))
        return refuse({"应为半角非负数，例如 12.5", "wanted: a non-negative number in half-width digits, e.g. 12.5"});
    const size_t point = digits.find('.');
    const std::string_view whole = digits.substr(0, point);
    std::string_view fraction = point == std::string_view::npos ? std::string_view{} : digits.substr(point + 1);
    while (!fraction.empty() && fraction.back() == '0') fraction.remove_suffix(1);
    if (static_cast<int>(fraction.size()) > decimals)
        return refuse({fmt::format("小数至多{}位", decimals), fmt::format("wanted: at most {} decimals", decimals)});
    int64_t value = 0;
    for (const char c : whole) {
        value = value * 10 + (c - '0');
        if (value > 1'000'000'000) return refuse({"应不超过 10 亿", "wanted: at most 10^9"});
    }
    for (int i = 0; i < decimals; ++i)
        value = value * 10 + (i < static_cast<int>(fraction.size()) ? fraction[static_cast<size_t>(i)] - '0' : 0);
    return value;
}

std::optional<int64_t> SheetRow::scaled(const std::string& key, int decimals) const {
    const std::string digits = text(key);
    if (digits.empty()) return std::nullopt;
    return decimal(key, digits, decimals);
}

std::optional<Rational> SheetRow::number(const std::string& key, int decimals) const {
    const auto value = scaled(key, decimals);
    if (!value) return std::nullopt;
    int64_t scale = 1;
    for (int i = 0; i < decimals; ++i) scale *= 10;
    return Rational(*value, scale);
}

std::optional<int> SheetRow::integer(const std::string& key, int least, int most) const {
    const std::string digits = text(key);
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

std::optional<Rational> SheetRow::percent(const std::string& key) const {
    std::string digits = text(key);
    if (digits.empty()) return std::nullopt;
    for (const std::string_view sign : {"%", "％"})
        if (digits.ends_with(sign)) digits.resize(digits.size() - sign.size());
    const auto value = decimal(key, digits, 4);
    if (!value) return std::nullopt;
    if (*value > 100 * 10'000) {
        error(key, {"比例大于 100%", "a share of over 100 %"}, {"应在 0 至 100 之间", "wanted: 0 to 100"});
        return std::nullopt;
    }
    return Rational(*value, 10'000);
}

std::optional<Day> SheetRow::day(const std::string& key) const {
    const std::string stamp = text(key);
    if (stamp.empty() || stamp == "长期") return std::nullopt;
    const auto value = parse_day(stamp);
    if (!value)
        error(key, {fmt::format("“{}”不是日期", stamp), fmt::format("\"{}\" is no date", stamp)},
              {"例如 2025-11-15", "for example 2025-11-15"});
    return value;
}

std::optional<bool> SheetRow::yes(const std::string& key) const {
    const std::string word = lower(text(key));
    if (word.empty()) return std::nullopt;
    if (word == "是" || word == "有" || word == "yes" || word == "true" || word == "1") return true;
    if (word == "否" || word == "无" || word == "no" || word == "false" || word == "0") return false;
    error(key, {fmt::format("“{}”无法识别", word), fmt::format("\"{}\" is not understood", word)},
          {"应为 是 或 否", "wanted: 是 or 否"});
    return std::nullopt;
}

std::optional<AlertLevel> SheetRow::level(const std::string& key) const {
    const std::string word = text(key);
    if (word.empty()) return std::nullopt;
    const auto value = parse_level_words(word);
    if (!value)
        error(key, {fmt::format("“{}”不是预警级别", word), fmt::format("\"{}\" is no alert level", word)},
              {"应为 蓝色、黄色、橙色 或 红色", "wanted: 蓝色, 黄色, 橙色 or 红色 (blue … red)"});
    return value;
}

void SheetTable::read_header(const CsvRecord& header, const SheetForm& form, Findings& findings) {
    std::string unknown;
    for (size_t i = 0; i < header.fields.size(); ++i) {
        const std::string heading = normal_heading(header.fields[i].text);
        const auto matches = [&](const auto& other) { return normal_heading(other) == heading; };
        const auto column = std::find_if(form.columns.begin(), form.columns.end(), [&](const SheetColumn& one) {
            return std::any_of(one.headings.begin(), one.headings.end(), matches);
        });
        if (column != form.columns.end()) {
            if (!index_.emplace(column->key, i).second)
                findings.error({file_, header.fields[i].line, header.fields[i].column, ""},
                               {fmt::format("列“{}”重复", header.fields[i].text),
                                fmt::format("column \"{}\" stands twice", header.fields[i].text)},
                               {"每列只出现一次", "each column once"});
        } else if (!heading.empty() && std::none_of(form.ignored.begin(), form.ignored.end(), matches)) {
            unknown += (unknown.empty() ? "" : "、") + header.fields[i].text;
        }
    }
    if (!unknown.empty())
        findings.note({file_, header.line, 1, ""}, {"不使用的列：" + unknown, "columns not used: " + unknown}, {});
    for (const SheetColumn& column : form.columns)
        if (column.needed && index_.count(column.key) == 0)
            findings.error({file_, header.line, 1, ""},
                           {fmt::format("缺少列“{}”", column.headings.front()),
                            fmt::format("column \"{}\" is missing", column.headings.front())},
                           {"列名见 docs/inventory.md", "headings: docs/inventory.md"});
}

SheetTable::SheetTable(const Sheet& sheet, const SheetForm& form, Findings& findings) : file_(sheet.file) {
    auto decoded = decode_text(sheet.bytes, sheet.file);
    if (!decoded) {
        findings.errors.insert(findings.errors.end(), decoded.error().begin(), decoded.error().end());
        return;
    }
    findings.notes.insert(findings.notes.end(), decoded->notes.begin(), decoded->notes.end());
    CsvReader reader(decoded->text);
    CsvRecord record;
    if (!reader.next(record)) {
        findings.error({file_, 0, 0, ""}, {"表是空的", "the sheet is empty"},
                       {"第一行应为列名", "wanted: a heading line"});
        return;
    }
    const size_t width = record.fields.size();
    const size_t errors_before = findings.errors.size();
    read_header(record, form, findings);
    if (findings.errors.size() != errors_before) return;
    while (reader.next(record)) {
        const bool blank = std::all_of(record.fields.begin(), record.fields.end(),
                                       [](const CsvField& field) { return field.text.empty(); });
        if (blank) continue;  // a spreadsheet's empty row
        if (record.unterminated || record.fields.size() != width) {
            findings.error(
                {file_, record.line, 1, ""},
                {fmt::format("本行有 {} 个字段", record.fields.size()),
                 fmt::format("this row has {} fields", record.fields.size())},
                {fmt::format("应为 {} 个，引号成对", width), fmt::format("wanted: {}, quotes in pairs", width)});
            continue;
        }
        rows_.emplace_back(index_, record, file_, findings);
    }
}

}  // namespace qingkong
