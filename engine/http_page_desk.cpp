// SPDX-License-Identifier: Apache-2.0
// The page /desk as it is read: what waits for a signature, what is in force, the drills apart (handbook B.5).
#include "engine/http_page_desk.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "alerts/acts.hpp"
#include "alerts/notice.hpp"

namespace qingkong {
namespace {

const std::vector<Role> kSigners = {Role::officer, Role::approver};
/// Ended alerts stay listed so long: their release may still have to be published or counter-signed.
constexpr int64_t kListedDays = 7;

struct Desk {
    Service& service;
    const DeskReader& reader;

    std::vector<std::string> areas(const std::string& scope) const { return areas_of_scope(service.config().city, scope); }
    bool signs(const std::string& scope) const { return holds(reader.grants, kSigners, areas(scope)); }
    bool publishes(const std::string& scope) const { return holds(reader.grants, {Role::officer}, areas(scope)); }
};

std::string alert_words(AlertLevel level) { return level_name(level).zh + "预警"; }

std::string level_tag(AlertLevel level) {
    const std::string grade = response_grade(level).zh;
    return fmt::format("<span class=\"level {}\"><b>{}</b>{}</span>", token(level), alert_words(level),
                       grade.empty() ? "" : "<span>" + grade + "级应急响应</span>");
}

std::string input(const char* label, const char* name, const char* type, const std::string& value = "", bool required = false) {
    return fmt::format("<p><label>{}<br><input name=\"{}\" type=\"{}\" value=\"{}\"{}></label></p>", label, name, type, html_escaped(value),
                       required ? " required" : "");
}

std::string reason_field(const char* label = "理由（必填）") { return input(label, "reason", "text", "", true); }
std::string time_field(const char* label, const char* name, bool required = false) { return input(label, name, "datetime-local", "", required); }

std::string level_field(AlertLevel chosen) {
    std::string out = "<p><label>级别<br><select name=\"level\">";
    for (const AlertLevel level : kLevelsRising)
        out += fmt::format("<option value=\"{}\"{}>{}</option>", token(level), level == chosen ? " selected" : "", alert_words(level));
    return out + "</select></label></p>";
}

/// How it was approved: in the program unless another manner is chosen (B.5).
std::string approval_fields(const Desk& desk) {
    const auto& authorities = desk.service.config().authorities;
    std::string out = "<details><summary>批准方式：系统签批（纸质、电话、应急在此选择）</summary><p><label>批准方式<br><select name=\"approval_manner\">";
    for (const ApprovalManner manner : {ApprovalManner::program, ApprovalManner::paper, ApprovalManner::telephone, ApprovalManner::emergency})
        if (manner != ApprovalManner::emergency || !authorities.empty())
            out += fmt::format("<option value=\"{}\">{}</option>", token(manner), approval_manner_name(manner).zh);
    out += "</select></label></p>";
    if (!authorities.empty()) {
        out += "<p><label>批准人（授权文号）<br><select name=\"approval_authority\"><option value=\"\">按账号和级别确定</option>";
        for (const Authority& one : authorities)
            out += fmt::format("<option value=\"{}\">{}（{}）</option>", html_escaped(one.id), html_escaped(one.approver), html_escaped(one.document));
        out += "</select></label></p>";
    }
    return out + time_field("批准时间（纸质、电话必填）", "approval_at") + input("经过：谁与谁通话、文件在何处（单独留存，不进入日志链）", "record_note", "text") +
           input("或已留存材料的编号", "approval_record", "text") + "</details>";
}

/// A form of the desk that posts to `path`; `fields` is finished HTML.
std::string form(const Desk& desk, const std::string& path, const std::string& fields, const char* button) {
    return fmt::format("<form method=\"post\" action=\"/desk/{}\">", html_escaped(path)) + hidden("once", desk.reader.once) + fields +
           fmt::format("<p><button>{}</button></p></form>", button);
}

std::string folded(const char* title, const std::string& body) { return fmt::format("<details><summary>{}</summary>{}</details>", title, body); }

std::string proposal_heading(const Proposal& p) {
    const std::string from = alert_words(p.from), to = alert_words(p.to), start = spoken_time_zh(p.response_start);
    if (p.kind == ProposalKind::look) return "请核查数据来源";
    if (p.kind == ProposalKind::cause) return "疑似沙尘影响，需人工确认";
    if (p.kind == ProposalKind::joint) return "建议报请上级启动区域应急联动";
    switch (p.action) {
        case AlertAction::upgrade: return fmt::format("建议将{}升级为{}，自{}起", from, to, start);
        case AlertAction::downgrade: return fmt::format("建议将{}调整为{}，自{}起", from, to, start);
        case AlertAction::release: return fmt::format("建议自{}起解除{}，终止{}级应急响应", start, from, response_grade(p.from).zh);
        case AlertAction::watch: return "预警准备";
        default: break;
    }
    const std::string grade = response_grade(p.to).zh;
    return fmt::format("建议发布{}，自{}起启动{}应急响应", to, start, grade.empty() ? "" : grade + "级");
}

std::string answer_mark(Answer answer) { return answer == Answer::met ? "达到" : answer == Answer::not_met ? "未达到" : "资料不足，无法判断"; }

std::string evidence_of(const Proposal& p) {
    std::string out = "<ul class=\"findings\">";
    for (const Finding& one : p.findings)
        out += fmt::format("<li><strong>{}：{}</strong>　{}<br><span class=\"small\">{}</span></li>", one.level == AlertLevel::normal ? "解除条件" : alert_words(one.level) + "条件", answer_mark(one.answer),
                           html_escaped(one.evidence.zh), html_escaped(one.clause));
    out += "</ul>";
    if (!p.alternatives.empty()) {
        out += "<p>其他可能：</p><ul>";
        for (const Text& one : p.alternatives) out += "<li>" + html_escaped(one.zh) + "</li>";
        out += "</ul>";
    }
    return folded("依据", out);
}

/// What changed since the wording that the officer had before them when the form was sent.
std::string difference_box(const Desk& desk, const Proposal& p) {
    if (desk.reader.proposal != p.id || desk.reader.seen >= p.version) return "";
    const auto before = desk.service.store().proposal_version(p.id, desk.reader.seen);
    const std::string words = before ? proposal_difference(*before, p).zh : "";
    return fmt::format("<div class=\"notice\" role=\"alert\"><strong>该建议形成后数据已更新，请核对差异后再签发</strong><p>{}</p></div>",
                       words.empty() ? "依据已更新，级别和时间未变。" : html_escaped(words));
}

std::string proposal_card(const Desk& desk, const Proposal& p) {
    std::string out = fmt::format("<article class=\"card\" id=\"{}\"><h3>{}</h3>", p.id, html_escaped(proposal_heading(p))) + difference_box(desk, p);
    out += fmt::format("<p>{}</p><p class=\"small\">{}　范围：{}　第{}稿　形成于{}", html_escaped(p.reason.zh), p.id,
                       html_escaped(scope_name(desk.service.config().city, p.area).zh), p.version, spoken_time_zh(p.made_at));
    if (p.kind == ProposalKind::step)
        out += fmt::format("　实况截至{}{}", spoken_time_zh(instant_of(p.measured_to)),
                           p.forecast_issued_at ? "　预报" + spoken_time_zh(*p.forecast_issued_at) : "");
    out += fmt::format("</p><p class=\"small\">依据：{}</p>", html_escaped(p.edition.title.zh)) + (p.findings.empty() ? "" : evidence_of(p));
    if (!desk.signs(p.area)) return out + "</article>";
    if (p.kind == ProposalKind::step) out += fmt::format("<p><a href=\"/preview/{}\">签发前预览（通知、名单、邮件样张）</a></p>", p.id);
    if (p.kind == ProposalKind::step || p.kind == ProposalKind::joint)
        out += form(desk, "proposals/" + p.id + "/sign",
                    hidden("version", std::to_string(p.version)) + input("签发意见", "comment", "text") +
                        (p.kind == ProposalKind::step ? time_field("响应启动（解除）时间，不填即按建议", "response_start") : "") + approval_fields(desk),
                    "同意签发");
    out += folded(p.kind == ProposalKind::look ? "说明理由后关闭" : "退回", form(desk, "proposals/" + p.id + "/refuse", reason_field(), "退回"));
    return out + "</article>";
}

/// One version of an alert: its number, its signature, whether it is public.
std::string transition_row(const Desk& desk, const Alert& alert, const Transition& t) {
    const bool replaced = alert.replaced(t);
    const bool own = t.discretion != Discretion::none && !(t.discretion == Discretion::raise && t.version == 1);
    std::string out = fmt::format("<div class=\"step\"><p><strong>{}</strong>　<a href=\"/api/v1/notices/{}\">{}</a>　{}签发，自{}起{}</p>",
                                  own ? discretion_name(t.discretion).zh : action_name(t.action).zh, t.id(),
                                  html_escaped(t.document_no), spoken_time_zh(t.signed_at), spoken_time_zh(t.response_start),
                                  replaced ? "（已由补充通知代替）" : "");
    const std::string approved = approval_words(t.approval).zh;
    out += fmt::format("<p class=\"small\">经办：{}{}</p>", html_escaped(t.signed_by), approved.empty() ? "" : "　" + html_escaped(approved));
    if (t.approval.waits_for_countersign() && desk.signs(alert.area))
        out += folded("补签", form(desk, "transitions/" + t.id() + "/countersign", approval_fields(desk), "补签"));
    const std::string government = desk.service.config().office.government.zh;
    if (alert.exercise)
        out += "";
    else if (t.published_at)
        out += fmt::format("<p class=\"small\">已由{}发布（{}）</p>", html_escaped(government), spoken_time_zh(*t.published_at));
    else if (!replaced) {
        out += fmt::format("<p class=\"closed\">尚未由{}对外发布，不得公开</p>", html_escaped(government));
        if (desk.publishes(alert.area))
            out += folded("记录已由政府发布", form(desk, "transitions/" + t.id() + "/publish",
                                           input("发布的人民政府", "by", "text", government, true) + time_field("发布时间，不填为现在", "at") +
                                               input("发布渠道", "channel", "text"),
                                           "记录已发布"));
    }
    return out + "</div>";
}

std::string alert_forms(const Desk& desk, const Alert& alert) {
    const std::string base = "alerts/" + alert.id + "/", approval = approval_fields(desk);
    std::string out;
    if (alert.effective_from > desk.service.now())
        out += folded("更正（补充通知，响应启动前）", form(desk, base + "correct",
                                              level_field(alert.level) + time_field("响应启动时间，不填不变", "response_start") + reason_field() + approval, "更正"));
    out += folded("延续", form(desk, base + "extend", time_field("延续至（必填）", "until", true) + reason_field() + approval, "延续预警"));
    out += folded("暂停", form(desk, base + "suspend", time_field("暂停时间，不填为最近整点", "response_start") + reason_field() + approval, "暂停响应"));
    out += folded("解除", form(desk, base + "release", time_field("解除时间，不填为最近整点", "response_start") + reason_field() + approval, "解除预警"));
    return out;
}

bool may_resume(const Alert& alert, const std::vector<Alert>& all) {
    const Transition* last = alert.last();
    return last != nullptr && last->discretion == Discretion::suspend && std::none_of(all.begin(), all.end(), [&](const Alert& other) {
        return !other.transitions.empty() && other.transitions.front().discretion == Discretion::resume &&
               other.transitions.front().references == last->document_no;
    });
}

std::string alert_card(const Desk& desk, const Alert& alert, bool resumes) {
    const bool ended = alert.level == AlertLevel::normal;
    std::string out = fmt::format("<article class=\"card\" id=\"{}\"><h3>{}{}　{}</h3>", alert.id, alert.exercise ? "【演练】" : "",
                                  ended && alert.last() != nullptr ? alert_words(alert.last()->from) + (resumes ? "（已暂停）" : "（已解除）") : level_tag(alert.level),
                                  alert.id);
    out += fmt::format("<p>范围：{}　{}{}起</p>", html_escaped(scope_name(desk.service.config().city, alert.area).zh),
                       ended ? "结束时间：" : alert.effective_from > desk.service.now() ? "响应启动时间：" : "自", spoken_time_zh(alert.effective_from));
    if (!ended && alert.last() != nullptr)
        out += fmt::format("<p>预计解除时间：{}</p>", alert.last()->planned_end ? spoken_time_zh(*alert.last()->planned_end) : "另行通知");
    for (const Transition& t : alert.transitions) out += transition_row(desk, alert, t);
    if (desk.signs(alert.area) && !ended) out += alert_forms(desk, alert);
    if (desk.signs(alert.area) && resumes)
        out += folded("重新启动", form(desk, "alerts/" + alert.id + "/resume",
                                   level_field(alert.last() != nullptr ? alert.last()->from : AlertLevel::yellow) +
                                       time_field("响应启动时间，不填为最近整点", "response_start") + reason_field() + approval_fields(desk),
                                   "重新启动"));
    return out + "</article>";
}

std::string raise_form(const Desk& desk, const char* path, const char* button) {
    std::string where = "<fieldset><legend>范围</legend>";
    if (desk.signs(std::string(kWholeCity))) where += "<label class=\"pick\"><input type=\"checkbox\" name=\"area_all\" value=\"1\"> 全市</label>";
    for (const Area& area : desk.service.config().city.areas)
        if (desk.signs(area.id))
            where += fmt::format("<label class=\"pick\"><input type=\"checkbox\" name=\"area_{}\" value=\"1\"> {}</label>", html_escaped(area.id), html_escaped(area.name.zh));
    return form(desk, path, where + "</fieldset>" + level_field(AlertLevel::yellow) + time_field("响应启动时间，不填为最近整点", "response_start") + reason_field() +
                                approval_fields(desk), button);
}

bool signs_anywhere(const Desk& desk) {
    return std::any_of(desk.reader.grants.begin(), desk.reader.grants.end(),
                       [](const Grant& grant) { return std::find(kSigners.begin(), kSigners.end(), grant.role) != kSigners.end(); });
}

std::string section(const char* title, const std::string& body, const char* none) {
    return fmt::format("<h2>{}</h2>", title) + (body.empty() ? fmt::format("<p>{}</p>", none) : body);
}

}  // namespace

std::string desk_body(Service& service, const DeskReader& reader) {
    const Desk desk{service, reader};
    std::string proposals, active, suspended, ended, drills;
    for (const Proposal& one : service.store().proposals(true)) proposals += proposal_card(desk, one);
    const std::vector<Alert> all = service.store().alerts();
    for (auto one = all.rbegin(); one != all.rend(); ++one) {
        const bool over = one->ends_at && one->ends_at->seconds + kListedDays * 24 * 3600 < service.now().seconds;
        const bool resumes = may_resume(*one, all);
        if (over && !resumes) continue;
        std::string& into = one->exercise ? drills : one->level != AlertLevel::normal ? active : resumes ? suspended : ended;
        into += alert_card(desk, *one, resumes);
    }
    const bool signs = signs_anywhere(desk);
    std::string out = fmt::format("<p>现在{}。{}</p>", spoken_time_zh(service.now()), signs ? "" : "账号没有签发权限，仅供查看。");
    out += section("待签发的建议", proposals, "当前没有待签发的建议。") + section("现行预警", active, "当前未启动重污染天气预警。");
    if (!suspended.empty()) out += section("已暂停的预警", suspended, "");
    if (!ended.empty()) out += section("近期已解除", ended, "");
    if (signs) out += "<h2>由本级研判发布</h2>" + folded("研判发布或加严", raise_form(desk, "alerts", "签发"));
    out += "<section class=\"drill\">" + section("演练", drills, "当前没有演练。") + "<p><strong>" + exercise_words(Language::zh) + "</strong></p>";
    if (signs) out += folded("启动演练", raise_form(desk, "drills", "启动演练"));
    return out + "</section>";
}

}  // namespace qingkong
