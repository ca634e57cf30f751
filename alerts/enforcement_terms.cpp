// SPDX-License-Identifier: Apache-2.0
#include "alerts/enforcement_terms.hpp"

#include <fmt/format.h>
#include <toml++/toml.h>

namespace qingkong {

namespace {

struct Reader {
    const std::string& file;
    std::vector<Problem> problems;

    void say(const toml::node& at, Text what, Text wanted = {}) {
        const auto where = at.source().begin;
        problems.push_back({Severity::error, {file, static_cast<int>(where.line), static_cast<int>(where.column), ""}, std::move(what), std::move(wanted)});
    }
    void whole(const toml::table& table, const char* key, int least, int& into) {
        const toml::node* node = table.get(key);
        if (node == nullptr) return;
        const auto value = node->value_exact<int64_t>();
        if (!value || *value < least || *value > 100'000)
            return say(*node, {fmt::format("{} 应为不小于{}的整数", key, least), fmt::format("{} must be a whole number from {} on", key, least)});
        into = static_cast<int>(*value);
    }
    void yuan(const toml::table& table, const char* key, std::optional<int64_t>& into) {
        const toml::node* node = table.get(key);
        if (node == nullptr) return;
        into = node->value_exact<int64_t>();
        if (!into || *into < 0) say(*node, {fmt::format("{} 应为整数元", key), fmt::format("{} must be whole yuan", key)});
    }
    std::string text(const toml::table& table, const char* key, bool required) {
        const auto value = table[key].value_exact<std::string>();
        if (required && (!value || value->empty())) say(table, {fmt::format("缺少 {}", key), fmt::format("{} is missing", key)});
        return value.value_or("");
    }
};

void read_conducts(Reader& reader, const toml::table& root, EnforcementTerms& terms) {
    const toml::array* list = root["conduct"].as_array();
    if (list == nullptr) return;
    for (const toml::node& node : *list) {
        const toml::table* table = node.as_table();
        if (table == nullptr) continue;
        FinableConduct one;
        one.id = reader.text(*table, "id", true);
        one.name = {reader.text(*table, "name", true), reader.text(*table, "name_en", false)};
        one.department = reader.text(*table, "department", true);
        one.clause = reader.text(*table, "clause", true);
        one.dated = reader.text(*table, "dated", true);
        one.needs_permit_clause = (*table)["needs_permit_clause"].value_or(false);
        reader.yuan(*table, "least_yuan", one.least_yuan);
        reader.yuan(*table, "most_yuan", one.most_yuan);
        reader.yuan(*table, "most_serious_yuan", one.most_serious_yuan);
        if (one.least_yuan && one.most_yuan && *one.least_yuan > *one.most_yuan)
            reader.say(*table, {"least_yuan 大于 most_yuan", "least_yuan exceeds most_yuan"});
        if (terms.find(one.id) != nullptr) reader.say(*table, {"重复的 id " + one.id, "repeated id " + one.id});
        terms.conducts.push_back(std::move(one));
    }
}

}  // namespace

std::string FinableConduct::range_zh() const {
    if (!least_yuan || !most_yuan) return "";
    std::string out = fmt::format("{}元以上{}元以下", *least_yuan, *most_yuan);
    if (most_serious_yuan) out += fmt::format("（情节严重的至{}元）", *most_serious_yuan);
    return out;
}

const FinableConduct* EnforcementTerms::find(std::string_view id) const {
    for (const FinableConduct& one : conducts)
        if (one.id == id) return &one;
    return nullptr;
}

std::string EnforcementTerms::ladder_level(int unrectified, int fresh) const {
    std::string level;
    if (!ladder_enabled) return level;
    for (const LadderRule& rule : ladder) {
        const bool first = unrectified >= rule.unrectified_least, second = fresh >= rule.new_least;
        if (rule.either ? first || second : first && second) level = rule.level;
    }
    return level;
}

Result<EnforcementTerms> read_enforcement_terms(std::string_view text, const std::string& file) {
    toml::table root;
    try {
        root = toml::parse(text);
    } catch (const toml::parse_error& error) {
        const auto at = error.source().begin;
        return fail({file, static_cast<int>(at.line), static_cast<int>(at.column), ""},
                    {fmt::format("不是有效的 TOML：{}", error.description()), fmt::format("not valid TOML: {}", error.description())});
    }
    Reader reader{file, {}};
    EnforcementTerms terms;
    if (const toml::table* deadlines = root["deadlines"].as_table()) {
        reader.whole(*deadlines, "assign_minutes", 1, terms.assign_minutes);
        reader.whole(*deadlines, "feedback_hours", 1, terms.feedback_hours);
        reader.whole(*deadlines, "recheck_hours", 1, terms.recheck_hours);
        reader.whole(*deadlines, "supervise_at", 1, terms.supervise_at);
        reader.whole(*deadlines, "interview_at", 1, terms.interview_at);
    }
    if (const toml::table* ladder = root["ladder"].as_table()) {
        terms.ladder_enabled = (*ladder)["enabled"].value_or(false);
        if (const toml::array* rules = (*ladder)["rules"].as_array())
            for (const toml::node& node : *rules)
                if (const toml::table* table = node.as_table()) {
                    LadderRule rule;
                    reader.whole(*table, "unrectified_least", 0, rule.unrectified_least);
                    reader.whole(*table, "new_least", 0, rule.new_least);
                    rule.either = (*table)["either"].value_or(true);
                    rule.level = reader.text(*table, "level", true);
                    terms.ladder.push_back(std::move(rule));
                }
    }
    if (const toml::array* weights = root["weight"].as_array())
        for (const toml::node& node : *weights)
            if (const toml::table* table = node.as_table())
                terms.weights_milli.emplace_back(reader.text(*table, "kind", true), (*table)["weight_milli"].value_or(int64_t{0}));
    read_conducts(reader, root, terms);
    if (!reader.problems.empty()) return tl::unexpected(std::move(reader.problems));
    return terms;
}

}  // namespace qingkong
