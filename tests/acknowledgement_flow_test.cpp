// SPDX-License-Identifier: Apache-2.0
// From the signature to the confirmed receipt: links, mails, calls, bounces, reminders (handbook K.3).
#include "engine/acknowledgement.hpp"

#include <algorithm>
#include <set>

#include "alerts/bounce_address.hpp"
#include "alerts/channel_message.hpp"
#include "alerts/link_token.hpp"
#include "engine/delivery_ledger.hpp"
#include "engine/maildrop.hpp"
#include "engine/store_state.hpp"
#include "tests/service_fixture.hpp"

using namespace qingkong;
using namespace qingkong::office;

namespace {

const std::string kSms = "[[channel]]\nid = \"gateway\"\nkind = \"sms\"\nurl = \"http://127.0.0.1:1/\"\nbody = '{\"m\":\"{phone}\",\"t\":\"{text}\"}'\n";
const std::string kGroups = "[[channel]]\nid = \"group\"\nkind = \"wecom\"\nurl_file = \"wecom.url\"\n"
                            "[[channel]]\nid = \"province\"\nkind = \"webhook\"\nurl = \"http://127.0.0.1:1/\"\nsecret_file = \"hook.key\"\n";

std::string replaced(std::string text, const std::string& from, const std::string& to) {
    for (size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) text.replace(at, from.size(), to);
    return text;
}

/// The example city with numbers of mobiles; E0003 has no mail, E0004 a telephone on a desk only.
std::string city_with_mobiles(const TestFolder& folder, const std::string& more = "") {
    std::filesystem::copy(QINGKONG_SOURCE_DIR "/examples/city", folder.path / "city");
    const auto sheet = folder.path / "city" / "企业基本信息.csv";
    std::ifstream in(sheet, std::ios::binary);
    std::string text{std::istreambuf_iterator<char>(in), {}};
    in.close();
    text = replaced(replaced(replaced(text, "000-0000-", "138-0000-"), ",138-0000-0003,duty@e0003.example.com,", ",138-0000-0003,,"),
                    ",138-0000-0004,duty@e0004.example.com,", ",0999-66660004,,");
    std::ofstream(sheet, std::ios::binary) << text;
    return replaced(example_city_text(more), std::string(QINGKONG_SOURCE_DIR) + "/examples/city", "city");
}

Transition signed_yellow(Service& service) {
    measured(service, run({{230, 24}}));
    forecast(service, run({{230, 70}, {60, 40}}));
    const Outcome outcome = sign(service);
    REQUIRE(outcome.papers);
    return outcome.papers->transition;
}

/// The relay took every mail.
void all_sent(Service& service) {
    service.store().state().db.exec("update delivery set state = 'sent', attempts = 1, sent_at = created_at, last_reply = '250 OK' where state = 'waiting'");
}

std::vector<Delivery> rows_of(Service& service, const std::string& channel, const std::string& purpose = "") {
    DeliveryFilter filter;
    filter.channel = channel;
    filter.purpose = purpose;
    filter.oldest_first = true;
    return filtered_deliveries(service.store(), filter, 100000);
}

std::string token_of(Service& service, const Delivery& d) { return link_token(service.link_key(), d.transition + "|" + d.enterprise_id); }

std::string answer(const Delivery& to, const std::string& text, const std::string& headers = "", const std::string& from = "") {
    return "From: 值班 <" + (from.empty() ? to.to : from) + ">\r\nSubject: Re: x\r\nIn-Reply-To: " + to.message_id + "\r\n" + headers +
           "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n" + text + "\r\n";
}

std::optional<Instant> confirmed(Service& service, int64_t id) { return delivery_by_id(service.store(), id)->confirmed_at; }

}  // namespace

TEST_CASE("a signature puts every way of telling into the outbox at once, and whom nothing reaches before a person") {
    const TestFolder folder;
    Service service = open(folder, city_with_mobiles(folder, kSms + kGroups));
    const Transition step = signed_yellow(service);
    const auto mails = rows_of(service, "mail", "order"), texts = rows_of(service, "sms"), calls = rows_of(service, "telephone");
    CHECK(service.store().counts(step.id()).second == static_cast<int>(mails.size()));
    std::set<std::string> by_mail, ids;
    for (const Delivery& d : mails) by_mail.insert(d.enterprise_id);
    for (const Delivery& d : texts) {
        const std::string text = service.store().delivery_bytes(d.id).value();
        CHECK(utf16_units(text) <= kSmsUnits);
        CHECK(text.find("预警") != std::string::npos);
        CHECK(text.find(short_time(step.response_start)) != std::string::npos);
        CHECK(d.to.size() == 11);
        ids.insert(d.enterprise_id);
    }
    REQUIRE(calls.size() >= 1);
    for (const Delivery& d : calls) {
        CHECK(d.state == DeliveryState::failed);
        CHECK(by_mail.count(d.enterprise_id) == 0);
        CHECK_FALSE(service.store().retry_delivery(d.id));    // there is nothing to send
    }
    const auto only_text = std::find_if(texts.begin(), texts.end(), [](const Delivery& d) { return d.to == "13800000003"; });
    REQUIRE(only_text != texts.end());
    CHECK(by_mail.count(only_text->enterprise_id) == 0);
    // Common notices: one to the group, one to the webhook; no enterprise stands in them.
    const auto group = rows_of(service, "wecom"), hook = rows_of(service, "webhook");
    REQUIRE(group.size() == 1);
    REQUIRE(hook.size() == 1);
    CHECK(group[0].purpose == "notice");
    CHECK(group[0].enterprise_id.empty());
    for (const Delivery& d : {group[0], hook[0]}) {
        const std::string body = service.store().delivery_bytes(d.id).value();
        CHECK(body.find(step.document_no) != std::string::npos);
        for (const Enterprise& enterprise : service.resources().inventory->enterprises) {
            CHECK(body.find(enterprise.name) == std::string::npos);
            CHECK(body.find(enterprise.enterprise_id) == std::string::npos);
        }
    }
    // The short link of a message opens the same acknowledgement.
    const std::string code = short_code(token_of(service, *only_text));
    const auto stand = link_stand(service, code);
    REQUIRE(stand);
    CHECK(stand->delivery.enterprise_id == only_text->enterprise_id);
    CHECK_FALSE(link_stand(service, code.substr(0, 9)));
    CHECK_FALSE(link_stand(service, "%_%_%_%_%_"));
}

TEST_CASE("a link confirms its own version until the alert ends") {
    const TestFolder folder;
    Service service = open(folder, example_city_text());
    signed_yellow(service);
    all_sent(service);
    const std::vector<Delivery> first = rows_of(service, "mail", "order");
    const Delivery &a = first.at(0), &b = first.at(1);
    auto stand = link_stand(service, token_of(service, a));
    REQUIRE(stand);
    CHECK(stand->open());
    CHECK_FALSE(confirmed(service, a.id));    // looking confirms nothing
    acknowledge_by_link(service, *stand);
    REQUIRE(confirmed(service, a.id) == service.now());
    const Instant then = service.now();
    service.move_clock(Instant{then.seconds + 3600});
    acknowledge_by_link(service, *stand);    // a page that lay open
    acknowledge_by_link(service, *link_stand(service, token_of(service, a)));
    CHECK(confirmed(service, a.id) == then);
    CHECK(delivery_by_id(service.store(), a.id)->confirmed_how == "page");
    CHECK(entries(service, "acknowledge").size() == 1);

    // A second version: the old link says which one prevails and confirms neither.
    const Outcome released = service.command(ReleaseCommand{"A2014-01", "officer-1", "扩散条件好转", Instant{service.now().seconds + 4 * 3600}, {}});
    INFO((released.refusal ? released.refusal->what.en : ""));
    REQUIRE(released.papers);
    all_sent(service);
    stand = link_stand(service, token_of(service, b));
    REQUIRE(stand->prevailing);
    CHECK(stand->prevailing->id() == "A2014-01.2");
    acknowledge_by_link(service, *stand);
    CHECK_FALSE(confirmed(service, b.id));
    DeliveryFilter filter;
    filter.transition = "A2014-01.2";
    filter.enterprise_id = b.enterprise_id;
    const Delivery second = filtered_deliveries(service.store(), filter, 10).at(0);
    CHECK_FALSE(second.confirmed_at);
    CHECK(link_stand(service, token_of(service, second))->open());
    service.move_clock(Instant{service.now().seconds + 5 * 3600});
    stand = link_stand(service, token_of(service, second));
    CHECK(stand->ended);
    acknowledge_by_link(service, *stand);
    CHECK_FALSE(confirmed(service, second.id));
    CHECK_FALSE(link_stand(service, "no such token"));
    CHECK_FALSE(link_stand(service, ""));
}

TEST_CASE("an answer by mail confirms, automatic, empty, foreign ones and reports never do") {
    const TestFolder folder;
    Service service = open(folder, example_city_text());
    signed_yellow(service);
    all_sent(service);
    const std::vector<Delivery> rows = rows_of(service, "mail", "order");
    const Delivery &a = rows.at(0), &b = rows.at(1);
    CHECK_FALSE(take_mail(service, answer(a, "收到", "Auto-Submitted: auto-replied\r\n")));
    CHECK_FALSE(take_mail(service, answer(a, "收到", "X-Autoreply: yes\r\n")));
    CHECK_FALSE(take_mail(service, answer(a, "> 原通知")));
    CHECK_FALSE(take_mail(service, answer(a, "收到", "", "stranger@x.example")));
    CHECK_FALSE(take_mail(service, answer(a, "收到", "", b.to)));
    CHECK_FALSE(confirmed(service, a.id));
    CHECK(take_mail(service, answer(a, "收到，已安排停产。联系人王五")));
    REQUIRE(confirmed(service, a.id));
    CHECK(delivery_by_id(service.store(), a.id)->confirmed_how == "mail");
    CHECK_FALSE(confirmed(service, b.id));
    const size_t made = service.store().journal(1, 100000).size();
    CHECK(take_mail(service, answer(a, "收到，已安排停产。联系人王五")));    // read again after a crash
    CHECK(service.store().journal(1, 100000).size() == made);
    // What they wrote is kept, but not in the chain.
    for (const JournalEntry& entry : service.store().journal(1, 100000)) {
        CHECK(entry.data.find("王五") == std::string::npos);
        CHECK(entry.text.zh.find("王五") == std::string::npos);
    }
    const auto kept = service.store().record(nlohmann::json::parse(entries(service, "acknowledge").at(0).data).at("record").get<std::string>());
    REQUIRE(kept);
    CHECK(kept->content.find("已安排停产") != std::string::npos);
}

TEST_CASE("a bounce finds its delivery by the envelope sender or by the mail that came back, delayed ones change nothing") {
    const TestFolder folder;
    Service service = open(folder, example_city_text());
    signed_yellow(service);
    all_sent(service);
    const std::vector<Delivery> rows = rows_of(service, "mail", "order");
    const auto report = [](const std::string& to, const std::string& action, const std::string& returned) {
        return "From: MAILER-DAEMON@relay.example\r\nTo: " + to + "\r\nMIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=\"b\"\r\n\r\n"
               "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; x\r\n\r\nFinal-Recipient: rfc822; y@z.example\r\nAction: " + action +
               "\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; 550 User unknown\r\n\r\n--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: " + returned + "\r\n\r\n--b--\r\n";
    };
    const std::string named = bounce_address(rows[0].id, service.link_key(), "office.example");
    CHECK(take_mail(service, report(named, "delayed", "<x@y>")));
    CHECK_FALSE(delivery_by_id(service.store(), rows[0].id)->bounced_at);
    CHECK(take_mail(service, report(named, "failed", "<x@y>")));
    CHECK(take_mail(service, report("duty@office.example", "failed", rows[1].message_id)));
    for (const int i : {0, 1}) {
        const Delivery d = delivery_by_id(service.store(), rows[static_cast<size_t>(i)].id).value();
        CHECK(d.bounced_at == service.now());
        CHECK(d.bounce_text == "550 User unknown");
        CHECK(d.state == DeliveryState::sent);    // a fact beside the state
        CHECK_FALSE(d.confirmed_at);
    }
    CHECK_FALSE(take_mail(service, report("bounce+1.0000000000000000@office.example", "failed", "<x@y>")));    // a guessed one
    const auto alert = service.store().alert("A2014-01");
    int bounced = 0;
    for (const EnterpriseStand& stand : stands_of_alert(service, *alert)) bounced += stand.state == EnterpriseStand::State::bounced ? 1 : 0;
    CHECK(bounced == 2);
}

TEST_CASE("a call is recorded with who, when and with whom, and the name stays outside the chain") {
    const TestFolder folder;
    Service service = open(folder, example_city_text());
    signed_yellow(service);
    all_sent(service);
    const Delivery row = rows_of(service, "mail", "order").at(0);
    service.move_clock(Instant{service.now().seconds + 2 * 3600});
    const auto refused = [&](int64_t id, const CallRecord& call) {
        const auto done = acknowledge_by_call(service, id, call);
        REQUIRE_FALSE(done);
        return done.error().id;
    };
    CHECK(refused(999999, {"duty", "李四", "", {}}) == "unknown_delivery");
    CHECK(refused(row.id, {"duty", "", "", {}}) == "bad_told_by");
    CHECK(refused(row.id, {"duty", "李四", "", Instant{service.now().seconds + 60}}) == "bad_time");
    CHECK(refused(row.id, {"duty", "李四", "", Instant{row.created_at.seconds - 60}}) == "bad_time");
    const Instant at_call{service.now().seconds - 600};
    const auto done = acknowledge_by_call(service, row.id, {"duty", "李四", "已停产", at_call});
    REQUIRE(done);
    CHECK_FALSE(done->repeated);
    CHECK(done->delivery.confirmed_at == at_call);
    CHECK(done->delivery.confirmed_by == "duty");
    CHECK(done->delivery.confirmed_how == "telephone");
    CHECK(acknowledge_by_call(service, row.id, {"other", "李四", "", {}})->repeated);
    CHECK(entries(service, "acknowledge").size() == 1);
    CHECK(entries(service, "record").size() == 1);
    for (const JournalEntry& entry : service.store().journal(1, 100000)) CHECK((entry.data + entry.text.zh).find("李四") == std::string::npos);
}

TEST_CASE("who has not acknowledged is reminded once, in the thread, and whoever asks for nothing is not") {
    const TestFolder folder;
    Service service = open(folder, example_city_text("[alerts]\nack_reminder_minutes = 30\n"));
    signed_yellow(service);
    CHECK(remind(service) == 0);
    all_sent(service);
    const std::vector<Delivery> rows = rows_of(service, "mail", "order");
    acknowledge_by_link(service, *link_stand(service, token_of(service, rows[0])));
    record_bounce(service.store(), rows[1].id, service.now(), "550");
    service.store().state().db.exec("update delivery set state = 'withdrawn' where id = " + std::to_string(rows[2].id));
    service.store().state().db.exec("update delivery set state = 'failed' where id = " + std::to_string(rows[3].id));
    service.move_clock(Instant{service.now().seconds + 29 * 60});
    CHECK(remind(service) == 0);
    service.move_clock(Instant{service.now().seconds + 60});
    CHECK(remind(service) == static_cast<int>(rows.size()) - 4);
    CHECK(remind(service) == 0);
    const auto reminders = rows_of(service, "mail", "reminder");
    REQUIRE(reminders.size() == rows.size() - 4);
    const Delivery& one = reminders.front();
    CHECK(one.subject == "【请确认】" + rows[4].subject);
    CHECK(one.message_id != rows[4].message_id);
    const std::string bytes = service.store().delivery_bytes(one.id).value();
    CHECK(bytes.find("In-Reply-To: " + rows[4].message_id) != std::string::npos);
    CHECK(delivery_by_id(service.store(), rows[4].id)->reminded_at == service.now());
    // An answer to the reminder confirms the order.
    CHECK(take_mail(service, answer(one, "收到")));
    CHECK(confirmed(service, rows[4].id));
}

TEST_CASE("a drill's reminder and receipt page are marked like its order") {
    const TestFolder folder;
    Service service = open(folder, example_city_text("[alerts]\nack_reminder_minutes = 30\n"));
    measured(service, run({{230, 24}}));
    forecast(service, run({{230, 70}, {60, 40}}));
    REQUIRE_FALSE(service.config().office.exercise);
    const Outcome drill = service.command(RaiseCommand{"all", "officer-1", "年度演练", AlertLevel::yellow, {}, {}, {}}, true);
    REQUIRE(drill.papers);
    all_sent(service);
    service.move_clock(Instant{service.now().seconds + 30 * 60});
    REQUIRE(remind(service) > 0);
    const std::string mark = "44CQ5ryU57uD44CR5LuF6ZmQ5ryU57uD";    // 【演练】仅限演练 in base64, the beginning of the text
    const Delivery reminder = rows_of(service, "mail", "reminder").front();
    CHECK(reminder.subject.find("【请确认】【演练】") == 0);
    CHECK(service.store().delivery_bytes(reminder.id).value().find(mark) != std::string::npos);
    const Delivery order = rows_of(service, "mail", "order").front();
    CHECK(order.subject.find("【演练】") == 0);
    CHECK(service.store().delivery_bytes(order.id).value().find(mark) != std::string::npos);
}

TEST_CASE("the ledger runs no formula and breaks no line") {
    CHECK(ledger_cell("=cmd|' /C calc'!A0") == "'=cmd|' /C calc'!A0");
    CHECK(ledger_cell("+86 138") == "'+86 138");
    CHECK(ledger_cell("-1") == "'-1");
    CHECK(ledger_cell("@SUM(A1)") == "'@SUM(A1)");
    CHECK(ledger_cell("\t=1+1") == "' =1+1");
    CHECK(ledger_cell("甲\r\n=1") == "甲  =1");
    Delivery d;
    d.id = 7;
    d.transition = "A2014-01.1";
    d.enterprise_id = "E1";
    d.to = "a@b.example";
    d.channel = "mail";
    d.purpose = "order";
    d.state = DeliveryState::sent;
    d.attempts = 1;
    d.created_at = at("2014-02-20T08:00:00+08:00");
    d.sent_at = d.created_at;
    d.last_reply = "250 \"OK\", queued\nas 1";
    d.message_id = "<m@x>";
    CHECK(ledger_csv({d}, {{"E1", {"=HYPERLINK(\"x\")\n甲", "", ""}}}) ==
          "id,transition,enterprise_id,enterprise,area,channel,purpose,to,state,attempts,created_at,sent_at,next_try,last_reply,bounced_at,bounce_text,"
          "reminded_at,confirmed_at,confirmed_how,confirmed_by,message_id\n"
          "7,A2014-01.1,E1,\"'=HYPERLINK(\"\"x\"\") 甲\",,mail,order,a@b.example,sent,1,2014-02-20T08:00:00+08:00,2014-02-20T08:00:00+08:00,,"
          "\"250 \"\"OK\"\", queued as 1\",,,,,,,<m@x>\n");
}
