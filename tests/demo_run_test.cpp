// SPDX-License-Identifier: Apache-2.0
// The whole way through the program: `qingkong demo` with its own daemon, a real SMTP server and simulated enterprises.
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <random>
#include <regex>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include <catch2/catch.hpp>

#include "rules/csv.hpp"

using namespace qingkong;
namespace fs = std::filesystem;

namespace {

std::string read_file(const fs::path& path) {
    std::ifstream stream(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

/// A child that ends with this process; its output goes to a file.
class Child {
public:
    Child(std::vector<std::string> arguments, const fs::path& output) {
        std::vector<char*> raw;
        for (std::string& argument : arguments) raw.push_back(argument.data());
        raw.push_back(nullptr);
        pid_ = fork();
        if (pid_ != 0) return;
        prctl(PR_SET_PDEATHSIG, SIGTERM);
        if (freopen(output.c_str(), "w", stdout) != nullptr) dup2(STDOUT_FILENO, STDERR_FILENO);
        setenv("LC_ALL", "en", 1);
        execv(raw.front(), raw.data());
        _exit(127);
    }
    ~Child() {
        if (pid_ <= 0) return;
        kill(pid_, SIGTERM);
        waitpid(pid_, nullptr, 0);
    }
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;

    bool running() {
        if (pid_ > 0 && waitpid(pid_, &status_, WNOHANG) != 0) pid_ = 0;
        return pid_ > 0;
    }
    int exit_status() const { return WIFEXITED(status_) ? WEXITSTATUS(status_) : 128 + WTERMSIG(status_); }

private:
    pid_t pid_ = 0;
    int status_ = 0;
};

struct Run {
    fs::path out;
    int status = 0;
    int kills = 0;
    std::string printed;
    std::set<std::string> mails;  ///< a repeat after a kill (`.2.eml`) counts with the first
    size_t files = 0;             ///< with the repeats
};

/// Plays the first hours; `kill_seed` 0 = undisturbed, else the daemon is killed at random moments.
Run play(const fs::path& out, unsigned kill_seed) {
    Run run{out};
    fs::create_directories(out);
    const fs::path port_file = out.parent_path() / (out.filename().string() + ".port");
    Child sink({QINGKONG_SOURCE_DIR "/scripts/smtp_sink.py", "--listen", "127.0.0.1:0", "--dir",
                (out / "mails").string(), "--port-file", port_file.string()},
               out.parent_path() / (out.filename().string() + ".sink"));
    while (sink.running() && !fs::exists(port_file)) std::this_thread::sleep_for(std::chrono::milliseconds(10));
    std::string port = read_file(port_file);
    port.erase(port.find_last_not_of('\n') + 1);
    const fs::path printed = out.parent_path() / (out.filename().string() + ".txt");
    Child demo({QINGKONG_BINARY, "demo", "--once", "--speed", "max", "--until", "2014-02-12T13:00", "--out",
                out.string(), "--smtp", "smtp://127.0.0.1:" + port},
               printed);
    std::mt19937 random(kill_seed);
    std::uniform_int_distribution<int> pause_ms(20, 900);
    while (demo.running()) {
        std::this_thread::sleep_for(std::chrono::milliseconds(kill_seed != 0 ? pause_ms(random) : 20));
        const std::string pid = kill_seed != 0 && run.kills < 12 ? read_file(out / ".daemon.pid") : "";
        if (!pid.empty() && std::stoi(pid) > 1 && kill(std::stoi(pid), SIGKILL) == 0) ++run.kills;
    }
    run.status = demo.exit_status();
    run.printed = read_file(printed);
    if (fs::exists(out / "mails"))
        for (const auto& entry : fs::directory_iterator(out / "mails")) {
            run.mails.insert(std::regex_replace(entry.path().filename().string(),
                                                std::regex(R"(^(A[0-9]+-[0-9]+\.[0-9]+\.[^.]+)\.[0-9]+\.eml$)"),
                                                "$1.eml"));
            ++run.files;
        }
    return run;
}

struct TemporaryFolder {
    fs::path path;
    TemporaryFolder() {
        std::string name = (fs::temp_directory_path() / "qingkong-run-XXXXXX").string();
        REQUIRE(mkdtemp(name.data()) != nullptr);
        path = name;
    }
    ~TemporaryFolder() { fs::remove_all(path); }
};

/// Enterprises and sources by transition, as orders.csv names them.
std::map<std::string, std::set<std::string>> addressees(const fs::path& out) {
    const std::string text = read_file(out / "orders.csv");
    CsvReader reader(text);
    CsvRecord row;
    std::map<std::string, std::set<std::string>> ids;
    reader.next(row);
    REQUIRE(row.fields.at(0).text == "transition");
    REQUIRE(row.fields.at(4).text == "enterprise_id");
    while (reader.next(row)) ids[row.fields.at(0).text].insert(row.fields.at(4).text);
    return ids;
}

}  // namespace

TEST_CASE("Killing the daemon at random moments changes nothing in the end, and no mail is missing") {
    const TemporaryFolder folder;
    const unsigned seed = std::random_device{}() | 1U;
    std::cout << "kill seed " << seed << std::endl;  // flushed: the children must not print it again
    const Run calm = play(folder.path / "calm", 0);
    INFO(calm.printed);
    REQUIRE(calm.status == 0);
    const Run killed = play(folder.path / "killed", seed);
    INFO(killed.printed);
    REQUIRE(killed.status == 0);
    CHECK(killed.kills > 0);
    for (const char* name : {"timeline.csv", "journal.jsonl", "orders.csv", "account.csv", "compliance.csv"}) {
        INFO(name);
        CHECK(!read_file(calm.out / name).empty());
        CHECK(read_file(calm.out / name) == read_file(killed.out / name));
    }
    // One mail per enterprise and transition; only after a kill may one be there twice, under the same Message-ID.
    const auto ids = addressees(calm.out);
    REQUIRE(ids.size() >= 2);
    size_t wanted = 0;
    for (const auto& [transition, enterprises] : ids) wanted += enterprises.size();
    CHECK(calm.mails.size() == wanted);
    CHECK(calm.files == wanted);
    CHECK(killed.mails == calm.mails);
}
