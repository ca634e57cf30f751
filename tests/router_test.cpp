// SPDX-License-Identifier: Apache-2.0
#include "engine/router.hpp"

#include <set>
#include <stdexcept>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "engine/tokens.hpp"

using namespace qingkong;

namespace {

Account account(const std::string& id, Role role, std::vector<std::string> areas = {"all"}) {
    return {id, "", role, std::move(areas), token_hash("token-of-" + id)};
}

Route route(const std::string& method, const std::string& pattern, std::vector<Role> roles = {}, bool open = false) {
    Route made;
    made.method = method;
    made.pattern = pattern;
    made.roles = std::move(roles);
    made.summary = {"说明", "summary"};
    made.open = open;
    made.handler = [pattern](const Call& call, const Reply& reply) {
        Response response;
        response.body = call.who() + " at " + pattern;
        for (const auto& [name, value] : call.params) response.body += " " + name + "=" + value;
        reply(response);
    };
    return made;
}

Router office(bool open_reads = false) {
    Router router({account("duty", Role::officer), account("push", Role::feed), account("guest", Role::viewer)},
                  open_reads);
    router.add(route("GET", "/healthz", {}, true));
    router.add(route("GET", "/api/v1/state"));
    router.add(route("GET", "/api/v1/alerts/{id}"));
    router.add(route("GET", "/api/v1/alerts/current"));
    router.add(route("POST", "/api/v1/alerts/{id}/sign", {Role::officer, Role::approver}));
    router.add(route("POST", "/api/v1/observations", {Role::feed}));
    router.add(route("GET", "/api/v1/outbox", {Role::officer}));
    return router;
}

Response ask(const Router& router, const std::string& method, const std::string& path, const std::string& who = "") {
    Request request;
    request.method = method;
    request.path = path;
    if (!who.empty()) request.headers["authorization"] = "Bearer token-of-" + who;
    Response answer;
    answer.status = 0;
    router.dispatch(request, [&](Response response) { answer = std::move(response); });
    return answer;
}

std::string error_id(const Response& response) {
    return nlohmann::json::parse(response.body).at("error").at("id").get<std::string>();
}

}  // namespace

TEST_CASE("a route is found by its segments, parameters are decoded, a fixed word beats a parameter") {
    const Router router = office();
    CHECK(ask(router, "POST", "/api/v1/alerts/P%2F1%E5%8C%97/sign", "duty").body ==
          "duty at /api/v1/alerts/{id}/sign id=P/1北");
    CHECK(ask(router, "GET", "/api/v1/alerts/current", "duty").body == "duty at /api/v1/alerts/current");
    CHECK(ask(router, "GET", "/api/v1/alerts/A2014-01", "duty").body == "duty at /api/v1/alerts/{id} id=A2014-01");
    CHECK(ask(router, "HEAD", "/api/v1/state", "guest").status == 200);
}

TEST_CASE("what is not in the table is 404, a known address with another method 405 with Allow") {
    const Router router = office();
    for (const char* path : {"/", "/api/v1/nothing", "/api/v1/alerts//sign", "/api/v1/state/", "", "api/v1/state", "*"}) {
        INFO(path);
        CHECK(ask(router, "GET", path, "duty").status == 404);
    }
    const Response wrong = ask(router, "DELETE", "/api/v1/state", "duty");
    CHECK(wrong.status == 405);
    CHECK(error_id(wrong) == "wrong_method");
    REQUIRE(wrong.headers.size() == 1);
    CHECK(wrong.headers[0] == std::pair<std::string, std::string>("Allow", "GET, HEAD"));
}

TEST_CASE("writes always need a token with the role, reads a token unless reads are open") {
    for (const bool open_reads : {false, true}) {
        const Router router = office(open_reads);
        CHECK(ask(router, "GET", "/healthz").body == "anonymous at /healthz");
        CHECK(ask(router, "GET", "/api/v1/state").status == (open_reads ? 200 : 401));
        CHECK(ask(router, "GET", "/api/v1/outbox").status == 401);    // a role is named: open reads do not reach it
        CHECK(ask(router, "GET", "/api/v1/outbox", "guest").status == 403);
        CHECK(ask(router, "POST", "/api/v1/observations").status == 401);
        CHECK(ask(router, "POST", "/api/v1/observations", "duty").status == 403);
        CHECK(ask(router, "POST", "/api/v1/observations", "push").status == 200);
        CHECK(ask(router, "POST", "/api/v1/alerts/P0001/sign", "push").status == 403);
        CHECK(ask(router, "POST", "/api/v1/alerts/P0001/sign", "duty").status == 200);
        CHECK(ask(router, "GET", "/api/v1/state", "stranger").status == 401);    // an unknown token is never let in
    }
}

TEST_CASE("only the scheme Bearer counts, and its name without case") {
    const Router router = office();
    const auto status = [&](const std::string& header) {
        Request request;
        request.method = "GET";
        request.path = "/api/v1/state";
        request.headers["authorization"] = header;
        int got = 0;
        router.dispatch(request, [&](Response response) { got = response.status; });
        return got;
    };
    CHECK(status("Bearer token-of-guest") == 200);
    CHECK(status("bearer  token-of-guest") == 200);
    CHECK(status("Bearer token-of-guest ") == 401);
    CHECK(status("Basic token-of-guest") == 401);
    CHECK(status("Bearer") == 401);
    CHECK(status("Bearer ") == 401);
    CHECK(status("") == 401);
}

TEST_CASE("an error body is JSON with id, what and wanted in both languages") {
    CHECK(ask(office(), "POST", "/api/v1/observations", "duty").body ==
          "{\"error\":{\"id\":\"wrong_role\",\"what\":{\"zh\":\"账号的角色无权进行此操作\",\"en\":\"the role of this account may not do "
          "this\"},\"wanted\":{\"zh\":\"需要角色：feed\",\"en\":\"wanted role: feed\"}}}\n");
}

TEST_CASE("openapi.json names every route of the table and no other") {
    Router router = office();
    router.add_openapi();
    const Response answer = ask(router, "GET", "/api/v1/openapi.json");
    REQUIRE(answer.status == 200);
    const auto document = nlohmann::json::parse(answer.body);
    CHECK(document.at("openapi") == "3.1.0");
    std::set<std::string> described;
    for (const auto& [path, methods] : document.at("paths").items())
        for (const auto& [method, operation] : methods.items()) described.insert(method + " " + path);
    std::set<std::string> routed;
    for (const Route& one : router.routes()) {
        std::string method = one.method;
        for (char& c : method) c = static_cast<char>(std::tolower(c));
        routed.insert(method + " " + one.pattern);
    }
    CHECK(described == routed);
}

TEST_CASE("an operation tells its parameters, body, roles and whether it needs a token") {
    Router router({}, true);
    Route push = route("POST", "/api/v1/cities/{city_id}/observations", {Role::feed});
    push.query = {{"source", {"来源", "where from"}, true}};
    push.body_types = {"text/csv"};
    router.add(push);
    router.add(route("GET", "/api/v1/state"));
    const auto paths = nlohmann::json::parse(router.openapi()).at("paths");
    const auto post = paths.at("/api/v1/cities/{city_id}/observations").at("post");
    CHECK(post.at("operationId") == "post_api_v1_cities_by_city_id_observations");
    CHECK(post.at("description") == "summary. Roles: feed");
    CHECK(post.at("parameters").size() == 2);
    CHECK(post.at("parameters")[0].at("name") == "city_id");
    CHECK(post.at("parameters")[1].at("in") == "query");
    CHECK(post.at("requestBody").at("content").contains("text/csv"));
    CHECK(post.at("responses").contains("403"));
    CHECK(post.at("security").size() == 1);
    CHECK(paths.at("/api/v1/state").at("get").at("security").empty());
}

TEST_CASE("a route that stands twice, an open write or a bad pattern is a mistake of ours") {
    Router router({}, false);
    router.add(route("GET", "/a"));
    CHECK_THROWS_AS(router.add(route("GET", "/a")), std::logic_error);
    CHECK_THROWS_AS(router.add(route("POST", "/b", {}, true)), std::logic_error);
    CHECK_THROWS_AS(router.add(route("GET", "/c", {Role::admin}, true)), std::logic_error);
    CHECK_THROWS_AS(router.add(route("GET", "d")), std::logic_error);
    CHECK_THROWS_AS(router.add(route("PATCH", "/e")), std::logic_error);
}
