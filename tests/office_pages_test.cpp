// SPDX-License-Identifier: Apache-2.0
// Pages and verbs of the office against a real daemon: who may, what a form does, and that nobody else changes anything.
#include <curl/curl.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <regex>

#include "engine/demo_client.hpp"
#include "engine/demo_daemon.hpp"
#include "engine/demo_folder.hpp"
#include "engine/tokens.hpp"
#include "tests/service_fixture.hpp"

using namespace qingkong;
using Catch::Matchers::Contains;
using std::string;

namespace {

constexpr const char* kPassword = "Qing-kong-2026";

struct Page {
    int status = 0;
    string body, location, cookie;
};

size_t take_body(char* bytes, size_t size, size_t count, void* into) {
    static_cast<string*>(into)->append(bytes, size * count);
    return size * count;
}

/// A browser: a cookie, forms, and never a redirect followed unseen.
Page browse(const string& url, const std::vector<string>& headers = {}, const char* form = nullptr) {
    Page page;
    string head;
    const std::unique_ptr<CURL, void (*)(CURL*)> curl(curl_easy_init(), curl_easy_cleanup);
    curl_slist* list = nullptr;
    if (headers.empty() || headers.front().rfind("Accept", 0) != 0) list = curl_slist_append(list, "Accept: text/html,*/*");
    for (const string& one : headers) list = curl_slist_append(list, one.c_str());
    curl_easy_setopt(curl.get(), CURLOPT_URL, url.c_str());
    curl_easy_setopt(curl.get(), CURLOPT_PROXY, "");
    curl_easy_setopt(curl.get(), CURLOPT_HTTPHEADER, list);
    curl_easy_setopt(curl.get(), CURLOPT_WRITEFUNCTION, take_body);
    curl_easy_setopt(curl.get(), CURLOPT_WRITEDATA, &page.body);
    curl_easy_setopt(curl.get(), CURLOPT_HEADERFUNCTION, take_body);
    curl_easy_setopt(curl.get(), CURLOPT_HEADERDATA, &head);
    if (form != nullptr) curl_easy_setopt(curl.get(), CURLOPT_POSTFIELDS, form);
    REQUIRE(curl_easy_perform(curl.get()) == CURLE_OK);
    curl_slist_free_all(list);
    long status = 0;
    curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &status);
    page.status = static_cast<int>(status);
    std::smatch found;
    if (std::regex_search(head, found, std::regex("Location: ([^\r\n]+)"))) page.location = found[1];
    if (std::regex_search(head, found, std::regex("Set-Cookie: ([^;\r\n]+)"))) page.cookie = found[1];
    return page;
}

string account(const string& id, const string& role) {
    return fmt::format("[[account]]\nid = \"{}\"\nrole = \"{}\"\narea = \"all\"\ntoken_hash = \"{}\"\n", id, role, token_hash("token-of-" + id));
}

/// A daemon with one open proposal and the people `duty` (officer), `guest` (viewer), `plant` (enterprise), `boss` (admin).
struct Bureau {
    TestFolder folder;
    std::unique_ptr<DemoDaemon> daemon;
    std::unique_ptr<DemoClient> client;
    string url;

    Bureau() {
        for (int attempt = 0; attempt < 3 && !client; ++attempt) {
            const int port = free_ports().http;
            url = fmt::format("http://127.0.0.1:{}", port);
            string text = office::config_text(account("air", "feed") + account("root", "admin") + account("watcher", "viewer") + account("works", "enterprise") +
                                              account("night", "officer"));
            text.replace(text.find("[mail]"), 6, fmt::format("[http]\nlisten = \"127.0.0.1:{}\"\n[mail]", port));
            std::ofstream(folder.path / "qingkong.toml", std::ios::binary) << text;
            if (attempt == 0) {
                const ProgramRun made = run_in_shell(folder, fmt::format("printf '%s\\n' {} | qingkong user add boss --password-stdin --config qingkong.toml", kPassword));
                INFO(made.err);
                REQUIRE(made.status == 0);
            }
            daemon = std::make_unique<DemoDaemon>(QINGKONG_BINARY, (folder.path / "qingkong.toml").string(), (folder.path / "log").string(), (folder.path / "pid").string());
            REQUIRE(daemon->start());
            auto one = std::make_unique<DemoClient>(url, [this] { return daemon->revive(); }, [this] { daemon->was_ready(); }, [] { return false; });
            if (one->wait_ready()) client = std::move(one);
        }
        REQUIRE(client);
        const Hour now = parse_hour("2014-02-20T08:00").value();
        ask("POST", "/api/v1/observations", fmt::format("{{\"area\":\"all\",\"rows\":[{}]}}", office::rows("time", now - 23, office::run({{100, 24}}))), "air");
        ask("POST", "/api/v1/forecasts",
            fmt::format("{{\"area\":\"all\",\"issued_at\":\"2014-02-20T08:00:00+08:00\",\"hourly\":[{}]}}", office::rows("valid_at", now + 1, office::run({{230, 50}, {140, 42}}))),
            "air");
    }
    ~Bureau() { daemon->stop(); }
    nlohmann::json ask(const string& method, const string& path, const string& body, const string& who) {
        const auto answer = client->call(method, path, "token-of-" + who, body);
        REQUIRE(answer);
        INFO(method << " " << path << " " << answer->body);
        CHECK(answer->status == 200);
        return nlohmann::json::parse(answer->body, nullptr, false);
    }
    /// The cookie of one who signs in by the form; empty where that fails.
    string sign_in(const string& user, const string& password = kPassword) {
        const Page page = browse(url + "/login", {"Origin: " + url}, ("user=" + user + "&password=" + password + "&next=%2Fdesk").c_str());
        return page.status == 303 ? "Cookie: " + page.cookie : "";
    }
    Page post(const string& cookie, const string& path, const string& form, const string& origin = "own") {
        return browse(url + path, {cookie, "Origin: " + (origin == "own" ? url : origin)}, form.c_str());
    }
    string read(const string& cookie, const string& path) { return browse(url + path, {cookie}).body; }
    void add_user(const string& boss, const string& id, const string& role) {
        const Page made = post(boss, "/users", fmt::format("id={}&name=&password={}&role={}&area_all=1", id, kPassword, role));
        CHECK(made.status == 303);
        CHECK_THAT(read(boss, "/users"), Contains("已保存账号 " + id));
    }
    size_t journal() { return ask("GET", "/api/v1/journal", "", "root").size(); }
    string open_proposals() { return ask("GET", "/api/v1/proposals", "", "root").dump(); }
};

string value_of(const string& html, const string& name) {
    std::smatch found;
    return std::regex_search(html, found, std::regex("name=\"" + name + "\" value=\"([^\"]*)\"")) ? found[1].str() : "";
}

}  // namespace

TEST_CASE("a browser without a session is led to the sign-in and back, a program gets its JSON") {
    Bureau office;
    for (const string path : {"/returns", "/papers", "/desk", "/users", "/account"}) {
        const Page page = browse(office.url + path);
        INFO(path);
        CHECK(page.status == 303);
        CHECK(page.location == "/login?next=" + path);
        const Page program = browse(office.url + path, {"Accept: application/json"});
        CHECK(program.status == 401);
        CHECK_THAT(program.body, Contains("sign_in"));
    }
    CHECK(browse(office.url + "/api/v1/users").status == 401);
    CHECK(browse(office.url + "/api/v1/notices/A2014-01.1").status == 401);
}

TEST_CASE("the administrator made on the server signs in, makes an officer, and the officer signs by form, once") {
    Bureau office;
    CHECK(office.sign_in("boss", "wrong").empty());
    const string boss = office.sign_in("boss");
    REQUIRE_FALSE(boss.empty());
    office.add_user(boss, "duty", "officer");
    const string duty = office.sign_in("duty");
    REQUIRE_FALSE(duty.empty());
    CHECK(browse(office.url + "/users", {duty}).status == 403);
    const string desk = office.read(duty, "/desk");
    CHECK_THAT(desk, Contains("同意签发") && Contains("建议发布") && Contains("name=\"version\" value=\"1\""));
    const string form = fmt::format("once={}&version=1&comment=%E5%90%8C%E6%84%8F&approval_manner=telephone&approval_at=2014-02-20T07%3A30&record_note=%E5%BC%A0+%3Cb%3E",
                                    value_of(desk, "once"));
    const size_t before = office.journal();
    CHECK(office.post(duty, "/desk/proposals/P0001/sign", form, "http://evil.example").status == 403);
    CHECK(office.post(duty, "/desk/proposals/P0001/sign", form, "null").status == 403);
    CHECK(office.journal() == before);
    CHECK(office.post(duty, "/desk/proposals/P0001/sign", form).location == "/desk");
    const string after = office.read(duty, "/desk");
    CHECK_THAT(after, Contains("已签发：攻坚办〔2014〕1号") && Contains("电话批示") && Contains("尚未由示例市人民政府对外发布，不得公开"));
    CHECK(after.find("<b>张") == string::npos);
    const size_t signed_entries = office.journal();
    CHECK(office.post(duty, "/desk/proposals/P0001/sign", form).status == 303);
    CHECK_THAT(office.read(duty, "/desk"), Contains("已签发") && Contains("重复提交，未再次执行"));
    CHECK(office.post(duty, "/desk/proposals/P0001/sign", "once=other&version=1").status == 303);
    CHECK_THAT(office.read(duty, "/desk"), Contains("此前已办理，未重复执行"));
    CHECK(office.journal() == signed_entries);
    CHECK(office.ask("GET", "/api/v1/alerts", "", "root").size() == 1);
}

TEST_CASE("an officer corrects, records the publication and plays a drill by form, a refusal comes in words") {
    Bureau office;
    const string boss = office.sign_in("boss");
    office.add_user(boss, "duty", "officer");
    const string duty = office.sign_in("duty");
    office.post(duty, "/desk/proposals/P0001/sign", "version=1&response_start=2014-02-20T20%3A00");
    const string desk = office.read(duty, "/desk");
    CHECK_THAT(desk, Contains("更正（补充通知，响应启动前）") && Contains("记录已由政府发布"));
    office.post(duty, "/desk/alerts/A2014-01/correct", "level=orange&reason=%E9%A2%84%E6%8A%A5%E8%B0%83%E6%95%B4");
    CHECK_THAT(office.read(duty, "/desk"), Contains("已更正：攻坚办〔2014〕2号（A2014-01.2）") && Contains("已由补充通知代替"));
    office.post(duty, "/desk/transitions/A2014-01.2/publish", "by=%E7%A4%BA%E4%BE%8B%E5%B8%82%E4%BA%BA%E6%B0%91%E6%94%BF%E5%BA%9C");
    CHECK_THAT(office.read(duty, "/desk"), Contains("已记录政府发布") && Contains("已由示例市人民政府发布"));
    office.post(duty, "/desk/alerts/A2014-01/extend", "until=2014-02-25T12%3A00&reason=");
    CHECK_THAT(office.read(duty, "/desk"), Contains("未能执行："));
    office.post(duty, "/desk/drills", "area_990101=1&level=red&reason=%E6%BC%94%E7%BB%83");
    CHECK_THAT(office.read(duty, "/desk"), Contains("【演练】已启动") && Contains("<h3>【演练】"));
    CHECK(office.ask("GET", "/api/v1/state", "", "root").dump().find("\"red\"") == string::npos);
}

TEST_CASE("a stranger, a viewer and an enterprise change nothing by page, form or verb") {
    Bureau office;
    const string boss = office.sign_in("boss");
    office.add_user(boss, "guest", "viewer");
    office.add_user(boss, "plant", "enterprise");
    const string guest = office.sign_in("guest"), plant = office.sign_in("plant");
    REQUIRE_FALSE((guest.empty() || plant.empty()));
    const string desk = office.read(guest, "/desk");
    CHECK_THAT(desk, Contains("账号没有签发权限，仅供查看"));
    CHECK(desk.find("<form") == string::npos);
    CHECK(browse(office.url + "/desk", {plant}).status == 403);
    CHECK(browse(office.url + "/returns", {plant}).status == 403);
    const size_t before = office.journal();
    const string proposals = office.open_proposals();
    const std::vector<std::pair<string, string>> forms = {
        {"/desk/proposals/P0001/sign", "version=1"}, {"/desk/proposals/P0001/refuse", "reason=x"}, {"/desk/alerts", "area_all=1&level=red&reason=x"},
        {"/desk/drills", "area_all=1&level=red&reason=x"}, {"/desk/alerts/A2014-01/release", "reason=x"}, {"/users", "id=thief&role=admin&area_all=1&password=Qing-kong-2026"},
        {"/users/guest/grant", "role=officer&area_all=1"}, {"/users/boss/disable", "disabled=1"}};
    for (const auto& [path, form] : forms) {
        INFO(path);
        CHECK(office.post("X-Nobody: 1", path, form).status == 401);
        CHECK(office.post(guest, path, form).status == 403);
        CHECK(office.post(plant, path, form).status == 403);
    }
    for (const string who : {"", "token-of-watcher", "token-of-works", "token-of-nobody"})
        for (const string act : {"sign P0001", "refuse P0001 --reason x", "raise --area all --level red --reason x", "raise --exercise --area all --level red --reason x"}) {
            const ProgramRun run = run_in_shell(office.folder, fmt::format("QINGKONG_TOKEN='{}' qingkong alert {} --url {}", who, act, office.url));
            INFO(who << " " << act << " " << run.out);
            CHECK(run.status == 1);
            CHECK_THAT(run.err, Contains("error: "));
        }
    CHECK(office.journal() == before);
    CHECK(office.open_proposals() == proposals);
    CHECK(office.ask("GET", "/api/v1/alerts", "", "root").empty());
}

TEST_CASE("the verbs alert and outbox carry the officer's commands, with the exit status of the interface") {
    Bureau office;
    std::ofstream(office.folder.path / "officer.token") << "token-of-night\n";
    const auto run = [&](const string& line, int status) {
        const ProgramRun one = run_in_shell(office.folder, "qingkong " + line + " --token-file officer.token --url " + office.url);
        INFO(line << "\n" << one.out << one.err);
        CHECK(one.status == status);
        return one.out + one.err;
    };
    CHECK_THAT(run("alert list --format csv", 0), Contains("P0001,proposal,all,issue,"));
    CHECK_THAT(run("alert show P0001", 0), Contains("\"findings\""));
    CHECK_THAT(run("alert show A2014-09", 1), Contains("no such alert"));
    CHECK_THAT(run("alert sign P0001 --comment ok --start 2014-02-20T20:00", 0), Contains("A2014-01.1"));
    CHECK_THAT(run("alert sign P0001", 0), Contains("done before"));
    CHECK_THAT(run("alert correct A2014-01 --level orange --reason forecast", 0), Contains("A2014-01.2"));
    CHECK_THAT(run("alert publish A2014-01.2 --by 示例市人民政府", 0), Contains("A2014-01.2"));
    run("alert suspend A2014-01 --reason 短时改善", 0);
    run("alert resume A2014-01 --reason 污染再次累积", 0);
    CHECK_THAT(run("alert raise --exercise --area 990101 --level red --reason drill", 0), Contains("D2014-01.1"));
    CHECK_THAT(run("alert list --format csv", 0), Contains("D2014-01,drill,990101,"));
    run("alert extend A2014-02", 2);
    run("outbox list --format csv", 0);
    CHECK_THAT(run("outbox show 999", 1), Contains("no such delivery"));
    CHECK_THAT(run("outbox retry 999", 1), Contains("cannot be sent again"));
    CHECK(run_in_shell(office.folder, "qingkong alert list --url http://127.0.0.1:1").status == 2);
    CHECK(run_in_shell(office.folder, "qingkong alert list --token-file none").status == 2);
}

TEST_CASE("accounts on the server: only while the daemon is stopped, no weak password, none as an argument") {
    Bureau office;
    const auto user = [&](const string& line) { return run_in_shell(office.folder, line); };
    const ProgramRun running = user(fmt::format("printf '%s\\n' {} | qingkong user add second --password-stdin", kPassword));
    CHECK(running.status == 2);
    CHECK_THAT(running.err, Contains("PUT /api/v1/users/{id}"));
    CHECK_THAT(user("qingkong user list --format csv").out, Contains("boss,,admin,all,false"));
    office.daemon->stop();
    CHECK(user("printf 'short\\n' | qingkong user add second --password-stdin").status == 2);
    CHECK(user("qingkong user add second").status == 2);
    CHECK(user(fmt::format("printf '%s\\n' {} | qingkong user add night --password-stdin", kPassword)).status == 2);
    CHECK(user(fmt::format("printf '%s\\n' {} | qingkong user add second --role officer --area 990101 --password-stdin", kPassword)).status == 0);
    CHECK(user("printf 'Another-one-77\\n' | qingkong user passwd second --password-stdin").status == 0);
    CHECK(user("qingkong user disable second").status == 0);
    CHECK_THAT(user("qingkong user list --format csv").out, Contains("second,,officer,990101,true"));
    const ProgramRun journal = user("qingkong journal show --format csv");
    CHECK_THAT(journal.out, Contains("server"));
    CHECK(user("qingkong journal verify").status == 0);
}
