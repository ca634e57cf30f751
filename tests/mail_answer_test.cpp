// SPDX-License-Identifier: Apache-2.0
// Answers of units by mail: text in, whole text out; what is no answer never counts (handbook K.3).
#include "alerts/mail_answer.hpp"

#include "engine/maildrop.hpp"
#include "tests/service_fixture.hpp"

using namespace qingkong;
using namespace qingkong::office;

namespace {

std::string mail(const std::string& text, const std::string& headers = "", const std::string& from = "值班 <East@X.example>",
                 const std::string& id = "<A2014-01.1.unit-east@office.example>") {
    return "From: " + from + "\r\nTo: duty@office.example\r\nSubject: Re: x\r\nIn-Reply-To: " + id + "\r\n" + headers +
           "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n" + text + "\r\n";
}

}  // namespace

TEST_CASE("what a unit wrote is read without what it quoted") {
    const auto read = read_incoming_mail(mail("日报\n发现问题：3\n\n> 原通知\n在 2014年2月20日，办公室写道：\n通知全文"));
    REQUIRE(read);
    CHECK(read->from == "east@x.example");
    CHECK(read->refers == std::vector<std::string>{"<A2014-01.1.unit-east@office.example>"});
    CHECK_FALSE(read->automatic);
    CHECK(read->text == "日报\n发现问题：3");
    CHECK(without_quotes("好\n-----原始邮件-----\n发件人") == "好");
    CHECK(without_quotes("ok\r\n-- \r\n王") == "ok");
    CHECK(without_quotes("On Thu, x wrote:\n> a").empty());
}

TEST_CASE("other charsets and parts are read, an attachment is not") {
    const std::string gb = "From: a@b.example\r\nContent-Type: text/plain; charset=gb18030\r\nContent-Transfer-Encoding: base64\r\n\r\ntNi8rQ==\r\n";
    CHECK(read_incoming_mail(gb)->text.size() > 0);
    const std::string parts = "From: a@b.example\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: text/plain\r\n"
                              "Content-Disposition: attachment\r\n\r\nno\r\n--x\r\nContent-Type: text/plain\r\n\r\nyes\r\n--x--\r\n";
    CHECK(read_incoming_mail(parts)->text == "yes");
}

TEST_CASE("automatic answers, bounces and lists are told by their headers") {
    for (const char* header : {"Auto-Submitted: auto-replied\r\n", "Precedence: bulk\r\n", "X-Autoreply: yes\r\n", "List-Id: <a.b>\r\n",
                               "Return-Path: <>\r\n"}) {
        INFO(header);
        CHECK(read_incoming_mail(mail("收到", header))->automatic);
    }
    CHECK(read_incoming_mail(mail("收到", "", "MAILER-DAEMON@x.example"))->automatic);
    CHECK(read_incoming_mail("From: a@b.example\r\nContent-Type: multipart/report; boundary=x\r\n\r\n--x\r\n\r\nfailed\r\n--x--\r\n")->automatic);
    CHECK_FALSE(read_incoming_mail(mail("收到", "Auto-Submitted: no\r\n"))->automatic);
}

TEST_CASE("numbers stand in lines of their own, a line that is none stays text") {
    const auto form = usual_form();
    const AnswerContent content = content_of_mail("日报\n发现问题：3个\n检查企业（工地）: 12\n出动检查人员：约二十\n完成整改 2\n说明", form);
    CHECK(content.values == std::map<std::string, int64_t>{{"problems_found", 3}, {"enterprises_checked", 12}, {"problems_settled", 2}});
    CHECK(content.text == "日报\n出动检查人员：约二十\n说明");
    CHECK(said_kind("日报\nx") == DutyKind::daily_return);
    CHECK(said_kind("已收到，正在部署") == DutyKind::receipt);
    CHECK_FALSE(said_kind("你好"));
    CHECK(without_heading("日报\nx") == "x");
    CHECK(without_heading("日报").empty());
    CHECK(without_heading("已收到\nx") == "已收到\nx");
    CHECK(unit_mail_id("<A2014-01.2.unit-east@office.example>")->transition == "A2014-01.2");
    CHECK(unit_mail_id("<A2014-01.2.unit-east@office.example>")->alert == "A2014-01");
    CHECK_FALSE(unit_mail_id("<A2014-01.2.91110000X@office.example>"));
}

TEST_CASE("a reply from the unit's own address is its answer, once, nobody else's mail and no empty one is") {
    const TestFolder folder;
    Service service = office::open(folder, config_text("[[unit]]\nid = \"east\"\nname = \"东城示范区管委会\"\nmail = \"east@x.example\"\n"
                                                       "[[unit]]\nid = \"west\"\nname = \"西城\"\nmail = \"west@x.example\"\n"));
    measured(service, run({{230, 24}}));
    forecast(service, run({{230, 70}, {60, 40}}));
    REQUIRE(sign(service).papers);
    const std::string drop = (folder.path / "drop").string();
    std::filesystem::create_directories(drop + "/new");
    const auto put = [&](const std::string& name, const std::string& bytes) { std::ofstream(drop + "/new/" + name, std::ios::binary) << bytes; };
    put("1", mail("收到，已部署。\n> 通知"));
    put("2", mail("收到", "", "stranger@x.example"));
    put("3", mail("收到", "", "west@x.example"));    // in reply to another unit's mail
    put("4", mail("收到", "Auto-Submitted: auto-replied\r\n"));
    put("5", mail("> 通知"));
    put("6", std::string("\0\xff garbage", 10));
    MaildropCounts counts = read_maildrop(service, drop);
    CHECK(counts.taken == 1);
    CHECK(counts.aside == 5);
    CHECK(std::filesystem::exists(drop + "/cur/1:2,S"));
    CHECK(std::filesystem::exists(drop + "/cur/2:2,F"));
    auto answers = service.store().unit_answers(Instant{0});
    REQUIRE(answers.size() == 1);
    CHECK(answers[0].unit == "east");
    CHECK(answers[0].channel == AnswerChannel::mail);
    CHECK(answers[0].told_by == "east@x.example");
    CHECK(entries(service, "mail_aside").size() == 1);    // the unit's empty mail; the others are nobody's
    put("1", mail("收到，已部署。\n> 通知"));    // died between storing and moving
    CHECK(read_maildrop(service, drop).taken == 1);
    CHECK(service.store().unit_answers(Instant{0}).size() == 1);
    service.move_clock(at("2014-02-20T16:55"));
    put("7", mail("日报\n发现问题：3\n均已整改"));
    CHECK(read_maildrop(service, drop).taken == 1);
    answers = service.store().unit_answers(Instant{0});
    REQUIRE(answers.size() == 2);
    CHECK(answers[1].due == at("2014-02-20T17:00"));
    CHECK(stored_answer(answers[1].body).values.at("problems_found") == 3);
    for (const JournalEntry& entry : service.store().journal(1, 1000)) CHECK(entry.data.find("x.example") == std::string::npos);
}
