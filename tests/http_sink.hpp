// SPDX-License-Identifier: Apache-2.0
#pragma once

// scripts/http_sink.py as a child process on a free port of the loopback.

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <fstream>
#include <string>
#include <vector>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "tests/run_program.hpp"

namespace qingkong {

class HttpSink {
public:
    explicit HttpSink(const std::string& key = "") : log_((folder_.path / "requests.jsonl").string()) {
        int ends[2];
        REQUIRE(pipe2(ends, O_CLOEXEC) == 0);
        std::fflush(stdout);
        child_ = fork();
        REQUIRE(child_ >= 0);
        if (child_ == 0) {
            prctl(PR_SET_PDEATHSIG, SIGKILL);
            dup2(ends[1], STDOUT_FILENO);
            execl("/usr/bin/python3", "python3", QINGKONG_SOURCE_DIR "/scripts/http_sink.py", "--log", log_.c_str(), "--key", key.c_str(), nullptr);
            _exit(127);
        }
        close(ends[1]);
        FILE* output = fdopen(ends[0], "r");
        REQUIRE(fscanf(output, "%d", &port_) == 1);
        fclose(output);
    }
    ~HttpSink() {
        kill(child_, SIGTERM);
        waitpid(child_, nullptr, 0);
    }
    HttpSink(const HttpSink&) = delete;
    HttpSink& operator=(const HttpSink&) = delete;

    std::string url(const std::string& path) const { return "http://127.0.0.1:" + std::to_string(port_) + path; }
    std::vector<nlohmann::json> requests() const {
        std::vector<nlohmann::json> out;
        std::ifstream stream(log_);
        for (std::string line; std::getline(stream, line);) out.push_back(nlohmann::json::parse(line));
        return out;
    }

private:
    TestFolder folder_;
    std::string log_;
    pid_t child_ = 0;
    int port_ = 0;
};

}  // namespace qingkong
