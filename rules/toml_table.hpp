// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <toml++/toml.h>

#include "rules/problem.hpp"
#include "rules/time.hpp"

namespace qingkong {

/// A strict reader of one TOML table: every key must be asked for, has one type, and is an error with its place
/// otherwise. Problems are collected, so that all errors of a file are told at once.
class TomlTable {
public:
    TomlTable(const toml::table& table, std::string file, std::vector<Problem>& problems)
        : table_(&table), file_(std::move(file)), problems_(&problems) {}

    std::optional<std::string> text(std::string_view key);
    std::optional<int64_t> integer(std::string_view key, int64_t least, int64_t most);
    std::optional<bool> boolean(std::string_view key);
    /// A TOML date (2017-08-18, without quotes).
    std::optional<Day> date(std::string_view key);
    /// One of the given words.
    std::optional<std::string> word(std::string_view key, const std::vector<std::string>& allowed);
    std::vector<std::string> texts(std::string_view key);
    std::vector<int64_t> integers(std::string_view key, int64_t least, int64_t most);
    const toml::table* table(std::string_view key);
    /// The tables of `[[key]]` or `key = [{…}]`.
    std::vector<const toml::table*> tables(std::string_view key);

    /// A key that the caller reads by itself.
    void accept(std::string_view key) { find(key); }
    /// The text, or an error at the table that it is wanted.
    std::string required_text(std::string_view key);
    void missing(std::string_view key, const std::string& example);
    /// Reports every key that nobody asked for.
    void finish();

    void error_at(std::string_view key, Text what, Text wanted);
    void error_here(Text what, Text wanted);
    Place place_of(const toml::node& node) const;
    const toml::table& raw() const { return *table_; }

private:
    const toml::node* find(std::string_view key);
    void wrong_type(const toml::node& node, std::string_view key, const char* zh, const char* en);

    const toml::table* table_;
    std::string file_;
    std::vector<Problem>* problems_;
    std::set<std::string, std::less<>> asked_;
};

/// Parses TOML text; a syntax error is one problem with its line and column.
Result<toml::table> parse_toml(std::string_view text, const std::string& file);

}  // namespace qingkong
