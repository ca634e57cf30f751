// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/wait.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>

namespace qingkong {

/// A folder of its own, gone with the test.
struct TestFolder {
    std::filesystem::path path;

    TestFolder() {
        std::string name = (std::filesystem::temp_directory_path() / "qingkong-test-XXXXXX").string();
        if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
        path = name;
    }
    TestFolder(const TestFolder&) = delete;
    TestFolder& operator=(const TestFolder&) = delete;
    ~TestFolder() { std::filesystem::remove_all(path); }
};

/// How a command ended. `status`: its exit status, 128 + N after signal N.
struct ProgramRun {
    int status = -1;
    std::string out;
    std::string err;
};

/// Runs a line of shell as somebody would paste it: in `folder`, in the language given, with the program under test
/// first in PATH.
inline ProgramRun run_in_shell(const TestFolder& folder, const std::string& line,
                               const std::string& language = "en_US.UTF-8") {
    const std::filesystem::path errors = folder.path / ".stderr";
    const std::string bin = std::filesystem::path(QINGKONG_BINARY).parent_path().string();
    const std::string command = "cd '" + folder.path.string() + "' && export LC_ALL=" + language + " PATH='" + bin +
                                "':\"$PATH\" && { " + line + "\n} 2>'" + errors.string() + "' </dev/null";
    ProgramRun run;
    FILE* pipe = ::popen(command.c_str(), "r");
    if (pipe == nullptr) throw std::runtime_error("no shell");
    std::array<char, 4096> bytes{};
    for (size_t count = 0; (count = std::fread(bytes.data(), 1, bytes.size(), pipe)) > 0;)
        run.out.append(bytes.data(), count);
    const int status = ::pclose(pipe);
    run.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    std::ifstream stream(errors, std::ios::binary);
    run.err.assign(std::istreambuf_iterator<char>(stream), {});
    std::filesystem::remove(errors);
    return run;
}

}  // namespace qingkong
