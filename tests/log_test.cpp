// SPDX-License-Identifier: Apache-2.0
#include "engine/log.hpp"

#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <iterator>
#include <regex>
#include <string>

#include <catch2/catch.hpp>

using namespace qingkong;

TEST_CASE("the log file holds the lines of its level and above, at once") {
    const std::string path = "/tmp/qingkong-log-test-" + std::to_string(getpid()) + ".log";
    REQUIRE(open_log({"warning", path}));
    log_info("not this");
    log_warning("outbox: delivery 7 deferred");
    log_error("a brace { is no format");
    std::ifstream stream(path);
    const std::string text{std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
    CHECK(std::regex_match(text, std::regex(R"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}[+-]\d\d:\d\d warning outbox: delivery 7 deferred
\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}[+-]\d\d:\d\d error a brace \{ is no format
)")));
    REQUIRE(open_log({}));
    std::remove(path.c_str());
}

TEST_CASE("a log file that cannot be written is one error and the old log goes on") {
    const auto opened = open_log({"info", "/proc/nowhere/qingkong.log"});
    REQUIRE_FALSE(opened);
    REQUIRE(opened.error().size() == 1);
    CHECK(opened.error()[0].place.file == "/proc/nowhere/qingkong.log");
}
