// SPDX-License-Identifier: Apache-2.0
#include "alerts/correction_notice.hpp"

#include <fmt/format.h>

#include "alerts/health_advice.hpp"
#include "alerts/official_paper.hpp"
#include "alerts/paper_words.hpp"

namespace qingkong {

namespace {

std::string title_of(const Transition& t, const CorrectedNotice& old, Language language) {
    const bool zh = language == Language::zh;
    if (!zh) return fmt::format("Supplementary notice (version {}): {} replaced", old.version, alert_words(old.level, language));
    const std::string version = fmt::format("的补充通知（第{}版）", old.version);
    if (t.to == AlertLevel::normal) return fmt::format("关于不再启动重污染天气{}预警{}", level_name(old.level).zh, version);
    if (t.to != old.level) return "关于调整重污染天气预警级别" + version;
    if (t.response_start != old.response_start) return fmt::format("关于调整重污染天气{}预警响应启动时间{}", level_name(t.to).zh, version);
    return fmt::format("关于重污染天气{}预警{}", level_name(t.to).zh, version);
}

std::vector<TemplateData> rows_of(const std::vector<LibraryMeasure>& measures) {
    std::vector<TemplateData> rows;
    for (const LibraryMeasure& measure : measures) {
        TemplateData row;
        row.values["number"] = std::to_string(rows.size() + 1);
        row.values["words"] = measure.text;
        for (const std::string& unit : measure.units) row.values["units"] += (row.values["units"].empty() ? "" : "、") + unit;
        rows.push_back(std::move(row));
    }
    return rows;
}

std::string advice_of(const Transition& t, const NoticeFacts& facts, Language language) {
    return category_advice(advised_category(t.to, facts.forecast_peak_aqi)).in(language);
}

}  // namespace

Document compose_correction(const Transition& t, const CorrectedNotice& old, const Office& office, const NoticeFacts& facts,
                            Language language, const Templates& templates) {
    const bool zh = language == Language::zh;
    TemplateData data;
    add_office(data, office, language);
    auto& v = data.values;
    v["title"] = (office.exercise ? (zh ? "【演练】" : "EXERCISE: ") : "") + title_of(t, old, language);
    v["document_no"] = t.document_no;
    v["unpublished"] = t.published_at ? "" : unpublished_words(office, language);
    v["published_at"] = t.published_at ? spoken_time(*t.published_at, language) : "";
    v["former_level"] = level_name(old.level).in(language);
    v["former_start"] = month_day_hour(old.response_start, language);
    v["former_document_no"] = old.document_no;
    v["version"] = std::to_string(old.version);
    v["not_started"] = t.to == AlertLevel::normal ? "1" : "";
    v["level_changed"] = t.to != AlertLevel::normal && t.to != old.level ? "1" : "";
    if (t.to != AlertLevel::normal) {
        v["level"] = level_name(t.to).in(language);
        v["response"] = response_grade(t.to).in(language);
        v["health_advice"] = advice_of(t, facts, language);
    }
    v["scope"] = scope_words(facts.areas, language);
    v["start"] = month_day_hour(t.response_start, language);
    v["start_full"] = spoken_time(t.response_start, language);
    v["planned_end"] = planned_end_words(t.planned_end, language);
    v["episode"] = span_words(t.episode_begin, t.episode_end, language);
    v["reason"] = t.reason.in(language);
    v["approval"] = facts.approved_by.in(language).empty() ? (zh ? "按规定程序批准" : "as approved by procedure")
                    : zh                                   ? fmt::format("经{}批准", facts.approved_by.zh)
                                                           : fmt::format("as approved by {}", facts.approved_by.en);
    v["superior"] = facts.superior.in(language);
    v["not_applied"] = joined_texts(facts.not_applied, language);
    v["edition"] = zh ? fmt::format("{}（规则版本{}）", t.edition.title.zh, t.edition.id) : fmt::format("{} (edition {})", t.edition.title.en, t.edition.id);
    v["report_hours"] = facts.report_hours.in(language);
    v["told"] = facts.enterprises_told > 0 ? std::to_string(facts.enterprises_told) : "";
    v["date"] = paper_date(t.signed_at, language);
    data.lists["health"] = rows_of(facts.measures.health);
    data.lists["advisory"] = rows_of(facts.measures.advisory);
    data.lists["mandatory_measures"] = rows_of(facts.measures.mandatory);
    OfficialHead head;
    head.issuer = head.signature = office.name.in(language);
    head.document_no = t.document_no;
    head.title = v["title"];
    head.date = v["date"];
    head.exercise = v["exercise"];
    head.unpublished = v["unpublished"];
    return official_paper(head, templates.render(zh ? "notice_correct.zh.txt" : "notice_correct.en.txt", data), language, templates);
}

std::vector<Problem> check_correction(const Document& notice, const Transition& t, const CorrectedNotice& old, const Office& office,
                                      const NoticeFacts& facts, Language language) {
    const bool zh = language == Language::zh;
    const std::string law = "突发事件应对法 §64", own = "handbook B.5";
    std::vector<RequiredContent> required = {
        {{"以本通知为准", "this notice prevails"}, zh ? "以本通知为准" : "This notice prevails", own},
        {{"引用的原通知", "the notice it replaces"}, old.document_no, own},
        {{"原级别", "former level"}, level_name(old.level).in(language), own},
        {{"可能影响的范围", "area concerned"}, scope_words(facts.areas, language), law},
        {{"发布单位", "publisher"}, office.government.in(language), law},
        {{"发布时间", "time of publication"},
         t.published_at ? spoken_time(*t.published_at, language) : unpublished_words(office, language), law},
        {{"预警依据", "edition"}, t.edition.id, own}};
    if (office.exercise) required.push_back({{"演练标识", "mark of the exercise"}, exercise_words(language), own});
    if (t.to != AlertLevel::normal) {
        required.push_back({{"级别", "level"}, level_name(t.to).in(language) + (zh ? "预警" : ""), law});
        required.push_back({{"起始时间", "start"}, month_day_hour(t.response_start, language), law});
        required.push_back({{"警示事项", "warnings"}, advice_of(t, facts, language), law});
        required.push_back({{"预计期限", "expected duration"}, planned_end_words(t.planned_end, language), "突发事件应对法 §72"});
    }
    return check_contents(t.id(), notice.text, required);
}

}  // namespace qingkong
