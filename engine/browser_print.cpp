// SPDX-License-Identifier: Apache-2.0
#include "engine/browser_print.hpp"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <thread>
#include <vector>

#include <fmt/format.h>

#include "engine/files.hpp"

extern char** environ;

namespace qingkong {
namespace {

namespace fs = std::filesystem;

/// A folder of its own, gone with it.
struct Profile {
    std::string path;
    Profile() {
        std::error_code error;
        path = (fs::temp_directory_path(error) / "qingkong-print-XXXXXX").string();
        if (mkdtemp(path.data()) == nullptr) path.clear();
    }
    Profile(const Profile&) = delete;
    Profile& operator=(const Profile&) = delete;
    ~Profile() {
        std::error_code error;
        if (!path.empty()) fs::remove_all(path, error);
    }
};

std::string file_address(const std::string& file) {
    std::string address = "file://";
    for (const char c : fs::absolute(file).lexically_normal().string()) {
        const auto byte = static_cast<unsigned char>(c);
        const bool plain = (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z') ||
                           c == '/' || c == '-' || c == '_' || c == '.';
        address += plain ? std::string(1, c) : fmt::format("%{:02X}", byte);
    }
    return address;
}

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

enum class End { done, failed, late };

End wait_for(pid_t pid, int timeout_seconds) {
    const auto latest = std::chrono::steady_clock::now() + std::chrono::seconds(timeout_seconds);
    int status = 0;
    End end = End::late;
    for (;;) {
        const pid_t ended = waitpid(pid, &status, WNOHANG);
        if (ended == pid) {
            end = WIFEXITED(status) && WEXITSTATUS(status) == 0 ? End::done : End::failed;
            break;
        }
        if (ended < 0 && errno != EINTR) return End::failed;
        if (std::chrono::steady_clock::now() >= latest) break;
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    kill(-pid, SIGKILL);  // of a group that is gone already: no harm
    if (end == End::late) waitpid(pid, &status, 0);
    return end;
}

bool is_pdf(const std::string& file) {
    std::ifstream in(file, std::ios::binary);
    std::string head(5, '\0');
    return in.read(head.data(), 5) && head == "%PDF-";
}

}  // namespace

std::string find_browser() {
    const char* path = std::getenv("PATH");
    if (path == nullptr) return "";
    const std::string folders = path;
    for (const char* name : {"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"})
        for (size_t begin = 0; begin <= folders.size();) {
            const size_t end = std::min(folders.find(':', begin), folders.size());
            const std::string file = folders.substr(begin, end - begin) + "/" + name;
            if (end > begin && is_regular_file(file) && access(file.c_str(), X_OK) == 0) return file;
            begin = end + 1;
        }
    return "";
}

Result<void> print_pdf(const std::string& browser, const std::string& html_file, const std::string& pdf_file,
                       int timeout_seconds) {
    const auto refuse = [&](const std::string& zh, const std::string& en) {
        return fail({pdf_file, 0, 0, ""}, {"PDF未能打印：" + zh, "the PDF was not printed: " + en},
                    {"可用浏览器打开 " + html_file + " 打印", "wanted: print " + html_file + " from a browser"});
    };
    const Profile profile;
    if (profile.path.empty()) return refuse("不能建立临时文件夹", "no temporary folder");
    // Written beside the profile first: a browser that fails leaves no torn file, nor an old one that looks new.
    const std::string printed = profile.path + "/page.pdf";
    std::vector<std::string> words = {browser,
                                      "--headless",
                                      "--disable-gpu",
                                      "--no-first-run",
                                      "--disable-extensions",
                                      "--disable-background-networking",
                                      "--disable-dev-shm-usage",
                                      "--no-pdf-header-footer",
                                      "--user-data-dir=" + profile.path + "/profile",
                                      "--print-to-pdf=" + printed};
    if (geteuid() == 0) words.emplace_back("--no-sandbox");  // Chromium refuses to run as root with its sandbox
    words.push_back(file_address(html_file));
    const pid_t pid = start(words);
    if (pid == 0) return refuse("浏览器不能启动", "the browser does not start");
    switch (wait_for(pid, timeout_seconds)) {
        case End::late:
            return refuse(fmt::format("{}秒内未完成", timeout_seconds), fmt::format("not done in {} s", timeout_seconds));
        case End::failed:
            return refuse("浏览器出错", "the browser failed");
        case End::done:
            break;
    }
    std::error_code error;
    if (!is_pdf(printed)) return refuse("浏览器没有写出文件", "the browser wrote no file");
    fs::copy_file(printed, pdf_file, fs::copy_options::overwrite_existing, error);
    if (error) return refuse("不能写入", "cannot be written");
    return {};
}

}  // namespace qingkong
