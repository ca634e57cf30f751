// SPDX-License-Identifier: Apache-2.0
#include "engine/browser_print.hpp"

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <vector>

#include <fmt/format.h>

#include "engine/helper_program.hpp"

namespace qingkong {
namespace {

namespace fs = std::filesystem;

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

bool is_pdf(const std::string& file) {
    std::ifstream in(file, std::ios::binary);
    std::string head(5, '\0');
    return in.read(head.data(), 5) && head == "%PDF-";
}

}  // namespace

std::string find_browser() {
    return find_program({"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"});
}

Result<void> print_pdf(const std::string& browser, const std::string& html_file, const std::string& pdf_file,
                       int timeout_seconds) {
    const auto refuse = [&](const std::string& zh, const std::string& en) {
        return fail({pdf_file, 0, 0, ""}, {"PDF未能打印：" + zh, "the PDF was not printed: " + en},
                    {"可用浏览器打开 " + html_file + " 打印", "wanted: print " + html_file + " from a browser"});
    };
    const TemporaryFolder profile("qingkong-print");
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
    switch (run_program(words, timeout_seconds)) {
        case ProgramEnd::not_started:
            return refuse("浏览器不能启动", "the browser does not start");
        case ProgramEnd::late:
            return refuse(fmt::format("{}秒内未完成", timeout_seconds), fmt::format("not done in {} s", timeout_seconds));
        case ProgramEnd::failed:
            return refuse("浏览器出错", "the browser failed");
        case ProgramEnd::done:
            break;
    }
    std::error_code error;
    if (!is_pdf(printed)) return refuse("浏览器没有写出文件", "the browser wrote no file");
    fs::copy_file(printed, pdf_file, fs::copy_options::overwrite_existing, error);
    if (error) return refuse("不能写入", "cannot be written");
    return {};
}

}  // namespace qingkong
