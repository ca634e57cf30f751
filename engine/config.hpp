// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "alerts/alert.hpp"
#include "alerts/cap.hpp"
#include "alerts/control_state.hpp"
#include "alerts/member_unit.hpp"
#include "alerts/outbox.hpp"
#include "alerts/approval.hpp"
#include "engine/account.hpp"
#include "engine/address.hpp"
#include "engine/config_channel.hpp"
#include "engine/log.hpp"
#include "rules/area.hpp"
#include "rules/problem.hpp"
#include "rules/time.hpp"

namespace qingkong {

/// `[rules]`
struct RulesConfig {
    std::string edition;         ///< an id (`n2017`), or the path of a file where it ends in `.toml`
    std::string editions_dir;    ///< further editions of the office, one folder each; empty = only the built-in ones
};

/// `[clock]`
struct ClockConfig {
    bool simulated = false;          ///< `mode`: `system` (default) or `simulated` (moves only by POST /api/v1/clock)
    std::optional<Instant> start;    ///< of a simulated clock: a full hour; wanted there, refused elsewhere
};

/// `[store]`
struct StoreConfig {
    std::string path;    ///< the SQLite database; made at the first start
};

/// `[http]`
struct HttpConfig {
    ListenAddress listen{"127.0.0.1", 8300};
    bool open_reads = false;    ///< anyone may read the state: demonstrations only
};

/// `[telemetry]`; absent = no HJ 212 server.
struct TelemetryConfig {
    ListenAddress listen{"127.0.0.1", 8301};
    bool store_unknown_mn = true;                   ///< `unknown_mn`: `store` (default, kept as unassigned), `refuse`
    int max_unknown_mn = 20'000;                    ///< 0..1000000: so many are kept, packets of others are refused
    std::string password;                           ///< the packets' PW; empty = any. Never printed
    std::vector<std::string> energy_kwh_codes;      ///< factor codes that count energy in kWh
    int max_connections = 10'000;                   ///< 1..50000; also bounded by the files that the system allows
    std::string tls_certificate, tls_key;           ///< PEM files; both or none
};

/// `[mail]`
struct MailConfig {
    std::string smtp_url;         ///< `smtp://HOST[:PORT]` or `smtps://HOST[:PORT]`
    std::string smtp_host;        ///< its host
    bool tls_required = true;     ///< `tls`: `required` (default); `none` only to a loopback host
    std::string from;             ///< envelope sender and From
    std::string domain;           ///< right side of Message-IDs and EHLO name; default: the domain of `from`
    int sessions = 6;             ///< connections at a time, 1..32
    std::string user;             ///< empty = no AUTH
    std::string password_file;    ///< its first line is the password; wanted with `user`
    std::string ca_file;          ///< PEM of the office's own CA; empty = the system's
    std::string bounce_domain;    ///< envelope senders `bounce+N.code@` it name the message; empty = `from` for all
    std::string order_sheets;     ///< folder of order sheets printed in advance; empty = none are attached
};

/// `[inventory]`; absent = no enterprises yet.
struct InventoryConfig {
    std::string folder;    ///< one CSV a sheet (interface: inventory); empty = none
};

/// `[alerts]`
struct AlertsConfig {
    int start_advance_hours = 0;           ///< proposed start = begin of the episode less this, 0..48 (handbook B.4)
    std::vector<int> start_hours;          ///< the office's usual start hours 0..23, rising; empty = any
    /// `retry_first_seconds`, `retry_longest_seconds` (1..86400), `retry_give_up_hours` (1..240).
    RetryPolicy retry;
    int ack_reminder_minutes = 30;         ///< who has not acknowledged by then is reminded once by mail; 0 = nobody
    int raise_max = 1;                     ///< levels above the rule that discretion may reach, 0..3 (handbook B.2)
};

/// `[approval]`: the office's own clocks (handbook B.5, Taiyuan 2019). Shown and logged, they stop nothing.
struct ApprovalConfig {
    int form_hours = 2;       ///< from the consultation's opinion to the approval form, 1..48
    int deliver_hours = 2;    ///< from the signature to the departments, 1..48
};

/// `[air]`
struct AirConfig {
    int stale_hours = 3;                   ///< without a new measured hour: look at the source, 1..48
    int forecast_stale_hours = 36;         ///< age of the newest forecast: look at the source, 1..240
    int dust_ratio_percent = 30;           ///< PM2.5 / PM10 below it: dust is suspected, 1..99 (handbook B.7)
};

/// `[region]`; absent = no joint response is looked for.
struct RegionConfig {
    std::vector<std::pair<std::string, std::string>> neighbours;    ///< ids of cities that border each other
    int joint_least = 3;                   ///< connected cities that make a joint response, 2..100 (handbook B.6)
};

/// `qingkong.toml`. Every key is described in docs/configuration.md. Paths are joined to the folder of the file.
struct Config {
    std::string file;
    City city;
    RulesConfig rules;
    ClockConfig clock;
    StoreConfig store;
    HttpConfig http;
    std::optional<TelemetryConfig> telemetry;
    MailConfig mail;
    Office office;               ///< `[office]`, with mail_from and mail_domain of `[mail]`
    std::string templates;       ///< `[office] templates`: folder of the office's own templates; empty = none
    CapSettings cap;             ///< `[cap]`; absent = no public feed
    InventoryConfig inventory;
    AlertsConfig alerts;
    AirConfig air;
    RegionConfig region;
    VehicleStages vehicle_stages;    ///< `[gates]`
    Members members;             ///< `[[unit]]`, `[returns]`
    std::string maildir;          ///< `[returns] maildir`: answers of units by mail; empty = none are read
    std::vector<Account> accounts;
    std::vector<Authority> authorities;    ///< `[[authority]]`; accounts are those of the configuration or users of the program
    ApprovalConfig approval;     ///< `[approval]`
    std::vector<ChannelConfig> channels;   ///< `[[channel]]`
    NoticeChannels notice_channels;        ///< what a signature needs to know of them
    WatchConfig watch;                     ///< `[watch]`
    LogOptions log;
    bool loopback_only = false;  ///< `[demo] loopback_only`: listeners and mail server must be loopback
};

/// Taken whole or not at all: every unknown key, wrong type, value out of range and missing key is one error with
/// FILE:LINE:COLUMN and what is wanted, all of them at once, in the order of the file. Reads no other file. No message
/// repeats a secret. `file` is the path of the configuration: relative paths in it start from its folder.
Result<Config> read_config(std::string_view text, const std::string& file);

/// The same from the disk.
Result<Config> load_config(const std::string& file);

/// First line of a password file, without its line end. Errors name the file, never its contents.
Result<std::string> read_secret(const std::string& file);

}  // namespace qingkong
