// SPDX-License-Identifier: Apache-2.0
#include "engine/config_mail.hpp"

#include <fmt/format.h>

#include "engine/address.hpp"

namespace qingkong {
namespace {

void read_smtp_url(TomlTable& mail, MailConfig& own) {
    own.smtp_url = mail.required_text("smtp_url");
    own.tls_required = mail.word("tls", {"required", "none"}).value_or("required") == "required";
    if (own.smtp_url.empty()) return;
    const auto address = parse_smtp_url(own.smtp_url);
    if (!address) {
        // The text itself is not repeated: people write passwords into addresses.
        mail.error_at("smtp_url", {"smtp_url 不是邮件服务器地址", "smtp_url is no address of a mail server"},
                      {"应为 smtp://主机:端口 或 smtps://主机:端口；用户和口令写 user、password_file",
                       "wanted smtp://HOST:PORT or smtps://HOST:PORT; user and password_file are keys of their own"});
        return;
    }
    own.smtp_host = address->host;
    if (own.smtp_url.back() == '/') own.smtp_url.pop_back();
    if (own.tls_required) return;
    if (address->implicit_tls)
        mail.error_at("tls", {"tls = \"none\" 与 smtps:// 矛盾", "tls = \"none\" contradicts smtps://"},
                      {"删去 tls", "drop tls"});
    else if (!is_loopback_host(address->host))
        mail.error_at("tls", {fmt::format("不得不加密地把邮件交给 {}", address->host),
                              fmt::format("mail to {} must not go without encryption", address->host)},
                      {"tls = \"none\" 只许用于本机（127.0.0.1、::1、localhost）；删去 tls",
                       "tls = \"none\" is for the own machine only (127.0.0.1, ::1, localhost); drop tls"});
}

}  // namespace

MailConfig read_mail_config(TomlTable mail, const PathOf& path) {
    MailConfig own;
    read_smtp_url(mail, own);
    own.from = mail.required_text("from");
    if (!own.from.empty() && !is_mail_address(own.from))
        mail.error_at("from", {"from 不是邮箱地址", "from is no mail address"},
                      {"例如 \"yjb@ews.example\"", "wanted e.g. \"yjb@ews.example\""});
    const std::size_t at = own.from.find('@');
    own.domain = mail.text("domain").value_or(at == std::string::npos ? "" : own.from.substr(at + 1));
    if (mail.raw().contains("domain") && !is_mail_address("a@" + own.domain))
        mail.error_at("domain", {"domain 不是域名", "domain is no domain name"},
                      {"例如 \"ews.example\"", "wanted e.g. \"ews.example\""});
    own.sessions = static_cast<int>(mail.integer("sessions", 1, 32).value_or(own.sessions));
    own.user = mail.text("user").value_or("");
    own.password_file = path(mail.text("password_file").value_or(""));
    own.ca_file = path(mail.text("ca_file").value_or(""));
    own.bounce_domain = mail.text("bounce_domain").value_or("");
    if (!own.bounce_domain.empty() && !is_mail_address("a@" + own.bounce_domain))
        mail.error_at("bounce_domain", {"bounce_domain 不是域名", "bounce_domain is no domain"}, {"例如 ews.example", "for example ews.example"});
    own.order_sheets = path(mail.text("order_sheets").value_or(""));
    if (own.user.empty() != own.password_file.empty())
        mail.error_here({"user 和 password_file 须同时填写", "user and password_file belong together"},
                        {"两个都写，或都不写", "write both or neither"});
    mail.finish();
    return own;
}

}  // namespace qingkong
