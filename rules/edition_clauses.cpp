// SPDX-License-Identifier: Apache-2.0
#include "rules/edition_clauses.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "rules/compact_series.hpp"

namespace qingkong {
namespace {

constexpr int kTopIndex = 500;
constexpr int kTopConcentration = 5000;

/// `window` and `source` of a condition.
Track read_track(TomlTable& in, const Edition& edition) {
    Track track = read_series(in, edition.main);
    if (const auto window = in.word("window", {"hour", "day", "moving24"})) {
        const bool day = *window == "day";
        if (*window == "hour")
            track.window = Track::Window::hour;
        else if (day != (edition.day == DayKind::natural))
            in.error_at("window",
                        {fmt::format("window = \"{}\" 与版本的 day 不一致", *window),
                         fmt::format("window = \"{}\" does not fit the edition's day", *window)},
                        {"日均值条件按版本的 day 计算；此处可写 hour 或省略", "means follow the edition's day: write hour, or nothing"});
    }
    if (const auto source = in.word("source", {"both", "measured"}); source && *source == "measured")
        track.source = Track::Source::measured;
    if (track.source == Track::Source::measured && track.window != Track::Window::hour)
        in.error_at("source", {"source = \"measured\" 只用于小时条件", "source = \"measured\" is for conditions of hours"},
                    {"请写 window = \"hour\"", "write window = \"hour\""});
    return track;
}

Condition read_condition(const toml::table& table, const Edition& edition, const std::string& file,
                         std::vector<Problem>& problems) {
    TomlTable in(table, file, problems);
    Condition condition;
    condition.track = read_track(in, edition);
    const bool concentration = condition.track.pollutant && !condition.track.index;
    if (const auto threshold = in.integer("threshold", 1, concentration ? kTopConcentration : kTopIndex))
        condition.threshold = static_cast<int>(*threshold);
    else if (!table.contains("threshold"))
        in.missing("threshold", "200");
    condition.reaches = !concentration && condition.threshold == kTopIndex;    // nothing lies above 500 (B.3 step 2)
    if (const auto op = in.word("op", {">", ">="})) {
        if (*op == ">" && condition.reaches)
            in.error_at("op", {"AQI最高为500，不可能大于500", "the AQI ends at 500: nothing is above it"},
                        {"请写 op = \">=\"", "write op = \">=\""});
        condition.reaches = *op == ">=";
    }
    if (const auto hours = in.integer("hours", 1, 2400))
        condition.hours = static_cast<int>(*hours);
    else if (!table.contains("hours"))
        in.missing("hours", "24");
    in.finish();
    return condition;
}

void read_skips(TomlTable& in, Clause& clause) {
    for (const std::string& name : in.texts("skips"))
        if (const auto level = parse_level(name))
            clause.skips.push_back(*level);
        else
            in.error_at("skips", {fmt::format("不认识的级别 \"{}\"", name), fmt::format("unknown level \"{}\"", name)},
                        {"可用值：ungraded, blue, yellow, orange", "wanted: ungraded, blue, yellow, orange"});
}

/// A clause that looks at measured hours triggers for a fixed life, and stands by itself.
void check_measured(TomlTable& in, const Clause& clause) {
    const auto measured = [](const Condition& c) { return c.track.source == Track::Source::measured; };
    if (std::none_of(clause.all_of.begin(), clause.all_of.end(), measured)) return;
    if (!clause.life_hours) in.missing("life_hours", "24");
    if (clause.all_of.size() > 1)
        in.error_at("all_of", {"source = \"measured\" 的条款只能有一个条件", "a clause of measured hours has one condition"},
                    {"请分成几个条款", "write several clauses"});
}

Clause read_clause(const toml::table& table, const Edition& edition, const std::string& file,
                   std::vector<Problem>& problems) {
    TomlTable in(table, file, problems);
    Clause clause;
    clause.place = in.place_of(table);
    clause.id = in.required_text("clause");
    clause.citation = in.text("citation").value_or("");
    for (const toml::table* item : in.tables("all_of"))
        clause.all_of.push_back(read_condition(*item, edition, file, problems));
    if (!table.contains("all_of"))
        in.missing("all_of", "[{ threshold = 200, hours = 24 }]");
    else if (clause.all_of.empty())
        in.error_at("all_of", {"条件为空", "no condition"}, {"至少写一个条件", "write at least one condition"});
    if (const auto life = in.integer("life_hours", 1, 2400)) clause.life_hours = static_cast<int>(*life);
    read_skips(in, clause);
    check_measured(in, clause);
    in.finish();
    return clause;
}

/// `cases = [{ clause = …, series = …, answer = … }]` of a level.
void read_case(const toml::table& table, LevelRule& rule, const std::string& file, std::vector<Problem>& problems) {
    TomlTable in(table, file, problems);
    const std::string id = in.required_text("clause");
    ClauseCase example;
    example.place = in.place_of(table);
    example.series = in.required_text("series");
    const auto word = in.word("answer", {"met", "not_met", "unknown"});
    if (word)
        example.answer = *word == "met" ? Answer::met : *word == "not_met" ? Answer::not_met : Answer::unknown;
    else if (!table.contains("answer"))
        in.missing("answer", "\"met\"");
    in.finish();
    if (!example.series.empty())
        if (const auto series = read_compact_series(example.series); !series)
            in.error_at("series", series.error().front().what, series.error().front().wanted);
    const auto clause = std::find_if(rule.any_of.begin(), rule.any_of.end(), [&](const Clause& c) { return c.id == id; });
    if (clause != rule.any_of.end())
        clause->cases.push_back(std::move(example));
    else if (!id.empty())
        in.error_at("clause", {fmt::format("本级别没有条款 \"{}\"", id), fmt::format("this level has no clause \"{}\"", id)},
                    {"请写 any_of 中的条款编号", "write the id of a clause in any_of"});
}

void read_level(const toml::table& table, Edition& edition, const std::string& file, std::vector<Problem>& problems) {
    TomlTable in(table, file, problems);
    const auto name = in.word("name", {"ungraded", "blue", "yellow", "orange", "red"});
    if (!name && !table.contains("name")) in.missing("name", "\"yellow\"");
    const AlertLevel level = name ? *parse_level(*name) : AlertLevel::normal;
    auto known = std::find_if(edition.levels.begin(), edition.levels.end(),
                              [&](const LevelRule& rule) { return rule.level == level && rule.place.file != file; });
    LevelRule rule;
    if (known != edition.levels.end()) rule = *known;
    const bool inherited = known != edition.levels.end();
    rule.level = level;
    rule.place = in.place_of(table);
    if (!inherited || table.contains("text")) rule.text = in.required_text("text");
    if (const auto approver = in.text("approver")) rule.approver = *approver;
    if (const auto lead = in.integer("lead_hours", 0, 240)) rule.lead_hours = static_cast<int>(*lead);
    const std::vector<const toml::table*> clauses = in.tables("any_of");
    if (table.contains("any_of")) rule.any_of.clear();
    for (const toml::table* item : clauses) rule.any_of.push_back(read_clause(*item, edition, file, problems));
    if (rule.any_of.empty()) in.missing("any_of", "[{ clause = \"…\", all_of = [{ threshold = 200, hours = 24 }] }]");
    for (const toml::table* item : in.tables("cases")) read_case(*item, rule, file, problems);
    in.finish();
    if (inherited) {
        *known = std::move(rule);
        return;
    }
    // New levels take their place among the inherited ones; the order within the file is the author's.
    const auto at = std::find_if(edition.levels.begin(), edition.levels.end(), [&](const LevelRule& other) {
        return other.place.file != file && other.level > level;
    });
    edition.levels.insert(at, std::move(rule));
}

}  // namespace

Track read_series(TomlTable& in, Track otherwise) {
    Track track = otherwise;
    if (const auto metric = in.word("metric", {"aqi", "pm25", "pm10", "so2", "no2", "co", "o3"})) {
        track.pollutant = *metric == "aqi" ? std::nullopt : parse_pollutant(*metric);
        track.index = false;
    }
    if (const auto pollutant = in.word("pollutant", {"pm25", "pm10", "so2", "no2", "co", "o3"})) {
        if (track.pollutant && !track.index)
            in.error_at("pollutant",
                        {"metric 为浓度时不写 pollutant", "pollutant has no meaning beside the metric of a concentration"},
                        {"metric = \"aqi\" 时，pollutant 为该污染物的分指数", "with metric = \"aqi\" it is the index of that pollutant"});
        track.pollutant = parse_pollutant(*pollutant);
        track.index = true;
    }
    return track;
}

void read_levels(TomlTable& in, Edition& edition, const std::string& file, std::vector<Problem>& problems) {
    for (const std::string& name : in.texts("without")) {
        const auto level = parse_level(name);
        const auto found = std::find_if(edition.levels.begin(), edition.levels.end(),
                                        [&](const LevelRule& rule) { return level && rule.level == *level; });
        if (found == edition.levels.end())
            in.error_at("without", {fmt::format("被沿用的版本没有级别 \"{}\"", name), fmt::format("the extended edition has no level \"{}\"", name)},
                        {"请核对级别名称", "check the name of the level"});
        else
            edition.levels.erase(found);
    }
    for (const toml::table* item : in.tables("level")) read_level(*item, edition, file, problems);
}

}  // namespace qingkong
