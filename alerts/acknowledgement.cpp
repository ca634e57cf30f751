// SPDX-License-Identifier: Apache-2.0
#include "alerts/acknowledgement.hpp"

#include <algorithm>
#include <array>
#include <map>

namespace qingkong {
namespace {

using State = EnterpriseStand::State;

constexpr int64_t kAcknowledgeSeconds = kAcknowledgeMinutes * int64_t{60};

/// Can it still have been read, or be on its way?
bool may_arrive(const OrderMessage& message) {
    return !message.bounced_at && message.channel != "telephone" && message.state != DeliveryState::failed;
}

void judge(EnterpriseStand& stand, const std::vector<const OrderMessage*>& of_version, Instant now, bool ended) {
    for (const OrderMessage* one : of_version)
        if (one->confirmed_at) {
            stand.state = State::confirmed;
            stand.confirmed_at = one->confirmed_at;
            stand.confirmed_how = one->confirmed_how;
            stand.since = *one->confirmed_at;
            return;
        }
    if (std::any_of(of_version.begin(), of_version.end(), [](const OrderMessage* one) { return may_arrive(*one); })) {
        const bool late = !ended && now.seconds - stand.told_at.seconds >= kAcknowledgeSeconds;
        stand.state = late ? State::unconfirmed : State::open;
        stand.since = late ? Instant{stand.told_at.seconds + kAcknowledgeSeconds} : stand.told_at;
        return;
    }
    stand.state = State::no_address;
    for (const OrderMessage* one : of_version) {
        if (one->channel == "telephone") continue;
        if (one->bounced_at) {
            stand.state = State::bounced;
            stand.since = *one->bounced_at;
            stand.why = one->bounce_text;
            return;
        }
        stand.state = State::failed;
        stand.why = one->last_reply;
    }
}

}  // namespace

std::string_view token(State state) {
    constexpr std::array<std::string_view, 6> kTokens = {"confirmed", "open", "unconfirmed", "failed", "bounced", "no_address"};
    return kTokens[static_cast<size_t>(state)];
}

Text stand_name(State state) {
    switch (state) {
        case State::confirmed: return {"已确认", "confirmed"};
        case State::open: return {"待确认", "not yet confirmed"};
        case State::unconfirmed: return {"超过60分钟未确认", "not confirmed after 60 min"};
        case State::failed: return {"发送失败", "failed"};
        case State::bounced: return {"退信", "bounced"};
        case State::no_address: return {"无邮箱和手机号码", "no address, no mobile number"};
    }
    return {};
}

std::vector<EnterpriseStand> enterprise_stands(const std::vector<OrderMessage>& messages, Instant now, bool ended) {
    std::map<std::string, int> newest;
    std::vector<std::string> order;
    for (const OrderMessage& one : messages) {
        if (one.state == DeliveryState::withdrawn) continue;
        const auto [found, added] = newest.emplace(one.enterprise_id, one.version);
        if (added) order.push_back(one.enterprise_id);
        found->second = std::max(found->second, one.version);
    }
    std::map<std::string, std::vector<const OrderMessage*>> of_version;
    for (const OrderMessage& one : messages)
        if (one.state != DeliveryState::withdrawn && one.version == newest[one.enterprise_id]) of_version[one.enterprise_id].push_back(&one);
    std::vector<EnterpriseStand> stands;
    for (const std::string& id : order) {
        const OrderMessage& first = *of_version[id].front();
        EnterpriseStand stand;
        stand.enterprise_id = id;
        stand.area = first.area;
        stand.transition = first.transition;
        stand.version = first.version;
        stand.delivery_id = first.id;
        stand.told_at = stand.since = first.created_at;
        judge(stand, of_version[id], now, ended);
        stands.push_back(std::move(stand));
    }
    return stands;
}

bool needs_call(const EnterpriseStand& stand) { return stand.state != State::confirmed && stand.state != State::open; }

std::vector<AcknowledgementRate> acknowledgement_rates(const std::vector<EnterpriseStand>& stands) {
    std::vector<AcknowledgementRate> rates(1);
    for (const EnterpriseStand& stand : stands) {
        auto own = std::find_if(rates.begin() + 1, rates.end(), [&](const AcknowledgementRate& one) { return one.area == stand.area; });
        if (own == rates.end()) {
            rates.push_back({stand.area, 0, 0, 0, 0});
            own = rates.end() - 1;
        }
        for (AcknowledgementRate* rate : {&rates.front(), &*own}) {
            ++rate->told;
            rate->to_call += needs_call(stand) ? 1 : 0;
            if (!stand.confirmed_at) continue;
            ++rate->confirmed;
            if (stand.confirmed_at->seconds - stand.told_at.seconds <= kAcknowledgeSeconds) ++rate->within_hour;
        }
    }
    return rates;
}

}  // namespace qingkong
