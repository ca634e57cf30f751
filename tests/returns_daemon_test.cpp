// SPDX-License-Identifier: Apache-2.0
// The daemon itself: what a unit was told "taken" is there after a kill, and nothing half of it.
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <fstream>
#include <iterator>
#include <regex>
#include <thread>

#include "engine/demo_client.hpp"
#include "engine/tokens.hpp"
#include "tests/service_fixture.hpp"

using namespace qingkong;

namespace {

std::string read_file(const std::filesystem::path& path) {
    std::ifstream stream(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

/// `qingkong serve` on a port of the system's choice.
class Served {
public:
    explicit Served(const TestFolder& folder) : folder_(folder) { start(); }
    ~Served() { end(SIGTERM); }
    Served(const Served&) = delete;
    Served& operator=(const Served&) = delete;

    void start() {
        const std::string log = (folder_.path / fmt::format("log-{}", ++starts_)).string();
        std::fflush(stdout);    // else the child prints it again
        pid_ = fork();
        if (pid_ == 0) {
            prctl(PR_SET_PDEATHSIG, SIGKILL);
            if (freopen(log.c_str(), "w", stdout) == nullptr || chdir(folder_.path.c_str()) != 0) _exit(126);
            dup2(STDOUT_FILENO, STDERR_FILENO);
            execl(QINGKONG_BINARY, QINGKONG_BINARY, "serve", "--config", "qingkong.toml", nullptr);
            _exit(127);
        }
        std::smatch found;
        const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(60);
        std::string text;
        for (; !std::regex_search(text, found, std::regex("serving http on port ([0-9]+)")); text = read_file(log)) {
            int status = 0;
            if (waitpid(pid_, &status, WNOHANG) != 0) FAIL("the daemon ended: " << text);
            if (std::chrono::steady_clock::now() > give_up) FAIL("the daemon does not serve: " << text);
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
        }
        client_ = std::make_unique<DemoClient>("http://127.0.0.1:" + found[1].str(), [] { return Result<void>(); }, [] {}, [] { return false; });
    }
    void end(int signal) {
        if (pid_ <= 0) return;
        kill(pid_, signal);
        waitpid(pid_, nullptr, 0);
        pid_ = 0;
    }
    nlohmann::json ask(const std::string& method, const std::string& path, const std::string& body, int status, const std::string& who) {
        const auto answer = client_->call(method, path, who.empty() ? "" : "token-of-" + who, body);
        REQUIRE(answer);
        INFO(method << " " << path << " " << answer->body);
        CHECK(answer->status == status);
        return nlohmann::json::parse(answer->body, nullptr, false);
    }

private:
    const TestFolder& folder_;
    pid_t pid_ = 0;
    int starts_ = 0;
    std::unique_ptr<DemoClient> client_;
};

std::string account(const std::string& id, const std::string& role, const std::string& more = "") {
    return fmt::format("[[account]]\nid = \"{}\"\nrole = \"{}\"\narea = \"all\"\ntoken_hash = \"{}\"\n{}", id, role, token_hash("token-of-" + id), more);
}

void write_config(const TestFolder& folder) {
    std::string text = office::config_text("[[unit]]\nid = \"police\"\nname = \"市公安局\"\ntelephone = \"0999-3333\"\n" +
                                           account("duty", "officer") + account("air", "feed") + account("root", "admin") +
                                           account("guest", "viewer") + account("police", "unit", "unit = \"police\"\n"));
    text.replace(text.find("[mail]"), 6, "[http]\nlisten = \"127.0.0.1:0\"\n[mail]");
    std::ofstream(folder.path / "qingkong.toml", std::ios::binary) << text;
}

}  // namespace

TEST_CASE("an answer that the daemon took is there after kill -9, once, and the record's chain is whole") {
    const TestFolder folder;
    write_config(folder);
    Served daemon(folder);
    const Hour now = parse_hour("2014-02-20T08:00").value();
    daemon.ask("POST", "/api/v1/observations", fmt::format("{{\"area\":\"all\",\"rows\":[{}]}}", office::rows("time", now - 23, office::run({{230, 24}}))), 200, "air");
    daemon.ask("POST", "/api/v1/forecasts",
               fmt::format("{{\"area\":\"all\",\"issued_at\":\"2014-02-20T08:00:00+08:00\",\"hourly\":[{}]}}", office::rows("valid_at", now + 1, office::run({{230, 70}, {60, 40}}))),
               200, "air");
    daemon.ask("POST", "/api/v1/proposals/P0001/sign", "{}", 200, "duty");
    const std::string receipt = R"({"kind":"receipt","subject":"A2014-01.1"})";
    daemon.ask("POST", "/api/v1/returns", receipt, 401, "");
    daemon.ask("POST", "/api/v1/returns", receipt, 403, "guest");
    CHECK(daemon.ask("POST", "/api/v1/returns", receipt, 200, "police").at("repeated") == false);
    daemon.end(SIGKILL);
    daemon.start();
    CHECK(daemon.ask("POST", "/api/v1/returns", receipt, 200, "police").at("repeated") == true);
    daemon.ask("POST", "/api/v1/clock", R"({"to":"2014-02-20T12:00:00+08:00"})", 200, "root");
    for (int i = 1; i <= 5; ++i) {
        const std::string body = fmt::format(R"({{"kind":"return","subject":"A2014-01","values":{{"problems_found":{}}}}})", i);
        CHECK(daemon.ask("POST", "/api/v1/returns", body, 200, "police").at("repeated") == false);
        daemon.end(SIGKILL);
        daemon.start();
        const auto kept = daemon.ask("GET", "/api/v1/returns?subject=A2014-01", "", 200, "duty");
        REQUIRE(kept.size() == static_cast<size_t>(i));
        CHECK(kept.back().at("content").at("values").at("problems_found") == i);
    }
    daemon.ask("POST", "/api/v1/clock", R"({"to":"2014-02-21T10:00:00+08:00"})", 200, "root");
    daemon.end(SIGKILL);
    daemon.start();
    daemon.ask("POST", "/api/v1/clock", R"({"to":"2014-02-21T10:00:00+08:00"})", 200, "root");
    std::string chased;
    for (const auto& entry : daemon.ask("GET", "/api/v1/journal", "", 200, "duty"))
        if (entry.at("kind") == "chase") chased += entry.at("at").get<std::string>() + " ";
    // Execution was due 8:00, the morning's return 9:00; the afternoon's was answered.
    CHECK(chased == "2014-02-21T08:01:00+08:00 2014-02-21T09:01:00+08:00 ");
    daemon.end(SIGTERM);
    CHECK(run_in_shell(folder, "qingkong journal verify --config qingkong.toml").status == 0);
    const ProgramRun again = run_in_shell(folder, "qingkong journal rerun all --config qingkong.toml");
    INFO(again.out << again.err);
    CHECK(again.status == 0);
}
