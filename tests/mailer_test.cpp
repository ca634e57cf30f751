// SPDX-License-Identifier: Apache-2.0
// Against a real SMTP server: scripts/smtp_sink.py (aiosmtpd).
#include "engine/mailer.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <map>

#include <boost/asio/io_context.hpp>
#include <catch2/catch.hpp>

#include "tests/mail_sink.hpp"

using namespace qingkong;

namespace {

namespace fs = std::filesystem;

MailerOptions loopback(const std::string& url, int sessions = 1) {
    MailerOptions options;
    options.smtp_url = url;
    options.helo = "ews.example";
    options.sessions = sessions;
    options.tls_required = false;
    return options;
}

OutboundMail mail(int64_t id, const std::string& to, const std::string& text = "") {
    const std::string name = "m" + std::to_string(id);
    return {id, "office@ews.example", to,
            std::make_shared<const std::string>("Message-ID: <" + name + "@ews.example>\r\nSubject: test\r\n\r\n" +
                                                (text.empty() ? "text of " + name + "\r\n" : text))};
}

/// Sends all and waits for all results, by delivery.
std::map<int64_t, SendResult> send_all(const MailerOptions& options, std::vector<OutboundMail> mails) {
    boost::asio::io_context context;
    std::map<int64_t, SendResult> results;
    const std::size_t count = mails.size();
    Mailer mailer(context, options, [&](std::vector<SendResult> batch) {
        for (SendResult& result : batch) {
            CHECK(results.count(result.delivery_id) == 0);
            results[result.delivery_id] = std::move(result);
        }
    });
    CHECK(mailer.send(std::move(mails)) == count);
    context.run();    // runs out when no result is owed any more
    CHECK(mailer.room() == options.queue_limit);
    return results;
}

SendResult send_one(const MailerOptions& options, const OutboundMail& one) {
    auto results = send_all(options, {one});
    REQUIRE(results.size() == 1);
    return results.begin()->second;
}

}  // namespace

TEST_CASE("a mail arrives byte for byte, lines that begin with a dot as well") {
    const MailSink sink;
    const auto one = mail(7, "plant@works.example", "first\r\n.\r\n..two\r\n.three\r\nlast\r\n");
    const SendResult result = send_one(loopback(sink.url()), one);
    CHECK(result.outcome == SendOutcome::accepted);
    CHECK(result.reply == "250 2.0.0 kept as m7.eml");
    CHECK(read_bytes(sink.mails() / "m7.eml") == *one.bytes);
}

TEST_CASE("many mails over several sessions each arrive once and give one result each") {
    const MailSink sink;
    std::vector<OutboundMail> mails;
    for (int id = 1; id <= 200; ++id) mails.push_back(mail(id, "plant@works.example"));
    const auto results = send_all(loopback(sink.url(), 4), mails);
    CHECK(results.size() == 200);
    for (const auto& [id, result] : results) CHECK(result.outcome == SendOutcome::accepted);
    CHECK(sink.kept() == 200);
    CHECK(read_bytes(sink.mails() / "m137.eml") == *mails[136].bytes);
}

TEST_CASE("5xx has failed with the server's words, and the mails around it go on") {
    const MailSink sink({"--reject", "^gone@"});
    const auto results = send_all(loopback(sink.url()), {mail(1, "a@works.example"), mail(2, "gone@works.example"),
                                                         mail(3, "b@works.example")});
    CHECK(results.at(1).outcome == SendOutcome::accepted);
    CHECK(results.at(2).outcome == SendOutcome::failed);
    CHECK(results.at(2).reply == "550 5.1.1 <gone@works.example>: no such recipient here");
    CHECK(results.at(3).outcome == SendOutcome::accepted);
    CHECK(sink.kept() == 2);
}

TEST_CASE("4xx is deferred, nothing is kept, the next attempt arrives") {
    const MailSink sink({"--defer-first", "1"});
    const SendResult first = send_one(loopback(sink.url()), mail(1, "a@works.example"));
    CHECK(first.outcome == SendOutcome::deferred);
    CHECK(first.reply == "451 4.3.0 come back later");
    CHECK(sink.kept() == 0);
    CHECK(send_one(loopback(sink.url()), mail(1, "a@works.example")).outcome == SendOutcome::accepted);
    CHECK(sink.kept() == 1);
}

TEST_CASE("a connection lost after the text is unknown, the same bytes again are recognisable") {
    const MailSink sink({"--drop-after-data", "1"});
    const auto one = mail(1, "a@works.example");
    const SendResult lost = send_one(loopback(sink.url()), one);
    CHECK(lost.outcome == SendOutcome::unknown);
    CHECK_FALSE(lost.reply.empty());
    CHECK(send_one(loopback(sink.url()), one).outcome == SendOutcome::accepted);
    CHECK(read_bytes(sink.mails() / "m1.eml") == *one.bytes);
    CHECK(read_bytes(sink.mails() / "m1.2.eml") == *one.bytes);
}

TEST_CASE("no server is deferred") {
    // A port that is bound and not listening refuses for as long as we hold it.
    const int fd = socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    REQUIRE(bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
    socklen_t size = sizeof address;
    REQUIRE(getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size) == 0);
    const SendResult result =
        send_one(loopback("smtp://127.0.0.1:" + std::to_string(ntohs(address.sin_port))), mail(1, "a@works.example"));
    close(fd);
    CHECK(result.outcome == SendOutcome::deferred);
    CHECK(result.reply.rfind("Failed to connect to 127.0.0.1 port ", 0) == 0);
}

TEST_CASE("an address that would end an SMTP command fails before anything is said") {
    const MailSink sink;
    for (const std::string to : {"", "a@b.example>\r\nRCPT TO:<c@d.example", "a b@c.example", "<a@b.example>"}) {
        INFO(to);
        CHECK(send_one(loopback(sink.url()), mail(1, to)).outcome == SendOutcome::failed);
    }
    OutboundMail empty = mail(2, "a@works.example");
    empty.bytes = std::make_shared<const std::string>();
    CHECK(send_one(loopback(sink.url()), empty).outcome == SendOutcome::failed);
    CHECK(sink.kept() == 0);
}

TEST_CASE("a resting connection that the relay has closed costs no attempt") {
    const MailSink sink({"--timeout", "0.05"});    // the sink ends a session after this silence
    boost::asio::io_context context;
    std::vector<SendResult> results;
    Mailer mailer(context, loopback(sink.url()), [&](std::vector<SendResult> batch) {
        results.insert(results.end(), batch.begin(), batch.end());
    });
    for (int64_t id = 1; id <= 5; ++id) {
        // Whether the session has ended yet, is just ending, or lives on: the mail is accepted.
        usleep(static_cast<useconds_t>(48'000 + 1'000 * id));
        mailer.send({mail(id, "a@works.example")});
        context.restart();
        context.run();
    }
    REQUIRE(results.size() == 5);
    for (const SendResult& result : results) CHECK(result.outcome == SendOutcome::accepted);
}

TEST_CASE("where TLS is wanted nothing goes out without it") {
    const MailSink plain;
    MailerOptions options = loopback(plain.url());
    options.tls_required = true;
    CHECK(send_one(options, mail(1, "a@works.example")).outcome == SendOutcome::deferred);
    CHECK(plain.kept() == 0);
}

TEST_CASE("with STARTTLS and AUTH a mail is accepted, a wrong password or a stranger's certificate defers") {
    const TestFolder folder;
    const auto [cert, key] = certificate_for(folder.path, "IP:127.0.0.1");
    const MailSink sink({"--tls-cert", cert, "--tls-key", key, "--auth", "office:secret"});
    MailerOptions options = loopback(sink.url());
    options.tls_required = true;
    options.ca_file = cert;
    options.user = "office";
    options.password = "secret";
    CHECK(send_one(options, mail(1, "a@works.example")).outcome == SendOutcome::accepted);
    CHECK(sink.kept() == 1);

    options.password = "mistaken";
    const SendResult denied = send_one(options, mail(2, "a@works.example"));
    CHECK(denied.outcome == SendOutcome::deferred);    // about us, not about this mail
    CHECK(denied.reply.substr(0, 3) == "535");
    CHECK(denied.reply.find("mistaken") == std::string::npos);

    options.password = "secret";
    options.ca_file.clear();
    CHECK(send_one(options, mail(3, "a@works.example")).outcome == SendOutcome::deferred);
    CHECK(sink.kept() == 1);
}

TEST_CASE("no more is taken than there is room for") {
    const MailSink sink;
    MailerOptions options = loopback(sink.url());
    options.queue_limit = 3;
    boost::asio::io_context context;
    std::size_t results = 0;
    Mailer mailer(context, options, [&](const std::vector<SendResult>& batch) { results += batch.size(); });
    std::vector<OutboundMail> mails;
    for (int id = 1; id <= 5; ++id) mails.push_back(mail(id, "a@works.example"));
    CHECK(mailer.send(mails) == 3);
    CHECK(mailer.room() == 0);
    CHECK(mailer.send(mails) == 0);
    context.run();
    CHECK(results == 3);
    CHECK(mailer.room() == 3);
}

TEST_CASE("stopping reports nothing more and leaves no half mail") {
    const MailSink sink;
    boost::asio::io_context context;
    bool reported = false;
    {
        Mailer mailer(context, loopback(sink.url(), 2), [&](const std::vector<SendResult>&) { reported = true; });
        std::vector<OutboundMail> mails;
        for (int id = 1; id <= 500; ++id) mails.push_back(mail(id, "a@works.example"));
        mailer.send(std::move(mails));
    }
    context.run();
    CHECK_FALSE(reported);
    for (const auto& entry : fs::directory_iterator(sink.mails())) CHECK(entry.path().extension() == ".eml");
}

TEST_CASE("mails a second against the sink, with one, two and four sessions", "[.][speed]") {
    for (const int sessions : {1, 2, 4}) {
        const MailSink sink;
        MailerOptions options = loopback(sink.url(), sessions);
        options.queue_limit = 5000;
        std::vector<OutboundMail> mails;
        const std::string text(7000, 'x');
        std::string lines;
        for (std::size_t i = 0; i < text.size(); i += 70) lines += text.substr(i, 70) + "\r\n";
        for (int id = 1; id <= 3000; ++id) mails.push_back(mail(id, "plant@works.example", lines));
        const auto begin = std::chrono::steady_clock::now();
        send_all(options, mails);
        const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begin;
        std::cout << sessions << " sessions: " << 3000 / seconds.count() << " mails/s of 7 KB\n";
        CHECK(sink.kept() == 3000);
    }
}
