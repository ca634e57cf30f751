// SPDX-License-Identifier: Apache-2.0
// Alerts of the city and of one area at once: orders and mails go by the level of each enterprise's own area.
#include <catch2/catch.hpp>

#include "alerts/enterprise_mails.hpp"
#include "alerts/transition.hpp"
#include "engine/editions.hpp"
#include "tests/paper_fixtures.hpp"

using namespace qingkong;
using papers::at;

namespace {

const City kCity = papers::city();
const Office kOffice = papers::office();

const Edition& n2017() {
    static const Edition edition = *load_edition("n2017");
    return edition;
}

Measure measure(MeasureKind kind, const std::string& text, int limit_percent) {
    Measure m;
    m.kind = kind;
    m.text = text;
    m.limit_percent = Rational(limit_percent);
    return m;
}

/// One enterprise in each of the two areas: yellow 限产20%, orange 停产.
const Inventory& inventory() {
    static const Inventory kInventory = [] {
        Inventory made;
        made.city = kCity;
        for (const Area& area : kCity.areas) {
            Enterprise enterprise;
            enterprise.enterprise_id = "E-" + area.id;
            enterprise.name = area.name.zh + "水泥有限公司";
            enterprise.area = area.id;
            enterprise.contact.email = area.id + "@cement.example";
            enterprise.plan_status = PlanStatus::filed;
            ProductionLine line;
            line.line_id = "L1";
            line.measures[AlertLevel::yellow] = measure(MeasureKind::limit, "限产20%", 20);
            line.measures[AlertLevel::orange] = measure(MeasureKind::stop, "停产", 0);
            enterprise.lines = {line};
            made.enterprises.push_back(enterprise);
        }
        return made;
    }();
    return kInventory;
}

Alert in_force(const std::string& id, const std::string& area, AlertLevel level) {
    Alert alert;
    alert.id = id;
    alert.area = area;
    alert.level = level;
    Transition t = papers::issue();
    t.alert_id = id;
    t.area = area;
    t.to = level;
    alert.transitions = {t};
    return alert;
}

/// Orders and mails of a signed step, a line each.
std::string signed_step(const std::string& scope, AlertAction action, AlertLevel from, AlertLevel to) {
    AlertBook book;
    book.alerts = {in_force("A2014-01", "all", AlertLevel::yellow), in_force("A2014-02", "110101", AlertLevel::orange)};
    Situation situation{at("2014-02-22T08:25"), kCity, n2017(), &inventory(), nullptr, &papers::templates(), kOffice};
    situation.book = book;
    SignedStep step;
    step.scope = scope;
    step.action = action;
    step.from = from;
    step.to = to;
    step.who = "duty";
    step.response_start = at("2014-02-22T12:00");
    step.round.override_by = "值班领导";  // this city of two stops both at orange (GC2021-25)
    step.round.override_reason = "试验";
    const Outcome out = make_transition(situation, step);
    std::string all;
    for (const MeasureOrder& order : out.papers->orders) all += order.enterprise_id + " " + order.measure + "\n";
    for (size_t i = 0; i < mailed(*out.papers); ++i)
        all += out.papers->enterprise_mails->recipient(i).enterprise_id + " " + out.papers->enterprise_mails->subject(i) + "\n";
    return all;
}

}  // namespace

TEST_CASE("when an area's alert ends, its enterprises go on at the level of the city") {
    CHECK(signed_step("110101", AlertAction::release, AlertLevel::orange, AlertLevel::normal) ==
          "E-110101 限产20%\n"
          "E-110101 【重污染天气预警调整】东区水泥有限公司自02-22 "
          "12:00起由橙色预警调整为黄色预警，执行Ⅲ级响应措施（攻坚办〔2014〕1号）\n");
}

TEST_CASE("when the city's alert ends, an area that is stricter is neither told nor released") {
    CHECK(signed_step("all", AlertAction::release, AlertLevel::yellow, AlertLevel::normal) ==
          "E-110102 【重污染天气预警解除】西区水泥有限公司自02-22 "
          "12:00起解除黄色预警，终止Ⅲ级应急响应（攻坚办〔2014〕1号）\n");
}

TEST_CASE("when the city rises above an area's alert, each is told from where it comes") {
    CHECK(signed_step("all", AlertAction::upgrade, AlertLevel::yellow, AlertLevel::red) ==
          "E-110101 停产\n"
          "E-110102 停产\n"
          "E-110101 【重污染天气红色预警】东区水泥有限公司请于02-22 12:00前执行Ⅰ级响应措施（攻坚办〔2014〕1号）\n"
          "E-110102 【重污染天气红色预警】西区水泥有限公司请于02-22 12:00前执行Ⅰ级响应措施（攻坚办〔2014〕1号）\n");
}
