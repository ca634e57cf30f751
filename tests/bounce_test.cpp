// SPDX-License-Identifier: Apache-2.0
#include "alerts/bounce.hpp"

#include <catch2/catch.hpp>

#include "alerts/mail_answer.hpp"

using namespace qingkong;

namespace {

/// A report as Postfix writes it, with what came back as its third part.
std::string report(const std::string& action, const std::string& status, const std::string& returned,
                   const std::string& kind = "delivery-status") {
    return "From: MAILER-DAEMON@relay.example (Mail Delivery System)\r\nTo: bounce+17.00@ews.example\r\n"
           "Subject: Undelivered Mail Returned to Sender\r\nAuto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n"
           "Content-Type: multipart/report; report-type=" + kind + "; boundary=\"b\"\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\n"
           "I'm sorry to have to inform you\r\n\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n"
           "Reporting-MTA: dns; relay.example\r\nArrival-Date: Sun, 22 Nov 2026 10:00:00 +0800\r\n\r\n"
           "Final-Recipient: rfc822; Env@Factory.example\r\nOriginal-Recipient: rfc822;env@factory.example\r\nAction: " + action +
           "\r\nStatus: " + status + "\r\nRemote-MTA: dns; mx.factory.example\r\n"
           "Diagnostic-Code: smtp; 550 5.1.1 <env@factory.example>: Recipient address\r\n    rejected: User unknown\r\n\r\n--b\r\n" +
           returned + "\r\n--b--\r\n";
}

const std::string kHeaders = "Content-Type: text/rfc822-headers\r\n\r\nFrom: duty@ews.example\r\nMessage-ID: <A2026-01.1.E1@ews.example>\r\nSubject: x\r\n";
const std::string kWhole = "Content-Type: message/rfc822\r\n\r\nFrom: duty@ews.example\r\nMessage-ID: <A2026-01.1.E1@ews.example>\r\n\r\ntext\r\n";

}  // namespace

TEST_CASE("a report of failure names status, words, recipient and the mail that came back") {
    for (const std::string& returned : {kHeaders, kWhole}) {
        const auto bounce = read_bounce(report("failed", "5.1.1", returned));
        REQUIRE(bounce);
        CHECK(bounce->kind == Bounce::Kind::failed);
        CHECK(bounce->status == "5.1.1");
        CHECK(bounce->text == "550 5.1.1 <env@factory.example>: Recipient address rejected: User unknown");
        CHECK(bounce->recipient == "env@factory.example");
        CHECK(bounce->original_ids == std::vector<std::string>{"<A2026-01.1.E1@ews.example>"});
        CHECK(bounce->sent_to == std::vector<std::string>{"bounce+17.00@ews.example"});
    }
}

TEST_CASE("delayed is no failure, neither is a report of success, a read receipt is no report of delivery") {
    CHECK(read_bounce(report("delayed", "4.4.1", kHeaders))->kind == Bounce::Kind::delayed);
    CHECK(read_bounce(report("relayed", "2.0.0", kHeaders))->kind == Bounce::Kind::other);
    CHECK(read_bounce(report("failed", "4.4.7", kHeaders))->kind == Bounce::Kind::failed);    // the relay gave up
    CHECK_FALSE(read_bounce(report("failed", "5.1.1", kHeaders, "disposition-notification")));
    CHECK_FALSE(read_bounce("From: a@b.example\r\n\r\nhello\r\n"));
    CHECK_FALSE(read_bounce(""));
}

TEST_CASE("a report that is broken off or nested without end is read as far as it goes") {
    const std::string whole = report("failed", "5.1.1", kWhole);
    for (std::size_t length = 0; length <= whole.size(); length += 7) {
        const auto bounce = read_bounce(whole.substr(0, length));
        if (bounce) CHECK(bounce->text.size() <= 300);
    }
}

TEST_CASE("holiday notices without any mark are known by their subject, and reports never count as answers") {
    const auto automatic = [](const std::string& headers) { return read_incoming_mail("From: a@b.example\r\n" + headers + "\r\n收到\r\n")->automatic; };
    CHECK(automatic("Subject: =?UTF-8?B?6Ieq5Yqo5Zue5aSNOiDpgJrnn6U=?=\r\n"));    // 自动回复: 通知
    CHECK(automatic("Subject: Out of Office: notice\r\n"));
    CHECK(automatic("Auto-Submitted: auto-replied\r\n"));
    CHECK(automatic("X-Autoreply: yes\r\n"));
    CHECK_FALSE(automatic("Subject: Re: notice\r\nAuto-Submitted: no\r\n"));
    CHECK(read_incoming_mail(report("failed", "5.1.1", kHeaders))->automatic);
}
