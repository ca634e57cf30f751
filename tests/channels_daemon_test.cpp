// SPDX-License-Identifier: Apache-2.0
// The daemon itself with a real receiver beside it and no mail server at all.
#include "tests/http_sink.hpp"
#include "tests/served_daemon.hpp"

using namespace qingkong;
using namespace qingkong::office;

namespace {

void write(const std::filesystem::path& path, const std::string& text) { std::ofstream(path, std::ios::binary) << text; }

void write_config(const TestFolder& folder, const HttpSink& sink) {
    std::string text = office::example_city_text(
        "[[channel]]\nid = \"province\"\nkind = \"webhook\"\nurl = \"" + sink.url("/hook") + "\"\nsecret_file = \"hook.key\"\n"
        "[[channel]]\nid = \"group\"\nkind = \"dingtalk\"\nurl_file = \"ding.url\"\nsecret_file = \"ding.key\"\n"
        "[watch]\nchannels = [\"province\", \"group\"]\nfailures = 10000\nheartbeat_file = \"alive\"\nheartbeat_url = \"" + sink.url("/ok") + "\"\n" +
        account("duty", "officer") + account("air", "feed") + account("root", "admin") + account("guest", "viewer"));
    const auto put = [&](const std::string& from, const std::string& to) { text.replace(text.find(from), from.size(), to); };
    put("[mail]", "[http]\nlisten = \"127.0.0.1:0\"\n[mail]");
    put("smtp://127.0.0.1:2525", "smtp://127.0.0.1:1");    // nobody listens
    write(folder.path / "qingkong.toml", text);
    write(folder.path / "hook.key", "shared key\n");
    write(folder.path / "ding.key", "SEC\n");
    write(folder.path / "ding.url", sink.url("/errcode/0?access_token=x") + "\n");
}

std::vector<nlohmann::json> of_path(const HttpSink& sink, const std::string& path) {
    std::vector<nlohmann::json> out;
    for (auto& one : sink.requests())
        if (one.at("path").get<std::string>().rfind(path, 0) == 0) out.push_back(std::move(one));
    return out;
}

}  // namespace

TEST_CASE("with the mail server down the daemon tells by other channels, says so, and puts who was not told before a person") {
    const HttpSink sink("shared key");
    const TestFolder folder;
    write_config(folder, sink);
    Served daemon(folder);
    const Hour now = parse_hour("2014-02-20T08:00").value();
    daemon.ask("POST", "/api/v1/observations", fmt::format("{{\"area\":\"all\",\"rows\":[{}]}}", office::rows("time", now - 23, office::run({{230, 24}}))), 200, "air");
    daemon.ask("POST", "/api/v1/forecasts",
               fmt::format("{{\"area\":\"all\",\"issued_at\":\"2014-02-20T08:00:00+08:00\",\"hourly\":[{}]}}", office::rows("valid_at", now + 1, office::run({{230, 70}, {60, 40}}))),
               200, "air");
    daemon.ask("POST", "/api/v1/proposals/P0001/sign", "{}", 200, "duty");
    daemon.ask("POST", "/api/v1/clock", R"({"to":"2014-02-20T08:10:00+08:00"})", 200, "root");
    // The common notice is there, signed, while no mail got out.
    const auto notices = of_path(sink, "/hook");
    REQUIRE(notices.size() == 1);
    CHECK(nlohmann::json::parse(notices[0].at("body").get<std::string>()).at("document_no") == "攻坚办〔2014〕1号");
    CHECK(daemon.ask("GET", "/api/v1/outbox?channel=webhook", "", 200, "duty").at(0).at("state") == "sent");
    const auto group = of_path(sink, "/errcode/0");
    REQUIRE(group.size() == 1);
    CHECK(group[0].at("path").get<std::string>().find("&sign=") != std::string::npos);
    const auto mails = daemon.ask("GET", "/api/v1/outbox?channel=mail&purpose=order&limit=10000", "", 200, "duty");
    REQUIRE(mails.size() > 10);
    CHECK(mails.at(0).at("state") == "deferred");
    CHECK(daemon.client().call("GET", "/readyz", "", "")->body == "ready\n");

    daemon.ask("POST", "/api/v1/clock", R"({"to":"2014-02-20T09:30:00+08:00"})", 200, "root");
    const auto ready = daemon.client().call("GET", "/readyz", "", "");
    CHECK(ready->status == 200);    // it decides and serves
    CHECK_THAT(ready->body, Catch::Contains("fault mail since 2014-02-20T09:30:00+08:00: mail is stuck"));
    const auto hook = of_path(sink, "/hook");
    REQUIRE(hook.size() == 2);
    const auto alarm = nlohmann::json::parse(hook[1].at("body").get<std::string>());
    CHECK(alarm.at("kind") == "alarm");
    CHECK(alarm.at("subject") == "mail");
    daemon.ask("POST", "/api/v1/clock", R"({"to":"2014-02-20T09:40:00+08:00"})", 200, "root");
    CHECK(of_path(sink, "/hook").size() == 2);    // told once
    daemon.end(SIGKILL);
    daemon.start();
    daemon.ask("POST", "/api/v1/clock", R"({"to":"2014-02-20T09:41:00+08:00"})", 200, "root");
    CHECK(of_path(sink, "/hook").size() == 2);    // also after a restart
    CHECK(read_bytes(folder.path / "alive") == "2014-02-20T09:41:00+08:00\n");

    // More than an hour without an answer: all of them are on the list, with their numbers.
    const auto list = daemon.ask("GET", "/api/v1/alerts/A2014-01/telephone-list", "", 200, "duty");
    CHECK(list.at("calls").size() >= mails.size());
    CHECK(list.at("calls").at(0).at("state") == "unconfirmed");
    CHECK(list.at("calls").at(0).at("telephone").get<std::string>().rfind("000-0000-", 0) == 0);
    daemon.ask("GET", "/api/v1/alerts/A2014-01/telephone-list", "", 403, "guest");
    daemon.ask("GET", "/api/v1/alerts/A9/telephone-list", "", 404, "duty");
    const std::string id = std::to_string(list.at("calls").at(0).at("delivery").get<int64_t>()), path = "/api/v1/deliveries/" + id + "/acknowledge";
    daemon.ask("POST", path, R"({"told_by":"李四"})", 403, "guest");
    daemon.ask("POST", path, "{}", 400, "duty");
    CHECK(daemon.ask("POST", path, R"({"told_by":"李四","note":"已停产"})", 200, "duty").at("repeated") == false);
    CHECK(daemon.ask("POST", path, R"({"told_by":"李四"})", 200, "duty").at("repeated") == true);
    const auto rate = daemon.ask("GET", "/api/v1/alerts/A2014-01/acknowledgements", "", 200, "guest");
    CHECK(rate.at("all").at("confirmed") == 1);
    CHECK(rate.at("all").at("confirmed_within_hour") == 0);
    const auto page = daemon.client().call("GET", "/calls", "token-of-duty", "");
    CHECK(page->status == 200);
    CHECK(page->body.find("超过60分钟未确认") != std::string::npos);
    CHECK(page->body.find("邮件发送受阻") != std::string::npos);
    CHECK(page->body.find("李四") == std::string::npos);

    // The link: looking confirms nothing, pressing does.
    const auto bytes = daemon.client().call("GET", "/api/v1/outbox/" + std::to_string(mails.at(1).at("id").get<int64_t>()) + "?format=json", "token-of-duty", "");
    CHECK(nlohmann::json::parse(bytes->body).at("confirmed_at").is_null());
    CHECK(daemon.client().call("GET", "/ack/nothing", "", "")->status == 404);
    CHECK(daemon.client().call("GET", "/a/nothing", "", "")->status == 404);

    const std::string url = "--url " + daemon.url() + " --token-file officer.token";
    write(folder.path / "officer.token", "token-of-duty\n");
    const ProgramRun ledger = run_in_shell(folder, "qingkong outbox ledger --alert A2014-01 " + url);
    CHECK(ledger.status == 0);
    CHECK(ledger.out.rfind("id,transition,enterprise_id,enterprise,area,channel,purpose,to,state,", 0) == 0);
    CHECK(ledger.out.find(",telephone,duty,") != std::string::npos);
    CHECK(run_in_shell(folder, "qingkong outbox ledger " + url).status == 1);
    const ProgramRun listed = run_in_shell(folder, "qingkong outbox list --channel dingtalk --format csv " + url);
    CHECK(listed.out.find(",sent,dingtalk,notice,") != std::string::npos);
    const ProgramRun called = run_in_shell(folder, "qingkong alert ack " + std::to_string(mails.at(1).at("id").get<int64_t>()) + " --told-by 值班室 " + url);
    INFO(called.out << called.err);
    CHECK(called.status == 0);
    daemon.end(SIGTERM);
    CHECK(run_in_shell(folder, "qingkong journal verify --config qingkong.toml").status == 0);
    const ProgramRun again = run_in_shell(folder, "qingkong journal rerun all --config qingkong.toml");
    INFO(again.out << again.err);
    CHECK(again.status == 0);
}
