// SPDX-License-Identifier: Apache-2.0
// What holds for all verbs alike: help with an example that works, errors, exit status (interface: common rules).
#include <catch2/catch.hpp>

#include <algorithm>
#include <filesystem>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "tests/run_program.hpp"

using namespace qingkong;
using std::string;

namespace {

/// Their examples speak to a daemon or run for long; their own tests run them.
const std::set<string> kNotPasted{"serve", "demo", "alert", "outbox", "journal", "user", "hj212 send"};

string help_of(const TestFolder& folder, const string& verb, const string& language) {
    const ProgramRun run = run_in_shell(folder, "qingkong " + verb + " --help", language);
    INFO("qingkong " << verb << " --help\n" << run.err);
    CHECK(run.status == 0);
    CHECK(run.err.empty());
    return run.out;
}

/// The first words of the lines below `Subcommands:`.
std::vector<string> subcommands(const string& help) {
    std::vector<string> names;
    std::istringstream stream(help);
    bool below = false;
    for (string line; std::getline(stream, line);) {
        if (below && line.rfind("  ", 0) == 0 && line.size() > 2 && line[2] != ' ')
            names.push_back(line.substr(2, line.find_first_of(" ,", 2) - 2));
        else if (below && line.rfind(' ', 0) != 0)
            below = false;
        if (line == "Subcommands:") below = true;
    }
    return names;
}

/// Lines of a help text that call the program.
std::vector<string> examples(const string& help) {
    std::vector<string> lines;
    std::istringstream stream(help);
    for (string line; std::getline(stream, line);) {
        const size_t first = line.find_first_not_of(' ');
        if (first == string::npos || first == 0) continue;
        const string text = line.substr(first);
        if (text.rfind("qingkong ", 0) == 0 || text.find("| qingkong ") != string::npos ||
            text.find("; qingkong ") != string::npos)
            lines.push_back(text);
    }
    return lines;
}

/// `aqi`, `editions`, `editions list` ...: every verb and every part of one.
std::vector<string> all_verbs(const TestFolder& folder, const string& language) {
    std::vector<string> verbs;
    for (const string& verb : subcommands(help_of(folder, "", language))) {
        verbs.push_back(verb);
        for (const string& part : subcommands(help_of(folder, verb, language))) verbs.push_back(verb + " " + part);
    }
    return verbs;
}

}  // namespace

TEST_CASE("every verb explains itself with an example, in Chinese and in English") {
    const TestFolder folder;
    const auto chinese = all_verbs(folder, "zh_CN.UTF-8");
    const auto english = all_verbs(folder, "en_US.UTF-8");
    CHECK(chinese == english);
    CHECK(chinese.size() >= 5);
    for (const string& verb : chinese) {
        const string zh = help_of(folder, verb, "zh_CN.UTF-8"), en = help_of(folder, verb, "en_US.UTF-8");
        INFO(verb);
        CHECK(zh != en);
        if (!subcommands(zh).empty()) continue;  // its parts have the examples
        CHECK(zh.find("示例") != string::npos);
        CHECK(en.find("Example") != string::npos);
        CHECK(!examples(zh).empty());
        CHECK(examples(zh) == examples(en));
    }
}

TEST_CASE("the examples of the help texts work when pasted at the root of the source") {
    const TestFolder folder;
    std::filesystem::create_directory_symlink(string(QINGKONG_SOURCE_DIR) + "/examples", folder.path / "examples");
    for (const string& verb : all_verbs(folder, "en_US.UTF-8")) {
        if (kNotPasted.count(verb) > 0 || kNotPasted.count(verb.substr(0, verb.find(' '))) > 0) continue;
        for (const string& line : examples(help_of(folder, verb, "en_US.UTF-8"))) {
            const ProgramRun run = run_in_shell(folder, line);
            INFO(line << "\n" << run.err);
            CHECK((run.status == 0 || run.status == 1));  // 1: done, and the answer is "no"
            CHECK_FALSE(run.out.empty());
        }
    }
}

TEST_CASE("a wrong command is status 2 and one error on standard error") {
    const TestFolder folder;
    for (const char* line : {"qingkong", "qingkong nonsense", "qingkong --nonsense", "qingkong aqi --nonsense x.csv",
                             "qingkong aqi", "qingkong decide --edition n2017"}) {
        for (const char* language : {"zh_CN.UTF-8", "en_US.UTF-8", "C"}) {
            const ProgramRun run = run_in_shell(folder, line, language);
            INFO(line << "\n" << run.err);
            CHECK(run.status == 2);
            CHECK(run.out.empty());
            CHECK(run.err.find("error: ") != string::npos);
        }
    }
}

TEST_CASE("the program tells its version") {
    const TestFolder folder;
    const ProgramRun run = run_in_shell(folder, "qingkong --version");
    CHECK(run.status == 0);
    CHECK(run.out.rfind("qingkong ", 0) == 0);
    CHECK(run.out.back() == '\n');
}
