// SPDX-License-Identifier: Apache-2.0
#include "rules/edition_reader.hpp"

#include <climits>
#include <set>

#include <fmt/format.h>

#include "rules/edition_clauses.hpp"
#include "rules/toml_table.hpp"

namespace qingkong {
namespace {

/// Sets `into` to the value whose word the key holds; leaves it where the key is not written.
template <class Value>
void read_word(TomlTable& in, std::string_view key, Value& into,
               std::initializer_list<std::pair<const char*, Value>> words) {
    std::vector<std::string> allowed;
    for (const auto& [word, value] : words) allowed.emplace_back(word);
    const auto found = in.word(key, allowed);
    if (!found) return;
    for (const auto& [word, value] : words)
        if (*found == word) into = value;
}

void read_whole(TomlTable& in, std::string_view key, int64_t least, int64_t most, int& into) {
    if (const auto value = in.integer(key, least, most)) into = static_cast<int>(*value);
}

/// The reading options of B.3; what is not written keeps its default, or the value of the edition that is extended.
void read_readings(TomlTable& in, Edition& edition) {
    read_word(in, "day", edition.day, {{"moving24", DayKind::moving24}, {"natural", DayKind::natural}});
    read_word(in, "merge", edition.merge, {{"gap", true}, {"none", false}});
    read_word(in, "cut", edition.cut, {{"on", true}, {"off", false}});
    read_word(in, "downgrade", edition.downgrade, {{"on", true}, {"off", false}});
    read_word(in, "duration_mode", edition.duration_mode,
              {{"trimmed", DurationMode::trimmed}, {"blocks", DurationMode::blocks}, {"windows", DurationMode::windows}});
    read_word(in, "clean_metric", edition.clean_metric, {{"hours", CleanMetric::hours}, {"mean24", CleanMetric::mean24}});
    read_word(in, "daily_aqi_mode", edition.daily_aqi_mode,
              {{"mean_of_aqi", DailyAqiMode::mean_of_aqi}, {"aqi_of_means", DailyAqiMode::aqi_of_means}});
    read_word(in, "merge_count", edition.merge_count, {{"gap", MergeCount::gap}, {"parts", MergeCount::parts}});
    read_word(in, "reaches_500", edition.reaches_500, {{"mean24", Reaches500::mean24}, {"hour", Reaches500::hour}});
    read_word(in, "window_at_start", edition.window_at_start,
              {{"whole", WindowAtStart::whole}, {"partial", WindowAtStart::partial}});
    read_word(in, "forecast_value", edition.forecast_value,
              {{"lower", ForecastChoice::lower}, {"centre", ForecastChoice::centre}, {"upper", ForecastChoice::upper}});
    read_whole(in, "gap_hours", 1, 240, edition.gap_hours);
    read_whole(in, "min_valid_hours", 1, 24, edition.min_valid_hours);
    read_whole(in, "improve_hours", 0, 72, edition.improve_hours);
    read_whole(in, "lead_hours", 0, 240, edition.lead_hours);
    read_whole(in, "max_lead_hours", 0, 2400, edition.max_lead_hours);
    if (edition.main.pollutant && !edition.main.index && edition.improve_hours > 0)
        in.error_at("improve_hours",
                    {"improve_hours 说的是 AQI，本版本按浓度判断", "improve_hours speaks of the AQI, this edition of a concentration"},
                    {"请写 improve_hours = 0", "write improve_hours = 0"});
}

/// `metric` and `pollutant` of the whole edition.
void read_main(TomlTable& in, Edition& edition) {
    if (!in.raw().contains("metric") && !in.raw().contains("pollutant")) return;
    edition.main = read_series(in, Track{});
    if (edition.main.pollutant && !in.raw().contains("improve_hours")) edition.improve_hours = 0;
}

void read_air_options(TomlTable& in, Edition& edition) {
    if (const auto targets = in.text("targets")) edition.targets = *targets;
    if (edition.targets.empty()) edition.targets = "R2019";
    if (const auto standard = in.word("aqi_standard", {"hj633-2012", "hj633-2026"})) edition.aqi_standard = standard;
    if (const auto rule = in.word("so2_1h_above", {"use_24h", "cap200"})) edition.so2_1h_above = rule;
    if (!in.raw().contains("required_pollutants")) return;
    edition.required_pollutants.clear();
    for (const std::string& name : in.texts("required_pollutants"))
        if (const auto pollutant = parse_pollutant(name))
            edition.required_pollutants.push_back(*pollutant);
        else
            in.error_at("required_pollutants",
                        {fmt::format("不认识的污染物 \"{}\"", name), fmt::format("unknown pollutant \"{}\"", name)},
                        {"可用值：pm25, pm10, so2, no2, co, o3", "wanted: pm25, pm10, so2, no2, co, o3"});
}

/// `release_rule` gives the limit of clean hours; `clean_limit` may stand instead of it, and must not contradict it.
void read_release(TomlTable& in, Edition& edition, bool extends) {
    const auto rule = in.word("release_rule", {"le150_36h", "below_lowest_trigger_36h"});
    const auto limit = in.integer("clean_limit", 1, 5000);
    if (rule) edition.release_rule = *rule;
    if (!rule && !limit && !extends && !in.raw().contains("release_rule"))
        in.missing("release_rule", "\"below_lowest_trigger_36h\"");
    const int lowest = edition.base_threshold();
    if (edition.release_rule == "le150_36h") edition.clean_limit = 150;
    if (edition.release_rule == "below_lowest_trigger_36h" && !edition.levels.empty()) {
        if (lowest == INT_MAX)
            in.error_at("release_rule", {"没有以日均值为条件的条款，无最低启动标准", "no clause asks for a daily mean: there is no lowest trigger"},
                        {"请写 clean_limit = 150 或 release_rule = \"le150_36h\"",
                         "write clean_limit = 150 or release_rule = \"le150_36h\""});
        edition.clean_limit = lowest;
    }
    if (!limit) return;
    if (rule && *limit != edition.clean_limit)
        in.error_at("clean_limit",
                    {fmt::format("clean_limit = {} 与 release_rule 得出的 {} 不一致", *limit, edition.clean_limit),
                     fmt::format("clean_limit = {}, but release_rule gives {}", *limit, edition.clean_limit)},
                    {"两者只写一个", "write one of them"});
    edition.clean_limit = static_cast<int>(*limit);
    if (!rule) edition.release_rule.clear();
}

void read_head(TomlTable& in, Edition& edition) {
    edition.id = in.required_text("id");
    edition.title.zh = in.required_text("title");
    edition.title.en = in.text("title_en").value_or(edition.title.zh);
    edition.document = in.required_text("document");
    edition.citation = in.required_text("citation");
    edition.family = in.text("family").value_or("");
    edition.valid_from = in.date("valid_from");
    edition.valid_to = in.date("valid_to");
    edition.checked_on = in.date("checked_on");
    edition.review_by = in.date("review_by");
    if (edition.valid_from && edition.valid_to && *edition.valid_to < *edition.valid_from)
        in.error_at("valid_to", {"valid_to 早于 valid_from", "valid_to is before valid_from"},
                    {"请核对起止日期", "check both dates"});
    if (edition.checked_on && edition.review_by && *edition.review_by < *edition.checked_on)
        in.error_at("review_by", {"review_by 早于 checked_on", "review_by is before checked_on"},
                    {"请核对两个日期", "check both dates"});
    for (const char c : edition.id)
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.')) {
            in.error_at("id", {fmt::format("编号 \"{}\" 含有不允许的字符", edition.id),
                               fmt::format("the id \"{}\" has a character that is not allowed", edition.id)},
                        {"只用小写字母、数字、- _ .", "use lower-case letters, digits, - _ ."});
            break;
        }
}

void check_levels(TomlTable& in, const Edition& edition) {
    std::set<std::string> clauses;
    for (size_t i = 0; i < edition.levels.size(); ++i) {
        if (i > 0 && edition.levels[i].level <= edition.levels[i - 1].level)
            in.error_at("level", {"级别须由低到高排列且不重复", "levels must rise and be unique"},
                        {"顺序为 ungraded、blue、yellow、orange、red", "order: ungraded, blue, yellow, orange, red"});
        for (const Clause& clause : edition.levels[i].any_of)
            if (!clauses.insert(clause.id).second)
                in.error_at("level",
                            {fmt::format("条款编号 \"{}\" 重复", clause.id),
                             fmt::format("clause id \"{}\" is used twice", clause.id)},
                            {"每个条款须有自己的编号", "give every clause its own id"});
    }
}

/// The edition that this one varies, without what belongs to that document alone.
Result<Edition> start_of(const toml::table& table, const std::string& file, const EditionFinder& find) {
    const auto* key = table.get("extends");
    const auto* name = key != nullptr ? key->as_string() : nullptr;
    if (name == nullptr) return Edition{};
    const auto& begin = key->source().begin;
    const Place place{file, static_cast<int>(begin.line), static_cast<int>(begin.column), ""};
    if (!find)
        return fail(place, {"此处不能使用 extends", "extends cannot be used here"}, {"请写出全部条款", "write all clauses"});
    auto base = find(name->get());
    if (!base) {
        std::vector<Problem> problems = base.error();
        problems.insert(problems.begin(), {Severity::error, place,
                                           {fmt::format("extends 的版本 \"{}\" 无法使用", name->get()),
                                            fmt::format("the edition \"{}\" that it extends cannot be used", name->get())},
                                           {"见下", "see below"}});
        return tl::unexpected(std::move(problems));
    }
    base->extends = base->id;
    base->hash.clear();
    return base;
}

}  // namespace

Result<Edition> read_edition(std::string_view toml_text, const std::string& file, const EditionFinder& find) {
    auto parsed = parse_toml(toml_text, file);
    if (!parsed) return tl::unexpected(parsed.error());
    auto start = start_of(*parsed, file, find);
    if (!start) return start;
    Edition edition = std::move(*start);
    std::vector<Problem> problems;
    TomlTable in(*parsed, file, problems);
    in.text("extends");
    read_head(in, edition);
    read_main(in, edition);
    read_readings(in, edition);
    read_air_options(in, edition);
    read_levels(in, edition, file, problems);
    if (edition.levels.empty() && !parsed->contains("level")) in.missing("level", "[[level]] …");
    read_release(in, edition, !edition.extends.empty());
    in.finish();
    check_levels(in, edition);
    if (!problems.empty()) return tl::unexpected(std::move(problems));
    return edition;
}

}  // namespace qingkong
