// SPDX-License-Identifier: Apache-2.0
// Who has acknowledged, whom to call, and the record of a call.
#include <charconv>

#include <fmt/format.h>

#include "engine/acknowledgement.hpp"
#include "engine/http_api_parts.hpp"
#include "engine/http_page_acknowledgement.hpp"

namespace qingkong {
namespace {

using Json = nlohmann::ordered_json;

Json rate_json(const AcknowledgementRate& rate) {
    return {{"area", rate.area.empty() ? std::string(kWholeCity) : rate.area}, {"told", rate.told}, {"confirmed", rate.confirmed},
            {"confirmed_within_hour", rate.within_hour}, {"percent_confirmed", rate.percent_confirmed()},
            {"percent_within_hour", rate.percent_within_hour()}, {"to_call", rate.to_call}};
}

std::optional<Alert> alert_of(Service& service, const Call& call, const Reply& reply) {
    auto alert = service.store().alert(call.params.at("id"));
    if (!alert) reply(error_response(404, "unknown_alert", {"没有该预警", "no such alert"}));
    return alert;
}

void acknowledgements(Service& service, const Call& call, const Reply& reply) {
    const auto alert = alert_of(service, call, reply);
    if (!alert) return;
    Json areas = Json::array();
    const auto rates = acknowledgement_rates(stands_of_alert(service, *alert));
    for (size_t i = 1; i < rates.size(); ++i) areas.push_back(rate_json(rates[i]));
    Json out{{"alert", alert->id}, {"minutes", kAcknowledgeMinutes}, {"ended", alert_ended(*alert, service.now())}, {"all", rate_json(rates.front())}, {"areas", areas}};
    reply(json_answer(out));
}

void telephone_list(Service& service, const Call& call, const Reply& reply) {
    const auto alert = alert_of(service, call, reply);
    if (!alert) return;
    Json calls = Json::array(), without_number = Json::array();
    for (const CallLine& line : call_lines(service, *alert, *call.account)) {
        const EnterpriseStand& stand = line.stand;
        calls.push_back({{"delivery", stand.delivery_id}, {"transition", stand.transition}, {"version", stand.version}, {"area", stand.area},
                         {"area_name", line.area_name}, {"enterprise_id", stand.enterprise_id}, {"enterprise", line.contact.name},
                         {"post", line.contact.post}, {"telephone", line.contact.telephone}, {"state", token(stand.state)},
                         {"state_name", stand_name(stand.state).zh}, {"why", stand.why}, {"since", format_instant(stand.since)}});
        if (line.contact.telephone.empty()) without_number.push_back(stand.enterprise_id);
    }
    reply(json_answer({{"alert", alert->id}, {"now", format_instant(service.now())}, {"calls", calls}, {"without_number", without_number},
                       {"without_mobile", without_mobile(service, *alert, *call.account)}}));
}

void acknowledge_call(Daemon& daemon, const Call& call, const Reply& reply) {
    Service& service = daemon.service();
    const auto body = body_object(call);
    if (!body) return reply(not_json());
    CallRecord record{call.who(), text_of(*body, "told_by"), text_of(*body, "note"), {}};
    if (!time_of(*body, "at", record.at)) return reply(bad_time("at"));
    int64_t id = 0;
    const std::string& text = call.params.at("id");
    std::from_chars(text.data(), text.data() + text.size(), id);
    const auto delivery = delivery_by_id(service.store(), id);
    if (delivery && call.account && !call.account->covers(delivery->area)) return reply(wrong_area_response(*call.account, delivery->area));
    const auto done = acknowledge_by_call(service, id, record);
    if (!done) return reply(refusal_response(done.error()));
    const Delivery& d = done->delivery;
    reply(json_answer({{"id", d.id}, {"transition", d.transition}, {"enterprise_id", d.enterprise_id},
                       {"confirmed_at", d.confirmed_at ? Json(format_instant(*d.confirmed_at)) : Json(nullptr)},
                       {"confirmed_how", d.confirmed_how}, {"confirmed_by", d.confirmed_by}, {"repeated", done->repeated}}));
}

}  // namespace

void add_acknowledgement_routes(Router& router, Daemon& daemon) {
    Service& service = daemon.service();
    router.add({"GET", "/api/v1/alerts/{id}/acknowledgements", {}, {"确认情况：总数、确认数、一小时内确认率，分区域", "acknowledgements of the last version, by area"},
                [&service](const Call& call, const Reply& reply) { acknowledgements(service, call, reply); }});
    router.add({"GET", "/api/v1/alerts/{id}/telephone-list", call_readers(), {"电话通知名单：失败、退信、未确认", "whom to call: failed, bounced, not confirmed"},
                [&service](const Call& call, const Reply& reply) { telephone_list(service, call, reply); }});
    router.add({"POST", "/api/v1/deliveries/{id}/acknowledge", {Role::officer, Role::unit}, {"登记电话确认", "record a telephone call"},
                [&daemon](const Call& call, const Reply& reply) { acknowledge_call(daemon, call, reply); }, {}, {"application/json"}});
    add_acknowledgement_pages(router, daemon);
}

}  // namespace qingkong
