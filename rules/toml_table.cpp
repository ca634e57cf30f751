// SPDX-License-Identifier: Apache-2.0
#include "rules/toml_table.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace qingkong {

const toml::node* TomlTable::find(std::string_view key) {
    asked_.emplace(key);
    return table_->get(key);
}

Place TomlTable::place_of(const toml::node& node) const {
    const auto& begin = node.source().begin;
    return {file_, static_cast<int>(begin.line), static_cast<int>(begin.column), ""};
}

void TomlTable::wrong_type(const toml::node& node, std::string_view key, const char* zh, const char* en) {
    problems_->push_back({Severity::error, place_of(node),
                          {fmt::format("{} 的类型不对", key), fmt::format("{} has the wrong type", key)},
                          {fmt::format("应为{}", zh), fmt::format("wanted: {}", en)}});
}

std::optional<std::string> TomlTable::text(std::string_view key) {
    const toml::node* node = find(key);
    if (node == nullptr) return std::nullopt;
    if (const auto* value = node->as_string()) return value->get();
    wrong_type(*node, key, "带引号的文字", "a quoted text");
    return std::nullopt;
}

std::optional<int64_t> TomlTable::integer(std::string_view key, int64_t least, int64_t most) {
    const toml::node* node = find(key);
    if (node == nullptr) return std::nullopt;
    const auto* value = node->as_integer();
    if (value == nullptr) {
        wrong_type(*node, key, "整数", "a whole number");
        return std::nullopt;
    }
    if (value->get() < least || value->get() > most) {
        problems_->push_back({Severity::error, place_of(*node),
                              {fmt::format("{} = {} 超出范围", key, value->get()),
                               fmt::format("{} = {} is out of range", key, value->get())},
                              {fmt::format("应在 {} 至 {} 之间", least, most),
                               fmt::format("wanted: {} to {}", least, most)}});
        return std::nullopt;
    }
    return value->get();
}

std::optional<bool> TomlTable::boolean(std::string_view key) {
    const toml::node* node = find(key);
    if (node == nullptr) return std::nullopt;
    if (const auto* value = node->as_boolean()) return value->get();
    wrong_type(*node, key, "true 或 false", "true or false");
    return std::nullopt;
}

std::optional<Day> TomlTable::date(std::string_view key) {
    const toml::node* node = find(key);
    if (node == nullptr) return std::nullopt;
    if (const auto* value = node->as_date()) {
        const toml::date d = value->get();
        if (const auto day = parse_day(fmt::format("{:04}-{:02}-{:02}", d.year, d.month, d.day))) return day;
    }
    wrong_type(*node, key, "日期，例如 2017-08-18（不加引号）", "a date such as 2017-08-18, without quotes");
    return std::nullopt;
}

std::optional<std::string> TomlTable::word(std::string_view key, const std::vector<std::string>& allowed) {
    auto value = text(key);
    if (!value) return std::nullopt;
    if (std::find(allowed.begin(), allowed.end(), *value) != allowed.end()) return value;
    const std::string list = fmt::format("{}", fmt::join(allowed, ", "));
    error_at(key, {fmt::format("{} 不能取 \"{}\"", key, *value), fmt::format("{} cannot be \"{}\"", key, *value)},
             {"可用值：" + list, "wanted one of: " + list});
    return std::nullopt;
}

std::vector<std::string> TomlTable::texts(std::string_view key) {
    std::vector<std::string> values;
    const toml::node* node = find(key);
    if (node == nullptr) return values;
    const toml::array* list = node->as_array();
    if (list == nullptr) {
        wrong_type(*node, key, "文字列表，例如 [\"pm25\"]", "a list of texts such as [\"pm25\"]");
        return values;
    }
    for (const toml::node& item : *list) {
        if (const auto* value = item.as_string())
            values.push_back(value->get());
        else
            wrong_type(item, key, "带引号的文字", "a quoted text");
    }
    return values;
}

std::vector<int64_t> TomlTable::integers(std::string_view key, int64_t least, int64_t most) {
    std::vector<int64_t> values;
    const toml::node* node = find(key);
    if (node == nullptr) return values;
    const toml::array* list = node->as_array();
    if (list == nullptr) {
        wrong_type(*node, key, "整数列表，例如 [0, 12]", "a list of whole numbers such as [0, 12]");
        return values;
    }
    for (const toml::node& item : *list) {
        const auto* value = item.as_integer();
        if (value != nullptr && value->get() >= least && value->get() <= most)
            values.push_back(value->get());
        else
            wrong_type(item, key, "范围内的整数", "a whole number in range");
    }
    return values;
}

const toml::table* TomlTable::table(std::string_view key) {
    const toml::node* node = find(key);
    if (node == nullptr) return nullptr;
    if (const auto* value = node->as_table()) return value;
    wrong_type(*node, key, "表，例如 [city]", "a table such as [city]");
    return nullptr;
}

std::vector<const toml::table*> TomlTable::tables(std::string_view key) {
    std::vector<const toml::table*> values;
    const toml::node* node = find(key);
    if (node == nullptr) return values;
    const toml::array* list = node->as_array();
    if (list == nullptr) {
        wrong_type(*node, key, "表的列表，例如 [[level]]", "a list of tables such as [[level]]");
        return values;
    }
    for (const toml::node& item : *list) {
        if (const auto* value = item.as_table())
            values.push_back(value);
        else
            wrong_type(item, key, "表", "a table");
    }
    return values;
}

std::string TomlTable::required_text(std::string_view key) {
    auto value = text(key);
    if (value && !value->empty()) return *value;
    if (!table_->contains(key))
        missing(key, "\"…\"");
    else if (value)
        error_at(key, {fmt::format("{} 不能为空", key), fmt::format("{} is empty", key)},
                 {"请填写", "fill it in"});
    return "";
}

void TomlTable::missing(std::string_view key, const std::string& example) {
    error_here({fmt::format("缺少 {}", key), fmt::format("{} is missing", key)},
               {fmt::format("请写 {} = {}", key, example), fmt::format("write {} = {}", key, example)});
}

void TomlTable::finish() {
    for (const auto& [key, node] : *table_) {
        if (asked_.count(key.str()) != 0) continue;
        const auto& begin = key.source().begin;
        std::string known;
        for (const std::string& name : asked_) known += (known.empty() ? "" : ", ") + name;
        problems_->push_back({Severity::error,
                              {file_, static_cast<int>(begin.line), static_cast<int>(begin.column), ""},
                              {fmt::format("不认识的键 {}", key.str()), fmt::format("unknown key {}", key.str())},
                              {"此处可用：" + known, "known here: " + known}});
    }
}

void TomlTable::error_at(std::string_view key, Text what, Text wanted) {
    const toml::node* node = table_->get(key);
    problems_->push_back(
        {Severity::error, node != nullptr ? place_of(*node) : place_of(*table_), std::move(what), std::move(wanted)});
}

void TomlTable::error_here(Text what, Text wanted) {
    problems_->push_back({Severity::error, place_of(*table_), std::move(what), std::move(wanted)});
}

Result<toml::table> parse_toml(std::string_view text, const std::string& file) {
    try {
        return toml::parse(text, file);
    } catch (const toml::parse_error& error) {
        const auto& begin = error.source().begin;
        return fail({file, static_cast<int>(begin.line), static_cast<int>(begin.column), ""},
                    {fmt::format("TOML 语法错误：{}", error.description()),
                     fmt::format("not TOML: {}", error.description())},
                    {"请改正此行", "mend this line"});
    }
}

}  // namespace qingkong
