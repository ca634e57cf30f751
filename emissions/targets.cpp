// SPDX-License-Identifier: Apache-2.0
#include "emissions/targets.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "rules/area.hpp"
#include "rules/toml_table.hpp"
#include "rules/words.hpp"

namespace qingkong {
namespace {

constexpr std::array<std::string_view, 3> kPeakShiftTokens = {"exclude_both", "count_reduction", "base_only"};

std::optional<TargetBase> parse_base(std::string_view text) {
    for (const TargetBase base : {TargetBase::whole_society, TargetBase::controlled})
        if (lower(text) == token(base) || text == target_base_name(base).zh) return base;
    return std::nullopt;
}

/// The short form: a level a line, percent of the whole society.
void read_short(TomlTable& in, const std::string& file, std::vector<Problem>& problems, TargetTable& table) {
    const bool interchange = in.boolean("interchange").value_or(true);
    for (const AlertLevel level : kLevelsRising) {
        const toml::table* row = in.table(token(level));
        if (row == nullptr) continue;
        TomlTable columns(*row, file, problems);
        TargetTable::Row target{level, {}, interchange, {}};
        for (const Emitted pollutant : kAllEmitted)
            if (const auto percent = columns.integer(token(pollutant), 1, 100))
                target.percent[static_cast<std::size_t>(pollutant)] = static_cast<int>(*percent);
        columns.finish();
        table.rows.push_back(std::move(target));
    }
}

std::vector<Emitted> read_pollutants(TomlTable& in) {
    std::vector<Emitted> pollutants;
    for (const std::string& word : in.texts("pollutants")) {
        const auto found = std::find_if(kAllEmitted.begin(), kAllEmitted.end(),
                                        [&](Emitted pollutant) { return lower(word) == token(pollutant); });
        if (found == kAllEmitted.end())
            in.error_at("pollutants", {"没有这种污染物：" + word, "no such pollutant: " + word},
                        {"应为 so2、nox、pm、vocs", "wanted: so2, nox, pm, vocs"});
        else
            pollutants.push_back(*found);
    }
    if (in.raw().get("pollutants") == nullptr) in.missing("pollutants", "[\"so2\", \"nox\"]");
    return pollutants;
}

TargetScope read_scope(TomlTable& in) {
    TargetScope scope;
    if (const auto word = in.text("base")) {
        if (const auto base = parse_base(*word))
            scope.base = *base;
        else
            in.error_at("base", {"没有这种基数：" + *word, "no such base: " + *word},
                        {"应为 whole_society（全社会）或 controlled（管控企业）", "wanted: whole_society or controlled"});
    }
    for (const std::string& word : in.texts("source_classes")) {
        if (const auto source_class = parse_source_class(word))
            scope.source_classes.push_back(*source_class);
        else
            in.error_at("source_classes", {"没有这种源类：" + word, "no such source class: " + word},
                        {"例如 industrial、dust、mobile，或工业源、扬尘源、移动源", "for example industrial, dust, mobile"});
    }
    std::sort(scope.source_classes.begin(), scope.source_classes.end());
    const auto last = std::unique(scope.source_classes.begin(), scope.source_classes.end());
    scope.source_classes.erase(last, scope.source_classes.end());
    return scope;
}

std::optional<AlertLevel> read_level(TomlTable& in) {
    const auto word = in.text("level");
    if (!word) return AlertLevel::ungraded;
    const auto level = parse_level(*word);
    if (level && *level != AlertLevel::normal) return level;
    in.error_at("level", {"没有这个级别：" + *word, "no such level: " + *word},
                {"应为 blue、yellow、orange、red；不分级别的响应不写 level",
                 "wanted: blue, yellow, orange, red; none for a response without a level"});
    return std::nullopt;
}

/// One row `[[table.target]]`; rows of one level and scope are one row of the account.
void read_row(TomlTable& in, TargetTable& table) {
    const auto level = read_level(in);
    const std::vector<Emitted> pollutants = read_pollutants(in);
    const auto percent = in.integer("percent", 1, 100);
    if (in.raw().get("percent") == nullptr) in.missing("percent", "40");
    const TargetScope scope = read_scope(in);
    const bool interchange = in.boolean("interchange").value_or(false);
    const auto asks = [&](Emitted pollutant) {
        return std::find(pollutants.begin(), pollutants.end(), pollutant) != pollutants.end();
    };
    if (interchange && !(asks(Emitted::so2) && asks(Emitted::nox)))
        in.error_at("interchange", {"内部调剂须在同一行写明 so2 和 nox", "an interchange needs so2 and nox in the row"},
                    {"pollutants = [\"so2\", \"nox\"]", "pollutants = [\"so2\", \"nox\"]"});
    in.finish();
    if (!level || !percent) return;
    auto row = std::find_if(table.rows.begin(), table.rows.end(),
                            [&](const TargetTable::Row& one) { return one.level == *level && one.scope == scope; });
    if (row == table.rows.end()) row = table.rows.insert(row, {*level, {}, false, scope});
    row->interchange |= interchange;
    for (const Emitted pollutant : pollutants) {
        auto& at = row->percent[static_cast<std::size_t>(pollutant)];
        if (at)
            in.error_at("pollutants",
                        {fmt::format("{} 在同一级别、同一范围写了两次", token(pollutant)),
                         fmt::format("{} has two targets of one level and scope", token(pollutant))},
                        {"每种污染物一个比例", "wanted: one percent a pollutant"});
        at = static_cast<int>(*percent);
    }
}

TargetTable read_table(TomlTable& in, const std::string& file, std::vector<Problem>& problems) {
    TargetTable table;
    table.id = in.required_text("id");
    table.source = in.required_text("source");
    if (const auto word = in.word("peak_shift_mode", {kPeakShiftTokens.begin(), kPeakShiftTokens.end()}))
        table.peak_shift = *parse_peak_shift_mode(*word);
    read_short(in, file, problems, table);
    for (const toml::table* node : in.tables("target")) {
        TomlTable row(*node, file, problems);
        read_row(row, table);
    }
    if (table.rows.empty())
        in.error_here({"减排目标表没有任何级别", "the target table has no level"},
                      {"例如 orange = { so2 = 20, nox = 20, pm = 20, vocs = 15 }",
                       "for example orange = { so2 = 20, nox = 20, pm = 20, vocs = 15 }"});
    in.finish();
    return table;
}

}  // namespace

std::string_view token(TargetBase base) {
    return base == TargetBase::controlled ? "controlled" : "whole_society";
}
Text target_base_name(TargetBase base) {
    return base == TargetBase::controlled ? Text{"管控企业", "controlled enterprises"}
                                          : Text{"全社会", "the whole society"};
}

bool TargetScope::covers(bool of_enterprise, SourceClass source_class) const {
    if (base == TargetBase::controlled && !of_enterprise) return false;
    return source_classes.empty() ||
           std::find(source_classes.begin(), source_classes.end(), source_class) != source_classes.end();
}

std::string TargetScope::area() const {
    std::string text(kWholeCity);
    if (base == TargetBase::controlled) text += "/controlled";
    for (const SourceClass source_class : source_classes)
        text += (source_class == source_classes.front() ? "/" : "+") + std::string(token(source_class));
    return text;
}

Text TargetScope::name() const {
    Text classes;
    for (const SourceClass source_class : source_classes) {
        const Text one = source_class_name(source_class);
        const bool first = source_class == source_classes.front();
        classes.zh += (first ? "" : "、") + one.zh;
        classes.en += (first ? "" : ", ") + one.en;
    }
    if (source_classes.empty()) return target_base_name(base);
    if (base == TargetBase::whole_society) return classes;
    return {"管控企业的" + classes.zh, classes.en + " of controlled enterprises"};
}

std::string_view token(PeakShiftMode mode) {
    return kPeakShiftTokens[static_cast<std::size_t>(mode)];
}
std::optional<PeakShiftMode> parse_peak_shift_mode(std::string_view text) {
    for (std::size_t i = 0; i < kPeakShiftTokens.size(); ++i)
        if (lower(text) == kPeakShiftTokens[i]) return static_cast<PeakShiftMode>(i);
    return std::nullopt;
}

const TargetTable::Row* TargetTable::find(AlertLevel level, const TargetScope& scope) const {
    const auto found = std::find_if(rows.begin(), rows.end(),
                                    [&](const Row& row) { return row.level == level && row.scope == scope; });
    return found == rows.end() ? nullptr : &*found;
}

std::vector<AlertLevel> TargetTable::levels() const {
    std::vector<AlertLevel> found;
    for (const Row& row : rows) found.push_back(row.level);
    std::sort(found.begin(), found.end());
    found.erase(std::unique(found.begin(), found.end()), found.end());
    return found;
}

Result<std::vector<TargetTable>> read_targets(std::string_view toml_text, const std::string& file) {
    const auto parsed = parse_toml(toml_text, file);
    if (!parsed) return tl::unexpected(parsed.error());
    std::vector<Problem> problems;
    std::vector<TargetTable> tables;
    TomlTable root(*parsed, file, problems);
    for (const toml::table* node : root.tables("table")) {
        TomlTable in(*node, file, problems);
        TargetTable table = read_table(in, file, problems);
        if (find_targets(tables, table.id) != nullptr)
            in.error_at("id", {"减排目标表编号重复", "two target tables have this id"}, {"编号唯一", "a unique id"});
        tables.push_back(std::move(table));
    }
    root.finish();
    if (!problems.empty()) return tl::unexpected(std::move(problems));
    return tables;
}

const TargetTable* find_targets(const std::vector<TargetTable>& tables, std::string_view id) {
    for (const TargetTable& table : tables)
        if (lower(table.id) == lower(id)) return &table;
    return nullptr;
}

}  // namespace qingkong
