// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace qingkong {

/// `127.0.0.1:8300`, `[::1]:8300`; `localhost` is read as 127.0.0.1.
struct ListenAddress {
    std::string host;     ///< an IP address without brackets
    uint16_t port = 0;    ///< 0 = any free one (tests)

    bool is_loopback() const;
    std::string print() const;
    bool operator==(const ListenAddress&) const = default;
};

/// Nothing where the text is no IP address (or `localhost`) with a port.
std::optional<ListenAddress> parse_listen(const std::string& text);

/// 127.0.0.0/8, ::1, `localhost`; any other name is not, whatever it resolves to.
bool is_loopback_host(const std::string& host);

/// `smtp://HOST[:PORT]`, `smtps://HOST[:PORT]`.
struct SmtpAddress {
    bool implicit_tls = false;    ///< smtps
    std::string host;             ///< without brackets
};
/// Nothing where the text is no such address, or holds a user, a password, a path or a query.
std::optional<SmtpAddress> parse_smtp_url(const std::string& text);

/// One `@`, no blanks, no brackets, no list: fit for an SMTP command.
bool is_mail_address(const std::string& text);

}  // namespace qingkong
