// SPDX-License-Identifier: Apache-2.0
// The control state of an enterprise for machines (gates, displays) and the page behind the code on its board.
#include <algorithm>

#include <fmt/format.h>

#include "alerts/control_state.hpp"
#include "alerts/document.hpp"
#include "alerts/link_token.hpp"
#include "alerts/notice.hpp"
#include "engine/http_api_parts.hpp"

namespace qingkong {
namespace {

using Json = nlohmann::ordered_json;

const Enterprise* enterprise_of(Service& service, const std::string& id) {
    if (!service.resources().inventory) return nullptr;
    const Inventory& inventory = *service.resources().inventory;
    if (const Enterprise* found = inventory.find_enterprise(id)) return found;
    for (const Enterprise& one : inventory.enterprises)
        if (one.number == id) return &one;
    return nullptr;
}

std::string gate_key(Service& service, const std::string& enterprise_id) {
    return link_token(service.link_key(), "control|" + enterprise_id);
}

/// Before the publication only who has the enterprise's key, or is signed in, sees what is in force (K.5).
bool sees_unpublished(Service& service, const Call& call, const std::string& enterprise_id) {
    if (call.account != nullptr && call.account->role != Role::feed) return true;
    const std::string key = call.request.parameter("key");
    return !key.empty() && key == gate_key(service, enterprise_id);
}

struct Looked {
    ControlState state;
    std::vector<Alert> alerts;    ///< what the state points into
};

Looked look(Service& service, const Enterprise& enterprise, bool published_only) {
    Looked out{{}, service.store().alerts()};
    const auto in_force = level_in_force(out.alerts, service.config().city, enterprise.area, service.now(), published_only);
    std::vector<MeasureOrder> orders;
    if (in_force)
        for (StoredOrder& row : service.store().orders(in_force->transition->id())) orders.push_back(std::move(row.order));
    out.state = control_state({out.alerts, service.config().city, enterprise, orders, service.config().vehicle_stages,
                               service.now(), published_only});
    return out;
}

/// Names of the fields as gates know them (H.7): entNo, startTime, endTime, warningLevel, respondLevel, controlMeasures.
Json state_json(Service& service, const ControlState& state, bool published_only) {
    const auto& in = state.in_force;
    Json json{{"entNo", state.enterprise_id},
              {"entName", state.enterprise},
              {"area", state.area},
              {"warningLevel", in ? Json(level_name(in->level).zh) : Json(nullptr)},
              {"level", token(in ? in->level : AlertLevel::normal)},
              {"respondLevel", in ? Json(response_grade(in->level).zh) : Json(nullptr)},
              {"startTime", in ? Json(format_instant(in->from)) : Json(nullptr)},
              {"endTime", in && in->until ? Json(format_instant(*in->until)) : Json(nullptr)},
              {"controlMeasures", state.measures},
              {"transport", state.transport},
              {"allowedStages", state.vehicle_stages ? Json(*state.vehicle_stages) : Json(nullptr)},
              {"documentNo", in ? in->transition->document_no : ""},
              {"publishedOnly", published_only},
              {"at", format_instant(service.now())}};
    if (service.config().office.exercise) json["exercise"] = true;
    return json;
}

void answer_state(Daemon& daemon, const Call& call, const Reply& reply) {
    Service& service = daemon.service();
    const std::string id = call.params.at("id");
    const Enterprise* enterprise = enterprise_of(service, id);
    if (enterprise == nullptr)
        return reply(error_response(404, "unknown_enterprise", {"清单中没有企业 " + id, "the inventory has no enterprise " + id},
                                    {"统一社会信用代码，或清单中的序号", "its USCC, or its number in the inventory"}));
    const bool published_only = !sees_unpublished(service, call, enterprise->enterprise_id);
    Response response = json_answer(state_json(service, look(service, *enterprise, published_only).state, published_only));
    response.headers.emplace_back("Cache-Control", "no-store");
    reply(std::move(response));
}

std::string list_html(const std::vector<std::string>& items) {
    std::string html;
    for (const std::string& item : items) html += "<li>" + html_escaped(item) + "</li>";
    return html;
}

std::string state_page(Service& service, const ControlState& state, bool published_only) {
    std::string body = fmt::format("<h1>{}</h1><p>当前管控状态（{}）</p>", html_escaped(state.enterprise), spoken_time_zh(service.now()));
    if (service.config().office.exercise) body += "<p class=\"banner\">" + exercise_words(Language::zh) + "</p>";
    if (!state.in_force) {
        body += published_only ? "<p><strong>当前没有已对外发布的重污染天气预警。</strong></p>"
                               : "<p><strong>当前未启动重污染天气应急响应。</strong></p>";
    } else {
        const LevelInForce& in = *state.in_force;
        body += fmt::format("<p><strong>{}</strong></p><p>执行时间：{}至{}</p>", state_words(in.level, in.from, Language::zh),
                            spoken_time_zh(in.from), in.until ? spoken_time_zh(*in.until) : "另行通知");
        if (!state.measures.empty()) body += "<h2>管控措施</h2><ul>" + list_html(state.measures) + "</ul>";
        if (!state.transport.empty()) body += "<h2>运输要求</h2><p>" + html_escaped(state.transport) + "</p>";
        if (state.vehicle_stages) {
            std::string stages;
            for (const std::string& one : *state.vehicle_stages)
                stages += (stages.empty() ? "" : "、") + (one == "D" ? std::string("新能源") : "国" + html_escaped(one));
            body += "<p>允许进出车辆的排放阶段：" + stages + "</p>";
        }
        body += fmt::format("<p>依据：{}</p>", html_escaped(in.transition->document_no));
    }
    return "<!doctype html><html lang=\"zh-CN\"><meta charset=\"utf-8\"><meta name=\"viewport\" "
           "content=\"width=device-width,initial-scale=1\"><title>当前管控状态</title><link rel=\"stylesheet\" "
           "href=\"/style.css\"><main class=\"paper\">" + body + "</main></html>";
}

void show_page(Daemon& daemon, const Call& call, const Reply& reply) {
    Service& service = daemon.service();
    const std::string id = call.params.at("id");
    Response response;
    response.content_type = "text/html; charset=utf-8";
    response.headers = {{"Content-Security-Policy", "default-src 'self'"}, {"Referrer-Policy", "no-referrer"}, {"Cache-Control", "no-store"}};
    const Enterprise* enterprise = enterprise_of(service, id);
    if (enterprise == nullptr) {
        response.status = 404;
        response.body = "<!doctype html><meta charset=\"utf-8\"><p>没有这家企业。</p>";
        return reply(std::move(response));
    }
    const bool published_only = !sees_unpublished(service, call, enterprise->enterprise_id);
    response.body = state_page(service, look(service, *enterprise, published_only).state, published_only);
    reply(std::move(response));
}

}  // namespace

void add_control_routes(Router& router, Daemon& daemon) {
    const std::vector<QueryParameter> key = {{"key", {"企业门禁的密钥；没有时只显示已对外发布的预警", "the gate's key; without it only what is published"}, false}};
    Route state{"GET", "/api/v1/enterprises/{id}/control-state", {}, {"企业当前管控状态（门禁、显示屏）", "control state of an enterprise, for gates and displays"},
                [&daemon](const Call& call, const Reply& reply) { answer_state(daemon, call, reply); }, key};
    state.open = true;
    router.add(std::move(state));
    Route page{"GET", "/e/{id}", {}, {"公示牌二维码的页面", "the page behind the code on a board"},
               [&daemon](const Call& call, const Reply& reply) { show_page(daemon, call, reply); }, key};
    page.answer_type = "text/html";
    page.open = true;
    router.add(std::move(page));
    router.add({"GET", "/api/v1/enterprises/{id}/control-key", {Role::officer, Role::admin}, {"企业门禁的密钥", "the key of an enterprise's gate"},
                [&daemon](const Call& call, const Reply& reply) {
                    const std::string id = call.params.at("id");
                    const Enterprise* enterprise = enterprise_of(daemon.service(), id);
                    if (enterprise == nullptr) return reply(error_response(404, "unknown_enterprise", {"清单中没有企业 " + id, "no enterprise " + id}));
                    if (!call.account->covers(enterprise->area)) return reply(wrong_area_response(*call.account, enterprise->area));
                    reply(json_answer({{"entNo", enterprise->enterprise_id}, {"key", gate_key(daemon.service(), enterprise->enterprise_id)}}));
                }});
}

}  // namespace qingkong
