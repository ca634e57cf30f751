// SPDX-License-Identifier: Apache-2.0
// A disk that takes nothing more, a database that another program holds: said, survived, nothing half done.
#include <sys/resource.h>

#include <SQLiteCpp/SQLiteCpp.h>

#include "engine/api_client.hpp"
#include "tests/served_daemon.hpp"

using namespace qingkong;
using namespace qingkong::office;

namespace {

std::string config_with_feed() {
    std::string text = office::config_text(account("air", "feed") + account("duty", "officer"));
    text.replace(text.find("[mail]"), 6, "[http]\nlisten = \"127.0.0.1:0\"\n[mail]");
    return text;
}

std::string hour(int aqi) {
    return fmt::format(R"({{"area":"all","rows":[{{"time":"2014-02-20T08:00:00+08:00","aqi":{}}}]}})", aqi);
}

/// What /readyz says, once its status is the one wanted.
std::string readiness(Served& daemon, int status) {
    const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    while (true) {
        const auto answer = call_api({daemon.url(), ""}, "GET", "/readyz");
        if (answer && answer->status == status) return answer->body;
        if (std::chrono::steady_clock::now() > give_up) FAIL("/readyz never answered " << status);
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
}

/// Id of the refusal of one push, which is not repeated.
std::string refused_push(Served& daemon, int aqi) {
    const auto answer = call_api({daemon.url(), "token-of-air"}, "POST", "/api/v1/observations", hour(aqi));
    REQUIRE(answer);
    CHECK(answer->status == 503);
    return nlohmann::json::parse(answer->body).at("error").at("id");
}

void limit_file_size(pid_t pid, rlim_t bytes) {
    const rlimit limit{bytes, RLIM_INFINITY};
    REQUIRE(prlimit(pid, RLIMIT_FSIZE, &limit, nullptr) == 0);
}

}  // namespace

TEST_CASE("a full disk refuses the write, shows at /readyz and on the page, and ends when there is room again") {
    const TestFolder folder;
    std::ofstream(folder.path / "qingkong.toml", std::ios::binary) << config_with_feed();
    Served daemon(folder);
    CHECK(readiness(daemon, 200) == "ready\n");
    CHECK(daemon.ask("POST", "/api/v1/observations", hour(80), 200, "air").at("accepted") == 1);

    limit_file_size(daemon.pid(), 1);    // every byte of database, journal and log lies behind it
    CHECK(refused_push(daemon, 90) == "store_failed");
    CHECK_THAT(readiness(daemon, 503), Catch::Contains("fault store since 2014-02-20T08:00:00+08:00: the database cannot be written"));
    const auto status = daemon.ask("GET", "/api/v1/state", "", 200, "duty");
    CHECK(status.at("faults").at(0).at("id") == "store");
    CHECK(status.at("aqi") == "80");    // what was known is still answered

    limit_file_size(daemon.pid(), RLIM_INFINITY);
    CHECK(readiness(daemon, 200) == "ready\n");
    CHECK(daemon.ask("POST", "/api/v1/observations", hour(90), 200, "air").at("revised") == 1);
    CHECK(daemon.ask("GET", "/api/v1/state", "", 200, "duty").at("faults").empty());
}

TEST_CASE("a database that another program holds is a fault of the same kind, until it lets go") {
    const TestFolder folder;
    std::ofstream(folder.path / "qingkong.toml", std::ios::binary) << config_with_feed();
    Served daemon(folder);
    {
        SQLite::Database other((folder.path / "q.db").string(), SQLite::OPEN_READWRITE);
        other.exec("begin immediate");
        CHECK(refused_push(daemon, 80) == "store_failed");
        CHECK_THAT(readiness(daemon, 503), Catch::Contains("locked"));
        other.exec("rollback");
    }
    CHECK(readiness(daemon, 200) == "ready\n");
    CHECK(daemon.ask("POST", "/api/v1/observations", hour(80), 200, "air").at("accepted") == 1);
}
