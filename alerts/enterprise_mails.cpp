// SPDX-License-Identifier: Apache-2.0
#include "alerts/enterprise_mails.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "alerts/link_token.hpp"
#include "alerts/order_sheet.hpp"
#include "emissions/order_difference.hpp"

namespace qingkong {
namespace {

bool contains(const std::vector<std::string>& list, const std::string& item) {
    return std::find(list.begin(), list.end(), item) != list.end();
}

const std::vector<MeasureOrder>& rows_of(const OrdersByEnterprise& orders, const std::string& enterprise_id) {
    static const std::vector<MeasureOrder> kNone;
    const auto found = orders.find(enterprise_id);
    return found == orders.end() ? kNone : found->second;
}

/// An address that can stand in a header and an envelope; the relay judges the rest.
bool can_be_mailed(const std::string& address) {
    return address.find('@') != std::string::npos &&
           std::none_of(address.begin(), address.end(), [](char c) { return static_cast<unsigned char>(c) <= ' ' || c == '<' || c == '>'; });
}

/// Enterprises whose duties differ from those in force: whom a revised inventory concerns.
std::set<std::string> with_other_duties(const Situation& situation, const TransitionPapers& papers) {
    std::vector<MeasureOrder> before;
    for (const MeasureOrder& order : situation.book.orders_in_force)
        if (contains(papers.transition.areas_concerned, order.area)) before.push_back(order);
    std::vector<MeasureOrder> now;
    for (const MeasureOrder& order : papers.orders)
        if (contains(papers.transition.areas_concerned, order.area)) now.push_back(order);
    const OrderDifference difference = order_difference(before, now);
    std::set<std::string> ids;
    for (const auto* rows : {&difference.added, &difference.dropped})
        for (const MeasureOrder& order : *rows) ids.insert(order.enterprise_id);
    for (const auto& [was, is] : difference.changed) ids.insert(is.enterprise_id);
    return ids;
}

}  // namespace

OrdersByEnterprise by_enterprise(const std::vector<MeasureOrder>& orders) {
    OrdersByEnterprise rows;
    for (const MeasureOrder& order : orders) rows[order.enterprise_id].push_back(order);
    return rows;
}

std::string EnterpriseMails::message_id(size_t i) const {
    return qingkong::message_id(parts_.transition, parts_.office, recipient(i).enterprise_id);
}

std::string EnterpriseMails::subject(size_t i) const { return enterprise_mail_subject(parts_.transition, parts_.office, recipient(i)); }

OutgoingMail EnterpriseMails::compose(size_t i) const {
    const MailRecipient& to = recipient(i);
    std::string sheet;
    if (parts_.addressed[i].with_sheet && parts_.order_sheet && to.level_after) sheet = parts_.order_sheet(to.enterprise_id, *to.level_after);
    Mail mail = compose_enterprise_mail(parts_.transition, parts_.office, parts_.city, to, sheet, rows_of(parts_.now, to.enterprise_id),
                                        rows_of(parts_.before, to.enterprise_id), parts_.templates);
    return {parts_.transition.id(), to.enterprise_id, to.area, std::move(mail.to), std::move(mail.message_id), std::move(mail.subject),
            std::move(mail.bytes), to.ack_token};
}

size_t mailed(const TransitionPapers& papers) { return papers.enterprise_mails ? papers.enterprise_mails->size() : 0; }

std::vector<ToldRecipient> address_enterprises(const Situation& situation, const AlertBook& after, TransitionPapers& papers) {
    std::vector<ToldRecipient> told;
    if (situation.inventory == nullptr || situation.templates == nullptr) return told;
    const Transition& transition = papers.transition;
    const Day decided = day_of(transition.signed_at), starts = day_of(transition.response_start);
    const auto level_of = [&](const AlertBook& book, const std::string& area, AlertLevel of_transition) {
        return situation.city.find(area) ? level_of_area(book, situation.city, area) : of_transition;
    };
    const auto told_level = [&](const std::string& area) {
        const AlertLevel level = level_of(after, area, transition.to);
        return level != AlertLevel::normal ? level : level_of(situation.book, area, transition.from);
    };
    const bool whole_city = transition.areas_concerned.size() == situation.city.areas.size();
    const bool revised = transition.discretion == Discretion::revise;
    const std::set<std::string> changed = revised ? with_other_duties(situation, papers) : std::set<std::string>{};
    OrdersByEnterprise now = by_enterprise(papers.orders), before = by_enterprise(situation.book.orders_in_force);
    std::vector<EnterpriseMails::Addressed> addressed;
    const auto tell = [&](MailRecipient recipient, const std::string& telephone, const Enterprise* enterprise) {
        if (revised && changed.count(recipient.enterprise_id) == 0) return;
        recipient.level_before = level_of(situation.book, recipient.area, transition.from);
        recipient.level_after = level_of(after, recipient.area, transition.to);
        recipient.ack_token = link_token(situation.link_key, transition.id() + "|" + recipient.enterprise_id);
        const auto thread = situation.book.threads.find(transition.alert_id + "|" + recipient.enterprise_id);
        if (thread != situation.book.threads.end()) recipient.thread_id = thread->second;
        if (!can_be_mailed(recipient.email)) recipient.email.clear();
        told.push_back({recipient, telephone});
        if (recipient.email.empty()) return papers.without_address.push_back(recipient.enterprise_id);
        // A round may leave measures out or rotate groups: the sheet goes along only where it says what is ordered.
        const bool with_sheet = enterprise != nullptr && situation.order_sheet && recipient.level_after != AlertLevel::normal &&
                                is_order_sheet_of(*situation.inventory, *enterprise, *recipient.level_after, decided, rows_of(now, recipient.enterprise_id));
        addressed.push_back({std::move(recipient), with_sheet});
    };
    for (const Enterprise& enterprise : situation.inventory->enterprises)
        if (contains(transition.areas_concerned, enterprise.area))
            tell(mail_recipient(enterprise, told_level(enterprise.area), decided, starts), enterprise.contact.telephone, &enterprise);
    for (const Source& source : situation.inventory->sources)
        if (contains(transition.areas_concerned, source.area) || (source.area == kWholeCity && whole_city))
            tell(mail_recipient(source, told_level(source.area), decided, starts), source.contact.telephone, nullptr);
    papers.enterprise_mails = std::make_shared<const EnterpriseMails>(EnterpriseMails::Parts{
        transition, situation.office, situation.city, *situation.templates, situation.order_sheet, std::move(now), std::move(before), std::move(addressed)});
    return told;
}

}  // namespace qingkong
