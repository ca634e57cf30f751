// SPDX-License-Identifier: Apache-2.0
// The plain pages of the units: /returns (what a unit owes and its answer; for the office who has not answered) and /papers.
// They need no script and work on a telephone. Opening a page answers nothing, the button does (handbook K.3).
#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "alerts/document.hpp"
#include "alerts/notice.hpp"
#include "alerts/unit_answer.hpp"
#include "alerts/unit_mail.hpp"
#include "engine/http_page_parts.hpp"
#include "engine/http_api_returns.hpp"

namespace qingkong {
namespace {

using Json = nlohmann::ordered_json;

constexpr int64_t kListedDays = 30;
/// A unit's link is good until so long after the end of its alert.
constexpr int64_t kLinkDays = 10;

/// Numbers of notices and papers by the subject of a duty; of an alert the last one.
std::map<std::string, std::string> document_numbers(Service& service) {
    std::map<std::string, std::string> numbers;
    for (const Alert& alert : service.store().alerts())
        for (const Transition& t : alert.transitions) numbers[t.id()] = numbers[t.alert_id] = t.document_no;
    for (const SuperiorDoc& paper : service.store().superior()) numbers[paper.id] = paper.issuer + (paper.doc_no.empty() ? "" : " " + paper.doc_no);
    return numbers;
}

/// `响应回执：攻坚办〔2014〕3号（A2014-01.1，全市）`.
std::string subject_words(const Service& service, const Duty& duty, const std::map<std::string, std::string>& numbers) {
    const auto number = numbers.find(duty.subject);
    return html_escaped(fmt::format("{}{}：{}（{}，{}）", duty.exercise ? "【演练】" : "", duty_name(duty.kind).zh, number != numbers.end() ? number->second : "", duty.subject,
                                    scope_name(service.config().city, duty.area).zh));
}

/// The form of one duty. `content`: what was answered before. `officer`: recorded for the unit, with who told it.
std::string duty_form(const std::vector<FormField>& form, const Duty& duty, const AnswerContent& content, bool officer,
                      const std::string& action) {
    std::string out = fmt::format("<form method=\"post\" action=\"{}\">", html_escaped(action)) + hidden("unit", duty.unit) +
                      hidden("kind", std::string(token(duty.kind))) + hidden("subject", duty.subject) +
                      hidden("due", format_instant(duty.due));
    for (const FormField& field : form) {
        const auto found = content.values.find(field.id);
        out += fmt::format("<p><label>{}（{}，不掌握的不填）<br><input name=\"v_{}\" inputmode=\"numeric\" pattern=\"[0-9]*\" value=\"{}\"></label></p>",
                           html_escaped(field.name.zh), html_escaped(field.count_word.zh), field.id,
                           found != content.values.end() ? std::to_string(found->second) : "");
    }
    if (duty.kind != DutyKind::receipt)
        out += fmt::format("<p><label>落实情况<br><textarea name=\"text\" rows=\"5\" cols=\"40\">{}</textarea></label></p>", html_escaped(content.text));
    if (officer)
        out += "<p><label>方式 <select name=\"channel\"><option value=\"telephone\">电话</option><option value=\"paper\">书面</option>"
               "<option value=\"mail\">邮件</option></select></label> <label>对方（岗位或姓名）<input name=\"told_by\" required></label></p>";
    const bool again = duty.answered_at.has_value();
    return out + fmt::format("<button>{}</button></form>", duty.kind == DutyKind::receipt ? "确认收到并组织落实" : again ? "更正" : "报送");
}

AnswerContent content_of(Service& service, const Duty& duty) {
    for (const UnitAnswer& answer : service.store().unit_answers(duty.due))
        if (answer.id == duty.answer_id) return stored_answer(answer.body);
    return {};
}

std::string state_words(const Duty& duty) {
    std::string out = state_name(duty.state).zh;
    if (duty.answered_at) out += "，" + spoken_time_zh(*duty.answered_at);
    return out;
}

/// What one unit owes; `alert` empty = everything.
std::string unit_body(Service& service, const std::string& unit, const std::string& alert, const std::string& action) {
    const auto terms = service.store().return_terms();
    const std::vector<Duty> duties = service.duties(Instant{service.now().seconds - kListedDays * 24 * 3600});
    const auto numbers = document_numbers(service);
    std::string open, done;    // what is owed in the order of its hours, what was answered with the newest first
    for (const Duty& duty : duties) {
        if (duty.unit != unit || (!alert.empty() && duty.subject != alert && duty.subject.rfind(alert + ".", 0) != 0)) continue;
        const std::string head = fmt::format("<h2>{}</h2><p>时限：{}。<strong>{}</strong></p>", subject_words(service, duty, numbers),
                                             spoken_time_zh(duty.due), state_words(duty));
        if (duty.state == DutyState::not_due) {
            open += head;
            continue;
        }
        const std::string form = duty_form(form_of(terms, service.config().members, duty), duty, content_of(service, duty), false, action);
        if (duty.answered_at)
            done = head + (duty.kind == DutyKind::receipt ? "" : "<details><summary>查看、更正</summary>" + form + "</details>") + done;
        else
            open += head + form;
    }
    const Office& office = service.config().office;
    return fmt::format("<p>{}：现在{}。打开本页不视为反馈，按下按钮才算。不能上网时请电话反馈：{} {}。</p>",
                       html_escaped(unit_name(service.config().members, unit).zh), spoken_time_zh(service.now()),
                       html_escaped(office.contact), html_escaped(office.telephone)) +
           (open.empty() ? "<p>当前没有待报事项。</p>" : open) + (done.empty() ? "" : "<hr>" + done);
}

/// For the office: who has not answered, by name, with telephone and a form for what is told.
std::string office_body(Service& service, const Account& account) {
    const auto terms = service.store().return_terms();
    const Members& members = service.config().members;
    const bool officer = sees_telephones(&account);
    const auto numbers = document_numbers(service);
    std::string missing, rest;
    std::vector<Duty> duties = service.duties(Instant{service.now().seconds - kListedDays * 24 * 3600});
    std::reverse(duties.begin(), duties.end());
    for (const Duty& duty : duties) {
        if (duty.unit.empty()) continue;
        const MemberUnit* unit = members.find(duty.unit);
        const bool may = officer && unit != nullptr && account.covers(unit->area) && duty.state != DutyState::not_due;
        std::string row = fmt::format("<tr><td>{}{}</td><td>{}</td><td>{}</td><td>{}</td><td>", html_escaped(unit_name(members, duty.unit).zh),
                                      officer && unit != nullptr && !unit->telephone.empty() ? "<br><span class=\"tel\">" + html_escaped(unit->telephone) + "</span>" : "",
                                      subject_words(service, duty, numbers), spoken_time_zh(duty.due), state_words(duty));
        if (may)
            row += "<details><summary>登记</summary>" +
                   duty_form(form_of(terms, members, duty), duty, content_of(service, duty), true, "/returns") + "</details>";
        row += "</td></tr>";
        (duty.state == DutyState::missing ? missing : rest) += row;
    }
    const std::string head = "<div class=\"wide\"><table><thead><tr><th>单位</th><th>事项</th><th>时限</th><th>状态</th><th></th></tr></thead><tbody>";
    return fmt::format("<p>现在{}。<a href=\"/api/v1/reports/daily\">最近一次日报</a>　<a href=\"/papers\">上级文件</a></p>", spoken_time_zh(service.now())) +
           "<h2>未报</h2>" + (missing.empty() ? "<p>没有未报单位。</p>" : head + missing + "</tbody></table></div>") + "<h2>其他</h2>" +
           (rest.empty() ? "<p>没有报送任务。</p>" : head + rest + "</tbody></table></div>");
}

/// A sent form as the API's object.
Json form_object(const std::string& body) {
    Json out = Json::object();
    for (const auto& [name, value] : parse_query(body)) {
        if (name.rfind("v_", 0) == 0)
            out["values"][name.substr(2)] = value;
        else
            out[name] = value;
    }
    return out;
}

Response refusal_page(const Service& service, const Outcome::Refusal& refusal, const std::string& back) {
    return office_page(service, "未能报送", fmt::format("<p><strong>{}</strong></p><p>{}</p><p><a href=\"{}\">返回</a></p>", html_escaped(refusal.what.zh),
                                              html_escaped(refusal.wanted.zh), html_escaped(back)), refusal_response(refusal).status);
}

Response own_page(Service& service, const Call& call) {
    const Account& account = *call.account;
    const std::string nav = page_links(grants_of(service, call));
    if (account.role != Role::unit) return office_page(service, "报送情况", office_body(service, account), 200, nav);
    if (account.unit.empty()) return office_page(service, "报送", "<p>账号没有设置单位，请联系管理员。</p>");
    return office_page(service, "报送", unit_body(service, account.unit, "", "/returns"), 200, nav);
}

Response own_post(Service& service, const Call& call) {
    const Json body = form_object(call.request.body);
    const bool officer = call.account->role == Role::officer;
    const std::string unit = text_of(body, "unit");
    if (const auto refused = may_not_answer(service, *call.account, unit)) return *refused;
    const auto answered = take_answer(service, body, unit, officer, call.account->id);
    return answered ? see_other("/returns") : refusal_page(service, answered.error(), "/returns");
}

struct LinkOwner {
    std::string alert, unit;
};

/// Whose link it is; of alerts that ended long ago none.
std::optional<LinkOwner> owner_of(Service& service, const std::string& secret) {
    const Instant now = service.now();
    for (const Alert& alert : service.store().alerts()) {
        if (alert.ends_at && alert.ends_at->seconds + kLinkDays * 24 * 3600 < now.seconds) continue;
        for (const MemberUnit& unit : service.config().members.units)
            if (unit_link_token(service.link_key(), alert.id, unit.id) == secret) return LinkOwner{alert.id, unit.id};
    }
    return std::nullopt;
}

Response link_page(Service& service, const Call& call) {
    const std::string secret = call.params.at("token"), here = "/returns/" + secret;
    const auto owner = owner_of(service, secret);
    if (!owner) return office_page(service, "报送", "<p>链接无效或已失效。</p>", 404);
    if (call.request.method != "POST") return office_page(service, "报送", unit_body(service, owner->unit, owner->alert, here));
    const Json body = form_object(call.request.body);
    const std::string subject = text_of(body, "subject");
    if (subject != owner->alert && subject.rfind(owner->alert + ".", 0) != 0)
        return refusal_page(service, {"unknown_duty", {"该链接只用于" + owner->alert, "the link is for " + owner->alert}, {}}, here);
    const auto answered = take_answer(service, body, owner->unit, false, "link");
    return answered ? see_other(here) : refusal_page(service, answered.error(), here);
}

Response papers_page(Service& service, const Call& call) {
    std::string rows;
    std::vector<SuperiorDoc> papers = service.store().superior();
    std::reverse(papers.begin(), papers.end());
    const std::vector<Duty> duties = service.duties(Instant{0});
    for (const SuperiorDoc& paper : papers) {
        std::string own = "不要求", missing, forwarded = "未转发";
        for (const PaperForward& one : service.store().paper_forwards())
            if (one.paper == paper.id) forwarded = fmt::format("{}转发{}个单位", spoken_time_zh(one.at), one.units.size());
        for (const Duty& duty : duties) {
            if (duty.subject != paper.id) continue;
            if (duty.kind == DutyKind::own_notice)
                own = fmt::format("时限{}；{}", spoken_time_zh(duty.due),
                                  duty.answered_at ? spoken_time_zh(*duty.answered_at) + "发出" + (duty.state == DutyState::answered_late ? "（超时）" : "")
                                  : duty.state == DutyState::missing ? "未发出（超时）" : "未发出");
            else if (duty.state == DutyState::missing)
                missing += (missing.empty() ? "" : "；") + unit_name(service.config().members, duty.unit).zh + "（" + duty_name(duty.kind).zh + "）";
        }
        const std::string level = paper.kind == SuperiorKind::release ? "—" : level_name(paper.level).zh;
        const char* stand = paper.active() ? "有效" : !paper.replaced_by.empty() ? "已被代替" : !paper.released_by.empty() ? "已解除" : paper.declined_at ? "研判后不予启动" : "—";
        rows += fmt::format("<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>",
                            paper.id, superior_name(paper.kind).zh, html_escaped(paper.doc_no), html_escaped(paper.issuer), level,
                            html_escaped(scope_name(service.config().city, paper.scope()).zh), paper.start ? spoken_time_zh(*paper.start) : "",
                            spoken_time_zh(paper.received_at), own, forwarded, missing.empty() ? "无" : html_escaped(missing), stand);
    }
    return office_page(service, "上级文件登记",
                rows.empty() ? "<p>没有登记的上级文件。</p>"
                             : "<div class=\"wide\"><table><thead><tr><th>编号</th><th>种类</th><th>文号</th><th>发文单位</th><th>级别</th><th>区域</th><th>启动时间</th>"
                               "<th>收文时间</th><th>本级通知</th><th>转发</th><th>未报单位</th><th>状态</th></tr></thead><tbody>" + rows + "</tbody></table></div>",
                       200, page_links(grants_of(service, call)));
}

}  // namespace

void add_return_pages(Router& router, Daemon& daemon) {
    Service& service = daemon.service();
    const auto add = [&router](const char* method, const char* path, std::vector<Role> roles, Text summary, auto answer, bool link) {
        Route route{method, path, std::move(roles), std::move(summary), [answer](const Call& call, const Reply& reply) { reply(answer(call)); }};
        route.answer_type = "text/html";
        route.open = link;
        route.by_link = link && route.method == "POST";
        if (route.method == "POST") route.body_types = {"application/x-www-form-urlencoded"};
        router.add(std::move(route));
    };
    add("GET", "/returns", duty_readers(), {"报送页面", "page of the units' answers"}, [&service](const Call& call) { return own_page(service, call); }, false);
    add("POST", "/returns", {Role::unit, Role::officer}, {"在页面上报送或登记", "answer on the page"}, [&service](const Call& call) { return own_post(service, call); }, false);
    add("GET", "/returns/{token}", {}, {"单位报送页面（邮件中的链接；打开不视为反馈）", "a unit's page by the link of its mail; opening it answers nothing"},
        [&service](const Call& call) { return link_page(service, call); }, true);
    add("POST", "/returns/{token}", {}, {"按链接报送", "answer by link"}, [&service](const Call& call) { return link_page(service, call); }, true);
    add("GET", "/papers", duty_readers(), {"上级文件登记页面", "page of superior's papers"}, [&service](const Call& call) { return papers_page(service, call); }, false);
}

}  // namespace qingkong
