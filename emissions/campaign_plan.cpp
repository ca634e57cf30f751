// SPDX-License-Identifier: Apache-2.0
#include <sstream>

#include <fmt/format.h>
#include <toml++/toml.h>

#include "emissions/campaign.hpp"

namespace qingkong {
namespace {

constexpr CampaignStage stage_at(int index) {
    return static_cast<CampaignStage>(index);
}

std::optional<Day> day_of_node(const toml::node_view<const toml::node>& node) {
    if (const auto date = node.value<toml::date>())
        return parse_day(fmt::format("{:04}-{:02}-{:02}", date->year, date->month, date->day));
    if (const auto text = node.value<std::string>()) return parse_day(*text);
    return {};
}

std::vector<Day> days_of(const toml::table& table, const char* key) {
    std::vector<Day> days;
    if (const toml::array* array = table[key].as_array())
        for (size_t i = 0; i < array->size(); ++i)
            if (const auto day = day_of_node(table[key][i])) days.push_back(*day);
    return days;
}

/// A TOML basic string.
std::string quoted(const std::string& text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') out += '\\';
        out += c == '\n' ? ' ' : c;
    }
    return out + "\"";
}

std::string day_list(const std::vector<Day>& days) {
    std::string out;
    for (const Day day : days) out += (out.empty() ? "" : ", ") + format_day(day);
    return "[" + out + "]";
}

}  // namespace

Result<CampaignPlan> read_campaign_plan(std::string_view toml_text, const std::string& file) {
    toml::table table;
    try {
        table = toml::parse(toml_text);
    } catch (const toml::parse_error& error) {
        const auto& begin = error.source().begin;
        return fail({file, static_cast<int>(begin.line), static_cast<int>(begin.column), ""},
                    {"不是 TOML：" + std::string(error.description()), "no TOML: " + std::string(error.description())},
                    {"日期写 2025-09-30，文字加引号", "dates as 2025-09-30, texts in quotes"});
    }
    const toml::table& root = table;
    CampaignPlan plan;
    plan.name = root["name"].value_or(std::string());
    plan.season = root["season"].value_or(std::string());
    plan.version = root["version"].value_or(std::string());
    plan.objections_to = root["objections_to"].value_or(std::string());
    plan.publication_working_days = root["publication_working_days"].value_or(7);
    plan.holidays = days_of(root, "holidays");
    plan.workdays = days_of(root, "workdays");
    std::vector<Problem> problems;
    const auto wrong = [&](Text what, Text wanted) {
        problems.push_back({Severity::error, {file, 0, 0, ""}, std::move(what), std::move(wanted)});
    };
    if (plan.name.empty()) wrong({"没有 name", "no name"}, {"写明工作名称", "wanted: the name of the campaign"});
    if (plan.publication_working_days < 1)
        wrong({"公示期不是正数", "publication_working_days is not positive"}, {"例如 7", "for example 7"});
    std::optional<Day> last;
    for (int i = 0; i < kCampaignStages; ++i) {
        const std::string key(token(stage_at(i)));
        plan.closes[i] = day_of_node(root["closes"][key]);
        if (root["closes"][key] && !plan.closes[i])
            wrong({"closes." + key + " 不是日期", "closes." + key + " is no date"}, {"例如 2025-09-30", "for example 2025-09-30"});
        if (last && plan.closes[i] && *plan.closes[i] < *last)
            wrong({"“" + stage_name(stage_at(i)).zh + "”早于前一阶段", "closes." + key + " is before the stage ahead of it"},
                  {"各阶段按先后排列", "wanted: stages in their order"});
        if (plan.closes[i]) last = plan.closes[i];
    }
    if (const toml::array* areas = root["area"].as_array())
        for (size_t i = 0; i < areas->size(); ++i) {
            const auto row = root["area"][i];
            plan.areas.push_back({row["id"].value_or(std::string()), row["unit"].value_or(std::string()),
                                  row["contact"].value_or(std::string())});
        }
    if (!problems.empty()) return tl::unexpected(std::move(problems));
    return plan;
}

std::string campaign_plan_text(const CampaignPlan& plan) {
    std::string text = "# 秋季清单修订：期限和责任单位可以修改，日期含当日。Deadlines and units; days included.\n";
    text += "name = " + quoted(plan.name) + "\nseason = " + quoted(plan.season) + "\nversion = " + quoted(plan.version) +
            "\nobjections_to = " + quoted(plan.objections_to) +
            fmt::format("\npublication_working_days = {}", plan.publication_working_days) +
            "\nholidays = " + day_list(plan.holidays) + "  # 放假的工作日\nworkdays = " + day_list(plan.workdays) +
            "  # 调休上班的周末\n\n[closes]\n";
    for (int i = 0; i < kCampaignStages; ++i)
        if (plan.closes[i])
            text += fmt::format("{} = {}  # {}\n", token(stage_at(i)), format_day(*plan.closes[i]), stage_name(stage_at(i)).zh);
    for (const CampaignPlan::AreaUnit& one : plan.areas)
        text += "\n[[area]]\nid = " + quoted(one.area) + "\nunit = " + quoted(one.unit) + "  # 责任单位，不填个人\ncontact = " +
                quoted(one.contact) + "\n";
    return text;
}

}  // namespace qingkong
