// SPDX-License-Identifier: Apache-2.0
#include "engine/router.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <stdexcept>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "alerts/document.hpp"
#include "engine/tokens.hpp"
#include "engine/verbs/verbs.hpp"

namespace qingkong {

namespace {

using Json = nlohmann::ordered_json;

std::vector<std::string> segments_of(const std::string& path) {
    std::vector<std::string> segments;
    std::size_t begin = 1;
    while (begin <= path.size()) {
        const std::size_t end = std::min(path.find('/', begin), path.size());
        segments.push_back(path.substr(begin, end - begin));
        begin = end + 1;
    }
    return segments;
}

bool is_param(const std::string& segment) {
    return segment.size() > 2 && segment.front() == '{' && segment.back() == '}';
}

std::string param_name(const std::string& segment) { return segment.substr(1, segment.size() - 2); }

/// The parameters where the path has the pattern's form. A parameter is never empty.
std::optional<std::map<std::string, std::string>> match(const std::string& pattern, const std::string& path) {
    const auto wanted = segments_of(pattern);
    const auto given = segments_of(path);
    if (path.empty() || path.front() != '/' || wanted.size() != given.size()) return std::nullopt;
    std::map<std::string, std::string> params;
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        if (!is_param(wanted[i])) {
            if (wanted[i] != percent_decode(given[i], false)) return std::nullopt;
        } else if (given[i].empty()) {
            return std::nullopt;
        } else {
            params[param_name(wanted[i])] = percent_decode(given[i], false);
        }
    }
    return params;
}

bool is_read(const std::string& method) { return method == "GET" || method == "HEAD"; }

/// The token of `Authorization: Bearer TOKEN`; nothing where the header is absent; empty where it is another scheme.
std::optional<std::string> bearer_token(const Request& request) {
    const auto found = request.headers.find("authorization");
    if (found == request.headers.end()) return std::nullopt;
    const std::string& value = found->second;
    constexpr std::size_t length = 7;
    std::string scheme = value.substr(0, length);
    std::transform(scheme.begin(), scheme.end(), scheme.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    if (scheme != "bearer ") return "";
    const std::size_t begin = value.find_first_not_of(' ', length);
    return begin == std::string::npos ? "" : value.substr(begin);
}

Response unauthorized(bool token_sent) {
    Response response =
        token_sent ? error_response(401, "sign_in", {"令牌无效", "the token is not known"},
                                    {"检查请求头 Authorization: Bearer 令牌", "check the header Authorization: Bearer TOKEN"})
                   : error_response(401, "sign_in", {"此操作需要登录", "this needs a signed-in account"},
                                    {"请求头加 Authorization: Bearer 令牌", "send the header Authorization: Bearer TOKEN"});
    response.headers.emplace_back("WWW-Authenticate", "Bearer realm=\"qingkong\"");
    return response;
}

/// A browser asks for a page of ours: where it is refused it gets a page too. Programs and the API keep their JSON.
bool wants_page(const Route& route, const Request& request) {
    return route.answer_type == "text/html" && request.path.rfind("/api/", 0) != 0 &&
           request.header("accept").find("text/html") != std::string::npos;
}

std::string percent_encoded(const std::string& text) {
    std::string out;
    for (const char c : text) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '/' || c == '-' || c == '_' || c == '.';
        out += plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
    return out;
}

/// Nobody is signed in: a reader goes to the sign-in page and comes back. What a form sent is gone, and the page says so.
Response sign_in_first(const Request& request) {
    Response response;
    response.content_type = "text/html; charset=utf-8";
    if (is_read(request.method)) {
        response.status = 303;
        response.headers = {{"Location", "/login?next=" + percent_encoded(request.path)}, {"Cache-Control", "no-store"}};
        return response;
    }
    response.status = 401;
    return response;
}

/// The refusal in words, as a page with the way back.
Response refusal_page(Response response, const Text& what, const Text& wanted, const std::string& way) {
    response.content_type = "text/html; charset=utf-8";
    response.body = fmt::format(
        "<!doctype html><html lang=\"zh-CN\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">"
        "<title>未能执行</title><link rel=\"stylesheet\" href=\"/style.css\"><main class=\"paper\"><h1>未能执行</h1>"
        "<p role=\"alert\"><strong>{}</strong></p><p>{}</p><p>{}</p></main></html>",
        html_escaped(what.zh), html_escaped(wanted.zh), way);
    response.headers = {{"Content-Security-Policy", "default-src 'self'; frame-ancestors 'none'"}, {"Cache-Control", "no-store"}};
    return response;
}

std::string role_list(const std::vector<Role>& roles) {
    std::string list;
    for (const Role role : roles) list += (list.empty() ? "" : ", ") + std::string(token(role));
    return list;
}

/// Path parameters first, in the pattern's order, then those of the query.
Json parameters_of(const Route& route) {
    Json parameters = Json::array();
    for (const std::string& segment : segments_of(route.pattern))
        if (is_param(segment))
            parameters.push_back({{"name", param_name(segment)}, {"in", "path"}, {"required", true},
                                  {"schema", {{"type", "string"}}}});
    for (const QueryParameter& parameter : route.query)
        parameters.push_back({{"name", parameter.name}, {"in", "query"}, {"required", parameter.required},
                              {"description", parameter.meaning.zh + " / " + parameter.meaning.en},
                              {"schema", {{"type", "string"}}}});
    return parameters;
}

/// What the router itself answers to the route, beside the handler's own.
Json answers_of(const Route& route) {
    const Json error = {{"description", "error"},
                        {"content", {{"application/json", {{"schema", {{"$ref", "#/components/schemas/Error"}}}}}}}};
    Json answers;
    answers["200"] = {{"description", "OK"}, {"content", {{route.answer_type, Json::object()}}}};
    if (!route.open) answers["401"] = error;
    if (!route.open && !route.roles.empty()) answers["403"] = error;
    answers["default"] = error;
    return answers;
}

std::string operation_id(const Route& route) {
    std::string id;
    for (const char c : route.method) id += static_cast<char>(c - 'A' + 'a');
    for (const std::string& segment : segments_of(route.pattern)) {
        id += '_';
        for (const char c : is_param(segment) ? "by_" + param_name(segment) : segment)
            id += (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ? c : '_';
    }
    return id;
}

std::string cookie_of(const Request& request, const std::string& name) {
    const std::string cookies = request.header("cookie");
    for (std::size_t at = 0; at < cookies.size();) {
        const std::size_t end = std::min(cookies.find(';', at), cookies.size());
        std::size_t begin = at;
        while (begin < end && cookies[begin] == ' ') ++begin;
        if (cookies.compare(begin, name.size() + 1, name + "=") == 0)
            return cookies.substr(begin + name.size() + 1, end - begin - name.size() - 1);
        at = end + 1;
    }
    return "";
}

/// A browser names the page that a write comes from; it must be one of ours.
bool from_another_site(const Request& request) {
    const std::string origin = request.header("origin");
    if (origin.empty()) return false;
    const std::size_t host = origin.find("://");
    return host == std::string::npos || origin.substr(host + 3) != request.header("host");
}

/// The person in the roles that the route wants: areas of those grants only, so that a right in one area is none in another.
std::shared_ptr<const Account> acting(const Person& person, const std::vector<Role>& roles) {
    Account account;
    account.id = person.id;
    account.name = person.name;
    bool first = true;
    for (const Grant& grant : person.grants) {
        const bool wanted = roles.empty() || std::find(roles.begin(), roles.end(), grant.role) != roles.end();
        if (!wanted) continue;
        if (first) account.role = grant.role;
        if (account.unit.empty()) account.unit = grant.unit;
        first = false;
        for (const std::string& area : grant.areas)
            if (std::find(account.areas.begin(), account.areas.end(), area) == account.areas.end()) account.areas.push_back(area);
    }
    return std::make_shared<const Account>(std::move(account));
}

/// A person needs a grant of one of the roles: who has none of them acts in no role at all.
bool has_role(const Route& route, const std::optional<Person>& person, const Account& account) {
    const auto wanted = [&](Role role) { return std::find(route.roles.begin(), route.roles.end(), role) != route.roles.end(); };
    if (!person) return wanted(account.role);
    return std::any_of(person->grants.begin(), person->grants.end(), [&](const Grant& grant) { return wanted(grant.role); });
}

Json operation_of(const Route& route, bool open_reads) {
    Json operation;
    operation["operationId"] = operation_id(route);
    operation["summary"] = route.summary.zh;
    std::string description = route.summary.en;
    if (!route.roles.empty()) description += ". Roles: " + role_list(route.roles);
    operation["description"] = description;
    Json parameters = parameters_of(route);
    if (!parameters.empty()) operation["parameters"] = std::move(parameters);
    if (!route.body_types.empty()) {
        Json content;
        for (const std::string& type : route.body_types) content[type] = Json::object();
        operation["requestBody"] = {{"required", true}, {"content", content}};
    }
    operation["responses"] = answers_of(route);
    const bool anyone = route.open || (open_reads && is_read(route.method) && route.roles.empty());
    operation["security"] = anyone ? Json::array() : Json::array({{{"token", Json::array()}}});
    return operation;
}

}  // namespace

Router::Router(std::vector<Account> accounts, bool open_reads, Sessions sessions)
    : accounts_(std::move(accounts)), open_reads_(open_reads), sessions_(std::move(sessions)) {}

void Router::add(Route route) {
    static const std::set<std::string> methods = {"GET", "POST", "PUT", "DELETE"};
    const std::string name = route.method + " " + route.pattern;
    if (methods.count(route.method) == 0) throw std::logic_error("route with an unknown method: " + name);
    if (route.pattern.empty() || route.pattern.front() != '/') throw std::logic_error("bad pattern of a route: " + name);
    if (route.open && ((!is_read(route.method) && !route.by_link) || !route.roles.empty()))
        throw std::logic_error("an open route reads and names no role: " + name);
    for (const Route& other : routes_)
        if (other.method == route.method && other.pattern == route.pattern)
            throw std::logic_error("route twice: " + name);
    routes_.push_back(std::move(route));
}

void Router::add_openapi() {
    Route route;
    route.method = "GET";
    route.pattern = "/api/v1/openapi.json";
    route.summary = {"本接口的 OpenAPI 3.1 描述", "This interface, described by OpenAPI 3.1"};
    route.open = true;
    route.handler = [this](const Call&, const Reply& reply) {
        Response response;
        response.body = openapi();
        reply(std::move(response));
    };
    add(std::move(route));
}

void Router::dispatch(Request request, Reply reply) const {
    Call call;
    const Route* chosen = nullptr;
    std::set<std::string> allowed;
    const std::string method = request.method == "HEAD" ? "GET" : request.method;
    for (const Route& route : routes_) {
        auto params = match(route.pattern, request.path);
        if (!params) continue;
        allowed.insert(route.method);
        if (route.method == "GET") allowed.insert("HEAD");
        // A fixed word beats a parameter: `/alerts/current` before `/alerts/{id}`.
        if (route.method == method && (chosen == nullptr || params->size() < call.params.size())) {
            chosen = &route;
            call.params = std::move(*params);
        }
    }
    if (chosen == nullptr && allowed.empty())
        return reply(error_response(404, "unknown_path", {"没有此地址", "there is no such address"},
                                    {"可用地址见 /api/v1/openapi.json", "the addresses are in /api/v1/openapi.json"}));
    if (chosen == nullptr) {
        const std::string list = fmt::format("{}", fmt::join(allowed, ", "));
        Response response = error_response(405, "wrong_method", {"此地址不支持该请求方法", "wrong method for this address"},
                                           {"可用方法：" + list, "allowed: " + list});
        response.headers.emplace_back("Allow", list);
        return reply(std::move(response));
    }

    std::optional<Person> person;
    if (const auto token = bearer_token(request)) {
        if (const Account* account = token->empty() ? nullptr : find_account(accounts_, *token))
            call.account = std::make_shared<const Account>(*account);
        else if (person = sessions_ && !token->empty() ? sessions_(*token) : std::nullopt; person)
            call.session = *token;
        else
            return reply(unauthorized(true));
    } else if (const std::string session = cookie_of(request, kSessionCookie); !session.empty() && sessions_) {
        // An ended session is like none: the page offers to sign in.
        if (person = sessions_(session); person) {
            if (!is_read(method) && from_another_site(request))
                return reply(error_response(403, "wrong_origin", {"请求来自其他网站的页面", "the request comes from another site's page"},
                                            {"请在本系统页面操作", "use the pages of this program"}));
            call.session = session;
        }
    }
    if (person) call.account = acting(*person, chosen->roles);
    const bool anyone = chosen->open || (open_reads_ && is_read(method) && chosen->roles.empty());
    if (call.account == nullptr && !anyone) {
        if (!wants_page(*chosen, request)) return reply(unauthorized(false));
        Response first = sign_in_first(request);
        if (first.status == 401)
            first = refusal_page(std::move(first), {"尚未登录或登录已过期，没有执行任何操作", "nobody is signed in"},
                                 {"请登录后重新填写", "sign in and fill it in again"}, "<a href=\"/login?next=/" + percent_encoded(segments_of(request.path).front()) + "\">登录</a>");
        return reply(std::move(first));
    }
    if (!chosen->roles.empty() && !chosen->open && !has_role(*chosen, person, *call.account)) {
        const std::string list = role_list(chosen->roles);
        const Text what{"账号的角色无权进行此操作", "the role of this account may not do this"}, wanted{"需要角色：" + list, "wanted role: " + list};
        Response refused = error_response(403, "wrong_role", what, wanted);
        if (wants_page(*chosen, request))
            refused = refusal_page(std::move(refused), what, wanted, "<a href=\"/\">首页</a>　<a href=\"/account\">我的账号</a>");
        return reply(std::move(refused));
    }
    call.request = std::move(request);
    chosen->handler(call, std::move(reply));
}

std::string Router::openapi() const {
    Json document;
    document["openapi"] = "3.1.0";
    document["info"] = {{"title", "Qingkong 晴空"}, {"version", version()}};
    document["paths"] = Json::object();
    for (const Route& route : routes_) {
        std::string method;
        for (const char c : route.method) method += static_cast<char>(c - 'A' + 'a');
        document["paths"][route.pattern][method] = operation_of(route, open_reads_);
    }
    const Json text = {{"type", "object"},
                       {"properties", {{"zh", {{"type", "string"}}}, {"en", {{"type", "string"}}}}},
                       {"required", {"zh", "en"}}};
    const Json error = {{"type", "object"},
                        {"properties", {{"id", {{"type", "string"}}}, {"what", text}, {"wanted", text}}},
                        {"required", {"id", "what", "wanted"}}};
    document["components"]["schemas"]["Error"] = {
        {"type", "object"}, {"properties", {{"error", error}}}, {"required", {"error"}}};
    document["components"]["securitySchemes"]["token"] = {{"type", "http"}, {"scheme", "bearer"}};
    return document.dump(2) + "\n";
}

Response wrong_area_response(const Account& account, const std::string& area) {
    std::string own;
    for (const std::string& id : account.areas) own += (own.empty() ? "" : ", ") + id;
    return error_response(403, "wrong_area",
                          {"账号无权处理区域 " + area, "this account may not act for the area " + area},
                          {"账号的区域：" + own, "areas of the account: " + own});
}

}  // namespace qingkong
