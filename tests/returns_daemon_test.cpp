// SPDX-License-Identifier: Apache-2.0
// The daemon itself: what a unit was told "taken" is there after a kill, and nothing half of it.
#include "tests/served_daemon.hpp"

using namespace qingkong;
using namespace qingkong::office;

namespace {

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
