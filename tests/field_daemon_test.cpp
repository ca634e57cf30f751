// SPDX-License-Identifier: Apache-2.0
// Evidence, visits, statements and findings through the daemon: who may what, what a page shows, what survives a kill.
#include "tests/served_daemon.hpp"

using namespace qingkong;
using namespace qingkong::office;

namespace {

const char* const kEnterprise = "919901033500007424";

void write_config(const TestFolder& folder) {
    std::string text = office::example_city_text(account("duty", "officer") + account("air", "feed") + account("root", "admin") + account("guest", "viewer") +
                                                 account("site", "inspector") + account("plant", "enterprise", fmt::format("unit = \"{}\"\n", kEnterprise)));
    text.replace(text.find("[mail]"), 6, "[http]\nlisten = \"127.0.0.1:0\"\n[mail]");
    std::ofstream(folder.path / "qingkong.toml", std::ios::binary) << text;
}

void red_alert(Served& daemon) {
    const Hour now = parse_hour("2014-02-20T08:00").value();
    daemon.ask("POST", "/api/v1/observations", fmt::format("{{\"area\":\"all\",\"rows\":[{}]}}", office::rows("time", now - 23, office::run({{100, 24}}))), 200, "air");
    daemon.ask("POST", "/api/v1/forecasts",
               fmt::format("{{\"area\":\"all\",\"issued_at\":\"2014-02-20T08:00:00+08:00\",\"hourly\":[{}]}}", office::rows("valid_at", now + 1, office::run({{100, 6}, {460, 110}, {80, 40}}))),
               200, "air");
    daemon.ask("POST", "/api/v1/proposals/P0001/sign", "{}", 200, "duty");
    daemon.ask("POST", "/api/v1/clock", R"({"to":"2014-02-20T20:00:00+08:00"})", 200, "root");
}

std::string page(Served& daemon, const std::string& path, const std::string& who) {
    const auto answer = daemon.client().call("GET", path, who.empty() ? "" : "token-of-" + who, "");
    REQUIRE(answer);
    CHECK(answer->status == 200);
    return answer->body;
}

}  // namespace

TEST_CASE("evidence, a visit, a statement and a finding pass through the daemon and survive kill -9", "[field]") {
    const TestFolder folder;
    write_config(folder);
    Served daemon(folder);
    red_alert(daemon);
    const std::string meters = R"({"source":"grid","rows":[{"time":"2014-02-20T17:00:00+08:00","meter":"D19901040000010100000001","kwh":16000},
        {"time":"2014-02-20T17:20:00+08:00","meter":"D19901040000010100000001","kwh":1},{"time":"2014-02-21T17:00:00+08:00","meter":"D19901040000010100000001","kwh":1}]})";
    daemon.ask("POST", "/api/v1/evidence/electricity", meters, 403, "guest");
    const auto pushed = daemon.ask("POST", "/api/v1/evidence/electricity", meters, 200, "air");
    CHECK(pushed.at("accepted") == 1);
    CHECK(pushed.at("refused").size() == 2);
    const auto visits = daemon.ask("GET", "/api/v1/compliance/visits", "", 200, "site");
    REQUIRE_FALSE(visits.empty());
    const std::string visit = fmt::format(R"({{"enterprise_id":"{}","result":"not_complied","text":"窑点火运行","inspectors":["甲某","乙某"],"at":"2014-02-20T17:30:00+08:00",
        "photographs":[{{"name":"a.jpg","base64":"/9j/4A=="}}]}})", kEnterprise);
    daemon.ask("POST", "/api/v1/inspections", visit, 403, "duty");
    const auto seen = daemon.ask("POST", "/api/v1/inspections", visit, 200, "site");
    CHECK(seen.at("counts") == true);
    CHECK(seen.at("repeated") == false);
    daemon.end(SIGKILL);
    daemon.start();
    CHECK(daemon.ask("POST", "/api/v1/inspections", visit, 200, "site").at("repeated") == true);
    daemon.ask("POST", "/api/v1/evidence/electricity", meters, 200, "air");
    bool inspected = false;
    const auto judged = daemon.ask("GET", "/api/v1/compliance/rows?verdict=not_complied", "", 200, "duty");
    INFO(judged.dump());
    for (const auto& row : judged)
        inspected = inspected || (row.at("enterprise_id") == kEnterprise && row.at("hour") == "2014-02-20T18:00:00+08:00" && row.at("method") == "inspection");
    CHECK(inspected);

    daemon.ask("POST", "/api/v1/statements", R"({"enterprise_id":"91990104350000371U","kind":"repair","text":"检修"})", 403, "plant");
    const std::string id = daemon.ask("POST", "/api/v1/statements", R"({"kind":"objection","text":"仪表故障","name":"值班"})", 200, "plant").at("id");
    daemon.ask("POST", "/api/v1/statements/" + id + "/decide", R"({"accepted":true,"reason":"属实"})", 409, "duty");
    daemon.ask("POST", "/api/v1/statements/" + id + "/decide", R"({"accepted":false,"reason":"与现场不符"})", 200, "duty");
    CHECK(daemon.ask("GET", "/api/v1/statements", "", 200, "guest").at(0).contains("content") == false);

    const std::string finding = daemon.ask("POST", "/api/v1/findings", fmt::format(R"({{"kind":"line","inspection":"{}","text":"未停产"}})", seen.at("id").get<std::string>()), 200, "site").at("id");
    daemon.ask("POST", "/api/v1/findings/" + finding + "/steps", R"({"step":"assigned","unit":"东城分局"})", 403, "site");
    daemon.ask("POST", "/api/v1/findings/" + finding + "/steps", R"({"step":"assigned","unit":"东城分局"})", 200, "duty");
    daemon.ask("POST", "/api/v1/findings/" + finding + "/steps", R"({"step":"closed","text":"x"})", 409, "duty");
    const std::string paper = page(daemon, "/api/v1/findings/" + finding + "/evidence_file?conduct=order_refused", "duty");
    CHECK(paper.find("检查人员：甲某、乙某") != std::string::npos);
    CHECK(paper.find("data:image/jpeg;base64,/9j/4A==") != std::string::npos);
    CHECK(paper.find("违法") == std::string::npos);
    CHECK(page(daemon, "/inspect", "site").find("登记核查结果") != std::string::npos);
    CHECK(page(daemon, "/findings", "duty").find("东城分局") != std::string::npos);
    CHECK(page(daemon, "/voice", "plant").find("对判定的异议") != std::string::npos);
    daemon.ask("GET", "/api/v1/achieved/detail", "", 200, "duty");
    daemon.ask("GET", "/api/v1/normal_days?alert=A2014-01", "", 200, "duty");
    daemon.end(SIGTERM);
}
