// SPDX-License-Identifier: Apache-2.0
// Mails of signatures that are made while they go out.
#include <numeric>
#include <set>
#include <utility>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "alerts/addressed_codec.hpp"
#include "alerts/enterprise_mails.hpp"
#include "engine/order_sheets.hpp"
#include "engine/service.hpp"

namespace qingkong {
namespace {

std::unique_ptr<Mailing> mailing_of(std::shared_ptr<const EnterpriseMails> mails, std::vector<size_t> wanted, std::string source) {
    const Transition& t = mails->parts().transition;
    return std::make_unique<Mailing>(t.id(), t.alert_id, t.signed_at, std::move(wanted), [mails](size_t i) { return mails->compose(i); },
                                     std::move(source));
}

/// The mails of a step as its signature would have made them; null where what they are made from is damaged.
std::shared_ptr<const EnterpriseMails> made_again(Store& store, const std::string& id, EnterpriseMails::Parts parts) {
    auto step = store.transition(id);
    auto kept = read_addressed(store.mailing_source(id));
    if (!step || !kept) return nullptr;
    parts.office.exercise = parts.office.exercise || step->exercise;
    parts.transition = std::move(*step);
    std::vector<MeasureOrder> now;
    for (StoredOrder& row : store.orders(id)) now.push_back(std::move(row.order));
    parts.now = by_enterprise(now);
    parts.before = by_enterprise(kept->before);
    parts.addressed = std::move(kept->addressed);
    return std::make_shared<const EnterpriseMails>(std::move(parts));
}

}  // namespace

Mailing* Service::mailing() {
    while (!mailings_.empty() && mailings_.front()->left() == 0) mailings_.pop_front();
    return mailings_.empty() ? nullptr : mailings_.front().get();
}

std::unique_ptr<Mailing> Service::begin_mailing(const Outcome& outcome) {
    if (!outcome.papers || mailed(*outcome.papers) == 0) return nullptr;
    const auto& mails = outcome.papers->enterprise_mails;
    std::vector<size_t> all(mails->size());
    std::iota(all.begin(), all.end(), size_t{0});
    return mailing_of(mails, std::move(all), all.size() > kMailsOfSignature ? addressed_text(*mails) : "");
}

void Service::finish_mailings() {
    while (Mailing* const open = mailing()) store_.finish(*open);
}

void Service::resume_mailings() {
    for (const auto& [id, owed] : store_.owed_mails()) {
        EnterpriseMails::Parts parts{{}, config_.office, config_.city, resources_.templates, {}, {}, {}, {}};
        if (!config_.mail.order_sheets.empty()) parts.order_sheet = order_sheets_in(config_.mail.order_sheets, resources_.inventory_hash);
        const auto mails = made_again(store_, id, std::move(parts));
        if (mails == nullptr) {
            const Text what{fmt::format("{}的{}封邮件未能生成，所需记录已损坏，请恢复数据库备份，并按该通知的措施清单电话通知未收到邮件的企业", id, owed),
                            fmt::format("{} mails of {} cannot be made, what they are made from is damaged: restore the database, and call the "
                                        "enterprises of its orders that have no mail", owed, id)};
            spdlog::error("{}", what.en);
            faults_.begin("mailing " + id, what, now());
            continue;
        }
        // By enterprise: the Message-ID is another one where the domain was changed meanwhile.
        const std::set<std::string> there = store_.mailed_enterprises(id);
        std::vector<size_t> wanted;
        for (size_t i = 0; i < mails->size(); ++i)
            if (there.count(mails->recipient(i).enterprise_id) == 0) wanted.push_back(i);
        spdlog::warn("{} mails of {} were not made when the program ended; they are made now", wanted.size(), id);
        mailings_.push_back(mailing_of(mails, std::move(wanted), ""));
    }
}

}  // namespace qingkong
