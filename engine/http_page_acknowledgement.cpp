// SPDX-License-Identifier: Apache-2.0
// The pages behind the links of mails and messages, and the list for the telephone. They need no script.
#include "engine/http_page_acknowledgement.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "alerts/document.hpp"
#include "engine/http_page_parts.hpp"

namespace qingkong {
namespace {

/// An alert that ended is shown for so long: what could not be delivered is still to be told.
constexpr int64_t kShownDays = 3;

std::string version_words(const Transition& t) {
    return fmt::format("{}（{}，第{}版）", html_escaped(t.document_no), html_escaped(t.id()), t.version);
}

/// Opening it confirms nothing, the button does (K.3).
std::string link_body(const LinkStand& stand) {
    const Delivery& d = stand.delivery;
    std::string body = fmt::format("<p>{}</p><p>文件：{}</p>", html_escaped(d.subject), version_words(stand.transition));
    if (d.confirmed_at) body += fmt::format("<p><strong>已确认</strong>（{}）。谢谢。</p>", spoken_time_zh(*d.confirmed_at));
    if (stand.prevailing)
        return body + fmt::format("<p><strong>本通知已被后一版代替，以{}为准。</strong>请打开后一版通知中的链接确认；在本页不能确认后一版。</p>", version_words(*stand.prevailing));
    if (stand.ended) return body + "<p><strong>该预警已经结束，本链接已失效，无需再确认。</strong></p>";
    if (stand.open())
        body += "<p>打开本页不视为确认。请核对后按下按钮。</p><form method=\"post\"><button>确认收到并按操作方案落实</button></form>";
    return body;
}

/// The sheet that went with the order's mail, by whichever channel the link came.
std::string sheet_behind(Service& service, const LinkStand& stand) {
    DeliveryFilter mail;
    mail.transition = stand.delivery.transition;
    mail.enterprise_id = stand.delivery.enterprise_id;
    mail.channel = "mail";
    mail.purpose = "order";
    const auto found = filtered_deliveries(service.store(), mail, 1);
    return found.empty() ? "" : mail_pdf(service.store().delivery_bytes(found.front().id).value_or(""));
}

Response sheet_answer(Daemon& daemon, const Call& call) {
    Service& service = daemon.service();
    const auto stand = link_stand(service, call.params.at("token"));
    std::string pdf = stand ? sheet_behind(service, *stand) : "";
    if (pdf.empty()) return office_page(service, "减排措施单", "<p>链接无效，或没有随本通知的措施单。</p>", 404);
    Response response;
    response.content_type = "application/pdf";
    response.body = std::move(pdf);
    response.headers = {{"Cache-Control", "no-store"}, {"X-Content-Type-Options", "nosniff"}};
    return response;
}

Response link_page(Daemon& daemon, const Call& call) {
    Service& service = daemon.service();
    auto stand = link_stand(service, call.params.at("token"));
    if (!stand) return office_page(service, "预警通知回执", "<p>链接无效或已失效。</p>", 404);
    if (call.request.method == "POST") {
        acknowledge_by_link(service, *stand);
        stand = link_stand(service, call.params.at("token"));
    }
    std::string body = link_body(*stand);
    if (!stand->ended && !stand->transition.exercise)
        body += fmt::format("<p><a href=\"/voice/{}\">情况说明（不能安全停产、计量故障、检修、保供、对核查结论有异议）</a></p>", html_escaped(call.params.at("token")));
    if (!sheet_behind(service, *stand).empty())
        body += fmt::format("<p><a href=\"/ack/{}/order.pdf\">减排措施单（PDF）</a></p>", html_escaped(call.params.at("token")));
    return office_page(service, stand->transition.exercise ? "【演练】预警通知回执" : "预警通知回执", body);
}

bool may_record(const Account& account, const std::string& area) {
    return (account.role == Role::officer || account.role == Role::unit) && account.covers(area);
}

std::string call_row(const CallLine& line, const Account& account) {
    const EnterpriseStand& stand = line.stand;
    std::string row = fmt::format("<tr><td>{}</td><td>{}</td><td>{}</td><td><span class=\"tel\">{}</span></td><td>{}{}</td><td>{}</td><td>", html_escaped(line.area_name),
                                  html_escaped(line.contact.name.empty() ? stand.enterprise_id : line.contact.name), html_escaped(line.contact.post),
                                  line.contact.telephone.empty() ? "<strong>无号码</strong>" : html_escaped(line.contact.telephone), stand_name(stand.state).zh,
                                  stand.why.empty() ? "" : "：" + html_escaped(stand.why), spoken_time_zh(stand.since));
    if (may_record(account, stand.area))
        row += "<details><summary>登记电话确认</summary><form method=\"post\" action=\"/calls\">" + hidden("delivery", std::to_string(stand.delivery_id)) +
               "<label>与谁通话（岗位或姓名）<input name=\"told_by\" required></label><label>备注<input name=\"note\"></label><button>登记</button></form></details>";
    return row + "</td></tr>";
}

std::string rate_row(const std::string& name, const AcknowledgementRate& rate) {
    return fmt::format("<tr><td>{}</td><td>{}</td><td>{}</td><td>{}%</td><td>{}</td></tr>", html_escaped(name), rate.told, rate.confirmed, rate.percent_within_hour(), rate.to_call);
}

std::string alert_part(Service& service, const Alert& alert, const Account& account) {
    std::string body = fmt::format("<h2>{}{} {}</h2>", alert.exercise ? "【演练】" : "", html_escaped(alert.id),
                                   alert.last() != nullptr ? html_escaped(alert.last()->document_no) : "");
    const auto rates = acknowledgement_rates(stands_of_alert(service, alert));
    body += "<div class=\"wide\"><table><thead><tr><th>区域</th><th>通知</th><th>已确认</th><th>一小时内确认率</th><th>需电话</th></tr></thead><tbody>" + rate_row("合计", rates.front());
    for (size_t i = 1; i < rates.size(); ++i) body += rate_row(scope_name(service.config().city, rates[i].area).zh, rates[i]);
    body += "</tbody></table></div>";
    std::string rows;
    for (const CallLine& line : call_lines(service, alert, account)) rows += call_row(line, account);
    if (rows.empty()) return body + "<p>没有需要电话通知的企业。</p>";
    return body + "<div class=\"wide\"><table><thead><tr><th>区域</th><th>企业</th><th>联系岗位</th><th>电话</th><th>情况</th><th>自</th><th></th></tr></thead><tbody>" + rows + "</tbody></table></div>";
}

Response calls_page(Daemon& daemon, const Call& call) {
    Service& service = daemon.service();
    std::string body = fmt::format("<p>现在{}。发送失败、退信的立即电话通知；超过{}分钟未确认的转电话通知。通话后在此登记，姓名另存，不进日志链。</p>",
                                   spoken_time_zh(service.now()), kAcknowledgeMinutes);
    std::string parts;
    std::vector<Alert> alerts = service.store().alerts();
    std::reverse(alerts.begin(), alerts.end());
    for (const Alert& alert : alerts)
        if (!alert.ends_at || alert.ends_at->seconds + kShownDays * 24 * 3600 > service.now().seconds) parts += alert_part(service, alert, *call.account);
    return office_page(service, "电话通知", body + (parts.empty() ? "<p>当前没有预警。</p>" : parts), 200, page_links(grants_of(service, call)));
}

Response record_call(const Handler& record, const Call& call) {
    const auto fields = parse_query(call.request.body);
    nlohmann::ordered_json body = nlohmann::ordered_json::object();
    std::string id;
    for (const auto& [name, value] : fields) {
        if (name == "delivery")
            id = value;
        else
            body[name] = value;
    }
    Call api = json_call(call, body);
    api.params["id"] = id;
    Response answer;
    record(api, [&answer](Response given) { answer = std::move(given); });
    if (answer.status < 300) return see_other("/calls");
    return answer;
}

}  // namespace

const std::vector<Role>& call_readers() {
    static const std::vector<Role> kReaders = {Role::officer, Role::approver, Role::inspector, Role::unit, Role::admin};
    return kReaders;
}

std::vector<CallLine> call_lines(Service& service, const Alert& alert, const Account& account) {
    std::vector<CallLine> lines;
    const auto book = contact_book(service);
    for (EnterpriseStand& stand : stands_of_alert(service, alert)) {
        if (!needs_call(stand) || !account.covers(stand.area)) continue;
        const auto contact = book.find(stand.enterprise_id);
        std::string area = scope_name(service.config().city, stand.area).zh;
        lines.push_back({std::move(stand), contact != book.end() ? contact->second : ContactOf{}, std::move(area)});
    }
    // By area, and in it what has stood longest first.
    std::stable_sort(lines.begin(), lines.end(), [](const CallLine& a, const CallLine& b) {
        return std::pair(a.stand.area, a.stand.since) < std::pair(b.stand.area, b.stand.since);
    });
    return lines;
}

std::vector<std::string> without_mobile(Service& service, const Alert& alert, const Account& account) {
    if (!service.config().notice_channels.sms_template || alert.last() == nullptr) return {};
    std::set<std::string> by_sms;
    std::vector<std::string> out;
    const std::vector<OrderMessage> messages = order_messages(service.store(), alert.id);
    for (const OrderMessage& one : messages)
        if (one.transition == alert.last()->id() && one.channel == "sms") by_sms.insert(one.enterprise_id);
    for (const OrderMessage& one : messages)
        if (one.transition == alert.last()->id() && one.channel == "mail" && by_sms.count(one.enterprise_id) == 0 && account.covers(one.area)) out.push_back(one.enterprise_id);
    return out;
}

void add_acknowledgement_pages(Router& router, Daemon& daemon) {
    for (const char* path : {"/ack/{token}", "/a/{token}"}) {
        Route see{"GET", path, {}, {"回执页面（打开不视为确认）", "acknowledgement page; opening it confirms nothing"},
                  [&daemon](const Call& call, const Reply& reply) { reply(link_page(daemon, call)); }};
        see.answer_type = "text/html";
        see.open = true;
        router.add(std::move(see));
        Route press{"POST", path, {}, {"确认收到", "confirm"}, [&daemon](const Call& call, const Reply& reply) { reply(link_page(daemon, call)); }};
        press.answer_type = "text/html";
        press.open = press.by_link = true;
        router.add(std::move(press));
    }
    Route sheet{"GET", "/ack/{token}/order.pdf", {}, {"随通知的减排措施单（PDF）", "the order sheet that went with the notice"},
                [&daemon](const Call& call, const Reply& reply) { reply(sheet_answer(daemon, call)); }};
    sheet.answer_type = "application/pdf";
    sheet.open = true;
    router.add(std::move(sheet));
    Route calls{"GET", "/calls", call_readers(), {"电话通知名单（页面）", "the list for the telephone, a page"},
                [&daemon](const Call& call, const Reply& reply) { reply(calls_page(daemon, call)); }};
    calls.answer_type = "text/html";
    router.add(std::move(calls));
    const Handler record = route_of(router, "POST", "/api/v1/deliveries/{id}/acknowledge").handler;
    Route form{"POST", "/calls", {Role::officer, Role::unit}, {"登记电话确认（页面）", "record a call, from the page"},
               [record](const Call& call, const Reply& reply) { reply(record_call(record, call)); }};
    form.answer_type = "text/html";
    form.body_types = {"application/x-www-form-urlencoded"};
    router.add(std::move(form));
}

}  // namespace qingkong
