// SPDX-License-Identifier: Apache-2.0
// Two thousand mails through a daemon that is killed again and again and a relay on a bad day.
#include <cstdlib>
#include <random>
#include <set>
#include <sstream>

#include "tests/served_daemon.hpp"

using namespace qingkong;
using namespace qingkong::office;

namespace {

namespace fs = std::filesystem;
constexpr int kEnterprises = 2000;
constexpr int kRefused = 5;    ///< addresses that the relay refuses for good

/// Enterprises without lines: each is told its terms.
void write_city(const TestFolder& folder) {
    const fs::path city = folder.path / "city";
    fs::create_directories(city);
    for (const auto& entry : fs::directory_iterator(fs::path(QINGKONG_SOURCE_DIR) / "examples" / "city"))
        if (entry.path().filename() == "城市信息.csv") fs::copy_file(entry.path(), city / entry.path().filename());
    std::string text = "序号,行政区划代码,县(区),企业名称,行业类型,企业类别,绩效等级,生产状态,联系岗位,手机,邮箱,操作方案版本,操作方案状态\n";
    for (int i = 1; i <= kEnterprises; ++i)
        text += fmt::format("E{:04},990101,东城示范区,第{}示例有限公司,水泥,一般,非引领性,正常,值班室,000-0000-{:04},{}{}@e.example.com,v1,备案\n", i, i, i,
                            i <= kRefused ? "refused" : "duty", i);
    std::ofstream(city / "企业基本信息.csv", std::ios::binary) << text;
}

void write_config(const TestFolder& folder, const std::string& smtp_port) {
    std::string text = office::example_city_text(account("duty", "officer") + "[alerts]\nretry_first_seconds = 1\nretry_longest_seconds = 1\n");
    const auto replace = [&](const std::string& from, const std::string& to) { text.replace(text.find(from), from.size(), to); };
    replace("[mail]", "[http]\nlisten = \"127.0.0.1:0\"\n[mail]\nsessions = 4");
    replace("2525", smtp_port);
    replace(std::string(QINGKONG_SOURCE_DIR) + "/examples/city", "city");
    replace("[clock]\nmode = \"simulated\"\nstart = \"2014-02-20T08:00:00+08:00\"\n", "");
    replace("n2017", "n2024");
    std::ofstream(folder.path / "qingkong.toml", std::ios::binary) << text;
}

/// The relay as a process of its own; ends with the test.
class Relay {
public:
    Relay(const TestFolder& folder, unsigned seed) : log_((folder.path / "relay.log").string()) {
        const std::string port_file = (folder.path / "relay.port").string(), number = std::to_string(seed);
        pid_ = fork();
        if (pid_ == 0) {
            prctl(PR_SET_PDEATHSIG, SIGKILL);
            execl("/usr/bin/python3", "python3", QINGKONG_SOURCE_DIR "/tests/unruly_relay.py", port_file.c_str(), log_.c_str(), number.c_str(), nullptr);
            _exit(127);
        }
        const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(30);
        while (!fs::exists(port_file)) {
            if (std::chrono::steady_clock::now() > give_up) FAIL("the relay does not start");
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
        }
        port = read_bytes(port_file);
    }
    ~Relay() {
        kill(pid_, SIGTERM);
        waitpid(pid_, nullptr, 0);
    }
    Relay(const Relay&) = delete;
    Relay& operator=(const Relay&) = delete;

    struct Taken {
        std::map<std::string, std::set<std::string>> texts;    ///< by Message-ID
        std::set<std::string> recipients;
        int lines = 0, unanswered = 0;
    };
    Taken taken() const {
        Taken out;
        std::istringstream lines(read_bytes(log_));
        for (std::string id, hash, to, answered; lines >> id >> hash >> to >> answered; ++out.lines) {
            out.texts[id].insert(hash);
            out.recipients.insert(to);
            out.unanswered += answered == "0" ? 1 : 0;
        }
        return out;
    }
    std::string port;

private:
    std::string log_;
    pid_t pid_ = 0;
};

}  // namespace

TEST_CASE("killed at random moments before an unruly relay: no mail is missing, no content changes, every state is true") {
    const char* wanted = std::getenv("QINGKONG_KILLS");
    const int kills = wanted != nullptr ? std::atoi(wanted) : 200;
    const unsigned seed = std::random_device{}();
    INFO("seed " << seed);
    const TestFolder folder;
    Relay relay(folder, seed);
    write_city(folder);
    write_config(folder, relay.port);
    Served daemon(folder);
    daemon.ask("POST", "/api/v1/superior", R"({"kind":"order","issuer":"省生态环境厅","doc_no":"省办〔2026〕1号","level":"orange"})", 200, "duty");
    const auto proposals = daemon.ask("GET", "/api/v1/proposals", "", 200, "duty");
    REQUIRE(proposals.size() == 1);
    daemon.ask("POST", "/api/v1/proposals/" + proposals[0].at("id").get<std::string>() + "/sign", "{}", 200, "duty");

    std::mt19937 random(seed);
    for (int i = 0; i < kills; ++i) {
        // Mostly soon after the start, where rows are found and leased; at times later, in the midst of mails that are being made.
        std::uniform_int_distribution<int> moment_ms(0, i % 10 == 9 ? 1000 : 40);
        std::this_thread::sleep_for(std::chrono::milliseconds(moment_ms(random)));
        daemon.end(SIGKILL);
        daemon.start();
    }
    std::map<std::string, int> states;
    const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(120);
    do {
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
        states.clear();
        const auto status = daemon.ask("GET", "/api/v1/state", "", 200, "duty").at("outbox");
        for (const auto& [state, number] : status.items()) states[state] = number.get<int>();
    } while (states["sent"] + states["failed"] < kEnterprises && std::chrono::steady_clock::now() < give_up);

    const Relay::Taken taken = relay.taken();
    CHECK(states["sent"] == kEnterprises - kRefused);
    CHECK(states["failed"] == kRefused);
    CHECK(taken.texts.size() == static_cast<size_t>(kEnterprises - kRefused));
    CHECK(taken.recipients.size() == static_cast<size_t>(kEnterprises - kRefused));
    int changed = 0;
    for (const auto& [id, hashes] : taken.texts) changed += hashes.size() == 1 ? 0 : 1;
    CHECK(changed == 0);
    // A kill repeats what was taken and not yet recorded: never more than was with the sender.
    const int repeats = taken.lines - static_cast<int>(taken.texts.size());
    CAPTURE(repeats, taken.unanswered);
    CHECK(repeats <= taken.unanswered + kills * 256);
    WARN(fmt::format("{} kills, {} mails taken, {} of them without an answer, {} repeats; seed {}", kills, taken.lines, taken.unanswered, repeats, seed));
    daemon.end(SIGTERM);
    CHECK(run_in_shell(folder, "qingkong journal verify --config qingkong.toml").status == 0);
}
