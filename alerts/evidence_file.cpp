// SPDX-License-Identifier: Apache-2.0
#include "alerts/evidence_file.hpp"

#include <algorithm>
#include <tuple>

#include <fmt/format.h>

#include "emissions/basis_words.hpp"
#include "emissions/verdict_words.hpp"

namespace qingkong {

namespace {

constexpr int kWidth = 720, kHeight = 220, kLeft = 60, kBottom = 30, kTop = 10;

std::optional<Rational> number(const std::string& printed) {
    const auto milli = parse_milli(printed);
    return milli ? std::optional(Rational(*milli, 1000)) : std::nullopt;
}

bool proven(const EvidenceFacts& facts) {
    return std::any_of(facts.visits.begin(), facts.visits.end(), [](const EvidenceFacts::Visit& visit) {
        return visit.inspection.counts() && visit.inspection.result == InspectionResult::not_complied;
    });
}

/// Text and page grow together.
struct Paper {
    std::string text, html;

    void heading(const std::string& words) {
        text += "\n" + words + "\n";
        html += "<h2>" + html_escaped(words) + "</h2>";
    }
    void line(const std::string& words) {
        text += words + "\n";
        html += "<p>" + html_escaped(words) + "</p>";
    }
    void field(const std::string& name, const std::string& value) {
        line(name + "：" + (value.empty() ? "（未填）" : value));
    }
    void table(const std::vector<std::string>& head, const std::vector<std::vector<std::string>>& rows) {
        html += "<table><thead><tr>";
        for (const std::string& cell : head) html += "<th>" + html_escaped(cell) + "</th>";
        html += "</tr></thead><tbody>";
        for (const auto& row : rows) {
            html += "<tr>";
            for (size_t i = 0; i < row.size(); ++i) {
                html += "<td>" + html_escaped(row[i]) + "</td>";
                text += (i == 0 ? "" : "；") + row[i];
            }
            html += "</tr>";
            text += "\n";
        }
        html += "</tbody></table>";
    }
};

void add_orders(Paper& paper, const EvidenceFacts& facts) {
    paper.heading("二、减排措施及依据");
    paper.field("措施通知", facts.transition + (facts.document_no.empty() ? "" : "，" + facts.document_no));
    paper.field("条款", facts.clause.empty() ? "" : basis_words_zh(facts.clause));
    if (facts.orders.empty()) {
        paper.line("该时段没有对其生效的强制性减排措施。");
        return;
    }
    std::vector<std::vector<std::string>> rows;
    for (const MeasureOrder& order : facts.orders)
        rows.push_back({order.line_id, order.measure,
                        order.cap_t_per_day ? std::to_string(order.cap_t_per_day->cut()) + "吨/日" : "", order.verify_by,
                        order.permit_clause, basis_words_zh(order.basis)});
    paper.table({"生产线", "措施", "限后产量", "核查方式", "排污许可条款", "依据"}, rows);
}

/// The same said of the hour after it: one row of the table.
bool goes_on(const ComplianceRow& before, const ComplianceRow& row) {
    return row.hour == before.hour + 1 && std::tie(row.line_id, row.verdict, row.indicator, row.value, row.limit, row.method, row.note.zh) ==
                                              std::tie(before.line_id, before.verdict, before.indicator, before.value, before.limit, before.method, before.note.zh);
}

/// `2014年2月13日1时至2014年2月14日0时`: from the start of the first hour to the end of the last.
std::string hours_zh(Hour first, Hour last) { return spoken_time_zh(start_of(first)) + "至" + spoken_time_zh(instant_of(last)); }

void add_numbers(Paper& paper, const EvidenceFacts& facts) {
    paper.heading("三、监测与用电数据");
    paper.line("以下数据为设备上报值，未经法制和技术审核的，不作为处罚依据。");
    for (const Curve& curve : facts.curves) {
        paper.text += curve.title + "\n";
        paper.html += "<h3>" + html_escaped(curve.title) + "</h3>" + curve_svg(curve);
    }
    std::vector<std::vector<std::string>> rows;
    for (size_t i = 0; i < facts.rows.size();) {
        const ComplianceRow& first = facts.rows[i];
        size_t behind = i + 1;
        while (behind < facts.rows.size() && goes_on(facts.rows[behind - 1], facts.rows[behind])) ++behind;
        rows.push_back({hours_zh(first.hour, facts.rows[behind - 1].hour), first.line_id, verdict_zh(first.verdict), indicator_zh(first.indicator),
                        first.value, first.limit, method_zh(first.method), first.note.zh});
        i = behind;
    }
    paper.table({"时段", "生产线", "判定", "指标", "数值", "限值", "方法", "说明"}, rows);
}

void add_visits(Paper& paper, const EvidenceFacts& facts) {
    paper.heading("四、现场检查记录");
    if (facts.visits.empty()) paper.line("无。");
    for (const EvidenceFacts::Visit& visit : facts.visits) {
        const Inspection& one = visit.inspection;
        std::string names;
        for (const std::string& name : visit.inspectors) names += (names.empty() ? "" : "、") + name;
        paper.line(fmt::format("{}，{}，结论：{}；检查人员：{}。", one.id, spoken_time_zh(one.at), inspection_result_name(one.result).zh, names.empty() ? "（未填）" : names));
        if (one.counted_stopped) paper.line(fmt::format("现场清点停产：{}台（套）。", *one.counted_stopped));
        paper.line(visit.text.empty() ? "（记录已依法销毁）" : visit.text);
        for (size_t i = 0; i < visit.photographs.size(); ++i) {
            paper.text += "照片：" + visit.photographs[i] + "\n";
            paper.html += "<figure>";
            if (i < visit.photograph_uris.size() && !visit.photograph_uris[i].empty())
                paper.html += "<img alt=\"" + html_escaped(visit.photographs[i]) + "\" src=\"" + visit.photograph_uris[i] + "\">";
            paper.html += "<figcaption>照片：" + html_escaped(visit.photographs[i]) + "</figcaption></figure>";
        }
    }
}

void add_voices(Paper& paper, const EvidenceFacts& facts) {
    paper.heading("五、企业说明（陈述申辩）");
    if (facts.voices.empty()) paper.line("企业尚未提交说明。移交前应听取陈述申辩。");
    for (const EvidenceFacts::Voice& voice : facts.voices) {
        const Statement& one = voice.statement;
        paper.line(fmt::format("{}，{}，{}：{}", one.id, spoken_time_zh(one.at), statement_name(one.kind).zh, voice.text.empty() ? "（记录已依法销毁）" : voice.text));
        if (!one.decided_by.empty())
            paper.line(fmt::format("处理：{}（{}），理由：{}", one.accepted ? "同意" : "不同意", one.decided_by, voice.decision));
    }
}

void add_competence(Paper& paper, const EvidenceFacts& facts) {
    paper.heading("六、主管部门及条款（供移交时核对）");
    if (!facts.conduct) {
        paper.line("未选定事项。");
    } else {
        paper.field("事项", facts.conduct->name.zh);
        paper.field("主管部门", facts.conduct->department);
        paper.field("幅度", facts.conduct->range_zh());
        paper.field("条款", facts.conduct->clause + "（核对日期" + facts.conduct->dated + "，以现行文本为准）");
    }
    paper.field("排污许可证", facts.permit_no);
    paper.field("排污许可条款", facts.permit_clause);
    if (facts.conduct && facts.conduct->needs_permit_clause && facts.permit_clause.empty())
        paper.line("该事项须有措施与排污许可条款的对应关系，现缺少条款号。");
}

void add_steps(Paper& paper, const EvidenceFacts& facts) {
    paper.heading("七、办理过程");
    std::vector<std::vector<std::string>> rows;
    for (const FindingEntry& step : facts.finding.steps)
        rows.push_back({finding_step_name(step.step).zh, spoken_time_zh(step.at), step.who, step.unit,
                        step.step == FindingStep::rechecked ? (step.passed ? "通过" : "未通过") : ""});
    paper.table({"环节", "时间", "经办账号", "单位", "结果"}, rows);
    paper.line("本卷由工作人员核对后移交，系统不自动发送。");
}

constexpr const char* kStyle =
    "body{font-family:serif;max-width:760px;margin:1em auto;line-height:1.6}table{border-collapse:collapse;width:100%;font-size:.85em}"
    "th,td{border:1px solid #444;padding:2px 5px;text-align:left;vertical-align:top}img{max-width:100%}figure{margin:.5em 0}h1{text-align:center}"
    "svg text{font-size:11px}.head{border:1px solid #444;padding:.5em}@page{size:A4;margin:18mm}";

}  // namespace

Curve curve_of(const std::vector<ComplianceRow>& rows, const std::string& line_id, const std::string& indicator) {
    Curve curve;
    curve.title = "生产线" + line_id + " " + indicator_zh(indicator);
    for (const ComplianceRow& row : rows) {
        if (row.line_id != line_id) continue;
        CurvePoint point{row.hour, {}, {}, row.verdict};
        if (row.indicator == indicator) {
            point.value = number(row.value);
            point.limit = number(row.limit);
        }
        if (!curve.points.empty() && curve.points.back().hour == point.hour) {
            if (point.value) curve.points.back() = point;
            continue;
        }
        curve.points.push_back(std::move(point));
    }
    return curve;
}

std::string curve_svg(const Curve& curve) {
    if (curve.points.empty()) return "";
    // Drawing alone: what is compared was compared exactly, the numbers stand in the table.
    double most = 0;
    for (const CurvePoint& point : curve.points)
        for (const auto* value : {&point.value, &point.limit})
            if (*value) most = std::max(most, (*value)->approximate());
    if (most <= 0) most = 1;
    const double step = static_cast<double>(kWidth - kLeft) / static_cast<double>(curve.points.size());
    const auto x = [&](size_t i) { return kLeft + step * static_cast<double>(i); };
    const auto y = [&](const Rational& value) { return kTop + (kHeight - kTop - kBottom) * (1 - value.approximate() / most); };
    std::string values, limits;
    for (size_t i = 0; i < curve.points.size(); ++i) {
        const CurvePoint& point = curve.points[i];
        if (point.value)
            values += fmt::format("<path d=\"M{:.1f} {:.1f}H{:.1f}\" stroke=\"#000\" stroke-width=\"{}\"/>", x(i), y(*point.value), x(i + 1),
                                  point.verdict == Verdict::suspected || point.verdict == Verdict::not_complied ? 4 : 1.5);
        if (point.limit) limits += fmt::format("M{:.1f} {:.1f}H{:.1f}", x(i), y(*point.limit), x(i + 1));
    }
    return fmt::format("<svg viewBox=\"0 0 {0} {1}\" width=\"100%\" role=\"img\" aria-label=\"{2}\"><rect x=\"{3}\" y=\"{4}\" width=\"{5}\" height=\"{6}\" "
                       "fill=\"none\" stroke=\"#888\"/>{7}<path d=\"{8}\" stroke=\"#000\" stroke-dasharray=\"5 3\" fill=\"none\"/>"
                       "<text x=\"{9}\" y=\"{10}\" text-anchor=\"end\">{11:.0f}</text><text x=\"{9}\" y=\"{12}\" text-anchor=\"end\">0</text>"
                       "<text x=\"{3}\" y=\"{13}\">{14}</text><text x=\"{0}\" y=\"{13}\" text-anchor=\"end\">{15}</text></svg>"
                       "<p>虚线为限值，粗线为超过限值或未落实的时段，空白为无数据。</p>",
                       kWidth, kHeight, html_escaped(curve.title), kLeft, kTop, kWidth - kLeft, kHeight - kTop - kBottom, values, limits, kLeft - 4, kTop + 10,
                       most, kHeight - kBottom, kHeight - 10, short_time(start_of(curve.points.front().hour)), short_time(instant_of(curve.points.back().hour)));
}

Document compose_evidence_file(const EvidenceFacts& facts, const Office& office) {
    Document document;
    document.title = "重污染天气应急减排措施落实情况证据卷 " + facts.finding.id;
    Paper paper;
    const std::string head = proven(facts) ? "两名检查人员现场判定：未落实。" : "疑似未落实，待现场核查，不作为处罚依据。";
    paper.text = document.title + "\n" + (office.exercise ? "【演练】仅限演练，不作为实际执行依据\n" : "") + head + "\n";
    paper.html = "<h1>" + html_escaped(document.title) + "</h1>" + (office.exercise ? "<p class=\"head\">【演练】仅限演练，不作为实际执行依据</p>" : "") +
                 "<p class=\"head\"><strong>" + head + "</strong></p>";
    paper.heading("一、基本情况");
    paper.field("企业（点位）", facts.enterprise.empty() ? facts.finding.place : facts.enterprise + "（" + facts.finding.enterprise_id + "）");
    paper.field("生产线", facts.finding.line_id);
    paper.field("发现时间", spoken_time_zh(facts.finding.found_at()));
    paper.field("来源", facts.finding.source);
    add_orders(paper, facts);
    add_numbers(paper, facts);
    add_visits(paper, facts);
    add_voices(paper, facts);
    add_competence(paper, facts);
    add_steps(paper, facts);
    paper.line(fmt::format("{}，打印时间：{}。", office.name.zh, spoken_time_zh(facts.printed_at)));
    document.text = std::move(paper.text);
    document.html = "<!doctype html><html lang=\"zh-CN\"><meta charset=\"utf-8\"><title>" + html_escaped(document.title) + "</title><style>" + kStyle +
                    "</style>" + paper.html + "</html>";
    return document;
}

}  // namespace qingkong
