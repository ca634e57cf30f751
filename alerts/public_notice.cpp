// SPDX-License-Identifier: Apache-2.0
#include "alerts/public_notice.hpp"

#include <fmt/format.h>

#include "alerts/health_advice.hpp"
#include "alerts/notice.hpp"
#include "alerts/official_paper.hpp"
#include "alerts/paper_words.hpp"

namespace qingkong {

namespace {

bool release(const Transition& t) {
    return t.action == AlertAction::release;
}

std::string title_of(const Transition& t, Language language) {
    const bool zh = language == Language::zh;
    const std::string from = level_name(t.from).in(language), to = level_name(t.to).in(language);
    if (release(t))
        return zh ? fmt::format("关于解除{}的公告", alert_words(t.from, language))
                  : fmt::format("Public notice: the {} is released", alert_words(t.from, language));
    if (t.from == AlertLevel::normal)
        return zh ? fmt::format("关于发布{}的公告", alert_words(t.to, language))
                  : fmt::format("Public notice: {}", alert_words(t.to, language));
    if (t.from == t.to)
        return zh ? fmt::format("关于延续{}的公告", alert_words(t.to, language))
                  : fmt::format("Public notice: the {} continues", alert_words(t.to, language));
    const bool up = t.to > t.from;
    return zh ? fmt::format("关于将重污染天气{}预警{}为{}预警的公告", from, up ? "升级" : "调整", to)
              : fmt::format("Public notice: heavy-pollution-weather alert {} from {} to {}", up ? "raised" : "lowered", from, to);
}

std::string cause_words(const PublicNoticeFacts& facts, Language language) {
    if (!facts.cause.in(language).empty()) return facts.cause.in(language);
    return language == Language::zh ? "成因尚在分析" : "still being analysed";
}

std::vector<TemplateData> rows_of(const std::vector<LibraryMeasure>& measures) {
    std::vector<std::string> lines;
    for (const LibraryMeasure& measure : measures) lines.push_back(measure.text);
    return numbered_rows(lines);
}

AqiCategory category_in(const Transition& t, const PublicNoticeFacts& facts) {
    return advised_category(t.to, facts.forecast_peak_aqi);
}

}  // namespace

Document compose_public_notice(const Transition& t, const Office& office, const PublicNoticeFacts& facts,
                               Language language, const Templates& templates) {
    const bool zh = language == Language::zh;
    TemplateData data;
    add_office(data, office, language);
    auto& v = data.values;
    v["title"] = (office.exercise ? (zh ? "【演练】" : "EXERCISE: ") : "") + title_of(t, language);
    v["unpublished"] = t.published_at ? "" : unpublished_words(office, language);
    v["published_at"] = t.published_at ? spoken_time(*t.published_at, language) : "";
    v["date"] = t.published_at ? paper_date(*t.published_at, language) : (zh ? blank_date() : "Date: ____________");
    v["release"] = release(t) ? "1" : "";
    v["level"] = level_name(t.to).in(language);
    v["former_level"] = level_name(t.from).in(language);
    v["response"] = response_grade(t.to).in(language);
    v["former_response"] = response_grade(t.from).in(language);
    if (t.from != AlertLevel::normal && t.from != t.to)
        v["changed"] = zh ? (t.to > t.from ? "升级" : "调整") : (t.to > t.from ? "raises" : "lowers");
    v["continued"] = t.from != AlertLevel::normal && t.from == t.to ? "1" : "";
    v["scope"] = scope_words(facts.areas, language);
    v["start"] = spoken_time(t.response_start, language);
    v["planned_end"] = planned_end_words(t.planned_end, language);
    v["episode"] = span_words(t.episode_begin, t.episode_end, language);
    v["city"] = facts.city.in(language);
    v["cause"] = cause_words(facts, language);
    v["primary"] = pollutants_words(facts.primary_pollutants, language);
    v["peak_aqi"] = facts.forecast_peak_aqi;
    v["release_condition"] = facts.release_condition;
    // Without a forecast the advice goes by the level, and no category is foretold.
    v["category"] = release(t) || facts.forecast_peak_aqi.empty() ? "" : category_name(category_in(t, facts)).in(language);
    v["effect"] = release(t) ? "" : category_effect(category_in(t, facts)).in(language);
    v["health_advice"] = release(t) ? "" : category_advice(category_in(t, facts)).in(language);
    v["edition"] = t.edition.title.in(language);
    v["not_applied"] = joined_texts(facts.measures.not_applied, language);
    if (zh && !release(t)) {
        data.lists["health"] = rows_of(facts.measures.health);
        data.lists["advisory"] = rows_of(facts.measures.advisory);
        data.lists["mandatory_measures"] = rows_of(facts.measures.mandatory);
    }
    OfficialHead head;
    head.issuer = office.government.in(language);
    head.title = v["title"];
    head.signature = office.government.in(language);
    head.date = v["date"];
    head.exercise = v["exercise"];
    head.unpublished = v["unpublished"];
    return official_paper(head, templates.render(zh ? "public_notice.zh.txt" : "public_notice.en.txt", data), language, templates);
}

std::vector<Problem> check_public_notice(const Document& notice, const Transition& t, const Office& office,
                                         const PublicNoticeFacts& facts, Language language) {
    const std::string law = "突发事件应对法 §64", seed = "ZY2017-P4";
    const bool zh = language == Language::zh;
    std::vector<RequiredContent> required = {
        {{"级别", "level"}, level_name(release(t) ? t.from : t.to).in(language) + (zh ? "预警" : ""), law},
        {{"起始时间", "start"}, spoken_time(t.response_start, language), law},
        {{"影响范围", "area"}, scope_words(facts.areas, language), seed},
        {{"发布单位", "publisher"}, office.government.in(language), law},
        {{"发布时间", "time of publication"},
         t.published_at ? spoken_time(*t.published_at, language) : unpublished_words(office, language), law}};
    if (office.exercise) required.push_back({{"演练标识", "mark of the exercise"}, exercise_words(language), "handbook B.5"});
    if (!release(t)) {
        required.push_back({{"持续时间", "duration"}, planned_end_words(t.planned_end, language), seed});
        required.push_back({{"污染成因", "cause"}, cause_words(facts, language), seed});
        required.push_back({{"健康防护", "health advice"}, category_advice(category_in(t, facts)).in(language), seed});
        required.push_back({{"应对措施", "measures"},
                            zh ? fmt::format("{}级应急响应", response_grade(t.to).zh) : "response grade " + response_grade(t.to).en, seed});
    }
    return check_contents(t.id(), notice.text, required);
}

}  // namespace qingkong
