// SPDX-License-Identifier: Apache-2.0
#include "rules/edition_reader.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "rules/toml_table.hpp"

namespace qingkong {
namespace {

Condition read_condition(const toml::table& table, const std::string& file, std::vector<Problem>& problems) {
    TomlTable in(table, file, problems);
    Condition condition;
    if (const auto threshold = in.integer("threshold", 1, 500))
        condition.threshold = static_cast<int>(*threshold);
    else if (!table.contains("threshold"))
        in.missing("threshold", "200");
    if (const auto op = in.word("op", {">", ">="})) condition.reaches = *op == ">=";
    if (const auto hours = in.integer("hours", 1, 2400))
        condition.hours = static_cast<int>(*hours);
    else if (!table.contains("hours"))
        in.missing("hours", "24");
    in.finish();
    return condition;
}

Clause read_clause(const toml::table& table, const std::string& file, std::vector<Problem>& problems) {
    TomlTable in(table, file, problems);
    Clause clause;
    clause.id = in.required_text("clause");
    clause.citation = in.text("citation").value_or("");
    for (const toml::table* item : in.tables("all_of")) clause.all_of.push_back(read_condition(*item, file, problems));
    if (!table.contains("all_of"))
        in.missing("all_of", "[{ threshold = 200, hours = 24 }]");
    else if (clause.all_of.empty())
        in.error_at("all_of", {"条件为空", "no condition"}, {"至少写一个条件", "write at least one condition"});
    in.finish();
    return clause;
}

LevelRule read_level(const toml::table& table, const std::string& file, std::vector<Problem>& problems) {
    TomlTable in(table, file, problems);
    LevelRule rule;
    const auto name = in.word("name", {"blue", "yellow", "orange", "red"});
    if (name)
        rule.level = *parse_level(*name);
    else if (!table.contains("name"))
        in.missing("name", "\"yellow\"");
    rule.text = in.required_text("text");
    rule.approver = in.text("approver").value_or("");
    for (const toml::table* item : in.tables("any_of")) rule.any_of.push_back(read_clause(*item, file, problems));
    if (rule.any_of.empty()) in.missing("any_of", "[{ clause = \"…\", all_of = [{ threshold = 200, hours = 24 }] }]");
    in.finish();
    return rule;
}

void read_options(TomlTable& in, Edition& edition) {
    if (const auto v = in.word("day", {"moving24", "natural"}))
        edition.day = *v == "natural" ? DayKind::natural : DayKind::moving24;
    if (const auto v = in.word("release_rule", {"le150_36h", "below_lowest_trigger_36h"}))
        edition.release_rule = *v;
    else if (!in.raw().contains("release_rule"))
        in.missing("release_rule", "\"below_lowest_trigger_36h\"");
    if (const auto v = in.integer("gap_hours", 1, 240)) edition.gap_hours = static_cast<int>(*v);
    if (const auto v = in.integer("min_valid_hours", 1, 24)) edition.min_valid_hours = static_cast<int>(*v);
    if (const auto v = in.word("merge", {"gap", "none"})) edition.merge = *v == "gap";
    if (const auto v = in.word("cut", {"on", "off"})) edition.cut = *v == "on";
    if (const auto v = in.word("downgrade", {"on", "off"})) edition.downgrade = *v == "on";
    if (const auto v = in.integer("improve_hours", 0, 72)) edition.improve_hours = static_cast<int>(*v);
    if (const auto v = in.integer("lead_hours", 0, 240)) edition.lead_hours = static_cast<int>(*v);
    if (const auto v = in.integer("max_lead_hours", 0, 2400)) edition.max_lead_hours = static_cast<int>(*v);
    if (const auto v = in.word("forecast_value", {"lower", "centre", "upper"}))
        edition.forecast_value = *v == "lower"   ? ForecastChoice::lower
                                 : *v == "upper" ? ForecastChoice::upper
                                                 : ForecastChoice::centre;
    edition.targets = in.text("targets").value_or("R2019");
    edition.aqi_standard = in.word("aqi_standard", {"hj633-2012", "hj633-2026"});
    edition.so2_1h_above = in.word("so2_1h_above", {"use_24h", "cap200"});
    if (in.raw().contains("required_pollutants")) {
        edition.required_pollutants.clear();
        for (const std::string& name : in.texts("required_pollutants")) {
            const auto found = std::find_if(kAllPollutants.begin(), kAllPollutants.end(),
                                            [&](Pollutant p) { return token(p) == name; });
            if (found == kAllPollutants.end())
                in.error_at("required_pollutants",
                            {fmt::format("不认识的污染物 \"{}\"", name), fmt::format("unknown pollutant \"{}\"", name)},
                            {"可用值：pm25, pm10, so2, no2, co, o3", "wanted: pm25, pm10, so2, no2, co, o3"});
            else
                edition.required_pollutants.push_back(*found);
        }
    }
}

void check_levels(TomlTable& in, const Edition& edition) {
    std::set<std::string> clauses;
    for (size_t i = 0; i < edition.levels.size(); ++i) {
        if (i > 0 && edition.levels[i].level <= edition.levels[i - 1].level)
            in.error_at("level", {"级别须由低到高排列且不重复", "levels must rise and be unique"},
                        {"顺序为 blue、yellow、orange、red", "order: blue, yellow, orange, red"});
        for (const Clause& clause : edition.levels[i].any_of)
            if (!clauses.insert(clause.id).second)
                in.error_at("level",
                            {fmt::format("条款编号 \"{}\" 重复", clause.id),
                             fmt::format("clause id \"{}\" is used twice", clause.id)},
                            {"每个条款须有自己的编号", "give every clause its own id"});
    }
}

}  // namespace

Result<Edition> read_edition(std::string_view toml_text, const std::string& file) {
    auto parsed = parse_toml(toml_text, file);
    if (!parsed) return tl::unexpected(parsed.error());
    std::vector<Problem> problems;
    TomlTable in(*parsed, file, problems);
    Edition edition;
    edition.id = in.required_text("id");
    edition.title.zh = in.required_text("title");
    edition.title.en = in.text("title_en").value_or(edition.title.zh);
    edition.document = in.required_text("document");
    edition.citation = in.required_text("citation");
    edition.valid_from = in.date("valid_from");
    edition.valid_to = in.date("valid_to");
    edition.checked_on = in.date("checked_on");
    if (edition.valid_from && edition.valid_to && *edition.valid_to < *edition.valid_from)
        in.error_at("valid_to", {"valid_to 早于 valid_from", "valid_to is before valid_from"},
                    {"请核对起止日期", "check both dates"});
    read_options(in, edition);
    for (const toml::table* item : in.tables("level")) edition.levels.push_back(read_level(*item, file, problems));
    if (!parsed->contains("level")) in.missing("level", "[[level]] …");
    in.finish();
    check_levels(in, edition);
    if (!problems.empty()) return tl::unexpected(std::move(problems));
    edition.clean_limit = edition.release_rule == "le150_36h" ? 150 : edition.base_threshold();
    return edition;
}

}  // namespace qingkong
