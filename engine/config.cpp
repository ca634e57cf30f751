// SPDX-License-Identifier: Apache-2.0
#include "engine/config.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

#include <fmt/format.h>

#include "engine/config_approval.hpp"
#include "engine/config_cap.hpp"
#include "engine/config_mail.hpp"
#include "engine/config_units.hpp"
#include "engine/tokens.hpp"
#include "rules/toml_table.hpp"

namespace qingkong {

namespace {

/// An id as accounts and cities carry it: it goes into files and addresses as it is.
bool is_id(const std::string& text) {
    return !text.empty() && text.size() <= 64 &&
           text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-") ==
               std::string::npos;
}

/// Reads the file's sections one after another; problems of all of them gather in `problems`.
struct ConfigReader {
    Config config;
    std::vector<Problem> problems;

    TomlTable open(const toml::table& table) { return TomlTable(table, config.file, problems); }

    /// The table of a section; where a wanted one is absent that is an error.
    std::optional<TomlTable> section(TomlTable& root, const char* name, bool required) {
        if (const toml::table* table = root.table(name)) return open(*table);
        if (required && !root.raw().contains(name))
            root.error_here({fmt::format("缺少 [{}] 一节", name), fmt::format("the section [{}] is missing", name)},
                            {"见 docs/configuration.md 和 examples/qingkong.toml",
                             "see docs/configuration.md and examples/qingkong.toml"});
        return std::nullopt;
    }

    std::string path(const std::string& text) const {
        if (text.empty()) return text;
        const std::filesystem::path folder = std::filesystem::path(config.file).parent_path();
        return (folder / std::filesystem::path(text)).lexically_normal().string();
    }

    std::string id(TomlTable& table, const char* key) {
        std::string value = table.required_text(key);
        if (value.empty() || (is_id(value) && value != kWholeCity)) return value;
        table.error_at(key, {fmt::format("{} = \"{}\" 不能作标识", key, value),
                             fmt::format("{} = \"{}\" cannot be an id", key, value)},
                       {"只用字母、数字和 . _ -，不能是 all", "letters, digits, . _ - only, and not `all`"});
        return "";
    }

    /// A pair `key`, `key_en`; without the English one the Chinese text stands for both.
    Text named(TomlTable& table, const std::string& key) {
        Text text;
        text.zh = table.required_text(key);
        text.en = table.text(key + "_en").value_or(text.zh);
        return text;
    }

    std::optional<ListenAddress> listen(TomlTable& table) {
        const auto text = table.text("listen");
        if (!text) return std::nullopt;
        const auto address = parse_listen(*text);
        if (!address)
            table.error_at("listen", {fmt::format("listen = \"{}\" 不是监听地址", *text),
                                      fmt::format("listen = \"{}\" is no address to listen at", *text)},
                           {"应为 IP地址:端口，例如 \"127.0.0.1:8300\"", "wanted IP:PORT such as \"127.0.0.1:8300\""});
        return address;
    }

    void read_city(TomlTable city) {
        config.city.id = id(city, "id");
        config.city.name = named(city, "name");
        const auto areas = city.tables("areas");
        std::set<std::string> seen;
        for (const toml::table* entry : areas) {
            TomlTable table = open(*entry);
            Area area;
            area.id = id(table, "id");
            area.name = named(table, "name");
            table.finish();
            if (!area.id.empty() && !seen.insert(area.id).second)
                table.error_at("id", {"区域标识重复：" + area.id, "this area id stands twice: " + area.id},
                               {"每个区域用自己的标识", "each area has its own id"});
            config.city.areas.push_back(std::move(area));
        }
        if (!city.raw().contains("areas"))
            city.missing("areas", "[{ id = \"410102\", name = \"中原区\" }]");
        else if (areas.empty() && city.raw().get("areas")->is_array())
            city.error_at("areas", {"areas 为空", "areas is empty"}, {"至少写一个区县", "at least one area"});
        city.finish();
    }

    void read_rules(TomlTable rules) {
        config.rules.edition = rules.required_text("edition");
        if (config.rules.edition.size() > 5 &&
            config.rules.edition.compare(config.rules.edition.size() - 5, 5, ".toml") == 0)
            config.rules.edition = path(config.rules.edition);
        config.rules.editions_dir = path(rules.text("editions_dir").value_or(""));
        rules.finish();
    }

    void read_clock(TomlTable clock) {
        config.clock.simulated = clock.word("mode", {"system", "simulated"}).value_or("system") == "simulated";
        const auto start = clock.text("start");
        if (start) {
            if (const auto stamp = parse_stamp(*start); stamp && stamp->instant.seconds % 3600 == 0)
                config.clock.start = stamp->instant;
            else
                clock.error_at("start", {fmt::format("start = \"{}\" 不是整点时刻", *start),
                                         fmt::format("start = \"{}\" is no full hour", *start)},
                               {"例如 \"2014-02-13T00:00:00+08:00\"", "wanted e.g. \"2014-02-13T00:00:00+08:00\""});
        }
        if (config.clock.simulated && !clock.raw().contains("start"))
            clock.missing("start", "\"2014-02-13T00:00:00+08:00\"");
        if (!config.clock.simulated && start)
            clock.error_at("start", {"start 只用于模拟时钟", "start is for a simulated clock only"},
                           {"删去 start，或写 mode = \"simulated\"", "drop start, or write mode = \"simulated\""});
        clock.finish();
    }

    void read_http(TomlTable http) {
        if (const auto address = listen(http)) config.http.listen = *address;
        config.http.open_reads = http.boolean("open_reads").value_or(false);
        http.finish();
    }

    void read_telemetry(TomlTable table) {
        TelemetryConfig telemetry;
        if (const auto address = listen(table)) telemetry.listen = *address;
        telemetry.store_unknown_mn = table.word("unknown_mn", {"store", "refuse"}).value_or("store") == "store";
        telemetry.max_unknown_mn = static_cast<int>(table.integer("max_unknown_mn", 0, 1'000'000).value_or(telemetry.max_unknown_mn));
        telemetry.password = table.text("password").value_or("");
        telemetry.energy_kwh_codes = table.texts("energy_kwh_codes");
        telemetry.max_connections = static_cast<int>(table.integer("max_connections", 1, 50'000).value_or(telemetry.max_connections));
        telemetry.tls_certificate = path(table.text("tls_certificate").value_or(""));
        telemetry.tls_key = path(table.text("tls_key").value_or(""));
        if (telemetry.tls_certificate.empty() != telemetry.tls_key.empty())
            table.error_here({"tls_certificate 和 tls_key 须同时填写", "tls_certificate and tls_key belong together"},
                             {"两项都写，或都不写", "give both or neither"});
        table.finish();
        config.telemetry = std::move(telemetry);
    }

    void read_mail(TomlTable mail) {
        config.mail = read_mail_config(std::move(mail), [this](const std::string& text) { return path(text); });
        config.office.mail_from = config.mail.from;
        config.office.mail_domain = config.mail.domain;
    }

    void read_office(TomlTable table) {
        Office& office = config.office;
        office.name = named(table, "name");
        office.government = named(table, "government");
        office.plan_title = named(table, "plan_title");
        office.document_prefix = table.required_text("document_prefix");
        office.contact = table.required_text("contact");
        office.telephone = table.required_text("telephone");
        office.link_base = table.text("link_base").value_or("http://" + config.http.listen.print());
        while (!office.link_base.empty() && office.link_base.back() == '/') office.link_base.pop_back();
        if (office.link_base.rfind("http://", 0) != 0 && office.link_base.rfind("https://", 0) != 0)
            table.error_at("link_base", {"link_base 不是网页地址", "link_base is no web address"},
                           {"例如 \"https://ews.example\"", "wanted e.g. \"https://ews.example\""});
        office.exercise = table.boolean("exercise").value_or(false);
        config.templates = path(table.text("templates").value_or(""));
        table.finish();
    }

    void read_alerts(TomlTable table) {
        AlertsConfig& alerts = config.alerts;
        const auto number = [&](const char* key, int64_t least, int64_t most, int& value) {
            value = static_cast<int>(table.integer(key, least, most).value_or(value));
        };
        number("start_advance_hours", 0, 48, alerts.start_advance_hours);
        for (const int64_t hour : table.integers("start_hours", 0, 23)) {
            if (!alerts.start_hours.empty() && hour <= alerts.start_hours.back())
                table.error_at("start_hours", {"start_hours 须由小到大，不得重复", "start_hours must rise"},
                               {"例如 [0, 8, 12, 18]", "wanted e.g. [0, 8, 12, 18]"});
            alerts.start_hours.push_back(static_cast<int>(hour));
        }
        number("retry_first_seconds", 1, 86400, alerts.retry.first_seconds);
        number("retry_longest_seconds", 1, 86400, alerts.retry.longest_seconds);
        number("retry_give_up_hours", 1, 240, alerts.retry.give_up_hours);
        number("raise_max", 0, 3, alerts.raise_max);
        number("ack_reminder_minutes", 0, 1440, alerts.ack_reminder_minutes);
        if (alerts.retry.longest_seconds < alerts.retry.first_seconds)
            table.error_at(table.raw().contains("retry_longest_seconds") ? "retry_longest_seconds" : "retry_first_seconds",
                           {"retry_longest_seconds 小于 retry_first_seconds",
                            "retry_longest_seconds is less than retry_first_seconds"},
                           {"最长间隔不得短于首次间隔", "the longest wait cannot be shorter than the first"});
        table.finish();
    }

    void read_air(TomlTable table) {
        AirConfig& air = config.air;
        air.stale_hours = static_cast<int>(table.integer("stale_hours", 1, 48).value_or(air.stale_hours));
        air.forecast_stale_hours =
            static_cast<int>(table.integer("forecast_stale_hours", 1, 240).value_or(air.forecast_stale_hours));
        air.dust_ratio_percent =
            static_cast<int>(table.integer("dust_ratio_percent", 1, 99).value_or(air.dust_ratio_percent));
        table.finish();
    }

    /// `orange = ["5", "6", "D"]`: stages of vehicles that may pass a gate from that level on.
    void read_gates(TomlTable table) {
        for (const AlertLevel level : kLevelsRising) {
            const std::string key(token(level));
            std::vector<std::string> stages = table.texts(key);
            if (!table.raw().contains(key)) continue;
            for (const std::string& stage : stages)
                if (!(stage.size() == 1 && ((stage[0] >= '0' && stage[0] <= '6') || stage[0] == 'D')))
                    table.error_at(key, {"不是车辆排放阶段：" + stage, "no emission stage: " + stage},
                                   {"0 至 6，新能源为 D", "0 to 6, new energy is D"});
            config.vehicle_stages[level] = std::move(stages);
        }
        table.finish();
    }

    /// `neighbours = ["990100 990200", …]`: each entry two cities that border each other.
    void read_region(TomlTable table) {
        RegionConfig& region = config.region;
        region.joint_least = static_cast<int>(table.integer("joint_least", 2, 100).value_or(region.joint_least));
        for (const std::string& pair : table.texts("neighbours")) {
            const size_t gap = pair.find(' ');
            const std::string a = pair.substr(0, gap), b = gap == std::string::npos ? "" : pair.substr(gap + 1);
            if (is_id(a) && is_id(b) && a != b) {
                region.neighbours.emplace_back(a, b);
                continue;
            }
            table.error_at("neighbours", {fmt::format("\"{}\" 不是两个相邻城市", pair), fmt::format("\"{}\" is no pair of cities", pair)},
                           {"每项写两个城市标识，中间一个空格，例如 \"410100 410200\"",
                            "each entry: two ids of cities with a space between, e.g. \"410100 410200\""});
        }
        if (!table.raw().contains("neighbours")) table.missing("neighbours", "[\"410100 410200\"]");
        table.finish();
    }

    /// `area = "all"`, `"410102"` or `["410102", "410103"]`.
    std::vector<std::string> read_areas(TomlTable& table) {
        std::vector<std::string> areas;
        const toml::node* node = table.raw().get("area");
        if (node == nullptr)
            table.missing("area", "\"all\"");
        if (node != nullptr && node->is_array())
            areas = table.texts("area");
        else if (const auto one = table.text("area"))
            areas.push_back(*one);
        for (const std::string& area : areas) {
            if (config.city.find(area) != nullptr || (area == kWholeCity && areas.size() == 1)) continue;
            std::string known(kWholeCity);
            for (const Area& own : config.city.areas) known += ", " + own.id;
            table.error_at("area", {"[city] 没有区域 " + area, "[city] has no area " + area},
                           {"可用：" + known, "wanted one of: " + known});
        }
        if (node != nullptr && node->is_array() && node->as_array()->empty())
            table.error_at("area", {"area 为空", "area is empty"}, {"例如 \"all\"", "wanted e.g. \"all\""});
        return areas;
    }

    void read_account(TomlTable table, std::set<std::string>& ids, std::set<std::string>& hashes) {
        Account account;
        account.id = id(table, "id");
        if (!account.id.empty() && !ids.insert(account.id).second)
            table.error_at("id", {"账号重复：" + account.id, "this account stands twice: " + account.id},
                           {"每个账号用自己的标识", "each account has its own id"});
        account.name = table.text("name").value_or("");
        std::vector<std::string> roles;
        for (const Role role : kRoles) roles.emplace_back(token(role));
        if (const auto role = table.word("role", roles))
            account.role = *parse_role(*role);
        else if (!table.raw().contains("role"))
            table.missing("role", "\"officer\"");
        account.areas = read_areas(table);
        account.unit = table.text("unit").value_or("");
        if (!account.unit.empty() && account.role != Role::enterprise && (account.role != Role::unit || config.members.find(account.unit) == nullptr))
            table.error_at("unit", {"没有单位 " + account.unit + "，或者账号的角色不是 unit", "no unit " + account.unit + ", or the role is not unit"},
                           {"role = \"unit\"，unit 为 [[unit]] 的标识", "role = \"unit\", and the id of a [[unit]]"});
        account.token_hash = table.required_text("token_hash");
        // A mistaken token instead of its hash is a secret: it is never repeated.
        if (!account.token_hash.empty() && !is_token_hash(account.token_hash))
            table.error_at("token_hash", {"token_hash 不是令牌的摘要", "token_hash is no hash of a token"},
                           {"应为 64 位十六进制数：printf %s \"$TOKEN\" | b2sum -l 256",
                            "wanted 64 hexadecimal digits: printf %s \"$TOKEN\" | b2sum -l 256"});
        std::transform(account.token_hash.begin(), account.token_hash.end(), account.token_hash.begin(),
                       [](char c) { return c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c; });
        if (!account.token_hash.empty() && !hashes.insert(account.token_hash).second)
            table.error_at("token_hash", {"两个账号用了同一个令牌", "two accounts have the same token"},
                           {"每个账号用自己的令牌", "each account has its own token"});
        table.finish();
        config.accounts.push_back(std::move(account));
    }

    void read_authority(TomlTable table, std::set<std::string>& ids) {
        Authority authority;
        authority.id = id(table, "id");
        if (!authority.id.empty() && !ids.insert(authority.id).second)
            table.error_at("id", {"授权重复：" + authority.id, "this authority stands twice: " + authority.id},
                           {"每项授权用自己的标识", "each authority has its own id"});
        authority.approver = table.required_text("approver");
        authority.document = table.required_text("document");
        for (const std::string& word : table.texts("levels")) {
            const auto level = parse_level(word);
            if (level && *level != AlertLevel::normal)
                authority.levels.push_back(*level);
            else
                table.error_at("levels", {"不是预警级别：" + word, "no alert level: " + word},
                               {"blue、yellow、orange、red 或 ungraded", "blue, yellow, orange, red or ungraded"});
        }
        if (!table.raw().contains("levels")) table.missing("levels", "[\"yellow\", \"orange\"]");
        authority.areas = read_areas(table);
        authority.accounts = table.texts("accounts");
        authority.valid_from = table.date("valid_from");
        authority.valid_to = table.date("valid_to");
        if (authority.valid_from && authority.valid_to && *authority.valid_to < *authority.valid_from)
            table.error_at("valid_to", {"有效期止早于有效期起", "valid_to lies before valid_from"}, {"请核对有效期", "check the dates"});
        authority.emergency_hours = static_cast<int>(table.integer("emergency_hours", 0, 72).value_or(0));
        table.finish();
        config.authorities.push_back(std::move(authority));
    }

    void read_log(TomlTable log) {
        config.log.level = log.word("level", {"debug", "info", "warning", "error"}).value_or("info");
        config.log.file = path(log.text("file").value_or(""));
        log.finish();
    }

    void check_loopback(TomlTable& root) {
        const auto refuse = [&](const char* section_name, const char* key, const std::string& host) {
            TomlTable table = open(*root.raw().get(section_name)->as_table());
            table.error_at(key, {fmt::format("演示只许用本机地址，[{}] {} 是 {}", section_name, key, host),
                                 fmt::format("a demonstration stays on its own machine, [{}] {} is {}", section_name, key,
                                             host)},
                           {"改为 127.0.0.1，或删去 [demo] loopback_only", "use 127.0.0.1, or drop [demo] loopback_only"});
        };
        if (!config.http.listen.is_loopback()) refuse("http", "listen", config.http.listen.host);
        if (config.telemetry && !config.telemetry->listen.is_loopback())
            refuse("telemetry", "listen", config.telemetry->listen.host);
        if (!config.mail.smtp_host.empty() && !is_loopback_host(config.mail.smtp_host))
            refuse("mail", "smtp_url", config.mail.smtp_host);
        if (!config.channels.empty())
            root.error_at("channel", {"演示不对外发送，不得有 [[channel]]", "a demonstration sends nothing out: no [[channel]]"},
                          {"删去 [[channel]]，或删去 [demo] loopback_only", "drop [[channel]], or [demo] loopback_only"});
    }

    void read_all(TomlTable root) {
        if (auto table = section(root, "city", true)) read_city(*table);
        if (auto table = section(root, "rules", true)) read_rules(*table);
        if (auto table = section(root, "clock", false)) read_clock(*table);
        if (auto table = section(root, "store", true)) {
            config.store.path = path(table->required_text("path"));
            table->finish();
        }
        if (auto table = section(root, "http", false)) read_http(*table);
        if (auto table = section(root, "telemetry", false)) read_telemetry(*table);
        if (auto table = section(root, "mail", true)) read_mail(*table);
        if (auto table = section(root, "office", true)) read_office(*table);
        if (auto table = section(root, "inventory", false)) {
            config.inventory.folder = path(table->required_text("folder"));
            table->finish();
        }
        if (auto table = section(root, "alerts", false)) read_alerts(*table);
        if (auto table = section(root, "air", false)) read_air(*table);
        if (auto table = section(root, "region", false)) read_region(*table);
        if (auto table = section(root, "gates", false)) read_gates(*table);
        if (auto table = section(root, "cap", false)) config.cap = read_cap(*table, config.city);
        for (const toml::table* unit : root.tables("unit"))
            config.members.units.push_back(read_unit(open(*unit), config.city, config.members.units));
        config.members.terms.form = usual_form();
        if (auto table = section(root, "returns", false)) {
            config.members.terms.form.clear();
            config.maildir = path(read_returns(std::move(*table), config.members));
        }
        std::set<std::string> ids;
        std::set<std::string> hashes;
        for (const toml::table* account : root.tables("account")) read_account(open(*account), ids, hashes);
        std::set<std::string> authority_ids;
        for (const toml::table* authority : root.tables("authority")) read_authority(open(*authority), authority_ids);
        if (auto table = section(root, "approval", false)) config.approval = read_approval(std::move(*table));
        const PathOf path_of = [this](const std::string& text) { return path(text); };
        for (const toml::table* channel : root.tables("channel"))
            config.channels.push_back(read_channel(open(*channel), config.channels, path_of));
        config.notice_channels = notice_channels(config.channels);
        if (auto table = section(root, "watch", false)) config.watch = read_watch(std::move(*table), config.channels, path_of);
        if (auto table = section(root, "log", false)) read_log(*table);
        if (auto table = section(root, "demo", false)) {
            config.loopback_only = table->boolean("loopback_only").value_or(false);
            table->finish();
        }
        if (config.loopback_only) check_loopback(root);
        root.finish();
    }
};

Problem cannot_read(const std::string& file, int error_number) {
    const std::string english = std::strerror(error_number);
    const std::string chinese = error_number == ENOENT   ? "文件不存在"
                                : error_number == EACCES ? "没有权限"
                                : error_number == EISDIR ? "这是目录"
                                                         : english;
    return {Severity::error, {file, 0, 0, ""}, {"读不了此文件（" + chinese + "）", "cannot be read (" + english + ")"},
            {"检查路径和权限", "check path and permissions"}};
}

/// The whole file, or why not.
Result<std::string> read_whole(const std::string& file) {
    std::error_code ignored;
    if (std::filesystem::is_directory(file, ignored)) return tl::unexpected(std::vector{cannot_read(file, EISDIR)});
    errno = 0;
    std::ifstream stream(file, std::ios::binary);
    if (!stream) return tl::unexpected(std::vector{cannot_read(file, errno)});
    return std::string{std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

}  // namespace

Result<Config> read_config(std::string_view text, const std::string& file) {
    auto parsed = parse_toml(text, file);
    if (!parsed) return tl::unexpected(std::move(parsed.error()));
    ConfigReader reader;
    reader.config.file = file;
    reader.read_all(reader.open(*parsed));
    if (!reader.problems.empty()) {
        std::stable_sort(reader.problems.begin(), reader.problems.end(), [](const Problem& a, const Problem& b) {
            return std::pair(a.place.line, a.place.column) < std::pair(b.place.line, b.place.column);
        });
        return tl::unexpected(std::move(reader.problems));
    }
    return std::move(reader.config);
}

Result<Config> load_config(const std::string& file) {
    const auto text = read_whole(file);
    if (!text) return tl::unexpected(text.error());
    return read_config(*text, file);
}

Result<std::string> read_secret(const std::string& file) {
    const auto text = read_whole(file);
    if (!text) return tl::unexpected(text.error());
    std::string line = text->substr(0, text->find('\n'));
    if (!line.empty() && line.back() == '\r') line.pop_back();
    if (line.empty())
        return fail({file, 1, 0, ""}, {"口令文件的第一行为空", "the first line of the password file is empty"},
                    {"第一行写口令", "write the password in the first line"});
    return line;
}

}  // namespace qingkong
