// SPDX-License-Identifier: Apache-2.0
#include "engine/acknowledgement.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <spdlog/spdlog.h>

#include "alerts/bounce_address.hpp"
#include "alerts/document.hpp"
#include "alerts/link_token.hpp"
#include "alerts/mime.hpp"
#include "rules/words.hpp"

namespace qingkong {
namespace {

using Json = nlohmann::ordered_json;

/// A release asks for its own receipt within the hour, though it may take effect sooner.
constexpr int64_t kReleaseSeconds = 3600;
/// A mail that gets out later than this needs no reminder: the enterprise has long been called.
constexpr int64_t kRemindedSeconds = 12 * 3600;

Text how_name(const std::string& how) {
    if (how == "mail") return {"回复邮件", "by mail"};
    if (how == "telephone") return {"电话确认", "by telephone"};
    return {"页面", "on the page"};
}

JournalEntry acknowledge_entry(Service& service, const Delivery& d, const std::string& who, const std::string& how, const std::string& record) {
    JournalEntry entry;
    entry.at = service.now();
    entry.area = d.area.empty() ? std::string(kWholeCity) : d.area;
    entry.kind = "acknowledge";
    entry.who = who;
    entry.text = {fmt::format("{}已确认收到{}（{}）。", d.enterprise_id, d.transition, how_name(how).zh),
                  fmt::format("{} has acknowledged {} ({}).", d.enterprise_id, d.transition, how_name(how).en)};
    Json data{{"transition", d.transition}, {"enterprise", d.enterprise_id}, {"delivery", d.id}, {"how", how}};
    if (!record.empty()) data["record"] = record;
    entry.data = data.dump();
    return entry;
}

std::string token_of(const Service& service, const Delivery& d) { return link_token(service.link_key(), d.transition + "|" + d.enterprise_id); }

void confirm(Service& service, const Delivery& d, const Acknowledgement& given, const std::string& record) {
    acknowledge(service.store(), token_of(service, d), d.transition, d.enterprise_id, given, acknowledge_entry(service, d, given.by, given.how, record));
}

std::string alert_of(const std::string& transition) { return transition.substr(0, transition.rfind('.')); }

/// Transition, and the later one that was told to the same enterprise.
std::optional<LinkStand> stand_of(Service& service, Delivery delivery) {
    const auto alert = service.store().alert(alert_of(delivery.transition));
    if (!alert) return std::nullopt;
    LinkStand stand;
    bool found = false;
    for (const Transition& t : alert->transitions) {
        if (t.id() == delivery.transition) {
            stand.transition = t;
            found = true;
            continue;
        }
        if (!found) continue;
        const auto later = service.store().delivery_of_token(link_token(service.link_key(), t.id() + "|" + delivery.enterprise_id));
        if (later && later->state != DeliveryState::withdrawn) stand.prevailing = t;
    }
    if (!found) return std::nullopt;
    const bool release = stand.transition.to == AlertLevel::normal;
    const bool hour = release && service.now().seconds < stand.transition.signed_at.seconds + kReleaseSeconds;
    stand.ended = alert_ended(*alert, service.now()) && !hour;
    stand.delivery = std::move(delivery);
    return stand;
}

std::string reminder_text(const Delivery& d, const Office& office, const std::string& link, const std::string& name) {
    std::string text = office.exercise ? "【演练】仅限演练，不作为实际执行依据\n\n" : "";
    text += fmt::format("{}：\n\n{}发出的通知尚未收到贵单位的确认：\n{}\n\n", name.empty() ? d.enterprise_id : name, spoken_time_zh(d.created_at), d.subject);
    if (!link.empty()) text += fmt::format("请打开以下链接并点击按钮确认（仅打开链接不作为确认），或直接回复本邮件：\n{}\n\n", link);
    return text + fmt::format("仍未确认的，值班人员将电话联系。措施以原通知为准。\n\n{}　{} {}\n", office.name.zh, office.contact, office.telephone);
}

/// `<A2014-01.2.ID.reminder@domain>`.
std::string reminder_id(const std::string& message_id) {
    std::string id = message_id;
    return id.insert(id.rfind('@'), ".reminder");
}

OutgoingMail reminder_mail(const Service& service, const Delivery& order, const std::string& name, bool exercise) {
    Office office = service.config().office;
    office.exercise = office.exercise || exercise;
    const std::string link = office.link_base + "/ack/" + token_of(service, order);
    MimeMessage mime;
    mime.message_id = reminder_id(order.message_id);
    mime.thread_id = order.message_id;
    mime.date = service.now();
    mime.from_name = office.name.zh;
    mime.from_address = office.mail_from;
    mime.to_name = name;
    mime.to_address = order.to;
    mime.subject = "【请确认】" + order.subject;
    mime.text = reminder_text(order, office, link, mime.to_name);
    std::string lines;
    for (const char c : html_escaped(mime.text)) lines += c == '\n' ? std::string("<br>\n") : std::string(1, c);
    mime.html = "<!doctype html><html lang=\"zh-CN\"><meta charset=\"utf-8\"><body><p>" + lines + "</p></body></html>\n";
    mime.boundary = fmt::format("=_reminder.{}", order.id);
    return {order.transition, order.enterprise_id, order.area, order.to, mime.message_id, mime.subject, mime_bytes(mime), "", "mail", "reminder"};
}

tl::unexpected<Outcome::Refusal> refuse(const char* id, Text what, Text wanted = {}) {
    return tl::unexpected(Outcome::Refusal{id, std::move(what), std::move(wanted)});
}

}  // namespace

bool alert_ended(const Alert& alert, Instant now) { return alert.ends_at && *alert.ends_at <= now; }

std::optional<LinkStand> link_stand(Service& service, const std::string& token_or_code) {
    Store& store = service.store();
    auto delivery = store.delivery_of_token(token_or_code);
    if (!delivery) delivery = store.delivery_of_token(token_of_code(store, token_or_code));
    return delivery ? stand_of(service, std::move(*delivery)) : std::nullopt;
}

void acknowledge_by_link(Service& service, const LinkStand& stand) {
    if (!stand.open()) return;
    confirm(service, stand.delivery, {service.now(), "link", "page"}, "");
}

bool acknowledge_by_mail(Service& service, const IncomingMail& mail) {
    if (mail.automatic || mail.text.empty()) return false;
    for (const std::string& id : mail.refers) {
        auto delivery = delivery_of_message_id(service.store(), id);
        if (!delivery || delivery->channel != "mail" || (delivery->purpose != "order" && delivery->purpose != "reminder")) continue;
        if (lower(delivery->to) != mail.from) continue;
        const auto stand = stand_of(service, std::move(*delivery));
        // A later version makes it no lie that this one was read; after the end nothing counts any more.
        if (!stand || stand->ended || stand->delivery.state == DeliveryState::withdrawn) continue;
        const Delivery& d = stand->delivery;
        const auto order = service.store().delivery_of_token(token_of(service, d));
        if (order && order->confirmed_at) return true;
        const KeptRecord record = service.keep_record("answer", "", mail.from + "\n" + mail.text, "mail");
        confirm(service, d, {service.now(), "mail", "mail"}, record.id);
        return true;
    }
    return false;
}

bool take_bounce(Service& service, const Bounce& bounce) {
    std::optional<Delivery> delivery;
    for (const std::string& address : bounce.sent_to)
        if (const auto id = delivery_of_bounce_address(address, service.link_key()); id && !delivery) delivery = delivery_by_id(service.store(), *id);
    for (const std::string& id : bounce.original_ids)
        if (!delivery) delivery = delivery_of_message_id(service.store(), id);
    if (!delivery) return false;
    if (bounce.kind != Bounce::Kind::failed) {
        spdlog::info("mail {}: delivery report, {}", delivery->id, bounce.kind == Bounce::Kind::delayed ? "delayed" : "no failure");
        return true;
    }
    if (record_bounce(service.store(), delivery->id, service.now(), bounce.text))
        spdlog::warn("mail {} bounced: {}", delivery->id, bounce.text);
    return true;
}

tl::expected<CallOutcome, Outcome::Refusal> acknowledge_by_call(Service& service, int64_t delivery_id, const CallRecord& call) {
    auto delivery = delivery_by_id(service.store(), delivery_id);
    if (!delivery) return refuse("unknown_delivery", {"没有该通知", "no such delivery"});
    if (delivery->purpose != "order" || delivery->enterprise_id.empty())
        return refuse("no_order", {"该条不是企业通知，无需确认", "it is no order to an enterprise"});
    if (delivery->state == DeliveryState::withdrawn)
        return refuse("withdrawn", {"该通知已撤回，无需确认", "it was withdrawn and asks for nothing"}, {"请确认后一版", "acknowledge the later version"});
    if (call.told_by.empty()) return refuse("bad_told_by", {"没有写明与谁通话", "with whom was it spoken?"}, {"told_by：对方岗位或姓名", "told_by: post or name"});
    const Instant at = call.at.value_or(service.now());
    if (at > service.now() || at < delivery->created_at)
        return refuse("bad_time", {"通话时间早于通知或晚于现在", "the call lies before the notice or after now"});
    if (!delivery->confirmed_at) {
        const KeptRecord record = service.keep_record("call", call.note, call.told_by, call.who);
        confirm(service, *delivery, {at, call.who, "telephone"}, record.id);
        return CallOutcome{*delivery_by_id(service.store(), delivery_id), false};
    }
    return CallOutcome{std::move(*delivery), true};
}

int remind(Service& service) {
    const int minutes = service.config().alerts.ack_reminder_minutes;
    if (minutes <= 0) return 0;
    const Instant now = service.now(), made_until{now.seconds - minutes * int64_t{60}};
    std::map<std::string, ContactOf> book;
    int reminded = 0;
    for (const Alert& alert : service.store().alerts()) {
        const auto lately = [&](const Transition& t) { return t.signed_at <= made_until && now.seconds - t.signed_at.seconds < kRemindedSeconds; };
        if (alert_ended(alert, now) || std::none_of(alert.transitions.begin(), alert.transitions.end(), lately)) continue;
        const std::vector<Delivery> due = unreminded_orders(service.store(), alert.id, made_until);
        if (due.empty()) continue;
        if (book.empty()) book = contact_book(service);
        std::map<std::string, std::string> last;    // enterprise -> the version that it was told last
        for (const EnterpriseStand& stand : stands_of_alert(service, alert))
            if (!stand.confirmed_at) last[stand.enterprise_id] = stand.transition;
        for (const Delivery& order : due)
            if (last[order.enterprise_id] == order.transition &&
                put_reminder(service.store(), order.id, reminder_mail(service, order, book[order.enterprise_id].name, alert.exercise), alert.id, now))
                ++reminded;
    }
    if (reminded > 0) spdlog::info("{} reminders", reminded);
    return reminded;
}

std::vector<EnterpriseStand> stands_of_alert(Service& service, const Alert& alert) {
    return enterprise_stands(order_messages(service.store(), alert.id), service.now(), alert_ended(alert, service.now()));
}

std::map<std::string, ContactOf> contact_book(const Service& service) {
    std::map<std::string, ContactOf> book;
    const auto& inventory = service.resources().inventory;
    if (!inventory) return book;
    for (const Enterprise& one : inventory->enterprises) book[one.enterprise_id] = {one.name, one.contact.post, one.contact.telephone};
    for (const Source& one : inventory->sources) book[one.source_id] = {one.name, one.contact.post, one.contact.telephone};
    return book;
}

}  // namespace qingkong
