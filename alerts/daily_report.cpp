// SPDX-License-Identifier: Apache-2.0
#include "alerts/daily_report.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "alerts/notice.hpp"

namespace qingkong {
namespace {

constexpr int64_t kHour = 3600;

bool chinese(Language language) { return language == Language::zh; }

std::string joined(const std::vector<std::string>& names, Language language) {
    std::string out;
    for (const std::string& name : names) out += (out.empty() ? "" : chinese(language) ? "、" : ", ") + name;
    return out;
}

std::string names_of(const std::vector<UnitReport>& units, Language language, bool reported) {
    std::vector<std::string> names;
    for (const UnitReport& unit : units)
        if (unit.reported() == reported) names.push_back(unit.name.in(language));
    return joined(names, language);
}

int count_of(const std::vector<UnitReport>& units, bool reported) {
    return static_cast<int>(std::count_if(units.begin(), units.end(), [&](const UnitReport& one) { return one.reported() == reported; }));
}

/// `检查企业36家次（1个单位未报、1个单位未填，未计入）`.
std::string sum_words(const FieldSum& sum, Language language) {
    const bool zh = chinese(language);
    const std::string name = sum.field.name.in(language);
    if (!sum.sum) return zh ? name + "：无数据" : name + ": no data";
    std::string left;
    if (sum.missing > 0) left += zh ? fmt::format("{}个单位未报", sum.missing) : fmt::format("{} units missing", sum.missing);
    if (sum.blank > 0) left += (left.empty() ? "" : zh ? "、" : ", ") + (zh ? fmt::format("{}个单位未填", sum.blank) : fmt::format("{} left it empty", sum.blank));
    const std::string note = left.empty() ? "" : zh ? fmt::format("（{}，未计入）", left) : fmt::format(" ({}, not counted)", left);
    return zh ? fmt::format("{}{}{}{}", name, *sum.sum, sum.field.count_word.zh, note)
              : fmt::format("{}: {}{}", name, *sum.sum, note);
}

/// `检查企业（工地）12家次；发现问题3个。要点…`
std::string report_words(const UnitReport& unit, const std::vector<FormField>& form, Language language) {
    const bool zh = chinese(language);
    std::string out;
    for (const FormField& field : form)
        if (const auto found = unit.values.find(field.id); found != unit.values.end())
            out += (out.empty() ? "" : zh ? "；" : "; ") + (zh ? fmt::format("{}{}{}", field.name.zh, found->second, field.count_word.zh)
                                                             : fmt::format("{}: {}", field.name.en, found->second));
    if (!out.empty()) out += zh ? "。" : ".";
    std::string text = unit.text;
    std::replace(text.begin(), text.end(), '\n', ' ');
    return out + text;
}

std::vector<TemplateData> alert_rows(const ReportFacts& facts, Language language) {
    std::vector<TemplateData> rows;
    for (const ReportedAlert& alert : facts.alerts) {
        TemplateData row;
        row.values["alert"] = alert.id;
        row.values["level_words"] = level_and_response(alert.level, language);
        row.values["scope"] = alert.scope.in(language);
        row.values["since"] = month_day_hour(alert.since, language);
        row.values["until"] = alert.until ? month_day_hour(*alert.until, language) : "";
        row.values["document_no"] = alert.document_no;
        rows.push_back(std::move(row));
    }
    return rows;
}

TemplateData fill(const ReportFacts& facts, const Office& office, Language language) {
    TemplateData data;
    auto& v = data.values;
    const int in = count_of(facts.units, true), out = count_of(facts.units, false);
    v["exercise"] = office.exercise ? exercise_words(language) : "";
    v["office"] = office.name.in(language);
    v["city"] = facts.city.in(language);
    v["date"] = paper_date(facts.hour, language);
    v["time"] = spoken_time(facts.hour, language);
    v["made_at"] = spoken_time(facts.made_at, language);
    v["signed_date"] = paper_date(facts.made_at, language);
    v["units_count"] = std::to_string(facts.units.size());
    v["reported_count"] = std::to_string(in);
    v["missing_count"] = std::to_string(out);
    v["missing_names"] = names_of(facts.units, language, false);
    v["superior"] = facts.superior;
    v["neighbours"] = joined(facts.neighbours, language);
    v["contact"] = office.contact;
    v["telephone"] = office.telephone;
    data.lists["alerts"] = alert_rows(facts, language);
    for (const FieldSum& sum : field_sums(facts.form, facts.units)) {
        TemplateData row;
        row.values["words"] = sum_words(sum, language);
        data.lists["sums"].push_back(std::move(row));
    }
    for (const UnitReport& unit : facts.units) {
        if (!unit.reported()) continue;
        TemplateData row;
        row.values["number"] = std::to_string(data.lists["units"].size() + 1);
        row.values["unit"] = unit.name.in(language);
        row.values["late"] = unit.state == DutyState::answered_late ? state_name(unit.state).in(language) : "";
        row.values["words"] = report_words(unit, facts.form, language);
        data.lists["units"].push_back(std::move(row));
    }
    if (out > 0) v["missing"] = v["missing_count"];    // present or not: the sentence of who is missing
    if (data.lists["units"].empty()) v["nobody"] = "1";
    return data;
}

Document finished(std::string title, const char* name, TemplateData data, const Office& office, Language language,
                  const Templates& templates) {
    const bool zh = chinese(language);
    Document out;
    out.title = (office.exercise ? (zh ? "【演练】" : "EXERCISE: ") : "") + std::move(title);
    data.values["title"] = out.title;
    out.text = templates.render(std::string(name) + (zh ? ".zh.txt" : ".en.txt"), data);
    TemplateData page;
    page.values["title"] = out.title;
    page.values["language"] = zh ? "zh-CN" : "en";
    page.values["style"] = templates.render("notice.css", {});
    for (size_t at = 0; at < out.text.size();) {
        const size_t end = std::min(out.text.find('\n', at), out.text.size());
        const std::string line = out.text.substr(at, end - at);
        at = end + 1;
        if (line.empty() || line == out.title) continue;
        TemplateData row;
        row.values["words"] = line;
        page.lists["paragraphs"].push_back(std::move(row));
    }
    out.html = templates.render("notice.html", page);
    return out;
}

/// A superior's order raises the level: it reads as an issue or an upgrade.
AlertAction paper_kind(const Transition& t) {
    if (t.action != AlertAction::external) return t.action;
    return t.from == AlertLevel::normal ? AlertAction::issue : AlertAction::upgrade;
}

/// What was done, as a sentence.
std::string act_words(const Transition& t, Language language) {
    const bool zh = chinese(language);
    const std::string from = level_name(t.from).in(language), to = level_name(t.to).in(language);
    const std::string grade = response_grade(t.to).in(language), former = response_grade(t.from).in(language);
    const std::string start = spoken_time(t.response_start, language);
    switch (paper_kind(t)) {
        case AlertAction::upgrade:
            return zh ? fmt::format("自{}起将重污染天气{}预警升级为{}预警，启动{}级应急响应", start, from, to, grade)
                      : fmt::format("from {} the {} alert is upgraded to {}, response grade {}", start, from, to, grade);
        case AlertAction::downgrade:
            return zh ? fmt::format("自{}起将重污染天气{}预警调整为{}预警，执行{}级应急响应", start, from, to, grade)
                      : fmt::format("from {} the {} alert is lowered to {}, response grade {}", start, from, to, grade);
        case AlertAction::release:
            return zh ? fmt::format("自{}起解除重污染天气{}预警，终止{}级应急响应", start, from, former)
                      : fmt::format("from {} the {} alert is released, response grade {} ends", start, from, former);
        case AlertAction::keep:
            return zh ? fmt::format("延续重污染天气{}预警", to) : fmt::format("the {} alert continues", to);
        default:
            return zh ? fmt::format("发布重污染天气{}预警，自{}起启动{}级应急响应", to, start, grade)
                      : fmt::format("{} alert, response grade {} from {}", to, grade, start);
    }
}

std::string act_title(const Transition& t, Language language) {
    const std::string from = level_name(t.from).in(language), to = level_name(t.to).in(language);
    if (!chinese(language)) return fmt::format("Report: {} of the heavy-pollution-weather alert", action_name(t.action).en);
    switch (paper_kind(t)) {
        case AlertAction::upgrade: return fmt::format("关于将重污染天气{}预警升级为{}预警的报告", from, to);
        case AlertAction::downgrade: return fmt::format("关于将重污染天气{}预警调整为{}预警的报告", from, to);
        case AlertAction::release: return fmt::format("关于解除重污染天气{}预警的报告", from);
        case AlertAction::keep: return fmt::format("关于延续重污染天气{}预警的报告", to);
        default: return fmt::format("关于发布重污染天气{}预警启动{}级应急响应的报告", to, response_grade(t.to).zh);
    }
}

}  // namespace

std::vector<FieldSum> field_sums(const std::vector<FormField>& form, const std::vector<UnitReport>& units) {
    std::vector<FieldSum> sums;
    for (const FormField& field : form) {
        FieldSum sum{field, std::nullopt, 0, 0, 0};
        for (const UnitReport& unit : units) {
            const auto found = unit.values.find(field.id);
            if (!unit.reported()) {
                ++sum.missing;
            } else if (found == unit.values.end()) {
                ++sum.blank;
            } else {
                sum.sum = sum.sum.value_or(0) + found->second;
                ++sum.given;
            }
        }
        sums.push_back(std::move(sum));
    }
    return sums;
}

Document compose_daily_report(const ReportFacts& facts, const Office& office, Language language, const Templates& templates) {
    const std::string full = spoken_time(facts.hour, language);
    const std::string title = chinese(language) ? fmt::format("重污染天气应急响应工作日报（{}）", full)
                                                : fmt::format("Daily report of the emergency response ({})", full);
    return finished(title, "report_daily", fill(facts, office, language), office, language, templates);
}

Document compose_summary_report(const ReportFacts& facts, const Office& office, Language language, const Templates& templates) {
    std::string numbers;
    for (const ReportedAlert& alert : facts.alerts) numbers += (numbers.empty() ? "" : ", ") + alert.id;
    const std::string title = chinese(language) ? fmt::format("重污染天气应急响应工作总结（{}）", numbers)
                                                : fmt::format("Summary of the emergency response ({})", numbers);
    return finished(title, "report_summary", fill(facts, office, language), office, language, templates);
}

Document compose_alert_report(const Transition& transition, const Text& scope, const ReportFacts& facts, const Office& office,
                              Language language, const Templates& templates) {
    const bool zh = chinese(language);
    TemplateData data = fill(facts, office, language);
    auto& v = data.values;
    v["document_no"] = transition.document_no;
    v["scope"] = scope.in(language);
    v["act"] = act_words(transition, language);
    v["planned_end"] = transition.action == AlertAction::release ? ""
                       : transition.planned_end                  ? spoken_time(*transition.planned_end, language)
                                                                 : (zh ? "另行通知" : "to be announced");
    v["published_at"] = transition.published_at ? spoken_time(*transition.published_at, language) : "";
    v["unpublished"] = transition.published_at ? "" : unpublished_words(office, language);
    v["reason"] = transition.reason.in(language);
    return finished(act_title(transition, language), "report_alert", std::move(data), office, language, templates);
}

Document compose_forward(const SuperiorDoc& paper, const ForwardFacts& facts, const Office& office, Language language,
                         const Templates& templates) {
    const bool zh = chinese(language);
    const bool order = paper.effect == SuperiorKind::order && paper.kind != SuperiorKind::release;
    TemplateData data;
    auto& v = data.values;
    v["exercise"] = office.exercise ? exercise_words(language) : "";
    v["office"] = office.name.in(language);
    v["document_no"] = facts.document_no;
    v["addressees"] = facts.addressees;
    v["issuer"] = paper.issuer;
    v["paper_no"] = paper.doc_no;
    v["kind"] = superior_name(paper.kind).in(language);
    v["scope"] = facts.scope.in(language);
    v["level"] = paper.kind == SuperiorKind::release ? "" : level_name(paper.level).in(language);
    v["response"] = paper.kind == SuperiorKind::release ? "" : response_grade(paper.level).in(language);
    v["start"] = paper.start ? spoken_time(*paper.start, language) : "";
    v["end"] = paper.end ? spoken_time(*paper.end, language) : "";
    v["amends"] = paper.amends;
    v["order"] = order ? "1" : "";
    v["receipt_due"] = spoken_time(Instant{facts.at.seconds + kReceiptHours * kHour}, language);
    v["execution_due"] = order ? spoken_time(Instant{facts.at.seconds + kExecutionHours * kHour}, language) : "";
    v["contact"] = office.contact;
    v["telephone"] = office.telephone;
    v["signed_date"] = paper_date(facts.at, language);
    const std::string number = paper.doc_no.empty() ? "" : zh ? "（" + paper.doc_no + "）" : " (" + paper.doc_no + ")";
    const std::string title = zh ? fmt::format("关于转发{}文件{}的通知", paper.issuer, number)
                                 : fmt::format("Notice: paper of {}{} passed on", paper.issuer, number);
    return finished(title, "forward", std::move(data), office, language, templates);
}

}  // namespace qingkong
