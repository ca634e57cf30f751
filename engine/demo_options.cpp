// SPDX-License-Identifier: Apache-2.0
#include "engine/demo_options.hpp"

#include <charconv>
#include <filesystem>
#include <vector>

#include <fmt/format.h>

#include "engine/address.hpp"

namespace qingkong {
namespace {

namespace fs = std::filesystem;

void refuse(std::vector<Problem>& problems, const char* option, Text what, Text wanted) {
    problems.push_back({Severity::error, {option, 0, 0, ""}, std::move(what), std::move(wanted)});
}

/// Beside the program as installed, else where it was built from.
std::string examples_folder() {
    std::error_code error;
    const fs::path program = fs::read_symlink("/proc/self/exe", error);
    const fs::path installed = program.parent_path().parent_path() / "share/qingkong/examples";
    if (!error && fs::is_directory(installed, error)) return installed.string();
    return QINGKONG_SOURCE_EXAMPLES;
}

void read_speed(const std::string& text, DemoPlan& plan, std::vector<Problem>& problems) {
    if (text == "max") return;
    const char* end = text.data() + text.size();
    const auto [rest, error] = std::from_chars(text.data(), end, plan.hours_per_second);
    if (error == std::errc() && rest == end && plan.hours_per_second > 0 && plan.hours_per_second <= 10'000) return;
    refuse(problems, "--speed",
           {fmt::format("速度 \"{}\" 不能用", text), fmt::format("the speed \"{}\" cannot be used", text)},
           {"每秒几个小时，例如 4，或 max", "hours a second, e.g. 4, or max"});
}

void read_smtp(const std::string& url, DemoPlan& plan, std::vector<Problem>& problems) {
    plan.smtp_url = url;
    if (url.empty())
        return refuse(problems, "--smtp", {"没有邮件服务器", "there is no mail server"},
                      {"请运行 scripts/demo，它会在本机启动一个；或自行给出 --smtp smtp://127.0.0.1:端口",
                       "run scripts/demo, which starts one on this machine; or give --smtp smtp://127.0.0.1:PORT"});
    const auto address = parse_smtp_url(url);
    if (address && !address->implicit_tls && is_loopback_host(address->host)) return;
    // The text itself is not repeated: people write passwords into addresses.
    refuse(problems, "--smtp", {"不是本机的邮件服务器", "this is no mail server of the own machine"},
           {"演示的邮件只能发给本机：smtp://127.0.0.1:端口",
            "a demonstration mails to its own machine only: smtp://127.0.0.1:PORT"});
}

void read_data(const std::string& folder, DemoPlan& plan, std::vector<Problem>& problems) {
    std::error_code error;
    const fs::path data = fs::absolute(folder.empty() ? examples_folder() : folder, error).lexically_normal();
    plan.air_file = (data / "beijing-2014/observations.csv").string();
    plan.inventory_folder = (data / "city").string();
    if (fs::is_regular_file(plan.air_file, error) && fs::is_directory(plan.inventory_folder, error)) return;
    refuse(problems, "--data",
           {fmt::format("{} 中没有演示数据", data.string()),
            fmt::format("there are no data of the demo in {}", data.string())},
           {"应有 beijing-2014/observations.csv 和 city/", "wanted beijing-2014/observations.csv and city/"});
}

}  // namespace

Result<DemoPlan> read_demo_options(const DemoOptions& options) {
    std::vector<Problem> problems;
    DemoPlan plan;
    plan.seed = options.seed;
    plan.once = options.once;
    plan.port = options.port;
    read_speed(options.speed, plan, problems);
    read_smtp(options.smtp_url, plan, problems);
    read_data(options.data, plan, problems);
    if (options.port && (*options.port == 0 || *options.port == 65535))
        refuse(problems, "--port", {"端口不能用", "this port cannot be used"}, {"1 至 65534", "1 to 65534"});
    if (!options.until.empty()) {
        const auto stamp = parse_stamp(options.until);
        if (stamp)
            plan.until = stamp->instant;
        else
            refuse(problems, "--until",
                   {fmt::format("\"{}\" 不是时间", options.until), fmt::format("\"{}\" is no time", options.until)},
                   {"例如 2014-02-14T00:00", "e.g. 2014-02-14T00:00"});
    }
    std::error_code error;
    plan.out = fs::absolute(options.out, error).lexically_normal().string();
    if (options.out.empty() || error)
        refuse(problems, "--out", {"没有结果目录", "there is no folder for the results"},
               {"例如 demo-out/latest", "e.g. demo-out/latest"});
    if (!problems.empty()) return tl::unexpected(std::move(problems));
    return plan;
}

}  // namespace qingkong
