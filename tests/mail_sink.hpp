// SPDX-License-Identifier: Apache-2.0
#pragma once

// A real SMTP server for a test: scripts/smtp_sink.py (aiosmtpd).

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include <catch2/catch.hpp>

#include "tests/run_program.hpp"

namespace qingkong {

inline std::string read_bytes(const std::filesystem::path& path) {
    std::ifstream stream(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

/// A child process that ends with the test.
inline pid_t start_child(std::vector<std::string> words, int output) {
    std::vector<char*> arguments;
    for (std::string& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    const pid_t child = fork();
    REQUIRE(child >= 0);
    if (child == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        dup2(output, STDOUT_FILENO);
        dup2(output, STDERR_FILENO);
        execv(arguments[0], arguments.data());
        _exit(127);
    }
    return child;
}

/// A certificate that signs itself, and its key (PEM files); `subject` as `IP:127.0.0.1` or `DNS:relay.example`.
inline std::pair<std::string, std::string> certificate_for(const std::filesystem::path& folder, const std::string& subject) {
    const std::string cert = (folder / "cert.pem").string(), key = (folder / "key.pem").string();
    const int silence = open("/dev/null", O_WRONLY | O_CLOEXEC);
    int status = -1;
    waitpid(start_child({"/usr/bin/openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
                         "-subj", "/CN=localhost", "-addext", "subjectAltName=" + subject, "-keyout", key, "-out", cert},
                        silence),
            &status, 0);
    close(silence);
    REQUIRE(status == 0);
    return {cert, key};
}

class MailSink {
public:
    /// `listen`: `127.0.0.1:PORT`, port 0 = any free one; `options` as the program has them.
    explicit MailSink(const std::vector<std::string>& options = {}, const std::string& listen = "127.0.0.1:0") {
        int ends[2];
        REQUIRE(pipe2(ends, O_CLOEXEC) == 0);
        std::vector<std::string> words = {"/usr/bin/python3", QINGKONG_SOURCE_DIR "/scripts/smtp_sink.py", "--listen", listen, "--dir",
                                          mails().string()};
        words.insert(words.end(), options.begin(), options.end());
        child_ = start_child(words, ends[1]);
        close(ends[1]);
        output_ = fdopen(ends[0], "r");
        REQUIRE(fscanf(output_, "%d", &port_) == 1);
    }
    ~MailSink() {
        kill(child_, SIGTERM);
        waitpid(child_, nullptr, 0);
        fclose(output_);
    }
    MailSink(const MailSink&) = delete;
    MailSink& operator=(const MailSink&) = delete;

    std::filesystem::path mails() const { return folder_.path / "mails"; }
    int port() const { return port_; }
    std::string url() const { return "smtp://127.0.0.1:" + std::to_string(port_); }
    std::size_t kept() const {
        return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(mails()), std::filesystem::directory_iterator()));
    }

private:
    TestFolder folder_;
    pid_t child_ = 0;
    FILE* output_ = nullptr;
    int port_ = 0;
};

}  // namespace qingkong
