// SPDX-License-Identifier: Apache-2.0
// People: signing in and out, and who may do what where.
#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "alerts/document.hpp"
#include "engine/http_api_parts.hpp"
#include "engine/password.hpp"
#include "engine/tokens.hpp"
#include "engine/user_entry.hpp"

namespace qingkong {
namespace {

using Json = nlohmann::ordered_json;

constexpr int64_t kSessionHours = 12;    // one shift
constexpr int kMostFailures = 5;         // of one account within kFailureMinutes
constexpr int64_t kFailureMinutes = 15;

/// Failed sign-ins by account; guessing is slowed down whoever guesses from wherever.
class SignInGuard {
public:
    bool closed(const std::string& id, Instant now) {
        auto& failures = failures_[id];
        failures.erase(std::remove_if(failures.begin(), failures.end(),
                                      [&](Instant at) { return now.seconds - at.seconds > kFailureMinutes * 60; }),
                       failures.end());
        if (failures.empty()) failures_.erase(id);
        return failures_.count(id) != 0 && failures_[id].size() >= kMostFailures;
    }
    void failed(const std::string& id, Instant now) {
        if (failures_.size() > kMostAccounts) failures_.clear();    // names made up to fill the memory
        failures_[id].push_back(now);
    }
    void succeeded(const std::string& id) { failures_.erase(id); }

private:
    static constexpr std::size_t kMostAccounts = 10000;
    std::map<std::string, std::vector<Instant>> failures_;
};

Json user_json(const User& user) {
    Json grants = Json::array();
    for (const Grant& grant : user.grants)
        grants.push_back({{"role", token(grant.role)}, {"areas", grant.areas}, {"unit", grant.unit}});
    return {{"id", user.id}, {"name", user.name}, {"grants", grants}, {"disabled", user.disabled}};
}

/// A place of this program, never of another: where the browser goes after the sign-in.
std::string local_path(const std::string& next) {
    const bool local = next.size() > 1 && next[0] == '/' && next[1] != '/' && next[1] != '\\' &&
                       std::none_of(next.begin(), next.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; });
    return local ? next : "/";
}

std::string sign_in_page(const std::string& next, const std::string& told) {
    return fmt::format(
        "<!doctype html><html lang=\"zh-CN\"><meta charset=\"utf-8\"><meta name=\"viewport\" "
        "content=\"width=device-width,initial-scale=1\"><title>登录 - 重污染天气预警</title><link rel=\"stylesheet\" "
        "href=\"/style.css\"><main class=\"paper\"><h1>登录</h1>{}<form method=\"post\" action=\"/login\">"
        "<input type=\"hidden\" name=\"next\" value=\"{}\">"
        "<p><label>账号 <input name=\"user\" autocomplete=\"username\" required autofocus></label></p>"
        "<p><label>密码 <input name=\"password\" type=\"password\" autocomplete=\"current-password\" required></label></p>"
        "<p><button>登录</button></p></form></main></html>",
        told.empty() ? "" : "<p role=\"alert\"><strong>" + html_escaped(told) + "</strong></p>", html_escaped(next));
}

Response html(std::string body, int status = 200) {
    Response response;
    response.status = status;
    response.content_type = "text/html; charset=utf-8";
    response.body = std::move(body);
    response.headers = {{"Content-Security-Policy", "default-src 'self'; form-action 'self'; frame-ancestors 'none'"},
                        {"Cache-Control", "no-store"}};
    return response;
}

std::string cookie(const Request& request, const std::string& value, int64_t seconds) {
    // Behind a TLS proxy the browser must never send it in the clear.
    const bool secure = request.header("x-forwarded-proto") == "https";
    return fmt::format("{}={}; Path=/; HttpOnly; SameSite=Strict; Max-Age={}{}", kSessionCookie, value, seconds,
                       secure ? "; Secure" : "");
}

struct SignIn {
    std::string user, password, next;
    bool form = false;
};

SignIn read_sign_in(const Request& request) {
    if (request.header("content-type").rfind("application/x-www-form-urlencoded", 0) == 0) {
        auto fields = parse_query(request.body);
        return {fields["user"], fields["password"], local_path(fields["next"]), true};
    }
    const Json body = Json::parse(request.body, nullptr, false);
    if (!body.is_object()) return {};
    return {text_of(body, "user"), text_of(body, "password"), "/", false};
}

void answer_failure(const SignIn& given, const Reply& reply, int status, const char* id, const Text& what) {
    if (given.form) return reply(html(sign_in_page(given.next, what.zh), status));
    reply(error_response(status, id, what));
}

void sign_in(Daemon& daemon, SignInGuard& guard, const Call& call, const Reply& reply) {
    const SignIn given = read_sign_in(call.request);
    const Instant now = Clock::system().now();
    if (guard.closed(given.user, now))
        return answer_failure(given, reply, 429, "too_many_failures",
                              {fmt::format("失败次数过多，请{}分钟后再试", kFailureMinutes),
                               fmt::format("too many failures; try again in {} minutes", kFailureMinutes)});
    const auto user = daemon.service().store().user(given.user);
    auto fits = std::make_shared<bool>(false);
    const std::string hash = user && !user->disabled ? user->password : "";
    const bool taken = daemon.aside(
        [fits, hash, password = given.password] { *fits = password_fits(hash, password); },
        [&daemon, &guard, given, request = call.request, reply, fits] {
            const Instant then = Clock::system().now();
            if (!*fits) {
                guard.failed(given.user, then);
                return answer_failure(given, reply, 401, "wrong_password", {"账号或密码不正确", "account or password is wrong"});
            }
            guard.succeeded(given.user);
            const std::string token = new_token();
            daemon.service().store().open_session(token_hash(token), given.user, then, Instant{then.seconds + kSessionHours * 3600});
            Response response = json_answer({{"user", given.user}, {"token", token}, {"hours", kSessionHours}});
            if (given.form) {
                response = html("", 303);
                response.headers.emplace_back("Location", given.next);
            }
            response.headers.emplace_back("Set-Cookie", cookie(request, token, kSessionHours * 3600));
            reply(std::move(response));
        });
    if (!taken) answer_failure(given, reply, 503, "busy", {"登录请求过多，请稍后再试", "too many sign-ins at once; try again"});
}

void sign_out(Daemon& daemon, const Call& call, const Reply& reply) {
    if (!call.session.empty()) daemon.service().store().close_session(token_hash(call.session));
    Response response = json_answer({{"signed_out", true}});
    response.headers.emplace_back("Set-Cookie", cookie(call.request, "", 0));
    reply(std::move(response));
}

Response bad_user(Text what, Text wanted) { return error_response(400, "bad_user", std::move(what), std::move(wanted)); }

/// Fills the grants; the answer where they are wrong.
std::optional<Response> read_grants(const Json& body, const Config& config, User& user) {
    const auto grants = body.find("grants");
    if (grants == body.end()) return std::nullopt;
    const Text wanted{R"(例如 "grants": [{"role": "officer", "areas": ["all"]}])", R"(e.g. "grants": [{"role": "officer", "areas": ["all"]}])"};
    if (!grants->is_array()) return bad_user({"grants 不是数组", "grants is no array"}, wanted);
    user.grants.clear();
    for (const Json& one : *grants) {
        const auto role = one.is_object() ? parse_role(text_of(one, "role")) : std::nullopt;
        if (!role) return bad_user({"grants 中有未知角色", "grants holds an unknown role"}, wanted);
        Grant grant{*role, {}, text_of(one, "unit")};
        for (const Json& area : one.value("areas", Json::array()))
            if (area.is_string()) grant.areas.push_back(area.get<std::string>());
        if (const auto wrong = grant_problem(config, grant)) return bad_user(wrong->what, wrong->wanted);
        user.grants.push_back(std::move(grant));
    }
    return std::nullopt;
}

/// Makes or changes a user; who is left without a password cannot sign in.
void put_user(Daemon& daemon, const Call& call, const Reply& reply) {
    const auto body = body_object(call);
    if (!body) return reply(not_json());
    Service& service = daemon.service();
    const std::string id = call.params.at("id");
    for (const Account& account : service.config().accounts)
        if (account.id == id)
            return reply(error_response(409, "id_taken", {"配置文件中已有账号 " + id, "the configuration has an account " + id}));
    if (const auto wrong = user_id_problem(service.config(), id)) return reply(bad_user(wrong->what, wrong->wanted));
    User user = service.store().user(id).value_or(User{id, "", {}, "", false, service.now()});
    if (body->contains("name")) user.name = text_of(*body, "name");
    if (auto wrong = read_grants(*body, service.config(), user)) return reply(*wrong);
    if (const auto disabled = body->find("disabled"); disabled != body->end() && disabled->is_boolean()) user.disabled = disabled->get<bool>();
    const std::string password = text_of(*body, "password");
    if (const auto wrong = body->contains("password") ? password_problem(password, id) : std::nullopt)
        return reply(bad_user(wrong->what, wrong->wanted));
    const std::string who = call.account->id;
    auto done = [&daemon, user, who, reply](std::string hash) mutable {
        Service& of = daemon.service();
        if (!hash.empty()) user.password = hash;
        of.set_user(user, who, !hash.empty());
        reply(json_answer(user_json(user)));
    };
    if (password.empty()) return done("");
    auto hash = std::make_shared<std::string>();
    if (!daemon.aside([hash, password] { *hash = password_hash(password); }, [hash, done]() mutable { done(std::move(*hash)); }))
        reply(error_response(503, "busy", {"请求过多，请稍后再试", "too much at once; try again"}));
}

/// One's own password: the old one is asked for again.
void change_password(Daemon& daemon, const Call& call, const Reply& reply) {
    const auto body = body_object(call);
    if (!body) return reply(not_json());
    const auto user = daemon.service().store().user(call.account->id);
    if (!user) return reply(error_response(409, "no_user", {"令牌账号没有密码", "an account of the configuration has no password"}));
    const std::string next = text_of(*body, "password");
    if (const auto wrong = password_problem(next, user->id)) return reply(bad_user(wrong->what, wrong->wanted));
    auto hash = std::make_shared<std::string>();
    const bool taken = daemon.aside(
        [hash, next, old = text_of(*body, "old"), known = user->password] {
            if (password_fits(known, old)) *hash = password_hash(next);
        },
        [&daemon, hash, id = user->id, reply] {
            if (hash->empty()) return reply(error_response(403, "wrong_password", {"原密码不正确", "the old password is wrong"}));
            auto changed = daemon.service().store().user(id);
            if (!changed) return reply(error_response(409, "no_user", {"账号已不存在", "the account is gone"}));
            changed->password = *hash;
            daemon.service().set_user(*changed, id, true);
            reply(json_answer({{"changed", true}}));
        });
    if (!taken) reply(error_response(503, "busy", {"请求过多，请稍后再试", "too much at once; try again"}));
}

}  // namespace

void add_user_routes(Router& router, Daemon& daemon) {
    const auto guard = std::make_shared<SignInGuard>();
    const std::vector<std::string> json = {"application/json"};
    Route page{"GET", "/login", {}, {"登录页面", "the page to sign in"}, [](const Call& call, const Reply& reply) {
                   reply(html(sign_in_page(local_path(call.request.parameter("next")), "")));
               }};
    page.answer_type = "text/html";
    page.open = true;
    router.add(std::move(page));
    for (const char* path : {"/login", "/api/v1/login"}) {
        Route in{"POST", path, {}, {"登录", "sign in"},
                 [&daemon, guard](const Call& call, const Reply& reply) { sign_in(daemon, *guard, call, reply); }};
        in.open = in.by_link = true;
        in.body_types = {"application/json", "application/x-www-form-urlencoded"};
        router.add(std::move(in));
    }
    router.add({"POST", "/api/v1/logout", {}, {"退出登录", "sign out"},
                [&daemon](const Call& call, const Reply& reply) { sign_out(daemon, call, reply); }});
    router.add({"GET", "/api/v1/me", {}, {"当前账号", "who is signed in"}, [](const Call& call, const Reply& reply) {
                    if (!call.account) return reply(error_response(401, "sign_in", {"尚未登录", "nobody is signed in"}));
                    reply(json_answer({{"id", call.account->id}, {"name", call.account->name}, {"areas", call.account->areas}}));
                }});
    router.add({"POST", "/api/v1/password", {}, {"修改自己的密码", "change one's own password"},
                [&daemon](const Call& call, const Reply& reply) { change_password(daemon, call, reply); }, {}, json});
    router.add({"GET", "/api/v1/users", {Role::admin}, {"用户及其角色、区域", "users, their roles and areas"},
                [&daemon](const Call&, const Reply& reply) {
                    Json list = Json::array();
                    for (const User& user : daemon.service().store().users()) list.push_back(user_json(user));
                    reply(json_answer({{"users", list}}));
                }});
    router.add({"PUT", "/api/v1/users/{id}", {Role::admin}, {"新建或修改用户", "make or change a user"},
                [&daemon](const Call& call, const Reply& reply) { put_user(daemon, call, reply); }, {}, json});
}

}  // namespace qingkong
