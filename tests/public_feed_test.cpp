// SPDX-License-Identifier: Apache-2.0
// The public feed of a real daemon: closed until the government's publication is recorded (handbook K.5); the papers it
// hands out.
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "engine/browser_print.hpp"
#include "engine/demo_client.hpp"
#include "engine/demo_daemon.hpp"
#include "engine/demo_folder.hpp"
#include "engine/helper_program.hpp"
#include "engine/tokens.hpp"
#include "rules/time.hpp"
#include "tests/cap_schema.hpp"

using namespace qingkong;
namespace fs = std::filesystem;
using Catch::Matchers::Contains;

namespace {

constexpr const char* kOfficer = "token-of-the-officer";
constexpr const char* kFeed = "token-of-the-feed";

std::string config_text(int port, const std::string& further, bool exercise = false) {
    return fmt::format(R"(
[city]
id = "110100"
name = "示例市"
name_en = "Example City"
areas = [{{ id = "110101", name = "东区" }}, {{ id = "110102", name = "西区" }}]
[rules]
edition = "n2017"
[clock]
mode = "simulated"
start = "2014-02-20T08:00:00+08:00"
[store]
path = "q.db"
[http]
listen = "127.0.0.1:{}"
[mail]
smtp_url = "smtp://127.0.0.1:9"
tls = "none"
from = "duty@office.example"
[office]
name = "示例市应急指挥部办公室"
government = "示例市人民政府"
plan_title = "《示例市重污染天气应急预案》"
document_prefix = "攻坚办"
contact = "值班室"
telephone = "010-00000000"
exercise = {}
{}
[[account]]
id = "duty"
role = "officer"
area = "all"
token_hash = "{}"
[[account]]
id = "air"
role = "feed"
area = "all"
token_hash = "{}"
)", port, exercise, further, token_hash(kOfficer), token_hash(kFeed));
}

std::string hours(const char* key, Hour first, int count, int aqi) {
    std::string rows;
    for (int i = 0; i < count; ++i)
        rows += fmt::format("{}{{\"{}\":\"{}\",\"aqi\":{}}}", i == 0 ? "" : ",", key, format_hour(first + i), aqi);
    return rows;
}

/// A daemon in a folder of its own, with an orange-or-lower proposal open.
struct Running {
    fs::path folder;
    std::unique_ptr<DemoDaemon> daemon;
    std::unique_ptr<DemoClient> client;
    int port = 0;

    explicit Running(const std::string& further, bool exercise = false) {
        folder = fs::temp_directory_path() / fmt::format("qingkong-feed-{}-{}", ::getpid(), fmt::ptr(this));
        fs::remove_all(folder);
        fs::create_directories(folder);
        for (int attempt = 0; attempt < 3 && !client; ++attempt) {
            port = free_ports().http;
            std::string text = config_text(port, further, exercise);
            if (text.find("examples/city") != std::string::npos) {    // the inventory's own areas
                const std::string two = "areas = [{ id = \"110101\", name = \"东区\" }, { id = \"110102\", name = \"西区\" }]";
                text.replace(text.find(two), two.size(),
                             "areas = [{ id = \"990101\", name = \"东城\" }, { id = \"990102\", name = \"西城\" }, "
                             "{ id = \"990103\", name = \"南郊\" }, { id = \"990104\", name = \"北郊\" }]");
            }
            std::ofstream(folder / "q.toml") << text;
            daemon = std::make_unique<DemoDaemon>(QINGKONG_BINARY, (folder / "q.toml").string(), (folder / "log").string(),
                                                  (folder / "pid").string());
            REQUIRE(daemon->start());
            auto one = std::make_unique<DemoClient>(fmt::format("http://127.0.0.1:{}", port), [this] { return daemon->revive(); },
                                                    [this] { daemon->was_ready(); }, [] { return false; });
            if (one->wait_ready()) client = std::move(one);
        }
        REQUIRE(client);
        const Hour now = *parse_hour("2014-02-20T08:00");
        post("/api/v1/observations", kFeed, fmt::format("{{\"area\":\"all\",\"rows\":[{}]}}", hours("time", now - 23, 24, 100)));
        post("/api/v1/forecasts", kFeed,
             fmt::format("{{\"area\":\"all\",\"issued_at\":\"2014-02-20T08:00:00+08:00\",\"hourly\":[{},{}]}}",
                         hours("valid_at", now + 1, 50, 230), hours("valid_at", now + 51, 42, 140)));
    }
    ~Running() {
        if (daemon) daemon->stop();
        fs::remove_all(folder);
    }
    std::string post(const std::string& path, const char* token, const std::string& body) {
        const auto answer = client->call("POST", path, token, body);
        REQUIRE(answer);
        INFO(path << " " << answer->body);
        CHECK(answer->status == 200);
        return answer->body;
    }
    int status_as(const char* token, const std::string& path) {
        const auto answer = client->call("GET", path, token);
        REQUIRE(answer);
        return answer->status;
    }
    int status(const std::string& path) { return status_as("", path); }
    DemoAnswer answer(const std::string& path, const std::string& body) {
        const auto one = client->call("POST", path, kOfficer, body);
        REQUIRE(one);
        return *one;
    }
    std::string get(const std::string& path, const char* token = "") {
        const auto answer = client->call("GET", path, token);
        REQUIRE(answer);
        INFO(path << " " << answer->body);
        CHECK(answer->status == 200);
        return answer->body;
    }
    void sign() { post("/api/v1/proposals/P0001/sign", kOfficer, "{}"); }
    void publish() {
        post("/api/v1/transitions/A2014-01.1/publish", kOfficer,
             R"({"by":"示例市人民政府","at":"2014-02-20T08:00:00+08:00","channel":"政府网站"})");
    }
};

const std::string kCap = "[cap]\nfeed = true\nsender = \"example-gkb\"\ncap_severity_style = \"national\"\n";

}  // namespace

TEST_CASE("the feed is closed before the publication, open after it, and every message is valid") {
    Running running(kCap);
    CHECK(running.status("/feeds/cap.atom") == 404);
    running.sign();
    CHECK(running.status("/feeds/cap.atom") == 404);
    CHECK(running.status("/feeds/cap/A2014-01.1.xml") == 404);
    CHECK_THAT(running.get("/api/v1/notices/A2014-01.1?format=text", kOfficer), Contains("尚未由示例市人民政府对外发布，不得公开"));
    running.publish();
    const std::string feed = running.get("/feeds/cap.atom");
    CHECK_THAT(feed, Contains("示例市发布重污染天气黄色预警"));
    const size_t at = feed.find("/feeds/cap/110100"), end = feed.find(".xml", at);
    REQUIRE(end != std::string::npos);
    const std::string xml = running.get(feed.substr(at, end + 4 - at));
    CHECK(xml == running.get("/feeds/cap/A2014-01.1.xml"));
    for (const std::string& schema : papers::cap_schemas()) CHECK(papers::schema_errors(xml, schema) == "");
    CHECK_THAT(running.get("/feeds/national/A2014-01.1.xml"), Contains("<severity>Yellow</severity>"));
    CHECK(running.status("/feeds/cap/A2014-01.2.xml") == 404);
    for (const char* format : {"text", "html"})
        CHECK_THAT(running.get(std::string("/api/v1/notices/A2014-01.1?format=") + format, kOfficer),
                   Contains("发布时间：2014年2月20日8时") && !Contains("不得公开"));
}

TEST_CASE("without [cap] feed, in an exercise and in a demonstration nothing is ever public") {
    const bool exercise = GENERATE(false, true);
    const bool demo = GENERATE(false, true);
    std::string further;
    if (demo) further = kCap + "[demo]\nloopback_only = true\n";
    if (exercise) further = kCap;
    if (exercise && demo) return;
    Running running(further, exercise);
    running.sign();
    running.publish();
    CHECK(running.status("/feeds/cap.atom") == 404);
    CHECK(running.status("/feeds/cap/A2014-01.1.xml") == 404);
    CHECK(running.status("/feeds/national/A2014-01.1.xml") == 404);
}

TEST_CASE("the daemon hands out every paper in the form that is asked for") {
    Running running("[inventory]\nfolder = \"" QINGKONG_SOURCE_DIR "/examples/city\"\n");
    for (const char* paper : {"opinion", "report", "form"})
        CHECK_THAT(running.get(std::string("/api/v1/proposals/P0001/papers/") + paper + "?format=txt", kOfficer), Contains("黄色预警"));
    running.sign();
    const std::string of_step = "/api/v1/transitions/A2014-01.1/";
    CHECK_THAT(running.get(of_step + "notice?format=txt", kOfficer), Contains("关于发布重污染天气黄色预警启动Ⅲ级应急响应的通知"));
    CHECK_THAT(running.get(of_step + "notice", kOfficer), Contains("<p class=\"issuer\">示例市应急指挥部办公室</p>"));
    CHECK_THAT(running.get(of_step + "public_notice?format=txt&cause=%E9%9D%99%E7%A8%B3&primary=PM2.5&peak_aqi=230", kOfficer),
               Contains("三、污染成因\n静稳；首要污染物为PM2.5；预测AQI峰值230。"));
    const std::string units = running.get(of_step + "task_sheets", kOfficer);
    CHECK_THAT(units, Contains("教育") || Contains("宣传部门"));
    CHECK_THAT(running.get(of_step + "task_sheets/%E5%AE%A3%E4%BC%A0%E9%83%A8%E9%97%A8?format=txt", kOfficer), Contains("宣传部门：\n"));
    CHECK(running.status_as(kOfficer, of_step + "notice?format=doc") == 400);
    CHECK(running.status_as(kOfficer, "/api/v1/transitions/A2014-01.9/notice") == 404);
    CHECK(running.status_as("", of_step + "notice") == 401);
    if (!find_program({"pandoc"}).empty()) CHECK(running.get(of_step + "notice?format=docx", kOfficer).substr(0, 2) == "PK");
    if (!find_browser().empty()) CHECK(running.get(of_step + "notice?format=pdf", kOfficer).substr(0, 5) == "%PDF-");
}

TEST_CASE("documents without an alert and the vehicle notice are composed from what the officer says") {
    Running running("");
    const std::string tip = running.post("/api/v1/documents/tip?format=txt", kOfficer,
                                         R"({"kind":"dust","areas":["110101"],"from":"2014-02-20T14:00:00+08:00","cause":"上游沙尘","primary":["PM10"]})");
    CHECK_THAT(tip, Contains("关于沙尘天气的健康防护提示\n") && Contains("受上游沙尘影响，预计2月20日14时起，我市东区将出现沙尘天气，首要污染物为PM10。本提示不是重污染天气预警，不启动应急响应。"));
    CHECK(running.answer("/api/v1/documents/tip", R"({"kind":"temporary_control"})").status == 422);
    CHECK(running.answer("/api/v1/documents/tip", R"({"kind":"storm"})").status == 400);
    CHECK(running.answer("/api/v1/documents/tip", R"({"kind":"dust","areas":["999999"]})").status == 400);
    const auto ask = [&](const std::string& until, const std::string& further) {
        return running.answer("/api/v1/documents/vehicle_notice",
                              R"({"from":"2014-02-21T00:00:00+08:00","until":")" + until +
                                  R"(","rules":["单号单日、双号双日通行"],"roads":["三环路（含）以内"],"detours":["绕城公路"])" + further + "}");
    };
    CHECK(ask("2014-02-28T00:00:00+08:00", "").status == 200);
    const DemoAnswer longer = ask("2014-03-20T00:00:00+08:00", "");
    CHECK(longer.status == 422);
    CHECK_THAT(longer.body, Contains("JY2018-80"));
    CHECK(ask("2014-03-20T00:00:00+08:00",
              R"(,"filing":{"authority":"省公安厅交警总队","document_no":"省交警备〔2014〕2号","filed_at":"2014-02-10T09:00:00+08:00","approved":true})")
              .status == 200);
}
