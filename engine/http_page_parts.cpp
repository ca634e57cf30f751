// SPDX-License-Identifier: Apache-2.0
#include "engine/http_page_parts.hpp"

#include <algorithm>
#include <stdexcept>

#include <fmt/format.h>

#include "alerts/document.hpp"
#include "alerts/notice.hpp"
#include "engine/tokens.hpp"

namespace qingkong {

using Json = nlohmann::ordered_json;

std::vector<Grant> grants_of(Service& service, const Call& call) {
    if (!call.session.empty()) {
        const auto user = service.store().session_user(token_hash(call.session), Clock::system().now());
        return user ? user->grants : std::vector<Grant>{};
    }
    if (!call.account) return {};
    return {{call.account->role, call.account->areas, call.account->unit}};
}

bool holds(const std::vector<Grant>& grants, const std::vector<Role>& roles, const std::vector<std::string>& areas) {
    return std::all_of(areas.begin(), areas.end(), [&](const std::string& area) {
        return std::any_of(grants.begin(), grants.end(), [&](const Grant& grant) {
            const bool role = std::find(roles.begin(), roles.end(), grant.role) != roles.end();
            return role && std::any_of(grant.areas.begin(), grant.areas.end(),
                                       [&](const std::string& own) { return own == kWholeCity || own == area; });
        });
    });
}

Response office_page(const Service& service, const std::string& title, const std::string& body, int status, const std::string& nav) {
    Response response;
    response.status = status;
    response.content_type = "text/html; charset=utf-8";
    const std::string exercise =
        service.config().office.exercise ? "<p class=\"banner\">" + exercise_words(Language::zh) + "</p>" : "";
    std::string faults;
    // Links of mails are opened by outsiders: what ails the office is not theirs to read.
    if (!nav.empty())
        for (const StandingFault& fault : service.faults().all())
            faults += fmt::format("<p class=\"banner\" role=\"alert\">故障（{}起）：{}</p>", spoken_time_zh(fault.since), html_escaped(fault.what.zh));
    response.body = "<!doctype html><html lang=\"zh-CN\"><meta charset=\"utf-8\"><meta name=\"viewport\" "
                    "content=\"width=device-width,initial-scale=1\"><title>" + title +
                    "</title><link rel=\"stylesheet\" href=\"/style.css\"><main class=\"paper\">" + nav + "<h1>" + title + "</h1>" + exercise + faults + body +
                    "</main></html>";
    // Referrer: with `no-referrer` a browser sends a form with `Origin: null`, and we would refuse our own pages.
    response.headers = {{"Content-Security-Policy", "default-src 'self'; form-action 'self'; frame-ancestors 'none'"},
                        {"Referrer-Policy", "same-origin"}, {"X-Content-Type-Options", "nosniff"}, {"Cache-Control", "no-store"}};
    return response;
}

std::string page_links(const std::vector<Grant>& grants) {
    std::string out = "<nav><a href=\"/\">首页</a>";
    const auto any = [&](const std::vector<Role>& roles) {
        return std::any_of(grants.begin(), grants.end(), [&](const Grant& g) { return std::find(roles.begin(), roles.end(), g.role) != roles.end(); });
    };
    if (any({Role::viewer, Role::officer, Role::forecaster, Role::approver, Role::unit, Role::inspector, Role::admin}))
        out += "<a href=\"/desk\">签发台</a><a href=\"/returns\">报送情况</a><a href=\"/papers\">上级文件</a><a href=\"/calls\">电话通知</a>";
    if (any({Role::viewer, Role::officer, Role::approver, Role::inspector, Role::admin}))
        out += "<a href=\"/inspect\">现场核查</a><a href=\"/findings\">问题清单</a><a href=\"/statements\">企业说明</a>";
    if (any({Role::admin})) out += "<a href=\"/users\">用户</a><a href=\"/devices\">数采仪</a>";
    return out + "<a href=\"/account\">我的账号</a></nav>";
}

std::string hidden(const char* name, const std::string& value) {
    return fmt::format("<input type=\"hidden\" name=\"{}\" value=\"{}\">", name, html_escaped(value));
}

Response see_other(const std::string& where) {
    Response response;
    response.status = 303;
    response.content_type = "text/plain; charset=utf-8";
    response.body = "ok\n";
    response.headers = {{"Location", where}, {"Cache-Control", "no-store"}};
    return response;
}

const Route& route_of(const Router& router, const std::string& method, const std::string& pattern) {
    for (const Route& route : router.routes())
        if (route.method == method && route.pattern == pattern) return route;
    throw std::logic_error("no route of the API: " + pattern);
}

Call json_call(const Call& call, const Json& body) {
    Call out = call;
    out.request.headers["content-type"] = "application/json";
    out.request.body = body.dump();
    return out;
}

std::string refusal_words(const Response& answer) {
    const Json json = Json::parse(answer.body, nullptr, false);
    if (!json.is_object() || !json.contains("error")) return "未能执行";
    const auto part = [&](const char* key) {
        const Json text = json.at("error").value(key, Json::object());
        return text.is_object() ? text.value("zh", std::string()) : std::string();
    };
    const std::string wanted = part("wanted");
    return part("what") + (wanted.empty() ? "" : "；" + wanted);
}

}  // namespace qingkong
