// SPDX-License-Identifier: Apache-2.0
#include "alerts/channel_delivery.hpp"

#include <fmt/format.h>

#include "alerts/channel_message.hpp"

namespace qingkong {
namespace {

/// `<A2014-01.2.ID.sms@domain>`: another one than the mail's, the same at each attempt.
std::string id_of(const Transition& t, const Office& office, const std::string& recipient, const std::string& channel) {
    std::string id = message_id(t, office, recipient);
    return id.insert(id.rfind('@'), "." + channel);
}

SmsFields sms_fields(const Transition& t, const Office& office, const MailRecipient& recipient) {
    const AlertLevel from = recipient.level_before.value_or(t.from), to = recipient.level_after.value_or(t.to);
    SmsFields fields;
    fields.level = level_name(to == AlertLevel::normal ? from : to).zh + "预警";
    fields.start = short_time(t.response_start);
    fields.act = sms_act(t, from, to);
    fields.number = t.document_no;
    fields.enterprise = recipient.name;
    fields.code = short_code(recipient.ack_token);
    if (!fields.code.empty()) fields.link = office.link_base + "/a/" + fields.code;
    fields.exercise = office.exercise || t.exercise;
    return fields;
}

}  // namespace

void tell_by_channels(const Situation& situation, const std::vector<ToldRecipient>& told, TransitionPapers& papers) {
    const Transition& t = papers.transition;
    const bool sms = situation.channels != nullptr && situation.channels->sms_template.has_value();
    for (const ToldRecipient& one : told) {
        const std::string number = mobile_number(one.telephone);
        const bool by_sms = sms && !number.empty();
        if (!by_sms && !one.recipient.email.empty()) continue;
        const std::string text = sms_text(sms ? *situation.channels->sms_template : kSmsTemplate, sms_fields(t, situation.office, one.recipient));
        const std::string channel = by_sms ? "sms" : "telephone";
        papers.mails.push_back({t.id(), one.recipient.enterprise_id, one.recipient.area, by_sms ? number : one.telephone,
                                id_of(t, situation.office, one.recipient.enterprise_id, channel), text, text, one.recipient.ack_token,
                                channel, "order"});
    }
    if (situation.channels == nullptr || situation.channels->common.empty()) return;
    const CommonNotice notice = common_notice(t, situation.office, situation.city, papers.notice_zh.title);
    for (const CommonChannel& channel : situation.channels->common) {
        std::string body = channel.kind == ChannelKind::webhook ? webhook_body(notice) : robot_body(channel.kind, notice);
        papers.mails.push_back({t.id(), "", t.area, channel.id, id_of(t, situation.office, channel.id, std::string(token(channel.kind))),
                                notice.title, std::move(body), "", std::string(token(channel.kind)), "notice"});
    }
}

}  // namespace qingkong
