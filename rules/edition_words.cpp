// SPDX-License-Identifier: Apache-2.0
#include "rules/edition_words.hpp"

#include <fmt/format.h>

namespace qingkong {
namespace {

/// 24小时AQI均值大于200持续72小时以上
Text condition_words(const Edition& edition, const Condition& condition) {
    const Text value = taken(condition.track, edition.by_day());
    const bool single_hour = condition.reaches && condition.threshold == 500 && edition.reaches_500 == Reaches500::hour;
    if (single_hour && condition.track == edition.main)
        return {"出现AQI达到500的时次", "an hour with an AQI of 500"};
    const bool concentration = condition.track.pollutant && !condition.track.index;
    const char* unit = !concentration ? "" : *condition.track.pollutant == Pollutant::co ? "毫克/立方米" : "微克/立方米";
    const char* unit_en = !concentration ? "" : *condition.track.pollutant == Pollutant::co ? " mg/m³" : " µg/m³";
    return {fmt::format("{}{}{}{}持续{}小时以上", value.zh, condition.reaches ? "达到" : "大于", condition.threshold, unit,
                        condition.hours),
            fmt::format("{} {} {}{} for {} h or more", value.en, condition.reaches ? "of at least" : "above",
                        condition.threshold, unit_en, condition.hours)};
}

EditionSentence clause_sentence(const Edition& edition, const Clause& clause) {
    EditionSentence out{clause.id, clause.citation.empty() ? edition.citation : clause.citation, {}};
    for (size_t i = 0; i < clause.all_of.size(); ++i) {
        const Text words = condition_words(edition, clause.all_of[i]);
        out.text.zh += (i > 0 ? "，且" : "一次污染过程中，") + words.zh;
        out.text.en += (i > 0 ? ", and " : "in one episode ") + words.en;
    }
    if (clause.life_hours) {
        out.text.zh += fmt::format("；启动后{}小时自动终止", *clause.life_hours);
        out.text.en += fmt::format("; it ends by itself {} h after its start", *clause.life_hours);
    }
    out.text.zh += "。";
    out.text.en += ".";
    return out;
}

/// The readings that differ from the recommended ones, a sentence each.
std::vector<EditionSentence> reading_sentences(const Edition& edition) {
    std::vector<EditionSentence> out;
    const auto add = [&](bool said, const char* option, const char* zh, const char* en) {
        if (said) out.push_back({edition.id + "/" + option, edition.citation, {zh, en}});
    };
    add(edition.duration_mode == DurationMode::blocks, "duration_mode",
        "持续时间按首尾相接的24小时均值段计算。", "Durations are chains of 24-h means, one after the other.");
    add(edition.duration_mode == DurationMode::windows, "duration_mode",
        "持续时间按24小时均值超限的连续时次计算。", "Durations are hours in a row whose 24-h mean exceeds.");
    add(edition.daily_aqi_mode == DailyAqiMode::aqi_of_means, "daily_aqi_mode",
        "24小时值为24小时平均浓度的AQI（臭氧取其中最大8小时均值）。",
        "The 24-h value is the AQI of the 24-h mean concentrations (ozone: the largest 8-h mean in them).");
    add(edition.merge && edition.merge_count == MergeCount::parts, "merge_count", "合并的过程只累加各段，不计间隔。",
        "Of a merged episode the parts count, not the gaps.");
    add(edition.reaches_500 == Reaches500::hour, "reaches_500", "“达到500”指过程中有一小时AQI达到500。",
        "\"Reaches 500\" means one hour of the episode.");
    add(!edition.cut, "cut", "达标时段内的时次也计入均值所覆盖的过程。", "Hours of clean runs stay covered by heavy means.");
    add(!edition.downgrade, "downgrade", "启动后不降级。", "A level in force is never lowered.");
    add(edition.window_at_start == WindowAtStart::partial, "window_at_start", "资料开始时的均值按已有时次计算。",
        "At the start of the record means are of the hours there are.");
    add(edition.max_lead_hours == 0, "max_lead_hours", "级别自其过程开始时起算，不提前。",
        "A level is taken when its episode begins, not before.");
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
    if (edition.clean_metric == CleanMetric::mean24)
        return {edition.id + "/release", edition.citation,
                {fmt::format("24小时均值连续{}小时不高于{}时解除；均值无效的时次不算。", edition.gap_hours, edition.clean_limit),
                 fmt::format("Released by {} consecutive hours whose 24-h mean is valid and at or below {}.",
                             edition.gap_hours, edition.clean_limit)}};
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

/// `D>200 >= 48 and so2/hour>500 >= 1, life 24`.
std::string clause_value(const Edition& edition, const Clause& clause) {
    std::string value = clause.id + ": ";
    for (size_t i = 0; i < clause.all_of.size(); ++i) {
        const Condition& condition = clause.all_of[i];
        const Track& track = condition.track;
        std::string name = track == edition.main ? "D" : series_token(track);
        if (track.window == Track::Window::hour) name += "/hour";
        if (track.source == Track::Source::measured) name += "/measured";
        value += fmt::format("{}{}{}{} >= {}", i > 0 ? " and " : "", name, condition.reaches ? ">=" : ">",
                             condition.threshold, condition.hours);
    }
    if (clause.life_hours) value += fmt::format(", life {}", *clause.life_hours);
    for (const AlertLevel level : clause.skips) value += fmt::format(", skips {}", token(level));
    return value + (clause.citation.empty() ? "" : " [" + clause.citation + "]");
}

const char* word(DurationMode mode) {
    return mode == DurationMode::trimmed ? "trimmed" : mode == DurationMode::blocks ? "blocks" : "windows";
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
        for (const Clause& clause : rule.any_of) {
            out.push_back(clause_sentence(edition, clause));
            for (const AlertLevel skipped : clause.skips)
                out.back().text = {out.back().text.zh + fmt::format("（此时不一定满足{}条件，已确认。）", level_name(skipped).zh),
                                   out.back().text.en + fmt::format(" ({} need not hold then: acknowledged.)", level_name(skipped).en)};
        }
        if (!rule.approver.empty())
            out.push_back({edition.id, edition.citation,
                           {fmt::format("由{}签发。", rule.approver), fmt::format("Signed by {}.", rule.approver)}});
    }
    if (out.empty()) return out;
    out.push_back(merge_sentence(edition));
    for (EditionSentence& sentence : reading_sentences(edition)) out.push_back(std::move(sentence));
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
        {"review_by", day_or(edition.review_by)},
        {"extends", edition.extends},
        {"family", edition.family},
        {"series", series_token(edition.main)},
        {"day", edition.day == DayKind::natural ? "natural" : "moving24"},
        {"release_rule", edition.release_rule},
        {"clean_limit", std::to_string(edition.clean_limit)},
        {"gap_hours", std::to_string(edition.gap_hours)},
        {"min_valid_hours", std::to_string(edition.min_valid_hours)},
        {"merge", edition.merge ? "gap" : "none"},
        {"cut", edition.cut ? "on" : "off"},
        {"downgrade", edition.downgrade ? "on" : "off"},
        {"duration_mode", word(edition.duration_mode)},
        {"clean_metric", edition.clean_metric == CleanMetric::hours ? "hours" : "mean24"},
        {"daily_aqi_mode", edition.daily_aqi_mode == DailyAqiMode::mean_of_aqi ? "mean_of_aqi" : "aqi_of_means"},
        {"merge_count", edition.merge_count == MergeCount::gap ? "gap" : "parts"},
        {"reaches_500", edition.reaches_500 == Reaches500::mean24 ? "mean24" : "hour"},
        {"window_at_start", edition.window_at_start == WindowAtStart::whole ? "whole" : "partial"},
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
        if (rule.lead_hours) facts.push_back({key + ".lead_hours", std::to_string(*rule.lead_hours)});
        for (size_t i = 0; i < rule.any_of.size(); ++i)
            facts.push_back({fmt::format("{}.any_of.{}", key, i + 1), clause_value(edition, rule.any_of[i])});
    }
    return facts;
}

}  // namespace qingkong
