// SPDX-License-Identifier: Apache-2.0
#include "engine/address.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>

#include <curl/curl.h>
#include <fmt/format.h>

namespace qingkong {

namespace {

bool is_ip(const std::string& host) {
    in6_addr address{};
    return inet_pton(AF_INET, host.c_str(), &address) == 1 || inet_pton(AF_INET6, host.c_str(), &address) == 1;
}

}  // namespace

bool ListenAddress::is_loopback() const { return is_loopback_host(host); }

std::string ListenAddress::print() const {
    return host.find(':') == std::string::npos ? fmt::format("{}:{}", host, port) : fmt::format("[{}]:{}", host, port);
}

bool is_loopback_host(const std::string& host) {
    in_addr v4{};
    in6_addr v6{};
    if (inet_pton(AF_INET, host.c_str(), &v4) == 1) return (ntohl(v4.s_addr) >> 24) == 127;
    if (inet_pton(AF_INET6, host.c_str(), &v6) == 1) return IN6_IS_ADDR_LOOPBACK(&v6) != 0;
    return host == "localhost";
}

std::optional<ListenAddress> parse_listen(const std::string& text) {
    const std::size_t colon = text.rfind(':');
    if (colon == std::string::npos) return std::nullopt;
    ListenAddress listen;
    listen.host = text.substr(0, colon);
    if (listen.host.size() > 2 && listen.host.front() == '[' && listen.host.back() == ']')
        listen.host = listen.host.substr(1, listen.host.size() - 2);
    else if (listen.host.find(':') != std::string::npos)
        return std::nullopt;
    if (listen.host == "localhost") listen.host = "127.0.0.1";
    const char* end = text.data() + text.size();
    const auto [rest, error] = std::from_chars(text.data() + colon + 1, end, listen.port);
    if (error != std::errc() || rest != end || !is_ip(listen.host)) return std::nullopt;
    return listen;
}

std::optional<SmtpAddress> parse_smtp_url(const std::string& text) {
    CURLU* url = curl_url();
    const auto part = [url](CURLUPart which) {
        char* value = nullptr;
        std::string copy;
        if (curl_url_get(url, which, &value, 0) == CURLUE_OK && value != nullptr) copy = value;
        curl_free(value);
        return copy;
    };
    std::optional<SmtpAddress> address;
    if (curl_url_set(url, CURLUPART_URL, text.c_str(), 0) == CURLUE_OK) {
        const std::string scheme = part(CURLUPART_SCHEME);
        SmtpAddress found{scheme == "smtps", part(CURLUPART_HOST)};
        if (found.host.size() > 2 && found.host.front() == '[') found.host = found.host.substr(1, found.host.size() - 2);
        const std::string path = part(CURLUPART_PATH);
        const bool bare = (path.empty() || path == "/") && part(CURLUPART_QUERY).empty() &&
                          part(CURLUPART_FRAGMENT).empty() && part(CURLUPART_USER).empty() &&
                          part(CURLUPART_PASSWORD).empty();
        if ((scheme == "smtp" || scheme == "smtps") && !found.host.empty() && bare) address = found;
    }
    curl_url_cleanup(url);
    return address;
}

bool is_mail_address(const std::string& text) {
    const std::size_t at = text.find('@');
    if (at == 0 || at == std::string::npos || at + 1 == text.size() || text.find('@', at + 1) != std::string::npos)
        return false;
    return std::none_of(text.begin(), text.end(), [](char c) {
        return static_cast<unsigned char>(c) <= ' ' || c == '<' || c == '>' || c == ',' || c == ';' || c == '\x7f';
    });
}

}  // namespace qingkong
