// SPDX-License-Identifier: Apache-2.0
// What a signature would send, before it is given (handbook K.3): how many, to whom, what changes, one mail whole.
#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "alerts/codec.hpp"
#include "alerts/document.hpp"
#include "alerts/enterprise_mails.hpp"
#include "alerts/mail_answer.hpp"
#include "alerts/notice.hpp"
#include "emissions/order_difference.hpp"
#include "engine/http_page_parts.hpp"

namespace qingkong {
namespace {

using Json = nlohmann::ordered_json;

/// Names and areas of those who are told, by the id in the outbox.
std::map<std::string, std::string> names_of(const Service& service) {
    std::map<std::string, std::string> names;
    if (!service.resources().inventory) return names;
    for (const Enterprise& one : service.resources().inventory->enterprises) names[one.enterprise_id] = one.name;
    for (const Source& one : service.resources().inventory->sources) names[one.source_id] = one.name;
    return names;
}

std::string name_in(const std::map<std::string, std::string>& names, const std::string& id) {
    const auto found = names.find(id);
    return found == names.end() ? id : found->second;
}

struct Preview {
    Outcome outcome;
    std::string enterprise_id;    ///< whose mail is the sample
    std::string sample_subject, sample_text;
    OrderDifference difference;
};

/// The mail of the one asked for, else of the first with a mandatory measure, else the first.
std::optional<size_t> sample_of(const EnterpriseMails& mails, const std::string& wanted) {
    const auto ordered = [&](const std::string& id) {
        const auto rows = mails.parts().now.find(id);
        return rows != mails.parts().now.end() &&
               std::any_of(rows->second.begin(), rows->second.end(), [](const MeasureOrder& order) { return order.mandatory; });
    };
    for (size_t i = 0; i < mails.size(); ++i)
        if (const std::string& id = mails.recipient(i).enterprise_id; wanted.empty() ? ordered(id) : id == wanted) return i;
    return wanted.empty() && mails.size() > 0 ? std::optional<size_t>(0) : std::nullopt;
}

/// How many messages go by each channel.
std::map<std::string, size_t> channels_of(const TransitionPapers& papers) {
    std::map<std::string, size_t> channels;
    if (const size_t mails = mailed(papers); mails > 0) channels["mail"] = mails;
    for (const OutgoingMail& mail : papers.mails) ++channels[mail.channel];
    return channels;
}

Preview preview_of(Service& service, const SignCommand& command, const std::string& enterprise) {
    Preview out{service.preview(command), "", "", "", {}};
    if (!out.outcome.papers) return out;
    const TransitionPapers& papers = *out.outcome.papers;
    if (const EnterpriseMails* const mails = papers.enterprise_mails.get())
        if (const auto sample = sample_of(*mails, enterprise)) {
            const OutgoingMail mail = mails->compose(*sample);
            out.enterprise_id = mail.enterprise_id;
            out.sample_subject = mail.subject;
            out.sample_text = mail_text(mail.bytes);
        }
    std::vector<MeasureOrder> before;
    AlertBook book;
    service.store().load_orders(book);
    for (MeasureOrder& order : book.orders_in_force)
        if (std::find(papers.transition.areas_concerned.begin(), papers.transition.areas_concerned.end(), order.area) != papers.transition.areas_concerned.end())
            before.push_back(std::move(order));
    out.difference = order_difference(before, papers.orders);
    return out;
}

Json preview_json(const Service& service, const Preview& preview) {
    const TransitionPapers& papers = *preview.outcome.papers;
    const auto names = names_of(service);
    Json told = Json::array(), missing = Json::array();
    const auto tell = [&](const std::string& id, const std::string& area, const std::string& channel, const std::string& to, const std::string& subject) {
        told.push_back({{"enterprise_id", id}, {"name", name_in(names, id)}, {"area", area}, {"channel", channel}, {"to", to}, {"subject", subject}});
    };
    for (size_t i = 0; i < mailed(papers); ++i) {
        const MailRecipient& to = papers.enterprise_mails->recipient(i);
        tell(to.enterprise_id, to.area, "mail", to.email, papers.enterprise_mails->subject(i));
    }
    for (const OutgoingMail& mail : papers.mails) tell(mail.enterprise_id, mail.area, mail.channel, mail.to, mail.subject);
    for (const std::string& id : papers.without_address) missing.push_back({{"enterprise_id", id}, {"name", name_in(names, id)}});
    return {{"transition", transition_json(papers.transition)},
            {"messages", mailed(papers) + papers.mails.size()},
            {"by_channel", channels_of(papers)},
            {"orders", papers.orders.size()},
            {"difference", {{"added", preview.difference.added.size()}, {"dropped", preview.difference.dropped.size()}, {"changed", preview.difference.changed.size()}}},
            {"notice", {{"title", papers.notice_zh.title}, {"text", papers.notice_zh.text}}},
            {"sample", {{"enterprise_id", preview.enterprise_id}, {"subject", preview.sample_subject}, {"text", preview.sample_text}}},
            {"recipients", told},
            {"without_address", missing}};
}

void answer_preview(Daemon& daemon, const Call& call, const Reply& reply) {
    const auto body = body_object(call);
    if (!body) return reply(not_json());
    SignCommand command{call.params.at("id"), call.account->id, "", {}, {}, {}, {}};
    if (!round_of(*body, command.round)) return reply(bad_round());
    if (!time_of(*body, "response_start", command.response_start)) return reply(bad_time("response_start"));
    const Preview preview = preview_of(daemon.service(), command, text_of(*body, "enterprise_id"));
    if (preview.outcome.refusal) return reply(refusal_response(*preview.outcome.refusal));
    if (!preview.outcome.papers)
        return reply(error_response(409, "nothing_to_send", {"签发该建议不产生通知", "a signature of this proposal sends nothing"}));
    reply(json_answer(preview_json(daemon.service(), preview)));
}

std::string difference_rows(const char* heading, const std::vector<MeasureOrder>& orders, const std::map<std::string, std::string>& names) {
    if (orders.empty()) return "";
    constexpr size_t kShown = 200;
    std::string out = fmt::format("<details><summary>{}{}条</summary><ul>", heading, orders.size());
    for (size_t i = 0; i < std::min(orders.size(), kShown); ++i)
        out += fmt::format("<li>{}　{}　{}</li>", html_escaped(name_in(names, orders[i].enterprise_id)), html_escaped(orders[i].line_id), html_escaped(orders[i].measure));
    if (orders.size() > kShown) out += fmt::format("<li>其余{}条略</li>", orders.size() - kShown);
    return out + "</ul></details>";
}

std::string preview_page(const Service& service, const std::string& proposal, const Preview& preview) {
    const TransitionPapers& papers = *preview.outcome.papers;
    const auto names = names_of(service);
    std::string out = "<p>以下为签发后将要发出的内容，尚未签发，尚未发出。</p><p>";
    for (const auto& [channel, count] : channels_of(papers))
        out += fmt::format("{}{}件　", channel == "mail" ? "邮件" : channel == "sms" ? "短信" : html_escaped(channel), count);
    out += fmt::format("减排措施{}条　没有可用邮箱、须电话通知的{}家</p>", papers.orders.size(), papers.without_address.size());
    std::vector<MeasureOrder> changed;
    for (const auto& [before, now] : preview.difference.changed) changed.push_back(now);
    out += "<h2>与现行措施的差异</h2>";
    out += preview.difference.none() ? "<p>没有差异。</p>"
                                     : difference_rows("新增", preview.difference.added, names) + difference_rows("取消", preview.difference.dropped, names) +
                                           difference_rows("调整", changed, names);
    out += "<h2>通知</h2><pre class=\"paper\">" + html_escaped(papers.notice_zh.title + "\n\n" + papers.notice_zh.text) + "</pre>";
    out += fmt::format("<h2>企业邮件样张</h2><p>{}</p><pre class=\"paper\">{}</pre>", html_escaped(preview.sample_subject), html_escaped(preview.sample_text));
    out += "<h2>收件单位</h2><ul>";
    const auto tell = [&](const std::string& id, const std::string& to) {
        out += fmt::format("<li><a href=\"/preview/{}?enterprise={}\">{}</a>　{}</li>", html_escaped(proposal), html_escaped(id),
                           html_escaped(name_in(names, id)), html_escaped(to));
    };
    for (size_t i = 0; i < mailed(papers); ++i) tell(papers.enterprise_mails->recipient(i).enterprise_id, papers.enterprise_mails->recipient(i).email);
    for (const OutgoingMail& mail : papers.mails)
        if (mail.channel == "mail") tell(mail.enterprise_id, mail.to);
    for (const std::string& id : papers.without_address) out += fmt::format("<li>{}　<strong>没有可用邮箱，须电话通知</strong></li>", html_escaped(name_in(names, id)));
    return out + "</ul>";
}

void show_preview(Daemon& daemon, const Call& call, const Reply& reply) {
    const SignCommand command{call.params.at("id"), call.account->id, "", {}, {}, {}, {}};
    const Service& service = daemon.service();
    const Preview preview = preview_of(daemon.service(), command, call.request.parameter("enterprise"));
    if (!preview.outcome.papers) {
        const std::string why = preview.outcome.refusal ? preview.outcome.refusal->what.zh + "。" + preview.outcome.refusal->wanted.zh : "签发该建议不产生通知。";
        return reply(office_page(service, "签发前预览", "<p>" + html_escaped(why) + "</p>", 409, page_links(grants_of(daemon.service(), call))));
    }
    reply(office_page(service, "签发前预览", preview_page(service, command.proposal_id, preview), 200, page_links(grants_of(daemon.service(), call))));
}

}  // namespace

void add_preview_routes(Router& router, Daemon& daemon) {
    const std::vector<Role> signers = {Role::officer, Role::approver};
    router.add({"POST", "/api/v1/proposals/{id}/preview", signers, {"签发前预览：件数、名单、差异、通知和样张，不写入", "what a signature would send; writes nothing"},
                [&daemon](const Call& call, const Reply& reply) { answer_preview(daemon, call, reply); }, {}, {"application/json"}});
    router.add({"GET", "/preview/{id}", signers, {"签发前预览（网页）", "the preview as a page"},
                [&daemon](const Call& call, const Reply& reply) { show_preview(daemon, call, reply); },
                {{"enterprise", {"样张取哪家企业", "whose mail is shown"}, false}}, {}, "text/html"});
}

}  // namespace qingkong
