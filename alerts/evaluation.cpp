// SPDX-License-Identifier: Apache-2.0
#include "alerts/evaluation.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "alerts/document.hpp"
#include "alerts/notice.hpp"

namespace qingkong {

namespace {

struct Word {
    std::string_view token;
    std::string_view zh, en;
};

constexpr std::array<Word, 7> kCategories = {{{"excellent", "优", "excellent"},
                                              {"good", "良", "good"},
                                              {"lightly_polluted", "轻度污染", "lightly polluted"},
                                              {"moderately_polluted", "中度污染", "moderately polluted"},
                                              {"heavily_polluted", "重度污染", "heavily polluted"},
                                              {"severely_polluted", "严重污染", "severely polluted"},
                                              {"missing", "缺测", "missing"}}};
constexpr std::array<Word, 5> kVerdicts = {{{"complied", "已落实", "Complied"},
                                            {"suspected", "疑似未落实", "Suspected"},
                                            {"not_complied", "未落实", "Not complied"},
                                            {"no_data", "无数据", "No data"},
                                            {"not_due", "未到时限", "Not due"}}};
constexpr std::array<Word, 4> kPollutantWords = {
    {{"so2", "SO₂", "SO₂"}, {"nox", "NOx", "NOx"}, {"pm", "颗粒物", "PM"}, {"vocs", "VOCs", "VOCs"}}};

template <size_t N>
std::string word(const std::array<Word, N>& table, std::string_view token, Language language) {
    for (const Word& known : table)
        if (known.token == token) return std::string(language == Language::zh ? known.zh : known.en);
    return std::string(token);
}

/// What is not known is said to be not known.
std::string or_unknown(const std::string& value, Language language) {
    if (!value.empty()) return value;
    return language == Language::zh ? "未获得" : "not known";
}

std::string verdict_words(const std::string& met, Language language) {
    if (met == "true") return language == Language::zh ? "已达到" : "met";
    if (met == "false") return language == Language::zh ? "未达到" : "not met";
    return language == Language::zh ? "不比较" : "not compared";
}

std::string target_words(const std::string& percent, Language language) {
    if (!percent.empty()) return percent + "%";
    return language == Language::zh ? "无" : "none";
}

std::string step_words(const EvaluationStep& step, Language language) {
    const std::string at = short_time(step.effective_at);
    if (step.action == AlertAction::release)
        return language == Language::zh ? fmt::format("{} 解除预警", at) : fmt::format("{} release", at);
    return language == Language::zh
               ? fmt::format("{} {}{}预警", at, action_name(step.action).zh, level_name(step.level).zh)
               : fmt::format("{} {}: {} alert", at, action_name(step.action).en, level_name(step.level).en);
}

std::string span_words(const std::optional<Instant>& begin, const std::optional<Instant>& end, Language language) {
    if (!begin) return {};
    const std::string from = spoken_time(*begin, language);
    if (!end) return language == Language::zh ? from + "起" : "from " + from;
    return language == Language::zh ? fmt::format("{}至{}", from, month_day_hour(*end, language))
                                    : fmt::format("{} to {}", from, month_day_hour(*end, language));
}

std::string area_words(const EvaluationInput& input, const std::string& area, Language language) {
    if (area == kWholeCity) return language == Language::zh ? "全市" : "whole city";
    const Area* known = input.city.find(area);
    return known ? known->name.in(language) : area;
}

AlertLevel declared_level(const EvaluationInput& input) {
    AlertLevel highest = AlertLevel::normal;
    for (const EvaluationTransition& step : input.transitions) highest = std::max(highest, step.transition.to);
    return highest;
}

std::string alert_or_none(AlertLevel level, Language language) {
    if (level == AlertLevel::normal) return language == Language::zh ? "未达到预警条件" : "no level";
    return language == Language::zh ? level_name(level).zh + "预警" : level_name(level).en + " alert";
}

void fill_head(TemplateData& data, const EvaluationInput& input, Language language) {
    auto& v = data.values;
    v["exercise"] = input.office.exercise ? exercise_words(language) : "";
    v["office"] = input.office.name.in(language);
    v["city"] = input.city.name.in(language);
    v["alert"] = input.alert_id;
    v["edition"] = fmt::format(language == Language::zh ? fmt::runtime("{}（规则版本{}，校验码{}）")
                                                        : fmt::runtime("{} (edition {}, hash {})"),
                               input.edition.title.in(language), input.edition.id, input.edition.hash.substr(0, 12));
    v["other_edition"] =
        input.other_edition.id.empty()
            ? ""
            : fmt::format(language == Language::zh ? fmt::runtime("{}（规则版本{}）") : fmt::runtime("{} (edition {})"),
                          input.other_edition.title.in(language), input.other_edition.id);
    v["source"] = or_unknown(input.episode_source.in(language), language);
    v["episode"] = or_unknown(span_words(input.episode_begin, input.episode_end, language), language);
    v["peak"] = or_unknown(input.peak_aqi, language);
    v["peak_at"] = input.peak_at ? spoken_time(*input.peak_at, language) : "";
    for (const std::string& pollutant : input.primary_pollutants)
        v["primary"] += (v["primary"].empty() ? "" : (language == Language::zh ? "、" : ", ")) + pollutant;
    v["primary"] = or_unknown(v["primary"], language);
    v["forecast_verdict"] = input.forecast_verdict.in(language);
    v["measured_level"] = alert_or_none(input.level_by_measured, language);
    v["declared_level"] = alert_or_none(declared_level(input), language);
    v["level_agreement"] = input.level_by_measured == declared_level(input)
                               ? (language == Language::zh ? "一致" : "equal")
                           : input.level_by_measured < declared_level(input)
                               ? (language == Language::zh ? "发布级别高于实况级别" : "issued above measured")
                               : (language == Language::zh ? "发布级别低于实况级别" : "issued below measured");
    v["lead_required"] = input.lead_required_hours ? std::to_string(*input.lead_required_hours) : "";
    v["overlength"] = input.overlength_hours ? std::to_string(*input.overlength_hours) : "";
    v["note"] = input.note.in(language);
    v["printed_at"] = spoken_time(input.printed_at, language);
    const bool open = std::any_of(input.transitions.begin(), input.transitions.end(),
                                  [](const EvaluationTransition& step) { return !step.transition.published_at; });
    v["unpublished"] = open ? unpublished_words(input.office, language) : "";
    int hours = 0;
    for (const auto& [token, count] : input.hours_by_category) {
        hours += count;
        TemplateData row;
        row.values["category"] = word(kCategories, token, language);
        row.values["hours_count"] = std::to_string(count);
        data.lists["categories"].push_back(std::move(row));
    }
    v["hours_total"] = std::to_string(hours);
}

/// One line a transition: the four shares of the whole city against their targets.
void fill_planned(TemplateData& data, const EvaluationInput& input, Language language) {
    const bool zh = language == Language::zh;
    for (const EvaluationTransition& step : input.transitions) {
        if (step.shares.empty()) continue;
        TemplateData row;
        row.values["transition"] = step.transition.id();
        row.values["level_words"] = level_and_response(step.transition.to, language);
        for (const Word& pollutant : kPollutantWords) {
            std::string words = "—";
            for (const EvaluationShare& share : step.shares) {
                if (share.area != kWholeCity || share.pollutant != pollutant.token || share.percent.empty()) continue;
                words = share.percent + "%";
                if (!share.target_percent.empty())
                    words += fmt::format(zh ? fmt::runtime("，目标{}%，{}") : fmt::runtime(", target {}%, {}"),
                                         share.target_percent, verdict_words(share.met, language));
            }
            TemplateData cell;
            cell.values["words"] = words;
            row.lists["cells"].push_back(std::move(cell));
        }
        data.lists["planned"].push_back(std::move(row));
    }
}

void fill_transitions(TemplateData& data, const EvaluationInput& input, Language language) {
    int composed = 0, accepted = 0, confirmed = 0;
    for (const EvaluationTransition& step : input.transitions) {
        const Transition& t = step.transition;
        TemplateData row;
        auto& v = row.values;
        v["id"] = t.id();
        v["action"] = action_name(t.action).in(language);
        v["level_words"] = t.to == AlertLevel::normal ? (language == Language::zh ? "解除预警" : "released")
                                                      : level_and_response(t.to, language);
        v["document_no"] = t.document_no;
        v["signed_at"] = short_time(t.signed_at);
        v["published_at"] =
            t.published_at ? short_time(*t.published_at) : (language == Language::zh ? "尚未发布" : "not published");
        v["start"] = short_time(t.response_start);
        v["episode_words"] = !t.episode_begin ? "—"
                             : t.episode_end
                                 ? fmt::format("{} – {}", short_time(*t.episode_begin), short_time(*t.episode_end))
                                 : short_time(*t.episode_begin) + " –";
        v["lead"] = step.lead_hours.empty() ? "—" : step.lead_hours;
        v["orders_count"] = std::to_string(step.orders);
        v["composed"] = std::to_string(step.mails_composed);
        v["accepted"] = std::to_string(step.mails_accepted);
        v["unknown"] = std::to_string(step.mails_unknown);
        v["failed"] = std::to_string(step.mails_failed);
        v["confirmed"] = std::to_string(step.mails_confirmed);
        composed += step.mails_composed;
        accepted += step.mails_accepted;
        confirmed += step.mails_confirmed;
        data.lists["transitions"].push_back(std::move(row));
        for (const EvaluationShare& share : step.shares) {
            TemplateData line;
            line.values["transition"] = t.id();
            line.values["area_words"] = area_words(input, share.area, language);
            line.values["pollutant"] = word(kPollutantWords, share.pollutant, language);
            line.values["base"] = share.base_g_per_day;
            line.values["reduction"] = share.reduction_g_per_day;
            line.values["percent"] = share.percent.empty() ? "—" : share.percent + "%";
            line.values["target"] = target_words(share.target_percent, language);
            line.values["verdict"] = share.target_percent.empty() ? "—" : verdict_words(share.met, language);
            line.values["basis"] = share.basis;
            data.lists["shares"].push_back(std::move(line));
        }
    }
    data.values["mails_composed"] = std::to_string(composed);
    data.values["mails_accepted"] = std::to_string(accepted);
    data.values["mails_confirmed"] = std::to_string(confirmed);
}

void fill_steps(TemplateData& data, const EvaluationInput& input, Language language) {
    if (input.other_edition.id.empty()) return;
    const size_t rows = std::max({input.own_steps.size(), input.other_steps.size(), size_t{1}});
    const std::string none = language == Language::zh ? "—" : "—";
    for (size_t i = 0; i < rows; ++i) {
        TemplateData row;
        row.values["own"] = i < input.own_steps.size() ? step_words(input.own_steps[i], language) : none;
        row.values["other"] = i < input.other_steps.size() ? step_words(input.other_steps[i], language) : none;
        data.lists["steps"].push_back(std::move(row));
    }
}

void fill_benefit(TemplateData& data, const EvaluationInput& input, Language language) {
    const bool zh = language == Language::zh;
    for (const EvaluationAchieved& achieved : input.achieved) {
        TemplateData row;
        auto& v = row.values;
        v["pollutant"] = word(kPollutantWords, achieved.pollutant, language);
        v["base"] = achieved.base_g_per_day;
        v["planned"] = achieved.planned_percent.empty() ? "—" : achieved.planned_percent + "%";
        v["coverage"] = achieved.coverage_percent.empty() ? "—" : achieved.coverage_percent + "%";
        v["target"] = target_words(achieved.target_percent, language);
        v["range"] = !achieved.judged ? (zh ? "覆盖率不足，不予给出结论" : "Coverage too low: no figure")
                                      : fmt::format("{}–{}%", achieved.lower_percent, achieved.upper_percent);
        const bool open = achieved.judged && achieved.met.empty();    // the interval lies across the target
        v["verdict"] = !achieved.judged || achieved.target_percent.empty() ? "—"
                       : open ? (zh ? "区间跨目标，不能判定" : "across the target: open")
                              : verdict_words(achieved.met, language);
        data.lists["achieved"].push_back(std::move(row));
    }
    for (const auto& [kind, percent] : input.measure_shares) {
        TemplateData row;
        row.values["kind"] = kind.in(language);
        row.values["percent"] = percent;
        data.lists["targeted"].push_back(std::move(row));
    }
}

void fill_compliance(TemplateData& data, const EvaluationInput& input, Language language) {
    const auto count = [](const std::vector<std::pair<std::string, int>>& counts, std::string_view token) {
        for (const auto& [known, number] : counts)
            if (known == token) return std::to_string(number);
        return std::string("0");
    };
    if (!input.line_hours_by_verdict.empty() || !input.enterprises_by_verdict.empty()) {
        for (const Word& verdict : kVerdicts) {
            TemplateData row;
            row.values["verdict"] = std::string(language == Language::zh ? verdict.zh : verdict.en);
            row.values["line_hours"] = count(input.line_hours_by_verdict, verdict.token);
            row.values["enterprises"] = count(input.enterprises_by_verdict, verdict.token);
            data.lists["verdicts"].push_back(std::move(row));
        }
    }
    data.values["late"] = count(input.line_hours_by_verdict, "no_data");
    for (const EvaluationSuspect& suspect : input.suspects) {
        TemplateData row;
        auto& v = row.values;
        v["area_words"] = suspect.area;
        v["enterprise_id"] = suspect.enterprise_id;
        v["enterprise"] = suspect.enterprise;
        v["line"] = suspect.line_id;
        v["measure"] = suspect.measure;
        v["hours_count"] = std::to_string(suspect.hours);
        v["first_hour"] = suspect.first_hour;
        data.lists["suspects"].push_back(std::move(row));
    }
    data.values["suspects_total"] = std::to_string(input.suspects.size());
}

}  // namespace

std::string evaluation_html(const EvaluationInput& input, const Templates& templates, Language language) {
    TemplateData data;
    // Lists that stay empty are named all the same: the template says that there is nothing.
    for (const char* name :
         {"categories", "transitions", "steps", "shares", "achieved", "verdicts", "suspects", "targeted", "planned"})
        data.lists[name];
    fill_head(data, input, language);
    fill_transitions(data, input, language);
    fill_planned(data, input, language);
    fill_steps(data, input, language);
    fill_benefit(data, input, language);
    fill_compliance(data, input, language);
    data.values["style"] = templates.render("evaluation.css", {});
    data.values["chart"] = evaluation_chart(input, language);
    return templates.render(language == Language::zh ? "evaluation.zh.html" : "evaluation.en.html", data);
}

}  // namespace qingkong
