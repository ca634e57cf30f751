// SPDX-License-Identifier: Apache-2.0
// People before the daemon itself: who signs in, who may do what where, and what a stranger can change.
#include "engine/password.hpp"
#include "tests/served_daemon.hpp"

using namespace qingkong;
using namespace qingkong::office;

namespace {

constexpr const char* kPassword = "Chang-An-2014";

void write_config(const TestFolder& folder, const std::string& more = "") {
    std::string text = config_text(account("root", "admin") + account("air", "feed") + more);
    text.replace(text.find("[mail]"), 6, "[http]\nlisten = \"127.0.0.1:0\"\n[mail]");
    std::ofstream(folder.path / "qingkong.toml", std::ios::binary) << text;
}

std::string grants(const std::string& role, const std::string& area) {
    return fmt::format(R"({{"password":"{}","grants":[{{"role":"{}","areas":["{}"]}}]}})", kPassword, role, area);
}

/// The token of a session, as a page's script would hold it.
std::string sign_in(Served& daemon, const std::string& user, const std::string& password = kPassword) {
    const auto answer = daemon.client().call("POST", "/api/v1/login", "", nlohmann::json{{"user", user}, {"password", password}}.dump());
    REQUIRE(answer);
    return answer->status == 200 ? nlohmann::json::parse(answer->body).at("token").get<std::string>() : "";
}

int status(Served& daemon, const std::string& method, const std::string& path, const std::string& token, const std::string& body = "") {
    const auto answer = daemon.client().call(method, path, token, body);
    REQUIRE(answer);
    return answer->status;
}

}  // namespace

TEST_CASE("a user signs in with a password, and in each area does only what the role there allows") {
    const TestFolder folder;
    write_config(folder);
    Served daemon(folder);
    daemon.ask("PUT", "/api/v1/users/east", R"({"password":")" + std::string(kPassword) +
                   R"(","grants":[{"role":"officer","areas":["990101"]},{"role":"viewer","areas":["all"]}]})", 200, "root");
    const std::string session = sign_in(daemon, "east");
    REQUIRE_FALSE(session.empty());
    const std::string raise_east = R"({"area":"990101","level":"blue","reason":"加严"})";
    const std::string raise_west = R"({"area":"990102","level":"blue","reason":"加严"})";
    const std::string raise_city = R"({"area":"all","level":"blue","reason":"加严"})";
    // A viewer of the whole city is no officer of it.
    CHECK(status(daemon, "POST", "/api/v1/alerts", session, raise_west) == 403);
    CHECK(status(daemon, "POST", "/api/v1/alerts", session, raise_city) == 403);
    CHECK(status(daemon, "POST", "/api/v1/alerts", session, raise_east) == 200);
    CHECK(status(daemon, "GET", "/api/v1/users", session) == 403);
    const auto journal = daemon.ask("GET", "/api/v1/journal", "", 200, "root");
    CHECK(journal.dump().find("\"east\"") != std::string::npos);
    CHECK(journal.dump().find(kPassword) == std::string::npos);

    SECTION("signed out, the session is nothing any more") {
        CHECK(status(daemon, "POST", "/api/v1/logout", session) == 200);
        CHECK(status(daemon, "GET", "/api/v1/me", session) == 401);
    }
    SECTION("disabled, neither session nor password helps") {
        daemon.ask("PUT", "/api/v1/users/east", R"({"disabled":true})", 200, "root");
        CHECK(status(daemon, "GET", "/api/v1/me", session) == 401);
        CHECK(sign_in(daemon, "east").empty());
    }
    SECTION("after kill -9 the session goes on") {
        daemon.end(SIGKILL);
        daemon.start();
        CHECK(status(daemon, "GET", "/api/v1/me", session) == 200);
    }
    SECTION("one's own password is changed only with the old one, and ends the sessions") {
        CHECK(status(daemon, "POST", "/api/v1/password", session, R"({"old":"wrong","password":"Luo-Yang-2014"})") == 403);
        CHECK(status(daemon, "POST", "/api/v1/password", session, fmt::format(R"({{"old":"{}","password":"short"}})", kPassword)) == 400);
        CHECK(status(daemon, "POST", "/api/v1/password", session, fmt::format(R"({{"old":"{}","password":"Luo-Yang-2014"}})", kPassword)) == 200);
        CHECK(status(daemon, "GET", "/api/v1/me", session) == 401);
        CHECK_FALSE(sign_in(daemon, "east", "Luo-Yang-2014").empty());
    }
}

TEST_CASE("guessing a password is stopped after five failures, for the right one too") {
    const TestFolder folder;
    write_config(folder);
    Served daemon(folder);
    daemon.ask("PUT", "/api/v1/users/duty", grants("officer", "all"), 200, "root");
    const auto guess = [&](const std::string& user, const std::string& password) {
        return status(daemon, "POST", "/api/v1/login", "", nlohmann::json{{"user", user}, {"password", password}}.dump());
    };
    for (int i = 0; i < 5; ++i) CHECK(guess("duty", "guess") == 401);
    CHECK(guess("duty", kPassword) == 429);
    CHECK(guess("nobody", kPassword) == 401);
}

TEST_CASE("nobody without a role or the delegation changes anything") {
    const TestFolder folder;
    write_config(folder, account("duty", "officer") + account("guest", "viewer") + account("plant", "enterprise") + R"(
[[authority]]
id = "vice"
approver = "分管副市长"
document = "示政文〔2013〕35号"
levels = ["blue", "yellow", "orange", "red"]
area = "all"
accounts = ["vice-mayor"]
)");
    Served daemon(folder);
    daemon.ask("PUT", "/api/v1/users/vice-mayor", grants("approver", "all"), 200, "root");
    const Hour now = parse_hour("2014-02-20T08:00").value();
    daemon.ask("POST", "/api/v1/observations", fmt::format("{{\"area\":\"all\",\"rows\":[{}]}}", rows("time", now - 23, run({{100, 24}}))), 200, "air");
    daemon.ask("POST", "/api/v1/forecasts",
               fmt::format("{{\"area\":\"all\",\"issued_at\":\"2014-02-20T08:00:00+08:00\",\"hourly\":[{}]}}", rows("valid_at", now + 1, run({{100, 6}, {230, 70}, {60, 40}}))),
               200, "air");
    const size_t journal = daemon.ask("GET", "/api/v1/journal", "", 200, "root").size();
    const std::vector<std::pair<const char*, const char*>> writes = {
        {"POST", "/api/v1/proposals/P0001/sign"}, {"POST", "/api/v1/proposals/P0001/refuse"}, {"POST", "/api/v1/alerts"},
        {"POST", "/api/v1/drills"},               {"POST", "/api/v1/alerts/A2014-01/correct"}, {"POST", "/api/v1/alerts/A2014-01/suspend"},
        {"POST", "/api/v1/alerts/A2014-01/resume"}, {"POST", "/api/v1/alerts/A2014-01/release"}, {"POST", "/api/v1/transitions/A2014-01.1/publish"},
        {"POST", "/api/v1/transitions/A2014-01.1/countersign"}, {"POST", "/api/v1/records?kind=note"}, {"PUT", "/api/v1/users/evil"},
        {"POST", "/api/v1/superior"},             {"POST", "/api/v1/inventory"},               {"POST", "/api/v1/clock"}};
    for (const auto& [method, path] : writes) {
        INFO(path);
        CHECK(status(daemon, method, path, "", "{}") == 401);
        CHECK(status(daemon, method, path, "stolen", "{}") == 401);
        for (const char* who : {"token-of-guest", "token-of-plant", "token-of-air"}) CHECK(status(daemon, method, path, who, "{}") == 403);
    }
    // The officer has the role, and no delegation.
    CHECK(daemon.ask("POST", "/api/v1/proposals/P0001/sign", "{}", 409, "duty").at("error").at("id") == "no_authority");
    CHECK(daemon.ask("GET", "/api/v1/journal", "", 200, "root").size() == journal);
    CHECK(status(daemon, "POST", "/api/v1/proposals/P0001/sign", sign_in(daemon, "vice-mayor"), "{}") == 200);
    // By telephone, as the officer records it, the same step is signed once.
    const std::string call = R"({"approval":{"manner":"telephone","approved_at":"2014-02-20T08:00:00+08:00"}})";
    CHECK(daemon.ask("POST", "/api/v1/proposals/P0001/sign", call, 200, "duty").at("repeated") == true);
}

TEST_CASE("a gate sees the level from its start hour on, a passer-by only what is published") {
    const TestFolder folder;
    std::string text = example_city_text(account("root", "admin") + account("duty", "officer") + account("air", "feed") +
                                         "[gates]\norange = [\"5\", \"6\", \"D\"]\nyellow = [\"4\", \"5\", \"6\", \"D\"]\n");
    text.replace(text.find("[mail]"), 6, "[http]\nlisten = \"127.0.0.1:0\"\n[mail]");
    std::ofstream(folder.path / "qingkong.toml", std::ios::binary) << text;
    Served daemon(folder);
    const Hour now = parse_hour("2014-02-20T08:00").value();
    daemon.ask("POST", "/api/v1/observations", fmt::format("{{\"area\":\"all\",\"rows\":[{}]}}", rows("time", now - 23, run({{100, 24}}))), 200, "air");
    daemon.ask("POST", "/api/v1/forecasts",
               fmt::format("{{\"area\":\"all\",\"issued_at\":\"2014-02-20T08:00:00+08:00\",\"hourly\":[{}]}}", rows("valid_at", now + 1, run({{100, 6}, {230, 70}, {60, 40}}))),
               200, "air");
    const auto level = daemon.ask("POST", "/api/v1/proposals/P0001/sign", "{}", 200, "duty").at("transition").at("to").get<std::string>();
    REQUIRE(level == "yellow");
    const std::string path = "/api/v1/enterprises/E0002/control-state";
    const std::string key = daemon.ask("GET", "/api/v1/enterprises/E0002/control-key", "", 200, "duty").at("key");
    const auto gate = [&] { return daemon.ask("GET", path + "?key=" + key, "", 200, ""); };
    const auto passer_by = [&] { return daemon.ask("GET", path, "", 200, ""); };
    CHECK(gate().at("level") == "normal");    // signed, not begun
    CHECK(gate().at("allowedStages").is_null());
    daemon.ask("POST", "/api/v1/clock", R"({"to":"2014-02-20T14:00:00+08:00"})", 200, "root");
    CHECK(gate().at("warningLevel") == "黄色");
    CHECK(gate().at("respondLevel") == "Ⅲ");
    CHECK(gate().at("startTime") == "2014-02-20T14:00:00+08:00");
    CHECK(gate().at("allowedStages") == nlohmann::json{"4", "5", "6", "D"});
    CHECK_FALSE(gate().at("controlMeasures").empty());
    CHECK(passer_by().at("level") == "normal");
    CHECK(daemon.ask("GET", path + "?key=guessed", "", 200, "").at("level") == "normal");
    daemon.ask("POST", "/api/v1/transitions/A2014-01.1/publish", R"({"by":"示例市人民政府","channel":"网站"})", 200, "duty");
    CHECK(passer_by().at("level") == "yellow");
    daemon.ask("GET", "/api/v1/enterprises/E9999/control-state", "", 404, "");
    // Nothing personal, whoever asks.
    CHECK(gate().dump().find("@") == std::string::npos);
}

TEST_CASE("a password is kept as argon2id, and only the same one fits") {
    const std::string hash = password_hash("Chang-An-2014");
    CHECK(hash.rfind("$argon2id$", 0) == 0);
    CHECK(password_hash("Chang-An-2014") != hash);
    CHECK(password_fits(hash, "Chang-An-2014"));
    CHECK_FALSE(password_fits(hash, "Chang-An-2015"));
    CHECK_FALSE(password_fits("", ""));
    CHECK_FALSE(password_fits("damaged", "damaged"));
    CHECK(password_strong("Chang-An", "duty"));
    CHECK_FALSE(password_strong("changan1", "duty"));
    CHECK_FALSE(password_strong("duty-officer-1", "duty-officer-1"));
}
