// SPDX-License-Identifier: Apache-2.0
// Versions of the inventory in the daemon: a change during an alert touches no order without a signature.

#include <catch2/catch.hpp>

#include "alerts/enterprise_mails.hpp"
#include "alerts/decide.hpp"
#include "emissions/inventory_sheets.hpp"
#include "engine/inventory_input.hpp"
#include "engine/store_lock.hpp"
#include "tests/service_fixture.hpp"

using namespace qingkong;

namespace {

Inventory sheets_of_two(const std::string& first_measure, bool with_second = true) {
    const std::string head = "序号,行政区划代码,县(区),企业名称,行政类型,绩效等级,绩效等级有效期起,联系岗位,手机,邮箱,操作方案版本,操作方案状态\n";
    const std::string more = ",,C,2013-01-01,值班室,000,duty@example.com,1,备案\n";
    std::vector<Sheet> sheets = {
        {"城市信息.csv", "城市信息",
         "城市代码,城市名称,行政区划代码,县(区),清单版本\n990100,示例市,990101,东城示范区,v" + first_measure.substr(0, 6) +
             "\n990100,示例市,990102,西城示范区,v\n"},
        {"企业基本信息.csv", "企业基本信息",
         head + "E1,990101,东城示范区,东厂" + more + (with_second ? "E2,990102,西城示范区,西厂" + more : "")},
        {"生产线信息.csv", "生产线信息", std::string("企业序号,生产线编号,年排放量NOx(t/a)\nE1,L1,330\n") + (with_second ? "E2,L1,330\n" : "")},
        {"应急减排措施.csv", "应急减排措施",
         "企业序号,生产线编号,预警级别,措施文字,措施类型,限产比例,核查方式\nE1,L1,蓝色," + first_measure + "\n" +
             (with_second ? "E2,L1,蓝色,限产20%,限产,20%,分表用电量\n" : "")}};
    std::vector<Problem> notes;
    auto inventory = read_inventory(sheets, notes);
    if (!inventory) FAIL(inventory.error().front().print(Language::en));
    return *inventory;
}

const std::string kHalf = "限产50%,限产,50%,分表用电量";
const std::string kFifth = "限产20%,限产,20%,分表用电量";

std::vector<std::string> measures_in_force(Service& service) {
    AlertBook book;
    service.store().load_orders(book);
    std::vector<std::string> words;
    for (const MeasureOrder& order : book.orders_in_force) words.push_back(order.enterprise_id + " " + order.measure);
    return words;
}

}  // namespace

TEST_CASE("a version imported without an alert is in force at once, and the same content is no new version") {
    const TestFolder folder;
    Service service = office::open(folder, office::config_text());
    const InventoryVersion first = *service.import_inventory(sheets_of_two(kFifth), "admin", "秋季");
    CHECK(first.state == "in_force");
    CHECK(service.import_inventory(sheets_of_two(kFifth), "admin", "again")->id == first.id);
    const InventoryVersion second = *service.import_inventory(sheets_of_two(kHalf), "admin", "");
    CHECK(second.state == "in_force");
    CHECK(second.summary.en == "Against the version before: 0 enterprises added, 0 removed, 1 changed; 2 differences.");
    REQUIRE(service.store().inventories().size() == 2);
    CHECK(service.store().inventories()[0].state == "replaced");
    CHECK(service.resources().inventory->enterprises[0].lines[0].measures[AlertLevel::blue]->text == "限产50%");
}

TEST_CASE("during an alert a new inventory changes no order until an officer signs the difference") {
    const TestFolder folder;
    Service service = office::open(folder, office::config_text());
    service.import_inventory(sheets_of_two(kFifth), "admin", "");
    const Outcome raised = service.command(RaiseCommand{"all", "duty", "演练前的检查", AlertLevel::blue, {}, {}});
    REQUIRE_FALSE(raised.refusal);
    const std::vector<std::string> before = {"E1 限产20%", "E2 限产20%"};
    REQUIRE(measures_in_force(service) == before);
    const std::string alert = raised.papers->transition.alert_id;

    CHECK(service.import_inventory(sheets_of_two(kHalf), "admin", "")->state == "waiting");
    service.tick();
    CHECK(measures_in_force(service) == before);
    CHECK(service.resources().inventory->enterprises[0].lines[0].measures[AlertLevel::blue]->text == "限产20%");

    SECTION("the preview names whom it concerns and changes nothing") {
        const Outcome preview = service.revision(alert);
        REQUIRE(preview.papers);
        REQUIRE(mailed(*preview.papers) == 1);
        CHECK(preview.papers->enterprise_mails->recipient(0).enterprise_id == "E1");
        CHECK(measures_in_force(service) == before);
    }
    SECTION("a signature without a reason is refused") {
        const Outcome refused = service.command(ReviseCommand{alert, "duty", ""});
        REQUIRE(refused.refusal);
        CHECK(refused.refusal->id == "reason_missing");
        CHECK(measures_in_force(service) == before);
    }
    SECTION("signed, only the enterprise whose duty differs is told, and the version is in force") {
        const Outcome signed_step = service.command(ReviseCommand{alert, "duty", "企业方案更正"});
        REQUIRE_FALSE(signed_step.refusal);
        CHECK(mailed(*signed_step.papers) == 1);
        CHECK(measures_in_force(service) == std::vector<std::string>{"E1 限产50%", "E2 限产20%"});
        CHECK(service.store().inventories()[1].state == "in_force");
        const Outcome again = service.command(ReviseCommand{alert, "duty", "再次"});
        REQUIRE(again.refusal);
        CHECK(again.refusal->id == "no_difference");
    }
    SECTION("an enterprise with an order cannot vanish in the midst of an alert") {
        CHECK(service.import_inventory(sheets_of_two(kHalf, false), "admin", "")->state == "waiting");
        const Outcome refused = service.command(ReviseCommand{alert, "duty", "试"});
        REQUIRE(refused.refusal);
        CHECK(refused.refusal->id == "enterprise_missing");
        CHECK(refused.refusal->what.zh == "新版清单中没有1家已下达措施的企业：西厂");
    }
    SECTION("unsigned, it is in force when the last alert has ended") {
        REQUIRE_FALSE(service.command(ReleaseCommand{alert, "duty", "空气转好", {}}).refusal);
        service.move_clock(Instant{service.now().seconds + 2 * 3600});
        CHECK(service.store().inventories()[1].state == "in_force");
        CHECK(service.resources().inventory->enterprises[0].lines[0].measures[AlertLevel::blue]->text == "限产50%");
    }
}

TEST_CASE("an inventory without one of the city's areas is another city's and is refused") {
    const TestFolder folder;
    Service service = office::open(folder, office::config_text());
    Inventory other = sheets_of_two(kFifth);
    other.city.areas.pop_back();
    const auto refused = service.import_inventory(std::move(other), "admin", "");
    REQUIRE_FALSE(refused);
    CHECK(refused.error().front().what.zh == "清单没有本市的区域 990102（西城示范区）");
    CHECK(service.store().inventories().empty());
}

TEST_CASE("what a version changed is told cell by cell") {
    const TestFolder folder;
    Service service = office::open(folder, office::config_text());
    const InventoryVersion first = *service.import_inventory(sheets_of_two(kFifth), "admin", "");
    const InventoryVersion second = *service.import_inventory(sheets_of_two(kHalf), "admin", "");
    CHECK_FALSE(service.inventory_changes(first.id));
    const auto changes = service.inventory_changes(second.id);
    REQUIRE(changes);
    std::vector<std::string> told;
    for (const InventoryChange& one : *changes) told.push_back(one.enterprise_id + " " + one.field + " " + one.was + " -> " + one.is);
    CHECK(told == std::vector<std::string>{"E1 措施文字 限产20% -> 限产50%", "E1 限产比例(%) 20% -> 50%"});
}

TEST_CASE("two programs cannot write into one database") {
    const TestFolder folder;
    const std::string path = (folder.path / "q.db").string();
    {
        const auto first = StoreLock::take(path);
        REQUIRE(first);
        const auto second = StoreLock::take(path);
        REQUIRE_FALSE(second);
        CHECK(second.error().front().what.en == "another program works with this database");
    }
    CHECK(StoreLock::take(path));
}
