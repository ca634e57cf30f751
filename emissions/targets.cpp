// SPDX-License-Identifier: Apache-2.0
#include "emissions/targets.hpp"

#include "emissions/words.hpp"
#include "rules/toml_table.hpp"

namespace qingkong {
namespace {

TargetTable read_table(TomlTable& in, const std::string& file, std::vector<Problem>& problems) {
    TargetTable table;
    table.id = in.required_text("id");
    table.source = in.required_text("source");
    const bool interchange = in.boolean("interchange").value_or(true);
    for (const AlertLevel level : kLevelsRising) {
        const toml::table* row = in.table(token(level));
        if (row == nullptr) continue;
        TomlTable columns(*row, file, problems);
        TargetTable::Row target{level, {}, interchange};
        for (const Emitted pollutant : kAllEmitted)
            if (const auto percent = columns.integer(token(pollutant), 1, 100))
                target.percent[static_cast<std::size_t>(pollutant)] = static_cast<int>(*percent);
        columns.finish();
        table.rows.push_back(target);
    }
    if (table.rows.empty())
        in.error_here({"减排目标表没有任何级别", "the target table has no level"},
                      {"例如 orange = { so2 = 20, nox = 20, pm = 20, vocs = 15 }",
                       "for example orange = { so2 = 20, nox = 20, pm = 20, vocs = 15 }"});
    in.finish();
    return table;
}

}  // namespace

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
