// SPDX-License-Identifier: Apache-2.0
// Papers from above (handbook B.6) and the office's own decisions (B.4, B.5), through the real service and routes.
#include "alerts/codec.hpp"
#include "engine/http_api.hpp"
#include "engine/tokens.hpp"
#include "tests/service_fixture.hpp"

using namespace qingkong;
using namespace qingkong::office;

namespace {

SuperiorDoc paper(SuperiorKind kind, AlertLevel level, const Service& service, const std::string& doc_no = "冀气领办〔2014〕7号") {
    SuperiorDoc made;
    made.kind = kind;
    made.issuer = "省大气办";
    made.level = level;
    made.doc_no = doc_no;
    made.received_at = service.now();
    return made;
}

Outcome record(Service& service, const SuperiorDoc& made) { return service.command(SuperiorCommand{made, "officer-1"}); }

void clean_air(Service& service) {
    measured(service, run({{60, 24}}));
    forecast(service, run({{60, 72}}));
}

/// The routes without a socket.
struct Api {
    Daemon daemon;
    Router router;

    explicit Api(const TestFolder& folder) : daemon(make(folder)), router({account("duty", Role::officer), account("east", Role::officer, {"990101"}), account("guest", Role::viewer)}, true) {
        add_alert_routes(router, daemon);
        add_paper_routes(router, daemon);
        add_record_routes(router, daemon);
    }
    static Account account(const std::string& id, Role role, std::vector<std::string> areas = {"all"}) {
        return {id, "", role, std::move(areas), token_hash("token-of-" + id)};
    }
    static Daemon make(const TestFolder& folder) {
        const Config config = config_in(folder, config_text());
        std::vector<Problem> notes;
        return Daemon(config, load_resources(config, notes).value(), Store::open(config.store.path).value());
    }
    nlohmann::json ask(const std::string& method, const std::string& path, const std::string& body, int status,
                       const std::string& who = "duty") {
        Request request;
        request.method = method;
        request.path = path;
        request.body = body;
        request.headers["authorization"] = "Bearer token-of-" + who;
        Response answer;
        router.dispatch(request, [&](Response response) { answer = std::move(response); });
        INFO(method << " " << path << " " << answer.body);
        CHECK(answer.status == status);
        return nlohmann::json::parse(answer.body);
    }
};

}  // namespace

TEST_CASE("an order binds at once with its own start hour, shows our own target, and ends only with the superior's release") {
    const TestFolder folder;
    Service service = office::open(folder, config_text());
    clean_air(service);
    CHECK(open_proposals(service) == "");
    SuperiorDoc order = paper(SuperiorKind::order, AlertLevel::orange, service);
    order.start = at("2014-02-20T14:00");
    REQUIRE_FALSE(record(service, order).refusal);
    CHECK(open_proposals(service) == "external normal>orange");
    const Proposal p = the_proposal(service);
    CHECK(format_instant(p.response_start) == "2014-02-20T14:00:00+08:00");
    CHECK(p.own_target == AlertLevel::normal);
    CHECK(p.superior == "S0001");
    CHECK(p.reason.zh.find("按省大气办通知（冀气领办〔2014〕7号）启动，解除以上级通知为准；本地研判未达到预警条件。") != std::string::npos);
    CHECK(service.command(RefuseCommand{p.id, "officer-1", "空气好"}).refusal->id == "binding");
    const Outcome signed_off = sign(service);
    REQUIRE(signed_off.papers);
    CHECK(signed_off.papers->transition.superior == "S0001");
    CHECK(signed_off.papers->notice_zh.text.find("根据省大气办通知要求（解除以上级通知为准）") != std::string::npos);
    CHECK(service.store().superior().front().answered_at == service.now());
    hours_pass(service, 12, 60);
    forecast(service, run({{60, 72}}));
    CHECK(open_proposals(service) == "");    // the release is met, but not ours to give
    CHECK(service.command(ReleaseCommand{"A2014-01", "officer-1", "空气好", {}}).refusal->id == "binding");
    SuperiorDoc end = paper(SuperiorKind::release, AlertLevel::normal, service, "冀气领办〔2014〕8号");
    end.amends = "冀气领办〔2014〕7号";
    REQUIRE_FALSE(record(service, end).refusal);
    CHECK(open_proposals(service) == "release orange>normal");    // our own rule speaks again
    CHECK(kinds(service) == "superior_order proposal sign external orders superior_release proposal");
}

TEST_CASE("our own level is proposed where it is higher than the ordered one, with the earlier start") {
    const TestFolder folder;
    Service service = office::open(folder, config_text());
    measured(service, run({{100, 24}}));
    forecast(service, run({{100, 24}, {230, 50}, {320, 30}, {100, 40}}));
    CHECK(open_proposals(service) == "issue normal>orange");
    SuperiorDoc order = paper(SuperiorKind::order, AlertLevel::yellow, service);
    order.start = at("2014-02-20T12:00");
    record(service, order);
    CHECK(open_proposals(service) == "issue normal>orange");
    CHECK(format_instant(the_proposal(service).response_start) == "2014-02-20T12:00:00+08:00");
}

TEST_CASE("a hint may be declined with a reason: no alert, a journal entry, and it is not proposed again") {
    const TestFolder folder;
    Service service = office::open(folder, config_text());
    clean_air(service);
    record(service, paper(SuperiorKind::hint, AlertLevel::yellow, service));
    CHECK(open_proposals(service) == "issue normal>yellow");
    const Proposal p = the_proposal(service);
    CHECK(p.declinable);
    CHECK(service.command(RefuseCommand{p.id, "officer-1", ""}).refusal->id == "reason_missing");
    REQUIRE_FALSE(service.command(RefuseCommand{p.id, "officer-1", "本地扩散条件好"}).refusal);
    hours_pass(service, 3, 60);
    forecast(service, run({{70, 72}}));
    CHECK(open_proposals(service) == "");
    CHECK(service.store().alerts().empty());
    CHECK(kinds(service) == "superior_hint proposal refuse decline");
    CHECK(entries(service, "decline").front().text.zh ==
          "对省大气办提示信息（冀气领办〔2014〕7号）研判后不予启动黄色预警：本地扩散条件好");
    record(service, paper(SuperiorKind::hint, AlertLevel::yellow, service, "冀气领办〔2014〕9号"));
    CHECK(open_proposals(service) == "issue normal>yellow");    // another paper is another question
    const Outcome signed_off = sign(service);
    CHECK(signed_off.papers->notice_zh.text.find("通知要求") == std::string::npos);    // judged by us, not ordered
    hours_pass(service, 20, 60);
    CHECK(open_proposals(service) == "");    // the rule does not ask back at once what was just judged right
}

TEST_CASE("a notice to prepare is a watch, an amendment takes the place of the former paper as its next version") {
    const TestFolder folder;
    Service service = office::open(folder, config_text());
    clean_air(service);
    record(service, paper(SuperiorKind::prepare, AlertLevel::yellow, service, "准备1"));
    CHECK(open_proposals(service) == "");
    CHECK(kinds(service) == "superior_prepare watch");
    record(service, paper(SuperiorKind::order, AlertLevel::red, service, "通知1"));
    CHECK(open_proposals(service) == "external normal>red");
    SuperiorDoc amended = paper(SuperiorKind::amend, AlertLevel::orange, service, "更正1");
    amended.amends = "通知1";
    record(service, amended);
    CHECK(open_proposals(service) == "external normal>orange");
    const auto papers = service.store().superior();
    REQUIRE(papers.size() == 3);
    CHECK(papers[1].replaced_by == "S0003");
    CHECK_FALSE(papers[1].active());
    CHECK(papers[2].version == 2);
    CHECK(papers[2].effect == SuperiorKind::order);
    amended.amends = "通知1";
    CHECK(record(service, amended).refusal->id == "unknown_paper");    // replaced already
}

TEST_CASE("an order for one area starts that area alone, and the city above it needs nothing more there") {
    const TestFolder folder;
    Service service = office::open(folder, config_text());
    clean_air(service);
    SuperiorDoc order = paper(SuperiorKind::order, AlertLevel::orange, service);
    order.areas = {"990101"};
    record(service, order);
    CHECK(open_proposals(service) == "990101 external normal>orange");
    sign(service);
    CHECK(service.level_of("990101") == AlertLevel::orange);
    CHECK(service.level_of("990102") == AlertLevel::normal);
    order.doc_no = "通知2";
    order.areas = {"all"};
    record(service, order);
    CHECK(open_proposals(service) == "external normal>orange");
    sign(service);
    CHECK(service.level_of("990102") == AlertLevel::orange);
    CHECK(open_proposals(service) == "");
    order.areas = {"990199"};
    CHECK(record(service, order).refusal->id == "unknown_area");
}

TEST_CASE("papers by the API: the clock of two hours is shown and blocks nothing, a repeat is recorded once") {
    const TestFolder folder;
    Api api(folder);
    const std::string body = R"({"kind":"order","issuer":"省大气办","level":"orange","areas":["all"],"doc_no":"7号",
                                 "start":"2014-02-20T14:00:00+08:00"})";
    const auto made = api.ask("POST", "/api/v1/superior", body, 200);
    CHECK(made.at("paper").at("own_notice_due") == "2014-02-20T10:00:00+08:00");
    CHECK(made.at("paper").at("own_notice_late") == false);
    CHECK(api.ask("POST", "/api/v1/superior", body, 200).at("repeated") == true);
    api.ask("POST", "/api/v1/superior", R"({"kind":"wish"})", 400);
    api.ask("POST", "/api/v1/superior", R"({"kind":"order","level":"red"})", 400);    // no issuer
    api.ask("POST", "/api/v1/superior", body, 403, "east");
    api.ask("POST", "/api/v1/superior", body, 403, "guest");
    api.daemon.service().move_clock(at("2014-02-20T11:00"));
    const auto list = api.ask("GET", "/api/v1/superior", "", 200);
    REQUIRE(list.size() == 1);
    CHECK(list[0].at("own_notice_late") == true);
    CHECK(api.ask("POST", "/api/v1/proposals/P0001/sign", "{}", 200).at("transition").at("superior") == "S0001");
    const auto again = api.ask("GET", "/api/v1/journal/P0001/rerun", "", 200);
    CHECK(again.at("identical") == true);
    CHECK(again.at("entry").at("kind") == "proposal");
    api.ask("GET", "/api/v1/journal/P9999/rerun", "", 404);
    CHECK(api.ask("GET", "/api/v1/state", "", 200).at("superior").size() == 1);
}

TEST_CASE("extending an alert is signed with a reason, and no release is proposed before its end") {
    const TestFolder folder;
    Service service = office::open(folder, config_text());
    measured(service, run({{230, 60}}));
    forecast(service, run({{230, 20}, {60, 72}}));
    sign(service);
    hours_pass(service, 21, 60);
    forecast(service, run({{60, 72}}));
    const std::string level(token(service.level_of("990101")));
    CHECK(open_proposals(service) == "release " + level + ">normal");
    const Instant until{service.now().seconds + 10 * 3600};
    CHECK(service.command(ExtendCommand{"A2014-01", "officer-1", "", until}).refusal->id == "reason_missing");
    CHECK(service.command(ExtendCommand{"A2014-09", "officer-1", "x", until}).refusal->id == "unknown_alert");
    const Outcome out = service.command(ExtendCommand{"A2014-01", "officer-1", "后续仍有污染过程", until});
    REQUIRE(out.papers);
    CHECK(out.papers->transition.discretion == Discretion::extend);
    CHECK(open_proposals(service) == "");
    hours_pass(service, 9, 60);
    CHECK(open_proposals(service) == "");
    hours_pass(service, 2, 60);
    CHECK(open_proposals(service) == "release " + level + ">normal");
    CHECK(entries(service, "extend").size() == 1);
    CHECK(alert_json(service.store().alerts().front()).at("discretion").dump() == R"(["extend"])");
}

TEST_CASE("discretion reaches one level above the rule and no further, the rule does not ask it back at once") {
    const TestFolder folder;
    Service service = office::open(folder, config_text());
    measured(service, run({{100, 24}}));
    forecast(service, run({{230, 50}, {140, 42}}));
    CHECK(open_proposals(service) == "issue normal>yellow");
    CHECK(service.command(RaiseCommand{"all", "officer-1", "大型活动", AlertLevel::red, {}}).refusal->id == "above_raise_max");
    CHECK(service.command(RaiseCommand{"all", "officer-1", "", AlertLevel::orange, {}}).refusal->id == "reason_missing");
    const Outcome out = service.command(RaiseCommand{"all", "officer-1", "大型活动", AlertLevel::orange, {}});
    REQUIRE(out.papers);
    CHECK(out.papers->transition.discretion == Discretion::raise);
    CHECK(open_proposals(service) == "");    // no downgrade to yellow
    CHECK(service.command(RaiseCommand{"all", "officer-1", "再提高", AlertLevel::red, {}}).refusal->id == "above_raise_max");
    hours_pass(service, 2, 230);
    CHECK(open_proposals(service) == "");
    forecast(service, run({{60, 72}}));
    CHECK(open_proposals(service).find("release orange>normal") != std::string::npos);    // when the episode is gone
    CHECK(alert_json(service.store().alerts().front()).at("discretion").dump() == R"(["raise"])");
}

TEST_CASE("an earlier release is the office's own, the same forecast does not ask it back, a new one may") {
    const TestFolder folder;
    Service service = office::open(folder, config_text());
    measured(service, run({{230, 24}}));
    forecast(service, run({{230, 30}, {140, 60}}));
    sign(service);
    CHECK(service.command(ReleaseCommand{"A2014-01", "officer-1", "", {}}).refusal->id == "reason_missing");
    const Outcome out = service.command(ReleaseCommand{"A2014-01", "officer-1", "降雪清除", {}});
    REQUIRE(out.papers);
    CHECK(out.papers->transition.discretion == Discretion::release);
    CHECK(open_proposals(service) == "");
    hours_pass(service, 2, 230);
    CHECK(open_proposals(service) == "");
    forecast(service, run({{230, 30}, {140, 60}}));
    CHECK(open_proposals(service) == "issue normal>yellow");
}

TEST_CASE("a refused step is asked again only by another level, another direction or a new forecast") {
    const TestFolder folder;
    Service service = office::open(folder, config_text());
    measured(service, run({{100, 24}}));
    forecast(service, run({{230, 50}, {140, 42}}));
    REQUIRE_FALSE(service.command(RefuseCommand{"P0001", "officer-1", "待会商"}).refusal);
    CHECK(open_proposals(service) == "");
    hours_pass(service, 1, 230);
    CHECK(open_proposals(service) == "");
    forecast(service, run({{230, 49}, {140, 42}}));
    CHECK(open_proposals(service) == "issue normal>yellow");
}
