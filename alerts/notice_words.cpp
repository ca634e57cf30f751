// SPDX-License-Identifier: Apache-2.0
// The labels of words.md that notices, mails and pages share.
#include <fmt/format.h>

#include "alerts/notice.hpp"

namespace qingkong {

std::string alert_words(AlertLevel level, Language language) {
    if (language == Language::zh) return fmt::format("重污染天气{}预警", level_name(level).zh);
    return fmt::format("{} heavy-pollution-weather alert", level_name(level).en);
}

std::string level_and_response(AlertLevel level, Language language) {
    if (language == Language::zh)
        return fmt::format("{}预警（{}级应急响应）", level_name(level).zh, response_grade(level).zh);
    return fmt::format("{} alert (response grade {})", level_name(level).en, response_grade(level).en);
}

std::string state_words(AlertLevel level, std::optional<Instant> since, Language language) {
    const bool zh = language == Language::zh;
    if (level == AlertLevel::normal) return zh ? "当前未启动重污染天气预警" : "No alert in force";
    std::string words = zh ? "重污染天气" + level_and_response(level, language) : level_and_response(level, language);
    if (!zh) words[0] = static_cast<char>(words[0] - 'a' + 'A');
    if (since)
        words += zh ? fmt::format("，自{}起", month_day_hour(*since, language))
                    : fmt::format(", since {}", month_day_hour(*since, language));
    return words;
}

std::string proposal_words(const Proposal& proposal, Language language) {
    const bool zh = language == Language::zh;
    const std::string from = level_name(proposal.from).in(language), to = level_name(proposal.to).in(language);
    const std::string start = month_day_hour(proposal.response_start, language);
    switch (proposal.action) {
        case AlertAction::issue:
        case AlertAction::external:
            return fmt::format(zh ? fmt::runtime("建议发布{}预警，自{}起启动{}级应急响应")
                                  : fmt::runtime("Proposal: issue {} alert from {}, response grade {}"),
                               to, start, response_grade(proposal.to).in(language));
        case AlertAction::upgrade:
            return fmt::format(
                zh ? fmt::runtime("建议将{}预警升级为{}预警") : fmt::runtime("Proposal: upgrade {} alert to {} alert"),
                from, to);
        case AlertAction::downgrade:
            return fmt::format(
                zh ? fmt::runtime("建议将{}预警调整为{}预警") : fmt::runtime("Proposal: lower {} alert to {} alert"),
                from, to);
        case AlertAction::release:
            return fmt::format(zh ? fmt::runtime("建议解除{}预警，终止{}级应急响应")
                                  : fmt::runtime("Proposal: release {} alert, end response grade {}"),
                               from, response_grade(proposal.from).in(language));
        case AlertAction::keep:
        case AlertAction::hold:
            return fmt::format(zh ? fmt::runtime("建议维持{}预警") : fmt::runtime("Proposal: keep {} alert"), from);
        case AlertAction::watch: {
            const Instant begin = proposal.episode_begin.value_or(proposal.response_start);
            return fmt::format(
                zh ? fmt::runtime("预警准备（关注{}起的污染过程）") : fmt::runtime("Watch: episode expected from {}"),
                month_day_hour(begin, language));
        }
        case AlertAction::none:
        case AlertAction::correct:    // signed by a person, never proposed
            break;
    }
    return state_words(proposal.from, std::nullopt, language);
}

std::string unpublished_words(const Office& office, Language language) {
    if (language == Language::zh) return fmt::format("尚未由{}对外发布，不得公开", office.government.zh);
    return fmt::format("Not yet published by {}: do not disclose", office.government.en);
}

std::string exercise_words(Language language) {
    return language == Language::zh ? "【演练】仅限演练，不作为实际执行依据" : "EXERCISE: not to be carried out";
}

}  // namespace qingkong
