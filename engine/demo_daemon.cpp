// SPDX-License-Identifier: Apache-2.0
#include "engine/demo_daemon.hpp"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <fstream>
#include <thread>

#include <fmt/format.h>

namespace qingkong {
namespace {

constexpr int kDeathsInARow = 50;  // a daemon killed again and again must come back

/// After fork: only calls that are safe there.
[[noreturn]] void become(const char* program, const char* config_file, int output, pid_t parent) {
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (getppid() != parent) _exit(127);  // the demo died before the line above
    setpgid(0, 0);                        // Ctrl-C is for the demo, which then stops the child
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, nullptr);
    dup2(output, STDOUT_FILENO);
    dup2(output, STDERR_FILENO);
    const char* arguments[] = {program, "serve", "--config", config_file, nullptr};
    execv(program, const_cast<char* const*>(arguments));
    _exit(127);
}

std::string last_lines(const std::string& file) {
    std::ifstream stream(file, std::ios::binary);
    std::string line, last;
    while (std::getline(stream, line))
        if (!line.empty()) last = line;
    return last;
}

}  // namespace

DemoDaemon::DemoDaemon(std::string program, std::string config_file, std::string output_file, std::string pid_file)
    : program_(std::move(program)),
      config_file_(std::move(config_file)),
      output_file_(std::move(output_file)),
      pid_file_(std::move(pid_file)) {}

DemoDaemon::~DemoDaemon() {
    stop();
}

Result<void> DemoDaemon::start() {
    const int output = open(output_file_.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
    const pid_t parent = getpid();
    const pid_t child = output < 0 ? -1 : fork();
    if (child == 0) become(program_.c_str(), config_file_.c_str(), output, parent);
    const std::string reason = std::strerror(errno);
    if (output >= 0) close(output);
    if (child < 0)
        return fail({output_file_, 0, 0, ""}, {"守护进程没有启动：" + reason, "the daemon was not started: " + reason});
    pid_ = child;
    std::ofstream(pid_file_) << pid_ << "\n";
    return {};
}

bool DemoDaemon::alive() {
    if (pid_ < 0) return false;
    if (waitpid(pid_, &status_, WNOHANG) == 0) return true;
    pid_ = -1;
    ++deaths_in_a_row_;
    return false;
}

Result<void> DemoDaemon::revive() {
    if (alive()) return {};
    if (deaths_in_a_row_ >= kDeathsInARow) {
        const std::string last = last_lines(output_file_);
        return fail({output_file_, 0, 0, ""}, {"守护进程起不来：" + last, "the daemon does not stay up: " + last},
                    {"见该文件和 daemon.log；端口被占用时用 --port",
                     "see that file and daemon.log; --port where a port is in use"});
    }
    ++restarts_;
    return start();
}

void DemoDaemon::stop() {
    if (pid_ < 0) return;
    kill(pid_, SIGTERM);
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(5);
    while (alive()) {
        if (std::chrono::steady_clock::now() > until) kill(pid_, SIGKILL);
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    unlink(pid_file_.c_str());
}

}  // namespace qingkong
