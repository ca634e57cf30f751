// SPDX-License-Identifier: Apache-2.0
#include "alerts/notice.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "alerts/official_paper.hpp"
#include "alerts/paper_words.hpp"
#include "rules/air.hpp"

namespace qingkong {

namespace {

bool chinese(Language language) {
    return language == Language::zh;
}

/// A superior's order raises the level: it reads as an issue or an upgrade.
AlertAction paper_kind(const Transition& transition) {
    if (transition.action != AlertAction::external) return transition.action;
    return transition.from == AlertLevel::normal ? AlertAction::issue : AlertAction::upgrade;
}

std::string template_name(const Transition& transition, Language language) {
    std::string kind = "issue";
    switch (paper_kind(transition)) {
        case AlertAction::upgrade:
            kind = "upgrade";
            break;
        case AlertAction::downgrade:
            kind = "downgrade";
            break;
        case AlertAction::release:
            kind = "release";
            break;
        case AlertAction::keep:
            kind = "extend";
            break;
        default:
            break;
    }
    return "notice_" + kind + (chinese(language) ? ".zh.txt" : ".en.txt");
}

std::string title_of(const Transition& transition, Language language) {
    const std::string from = level_name(transition.from).in(language), to = level_name(transition.to).in(language);
    const bool zh = chinese(language);
    switch (paper_kind(transition)) {
        case AlertAction::upgrade:
            return zh ? fmt::format("关于将重污染天气{}预警升级为{}预警的通知", from, to)
                      : fmt::format("Notice: heavy-pollution-weather alert upgraded from {} to {}", from, to);
        case AlertAction::downgrade:
            return zh ? fmt::format("关于将重污染天气{}预警调整为{}预警的通知", from, to)
                      : fmt::format("Notice: heavy-pollution-weather alert lowered from {} to {}", from, to);
        case AlertAction::keep:
            return zh ? fmt::format("关于延续重污染天气{}预警的通知", to)
                      : fmt::format("Notice: the {} continues", alert_words(transition.to, language));
        case AlertAction::release:
            if (transition.discretion == Discretion::suspend)
                return zh ? fmt::format("关于暂停重污染天气{}预警的通知", from)
                          : fmt::format("Notice: the {} is suspended", alert_words(transition.from, language));
            return zh ? fmt::format("关于解除重污染天气{}预警的通知", from)
                      : fmt::format("Notice: release of the {}", alert_words(transition.from, language));
        default:
            if (transition.discretion == Discretion::resume)
                return zh ? fmt::format("关于重新启动重污染天气{}预警（{}级应急响应）的通知", to, response_grade(transition.to).zh)
                          : fmt::format("Notice: the {} is resumed, response grade {}", alert_words(transition.to, language),
                                        response_grade(transition.to).en);
            return zh ? fmt::format("关于发布重污染天气{}预警启动{}级应急响应的通知", to,
                                    response_grade(transition.to).zh)
                      : fmt::format("Notice: issue of the {}, response grade {}", alert_words(transition.to, language),
                                    response_grade(transition.to).en);
    }
}

std::optional<int> peak_of(const NoticeFacts& facts) {
    if (facts.forecast_peak_aqi.empty()) return std::nullopt;
    const auto value = parse_aqi(facts.forecast_peak_aqi);
    if (!value || !value->known()) return std::nullopt;
    return value->units() / AqiValue::kUnit + (value->units() % AqiValue::kUnit != 0 ? 1 : 0);
}

std::string category_of(std::optional<int> peak, Language language) {
    if (!peak) return {};
    const bool zh = chinese(language);
    if (*peak > 300) return zh ? "严重污染" : "severely polluted";
    if (*peak > 200) return zh ? "重度污染" : "heavily polluted";
    if (*peak > 150) return zh ? "中度污染" : "moderately polluted";
    return {};
}

/// Advice of the HJ 633 table for the expected category (K.4); without a forecast by the alert's level.
std::string health_advice(const Transition& transition, const NoticeFacts& facts, Language language) {
    const bool zh = chinese(language);
    const std::optional<int> peak = peak_of(facts);
    const bool severe = peak ? *peak > 300 : transition.to == AlertLevel::red;
    if (severe || transition.to == AlertLevel::red)
        return zh ? "儿童、老年人和病人应留在室内，避免体力消耗，一般人群避免户外活动"
                  : "children, old and ill people stay indoors and avoid exertion; everyone avoids outdoor activity";
    return zh ? "儿童、老年人和呼吸道、心脑血管疾病患者应停留在室内，停止户外运动，一般人群减少户外运动"
              : "children, old people and patients with respiratory, heart or vascular disease stay indoors; everyone "
                "reduces outdoor exercise";
}

/// Label 15; measured from the signature to the episode, never below 0.
std::string lead_words(const Transition& transition, const NoticeFacts& facts, Language language) {
    if (!facts.lead_required_hours || !transition.episode_begin) return {};
    const int64_t hours =
        std::max<int64_t>(0, (transition.episode_begin->seconds - transition.signed_at.seconds) / 3600);
    return chinese(language) ? fmt::format("提前量{}小时（要求{}小时以上）", hours, *facts.lead_required_hours)
                             : fmt::format("Lead {} h (required {} h)", hours, *facts.lead_required_hours);
}

std::string edition_words(const EditionRef& edition, Language language) {
    return chinese(language)
               ? fmt::format("{}（规则版本{}，校验码{}）", edition.title.zh, edition.id, edition.hash.substr(0, 12))
               : fmt::format("{} (edition {}, hash {})", edition.title.en, edition.id, edition.hash.substr(0, 12));
}

std::vector<TemplateData> share_rows(const NoticeFacts& facts, Language language) {
    std::vector<TemplateData> rows;
    const bool zh = chinese(language);
    for (const AccountRow& share : facts.shares) {
        if (share.area != kWholeCity || !share.percent) continue;
        TemplateData row;
        row.values["pollutant"] =
            std::string(zh || share.pollutant != Emitted::pm ? field_name_zh(share.pollutant) : "PM");
        row.values["percent"] = share.percent->cut1();
        if (share.met && share.target_percent) {
            row.values["target"] = std::to_string(*share.target_percent);
            row.values["verdict"] = *share.met ? (zh ? "已达到" : "met") : (zh ? "未达到" : "not met");
            // S1: who reads 12 % of 20 % and “met” must see the sum that met it.
            if (share.interchange) row.values["verdict"] += (zh ? "；" : "; ") + share.interchange->words().in(language);
        } else {
            row.values["target"] = row.values["verdict"] = "";
        }
        rows.push_back(std::move(row));
    }
    return rows;
}

/// Rows of one list: `公交加密班次（交通运输局）`. The library is Chinese: the English notice does not list it.
std::vector<TemplateData> measure_rows(const std::vector<LibraryMeasure>& measures) {
    std::vector<TemplateData> rows;
    for (const LibraryMeasure& measure : measures) {
        TemplateData row;
        row.values["number"] = std::to_string(rows.size() + 1);
        row.values["words"] = measure.text;
        std::string units;
        for (const std::string& unit : measure.units) units += (units.empty() ? "" : "、") + unit;
        row.values["units"] = units;
        rows.push_back(std::move(row));
    }
    return rows;
}

void fill_times(TemplateData& data, const Transition& t, const Office& office, Language language) {
    auto& v = data.values;
    v["signed_at"] = spoken_time(t.signed_at, language);
    v["signed_date"] = paper_date(t.signed_at, language);
    v["published_at"] = t.published_at ? spoken_time(*t.published_at, language) : "";
    v["unpublished"] = t.published_at ? "" : unpublished_words(office, language);
    v["start"] = month_day_hour(t.response_start, language);
    v["start_full"] = spoken_time(t.response_start, language);
    v["planned_end"] = planned_end_words(t.planned_end, language);
    v["end_clause"] = end_clause_words(t.planned_end, language);
    v["episode"] = span_words(t.episode_begin, t.episode_end, language);
    v["episode_begin"] = t.episode_begin ? month_day_hour(*t.episode_begin, language) : "";
    v["episode_end"] = t.episode_end ? month_day_hour(*t.episode_end, language) : "";
    v["clean_from"] = month_day_hour(t.episode_end.value_or(t.response_start), language);
    v["summary_due"] = paper_date(Instant{t.response_start.seconds + 2 * 24 * 3600}, language);
    if (language == Language::zh) v["summary_due"] = v["summary_due"].substr(v["summary_due"].find("年") + 3);
}

TemplateData fill(const Transition& t, const Office& office, const NoticeFacts& facts, Language language) {
    TemplateData data;
    auto& v = data.values;
    const bool zh = chinese(language);
    fill_times(data, t, office, language);
    v["exercise"] = office.exercise ? exercise_words(language) : "";
    v["title"] = (office.exercise ? (zh ? "【演练】" : "EXERCISE: ") : "") + title_of(t, language);
    v["document_no"] = t.document_no;
    v["office"] = office.name.in(language);
    v["government"] = office.government.in(language);
    v["city"] = facts.city.in(language);
    v["plan"] = office.plan_title.in(language);
    v["edition"] = edition_words(t.edition, language);
    v["scope"] = scope_words(facts.areas, language);
    v["place"] = joined_texts(facts.areas, language);
    v["level"] = level_name(t.to).in(language);
    v["response"] = response_grade(t.to).in(language);
    v["former_level"] = level_name(t.from).in(language);
    v["former_response"] = response_grade(t.from).in(language);
    v["peak_aqi"] = facts.forecast_peak_aqi;
    v["peak_category"] = category_of(peak_of(facts), language);
    v["primary"] = pollutants_words(facts.primary_pollutants, language);
    v["weather"] = facts.weather.in(language);
    v["approval"] = facts.approved_by.in(language).empty() ? (zh ? "按规定程序批准" : "as approved by procedure")
                    : zh                                   ? fmt::format("经{}批准", facts.approved_by.zh)
                                                           : fmt::format("as approved by {}", facts.approved_by.en);
    v["superior"] = facts.superior.in(language);
    v["clean_hours"] = std::to_string(facts.clean_hours);
    v["release_condition"] = !facts.release_condition.in(language).empty() ? facts.release_condition.in(language)
                             : zh                                          ? "相应级别预警启动标准以下"
                                                                           : "below the level that starts an alert";
    v["former_document_no"] = facts.former_document_no;
    v["not_applied"] = joined_texts(facts.not_applied, language);
    v["other_controls"] = joined_texts(facts.other_controls, language);
    v["told"] = facts.enterprises_told > 0 ? std::to_string(facts.enterprises_told) : "";
    v["mandatory"] = std::to_string(facts.enterprises_mandatory);
    v["report_hours"] = facts.report_hours.in(language);
    v["contact"] = office.contact;
    v["telephone"] = office.telephone;
    v["lead"] = lead_words(t, facts, language);
    v["health_advice"] = health_advice(t, facts, language);
    v["part_of_city"] = facts.areas.empty() ? "" : "1";
    v["reason"] = t.reason.in(language);
    v["batch"] = facts.batch;
    data.lists["shares"] = share_rows(facts, language);
    data.lists["health"] = measure_rows(facts.measures.health);
    data.lists["advisory"] = measure_rows(facts.measures.advisory);
    data.lists["mandatory_measures"] = measure_rows(facts.measures.mandatory);
    return data;
}

}  // namespace

Document compose_notice(const Transition& transition, const Office& office, const NoticeFacts& facts, Language language,
                        const Templates& templates) {
    const TemplateData data = fill(transition, office, facts, language);
    OfficialHead head;
    head.issuer = office.name.in(language);
    head.document_no = transition.document_no;
    head.title = data.values.at("title");
    head.signature = office.name.in(language);
    head.date = data.values.at("signed_date");
    head.exercise = data.values.at("exercise");
    head.unpublished = data.values.at("unpublished");
    return official_paper(head, templates.render(template_name(transition, language), data), language, templates);
}

std::vector<RequiredContent> required_contents(const Transition& t, const Office& office, const NoticeFacts& facts,
                                               Language language) {
    const bool zh = chinese(language);
    const bool release = t.action == AlertAction::release;
    const AlertLevel level = release ? t.from : t.to;
    const std::string clause = "突发事件应对法 §64";
    std::vector<RequiredContent> required = {
        {{"类别", "kind"}, zh ? "重污染天气" : "heavy-pollution-weather", clause},
        {{"级别", "level"}, level_name(level).in(language) + (zh ? "预警" : ""), clause},
        {{"起始时间", "start"}, month_day_hour(t.response_start, language), clause},
        {{"可能影响的范围", "area concerned"}, scope_words(facts.areas, language), clause},
        {{"发布单位", "publisher"}, office.government.in(language), clause},
        {{"发布时间", "time of publication"},
         t.published_at ? spoken_time(*t.published_at, language) : unpublished_words(office, language),
         clause},
        {{"预警依据", "edition"}, t.edition.id, "handbook B.5"},
    };
    if (office.exercise)
        required.push_back({{"演练标识", "mark of the exercise"}, exercise_words(language), "handbook B.5"});
    if (release) return required;
    required.push_back({{"警示事项", "warnings"}, health_advice(t, facts, language), clause});
    required.push_back({{"应当采取的措施", "measures to be taken"},
                        zh ? fmt::format("执行{}预警措施", level_name(t.to).zh)
                           : fmt::format("measures of the {} alert", level_name(t.to).en),
                        clause});
    required.push_back({{"预计期限", "expected duration"}, planned_end_words(t.planned_end, language), "突发事件应对法 §72"});
    return required;
}

std::vector<Problem> check_notice(const Document& notice, const Transition& transition, const Office& office,
                                  const NoticeFacts& facts, Language language) {
    return check_contents(transition.id(), notice.text, required_contents(transition, office, facts, language));
}

}  // namespace qingkong
