// SPDX-License-Identifier: Apache-2.0
// Text in, whole text out.
#include "alerts/channel_message.hpp"

#include <cctype>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "alerts/bounce_address.hpp"

using namespace qingkong;

namespace {

Instant at(const char* stamp) { return parse_stamp(stamp).value().instant; }

SmsFields orange() {
    SmsFields fields;
    fields.level = "橙色预警";
    fields.start = "11-23 12:00";
    fields.act = "执行Ⅱ级响应";
    fields.number = "攻坚办〔2026〕21号";
    fields.enterprise = "示例水泥";
    fields.code = "Abcdefgh12";
    fields.link = "https://ews.example/a/Abcdefgh12";
    return fields;
}

Transition step() {
    Transition t;
    t.alert_id = "A2026-01";
    t.version = 2;
    t.area = "all";
    t.areas_concerned = {"1", "2"};
    t.action = AlertAction::upgrade;
    t.from = AlertLevel::yellow;
    t.to = AlertLevel::orange;
    t.signed_at = at("2026-11-22T10:00:00+08:00");
    t.response_start = at("2026-11-23T12:00:00+08:00");
    t.document_no = "攻坚办〔2026〕21号";
    return t;
}

Office office() {
    Office out;
    out.name = {"办公室", "office"};
    out.government = {"示例市人民政府", "government"};
    out.telephone = "000";
    return out;
}

City city() {
    City out;
    out.id = "9";
    out.name = {"示例市", "Example"};
    out.areas = {{"1", {"东区", "East"}}, {"2", {"西区", "West"}}, {"3", {"南区", "South"}}};
    return out;
}

}  // namespace

TEST_CASE("a short message of 70 units says what matters, and gives way from the end of what does not") {
    SmsFields fields = orange();
    // 76 units: the name gives way; 71 without it: then the number.
    CHECK(utf16_units("示例水泥，橙色预警，11-23 12:00起执行Ⅱ级响应，攻坚办〔2026〕21号，回执https://ews.example/a/Abcdefgh12") == 76);
    CHECK(sms_text(kSmsTemplate, fields) == "橙色预警，11-23 12:00起执行Ⅱ级响应，回执https://ews.example/a/Abcdefgh12");
    fields.link = "https://ex.cn/a/Abcdefgh12";    // 6 units shorter: 70, everything fits
    CHECK(sms_text(kSmsTemplate, fields) == "示例水泥，橙色预警，11-23 12:00起执行Ⅱ级响应，攻坚办〔2026〕21号，回执https://ex.cn/a/Abcdefgh12");
    CHECK(utf16_units(sms_text(kSmsTemplate, fields)) == 70);
    fields.enterprise = "示例市第一建筑材料公司";    // 7 more: its end gives way
    CHECK(sms_text(kSmsTemplate, fields).find("示例市…，橙色预警") == 0);
    fields.link = "https://a-very-long-name-of-an-office.gov.example/pages/a/Abcdefgh12";
    CHECK(sms_text(kSmsTemplate, fields) == "橙色预警，11-23 12:00起执行Ⅱ级响应，回执Abcdefgh12");
    fields.exercise = true;
    CHECK(sms_text(kSmsTemplate, fields).find("【演练】橙色预警") == 0);
}

TEST_CASE("whatever a workbook holds, a short message keeps level and time and stays within 70 units") {
    SmsFields fields = orange();
    for (const std::string& name : {std::string("{level}[x]"), std::string("a\r\nb"), std::string(500, 'x'), std::string("\xF0\xA0\xAE\xB7\xF0\xA0\xAE\xB7\xF0\xA0\xAE\xB7"), std::string()}) {
        fields.enterprise = name;
        for (const char* text_template : {kSmsTemplate, "{enterprise}{level}{start}{act}{number}{link}", "关于{level}（{start}）{act}的通知[{enterprise}]"}) {
            const std::string text = sms_text(text_template, fields);
            INFO(text);
            CHECK(utf16_units(text) <= kSmsUnits);
            CHECK(text.find("橙色预警") != std::string::npos);
            CHECK(text.find("11-23 12:00") != std::string::npos);
            CHECK(text.find_first_of("\r\n") == std::string::npos);
        }
    }
    CHECK(utf16_units("\xF0\xA0\xAE\xB7") == 2);    // beyond the basic plane: two units
}

TEST_CASE("what to do is said by the levels of the enterprise's own area") {
    Transition t = step();
    CHECK(sms_act(t, AlertLevel::normal, AlertLevel::orange) == "执行Ⅱ级响应");
    CHECK(sms_act(t, AlertLevel::red, AlertLevel::orange) == "改为执行Ⅱ级响应");
    CHECK(sms_act(t, AlertLevel::orange, AlertLevel::orange) == "继续执行Ⅱ级响应");
    CHECK(sms_act(t, AlertLevel::orange, AlertLevel::normal) == "解除（其他管控照常）");
    t.action = AlertAction::correct;
    CHECK(sms_act(t, AlertLevel::normal, AlertLevel::yellow) == "执行Ⅲ级响应（更正）");
}

TEST_CASE("a mobile number is one of eleven digits, however it is written") {
    CHECK(mobile_number("138-0000-0000") == "13800000000");
    CHECK(mobile_number("+86 138 0000 0000") == "13800000000");
    CHECK(mobile_number("0371-66666666").empty());
    CHECK(mobile_number("12345").empty());
    CHECK(mobile_number("13800000000转8").empty());
    CHECK(mobile_number("").empty());
}

TEST_CASE("what goes into groups is the common notice, whole") {
    const CommonNotice notice = common_notice(step(), office(), city(), "关于将黄色预警升级为橙色预警的通知");
    CHECK(webhook_body(notice) ==
          R"({"kind":"notice","alert":"A2026-01","version":2,"replaces":null,"document_no":"攻坚办〔2026〕21号","title":"关于将黄色预警升级为橙色预警的通知",)"
          R"("action":"upgrade","from":"yellow","to":"orange","areas":[{"id":"1","name":"东区"},{"id":"2","name":"西区"}],)"
          R"("signed_at":"2026-11-22T10:00:00+08:00","response_start":"2026-11-23T12:00:00+08:00","planned_end":null,"exercise":false,)"
          R"("published":false,"office":"办公室","telephone":"000"})");
    const auto robot = nlohmann::json::parse(robot_body(ChannelKind::wecom, notice));
    CHECK(robot.at("msgtype") == "text");
    CHECK(robot.at("text").at("content") ==
          "关于将黄色预警升级为橙色预警的通知\n文号：攻坚办〔2026〕21号\n级别：橙色预警（Ⅱ级应急响应）\n响应启动：2026年11月23日12时\n预计解除：另行通知\n"
          "范围：东区、西区\n以正式通知为准；各企业措施另行逐家通知。办公室 000\n尚未由示例市人民政府对外发布，不得公开");
    CHECK(robot_body(ChannelKind::dingtalk, notice) == robot_body(ChannelKind::wecom, notice));
}

TEST_CASE("a robot's text stays within 2048 bytes: the list of areas gives way") {
    CommonNotice notice = common_notice(step(), office(), city(), "通知");
    notice.area_list.clear();
    for (int i = 0; i < 400; ++i) notice.area_list.emplace_back(std::to_string(i), "很长的县名" + std::to_string(i));
    for (const auto& [id, name] : notice.area_list) notice.areas += name;
    const std::string text = nlohmann::json::parse(robot_body(ChannelKind::wecom, notice)).at("text").at("content");
    CHECK(text.size() <= 2048);
    CHECK(text.find("等400个县（市、区）") != std::string::npos);
    CHECK(text.find("2026年11月23日12时") != std::string::npos);
}

TEST_CASE("the signature of a webhook is HMAC-SHA256 over time stamp and body") {
    // printf '1700000000.{"a":1}' | openssl dgst -sha256 -hmac key
    const std::string right = webhook_signature("key", 1700000000, R"({"a":1})");
    CHECK(right == "a438e398bfafc57e4396bb7fc2304422f0f768e965d073ca313cb52e22e6ad03");
    CHECK(webhook_signature_holds("key", 1700000000, R"({"a":1})", right, 1700000200));
    CHECK_FALSE(webhook_signature_holds("key", 1700000000, R"({"a":2})", right, 1700000200));
    CHECK_FALSE(webhook_signature_holds("other", 1700000000, R"({"a":1})", right, 1700000200));
    CHECK_FALSE(webhook_signature_holds("key", 1700000001, R"({"a":1})", right, 1700000200));
    CHECK_FALSE(webhook_signature_holds("key", 1700000000, R"({"a":1})", right, 1700000301));    // too old
    CHECK_FALSE(webhook_signature_holds("key", 1700000000, R"({"a":1})", "", 1700000000));
    CHECK(dingtalk_query("secret", 1700000000000) == "&timestamp=1700000000000&sign=OuzzJR5%2BxZ4%2FEYwqtNt6sMYZQMTa%2FHEGvc9miJe7XzY%3D");
}

TEST_CASE("an envelope sender names its delivery, and nobody else can make one") {
    const std::string key = "0123456789abcdef0123456789abcdef", address = bounce_address(17, key, "ews.example");
    CHECK(address.find("bounce+17.") == 0);
    CHECK(delivery_of_bounce_address(address, key) == 17);
    CHECK(delivery_of_bounce_address("<" + address + ">", key) == 17);
    std::string shouted = address;
    for (char& c : shouted) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    CHECK(delivery_of_bounce_address(shouted, key) == 17);
    CHECK_FALSE(delivery_of_bounce_address(address, "another key of thirty-two bytes."));
    std::string other = address;
    CHECK_FALSE(delivery_of_bounce_address(other.replace(7, 2, "18"), key));
    for (const char* text : {"", "duty@ews.example", "bounce+@x", "bounce+17@x", "bounce+-1.00@x", "bounce+17.@x", "bounce+99999999999999999999.0000000000000000@x"})
        CHECK_FALSE(delivery_of_bounce_address(text, key));
}
