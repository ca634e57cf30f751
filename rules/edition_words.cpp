// SPDX-License-Identifier: Apache-2.0
#include "rules/edition_words.hpp"

#include <fmt/format.h>

namespace qingkong {
namespace {

/// 24小时AQI均值大于200持续72小时以上
Text condition_words(const Edition& edition, const Condition& condition) {
    const bool natural = edition.day == DayKind::natural;
    const Text mean = natural ? Text{"AQI日均值", "a daily mean AQI"} : Text{"24小时AQI均值", "a 24-h mean AQI"};
    return {fmt::format("{}{}{}持续{}小时以上", mean.zh, condition.reaches ? "达到" : "大于", condition.threshold,
                        condition.hours),
            fmt::format("{} {} {} for {} h or more", mean.en, condition.reaches ? "of at least" : "above",
                        condition.threshold, condition.hours)};
}

EditionSentence clause_sentence(const Edition& edition, const Clause& clause) {
    EditionSentence out{clause.id, clause.citation.empty() ? edition.citation : clause.citation, {}};
    for (size_t i = 0; i < clause.all_of.size(); ++i) {
        const Text words = condition_words(edition, clause.all_of[i]);
        out.text.zh += (i > 0 ? "，且" : "一次污染过程中，") + words.zh;
        out.text.en += (i > 0 ? ", and " : "in one episode ") + words.en;
    }
    out.text.zh += "。";
    out.text.en += ".";
    return out;
}

EditionSentence m12_sentence(const Edition& edition) {
    const Text level = level_name(edition.lowest());
    return {edition.id + "/m12", edition.citation,
            {fmt::format("最近一小时实况AQI大于200，且未来{}小时预报均值大于200、无明显改善时，尽早建议发布{}预警；"
                         "与其间无{}小时达标时段相隔的过程级别更高的，按其级别。",
                         edition.improve_hours, level.zh, edition.gap_hours),
             fmt::format("With the last measured hour above 200 and the next {} h above 200 on average, {} is proposed at "
                         "once, or the level of the episode that no clean run of {} h parts from now.",
                         edition.improve_hours, level.en, edition.gap_hours)}};
}

EditionSentence release_sentence(const Edition& edition) {
    if (edition.day == DayKind::natural) {
        const int days = (edition.gap_hours + 23) / 24;
        return {edition.id + "/release", edition.citation,
                {fmt::format("连续{}天AQI日均值不高于{}时解除，自其第一天起。", days, edition.clean_limit),
                 fmt::format("Released by {} consecutive days at or below {}, from the first of them.", days,
                             edition.clean_limit)}};
    }
    return {edition.id + "/release", edition.citation,
            {fmt::format("逐小时AQI连续{}小时不高于{}时解除；缺测时次不算。", edition.gap_hours, edition.clean_limit),
             fmt::format("Released by {} consecutive known hours at or below {}; a missing hour breaks them.",
                         edition.gap_hours, edition.clean_limit)}};
}

EditionSentence merge_sentence(const Edition& edition) {
    if (!edition.merge)
        return {edition.id + "/merge", edition.citation,
                {"各次过程分别计算，不合并。", "Episodes are counted each by itself, none are merged."}};
    return {edition.id + "/merge", edition.citation,
            {fmt::format("两次过程之间没有{}小时AQI不高于{}的时段，按一次过程从严计算，间隔计入持续时间；"
                         "大于300和达到500的部分不合并。",
                         edition.gap_hours, edition.clean_limit),
             fmt::format("Without {} h at or below {} between them two episodes are one and the gap counts; the parts above "
                         "300 and at 500 are never merged.",
                         edition.gap_hours, edition.clean_limit)}};
}

std::string day_or(const std::optional<Day>& day) { return day ? format_day(*day) : ""; }

std::string clause_value(const Clause& clause) {
    std::string value;
    for (const Condition& condition : clause.all_of)
        value += fmt::format("{}D{}{} >= {}", value.empty() ? "" : " and ", condition.reaches ? ">=" : ">",
                             condition.threshold, condition.hours);
    return value;
}

}  // namespace

std::vector<EditionSentence> explain_level(const Edition& edition, AlertLevel level) {
    std::vector<EditionSentence> out;
    for (const LevelRule& rule : edition.levels) {
        if (rule.level != level) continue;
        const Text name = level_name(level);
        out.push_back({edition.id, edition.citation,
                       {fmt::format("{}预警（{}）：{}。", name.zh, edition.document, rule.text),
                        fmt::format("{} by {}: {}.", name.en, edition.document, rule.text)}});
        for (const Clause& clause : rule.any_of) out.push_back(clause_sentence(edition, clause));
        if (!rule.approver.empty())
            out.push_back({edition.id, edition.citation,
                           {fmt::format("由{}签发。", rule.approver), fmt::format("Signed by {}.", rule.approver)}});
    }
    if (out.empty()) return out;
    out.push_back(merge_sentence(edition));
    if (edition.improve_hours > 0 && level == edition.lowest()) out.push_back(m12_sentence(edition));
    out.push_back(release_sentence(edition));
    const Text choice = forecast_choice_name(edition.forecast_value);
    out.push_back({edition.id + "/forecast_value", edition.citation,
                   {fmt::format("预报为区间时取{}；过程开始前{}小时以内可发布，更早的先作预警准备；提前量目标{}小时。", choice.zh,
                                edition.max_lead_hours, edition.lead_hours),
                    fmt::format("Of a forecast range the {} counts; issued up to {} h ahead, a watch before; the lead aimed at "
                                "is {} h.",
                                choice.en, edition.max_lead_hours, edition.lead_hours)}});
    return out;
}

std::vector<EditionFact> edition_facts(const Edition& edition) {
    std::string required;
    for (const Pollutant pollutant : edition.required_pollutants)
        required += (required.empty() ? "" : ", ") + std::string(token(pollutant));
    std::vector<EditionFact> facts = {
        {"id", edition.id},
        {"title", edition.title.zh},
        {"document", edition.document},
        {"citation", edition.citation},
        {"valid_from", day_or(edition.valid_from)},
        {"valid_to", day_or(edition.valid_to)},
        {"checked_on", day_or(edition.checked_on)},
        {"day", edition.day == DayKind::natural ? "natural" : "moving24"},
        {"release_rule", edition.release_rule},
        {"clean_limit", std::to_string(edition.clean_limit)},
        {"gap_hours", std::to_string(edition.gap_hours)},
        {"min_valid_hours", std::to_string(edition.min_valid_hours)},
        {"merge", edition.merge ? "gap" : "none"},
        {"cut", edition.cut ? "on" : "off"},
        {"downgrade", edition.downgrade ? "on" : "off"},
        {"improve_hours", std::to_string(edition.improve_hours)},
        {"lead_hours", std::to_string(edition.lead_hours)},
        {"max_lead_hours", std::to_string(edition.max_lead_hours)},
        {"forecast_value", std::string(token(edition.forecast_value))},
        {"targets", edition.targets},
        {"aqi_standard", edition.aqi_standard.value_or("")},
        {"so2_1h_above", edition.so2_1h_above.value_or("")},
        {"required_pollutants", required},
    };
    for (const LevelRule& rule : edition.levels) {
        const std::string key = "level." + std::string(token(rule.level));
        facts.push_back({key + ".text", rule.text});
        if (!rule.approver.empty()) facts.push_back({key + ".approver", rule.approver});
        for (size_t i = 0; i < rule.any_of.size(); ++i)
            facts.push_back({fmt::format("{}.any_of.{}", key, i + 1), clause_value(rule.any_of[i])});
    }
    return facts;
}

}  // namespace qingkong
