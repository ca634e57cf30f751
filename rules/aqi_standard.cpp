// SPDX-License-Identifier: Apache-2.0
#include "rules/aqi_standard.hpp"

#include <algorithm>
#include <cstddef>
#include <functional>

#include <fmt/format.h>

#include "rules/toml_table.hpp"
#include "rules/words.hpp"

namespace qingkong {
namespace {

constexpr std::array<std::string_view, kAveragings> kAveragingKeys = {"hour", "day", "hour8"};
constexpr int64_t kMicro = 1'000'000;

bool rises_from_zero(const std::vector<int64_t>& numbers) {
    return numbers.size() >= 2 && numbers.front() == 0 &&
           std::adjacent_find(numbers.begin(), numbers.end(), std::greater_equal<>()) == numbers.end();
}

/// One key such as `hour = [0, 150, …]` with its `hour_above`. A table that is shorter than the index must say what
/// holds above it; a complete one caps at its end.
BreakpointColumn read_column(TomlTable& in, const std::string& key, int decimals, const std::vector<int>& index,
                             const char* stand_in) {
    BreakpointColumn column;
    column.decimals = decimals;
    const std::vector<int64_t> limits = in.integers(key, 0, 100'000);
    if (in.raw().get(key) == nullptr) return column;
    if (!rises_from_zero(limits) || limits.size() > index.size()) {
        in.error_at(key, {"限值应从 0 起逐级升高，且不多于 index 的级数", "limits must rise from 0, no more of them than index has"},
                    {"例如 [0, 35, 75]", "for example [0, 35, 75]"});
        return column;
    }
    for (const int64_t limit : limits) column.limits.push_back({limit * kMicro});
    const std::string cap = fmt::format("cap{}", index[limits.size() - 1]);
    const auto above = in.word(key + "_above", {cap, stand_in});
    if (above) {
        column.above = *parse_above_table(*above == cap ? "cap" : *above);
    } else if (limits.size() < index.size() && in.raw().get(key + "_above") == nullptr) {
        in.missing(key + "_above", fmt::format("{}_above = \"{}\"", key, stand_in));
    }
    return column;
}

bool read_index(TomlTable& in, std::vector<int>& index) {
    const std::vector<int64_t> numbers = in.integers("index", 0, 500);
    if (!rises_from_zero(numbers)) {
        in.error_at("index", {"index 应从 0 起逐级升高", "index must rise from 0"},
                    {"例如 [0, 50, 100, 150, 200, 300, 400, 500]", "for example [0, 50, 100, 150, 200, 300, 400, 500]"});
        return false;
    }
    for (const int64_t number : numbers) index.push_back(static_cast<int>(number));
    return true;
}

}  // namespace

std::optional<AboveTable> parse_above_table(std::string_view text) {
    if (text.substr(0, 3) == "cap") return AboveTable::cap;
    if (text == "use_24h") return AboveTable::use_24h;
    if (text == "use_1h") return AboveTable::use_1h;
    return std::nullopt;
}

Result<AqiStandard> read_standard(std::string_view text, const std::string& file) {
    const auto parsed = parse_toml(text, file);
    if (!parsed) return tl::unexpected(parsed.error());
    std::vector<Problem> problems;
    TomlTable in(*parsed, file, problems);
    AqiStandard standard;
    standard.id = in.required_text("id");
    standard.title = {in.required_text("title_zh"), in.required_text("title_en")};
    standard.valid_from = in.date("valid_from");
    standard.valid_to = in.date("valid_to");
    if (!read_index(in, standard.index)) return tl::unexpected(problems);
    for (const Pollutant pollutant : kAllPollutants) {
        const toml::table* table = in.table(token(pollutant));
        if (table == nullptr) {
            in.missing(token(pollutant), fmt::format("[{}]", token(pollutant)));
            continue;
        }
        TomlTable section(*table, file, problems);
        const auto decimals = static_cast<int>(section.integer("decimals", 0, 6).value_or(0));
        for (size_t i = 0; i < kAveragings; ++i)
            standard.columns[static_cast<size_t>(pollutant)][i] =
                read_column(section, std::string(kAveragingKeys[i]), decimals, standard.index,
                            static_cast<Averaging>(i) == Averaging::hour8 ? "use_1h" : "use_24h");
        section.finish();
    }
    in.finish();
    if (!problems.empty()) return tl::unexpected(problems);
    return standard;
}

const AqiStandard& Standards::at(Day day) const {
    const AqiStandard* found = &by_date_.front();
    for (const AqiStandard& standard : by_date_)
        if (!standard.valid_from || *standard.valid_from <= day) found = &standard;
    return *found;
}

const AqiStandard* Standards::find(std::string_view id) const {
    const std::string wanted = lower(id);
    for (const AqiStandard& standard : by_date_)
        if (lower(standard.id) == wanted) return &standard;
    return nullptr;
}

Result<Standards> read_standards(const std::vector<std::pair<std::string_view, std::string>>& texts) {
    std::vector<AqiStandard> standards;
    std::vector<Problem> problems;
    for (const auto& [text, file] : texts) {
        auto standard = read_standard(text, file);
        if (!standard) {
            problems.insert(problems.end(), standard.error().begin(), standard.error().end());
            continue;
        }
        const bool known = std::any_of(standards.begin(), standards.end(),
                                       [&](const AqiStandard& other) { return lower(other.id) == lower(standard->id); });
        if (known)
            problems.push_back({Severity::error, {file},
                                {"标准编号重复：" + standard->id, "a second standard with the id " + standard->id}, {}});
        standards.push_back(std::move(*standard));
    }
    if (standards.empty() && problems.empty())
        problems.push_back({Severity::error, {}, {"没有任何指数标准", "there is no index standard"}, {}});
    if (!problems.empty()) return tl::unexpected(problems);
    std::stable_sort(standards.begin(), standards.end(), [](const AqiStandard& a, const AqiStandard& b) {
        return a.valid_from.value_or(Day{INT64_MIN}) < b.valid_from.value_or(Day{INT64_MIN});
    });
    return Standards(std::move(standards));
}

}  // namespace qingkong
