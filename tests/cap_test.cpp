// SPDX-License-Identifier: Apache-2.0
#include "alerts/cap.hpp"

#include <fstream>
#include <iterator>

#include <catch2/catch.hpp>
#include <pugixml.hpp>

#include "alerts/atom_feed.hpp"
#include "alerts/national_warning.hpp"
#include "tests/cap_schema.hpp"
#include "tests/paper_fixtures.hpp"

using namespace qingkong;
using papers::at;
using Catch::Matchers::Contains;

namespace {

CapSettings settings() {
    CapSettings cap;
    cap.feed = true;
    cap.sender = "example-gkb";
    return cap;
}

/// A city with its alerts; the default is orange, raised to red, lowered to yellow, released.
struct World {
    Office office = papers::office();
    City city = papers::city();
    CapSettings cap = settings();
    std::vector<Alert> alerts;

    World() {
        Alert alert;
        alert.id = "A2014-01";
        alert.area = "all";
        Transition down = papers::upgrade();
        down.version = 3;
        down.action = AlertAction::downgrade;
        down.from = AlertLevel::red;
        down.to = AlertLevel::yellow;
        down.signed_at = at("2014-02-24T09:00");
        down.response_start = at("2014-02-24T20:00");
        Transition end = papers::release();
        end.version = 4;
        end.from = AlertLevel::yellow;
        alert.transitions = {papers::issue(), papers::upgrade(), down, end};
        const char* published[] = {"2014-02-19T16:30", "2014-02-22T10:00", "2014-02-24T10:00", "2014-02-26T09:00"};
        for (size_t i = 0; i < 4; ++i) alert.transitions[i].published_at = at(published[i]);
        alerts.push_back(alert);
    }
    CapInput input() const { return {alerts, office, city, cap}; }
    Transition& step(size_t i) { return alerts[0].transitions[i]; }
    CapMessage message(size_t i) {
        const auto made = cap_message(input(), step(i));
        if (!made)
            for (const Problem& problem : made.error()) UNSCOPED_INFO(problem.print(Language::zh));
        REQUIRE(made);
        return *made;
    }
    std::string xml(size_t i) { return cap_xml(message(i), input()); }
    std::string refusal(size_t i) {
        const auto made = cap_message(input(), step(i));
        std::string all;
        if (!made)
            for (const Problem& problem : made.error()) all += problem.print(Language::zh) + "\n";
        return all;
    }
};

std::string field(const std::string& xml, const char* path) {
    pugi::xml_document document;
    REQUIRE(document.load_string(xml.c_str()));
    return document.select_node(path).node().child_value();
}

void check_valid(const std::string& xml) {
    for (const std::string& schema : papers::cap_schemas()) {
        INFO(schema);
        INFO(xml);
        CHECK(papers::schema_errors(xml, schema) == "");
    }
}

/// Names of all elements in order, `alert/info/area/geocode`; repeated methods once.
std::vector<std::string> outline(const std::string& xml) {
    pugi::xml_document document;
    REQUIRE(document.load_string(xml.c_str()));
    std::vector<std::string> names;
    struct Walker : pugi::xml_tree_walker {
        std::vector<std::string>& names;
        explicit Walker(std::vector<std::string>& into) : names(into) {}
        bool for_each(pugi::xml_node& node) override {
            if (node.type() == pugi::node_element) names.push_back(node.path());
            return true;
        }
    } walker(names);
    document.traverse(walker);
    return names;
}

std::string read_file(const std::string& path) {
    std::ifstream stream(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

}  // namespace

TEST_CASE("the CAP message of an issue, whole") {
    World world;
    const std::string xml = world.xml(0);
    check_valid(xml);
    CHECK(xml ==
          R"(<?xml version="1.0" encoding="UTF-8"?>
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">
  <identifier>11010000000000_20140219152000_0</identifier>
  <sender>example-gkb</sender>
  <sent>2014-02-19T16:30:00+08:00</sent>
  <status>Actual</status>
  <msgType>Alert</msgType>
  <scope>Public</scope>
  <info>
    <language>zh-CN</language>
    <category>Env</category>
    <category>Health</category>
    <event>重污染天气</event>
    <responseType>Execute</responseType>
    <urgency>Expected</urgency>
    <severity>Severe</severity>
    <certainty>Likely</certainty>
    <eventCode>
      <valueName>CN-EVENT</valueName>
      <value>11B29</value>
    </eventCode>
    <effective>2014-02-19T16:30:00+08:00</effective>
    <onset>2014-02-20T12:00:00+08:00</onset>
    <expires>2014-02-26T18:00:00+08:00</expires>
    <senderName>示例市人民政府</senderName>
    <headline>示例市发布重污染天气橙色预警</headline>
    <description>示例市人民政府于2014年2月19日16时30分发布重污染天气橙色预警，自2014年2月20日12时起在全市执行Ⅱ级应急响应，预计2014年2月26日18时解除，具体以正式通知为准。污染过程：2014年2月20日14时至2014年2月26日10时。</description>
    <instruction>儿童、老年人和心脏病、肺病患者应停留在室内，停止户外运动，一般人群减少户外运动。纳入应急减排清单的企业按“一厂一策”执行橙色预警措施。</instruction>
    <parameter>
      <valueName>document</valueName>
      <value>攻坚办〔2014〕3号</value>
    </parameter>
    <parameter>
      <valueName>edition</valueName>
      <value>n2017</value>
    </parameter>
    <area>
      <areaDesc>示例市</areaDesc>
      <geocode>
        <valueName>GB/T 2260</valueName>
        <value>110100</value>
      </geocode>
    </area>
  </info>
)" + xml.substr(xml.find("  <info>\n    <language>en-US")));
}

TEST_CASE("every message of an alert's life is valid, and one with another status or order is refused by the schema") {
    World world;
    for (size_t i = 0; i < 4; ++i) check_valid(world.xml(i));
    world.office.exercise = true;
    for (size_t i = 0; i < 4; ++i) check_valid(world.xml(i));
    std::string wrong = world.xml(0);
    wrong.replace(wrong.find("Exercise<"), 8, "Drill");
    for (const std::string& schema : papers::cap_schemas()) CHECK_THAT(papers::schema_errors(wrong, schema), Contains("Drill"));
    std::string moved = World().xml(0);
    moved.replace(moved.find("<scope>Public</scope>"), 21, "");
    for (const std::string& schema : papers::cap_schemas()) CHECK(papers::schema_errors(moved, schema) != "");
}

TEST_CASE("issue, upgrade, downgrade, release: each refers to every live earlier message") {
    World world;
    const std::string first = "example-gkb,11010000000000_20140219152000_0,2014-02-19T16:30:00+08:00";
    const std::string second = "example-gkb,11010000000000_20140222090000_0,2014-02-22T10:00:00+08:00";
    const std::string third = "example-gkb,11010000000000_20140224090000_0,2014-02-24T10:00:00+08:00";
    const std::string kinds[] = {"Alert", "Update", "Update", "Cancel"};
    const std::string references[] = {"", first, first + " " + second, first + " " + second + " " + third};
    const std::string severities[] = {"Severe", "Extreme", "Moderate", "Moderate"};
    for (size_t i = 0; i < 4; ++i) {
        const std::string xml = world.xml(i);
        CHECK(field(xml, "/alert/msgType") == kinds[i]);
        CHECK(field(xml, "/alert/references") == references[i]);
        CHECK(field(xml, "/alert/info/severity") == severities[i]);
    }
    CHECK(field(world.xml(1), "/alert/info/headline") == "示例市将重污染天气橙色预警升级为红色预警");
    CHECK(field(world.xml(2), "/alert/info/headline") == "示例市将重污染天气红色预警调整为黄色预警");
    CHECK(field(world.xml(3), "/alert/info/headline") == "示例市解除重污染天气黄色预警");
    CHECK(field(world.xml(3), "/alert/info/responseType") == "AllClear");
    CHECK(field(world.xml(3), "/alert/info/expires") == "");
}

TEST_CASE("what was never published, has expired or was cancelled is not referred to") {
    World world;
    world.step(0).published_at.reset();
    CHECK(world.message(1).kind == CapKind::alert);
    CHECK(world.message(1).headline.zh == "示例市发布重污染天气红色预警");
    CHECK(world.message(2).references.size() == 1);

    World expired;
    expired.step(0).planned_end = at("2014-02-24T10:00");
    CHECK(expired.message(2).references.size() == 1);
    expired.step(1).planned_end = at("2014-02-24T09:00");
    REQUIRE(expired.message(2).references.size() == 1);    // the last one in any case
    CHECK(expired.message(2).references[0].identifier == "11010000000000_20140222090000_0");

    World back;    // the announced release is taken back: a message of its own
    Transition keep = back.step(2);
    keep.version = 5;
    keep.action = AlertAction::keep;
    keep.from = keep.to = AlertLevel::yellow;
    keep.signed_at = at("2014-02-26T12:00");
    keep.published_at = at("2014-02-26T12:30");
    keep.planned_end.reset();
    back.alerts[0].transitions.push_back(keep);
    CHECK(back.message(4).kind == CapKind::alert);
    CHECK_FALSE(back.message(4).expires);
    check_valid(back.xml(4));
}

TEST_CASE("unpublished, without a code, without a sender, or nothing to cancel: refused, never invented") {
    World world;
    world.step(0).published_at.reset();
    CHECK(world.refusal(0) == "A2014-01.1: error: 尚未记录政府对外发布，不生成对外消息；先记录“已由示例市人民政府发布”\n");

    World codes;
    codes.city.areas[0].id = "east";
    codes.alerts[0].area = "east";
    for (Transition& t : codes.alerts[0].transitions) t.area = "east";
    CHECK(codes.refusal(0) == "A2014-01.1: error: 东区（east）没有行政区划代码（GB/T 2260）；在 [cap] codes 写：\"east 六位代码\"\n");
    codes.cap.codes["east"] = "110101";
    CHECK(codes.message(0).places.at(0).code == "110101");
    check_valid(codes.xml(0));
    codes.city.id = "990100";    // no province has 99
    CHECK_THAT(codes.refusal(0), Contains("“990100”不是行政区划代码（GB/T 2260）"));

    World sender;
    sender.cap.sender = "example gkb";
    CHECK_THAT(sender.refusal(0), Contains("[cap] sender"));

    World cancel;
    for (size_t i = 0; i < 3; ++i) cancel.step(i).published_at.reset();
    CHECK_THAT(cancel.refusal(3), Contains("没有可以解除的消息"));

    World grey;
    grey.step(0).to = AlertLevel::ungraded;
    CHECK_THAT(grey.refusal(0), Contains("没有预警级别"));
}

TEST_CASE("urgency and certainty by the start and by what is measured") {
    World world;    // signed the 19th 15:20, start the 20th 12:00, episode from the 20th 14:00
    CHECK(world.message(0).urgency == "Expected");
    world.step(0).response_start = at("2014-02-20T16:30");    // 24 h after the publication
    CHECK(world.message(0).urgency == "Expected");
    world.step(0).response_start = at("2014-02-20T17:00");
    CHECK(world.message(0).urgency == "Future");
    CHECK(world.message(0).certainty == "Likely");
    CHECK(world.message(1).urgency == "Immediate");    // the episode has begun
    CHECK(world.message(1).certainty == "Observed");
    world.step(1).episode_begin.reset();
    CHECK(world.message(1).certainty == "Likely");
}

TEST_CASE("two messages of one second and of parts of the city have their own identifiers and areas") {
    World world;
    Alert other = world.alerts[0];
    other.id = "A2014-02";
    other.area = "110101+110102";
    other.transitions.resize(1);
    other.transitions[0].alert_id = other.id;
    other.transitions[0].area = other.area;
    world.alerts.push_back(other);
    const auto message = cap_message(world.input(), world.alerts[1].transitions[0]);
    REQUIRE(message);
    CHECK(message->identifier == "11010000000000_20140219152000_1");
    const std::string xml = cap_xml(*message, world.input());
    check_valid(xml);
    CHECK_THAT(xml, Contains("<value>110101</value>") && Contains("<value>110102</value>") && !Contains("<value>110100</value>"));
    CHECK(message->references.empty());
}

TEST_CASE("an exercise says so in status, note and headline, and is never in the public feed") {
    World world;
    world.office.exercise = true;
    const std::string xml = world.xml(0);
    CHECK(field(xml, "/alert/status") == "Exercise");
    CHECK(field(xml, "/alert/note") == "【演练】仅限演练，不作为实际执行依据");
    CHECK(field(xml, "/alert/info/headline") == "【演练】示例市发布重污染天气橙色预警");
    CHECK(published_transitions(world.alerts, world.office).empty());
    CHECK(published_transitions(world.alerts, papers::office()).size() == 4);

    World drill;    // during a real alert: its own steps are marked, whatever the office does
    drill.step(0).exercise = true;
    CHECK(drill.message(0).exercise);
    CHECK(published_transitions(drill.alerts, drill.office).size() == 3);
}

TEST_CASE("a correction before the start is an update of the message that it replaces") {
    World world;
    world.step(1) = world.step(0);
    world.step(1).version = 2;
    world.step(1).action = AlertAction::correct;
    world.step(1).to = AlertLevel::yellow;
    world.step(1).signed_at = at("2014-02-19T18:00");
    world.step(1).published_at = at("2014-02-19T18:30");
    const std::string xml = world.xml(1);
    check_valid(xml);
    CHECK(field(xml, "/alert/msgType") == "Update");
    CHECK(field(xml, "/alert/references") == "example-gkb,11010000000000_20140219152000_0,2014-02-19T16:30:00+08:00");
    CHECK(field(xml, "/alert/info/headline") == "示例市更正发布重污染天气黄色预警");
    CHECK(field(xml, "/alert/info/severity") == "Moderate");
}

TEST_CASE("the national form has the fields of a real message in its order, and its own values") {
    World world;
    const std::string real = read_file(QINGKONG_SOURCE_DIR "/tests/data/cap/cap_cn_henan_wind_20200205.xml");
    const std::string ours = national_warning_xml(world.message(1), world.input());
    CHECK(outline(ours) == outline(real));
    const auto ours_has = [&](const char* path) { return field(ours, path); };
    CHECK(ours_has("/alert/identifier") == "11010000000000_20140222090000_0");
    CHECK(ours_has("/alert/sender") == "示例市人民政府");
    CHECK(ours_has("/alert/senderCode") == "11010000000000");
    CHECK(ours_has("/alert/sendTime") == "2014-02-22 10:00:00+08:00");
    CHECK(ours_has("/alert/references") == "11010000000000_20140219152000_0");
    CHECK(ours_has("/alert/secClassification") == field(real, "/alert/secClassification"));
    CHECK(ours_has("/alert/scope") == field(real, "/alert/scope"));
    CHECK(ours_has("/alert/msgType") == field(real, "/alert/msgType"));
    CHECK(ours_has("/alert/info/severity") == "Red");
    CHECK(ours_has("/alert/info/eventType") == "11B29");
    CHECK(ours_has("/alert/info/headline") == "示例市人民政府发布重污染天气红色预警[I级/特别严重]");
    CHECK(ours_has("/alert/info/area/geocode") == "110100000000");
    CHECK(ours.find("urn:oasis") == std::string::npos);
    CHECK(national_level_mark(AlertLevel::blue) == "[IV级/一般]");
    CHECK_THAT(field(real, "/alert/info/headline"), Contains(national_level_mark(AlertLevel::blue)));
    for (const std::string& schema : papers::cap_schemas()) CHECK(papers::schema_errors(ours, schema) != "");    // it is not CAP
}

TEST_CASE("the Atom feed lists the published messages, the newest first, with the link to each") {
    World world;
    std::vector<CapMessage> messages;
    for (size_t i = 0; i < 2; ++i) messages.push_back(world.message(i));
    const std::string feed = atom_feed(messages, world.input());
    CHECK(field(feed, "/feed/updated") == "2014-02-22T10:00:00+08:00");
    CHECK(field(feed, "/feed/title") == "示例市重污染天气预警");
    CHECK(field(feed, "/feed/entry[1]/title") == "示例市将重污染天气橙色预警升级为红色预警");
    CHECK(field(feed, "/feed/entry[2]/id") == "http://127.0.0.1:8300/feeds/cap/11010000000000_20140219152000_0.xml");
    CHECK_THAT(feed, Contains("type=\"application/cap+xml\" href=\"http://127.0.0.1:8300/feeds/cap/11010000000000_20140222090000_0.xml\"") &&
                         !Contains("/feeds/national/"));
    world.cap.severity_style = CapSeverityStyle::national;
    CHECK_THAT(atom_feed(messages, world.input()), Contains("/feeds/national/11010000000000_20140222090000_0.xml"));
}
