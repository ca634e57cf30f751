// SPDX-License-Identifier: Apache-2.0
#include "engine/demo_folder.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

#include <fmt/format.h>

#include "engine/tokens.hpp"

namespace qingkong {
namespace {

namespace fs = std::filesystem;

constexpr const char* kMark = ".qingkong-demo";
constexpr const char* kDatabase = "qingkong.db";
/// What a run leaves, beside `evaluation-ALERT.html` and the mails.
constexpr std::array<const char*, 14> kResults = {
    "qingkong.db", "qingkong.db-wal", "qingkong.db-shm", "qingkong.toml",     "daemon.log",
    ".daemon.pid", ".tokens",         "timeline.csv",    "journal.jsonl",     "orders.csv",
    "account.csv", "compliance.csv",  "evaluation.html", "evaluation.en.html"};

/// A port that is free now, kept by `fd` until the caller closes it.
uint16_t bind_free(int& fd) {
    fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (fd < 0 || bind(fd, reinterpret_cast<const sockaddr*>(&address), size) != 0 ||
        getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size) != 0)
        return 0;
    return ntohs(address.sin_port);
}

Problem failed(const std::string& path, const char* zh, const char* en) {
    const std::string reason = std::strerror(errno);
    return {Severity::error,
            {path, 0, 0, ""},
            {fmt::format("{}（{}）", zh, reason), fmt::format("{} ({})", en, reason)},
            {"检查路径和权限", "check path and permissions"}};
}

void remove_earlier(const fs::path& folder) {
    std::error_code ignored;
    for (const char* name : kResults) fs::remove(folder / name, ignored);
    for (const auto& entry : fs::directory_iterator(folder, ignored))
        if (entry.path().filename().string().rfind("evaluation-", 0) == 0) fs::remove(entry.path(), ignored);
}

/// Only the owner may read it, from its first byte on.
bool write_secret(const fs::path& path, const std::string& text) {
    const int fd = open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fd < 0) return false;
    const bool whole = write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size());
    return close(fd) == 0 && whole;
}

}  // namespace

DemoPorts free_ports() {
    int first = -1, second = -1;
    DemoPorts ports;
    ports.http = bind_free(first);
    ports.telemetry = bind_free(second);  // while the first is held: never the same
    if (first >= 0) close(first);
    if (second >= 0) close(second);
    return ports;
}

Result<DemoTokens> prepare_demo_folder(const std::string& folder) {
    const fs::path out(folder);
    std::error_code error;
    fs::create_directories(out, error);
    if (!fs::is_directory(out, error))
        return tl::unexpected(
            std::vector{failed(folder, "不能建立结果目录", "the folder of the results cannot be made")});
    if (!fs::exists(out / kMark, error))
        for (const char* name : kResults)
            if (fs::exists(out / name, error))
                return fail({(out / name).string(), 0, 0, ""},
                            {"此文件不是演示留下的，未作任何改动", "this file is no demo's; nothing was changed"},
                            {"请换一个 --out 目录", "choose another --out"});
    remove_earlier(out);
    std::ofstream(out / kMark, std::ios::app).flush();
    const DemoTokens tokens{new_token(), new_token(), new_token()};
    if (!write_secret(out / ".tokens",
                      fmt::format("feed {}\nofficer {}\nadmin {}\n", tokens.feed, tokens.officer, tokens.admin)))
        return tl::unexpected(std::vector{failed((out / ".tokens").string(), "写不了此文件", "cannot be written")});
    return tokens;
}

namespace {

/// A TOML basic string.
std::string toml_text(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') out += '\\';
        out += c;
    }
    return out + "\"";
}

std::string city_section(const City& city) {
    std::string text = fmt::format("[city]\nid = {}\nname = {}\nname_en = {}\nareas = [\n", toml_text(city.id),
                                   toml_text(city.name.zh), toml_text(city.name.en));
    for (const Area& area : city.areas)
        text += fmt::format("  {{ id = {}, name = {}, name_en = {} }},\n", toml_text(area.id), toml_text(area.name.zh),
                            toml_text(area.name.en));
    return text + "]\n\n";
}

std::string account_section(const char* id, const char* name, const char* role, const std::string& token) {
    return fmt::format(
        "[[account]]\nid = \"{}\"\nname = \"{}\"\nrole = \"{}\"\narea = \"all\"\ntoken_hash = \"{}\"\n\n", id, name,
        role, token_hash(token));
}

}  // namespace

std::string demo_config(const DemoPlan& plan, const City& city, const DemoPorts& ports, const DemoTokens& tokens,
                        Instant clock_start) {
    std::string text = "# Written by `qingkong demo` for this run; a later run writes it anew.\n\n";
    text += city_section(city);
    text += "[rules]\nedition = \"n2017\"\n\n";
    text += fmt::format("[clock]\nmode = \"simulated\"\nstart = \"{}\"\n\n", format_instant(clock_start));
    text += fmt::format("[store]\npath = \"{}\"\n\n", kDatabase);
    text += fmt::format("[http]\nlisten = \"127.0.0.1:{}\"\nopen_reads = true\n\n", ports.http);
    text += fmt::format(
        "[telemetry]\nlisten = \"127.0.0.1:{}\"\nunknown_mn = \"refuse\"\nenergy_kwh_codes = [\"dl001\"]\n\n",
        ports.telemetry);
    text += fmt::format("[mail]\nsmtp_url = {}\ntls = \"none\"\nfrom = \"alert@qingkong.example\"\nsessions = 4\n\n",
                        toml_text(plan.smtp_url));
    text += fmt::format(
        "[office]\nname = {}\nname_en = {}\ngovernment = {}\ngovernment_en = {}\nplan_title = {}\n"
        "plan_title_en = {}\ndocument_prefix = \"示例气应急办\"\ncontact = \"值班室\"\n"
        "telephone = \"000-0000-0000\"\nexercise = true\n\n",
        toml_text(city.name.zh + "重污染天气应急指挥部办公室"),
        toml_text("Heavy Pollution Weather Emergency Office of " + city.name.en), toml_text(city.name.zh + "人民政府"),
        toml_text("People's Government of " + city.name.en), toml_text("《" + city.name.zh + "重污染天气应急预案》"),
        toml_text("Heavy Pollution Weather Emergency Plan of " + city.name.en));
    text += fmt::format("[inventory]\nfolder = {}\n\n", toml_text(plan.inventory_folder));
    text += "[alerts]\nack_reminder_minutes = 0\n\n";    // nobody of a demonstration presses the button
    text += account_section("feed", "数据推送", "feed", tokens.feed);
    text += account_section("duty", "模拟值班员", "officer", tokens.officer);
    text += account_section("clock", "模拟时钟", "admin", tokens.admin);
    text += "[log]\nlevel = \"info\"\nfile = \"daemon.log\"\n\n[demo]\nloopback_only = true\n";
    return text;
}

Result<void> write_demo_file(const std::string& path, std::string_view bytes) {
    const std::string aside = path + ".part";
    {
        std::ofstream file(aside, std::ios::binary | std::ios::trunc);
        file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
        file.flush();
        if (!file) return tl::unexpected(std::vector{failed(path, "写不了此文件", "cannot be written")});
    }
    std::error_code error;
    fs::rename(aside, path, error);
    if (error) return tl::unexpected(std::vector{failed(path, "写不了此文件", "cannot be written")});
    return {};
}

}  // namespace qingkong
