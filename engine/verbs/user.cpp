// SPDX-License-Identifier: Apache-2.0
// `qingkong user`: people's accounts on the server itself, for the first administrator and for a lost password. A password is
// typed or read from standard input, never an argument: arguments are seen by everyone on the machine.
#include <termios.h>
#include <unistd.h>

#include <iostream>
#include <memory>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <sodium.h>

#include "engine/output.hpp"
#include "engine/password.hpp"
#include "engine/service.hpp"
#include "engine/store_lock.hpp"
#include "engine/user_entry.hpp"
#include "engine/verbs/office_verbs.hpp"

namespace qingkong {
namespace {

struct UserOptions {
    std::string config = "qingkong.toml", format, id, name, unit;
    std::vector<std::string> roles{"admin"}, areas{std::string(kWholeCity)};
    bool password_stdin = false;
};

int refuse(const std::vector<Problem>& problems, Language language) {
    print_problems(problems, language);
    return 2;
}

tl::unexpected<std::vector<Problem>> refused(const std::string& where, const EntryProblem& problem) {
    return fail({where, 0, 0, ""}, problem.what, problem.wanted);
}

/// A line of the terminal without echo.
std::string typed(const std::string& asked) {
    std::cerr << asked << std::flush;
    termios before{};
    const bool terminal = ::tcgetattr(STDIN_FILENO, &before) == 0;
    termios silent = before;
    silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    if (terminal) ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
    std::string line;
    std::getline(std::cin, line);
    if (terminal) ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
    std::cerr << "\n";
    return line;
}

Result<std::string> new_password(const UserOptions& options, Language language) {
    std::string password;
    if (options.password_stdin) {
        std::getline(std::cin, password);
        if (!password.empty() && password.back() == '\r') password.pop_back();
    } else if (::isatty(STDIN_FILENO) == 0) {
        return fail({"stdin", 0, 0, ""}, {"标准输入不是终端，无法询问密码", "standard input is no terminal: the password cannot be asked"},
                    {"请加 --password-stdin，第一行为密码", "add --password-stdin; the first line is the password"});
    } else {
        const bool zh = language == Language::zh;
        password = typed(zh ? "新密码：" : "New password: ");
        if (typed(zh ? "再次输入：" : "Once more: ") != password)
            return fail({"stdin", 0, 0, ""}, {"两次输入不同", "the two differ"}, {"请重新执行", "try again"});
    }
    if (const auto wrong = password_problem(password, options.id)) return refused("stdin", *wrong);
    return password;
}

/// The service of the database, while no daemon runs: its journal has one writer.
struct Opened {
    StoreLock lock;
    std::unique_ptr<Service> service;
};

Result<Opened> open_service(const UserOptions& options) {
    const auto config = load_config(options.config);
    if (!config) return tl::unexpected(config.error());
    auto lock = StoreLock::take(config->store.path);
    if (!lock)
        return fail({config->store.path, 0, 0, ""}, {"守护进程正在运行", "the daemon runs"},
                    {"请用用户页面 /users 或接口 PUT /api/v1/users/{id}，或先停止守护进程",
                     "use the page /users or PUT /api/v1/users/{id}, or stop the daemon first"});
    std::vector<Problem> notes;
    auto resources = load_resources(*config, notes);
    if (!resources) return tl::unexpected(resources.error());
    auto store = Store::open(config->store.path);
    if (!store) return tl::unexpected(store.error());
    return Opened{std::move(*lock), std::make_unique<Service>(*config, std::move(*resources), std::move(*store))};
}

void keep(Service& service, const User& user) {
    service.set_user(user, "server", true);
}

Result<User> known_user(Service& service, const std::string& id) {
    auto user = service.store().user(id);
    if (!user) return fail({id, 0, 0, ""}, {"没有账号 " + id, "no account " + id}, {"见 qingkong user list", "see qingkong user list"});
    return *user;
}

Result<std::string> add(const UserOptions& options, Language language) {
    auto opened = open_service(options);
    if (!opened) return tl::unexpected(opened.error());
    Service& service = *opened->service;
    if (const auto wrong = user_id_problem(service.config(), options.id)) return refused(options.id, *wrong);
    if (service.store().user(options.id))
        return fail({options.id, 0, 0, ""}, {"账号已存在", "the account exists"}, {"改密码用 qingkong user passwd", "for its password: qingkong user passwd"});
    User user{options.id, options.name, {}, "", false, Clock::system().now()};
    for (const std::string& role : options.roles) {
        const auto parsed = parse_role(role);
        if (!parsed) return fail({role, 0, 0, ""}, {"没有该角色", "no such role"}, {"例如 admin、officer、viewer", "e.g. admin, officer, viewer"});
        const Grant grant{*parsed, options.areas, *parsed == Role::unit ? options.unit : ""};
        if (const auto wrong = grant_problem(service.config(), grant)) return refused(options.id, *wrong);
        user.grants.push_back(grant);
    }
    const auto password = new_password(options, language);
    if (!password) return tl::unexpected(password.error());
    user.password = password_hash(*password);
    keep(service, user);
    return language == Language::zh ? "已建立账号 " + user.id : "made the account " + user.id;
}

Result<std::string> passwd(const UserOptions& options, Language language) {
    auto opened = open_service(options);
    if (!opened) return tl::unexpected(opened.error());
    auto user = known_user(*opened->service, options.id);
    if (!user) return tl::unexpected(user.error());
    const auto password = new_password(options, language);
    if (!password) return tl::unexpected(password.error());
    user->password = password_hash(*password);
    keep(*opened->service, *user);
    return language == Language::zh ? "已修改 " + user->id + " 的密码，其登录已全部退出" : "changed the password of " + user->id + "; it is signed out everywhere";
}

Result<std::string> disable(const UserOptions& options, Language language) {
    auto opened = open_service(options);
    if (!opened) return tl::unexpected(opened.error());
    auto user = known_user(*opened->service, options.id);
    if (!user) return tl::unexpected(user.error());
    user->disabled = true;
    keep(*opened->service, *user);
    return language == Language::zh ? "已停用账号 " + user->id : "disabled the account " + user->id;
}

int list(const UserOptions& options, Language language) {
    const auto config = load_config(options.config);
    if (!config) return refuse(config.error(), language);
    auto store = Store::open(config->store.path);
    if (!store) return refuse(store.error(), language);
    Table table;
    table.columns = {"id", "name", "roles", "areas", TableColumn("disabled", CellKind::boolean)};
    for (const User& user : store->users()) {
        std::string roles, areas;
        for (const Grant& grant : user.grants) {
            roles += (roles.empty() ? "" : "; ") + std::string(token(grant.role)) + (grant.unit.empty() ? "" : "(" + grant.unit + ")");
            areas += areas.empty() ? "" : "; ";
            for (size_t i = 0; i < grant.areas.size(); ++i) areas += (i == 0 ? "" : "+") + grant.areas[i];
        }
        table.rows.push_back({user.id, user.name, roles, areas, user.disabled ? "true" : "false"});
    }
    print_table(std::cout, table, output_format(options.format));
    return 0;
}

}  // namespace

void add_user(CLI::App& app, VerbContext& context) {
    const bool zh = context.language == Language::zh;
    auto options = std::make_shared<UserOptions>();
    CLI::App* verb = app.add_subcommand("user", zh ? "在服务器上管理用户账号（守护进程停止时）" : "people's accounts, on the server while the daemon is stopped");
    verb->require_subcommand(1);
    const auto example = [zh](const char* line) { return std::string(zh ? "示例：" : "Example:") + "\n  " + line; };
    const auto part = [&](const char* name, const char* zh_text, const char* en_text, const char* line, bool with_id) {
        CLI::App* one = verb->add_subcommand(name, zh ? zh_text : en_text);
        one->add_option("--config", options->config, zh ? "配置文件" : "configuration");
        if (with_id) one->add_option("id", options->id, zh ? "账号" : "account")->required();
        one->footer(example(line));
        return one;
    };
    const auto runs = [&context, options](CLI::App* one, Result<std::string> (*act)(const UserOptions&, Language)) {
        one->callback([options, &context, act] {
            context.run = [options, &context, act] {
                if (sodium_init() < 0) return 2;
                const auto done = act(*options, context.language);
                if (!done) return refuse(done.error(), context.language);
                std::cout << *done << "\n";
                return 0;
            };
        });
    };
    CLI::App* add_verb = part("add", "新建账号（默认管理员）", "make an account (an administrator by default)", "qingkong user add zhangwei --config qingkong.toml", true);
    add_verb->add_option("--name", options->name, zh ? "姓名（不进入日志）" : "name; never in the journal");
    add_verb->add_option("--role", options->roles, zh ? "角色，可重复" : "role, may be repeated");
    add_verb->add_option("--area", options->areas, zh ? "区域编号，可重复（默认 all）" : "area id, may be repeated (default all)");
    add_verb->add_option("--unit", options->unit, zh ? "角色 unit：所属成员单位" : "role unit: the member unit");
    CLI::App* passwd_verb = part("passwd", "设置新密码", "set a new password", "qingkong user passwd zhangwei --config qingkong.toml", true);
    for (CLI::App* one : {add_verb, passwd_verb})
        one->add_flag("--password-stdin", options->password_stdin, zh ? "密码从标准输入第一行读取" : "read the password from the first line of standard input");
    CLI::App* disable_verb = part("disable", "停用账号", "disable an account", "qingkong user disable zhangwei --config qingkong.toml", true);
    CLI::App* list_verb = part("list", "列出账号", "list the accounts", "qingkong user list --config qingkong.toml", false);
    list_verb->add_option("--format", options->format, "table|csv|json")->check(CLI::IsMember({"table", "csv", "json"}));
    runs(add_verb, add);
    runs(passwd_verb, passwd);
    runs(disable_verb, disable);
    list_verb->callback([options, &context] { context.run = [options, &context] { return list(*options, context.language); }; });
}

}  // namespace qingkong
