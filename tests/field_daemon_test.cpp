// SPDX-License-Identifier: Apache-2.0
// Evidence, visits, statements and findings through the daemon: who may what, what a page shows, what survives a kill.
#include <curl/curl.h>

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

size_t take_bytes(char* bytes, size_t size, size_t count, void* into) {
    static_cast<std::string*>(into)->append(bytes, size * count);
    return size * count;
}

/// A form as a browser sends it: status and body.
std::pair<long, std::string> send_form(const Served& daemon, const std::string& path, const std::string& who, const std::string& form) {
    const std::unique_ptr<CURL, void (*)(CURL*)> curl(curl_easy_init(), curl_easy_cleanup);
    curl_slist* list = curl_slist_append(nullptr, ("Authorization: Bearer token-of-" + who).c_str());
    std::string body;
    curl_easy_setopt(curl.get(), CURLOPT_URL, (daemon.url() + path).c_str());
    curl_easy_setopt(curl.get(), CURLOPT_PROXY, "");
    curl_easy_setopt(curl.get(), CURLOPT_HTTPHEADER, list);
    curl_easy_setopt(curl.get(), CURLOPT_POSTFIELDS, form.c_str());
    curl_easy_setopt(curl.get(), CURLOPT_WRITEFUNCTION, take_bytes);
    curl_easy_setopt(curl.get(), CURLOPT_WRITEDATA, &body);
    REQUIRE(curl_easy_perform(curl.get()) == CURLE_OK);
    curl_slist_free_all(list);
    long status = 0;
    curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &status);
    return {status, body};
}

}  // namespace

TEST_CASE("an officer decides on a statement on its page, with reason and end, and nobody else does", "[field]") {
    const TestFolder folder;
    write_config(folder);
    Served daemon(folder);
    red_alert(daemon);
    const std::string id = daemon.ask("POST", "/api/v1/statements", R"({"kind":"cannot_stop_safely","text":"炉温<800度不能停","name":"值班长赵某"})", 200, "plant").at("id");
    const auto post = [&](const std::string& who, const std::string& form) { return send_form(daemon, "/statements", who, form); };
    const std::string open = page(daemon, "/statements", "duty");
    CHECK(open.find("炉温&lt;800度不能停（值班长赵某）") != std::string::npos);
    CHECK(open.find("不能安全停产，全部生产线，<strong>待处理</strong>") != std::string::npos);
    CHECK(open.find("计划减排不变，计入缺口") != std::string::npos);
    CHECK(open.find("登记决定") != std::string::npos);
    CHECK(open.find("<a href=\"/statements\">企业说明</a>") != std::string::npos);
    const std::string seen = page(daemon, "/statements", "guest");
    CHECK(seen.find(id) != std::string::npos);
    CHECK(seen.find("值班长赵某") == std::string::npos);
    CHECK(seen.find("<form") == std::string::npos);

    const std::string yes = "id=" + id + "&accepted=true&reason=%E5%B1%9E%E5%AE%9E";
    CHECK(post("guest", yes + "&expires_at=2014-02-21T08:00:00%2B08:00").first == 403);
    CHECK(post("site", yes + "&expires_at=2014-02-21T08:00:00%2B08:00").first == 403);
    const auto endless = post("duty", yes);
    CHECK(endless.first == 409);
    CHECK(endless.second.find("同意须有截止时间") != std::string::npos);
    CHECK(post("duty", "id=" + id + "&accepted=true&reason=&expires_at=2014-02-21T08:00:00%2B08:00").first >= 400);
    CHECK(daemon.ask("GET", "/api/v1/statements", "", 200, "duty").at(0).at("state") == "open");
    CHECK(post("duty", yes + "&expires_at=2014-02-21T08:00:00%2B08:00").first == 303);
    const auto decided = daemon.ask("GET", "/api/v1/statements", "", 200, "duty").at(0);
    CHECK(decided.at("state") == "accepted");
    CHECK(decided.at("decided_by") == "duty");
    CHECK(decided.at("expires_at") == "2014-02-21T08:00:00+08:00");
    CHECK(page(daemon, "/statements", "duty").find("duty处理：同意，至") != std::string::npos);
    CHECK(post("duty", "id=" + id + "&accepted=false&reason=x&expires_at=nonsense").first == 303);
    CHECK(daemon.ask("GET", "/api/v1/statements", "", 200, "duty").at(0).at("state") == "not_accepted");
}

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
