// SPDX-License-Identifier: Apache-2.0
#include "alerts/approval_papers.hpp"

#include <fmt/format.h>

#include "alerts/notice.hpp"
#include "alerts/official_paper.hpp"
#include "alerts/paper_words.hpp"

namespace qingkong {

namespace {

constexpr const char* kLine = "＿＿＿＿＿＿＿＿";
constexpr const char* kOpenTime = "　　年　　月　　日　　时　　分";

std::string or_line(const std::string& text) {
    return text.empty() ? kLine : text;
}

std::string time_or_line(const std::optional<Instant>& time) {
    return time ? spoken_time(*time, Language::zh) : kOpenTime;
}

/// `☑` where it is so, `☐` where it is not or not yet.
std::string box(bool ticked) {
    return ticked ? "☑" : "☐";
}

/// 发布 / 调整 / 解除: which of the form's three it is.
std::string kind_of(const Proposal& p) {
    if (p.action == AlertAction::release) return "解除";
    return p.from == AlertLevel::normal ? "发布" : "调整";
}

/// A finding without a level is that of the release rule.
std::string answer_words(const Finding& finding) {
    const std::string condition = finding.level == AlertLevel::normal ? "解除条件" : level_name(finding.level).zh + "预警条件";
    switch (finding.answer) {
        case Answer::met:
            return "达到" + condition;
        case Answer::not_met:
            return "未达到" + condition;
        case Answer::unknown:
            break;
    }
    return "资料不足，无法判断是否达到" + condition;
}

std::string reading_words(const ForecastReading& reading) {
    if (reading.action == AlertAction::release) return reading.value + "：解除预警";
    if (reading.action == AlertAction::watch) return fmt::format("{}：{}预警准备", reading.value, level_name(reading.level).zh);
    if (reading.level == AlertLevel::normal) return reading.value + "：不发布预警";
    return fmt::format("{}：{}预警", reading.value, level_name(reading.level).zh);
}

std::vector<std::string> finding_lines(const Proposal& proposal) {
    std::vector<std::string> lines;
    for (const Finding& finding : proposal.findings) {
        if (finding.level == AlertLevel::normal && proposal.from == AlertLevel::normal) continue;    // nothing to release
        std::string line = fmt::format("{}（{}）", answer_words(finding), finding.clause);
        if (!finding.evidence.zh.empty()) line += "：" + finding.evidence.zh;
        lines.push_back(std::move(line));
    }
    return lines;
}

std::vector<TemplateData> opinion_rows(const std::vector<ConsultationOpinion>& opinions) {
    std::vector<TemplateData> rows;
    for (const ConsultationOpinion& opinion : opinions) {
        TemplateData row;
        row.values["post"] = opinion.post;
        row.values["words"] = or_line(opinion.words);
        row.values["at"] = opinion.at ? month_day_hour(*opinion.at, Language::zh) : "";
        rows.push_back(std::move(row));
    }
    return rows;
}

void add_act(TemplateData& data, const ApprovalAct& act) {
    auto& v = data.values;
    v["approver"] = or_line(act.post);
    v["authority"] = or_line(act.authority_document);
    v["approval_opinion"] = act.opinion;
    v["approved_at"] = time_or_line(act.at);
    v["in_program"] = box(act.means == ApprovalMeans::in_program);
    v["on_paper"] = box(act.means == ApprovalMeans::on_paper);
    v["by_telephone"] = box(act.means == ApprovalMeans::by_telephone);
    v["recorded_by"] = or_line(act.recorded_by);
    v["scan"] = or_line(act.scan);
}

void add_proposal(TemplateData& data, const ApprovalFacts& facts) {
    const Proposal& p = facts.proposal;
    auto& v = data.values;
    v["proposal"] = proposal_words(p, Language::zh);
    v["proposal_id"] = p.id.empty() ? "" : fmt::format("{}（第{}稿）", p.id, p.version);
    v["action"] = kind_of(p);
    v["level"] = p.to == AlertLevel::normal ? "" : level_name(p.to).zh;
    v["response"] = p.to == AlertLevel::normal ? "" : response_grade(p.to).zh;
    v["former_level"] = p.from == AlertLevel::normal ? "" : level_name(p.from).zh;
    v["is_issue"] = box(kind_of(p) == "发布");
    v["is_change"] = box(kind_of(p) == "调整");
    v["is_release"] = box(kind_of(p) == "解除");
    v["scope"] = scope_words(facts.areas, Language::zh);
    v["start"] = spoken_time(p.response_start, Language::zh);
    v["release"] = p.action == AlertAction::release ? "1" : "";
    v["planned_end"] = planned_end_words(p.planned_end, Language::zh);
    v["episode"] = span_words(p.episode_begin, p.episode_end, Language::zh);
    v["primary"] = pollutants_words(facts.primary_pollutants, Language::zh);
    v["peak_aqi"] = facts.peak_aqi;
    v["reason"] = p.reason.zh;
    v["measured_to"] = p.measured_to.index == 0 ? "" : spoken_time(instant_of(p.measured_to), Language::zh);
    v["forecast_at"] = p.forecast_issued_at ? spoken_time(*p.forecast_issued_at, Language::zh) : "";
    v["edition"] = p.edition.id.empty() ? "" : fmt::format("{}（规则版本{}，校验码{}）", p.edition.title.zh, p.edition.id, p.edition.hash.substr(0, 12));
    v["superior"] = p.superior;
    v["own_target"] = p.superior.empty() ? "" : p.own_target == AlertLevel::normal ? "未达到预警条件" : level_name(p.own_target).zh + "预警";
    data.lists["findings"] = numbered_rows(finding_lines(p));
    std::vector<std::string> alternatives, readings;
    for (const Text& one : p.alternatives) alternatives.push_back(one.zh);
    for (const ForecastReading& one : facts.readings) readings.push_back(reading_words(one));
    data.lists["alternatives"] = numbered_rows(alternatives);
    data.lists["readings"] = numbered_rows(readings);
    data.lists["opinions"] = opinion_rows(facts.opinions);
}

TemplateData fill(const ApprovalFacts& facts, const Office& office) {
    TemplateData data;
    add_office(data, office, Language::zh);
    add_proposal(data, facts);
    add_act(data, facts.approval);
    auto& v = data.values;
    v["city"] = facts.city.zh;
    v["number"] = facts.number;
    v["consulted_at"] = time_or_line(facts.consulted_at);
    v["chair"] = or_line(facts.chair);
    v["conclusion"] = facts.conclusion.empty() ? std::string(kLine) + kLine + kLine : facts.conclusion;
    v["signed_by"] = or_line(facts.signed_by);
    v["handler"] = or_line(facts.handler);
    v["reviewer"] = or_line(facts.reviewer);
    v["submitted_at"] = time_or_line(facts.submitted_at);
    v["counter_due"] = facts.counter_signature_due || facts.counter_signature ? "1" : "";
    const ApprovalAct counter = facts.counter_signature.value_or(ApprovalAct{});
    v["counter_by"] = or_line(counter.post);
    v["counter_at"] = time_or_line(counter.at);
    v["publication_no"] = or_line(facts.publication_document_no);
    v["published_at"] = time_or_line(facts.published_at);
    v["report_date"] = facts.submitted_at ? paper_date(*facts.submitted_at, Language::zh) : blank_date();
    v["opinion_date"] = facts.consulted_at ? paper_date(*facts.consulted_at, Language::zh) : blank_date();
    return data;
}

std::string marked(const Office& office, const std::string& title) {
    return (office.exercise ? "【演练】" : "") + title;
}

Document paper(TemplateData data, const Office& office, const char* file, std::string title, const char* date, const Templates& templates) {
    data.values["title"] = marked(office, title);
    data.values["date"] = data.values[date];
    OfficialHead head;
    head.issuer = head.signature = office.name.zh;
    head.title = data.values["title"];
    head.document_no = data.values["number"];
    head.date = data.values["date"];
    head.exercise = data.values["exercise"];
    return official_paper(head, templates.render(file, data), Language::zh, templates);
}

}  // namespace

Document compose_consultation_opinion(const ApprovalFacts& facts, const Office& office, const Templates& templates) {
    return paper(fill(facts, office), office, "consultation_opinion.zh.txt", "重污染天气会商意见", "opinion_date", templates);
}

Document compose_proposal_report(const ApprovalFacts& facts, const Office& office, const Templates& templates) {
    return paper(fill(facts, office), office, "proposal_report.zh.txt",
                 fmt::format("关于{}重污染天气预警的建议报告", kind_of(facts.proposal)), "report_date", templates);
}

Document compose_approval_form(const ApprovalFacts& facts, const Office& office, const Templates& templates) {
    TemplateData data = fill(facts, office);
    Document form;
    form.title = data.values["title"] = marked(office, "重污染天气预警信息发布（调整、解除）审批表");
    data.values["style"] = templates.render("notice.css", {});
    form.text = templates.render("approval_form.zh.txt", data);
    form.html = templates.render("approval_form.zh.html", data);
    return form;
}

}  // namespace qingkong
