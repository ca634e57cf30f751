// SPDX-License-Identifier: Apache-2.0
// The outbox: deliveries by what they are about, their bytes, retry and hold, the ledger.
#include <algorithm>
#include <charconv>

#include "engine/delivery_ledger.hpp"
#include "engine/http_api_parts.hpp"
#include "engine/store_acknowledgement.hpp"

namespace qingkong {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kMostRows = 1'000'000;

Json time_json(const std::optional<Instant>& instant) { return instant ? Json(format_instant(*instant)) : Json(nullptr); }

Json delivery_json(const Delivery& d) {
    return {{"id", d.id},
            {"to", d.to},
            {"enterprise_id", d.enterprise_id},
            {"area", d.area},
            {"channel", d.channel},
            {"purpose", d.purpose},
            {"subject", d.subject},
            {"state", token(d.state)},
            {"attempts", d.attempts},
            {"created_at", format_instant(d.created_at)},
            {"next_try", time_json(d.next_try)},
            {"sent_at", time_json(d.sent_at)},
            {"last_reply", d.last_reply},
            {"message_id", d.message_id},
            {"transition", d.transition},
            {"bounced_at", time_json(d.bounced_at)},
            {"bounce_text", d.bounce_text},
            {"reminded_at", time_json(d.reminded_at)},
            {"confirmed_at", time_json(d.confirmed_at)},
            {"confirmed_how", d.confirmed_how},
            {"confirmed_by", d.confirmed_by}};
}

int64_t id_of(const Call& call) {
    int64_t id = 0;
    const std::string& text = call.params.at("id");
    const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), id);
    return error == std::errc() && rest == text.data() + text.size() ? id : 0;
}

DeliveryFilter filter_of(const Call& call) {
    DeliveryFilter filter;
    filter.state = call.request.parameter("state");
    filter.transition = call.request.parameter("transition");
    filter.alert = call.request.parameter("alert");
    filter.enterprise_id = call.request.parameter("enterprise");
    filter.channel = call.request.parameter("channel");
    filter.purpose = call.request.parameter("purpose");
    return filter;
}

Response list(Service& service, const Call& call) {
    const std::string text = call.request.parameter("limit");
    int limit = 200;
    std::from_chars(text.data(), text.data() + text.size(), limit);
    const DeliveryFilter filter = filter_of(call);
    if (!filter.state.empty() && !parse_delivery_state(filter.state))
        return error_response(400, "unknown_state", {"没有这种状态", "no such state"}, {"waiting、sending、deferred、sent、unknown、failed、held 或 withdrawn", "waiting, sending, deferred, sent, unknown, failed, held or withdrawn"});
    Json out = Json::array();
    for (const Delivery& d : filtered_deliveries(service.store(), filter, std::clamp(limit, 1, 100'000))) out.push_back(delivery_json(d));
    return json_answer(out);
}

Response show(Service& service, const Call& call) {
    const auto delivery = delivery_by_id(service.store(), id_of(call));
    if (!delivery) return error_response(404, "unknown_delivery", {"没有该邮件", "no such delivery"});
    if (call.request.parameter("format") == "json") return json_answer(delivery_json(*delivery));
    Response response;
    response.content_type = delivery->channel == "mail" ? "message/rfc822" : "text/plain; charset=utf-8";
    response.body = service.store().delivery_bytes(delivery->id).value_or("");
    return response;
}

Response ledger(Service& service, const Call& call) {
    DeliveryFilter filter = filter_of(call);
    filter.oldest_first = true;
    if (filter.transition.empty() && filter.alert.empty())
        return error_response(400, "no_subject", {"没有写明预警或文件", "of which alert or transition?"}, {"alert=… 或 transition=…", "alert=… or transition=…"});
    Response response;
    response.content_type = "text/csv; charset=utf-8";
    response.body = ledger_csv(filtered_deliveries(service.store(), filter, kMostRows), contact_book(service));
    return response;
}

}  // namespace

void add_outbox_routes(Router& router, Daemon& daemon) {
    Service& service = daemon.service();
    const std::vector<QueryParameter> filters = {{"state", {"仅此状态", "only this state"}},
                                                 {"transition", {"仅此文件", "only this transition"}},
                                                 {"alert", {"仅此预警", "only this alert"}},
                                                 {"enterprise", {"仅此企业", "only this enterprise"}},
                                                 {"channel", {"仅此渠道：mail、sms、webhook、wecom、dingtalk、telephone", "only this channel: mail, sms, webhook, wecom, dingtalk, telephone"}},
                                                 {"purpose", {"仅此用途：order、unit、notice、reminder、alarm", "only this purpose: order, unit, notice, reminder, alarm"}}};
    std::vector<QueryParameter> of_list = filters;
    of_list.push_back({"limit", {"最多几条", "at most so many"}});
    const auto get = [&router, &service](const char* path, std::vector<Role> roles, Text summary, Response (*answer)(Service&, const Call&), std::vector<QueryParameter> query, const char* type) {
        router.add({"GET", path, std::move(roles), std::move(summary), [&service, answer](const Call& call, const Reply& reply) { reply(answer(service, call)); }, std::move(query), {}, type});
    };
    get("/api/v1/outbox", {}, {"发送队列", "deliveries"}, list, of_list, "application/json");
    // Addresses and numbers of everybody: for those who work with it.
    get("/api/v1/outbox/ledger", {Role::officer, Role::inspector, Role::admin}, {"通知台账（CSV）", "the ledger of deliveries, CSV"}, ledger, filters, "text/csv");
    get("/api/v1/outbox/{id}", {}, {"一条通知的原文", "one message, its bytes"}, show, {{"format", {"原文（默认）或 json", "its bytes (default) or json"}}}, "message/rfc822");
    router.add({"POST", "/api/v1/outbox/{id}/retry", {Role::officer, Role::admin}, {"重试发送", "send again"},
                [&service, &daemon](const Call& call, const Reply& reply) {
                    const int64_t id = id_of(call);
                    if (!service.store().retry_delivery(id))
                        return reply(error_response(409, "not_retryable", {"该邮件不能重试", "this mail cannot be sent again"},
                                                    {"仅稍后重试、失败、结果不明或暂停的邮件", "only deferred, failed, unknown or held ones"}));
                    reply(json_answer({{"id", id}, {"state", "waiting"}}));
                    daemon.pump();
                }});
    router.add({"POST", "/api/v1/outbox/{id}/hold", {Role::officer, Role::admin}, {"暂停发送", "hold a mail"},
                [&service](const Call& call, const Reply& reply) {
                    const int64_t id = id_of(call);
                    if (!service.store().hold_delivery(id))
                        return reply(error_response(409, "not_holdable", {"该邮件不能暂停", "this mail cannot be held"},
                                                    {"仅待发送或稍后重试的邮件", "only waiting or deferred ones"}));
                    reply(json_answer({{"id", id}, {"state", "held"}}));
                }});
}

}  // namespace qingkong
