// SPDX-License-Identifier: Apache-2.0
#include "alerts/paper_words.hpp"

#include <fmt/format.h>

namespace qingkong {

std::string span_words(std::optional<Instant> from, std::optional<Instant> to, Language language) {
    if (!from) return {};
    const std::string begin = month_day_hour(*from, language);
    if (!to) return language == Language::zh ? begin + "起" : "from " + begin;
    const std::string end = month_day_hour(*to, language);
    return language == Language::zh ? fmt::format("{}至{}", begin, end) : fmt::format("{} to {}", begin, end);
}

std::string scope_words(const std::vector<Text>& areas, Language language) {
    const bool zh = language == Language::zh;
    if (areas.empty()) return zh ? "全市" : "the whole city";
    std::string names;
    for (const Text& area : areas) names += (names.empty() ? "" : (zh ? "、" : ", ")) + area.in(language);
    if (areas.size() < 4) return names;
    return zh ? fmt::format("{}个县（市、区）（{}）", areas.size(), names) : fmt::format("{} counties ({})", areas.size(), names);
}

std::string planned_end_words(std::optional<Instant> planned_end, Language language) {
    const bool zh = language == Language::zh;
    if (!planned_end) return zh ? "另行通知" : "to be announced";
    const std::string time = spoken_time(*planned_end, language);
    return zh ? time + "（具体以正式通知为准）" : time + " (subject to the formal notice)";
}

std::string end_clause_words(std::optional<Instant> planned_end, Language language) {
    const bool zh = language == Language::zh;
    if (!planned_end) return zh ? "解除时间另行通知" : "the end will be announced";
    const std::string time = month_day_hour(*planned_end, language);
    return zh ? fmt::format("预计{}解除，具体以正式通知为准", time)
              : fmt::format("the end is expected {}, subject to the formal notice", time);
}

std::string pollutants_words(const std::vector<std::string>& names, Language language) {
    std::string out;
    for (const std::string& name : names) out += (out.empty() ? "" : (language == Language::zh ? "、" : ", ")) + name;
    return out;
}

}  // namespace qingkong
