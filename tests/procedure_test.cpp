// SPDX-License-Identifier: Apache-2.0
// 会商 → 送签 → 签发, through the API on a real store (handbook B.5). N2017 takes the upper value of a range; D200 of 48 h is
// yellow, of 72 h with D300 of 24 h orange, of 96 h with D300 of 48 h red.
#include "engine/daemon.hpp"
#include "engine/http_api.hpp"
#include "engine/tokens.hpp"
#include "tests/service_fixture.hpp"

using namespace qingkong;
using Catch::Matchers::Contains;

namespace {

const std::string kMore = R"(
[approval]
form_hours = 2
[[unit]]
id = "police"
name = "市公安局"
telephone = "0999-3333"
mail = "police@example.cn"
[[authority]]
id = "vice"
approver = "分管副市长"
document = "示政文〔2013〕35号"
levels = ["blue", "yellow", "orange"]
area = "all"
accounts = ["vice-mayor"]
[[authority]]
id = "mayor"
approver = "市长"
document = "示政文〔2013〕36号"
levels = ["red"]
area = "all"
accounts = ["mayor"]
)";

/// The routes without a socket. At 9:00 of 20 Feb 2014: measured clean, forecast above 200 for 100 hours from 14:00 on, above 300 for 30 of them.
struct Api {
    TestFolder folder;
    Daemon daemon;
    Router router;

    Api()
        : daemon(make(folder)),
          router({account("duty", Role::officer), account("sky", Role::forecaster), account("east", Role::forecaster, {"990101"}),
                  account("guest", Role::viewer), account("works", Role::enterprise), account("vice-mayor", Role::approver)},
                 false) {
        add_alert_routes(router, daemon);
        add_consultation_routes(router, daemon);
        add_document_routes(router, daemon);
        office::measured(service(), office::run({{100, 30}}));
        office::forecast(service(), office::run({{100, 6}, {310, 30}, {230, 70}, {80, 40}}));
        office::hours_pass(service(), 1, 100);
    }
    static Account account(const std::string& id, Role role, std::vector<std::string> areas = {"all"}) {
        return {id, "", role, std::move(areas), token_hash("token-of-" + id), ""};
    }
    static Daemon make(const TestFolder& folder) {
        const Config config = office::config_in(folder, office::config_text(kMore));
        std::vector<Problem> notes;
        return Daemon(config, load_resources(config, notes).value(), Store::open(config.store.path).value());
    }
    Service& service() { return daemon.service(); }
    Response send(const std::string& method, const std::string& path, const std::string& body, const std::string& who) {
        Request request;
        request.method = method;
        request.path = path.substr(0, path.find('?'));
        if (const size_t query = path.find('?'); query != std::string::npos) request.query = parse_query(path.substr(query + 1));
        request.body = body;
        if (!who.empty()) request.headers["authorization"] = "Bearer token-of-" + who;
        Response answer;
        router.dispatch(request, [&](Response response) { answer = std::move(response); });
        return answer;
    }
    nlohmann::json ask(const std::string& method, const std::string& path, const std::string& body, int status, const std::string& who) {
        const Response answer = send(method, path, body, who);
        INFO(method << " " << path << " " << who << " " << answer.body);
        REQUIRE(answer.status == status);
        return nlohmann::json::parse(answer.body, nullptr, false);
    }
    std::string paper(const std::string& name, const std::string& proposal) {
        return send("GET", "/api/v1/proposals/" + proposal + "/papers/" + name + "?format=txt", "", "duty").body;
    }
};

/// 50 h above 200 are certain and 50 h may stay clean; the centre is above 300 for 30 h, the upper value all the time.
const std::string kAdjustments = R"("adjustments":[
  {"from":"2014-02-20T14:00:00+08:00","to":"2014-02-21T20:00:00+08:00","low":230,"centre":310},
  {"from":"2014-02-21T20:00:00+08:00","to":"2014-02-22T16:00:00+08:00","low":230,"centre":230,"high":310},
  {"from":"2014-02-22T16:00:00+08:00","to":"2014-02-24T18:00:00+08:00","low":120,"centre":230,"high":310}])";
const std::string kOpinion = "{\"area\":\"all\"," + kAdjustments + R"(,"chair":"市攻坚办主任","conclusion":"按上限启动红色预警。",
  "opinions":[{"post":"市气象台","words":"静稳天气维持","name":"李某"},{"post":"市生态环境监测中心","words":""}]})";

/// `lower issue yellow 20T14 to 22T16; …`
std::string answers(const nlohmann::json& list) {
    std::string out;
    for (const auto& one : list) {
        const auto hour = [&](const char* key) { return one.at(key).is_null() ? std::string("-") : one.at(key).get<std::string>().substr(8, 5); };
        out += fmt::format("{}{} {} {} {} to {}", out.empty() ? "" : "; ", one.at("value").get<std::string>(), one.at("action").get<std::string>(),
                           one.at("level").get<std::string>(), hour("start"), hour("planned_end"));
    }
    return out;
}

const std::string kThree = "lower issue yellow 20T14 to 22T16; centre issue orange 20T14 to 24T18; upper issue red 20T14 to 24T18";

}  // namespace

TEST_CASE("lower, centre and upper of an adjusted forecast are told apart without writing anything") {
    Api api;
    Service& service = api.service();
    REQUIRE(office::open_proposals(service) == "issue normal>orange");
    const std::string before = office::kinds(service);
    const auto seen = api.ask("POST", "/api/v1/consultations/preview", "{" + kAdjustments + "}", 200, "sky");
    CHECK(answers(seen.at("answers")) == kThree);
    CHECK(seen.at("taken") == "upper");
    CHECK(seen.at("base_issued_at") == "2014-02-20T08:00:00+08:00");
    CHECK(seen.at("answers")[0].at("words").at("zh") == "下限：发布黄色预警，自2014年2月20日14时起");
    CHECK(office::kinds(service) == before);
    CHECK(service.store().forecasts("all").size() == 1);
    CHECK(service.store().consultations().empty());
    // As it is, the forecast has no range: all three are one.
    CHECK(answers(api.ask("POST", "/api/v1/consultations/preview", "{}", 200, "duty").at("answers")) ==
          "lower issue orange 20T14 to 24T18; centre issue orange 20T14 to 24T18; upper issue orange 20T14 to 24T18");
}

TEST_CASE("a viewer, an enterprise, a stranger and another district's forecaster hold no consultation") {
    Api api;
    for (const char* path : {"/api/v1/consultations", "/api/v1/consultations/preview"}) {
        api.ask("POST", path, kOpinion, 403, "guest");
        api.ask("POST", path, kOpinion, 403, "works");
        api.ask("POST", path, kOpinion, 403, "east");
        api.ask("POST", path, kOpinion, 401, "");
    }
    api.ask("POST", "/api/v1/proposals/P0001/submit", "{}", 403, "guest");
    api.ask("POST", "/api/v1/proposals/P0001/submit", "{}", 403, "sky");
    api.ask("GET", "/api/v1/consultations", "", 403, "works");
    CHECK(api.service().store().consultations().empty());
    CHECK(api.ask("POST", "/api/v1/consultations", R"({"area":"990199","conclusion":"x"})", 400, "duty").contains("error"));
    CHECK(api.ask("POST", "/api/v1/consultations", "{}", 400, "duty").at("error").at("id") == "opinion_missing");
    CHECK(api.ask("POST", "/api/v1/consultations", R"({"conclusion":"x","opinions":[{"words":"x"}]})", 400, "duty").at("error").at("id") == "bad_opinion");
    // A part of the city has its own consultation, from the city's forecast.
    const auto part = api.ask("POST", "/api/v1/consultations", R"({"area":"990101","conclusion":"同意"})", 200, "east");
    CHECK(part.at("consultation").at("base_issued_at") == "2014-02-20T08:00:00+08:00");
}

TEST_CASE("a signed consultation is kept, its forecast is a new issue, and the rule decides anew, names stay outside the chain") {
    Api api;
    Service& service = api.service();
    const auto held = api.ask("POST", "/api/v1/consultations", kOpinion, 200, "sky");
    CHECK(held.at("repeated") == false);
    CHECK(answers(held.at("consultation").at("answers")) == kThree);
    CHECK(held.at("consultation").at("id") == "C0001");
    CHECK(held.at("consultation").at("record") == "R0001");
    CHECK(office::open_proposals(service) == "issue normal>red");
    const Forecast issue = service.store().newest_forecast("all", service.now()).value();
    CHECK(issue.issued_at == office::at("2014-02-20T09:00"));
    CHECK(issue.values.size() == 146);
    CHECK(service.store().forecasts("all").size() == 2);
    CHECK(service.store().record("R0001")->note == "市气象台：李某");
    const auto entries = office::entries(service, "consultation");
    REQUIRE(entries.size() == 1);
    CHECK(entries[0].who == "sky");
    CHECK(entries[0].text.zh == "会商C0001（全市），参加：市气象台、市生态环境监测中心：下限：发布黄色预警，自2014年2月20日14时起；"
                                "中值：发布橙色预警，自2014年2月20日14时起；上限：发布红色预警，自2014年2月20日14时起。");
    for (const JournalEntry& entry : service.store().journal(1, 1000)) CHECK((entry.data + entry.text.zh).find("李某") == std::string::npos);
    CHECK(verify_chain(service.store().journal(1, 1000)).empty());
    // The answer was lost and it is sent again: as it stands.
    const auto again = api.ask("POST", "/api/v1/consultations", kOpinion, 200, "sky");
    CHECK(again.at("repeated") == true);
    CHECK(service.store().consultations().size() == 1);
    CHECK(service.store().forecasts("all").size() == 2);
    CHECK(api.ask("GET", "/api/v1/consultations/C0001", "", 200, "guest").at("chair") == "市攻坚办主任");
    api.ask("GET", "/api/v1/consultations/C0002", "", 404, "guest");
}

TEST_CASE("a paper goes to who may sign it, its clock is shown and stops nothing, and the papers tell what has happened") {
    Api api;
    Service& service = api.service();
    REQUIRE(api.ask("POST", "/api/v1/consultations", R"({"conclusion":"发布橙色预警。","chair":"市攻坚办主任","opinions":[{"post":"市气象台","words":"静稳天气维持"}]})", 200, "duty")
                .at("open_proposals") == nlohmann::json::array({"P0001"}));
    CHECK_THAT(api.paper("opinion", "P0001"), Contains("会商时间：2014年2月20日9时\n会商主持：市攻坚办主任\n") && Contains("市气象台：静稳天气维持\n") &&
                                                  Contains("预报取下限：橙色预警。\n") && Contains("会商意见签字：duty"));
    const auto submit = [&](const std::string& body, int status) { return api.ask("POST", "/api/v1/proposals/P0001/submit", body, status, "duty"); };
    CHECK(submit(R"({"consultation":"C0001","to":"mayor"})", 409).at("error").at("id") == "no_authority");
    CHECK(submit(R"({"consultation":"C0001","to":"nobody"})", 404).at("error").at("id") == "unknown_authority");
    CHECK(submit(R"({"consultation":"C0009","to":"vice"})", 404).at("error").at("id") == "unknown_consultation");
    CHECK(submit(R"({"version":7,"to":"vice"})", 404).at("error").at("id") == "unknown_version");
    service.move_clock(office::at("2014-02-20T09:30"));
    SECTION("within two hours") {
        const auto sent = submit(R"({"consultation":"C0001","to":"vice"})", 200);
        CHECK(sent.at("submission").at("approver") == "分管副市长");
        CHECK(sent.at("procedure").at("form_clock").at("state") == "met");
        CHECK(sent.at("procedure").at("form_clock").at("minutes") == 30);
        CHECK(submit(R"({"consultation":"C0001","to":"vice"})", 200).at("repeated") == true);
        const auto entries = office::entries(service, "submitted");
        REQUIRE(entries.size() == 1);
        CHECK(entries[0].text.zh == "建议P0001（第2稿）送分管副市长签批，距会商0小时30分（时限2小时，未超时）。");
        CHECK_THAT(entries[0].data, Contains(R"("hours_since_consultation":"0.5")") && Contains(R"("clock_met":true)"));
        CHECK_THAT(api.paper("form", "P0001"), Contains("送审时间：2014年2月20日9时30分\n") && Contains("批准人（岗位）：分管副市长\n授权文号：示政文〔2013〕35号\n批准方式：☐程序内签发"));
    }
    SECTION("later it is late, and goes its way all the same; newer data are shown beside it") {
        office::hours_pass(service, 3, 100);
        CHECK(submit(R"({"consultation":"C0001","to":"vice"})", 200).at("procedure").at("form_clock").at("state") == "late");
        CHECK(api.ask("GET", "/api/v1/proposals/P0001/procedure", "", 200, "guest").at("difference").is_null());
        office::forecast(service, office::run({{100, 3}, {310, 30}, {230, 60}, {80, 50}}));
        REQUIRE(office::open_proposals(service) == "issue normal>orange");
        const auto out = api.ask("GET", "/api/v1/proposals/P0001/procedure", "", 200, "duty");
        CHECK(out.at("signature").is_null());
        CHECK_THAT(out.at("difference").at("zh").get<std::string>(), Contains("预报由2014-02-20T08:00:00+08:00改为2014-02-20T12:30:00+08:00"));
        const Outcome outcome = service.command(SignCommand{"P0001", "vice-mayor", "", {}, {}, {}, {}});
        INFO((outcome.refusal ? outcome.refusal->what.en : ""));
        REQUIRE(outcome.papers);
        const auto done = api.ask("GET", "/api/v1/proposals/P0001/procedure", "", 200, "duty");
        CHECK(done.at("status") == "signed");
        CHECK(done.at("signature").at("transition") == "A2014-01.1");
        CHECK(done.at("signature").at("approval").at("approver") == "分管副市长");
        CHECK(done.at("publication").is_null());
        CHECK(done.at("deliver_clock").at("state") == "running");
        CHECK(done.at("deliver_clock").at("due") == "2014-02-20T14:30:00+08:00");
        CHECK_THAT(api.paper("form", "P0001"), Contains("批准方式：☑程序内签发　☐纸质签字　☐电话批示\n审批意见：同意\n") && Contains("发文字号：攻坚办〔2014〕1号\n"));
    }
    SECTION("another level is another proposal: the one that was sent out is not signed") {
        CHECK(submit(R"({"to":"vice"})", 200).at("procedure").at("form_clock").is_null());
        office::forecast(service, office::run({{100, 5}, {230, 50}, {80, 50}}));
        REQUIRE(office::open_proposals(service) == "issue normal>yellow");
        const auto out = api.ask("GET", "/api/v1/proposals/P0001/procedure", "", 200, "duty");
        CHECK(out.at("status") == "replaced");
        CHECK(out.at("replaced_by").at("to") == "yellow");
        CHECK(service.command(SignCommand{"P0001", "vice-mayor", "", {}, {}, {}, {}}).refusal);
    }
}
