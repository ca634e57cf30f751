// SPDX-License-Identifier: Apache-2.0
// What goes wrong around the daemon: the relay's name is not found, the system's clock is set. Said, survived, nothing lost.
#include <fstream>

#include "engine/api_client.hpp"
#include "tests/served_daemon.hpp"

using namespace qingkong;
using namespace qingkong::office;

namespace {

constexpr size_t kEnterprises = 3;

/// A city of three enterprises whose daemon goes by the system's clock and tries again every second.
void write_office(const TestFolder& folder, const std::string& mail) {
    const std::filesystem::path city = folder.path / "city";
    std::filesystem::create_directories(city);
    std::filesystem::copy_file(std::filesystem::path(QINGKONG_SOURCE_DIR) / "examples" / "city" / "城市信息.csv", city / "城市信息.csv");
    std::string sheet = "序号,行政区划代码,县(区),企业名称,行业类型,企业类别,绩效等级,生产状态,联系岗位,手机,邮箱,操作方案版本,操作方案状态\n";
    for (size_t i = 1; i <= kEnterprises; ++i)
        sheet += fmt::format("E{},990101,东城示范区,第{}示例有限公司,水泥,一般,非引领性,正常,值班室,000-0000-000{},duty{}@e.example.com,v1,备案\n", i, i, i, i);
    std::ofstream(city / "企业基本信息.csv", std::ios::binary) << sheet;
    std::string text = example_city_text(account("duty", "officer") + "[alerts]\nretry_first_seconds = 1\nretry_longest_seconds = 1\n");
    const auto replace = [&](const std::string& from, const std::string& to) { text.replace(text.find(from), from.size(), to); };
    replace("[mail]\nsmtp_url = \"smtp://127.0.0.1:2525\"\ntls = \"none\"\n", "[http]\nlisten = \"127.0.0.1:0\"\n[mail]\n" + mail);
    replace(std::string(QINGKONG_SOURCE_DIR) + "/examples/city", "city");
    replace("[clock]\nmode = \"simulated\"\nstart = \"2014-02-20T08:00:00+08:00\"\n", "");
    replace("n2017", "n2024");
    std::ofstream(folder.path / "qingkong.toml", std::ios::binary) << text;
}

/// An order from above is signed: three mails.
void sign_order(Served& daemon) {
    daemon.ask("POST", "/api/v1/superior", R"({"kind":"order","issuer":"省生态环境厅","doc_no":"省办〔2026〕1号","level":"orange"})", 200, "duty");
    const auto proposals = daemon.ask("GET", "/api/v1/proposals", "", 200, "duty");
    REQUIRE(proposals.size() == 1);
    daemon.ask("POST", "/api/v1/proposals/" + proposals[0].at("id").get<std::string>() + "/sign", "{}", 200, "duty");
}

/// Asks until the state of the office is as wanted; the program looks at itself once a minute.
template <class Wanted>
nlohmann::json state_when(Served& daemon, Wanted wanted) {
    const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(120);
    while (true) {
        nlohmann::json state = daemon.ask("GET", "/api/v1/state", "", 200, "duty");
        if (wanted(state)) return state;
        if (std::chrono::steady_clock::now() > give_up) FAIL("never as wanted: " << state.dump());
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
}

bool has_fault(const nlohmann::json& state, const std::string& id) {
    for (const nlohmann::json& fault : state.at("faults"))
        if (fault.at("id") == id) return true;
    return false;
}

int attempts_at_least(Served& daemon) {
    int least = INT_MAX;
    for (const nlohmann::json& one : daemon.ask("GET", "/api/v1/outbox?limit=100", "", 200, "duty")) least = std::min(least, one.at("attempts").get<int>());
    return least;
}

/// A library of the system that stands between a program and its surroundings. The sanitizer's own stands before it.
std::vector<std::pair<std::string, std::string>> with_library(const std::string& library, std::vector<std::pair<std::string, std::string>> settings) {
    REQUIRE(std::filesystem::exists(library));
    settings.emplace_back("LD_PRELOAD", library);
    const char* const options = std::getenv("ASAN_OPTIONS");
    settings.emplace_back("ASAN_OPTIONS", (options != nullptr ? std::string(options) + ":" : "") + "verify_asan_link_order=0");
    return settings;
}

}  // namespace

TEST_CASE("a relay whose name is not found is tried again, and gets every mail once the name is known") {
    const TestFolder folder;
    const auto [cert, key] = certificate_for(folder.path, "DNS:relay.office.example");
    const MailSink relay({"--tls-cert", cert, "--tls-key", key});
    write_office(folder, fmt::format("smtp_url = \"smtp://relay.office.example:{}\"\nca_file = \"{}\"\nsessions = 1\n", relay.port(), cert));
    // One session: the library below reads its changed file again in the thread that asks, and would be asked by two at once.
    const std::string hosts = (folder.path / "hosts").string();
    std::ofstream(hosts) << "127.0.0.1 other.office.example\n";
    Served daemon(folder, with_library("/usr/lib/x86_64-linux-gnu/libnss_wrapper.so", {{"NSS_WRAPPER_HOSTS", hosts}, {"NSS_WRAPPER_DISABLE_DEEPBIND", "1"}}));
    sign_order(daemon);

    const nlohmann::json state = state_when(daemon, [&](const nlohmann::json& now) { return has_fault(now, "mail") && attempts_at_least(daemon) >= 2; });
    CHECK(state.at("outbox").at("sent") == 0);
    CHECK(state.at("outbox").at("failed") == 0);
    CHECK(relay.kept() == 0);
    CHECK(call_api({daemon.url(), ""}, "GET", "/readyz")->body.find("fault mail since") != std::string::npos);
    const nlohmann::json one = daemon.ask("GET", "/api/v1/outbox?limit=1", "", 200, "duty").at(0);
    CHECK(one.at("state") != "failed");
    CHECK(one.at("last_reply").get<std::string>().find("Could not resolve host: relay.office.example") != std::string::npos);

    std::ofstream(hosts) << "127.0.0.1 relay.office.example\n";
    state_when(daemon, [](const nlohmann::json& now) { return now.at("outbox").at("sent") == kEnterprises; });
    CHECK(relay.kept() == kEnterprises);
}

TEST_CASE("a clock that is set forward and back by a day is told, gives nothing up and holds nothing back") {
    const TestFolder folder;
    int port = 0;
    { port = MailSink().port(); }    // free again: a relay that is down
    write_office(folder, fmt::format("smtp_url = \"smtp://127.0.0.1:{}\"\ntls = \"none\"\n", port));
    const std::string clock = (folder.path / "clock").string();
    const auto set_clock = [&](const std::string& offset) {
        std::ofstream(clock + ".new") << offset;
        std::filesystem::rename(clock + ".new", clock);
    };
    set_clock("+0");
    Served daemon(folder, with_library("/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1",
                                       {{"FAKETIME_TIMESTAMP_FILE", clock}, {"FAKETIME_NO_CACHE", "1"}, {"FAKETIME_DONT_FAKE_MONOTONIC", "1"}}));
    sign_order(daemon);
    state_when(daemon, [&](const nlohmann::json&) { return attempts_at_least(daemon) >= 1; });

    set_clock("+1d");
    nlohmann::json state = state_when(daemon, [&](const nlohmann::json& now) { return has_fault(now, "clock"); });
    CHECK(state.dump().find("系统时钟被调快1440分钟") != std::string::npos);
    const int attempts = attempts_at_least(daemon);
    state = state_when(daemon, [&](const nlohmann::json&) { return attempts_at_least(daemon) > attempts; });
    CHECK(state.at("outbox").at("failed") == 0);    // 24 hours have gone by only on the clock

    set_clock("+0");    // the next try lies a day ahead now
    state_when(daemon, [&](const nlohmann::json& now) { return now.dump().find("系统时钟被调慢1440分钟") != std::string::npos; });
    const MailSink relay({}, fmt::format("127.0.0.1:{}", port));
    state_when(daemon, [](const nlohmann::json& now) { return now.at("outbox").at("sent") == kEnterprises; });
    CHECK(relay.kept() == kEnterprises);
    CHECK(call_api({daemon.url(), ""}, "GET", "/readyz")->body.find("the clock was set back by 1440 minutes") != std::string::npos);
}
