// SPDX-License-Identifier: Apache-2.0
// Units, their answers and the reports through the real service, store and routes (handbook B.5, B.6, I.4).
#include "alerts/unit_mail.hpp"
#include "engine/http_api.hpp"
#include "engine/report_facts.hpp"
#include "engine/tokens.hpp"
#include "tests/service_fixture.hpp"

using namespace qingkong;
using namespace qingkong::office;

namespace {

const char* const kUnits = R"(
[returns]
superior = "示例省大气办"
neighbours = ["邻市人民政府"]
[[unit]]
id = "east"
name = "东城示范区管委会"
kind = "area"
area = "990101"
mail = "east@x.example"
telephone = "0999-1111"
[[unit]]
id = "west"
name = "西城示范区管委会"
kind = "area"
area = "990102"
telephone = "0999-2222"
[[unit]]
id = "police"
name = "市公安局"
mail = "police@x.example"
telephone = "0999-3333"
tasks = ["公安机关"]
)";

/// The routes without a socket.
struct Api {
    Daemon daemon;
    Router router;

    explicit Api(const TestFolder& folder, const std::string& units = kUnits)
        : daemon(make(folder, units)),
          router({account("duty", Role::officer), account("half", Role::officer, {"990101"}), account("guest", Role::viewer),
                  account("works", Role::enterprise), account("air", Role::feed), unit_account("east"), unit_account("police")},
                 true) {
        add_alert_routes(router, daemon);
        add_paper_routes(router, daemon);
        add_return_routes(router, daemon);
        add_return_pages(router, daemon);
        add_record_routes(router, daemon);
    }
    static Account account(const std::string& id, Role role, std::vector<std::string> areas = {"all"}) {
        return {id, "", role, std::move(areas), token_hash("token-of-" + id), ""};
    }
    static Account unit_account(const std::string& unit) {
        Account out = account(unit, Role::unit);
        out.unit = unit;
        return out;
    }
    static Daemon make(const TestFolder& folder, const std::string& units) {
        const Config config = config_in(folder, config_text(units));
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
    nlohmann::json ask(const std::string& method, const std::string& path, const std::string& body, int status,
                       const std::string& who = "duty") {
        const Response answer = send(method, path, body, who);
        INFO(method << " " << path << " " << who << " " << answer.body);
        CHECK(answer.status == status);
        return nlohmann::json::parse(answer.body, nullptr, false);
    }
    /// `east missing, west open`: units and states of one kind.
    std::string states(const std::string& kind, const std::string& more = "") {
        std::string out;
        for (const auto& one : ask("GET", "/api/v1/duties?kind=" + kind + more, "", 200))
            out += fmt::format("{}{} {}", out.empty() ? "" : ", ", one.at("unit").get<std::string>(), one.at("state").get<std::string>());
        return out;
    }
    void clock(const char* to) { service().move_clock(at(to)); }
};

/// An orange alert, signed at 8:00 for 9:00.
void raise_alert(Api& api) {
    measured(api.service(), run({{230, 24}}));
    forecast(api.service(), run({{230, 70}, {60, 40}}));
    REQUIRE_FALSE(api.service().store().proposals(true).empty());
    REQUIRE(sign(api.service()).papers);
}

std::string receipt(const std::string& extra = "") { return R"({"kind":"receipt","subject":"A2014-01.1")" + extra + "}"; }

}  // namespace

TEST_CASE("a unit answers for itself, the office for any unit with who told it, and nobody else for anybody") {
    const TestFolder folder;
    Api api(folder);
    raise_alert(api);
    CHECK(api.states("receipt") == "east open, west open, police open");
    CHECK(api.ask("POST", "/api/v1/returns", receipt(), 200, "east").at("repeated") == false);
    CHECK(api.ask("POST", "/api/v1/returns", receipt(), 200, "east").at("repeated") == true);
    CHECK(api.service().store().unit_answers(Instant{0}).size() == 1);
    CHECK(entries(api.service(), "unit_answer").size() == 1);
    CHECK(api.ask("POST", "/api/v1/returns", receipt(R"(,"unit":"police")"), 403, "east").at("error").at("id") == "wrong_unit");
    for (const char* stranger : {"guest", "works", "air"}) api.ask("POST", "/api/v1/returns", receipt(R"(,"unit":"west")"), 403, stranger);
    api.ask("POST", "/api/v1/returns", receipt(R"(,"unit":"west")"), 401, "");
    api.ask("POST", "/api/v1/returns", receipt(R"(,"unit":"west")"), 401, "nobody");
    CHECK(api.ask("POST", "/api/v1/returns", receipt(R"(,"unit":"west")"), 400).at("error").at("id") == "bad_channel");
    const std::string call = receipt(R"(,"unit":"west","channel":"telephone","told_by":"值班员王某")");
    CHECK(api.ask("POST", "/api/v1/returns", call, 403, "half").at("error").at("id") == "wrong_area");
    api.ask("POST", "/api/v1/returns", call, 200);
    api.ask("POST", "/api/v1/returns", receipt(R"(,"unit":"north","channel":"telephone","told_by":"x")"), 404);
    api.ask("POST", "/api/v1/returns", R"({"kind":"receipt","subject":"A2014-09.1"})", 404, "east");
    api.ask("POST", "/api/v1/returns", R"({"kind":"own_notice","subject":"A2014-01.1"})", 400, "east");
    CHECK(api.states("receipt") == "east answered, west answered, police open");
    // Who told it stands in the table, and neither name nor text in the chain.
    CHECK(api.ask("GET", "/api/v1/returns?unit=west", "", 200)[0].at("told_by") == "值班员王某");
    for (const JournalEntry& entry : api.service().store().journal(1, 1000)) {
        CHECK(entry.text.zh.find("王某") == std::string::npos);
        CHECK(entry.data.find("王某") == std::string::npos);
    }
    CHECK(verify_chain(api.service().store().journal(1, 1000)).empty());
    // A unit reads its own, an enterprise nothing, a viewer no telephone.
    CHECK(api.ask("GET", "/api/v1/duties", "", 200, "east").size() == 3);
    CHECK(api.ask("GET", "/api/v1/returns", "", 200, "east").size() == 1);
    api.ask("GET", "/api/v1/duties", "", 403, "works");
    CHECK(api.ask("GET", "/api/v1/transitions/A2014-01.1/receipts", "", 200)[0].at("telephone") == "0999-1111");
    CHECK_FALSE(api.ask("GET", "/api/v1/transitions/A2014-01.1/receipts", "", 200, "guest")[0].contains("telephone"));
}

TEST_CASE("one minute after the due minute the record names who has not answered, once, also over a restart") {
    const TestFolder folder;
    {
        Api api(folder);
        raise_alert(api);
        api.ask("POST", "/api/v1/returns", receipt(), 200, "east");
        api.clock("2014-02-20T09:00");
        CHECK(entries(api.service(), "chase").empty());
        api.clock("2014-02-20T10:00");    // one jump; the list is made on the way, at its minute
        const auto lists = entries(api.service(), "chase");
        REQUIRE(lists.size() == 1);
        CHECK(format_instant(lists[0].at) == "2014-02-20T09:01:00+08:00");
        CHECK(lists[0].text.zh == "响应回执（A2014-01.1）时限2014年2月20日9时已过，2个单位未报：西城示范区管委会、市公安局。");
        CHECK(lists[0].data.find("0999") == std::string::npos);
        api.clock("2014-02-20T10:00");
    }
    Api again(folder);
    again.clock("2014-02-20T12:00");
    CHECK(entries(again.service(), "chase").size() == 1);
    again.clock("2014-02-20T18:00");
    const auto lists = entries(again.service(), "chase");
    REQUIRE(lists.size() == 2);
    CHECK(format_instant(lists[1].at) == "2014-02-20T17:01:00+08:00");
    CHECK(lists[1].text.zh.find("日报（A2014-01）时限2014年2月20日17时已过，3个单位未报：") == 0);
    CHECK(again.states("return", "&state=missing") == "east missing, west missing, police missing");
}

TEST_CASE("the daily report adds what was reported, names who is missing and never counts them as zero") {
    const TestFolder folder;
    Api api(folder);
    raise_alert(api);
    api.clock("2014-02-20T16:50");
    const std::string east = R"({"kind":"return","subject":"A2014-01","values":{"enterprises_checked":12,"problems_found":0},"text":"已督促整改"})";
    CHECK(api.ask("POST", "/api/v1/returns", east, 200, "east").at("due") == "2014-02-20T17:00:00+08:00");
    api.ask("POST", "/api/v1/returns", R"({"kind":"return","subject":"A2014-01","values":{"enterprises_checked":-1}})", 400, "police");
    api.ask("POST", "/api/v1/returns", R"({"kind":"return","subject":"A2014-01"})", 400, "police");    // says nothing
    api.ask("POST", "/api/v1/returns", R"({"kind":"return","subject":"A2014-01","values":{"enterprises_checked":30}})", 200, "police");
    api.ask("POST", "/api/v1/returns", R"({"kind":"return","subject":"A2014-01","values":{"enterprises_checked":31}})", 200, "police");
    CHECK(api.service().store().unit_answers(Instant{0}).size() == 3);    // the correction is a further row
    api.clock("2014-02-20T17:01");
    const auto json = api.ask("GET", "/api/v1/reports/daily?date=2014-02-20&hour=17&format=json", "", 200);
    CHECK(json.at("missing") == 1);
    const std::string text = json.at("text");
    INFO(text);
    CHECK(text.find("1个单位未报：西城示范区管委会。") != std::string::npos);
    CHECK(text.find("检查企业（工地）43家次（1个单位未报，未计入）") != std::string::npos);
    CHECK(text.find("发现问题0个（1个单位未报、1个单位未填，未计入）") != std::string::npos);
    CHECK(text.find("出动检查人员：无数据") != std::string::npos);
    CHECK(text.find("1. 东城示范区管委会：检查企业（工地）12家次；发现问题0个。已督促整改") != std::string::npos);
    CHECK(text.find("主送：示例省大气办\n抄送：邻市人民政府") != std::string::npos);
    CHECK(text.find("{{") == std::string::npos);
    CHECK(api.send("GET", "/api/v1/reports/daily", "", "guest").body.find("<p>1个单位未报：西城示范区管委会。</p>") != std::string::npos);
    CHECK(api.send("GET", "/api/v1/reports/daily?lang=en&format=text", "", "guest").body.find("1 units did not report") != std::string::npos);
    api.ask("GET", "/api/v1/reports/daily?date=2014-02-20&hour=11", "", 404);
    api.ask("GET", "/api/v1/reports/daily?hour=x", "", 400);
    CHECK(api.send("GET", "/api/v1/reports/alert?transition=A2014-01.1&format=text", "", "duty").body.find("关于发布重污染天气黄色预警启动Ⅲ级应急响应的报告") == 0);
}

TEST_CASE("summaries are due two days after the release and merged") {
    const TestFolder folder;
    Api api(folder);
    raise_alert(api);
    api.clock("2014-02-20T12:00");
    REQUIRE(api.service().command(ReleaseCommand{"A2014-01", "duty", "降雪清除", at("2014-02-20T14:00")}).papers);
    api.ask("GET", "/api/v1/reports/summary?alert=A2014-07", "", 404);
    const std::string body = R"({"kind":"summary","subject":"A2014-01","text":"共检查12家"})";
    CHECK(api.ask("POST", "/api/v1/returns", body, 409, "east").at("error").at("id") == "not_due");
    api.clock("2014-02-20T15:00");
    CHECK(api.ask("POST", "/api/v1/returns", body, 200, "east").at("due") == "2014-02-22T23:59:00+08:00");
    const std::string text = api.send("GET", "/api/v1/reports/summary?alert=A2014-01&format=text", "", "duty").body;
    INFO(text);
    CHECK(text.find("2个单位未报：西城示范区管委会、市公安局。") != std::string::npos);
    CHECK(text.find("1. 东城示范区管委会：共检查12家") != std::string::npos);
}

TEST_CASE("a paper from above is passed on once, its receipts and the office's own notice are in the register") {
    const TestFolder folder;
    Api api(folder);
    measured(api.service(), run({{60, 24}}));
    forecast(api.service(), run({{60, 72}}));
    api.ask("POST", "/api/v1/superior", R"({"kind":"order","issuer":"省大气办","level":"orange","doc_no":"7号","start":"2014-02-20T14:00:00+08:00"})", 200);
    CHECK(api.ask("GET", "/api/v1/superior", "", 200)[0].at("passed_on").at("own_notice") == "open");
    for (const char* stranger : {"guest", "east", "works"}) api.ask("POST", "/api/v1/superior/S0001/forward", "{}", 403, stranger);
    api.ask("POST", "/api/v1/superior/S0001/forward", R"({"units":["north"]})", 404);
    api.ask("POST", "/api/v1/superior/S0009/forward", "{}", 404);
    CHECK(api.ask("POST", "/api/v1/superior/S0001/forward", "{}", 200).at("units").size() == 6);
    api.ask("POST", "/api/v1/superior/S0001/forward", "{}", 200);
    api.ask("POST", "/api/v1/superior/S0001/forward", R"({"units":["west"]})", 409);
    CHECK(entries(api.service(), "forward").size() == 1);
    api.ask("POST", "/api/v1/returns", R"({"kind":"receipt","subject":"S0001"})", 200, "east");
    api.clock("2014-02-20T11:00");
    const auto passed = api.ask("GET", "/api/v1/superior", "", 200)[0].at("passed_on");
    CHECK(passed.at("own_notice") == "missing");
    CHECK(passed.at("not_answered").dump() == R"(["west","police"])");
    const std::string paper = api.send("GET", "/api/v1/superior/S0001/forward?format=text", "", "duty").body;
    INFO(paper);
    CHECK(paper.find("关于转发省大气办文件（7号）的通知") == 0);
    CHECK(paper.find("东城示范区管委会、西城示范区管委会、市公安局：\n\n现将省大气办文件（7号）予以转发，请按要求立即组织落实。") != std::string::npos);
    CHECK(paper.find("请于2014年2月20日9时前反馈响应回执，2014年2月21日8时前报送落实情况") != std::string::npos);
    const std::string register_page = api.send("GET", "/papers", "", "guest").body;
    CHECK(register_page.find("市公安局（响应回执）") != std::string::npos);
    CHECK(register_page.find("未发出（超时）") != std::string::npos);
}

TEST_CASE("a unit's mail carries the notice, its tasks, its hours and a link, opening the link answers nothing, the button does") {
    const TestFolder folder;
    Api api(folder);
    raise_alert(api);
    const auto mails = api.service().store().deliveries("", 100);
    REQUIRE(mails.size() == 2);    // the west has no address; there are no enterprises here
    CHECK(mails[0].to != mails[1].to);
    const auto east = std::find_if(mails.begin(), mails.end(), [](const Delivery& one) { return one.enterprise_id == "unit-east"; });
    REQUIRE(east != mails.end());
    CHECK(east->subject.find("请于02-20 09:00前反馈回执") != std::string::npos);
    // The orders' entry counts enterprises only.
    CHECK(entries(api.service(), "orders").front().data.find("\"mails\":0") != std::string::npos);
    const std::string link = "/returns/" + unit_link_token(api.service().link_key(), "A2014-01", "east");
    const Response seen = api.send("GET", link, "", "");
    CHECK(seen.status == 200);
    CHECK(seen.body.find("东城示范区管委会") != std::string::npos);
    CHECK(seen.body.find("0999-2222") == std::string::npos);
    CHECK(api.states("receipt") == "east open, west open, police open");
    CHECK(api.send("GET", link + "x", "", "").status == 404);
    const std::string form = "unit=police&kind=receipt&subject=A2014-01.1&due=2014-02-20T09%3A00%3A00%2B08%3A00";
    CHECK(api.send("POST", link, form, "").status == 303);
    CHECK(api.states("receipt") == "east answered, west open, police open");    // the link's unit, whatever the form says
    CHECK(api.send("POST", link, "kind=receipt&subject=A2014-02.1", "").status == 404);
    CHECK(api.send("POST", "/returns", form, "east").status == 403);
    CHECK(api.send("POST", "/returns", form, "police").status == 303);
    CHECK(api.send("POST", "/returns", form + "&channel=telephone&told_by=", "duty").status == 400);
    api.clock("2014-02-20T09:30");
    const std::string office = api.send("GET", "/returns", "", "duty").body;
    CHECK(office.find("西城示范区管委会<br><span class=\"tel\">0999-2222") != std::string::npos);
    CHECK(api.send("GET", "/returns", "", "guest").body.find("0999-2222") == std::string::npos);
    CHECK(api.send("GET", "/returns", "", "").status == 401);
}

TEST_CASE("without units nothing is asked, sent, chased or kept") {
    const TestFolder folder;
    Api api(folder, "");
    raise_alert(api);
    api.clock("2014-02-21T10:00");
    CHECK(api.states("receipt").empty());
    CHECK(api.service().store().deliveries("", 10).empty());
    CHECK(api.service().store().return_terms().empty());
    CHECK_FALSE(api.service().store().chased_to());
}

TEST_CASE("the hours of a notice stay as they were signed when the configuration changes, the notice names them") {
    const TestFolder folder;
    {
        Api api(folder);
        raise_alert(api);
        CHECK(api.service().store().notice("A2014-01.1", Language::zh)->text.find("每日9时、17时前报送落实情况") != std::string::npos);
    }
    std::string later = kUnits;
    later.replace(later.find("[returns]\n"), 10, "[returns]\nhours = [\"14:30\"]\n");
    Api api(folder, later);
    api.clock("2014-02-20T16:00");
    CHECK(api.states("return") == "east open, west open, police open");
    CHECK(api.ask("GET", "/api/v1/duties?kind=return", "", 200)[0].at("due") == "2014-02-20T17:00:00+08:00");
}
