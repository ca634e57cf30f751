// SPDX-License-Identifier: Apache-2.0
#include "engine/helper_program.hpp"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <thread>

#include "engine/files.hpp"

extern char** environ;

namespace qingkong {
namespace {

namespace fs = std::filesystem;

/// Starts the program as leader of a group of its own, so that its helpers end with it; 0 where it could not start.
pid_t start(const std::vector<std::string>& words) {
    std::vector<char*> arguments;
    for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    posix_spawnattr_t attributes;
    posix_spawn_file_actions_t actions;
    if (posix_spawnattr_init(&attributes) != 0) return 0;
    if (posix_spawn_file_actions_init(&actions) != 0) {
        posix_spawnattr_destroy(&attributes);
        return 0;
    }
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
    posix_spawnattr_setpgroup(&attributes, 0);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    pid_t pid = 0;
    if (posix_spawn(&pid, words[0].c_str(), &actions, &attributes, arguments.data(), environ) != 0) pid = 0;
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    return pid;
}

ProgramEnd wait_for(pid_t pid, int timeout_seconds) {
    const auto latest = std::chrono::steady_clock::now() + std::chrono::seconds(timeout_seconds);
    int status = 0;
    ProgramEnd end = ProgramEnd::late;
    for (;;) {
        const pid_t ended = waitpid(pid, &status, WNOHANG);
        if (ended == pid) {
            end = WIFEXITED(status) && WEXITSTATUS(status) == 0 ? ProgramEnd::done : ProgramEnd::failed;
            break;
        }
        if (ended < 0 && errno != EINTR) return ProgramEnd::failed;
        if (std::chrono::steady_clock::now() >= latest) break;
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    kill(-pid, SIGKILL);  // of a group that is gone already: no harm
    if (end == ProgramEnd::late) waitpid(pid, &status, 0);
    return end;
}

}  // namespace

TemporaryFolder::TemporaryFolder(const std::string& name) {
    std::error_code error;
    path = (fs::temp_directory_path(error) / (name + "-XXXXXX")).string();
    if (mkdtemp(path.data()) == nullptr) path.clear();
}

TemporaryFolder::~TemporaryFolder() {
    std::error_code error;
    if (!path.empty()) fs::remove_all(path, error);
}

std::string find_program(const std::vector<std::string>& names) {
    const char* path = std::getenv("PATH");
    if (path == nullptr) return "";
    const std::string folders = path;
    for (const std::string& name : names)
        for (size_t begin = 0; begin <= folders.size();) {
            const size_t end = std::min(folders.find(':', begin), folders.size());
            const std::string file = folders.substr(begin, end - begin) + "/" + name;
            if (end > begin && is_regular_file(file) && access(file.c_str(), X_OK) == 0) return file;
            begin = end + 1;
        }
    return "";
}

ProgramEnd run_program(const std::vector<std::string>& words, int timeout_seconds) {
    const pid_t pid = start(words);
    return pid == 0 ? ProgramEnd::not_started : wait_for(pid, timeout_seconds);
}

}  // namespace qingkong
