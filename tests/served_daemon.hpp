// SPDX-License-Identifier: Apache-2.0
#pragma once

// The daemon itself for a test: on a port of the system's choice, ended with the test.

#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <regex>
#include <thread>

#include "engine/demo_client.hpp"
#include "engine/tokens.hpp"
#include "tests/mail_sink.hpp"
#include "tests/service_fixture.hpp"

namespace qingkong::office {

/// `qingkong serve` on a port of the system's choice.
class Served {
public:
    /// `environment`: variables of the daemon beside those of the test.
    explicit Served(const TestFolder& folder, std::vector<std::pair<std::string, std::string>> environment = {})
        : folder_(folder), environment_(std::move(environment)) {
        start();
    }
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
            for (const auto& [name, value] : environment_) setenv(name.c_str(), value.c_str(), 1);
            execl(QINGKONG_BINARY, QINGKONG_BINARY, "serve", "--config", "qingkong.toml", nullptr);
            _exit(127);
        }
        std::smatch found;
        const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(60);
        std::string text;
        for (; !std::regex_search(text, found, std::regex("serving http on port ([0-9]+)")); text = read_bytes(log)) {
            int status = 0;
            if (waitpid(pid_, &status, WNOHANG) != 0) FAIL("the daemon ended: " << read_bytes(log));
            if (std::chrono::steady_clock::now() > give_up) FAIL("the daemon does not serve: " << text);
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
        }
        url_ = "http://127.0.0.1:" + found[1].str();
        client_ = std::make_unique<DemoClient>(url_, [] { return Result<void>(); }, [] {}, [] { return false; });
    }
    void end(int signal) {
        if (pid_ <= 0) return;
        kill(pid_, signal);
        waitpid(pid_, nullptr, 0);
        pid_ = 0;
    }
    DemoClient& client() { return *client_; }
    pid_t pid() const { return pid_; }
    const std::string& url() const { return url_; }
    nlohmann::json ask(const std::string& method, const std::string& path, const std::string& body, int status, const std::string& who) {
        const auto answer = client_->call(method, path, who.empty() ? "" : "token-of-" + who, body);
        REQUIRE(answer);
        INFO(method << " " << path << " " << answer->body);
        CHECK(answer->status == status);
        return nlohmann::json::parse(answer->body, nullptr, false);
    }

private:
    const TestFolder& folder_;
    const std::vector<std::pair<std::string, std::string>> environment_;
    pid_t pid_ = 0;
    int starts_ = 0;
    std::string url_;
    std::unique_ptr<DemoClient> client_;
};

/// A `[[account]]` whose token is `token-of-ID`.
inline std::string account(const std::string& id, const std::string& role, const std::string& more = "") {
    return fmt::format("[[account]]\nid = \"{}\"\nrole = \"{}\"\narea = \"all\"\ntoken_hash = \"{}\"\n{}", id, role, token_hash("token-of-" + id), more);
}

}  // namespace qingkong::office
