// SPDX-License-Identifier: Apache-2.0
#include "engine/demo_options.hpp"

#include <unistd.h>

#include <filesystem>
#include <fstream>

#include <sys/stat.h>
#include <catch2/catch.hpp>

#include "engine/config.hpp"
#include "engine/demo_folder.hpp"
#include "engine/tokens.hpp"

using namespace qingkong;
namespace fs = std::filesystem;

namespace {

struct TemporaryFolder {
    fs::path path;
    TemporaryFolder() {
        std::string name = (fs::temp_directory_path() / "qingkong-demo-XXXXXX").string();
        REQUIRE(mkdtemp(name.data()) != nullptr);
        path = name;
    }
    ~TemporaryFolder() { fs::remove_all(path); }
};

DemoOptions good_options() {
    DemoOptions options;
    options.smtp_url = "smtp://127.0.0.1:2525";
    options.data = QINGKONG_SOURCE_DIR "/examples";
    options.out = "/tmp/demo";
    return options;
}

std::string first_error(const DemoOptions& options) {
    const auto plan = read_demo_options(options);
    REQUIRE(!plan);
    return plan.error().front().print(Language::en);
}

}  // namespace

TEST_CASE("Without a mail server the demo refuses in one line that says what starts one") {
    DemoOptions options = good_options();
    options.smtp_url.clear();
    CHECK(first_error(options) ==
          "--smtp: error: there is no mail server; run scripts/demo, which starts one on this machine; or give "
          "--smtp smtp://127.0.0.1:PORT");
}

TEST_CASE("A mail server that is not on the own machine is refused, and its address is not repeated") {
    for (const char* url : {"smtp://mail.example.com:25", "smtp://10.0.0.1", "smtps://127.0.0.1:465",
                            "http://127.0.0.1", "smtp://user:secret@127.0.0.1"}) {
        DemoOptions options = good_options();
        options.smtp_url = url;
        CHECK(first_error(options) ==
              "--smtp: error: this is no mail server of the own machine; a demonstration mails to its "
              "own machine only: smtp://127.0.0.1:PORT");
    }
    for (const char* url : {"smtp://127.0.0.1", "smtp://localhost:2525", "smtp://[::1]:25"}) {
        DemoOptions options = good_options();
        options.smtp_url = url;
        CHECK(read_demo_options(options));
    }
}

TEST_CASE("The speed is a number of hours a second or max") {
    DemoOptions options = good_options();
    options.speed = "max";
    CHECK(read_demo_options(options)->hours_per_second == 0);
    options.speed = "2.5";
    CHECK(read_demo_options(options)->hours_per_second == 2.5);
    for (const char* text : {"fast", "0", "-1", "4x", ""}) {
        options.speed = text;
        CHECK_FALSE(read_demo_options(options));
    }
}

TEST_CASE("Every option that cannot be used is named at once") {
    DemoOptions options;
    options.speed = "fast";
    options.data = "/nowhere";
    options.until = "soon";
    options.port = 65535;
    const auto plan = read_demo_options(options);
    REQUIRE(!plan);
    std::vector<std::string> places;
    for (const Problem& problem : plan.error()) places.push_back(problem.place.file);
    CHECK(places == std::vector<std::string>{"--speed", "--smtp", "--data", "--port", "--until"});
}

TEST_CASE(
    "The configuration that the demo writes is one that the daemon takes, simulated, on loopback, as an exercise") {
    const auto plan = read_demo_options(good_options());
    REQUIRE(plan);
    City city{"990100", {"示例\"市\"", "Example City"}, {{"990101", {"东城", "East"}}, {"990102", {"西城", "West"}}}};
    const DemoTokens tokens{new_token(), new_token(), new_token()};
    const std::string text = demo_config(*plan, city, {18300, 18301}, tokens, parse_stamp("2014-02-12T06:00")->instant);
    const auto config = read_config(text, "/tmp/demo/qingkong.toml");
    if (!config) FAIL(config.error().front().print(Language::en));
    CHECK(config->city.name.zh == "示例\"市\"");
    CHECK(config->city.areas.size() == 2);
    CHECK(config->rules.edition == "n2017");
    CHECK(config->clock.simulated);
    CHECK(format_instant(*config->clock.start) == "2014-02-12T06:00:00+08:00");
    CHECK(config->http.listen.print() == "127.0.0.1:18300");
    CHECK(config->telemetry->listen.print() == "127.0.0.1:18301");
    CHECK(config->telemetry->energy_kwh_codes == std::vector<std::string>{"dl001"});
    CHECK(config->loopback_only);
    CHECK(config->office.exercise);
    CHECK(config->store.path == "/tmp/demo/qingkong.db");
    CHECK(config->inventory.folder == QINGKONG_SOURCE_DIR "/examples/city");
    REQUIRE(find_account(config->accounts, tokens.officer) != nullptr);
    CHECK(find_account(config->accounts, tokens.officer)->role == Role::officer);
    CHECK(find_account(config->accounts, tokens.feed)->role == Role::feed);
    CHECK(find_account(config->accounts, tokens.admin)->role == Role::admin);
    for (const std::string& token : {tokens.feed, tokens.officer, tokens.admin})
        CHECK(text.find(token) == std::string::npos);
}

TEST_CASE(
    "The folder of an earlier demo is cleared of its results, mails and foreign files stay, tokens are the owner's") {
    const TemporaryFolder folder;
    const fs::path out = folder.path / "out";
    REQUIRE(prepare_demo_folder(out.string()));
    for (const char* name : {"qingkong.db", "timeline.csv", "evaluation-A2014-01.html", "notes.txt"})
        std::ofstream(out / name) << "x";
    fs::create_directories(out / "mails");
    std::ofstream(out / "mails/one.eml") << "x";
    const auto tokens = prepare_demo_folder(out.string());
    REQUIRE(tokens);
    CHECK(!fs::exists(out / "qingkong.db"));
    CHECK(!fs::exists(out / "timeline.csv"));
    CHECK(!fs::exists(out / "evaluation-A2014-01.html"));
    CHECK(fs::exists(out / "notes.txt"));
    CHECK(fs::exists(out / "mails/one.eml"));
    struct stat status {};
    REQUIRE(stat((out / ".tokens").c_str(), &status) == 0);
    CHECK((status.st_mode & 0777) == 0600);
    CHECK(tokens->feed != tokens->officer);
}

TEST_CASE("A folder with a database or a result that is no demo's is refused and nothing in it is touched") {
    const TemporaryFolder folder;
    std::ofstream(folder.path / "qingkong.db") << "the bureau's";
    std::ofstream(folder.path / "timeline.csv") << "the bureau's";
    const auto tokens = prepare_demo_folder(folder.path.string());
    REQUIRE(!tokens);
    CHECK(tokens.error().front().print(Language::en) ==
          (folder.path / "qingkong.db").string() +
              ": error: this file is no demo's; nothing was changed; choose another --out");
    CHECK(fs::exists(folder.path / "timeline.csv"));
}

TEST_CASE("Two free ports are two") {
    const DemoPorts ports = free_ports();
    CHECK(ports.http != 0);
    CHECK(ports.telemetry != 0);
    CHECK(ports.http != ports.telemetry);
}
