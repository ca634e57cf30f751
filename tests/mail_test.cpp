// SPDX-License-Identifier: Apache-2.0
#include "alerts/mail.hpp"

#include <ctime>

#include <gmime/gmime.h>
#include <catch2/catch.hpp>

#include "tests/paper_fixtures.hpp"

using namespace qingkong;

namespace {

MeasureOrder limit_20() {
    MeasureOrder order;
    order.area = "110101";
    order.enterprise_id = "91110000000000001X";
    order.enterprise = "示例水泥有限公司";
    order.grade = "c";
    order.line_id = "L1";
    order.measure = "限产20%";
    order.load_cap_percent = 80;
    order.verify_by = "分表计电";
    order.basis = "ZY2017-36; C级; 2013-2";
    order.mandatory = true;
    return order;
}

MeasureOrder stop_with_ramp() {
    MeasureOrder order = limit_20();
    order.measure = "停产";
    order.load_cap_percent = 0;
    order.ramp_hours = 12;
    return order;
}

MeasureOrder voluntary() {
    MeasureOrder order = limit_20();
    order.grade = "a";
    order.line_id = "";
    order.measure = "自主减排";
    order.load_cap_percent.reset();
    order.verify_by = "";
    order.basis = "QY2024-8.2c; A级";
    order.mandatory = false;
    return order;
}

MailRecipient cement() {
    MailRecipient recipient;
    recipient.enterprise_id = "91110000000000001X";
    recipient.name = "示例水泥有限公司";
    recipient.area = "110101";
    recipient.email = "env@cement.example";
    recipient.contact = "环保科";
    recipient.ack_token = "tok-1";
    return recipient;
}

Mail mail(const Transition& t, const std::vector<MeasureOrder>& now, const std::vector<MeasureOrder>& before,
          const MailRecipient& to = cement()) {
    return compose_enterprise_mail(t, papers::office(), papers::city(), to, "", now, before, papers::templates());
}

/// What a mail program reads from the bytes.
struct Read {
    std::string subject, from, to, message_id, date, in_reply_to, references, auto_submitted, text, html;
    int parts = 0;
};

std::string part_text(GMimeObject* part) {
    char* text = g_mime_text_part_get_text(GMIME_TEXT_PART(part));
    std::string out(text);
    g_free(text);
    std::erase(out, '\r');
    return out;
}

Read read(const std::string& bytes) {
    g_mime_init();
    GMimeStream* stream = g_mime_stream_mem_new_with_buffer(bytes.data(), bytes.size());
    GMimeParser* parser = g_mime_parser_new_with_stream(stream);
    GMimeMessage* message = g_mime_parser_construct_message(parser, nullptr);
    Read out;
    const auto header = [&](const char* name) {
        const char* value = g_mime_object_get_header(GMIME_OBJECT(message), name);
        return std::string(value ? value : "");
    };
    out.subject = g_mime_message_get_subject(message);
    char* from = internet_address_list_to_string(g_mime_message_get_from(message), nullptr, FALSE);
    char* to = internet_address_list_to_string(g_mime_message_get_to(message), nullptr, FALSE);
    out.from = from;
    out.to = to;
    g_free(from);
    g_free(to);
    out.message_id = header("Message-ID");
    out.date = header("Date");
    out.in_reply_to = header("In-Reply-To");
    out.references = header("References");
    out.auto_submitted = header("Auto-Submitted");
    GMimeMultipart* parts = GMIME_MULTIPART(g_mime_message_get_mime_part(message));
    out.parts = g_mime_multipart_get_count(parts);
    out.text = part_text(g_mime_multipart_get_part(parts, 0));
    out.html = part_text(g_mime_multipart_get_part(parts, 1));
    g_object_unref(message);
    g_object_unref(parser);
    g_object_unref(stream);
    return out;
}

}  // namespace

TEST_CASE("the mail of an issue, whole, as a mail program reads it from the bytes") {
    const Mail sent = mail(papers::issue(), {limit_20(), stop_with_ramp()}, {});
    const Read got = read(sent.bytes);
    CHECK(got.subject == "【重污染天气橙色预警】示例水泥有限公司请于02-20 12:00前执行Ⅱ级响应措施（攻坚办〔2014〕3号）");
    CHECK(got.from == "示例市重污染天气应急指挥部办公室 <alert@ews.example>");
    CHECK(got.to == "示例水泥有限公司 <env@cement.example>");
    CHECK(got.message_id == "<A2014-01.1.91110000000000001X@ews.example>");
    CHECK(got.date == "Wed, 19 Feb 2014 15:20:00 +0800");
    CHECK(got.auto_submitted == "auto-generated");
    CHECK(got.references.empty());
    CHECK(got.parts == 2);
    CHECK(got.html == sent.html);
    CHECK(got.text == sent.text);
    CHECK(got.text ==
          "示例水泥有限公司（环保科）：\n"
          "\n"
          "按照《示例市重污染天气应急预案》，自2月20日12时起在全市启动Ⅱ级应急响应（重污染天气橙色预警，攻坚办〔2014〕3"
          "号）。"
          "请贵单位按“一厂一策”（应急响应操作方案）于响应启动时间前落实下列要求。\n"
          "\n"
          "【预警信息】\n"
          "预警级别：重污染天气橙色预警（Ⅱ级应急响应）\n"
          "响应启动时间：2014年2月20日12时（各项措施到位时限；另给予安全停运时间的见“到位时限”）\n"
          "预计解除时间：2014年2月26日18时（具体以正式通知为准）\n"
          "污染过程：2014年2月20日14时至2月26日10时\n"
          "发布时间：尚未由示例市人民政府对外发布，不得公开\n"
          "启动范围：全市（贵单位所在区域：东区）\n"
          "\n"
          "【贵单位】\n"
          "企业编号：91110000000000001X\n"
          "绩效等级：C级\n"
          "\n"
          "【应执行的措施】\n"
          "1. 生产线（工序、设施）：L1\n"
          "   措施：限产20%\n"
          "   允许负荷：不超过80%\n"
          "   到位时限：2014年2月20日12时前\n"
          "   核查方式：分表计电\n"
          "   依据：ZY2017-36；C级；2013-2\n"
          "2. 生产线（工序、设施）：L1\n"
          "   措施：停产\n"
          "   允许负荷：0%\n"
          "   到位时限：2014年2月21日0时前（已给予安全停运时间12小时）\n"
          "   核查方式：分表计电\n"
          "   依据：ZY2017-36；C级；2013-2\n"
          "\n"
          "【安全与记录】\n"
          "1. 生产设施停运后，污染防治设施延后停止运行；停运、恢复均按安全规程组织。\n"
          "2. "
          "如实记录接到通知时间、落实时间、关键性指标（用电量、用气量等）和负责人，保存照片、在线监测和分表计电数据。\n"
          "3. 证据材料保存不少于1年，门禁电子台账保存不少于24个月。\n"
          "\n"
          "【确认与联系】\n"
          "请于收到后1小时内打开以下链接并点击“确认收到”（仅打开链接不作为确认）：\n"
          "http://127.0.0.1:8300/ack/tok-1\n"
          "逾期未确认的，将电话通知。措施不能按时落实或者有安全风险的，请立即说明（http://127.0.0.1:8300/voice/tok-1）。\n"
          "联系人：值班室　电话：010-00000000\n"
          "\n"
          "本邮件以正式通知为准。\n"
          "依据：环大气〔2017〕86号（规则版本n2017）\n"
          "预警编号：A2014-01　第1版\n"
          "消息编号：<A2014-01.1.91110000000000001X@ews.example>\n"
          "\n"
          "示例市重污染天气应急指挥部办公室\n"
          "2014年2月19日15时20分\n");
}

TEST_CASE("on a change the differences come before the whole table, in the alert's own thread") {
    using Catch::Matchers::Contains;
    MailRecipient to = cement();
    to.thread_id = mail(papers::issue(), {limit_20()}, {}).message_id;
    const Mail sent = mail(papers::upgrade(), {stop_with_ramp()}, {limit_20()}, to);
    const Read got = read(sent.bytes);
    CHECK(got.subject == "【重污染天气红色预警】示例水泥有限公司请于02-22 20:00前执行Ⅰ级响应措施（攻坚办〔2014〕4号）");
    CHECK(got.references == "<A2014-01.1.91110000000000001X@ews.example>");
    CHECK(got.in_reply_to == got.references);
    CHECK_THAT(got.text, Contains("【较原级别新增措施】\n1. L1：停产；允许负荷0%；到位时限：2014年2月23日8时前\n\n"
                                  "【较原级别取消措施】\n1. L1：限产20%；允许负荷不超过80%\n\n【应执行的措施】\n1. "));
    CHECK_THAT(mail(papers::upgrade(), {limit_20()}, {limit_20()}, to).text,
               Contains("贵单位的强制性措施与原级别相同，无新增、取消措施。"));
}

TEST_CASE("a downgrade has its own subject and keeps the old measures until its hour") {
    Transition t = papers::upgrade();
    t.action = AlertAction::downgrade;
    std::swap(t.from, t.to);
    const Mail sent = mail(t, {limit_20()}, {stop_with_ramp()});
    CHECK(sent.subject ==
          "【重污染天气预警调整】示例水泥有限公司自02-22 "
          "20:00起由红色预警调整为橙色预警，执行Ⅱ级响应措施（攻坚办〔2014〕4号）");
    CHECK_THAT(sent.text, Catch::Matchers::Contains("在此之前仍执行红色预警措施"));
}

TEST_CASE("a release says line by line what may resume, and that other controls go on") {
    using Catch::Matchers::Contains;
    MailRecipient to = cement();
    MeasureOrder second = limit_20();
    second.line_id = "L2";
    to.remaining = {{"L2", Regime::peak_shift, {}, *parse_day("2014-03-15"), ""}};
    const Mail sent = mail(papers::release(), {}, {limit_20(), second}, to);
    CHECK(sent.subject ==
          "【重污染天气预警解除】示例水泥有限公司自02-26 18:00起解除橙色预警，终止Ⅱ级应急响应（攻坚办〔2014〕5号）");
    CHECK_THAT(sent.text,
               Contains("【恢复生产】\n1. L1（原措施：限产20%）：可按程序恢复生产\n"
                        "2. L2（原措施：限产20%）：暂不得恢复：错峰生产至2014年3月15日\n\n解除预警不等于解除其他管控"));
    CHECK_THAT(mail(papers::release(), {}, {voluntary()}).text, Contains("贵单位在原级别下无强制性措施。"));
}

TEST_CASE("where an area's alert ends and the city's goes on, the enterprise is told the level that remains") {
    Transition t = papers::release();
    t.area = "110101";
    t.areas_concerned = {"110101"};
    MailRecipient to = cement();
    to.level_before = AlertLevel::orange;
    to.level_after = AlertLevel::yellow;
    const Mail sent = mail(t, {limit_20()}, {stop_with_ramp()}, to);
    CHECK(sent.subject ==
          "【重污染天气预警调整】示例水泥有限公司自02-26 "
          "18:00起由橙色预警调整为黄色预警，执行Ⅲ级响应措施（攻坚办〔2014〕5号）");
    CHECK_THAT(sent.text, Catch::Matchers::Contains("1. 生产线（工序、设施）：L1\n   措施：限产20%"));
}

TEST_CASE("a continued alert tells that the same measures go on") {
    Transition t = papers::upgrade();
    t.action = AlertAction::keep;
    t.to = t.from;
    const Mail sent = mail(t, {limit_20()}, {limit_20()});
    CHECK(sent.subject ==
          "【重污染天气橙色预警延续】示例水泥有限公司自02-22 20:00起继续执行Ⅱ级响应措施（攻坚办〔2014〕4号）");
    CHECK_THAT(sent.text, Catch::Matchers::Contains("继续执行橙色预警措施"));
}

TEST_CASE("an enterprise without mandatory measures is told so, with its own terms and no due hour") {
    using Catch::Matchers::Contains;
    MailRecipient to = cement();
    to.transport_rule = "国四及以下重型货车不得进出厂区";
    to.exemption = "绿色环保引领（豁免最高至橙色预警）";
    const Mail sent = mail(papers::issue(), {voluntary()}, {}, to);
    CHECK_THAT(sent.text,
               Contains("绩效等级：A级\n保障、豁免情形：绿色环保引领（豁免最高至橙色预警）\n\n【应执行的措施】\n无强制"
                        "性措施。请执行下列要求：\n"
                        "1. 生产线（工序、设施）：全厂（单位）\n   措施：自主减排\n   依据：QY2024-8.2c；A级\n\n"
                        "【运输和非道路移动机械】\n国四及以下重型货车不得进出厂区\n"));
}

TEST_CASE("an exercise is marked in subject and body, and a name with markup stays a name") {
    Office office = papers::office();
    office.exercise = true;
    MailRecipient to = cement();
    to.name = "甲<乙>&丙\"有限公司";
    const Mail sent =
        compose_enterprise_mail(papers::issue(), office, papers::city(), to, "", {limit_20()}, {}, papers::templates());
    CHECK(sent.subject.rfind("【演练】【重污染天气橙色预警】甲<乙>&丙\"有限公司请于", 0) == 0);
    CHECK(sent.text.rfind("【演练】仅限演练，不作为实际执行依据\n\n甲<乙>&丙\"有限公司", 0) == 0);
    CHECK(sent.html.find("<乙>") == std::string::npos);
    CHECK(read(sent.bytes).subject == sent.subject);
}

TEST_CASE("the same mail made again is the same to the byte, in CRLF lines that every relay takes") {
    const Mail one = mail(papers::issue(), {limit_20()}, {}), two = mail(papers::issue(), {limit_20()}, {});
    CHECK(one.bytes == two.bytes);
    size_t begin = 0;
    while (begin < one.bytes.size()) {
        const size_t end = one.bytes.find("\r\n", begin);
        REQUIRE(end != std::string::npos);
        const std::string line = one.bytes.substr(begin, end - begin);
        CHECK(line.size() <= 100);
        CHECK(line.find('\n') == std::string::npos);
        for (const char c : line) CHECK(static_cast<unsigned char>(c) < 0x80);
        begin = end + 2;
    }
}

TEST_CASE("a subject's encoded words are at most 75 characters, cut between characters, and read back") {
    const std::string long_subject = mail(papers::issue(), {limit_20()}, {}).subject +
                                     "🙂ABC限产Ⅱ级，“引号”" + std::string(40, 'x') + "终";
    const std::string words = encoded_words(long_subject);
    size_t begin = 0, count = 0;
    while (begin < words.size()) {
        const size_t end = std::min(words.find("\n ", begin), words.size());
        const std::string word = words.substr(begin, end - begin);
        CHECK(word.size() <= 75);
        CHECK((word.rfind("=?UTF-8?B?", 0) == 0 || word.rfind("=?UTF-8?Q?", 0) == 0));
        // Each word alone is whole UTF-8.
        char* decoded = g_mime_utils_header_decode_text(nullptr, word.c_str());
        CHECK(g_utf8_validate(decoded, -1, nullptr));
        CHECK(std::string(decoded).find("\xEF\xBF\xBD") == std::string::npos);
        g_free(decoded);
        ++count;
        begin = end + 2;
    }
    CHECK(count > 3);
    char* whole = g_mime_utils_header_decode_text(nullptr, words.c_str());
    CHECK(std::string(whole) == long_subject);
    g_free(whole);
    CHECK(encoded_words("plain ASCII") == "plain ASCII");
}

TEST_CASE("no header can be smuggled in by a name or an id") {
    MailRecipient to = cement();
    to.name = "A\r\nBcc: x@y.example";
    to.enterprise_id = "序 1>\r\n";
    const Mail sent = mail(papers::issue(), {limit_20()}, {}, to);
    CHECK(sent.bytes.find("\nBcc:") == std::string::npos);
    CHECK(sent.message_id == "<A2014-01.1.%E5%BA%8F%201%3E%0D%0A@ews.example>");
    CHECK(read(sent.bytes).parts == 2);
}

TEST_CASE("the recipient's terms come from the inventory: exemptions in force, rule of the level, peak-shift stops") {
    Enterprise enterprise;
    enterprise.enterprise_id = "E1";
    enterprise.name = "示例热电有限公司";
    enterprise.area = "110101";
    enterprise.contact = {"值班室", "010-0", "duty@heat.example"};
    enterprise.transport.rule_by_level[static_cast<size_t>(AlertLevel::yellow)] = "停止使用国四及以下重型货车";
    Exemption heat;
    heat.kind = ExemptionKind::heat_guarantee;
    heat.load_cap_percent = 70;
    Exemption over = heat;
    over.valid_to = parse_day("2014-01-01");
    enterprise.exemptions = {heat, over};
    ProductionLine line;
    line.line_id = "L1";
    RegimeRow stop;
    stop.from = parse_day("2013-11-15");
    stop.to = parse_day("2014-03-15");
    line.regimes = {stop};
    enterprise.lines = {line};
    const MailRecipient to = mail_recipient(enterprise, AlertLevel::orange, *parse_day("2014-02-20"), *parse_day("2014-02-20"));
    CHECK(to.email == "duty@heat.example");
    CHECK(to.contact == "值班室");
    CHECK(to.exemption == exemption_name(ExemptionKind::heat_guarantee).zh + "（允许负荷不超过70%）");
    CHECK(to.transport_rule == "停止使用国四及以下重型货车");
    REQUIRE(to.remaining.size() == 1);
    CHECK(to.remaining.front().until == parse_day("2014-03-15"));
}

TEST_CASE("250 mails are finished well under a second") {
    const std::clock_t begin = std::clock();
    size_t bytes = 0;
    for (int i = 0; i < 250; ++i) {
        MailRecipient to = cement();
        to.enterprise_id = std::to_string(i);
        bytes += mail(papers::upgrade(), {stop_with_ramp(), limit_20()}, {limit_20()}, to).bytes.size();
    }
    const double seconds = static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
    CHECK(bytes > 250 * 5000);
    // Processor time, so that a busy machine does not matter: an optimised build takes about 0.08 s, one with
    // sanitizers a few seconds.
    CHECK(seconds < 10.0);
}
