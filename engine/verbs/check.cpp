// SPDX-License-Identifier: Apache-2.0
// `qingkong check`: everything that must hold before `serve`.

#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <iostream>
#include <memory>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "engine/config.hpp"
#include "engine/editions.hpp"
#include "engine/files.hpp"
#include "engine/inventory_input.hpp"
#include "engine/output.hpp"
#include "engine/template_files.hpp"
#include "engine/verbs/verbs.hpp"
#include "rules/edition_cases.hpp"

namespace qingkong {
namespace {

namespace fs = std::filesystem;

/// Less free space beside the database is an error, less than thrice this a warning [ours].
constexpr std::uintmax_t kWantedBytes = 1024ULL * 1024 * 1024;

struct CheckOptions {
    std::string config, format;
};

/// The lines of the answer, and the findings behind them.
struct Checklist {
    Table table{{"item", "status", "what"}, {}};
    std::vector<Problem> problems;
    Language language = Language::zh;
    bool errors = false;

    void line(const std::string& item, Severity severity, const Text& what) {
        if (severity == Severity::error) errors = true;
        const char* status = severity == Severity::error ? "error" : severity == Severity::warning ? "warning" : "ok";
        table.rows.push_back({item, status, what.in(language)});
    }
    void ok(const std::string& item, const Text& what) { line(item, Severity::note, what); }
    void problem(const std::string& item, Problem found) {
        line(item, found.severity, with_file(found, found.what));
        problems.push_back(std::move(found));
    }
    /// One line for all findings of an input that was refused.
    void refused(const std::string& item, const std::vector<Problem>& found) {
        const auto count = found.size();
        const Text many{fmt::format("{} 处错误", count), fmt::format("{} errors", count)};
        line(item, Severity::error, with_file(found.front(), count == 1 ? found.front().what : many));
        problems.insert(problems.end(), found.begin(), found.end());
    }
    static Text with_file(const Problem& found, const Text& what) {
        const std::string& file = found.place.file;
        return file.empty() ? what : Text{file + "：" + what.zh, file + ": " + what.en};
    }
};

Problem at_file(Severity severity, const std::string& file, Text what, Text wanted) {
    return {severity, {file, 0, 0, ""}, std::move(what), std::move(wanted)};
}

std::string folder_of(const std::string& path) {
    const fs::path folder = fs::path(path).parent_path();
    return folder.empty() ? "." : folder.string();
}

void check_built_in_editions(Checklist& list) {
    std::string ids;
    std::vector<Problem> found;
    for (const std::string& id : built_in_editions()) {
        const auto edition = load_edition(id);
        if (edition)
            ids += (ids.empty() ? "" : ", ") + id;
        else
            found.insert(found.end(), edition.error().begin(), edition.error().end());
    }
    if (!found.empty()) return list.refused("editions", found);
    list.ok("editions", {"内置版本可读：" + ids, "built-in editions can be read: " + ids});
}

/// A city on the system clock refuses an edition outside its dates; with a simulated clock it is a warning.
void check_edition(Checklist& list, const Config& config) {
    const auto edition = load_edition(config.rules.edition, config.rules.editions_dir);
    if (!edition) return list.refused("edition", edition.error());
    if (const auto problems = edition_not_for_daemon(*edition); !problems.empty()) return list.refused("edition", problems);
    const auto now = std::chrono::duration_cast<std::chrono::seconds>(
        std::chrono::system_clock::now().time_since_epoch());
    const Instant instant = config.clock.simulated ? *config.clock.start : Instant{now.count()};
    const auto out_of_force = edition_out_of_force(*edition, day_of(instant));
    for (Problem problem : out_of_force) {
        problem.severity = config.clock.simulated ? Severity::warning : Severity::error;
        list.problem("edition", std::move(problem));
    }
    bool right = true;
    for (const Problem& problem : run_cases(*edition).problems) {
        right = false;
        list.problem("edition", problem);
    }
    if (out_of_force.empty() && right)
        list.ok("edition", {"预警版本可用：" + config.rules.edition, "the edition can be used: " + config.rules.edition});
}

void check_inventory(Checklist& list, const Config& config) {
    if (config.inventory.folder.empty())
        return list.line("inventory", Severity::warning,
                         {"未配置清单：没有企业通知", "no inventory is configured: no enterprise will be told"});
    std::vector<Problem> notes;
    const auto inventory = read_inventory_input(config.inventory.folder, notes);
    list.problems.insert(list.problems.end(), notes.begin(), notes.end());
    if (!inventory) return list.refused("inventory", inventory.error());
    const std::size_t count = inventory->enterprises.size();
    std::size_t elsewhere = 0;
    for (const auto& enterprise : inventory->enterprises)
        if (config.city.find(enterprise.area) == nullptr) ++elsewhere;
    if (elsewhere > 0)
        return list.problem("inventory",
                            at_file(Severity::error, config.inventory.folder,
                                    {fmt::format("{} 家企业的区域不在 [city] areas 中", elsewhere),
                                     fmt::format("{} enterprises lie in an area that [city] areas does not name", elsewhere)},
                                    {"补写区域，或改正清单", "name the area, or mend the inventory"}));
    list.ok("inventory", {fmt::format("清单可读：{} 家企业", count),
                          fmt::format("the inventory can be read: {} enterprises", count)});
}

void check_templates(Checklist& list, const Config& config) {
    if (config.templates.empty()) return;
    if (const auto templates = load_office_templates(config.templates); !templates) return list.refused("templates", templates.error());
    list.ok("templates", {"文书模板可用：" + config.templates, "the office's templates can be used: " + config.templates});
}

void check_store(Checklist& list, const Config& config) {
    const std::string& path = config.store.path;
    const std::string folder = folder_of(path);
    if (!is_folder(folder))
        return list.problem("store", at_file(Severity::error, path, {"数据库目录不存在", "the database's folder does not exist"},
                                             {"请建立目录 " + folder, "make the folder " + folder}));
    // SQLite writes its journal beside the database: the folder must be writable, too.
    const bool exists = is_file(path);
    if (access(folder.c_str(), W_OK | X_OK) != 0 || (exists && access(path.c_str(), R_OK | W_OK) != 0))
        return list.problem("store", at_file(Severity::error, path, {"数据库不可写", "the database cannot be written"},
                                             {"检查文件和目录的权限", "check the permissions of file and folder"}));
    list.ok("store", exists ? Text{"数据库可写：" + path, "the database can be written: " + path}
                            : Text{"首次启动时建立数据库：" + path, "the first start will make the database: " + path});

    std::error_code error;
    const fs::space_info space = fs::space(folder, error);
    if (error) return;
    const auto mebibytes = space.available / (1024 * 1024);
    const Text free{fmt::format("可用空间 {} MiB", mebibytes), fmt::format("{} MiB are free", mebibytes)};
    const Text wanted{"至少 1024 MiB，宜有 3072 MiB", "at least 1024 MiB, better 3072 MiB"};
    if (space.available >= 3 * kWantedBytes) return list.ok("disk", free);
    list.problem("disk", at_file(space.available < kWantedBytes ? Severity::error : Severity::warning, folder, free, wanted));
}

void check_mail(Checklist& list, const MailConfig& mail) {
    bool good = true;
    if (!mail.password_file.empty()) {
        const auto secret = read_secret(mail.password_file);
        struct stat status {};
        if (!secret) {
            list.refused("mail", secret.error());
            good = false;
        } else if (stat(mail.password_file.c_str(), &status) == 0 && (status.st_mode & (S_IRGRP | S_IROTH)) != 0) {
            list.problem("mail", at_file(Severity::warning, mail.password_file,
                                         {"其他用户可以读口令文件", "other users can read the password file"},
                                         {"chmod 600 " + mail.password_file, "chmod 600 " + mail.password_file}));
            good = false;
        }
    }
    if (!mail.ca_file.empty() && (!is_file(mail.ca_file) || access(mail.ca_file.c_str(), R_OK) != 0)) {
        list.problem("mail", at_file(Severity::error, mail.ca_file, {"证书文件不可读", "the certificate file cannot be read"},
                                     {"检查 [mail] ca_file", "check [mail] ca_file"}));
        good = false;
    }
    if (good) list.ok("mail", {"邮件中继：" + mail.smtp_url, "mail relay: " + mail.smtp_url});
}

/// Addresses and secrets of the channels that stand in files.
void check_channels(Checklist& list, const std::vector<ChannelConfig>& channels) {
    for (const ChannelConfig& channel : channels) {
        bool good = true;
        for (const std::string& file : {channel.url_file, channel.secret_file}) {
            if (file.empty()) continue;
            const auto secret = read_secret(file);
            if (!secret) {
                list.refused("channel", secret.error());
                good = false;
            } else if (file == channel.url_file && !is_channel_url(*secret)) {
                list.problem("channel", at_file(Severity::error, file, {"不是可用的地址", "holds no address that can be used"}, {"应为 https://…", "wanted https://…"}));
                good = false;
            }
        }
        if (good) list.ok("channel", {"渠道：" + channel.id, "channel: " + channel.id});
    }
}

void check_log(Checklist& list, const LogOptions& log) {
    if (log.file.empty()) return;
    const std::string folder = folder_of(log.file);
    const bool writable = is_file(log.file) ? access(log.file.c_str(), W_OK) == 0
                                            : is_folder(folder) && access(folder.c_str(), W_OK | X_OK) == 0;
    if (writable) return list.ok("log", {"运行日志可写：" + log.file, "the log can be written: " + log.file});
    list.problem("log", at_file(Severity::error, log.file, {"运行日志不可写", "the log cannot be written"},
                                {"检查目录和权限", "check folder and permissions"}));
}

int run_check(const CheckOptions& options, Language language) {
    Checklist list;
    list.language = language;
    check_built_in_editions(list);
    if (!options.config.empty()) {
        if (!is_file(options.config) || access(options.config.c_str(), R_OK) != 0) {
            print_problems({at_file(Severity::error, options.config, {"读不了配置文件", "the configuration cannot be read"},
                                    {"检查路径和权限", "check path and permissions"})},
                           language);
            return 2;
        }
        const auto config = load_config(options.config);
        if (config) {
            list.ok("config", {"配置正确：" + options.config, "the configuration is right: " + options.config});
            check_edition(list, *config);
            check_inventory(list, *config);
            check_templates(list, *config);
            check_store(list, *config);
            check_mail(list, config->mail);
            check_channels(list, config->channels);
            check_log(list, config->log);
        } else {
            list.refused("config", config.error());
        }
    }
    print_table(std::cout, list.table, output_format(options.format));
    std::cout.flush();
    print_problems(list.problems, language);
    return list.errors ? 1 : 0;
}

}  // namespace

void add_check(CLI::App& app, VerbContext& context) {
    const bool zh = context.language == Language::zh;
    auto options = std::make_shared<CheckOptions>();
    CLI::App* verb = app.add_subcommand("check", zh ? "启动服务前的检查：配置、版本、清单、数据库、磁盘"
                                                    : "What must hold before serve: configuration, editions, inventory, database, disk");
    verb->add_option("--config", options->config,
                     zh ? "配置文件；不写则只检查内置版本" : "the configuration; without it only the built-in editions are checked");
    verb->add_option("--format", options->format, "table|csv|json")->check(CLI::IsMember({"table", "csv", "json"}));
    verb->footer(zh ? "示例：\n  qingkong check\n  qingkong check --config examples/qingkong.toml\n有错误时返回 1。"
                    : "Examples:\n  qingkong check\n  qingkong check --config examples/qingkong.toml\nStatus 1 where errors are found.");
    verb->callback([options, &context] {
        context.run = [options, &context] { return run_check(*options, context.language); };
    });
}

}  // namespace qingkong
