// SPDX-License-Identifier: Apache-2.0
// Pages for who is outside: an inspector's list and forms, the office's findings, an enterprise's statement behind its link and
// the officer's decision on it.
// Made on the server, no script, one column: they work on a telephone.
#include <algorithm>
#include <map>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "alerts/notice.hpp"
#include "emissions/verdict_day.hpp"
#include "emissions/verdict_words.hpp"
#include "engine/field_findings.hpp"
#include "engine/http_api_field.hpp"
#include "engine/http_page_parts.hpp"
#include "engine/multipart.hpp"

namespace qingkong {
namespace {

using Json = nlohmann::ordered_json;

constexpr size_t kMostNeeds = 200;
constexpr const char* kFormType = "application/x-www-form-urlencoded";

std::string field(const char* label, const std::string& input) { return fmt::format("<p><label>{}<br>{}</label></p>", label, input); }

std::string inspection_form(const InspectionNeed& need) {
    std::string out = "<details><summary>登记核查结果</summary><form method=\"post\" action=\"/inspect\" enctype=\"multipart/form-data\">" +
                      hidden("enterprise_id", need.enterprise_id) + hidden("line_id", need.line_id) + hidden("measure", need.measure) +
                      hidden("until", format_instant(instant_of(need.last)));
    out += "<fieldset><legend>结论</legend><p><label><input type=\"radio\" name=\"result\" value=\"complied\" required> 已落实</label></p>"
           "<p><label><input type=\"radio\" name=\"result\" value=\"not_complied\"> 未落实</label></p>"
           "<p><label><input type=\"radio\" name=\"result\" value=\"not_judged\"> 无法判定</label></p></fieldset>";
    out += field("检查时间（如 2026-11-23T09:30；不填为现在）", "<input name=\"at\">");
    out += field("判定时段自（不填为检查当时的一小时）", "<input name=\"from\" placeholder=\"" + html_escaped(format_instant(start_of(need.first))) + "\">");
    if (need.example.counted) out += field("现场清点停产数量", "<input name=\"counted_stopped\" inputmode=\"numeric\" pattern=\"[0-9]*\">");
    out += field("检查情况", "<textarea name=\"text\" rows=\"5\" cols=\"32\" required></textarea>");
    out += field("检查人员一（姓名、证号）", "<input name=\"inspector_1\" required>") + field("检查人员二（作出判定须两人）", "<input name=\"inspector_2\">");
    out += field("照片", "<input type=\"file\" name=\"photograph\" accept=\"image/*\" multiple>");
    return out + "<p><button>登记</button></p></form></details>";
}

std::string need_block(Service& service, const InspectionNeed& need, bool inspector) {
    const ComplianceRow& row = need.example;
    std::string out = fmt::format("<section><h2>{}</h2><p>{} {}</p><p><strong>{}</strong></p>", html_escaped(name_of_enterprise(service, need.enterprise_id)),
                                  html_escaped(need.line_id), html_escaped(need.measure),
                                  row.verdict == Verdict::suspected ? "疑似未落实，待现场核查，不作为处罚依据" : verdict_zh(row.verdict));
    out += fmt::format("<p>疑似{}小时，无数据{}小时（{}至{}）</p>", need.suspected_hours, need.no_data_hours, spoken_time_zh(start_of(need.first)),
                       spoken_time_zh(instant_of(need.last)));
    if (!row.value.empty()) out += fmt::format("<p>{}：{}，限值{}</p>", html_escaped(indicator_zh(row.indicator)), html_escaped(row.value), html_escaped(row.limit));
    if (row.counted) out += "<p>" + html_escaped(row.counted->text().zh) + "</p>";
    if (!row.note.zh.empty()) out += "<p>" + html_escaped(row.note.zh) + "</p>";
    if (const auto& inventory = service.resources().inventory)
        if (const Enterprise* enterprise = inventory->find_enterprise(need.enterprise_id))
            out += "<p>" + html_escaped(enterprise->address) + "</p>";
    return out + (inspector ? inspection_form(need) : "") + "</section>";
}

Response inspect_page(Service& service, const Call& call) {
    const Account& account = *call.account;
    std::string suspected, others;
    size_t shown = 0, left = 0;
    for (const InspectionNeed& need : inspection_list(service.compliance(""))) {
        if (!account.covers(need.area)) continue;
        if (shown++ >= kMostNeeds) {
            ++left;
            continue;
        }
        (need.suspected_hours > 0 ? suspected : others) += need_block(service, need, account.role == Role::inspector);
    }
    std::string body = fmt::format("<p>现在{}。<a href=\"/findings\">问题清单</a>　<a href=\"/statements\">企业说明</a></p>", spoken_time_zh(service.now()));
    body += "<h2>疑似未落实，待现场核查</h2>" + (suspected.empty() ? "<p>没有。</p>" : suspected);
    body += "<h2>只能现场核查，或没有数据</h2>" + (others.empty() ? "<p>没有。</p>" : others);
    if (left > 0) body += fmt::format("<p>另有{}项，见 /api/v1/compliance/visits。</p>", left);
    return office_page(service, "现场核查", body, 200, page_links(grants_of(service, call)));
}

Response refused(const Service& service, const Outcome::Refusal& refusal, const std::string& back) {
    return office_page(service, "未能登记",
                       fmt::format("<p><strong>{}</strong></p><p>{}</p><p><a href=\"{}\">返回</a></p>", html_escaped(refusal.what.zh),
                                   html_escaped(refusal.wanted.zh), html_escaped(back)),
                       refusal_response(refusal).status);
}

/// The sent fields that are not empty.
Json object_of(const std::map<std::string, std::string>& fields) {
    Json out = Json::object();
    for (const auto& [name, value] : fields)
        if (!value.empty()) out[name] = value;
    return out;
}

Response inspect_post(Service& service, const Call& call) {
    const MultipartForm form = read_multipart(call.request.header("content-type"), call.request.body);
    Json body = object_of(form.fields);
    Json names = Json::array();
    for (const char* key : {"inspector_1", "inspector_2"})
        if (body.contains(key)) {
            names.push_back(body[key]);
            body.erase(key);
        }
    body["inspectors"] = names;
    // Only where the inspector says from when do the hours reach back; then they reach to the last one listed.
    if (!body.contains("from")) body.erase("until");
    std::vector<Photograph> photographs;
    for (const MultipartForm::File& file : form.files) photographs.push_back({file.name, file.bytes});
    const std::string area = area_of_enterprise(service, text_of(body, "enterprise_id"));
    if (!area.empty() && !call.account->covers(area)) return wrong_area_response(*call.account, area);
    const auto taken = take_inspection(service, body, call.account->id, photographs);
    return taken ? see_other("/inspect") : refused(service, taken.error(), "/inspect");
}

std::string step_form(const FieldFinding& finding, const FindingClock& clock, const Account& account) {
    std::string options;
    for (const FindingStep step : {FindingStep::assigned, FindingStep::feedback, FindingStep::rechecked, FindingStep::closed, FindingStep::supervised,
                                   FindingStep::handed_over, FindingStep::interview, FindingStep::accountability}) {
        const bool field_step = step == FindingStep::feedback || step == FindingStep::rechecked;
        if (account.role == Role::inspector && !field_step) continue;
        options += fmt::format("<option value=\"{}\"{}>{}</option>", token(step), clock.next == step ? " selected" : "", finding_step_name(step).zh);
    }
    return fmt::format("<details><summary>办理</summary><form method=\"post\" action=\"/findings\">{}", hidden("id", finding.id)) +
           field("环节", "<select name=\"step\">" + options + "</select>") + field("责任单位（交办）或主管部门（移交）", "<input name=\"unit\">") +
           "<p><label><input type=\"checkbox\" name=\"passed\" value=\"true\"> 复核通过</label></p>" +
           field("情况", "<textarea name=\"text\" rows=\"3\" cols=\"32\"></textarea>") + "<p><button>登记</button></p></form></details>";
}

Response findings_page(Service& service, const EnforcementTerms& terms, const Call& call) {
    const Account& account = *call.account;
    const bool acts = account.role == Role::officer || account.role == Role::inspector;
    std::string open, done;
    for (const FieldFinding& one : field_findings(service)) {
        if (!account.covers(one.area)) continue;
        const FindingClock clock = finding_clock(one, terms, service.now());
        std::string row = fmt::format("<section><h2>{} {}</h2><p>{}，{}发现。{}</p>", one.id,
                                      html_escaped(one.enterprise_id.empty() ? one.place : name_of_enterprise(service, one.enterprise_id)), finding_step_name(one.state()).zh,
                                      spoken_time_zh(one.found_at()), one.unit().empty() ? "" : "责任单位：" + html_escaped(one.unit()) + "。");
        if (clock.due)
            row += fmt::format("<p>{}{}：{}</p>", clock.overdue ? "<strong>超期</strong>，" : "", finding_step_name(*clock.next).zh + "时限", spoken_time_zh(*clock.due));
        if (clock.advised) row += fmt::format("<p>已{}次超期或复核未通过，建议{}，由工作人员决定。</p>", clock.failures, finding_step_name(*clock.advised).zh);
        if (acts) row += fmt::format("<p><a href=\"/api/v1/findings/{}/evidence_file\">证据卷</a></p>", one.id);
        if (acts && one.open()) row += step_form(one, clock, account);
        (one.open() ? open : done) += row + "</section>";
    }
    return office_page(service, "问题清单",
                       "<p><a href=\"/inspect\">现场核查</a>　<a href=\"/statements\">企业说明</a></p><h2>未销号</h2>" + (open.empty() ? "<p>没有。</p>" : open) + "<h2>已销号</h2>" + (done.empty() ? "<p>没有。</p>" : done),
                       200, page_links(grants_of(service, call)));
}

Response findings_post(Service& service, const Call& call) {
    Json body = object_of(parse_query(call.request.body));
    const std::string id = text_of(body, "id");
    body.erase("id");
    for (const FieldFinding& one : field_findings(service))
        if (one.id == id && !call.account->covers(one.area)) return wrong_area_response(*call.account, one.area);
    const std::string step = text_of(body, "step");
    if (call.account->role == Role::inspector && step != "feedback" && step != "rechecked")
        return refused(service, {"wrong_role", {"检查人员只登记整改反馈和复核", "inspectors record feedback and rechecks"}, {}}, "/findings");
    const auto taken = take_step(service, id, body, call.account->id);
    return taken ? see_other("/findings") : refused(service, taken.error(), "/findings");
}

std::string voice_body(Service& service, const std::string& enterprise_id) {
    std::string lines = "<option value=\"\">全部生产线</option>", kinds;
    if (const auto& inventory = service.resources().inventory)
        if (const Enterprise* enterprise = inventory->find_enterprise(enterprise_id))
            for (const ProductionLine& line : enterprise->lines)
                lines += fmt::format("<option value=\"{0}\">{0} {1}</option>", html_escaped(line.line_id), html_escaped(line.name));
    for (const StatementKind kind : {StatementKind::cannot_stop_safely, StatementKind::meter_fault, StatementKind::repair, StatementKind::urgent_supply,
                                     StatementKind::objection})
        kinds += fmt::format("<option value=\"{}\">{}</option>", token(kind), statement_name(kind).zh);
    std::string out = fmt::format("<p>{}：现在{}。提交说明不改变减排措施，同意后方生效。</p><form method=\"post\">", html_escaped(name_of_enterprise(service, enterprise_id)),
                                  spoken_time_zh(service.now()));
    out += field("事项", "<select name=\"kind\">" + kinds + "</select>") + field("生产线", "<select name=\"line_id\">" + lines + "</select>");
    out += field("自（如 2026-11-23T09:00；不填为现在）", "<input name=\"from\">") + field("至（不知道可不填）", "<input name=\"until\">");
    out += field("理由", "<textarea name=\"text\" rows=\"6\" cols=\"32\" required></textarea>") + field("填报人（岗位或姓名）", "<input name=\"name\" required>");
    out += "<p><button>提交说明</button></p></form><h2>已提交</h2>";
    std::string made;
    for (const Statement& one : statements(service)) {
        if (one.enterprise_id != enterprise_id) continue;
        const StatementState state = one.state(service.now());
        made = fmt::format("<p>{}，{}，{}：<strong>{}</strong>{}</p>", one.id, spoken_time_zh(one.at), statement_name(one.kind).zh, statement_state_name(state).zh,
                           one.expires_at && one.accepted ? "，至" + spoken_time_zh(*one.expires_at) : "") + made;
        if (!one.decision_record.empty()) {
            const Json decision = kept_content(service, one.decision_record);
            if (decision.is_object()) made = "<p>理由：" + html_escaped(decision.value("text", std::string())) + "</p>" + made;
        }
    }
    return out + (made.empty() ? "<p>没有。</p>" : made);
}

Response voice(Service& service, const Call& call, const std::string& enterprise_id, const std::string& who, const std::string& here) {
    if (call.request.method != "POST") return office_page(service, "企业说明（陈述申辩）", voice_body(service, enterprise_id));
    Json body = object_of(parse_query(call.request.body));
    body["enterprise_id"] = enterprise_id;
    const auto taken = take_statement(service, body, who, "page");
    return taken ? see_other(here) : refused(service, taken.error(), here);
}

Response voice_link(Service& service, const Call& call) {
    const std::string token = call.params.at("token");
    const auto delivery = service.store().delivery_of_token(token);
    if (!delivery || delivery->enterprise_id.empty()) return office_page(service, "企业说明", "<p>链接无效或已失效。</p>", 404);
    return voice(service, call, delivery->enterprise_id, "link", "/voice/" + token);
}

Response voice_own(Service& service, const Call& call) {
    if (call.account->unit.empty()) return office_page(service, "企业说明", "<p>账号没有设置企业，请联系管理员。</p>");
    return voice(service, call, call.account->unit, call.account->id, "/voice");
}

/// What an acceptance does until its end (docs/compliance.md).
const char* effect_zh(StatementKind kind) {
    switch (kind) {
        case StatementKind::cannot_stop_safely:
        case StatementKind::urgent_supply: return "同意后，截止前各时不作要求，记为未到时限；计划减排不变，计入缺口。";
        case StatementKind::meter_fault: return "同意后，截止前由用电得出的判定改为无数据，转现场核查。";
        case StatementKind::repair: return "同意后，截止前的疑似未落实改为无数据，转现场核查。";
        case StatementKind::objection: return "同意后，截止前的疑似未落实改为无数据，转现场核查；检查人员作出的未落实，待重新核查。";
    }
    return "";
}

const char* channel_zh(const std::string& channel) {
    return channel == "telephone" ? "电话" : channel == "paper" ? "书面" : channel == "mail" ? "邮件" : "网页";
}

/// The hours it speaks of, as they are judged now: what a decision would change.
std::string judged_hours(const Statement& one, const std::vector<ComplianceRow>& rows) {
    std::map<Verdict, int> hours;
    for (const ComplianceRow& row : rows) {
        const bool spoken_of = row.enterprise_id == one.enterprise_id && (one.line_id.empty() || one.line_id == row.line_id) && instant_of(row.hour) > one.from &&
                               (!one.until || start_of(row.hour) < *one.until);
        if (spoken_of) ++hours[row.verdict];
    }
    std::string out;
    for (const auto& [verdict, count] : hours) out += fmt::format("{}{}：{}条", out.empty() ? "" : "；", verdict_zh(verdict), count);
    return out.empty() ? "尚无判定" : out;
}

std::string decision_form(const Statement& one) {
    std::string out = fmt::format("<details{}><summary>{}</summary><form method=\"post\" action=\"/statements\">{}", one.decided_by.empty() ? " open" : "",
                                  one.decided_by.empty() ? "处理" : "重新处理（以最后一次为准）", hidden("id", one.id));
    out += "<fieldset><legend>决定</legend><p><label><input type=\"radio\" name=\"accepted\" value=\"true\" required> 同意</label></p>"
           "<p><label><input type=\"radio\" name=\"accepted\" value=\"false\"> 不同意</label></p></fieldset>";
    out += field("截止时间（同意必填，如 2026-11-23T20:00）",
                 fmt::format("<input name=\"expires_at\" value=\"{}\">", one.until ? format_instant(*one.until) : std::string()));
    out += field("理由", "<textarea name=\"reason\" rows=\"3\" cols=\"32\" required></textarea>");
    return out + "<p><button>登记决定</button></p></form></details>";
}

/// What an enterprise or the office wrote is for who decides and who goes there.
std::string statement_block(Service& service, const Statement& one, const std::vector<ComplianceRow>& rows, Role role) {
    std::string out = fmt::format("<section><h2>{} {}</h2><p>{}{}，<strong>{}</strong></p><p>{}提交（{}），所述时段自{}{}。</p>", one.id,
                                  html_escaped(name_of_enterprise(service, one.enterprise_id)), statement_name(one.kind).zh,
                                  one.line_id.empty() ? std::string("，全部生产线") : "，生产线" + html_escaped(one.line_id),
                                  statement_state_name(one.state(service.now())).zh, spoken_time_zh(one.at), channel_zh(one.channel), spoken_time_zh(one.from),
                                  one.until ? "至" + spoken_time_zh(*one.until) : "，未写截止");
    const auto kept = [&](const std::string& record, const char* label) {
        const Json content = kept_content(service, record);
        if (!content.is_object()) return std::string("<p>") + label + "：材料已依法销毁。</p>";
        const std::string name = content.value("name", std::string());
        return fmt::format("<p>{}：{}{}</p>", label, html_escaped(content.value("text", std::string())), name.empty() ? "" : "（" + html_escaped(name) + "）");
    };
    const bool reads = role == Role::officer || role == Role::inspector;
    if (reads) out += kept(one.record, "企业说明");
    out += "<p>所述时段现有判定：" + judged_hours(one, rows) + "</p>";
    if (!one.decided_by.empty()) {
        out += fmt::format("<p>{}，{}处理：{}{}</p>", spoken_time_zh(*one.decided_at), html_escaped(one.decided_by), one.accepted ? "同意" : "不同意",
                           one.accepted && one.expires_at ? "，至" + spoken_time_zh(*one.expires_at) : "");
        if (reads) out += kept(one.decision_record, "理由");
    }
    if (role == Role::officer) out += fmt::format("<p>{}</p>", effect_zh(one.kind)) + decision_form(one);
    return out + "</section>";
}

Response statements_page(Service& service, const Call& call) {
    const Account& account = *call.account;
    const std::vector<ComplianceRow> rows = service.compliance("");
    std::string open, done;
    size_t shown = 0, left = 0;
    std::vector<Statement> all = statements(service);
    std::reverse(all.begin(), all.end());    // the newest first; what is open is read from the oldest
    for (const Statement& one : all) {
        if (!account.covers(one.area)) continue;
        const bool waits = one.decided_by.empty();
        if (!waits && shown++ >= kMostNeeds) {
            ++left;
            continue;
        }
        const std::string block = statement_block(service, one, rows, account.role);
        waits ? open = block + open : done += block;
    }
    std::string body = fmt::format("<p>现在{}。<a href=\"/inspect\">现场核查</a>　<a href=\"/findings\">问题清单</a></p>"
                                   "<p>同意须有截止时间。措施通知本身不改动，没有一种说明能得出“已落实”。</p>", spoken_time_zh(service.now()));
    body += "<h2>待处理</h2>" + (open.empty() ? "<p>没有。</p>" : open) + "<h2>已处理</h2>" + (done.empty() ? "<p>没有。</p>" : done);
    if (left > 0) body += fmt::format("<p>另有{}项，见 /api/v1/statements。</p>", left);
    return office_page(service, "企业说明", body, 200, page_links(grants_of(service, call)));
}

Response statements_post(Service& service, const Call& call) {
    Json body = object_of(parse_query(call.request.body));
    const std::string id = text_of(body, "id");
    body.erase("id");
    // The end stands in the form before anybody has chosen: with a refusal it says nothing.
    if (text_of(body, "accepted") != "true") body.erase("expires_at");
    for (const Statement& one : statements(service))
        if (one.id == id && !call.account->covers(one.area)) return wrong_area_response(*call.account, one.area);
    const auto taken = decide_statement(service, id, body, call.account->id);
    return taken ? see_other("/statements") : refused(service, taken.error(), "/statements");
}

}  // namespace

void add_field_pages(Router& router, Daemon& daemon) {
    Service& service = daemon.service();
    Config plain = service.config();
    auto read = enforcement_terms(plain);
    if (!read) {
        plain.rules.editions_dir.clear();
        read = enforcement_terms(plain);
    }
    const EnforcementTerms terms = *read;
    const auto add = [&router](const char* method, const char* path, std::vector<Role> roles, Text summary, std::function<Response(const Call&)> answer,
                               const char* body_type, bool link) {
        Route route{method, path, std::move(roles), std::move(summary), [answer](const Call& call, const Reply& reply) { reply(answer(call)); }};
        route.answer_type = "text/html";
        route.open = link;
        route.by_link = link && route.method == "POST";
        if (route.method == "POST") route.body_types = {body_type};
        router.add(std::move(route));
    };
    const std::vector<Role> readers = {Role::inspector, Role::officer, Role::viewer, Role::approver, Role::admin};
    add("GET", "/inspect", readers, {"现场核查页面（手机可用）", "inspectors' page, for a telephone"}, [&service](const Call& call) { return inspect_page(service, call); }, "", false);
    add("POST", "/inspect", {Role::inspector}, {"在页面上登记核查", "record a visit on the page"}, [&service](const Call& call) { return inspect_post(service, call); },
        "multipart/form-data", false);
    add("GET", "/findings", readers, {"问题清单页面", "page of findings"}, [&service, terms](const Call& call) { return findings_page(service, terms, call); }, "", false);
    add("POST", "/findings", {Role::officer, Role::inspector}, {"在页面上办理问题", "a step on the page"}, [&service](const Call& call) { return findings_post(service, call); },
        kFormType, false);
    add("GET", "/statements", readers, {"企业说明处理页面", "page on which statements are decided"}, [&service](const Call& call) { return statements_page(service, call); }, "", false);
    add("POST", "/statements", {Role::officer}, {"在页面上处理企业说明", "decide on a statement on the page"}, [&service](const Call& call) { return statements_post(service, call); },
        kFormType, false);
    add("GET", "/voice", {Role::enterprise}, {"企业说明页面", "an enterprise's statements"}, [&service](const Call& call) { return voice_own(service, call); }, "", false);
    add("POST", "/voice", {Role::enterprise}, {"提交企业说明", "make a statement"}, [&service](const Call& call) { return voice_own(service, call); }, kFormType, false);
    add("GET", "/voice/{token}", {}, {"企业说明页面（邮件中的链接）", "an enterprise's statements by the link of its mail"},
        [&service](const Call& call) { return voice_link(service, call); }, "", true);
    add("POST", "/voice/{token}", {}, {"按链接提交企业说明", "make a statement by link"}, [&service](const Call& call) { return voice_link(service, call); }, kFormType, true);
}

}  // namespace qingkong
