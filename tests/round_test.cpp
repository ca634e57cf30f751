// SPDX-License-Identifier: Apache-2.0
// What a signature says of its round: an override of 一刀切, measures not applied, a batch (GC2021-25, handbook C.4, E.4).
#include <catch2/catch.hpp>

#include <nlohmann/json.hpp>

#include "alerts/codec.hpp"
#include "alerts/decide.hpp"
#include "alerts/decision_codec.hpp"
#include "engine/editions.hpp"
#include "inventory_texts.hpp"

using namespace qingkong;
using namespace inventory_texts;

namespace {

const City kCity{"990100", {"示例市", "Example"}, {{"990101", {"东区", "East"}}, {"990102", {"西区", "West"}}}};
const Office kOffice{{"办公室", "office"}, {"市人民政府", "government"}, {"《预案》", "plan"}, "攻坚办", "值班室", "000",
                     "duty@office.example", "office.example", "http://127.0.0.1", false};

/// Two enterprises in the east, both of grade C and stopped whole from blue on; with `grade` D of another class none.
Inventory inventory(const std::string& second_grade = "C", const std::string& regimes = "") {
    const std::string stops = "E1,L1,蓝色,停产,停产,,,,,,,,,分表用电量\nE2,L1,蓝色,停产,停产,,,,,,,,,分表用电量\n";
    Inventory read_one = read(
        {sheet("城市信息", "城市代码,城市名称,行政区划代码,县(区),清单版本\n"
                           "990100,示例市,990101,东区,2025-2\n990100,示例市,990102,西区,2025-2\n"),
         sheet("企业基本信息", kEnterpriseHead + enterprise("E1", "990101", "铸造", "一般工业", "C", "草案") +
                                   enterprise("E2", "990101", "铸造", "一般工业", second_grade)),
         sheet("生产线信息", kLineHead + "E1,L1,,,,,330,,\nE2,L1,,,,,33,,\n"), sheet("应急减排措施", kMeasureHead + stops),
         sheet("其他管控", "企业序号,生产线编号,管控类型,起始日期,截止日期,限制,文件\n" + regimes),
         sheet("措施库", "编号,预警级别,类型,责任单位,措施,核查指标,源编号\n"
                         "Q1,蓝色、黄色、橙色、红色,强制性,公安局,单双号限行,卡口,\n"
                         "Q2,蓝色、黄色、橙色、红色,强制性,城管局,洒水,轨迹,E1/L1\n")});
    read_one.enterprises[0].lines[0].rotation_group = "H1";
    read_one.enterprises[1].lines[0].rotation_group = "H2";
    return read_one;
}

Outcome raise(const Inventory& of, const RoundTerms& round, const AlertBook& book = {}) {
    static const Edition edition = *load_edition("n2017");
    Situation s{parse_stamp("2025-12-10T08:05:00")->instant, kCity, edition, &of, nullptr, nullptr, kOffice, 0, {}, "", {}, book};
    RaiseCommand command{"990101", "officer-1", "会商", edition.lowest(), {}, round};
    return decide(s, command);
}

RoundTerms overridden() {
    RoundTerms round;
    round.override_by = "市指挥部值班副指挥长";
    round.override_reason = "上级指令";
    return round;
}

std::string kinds(const Outcome& out) {
    std::string text;
    for (const JournalEntry& entry : out.journal) text += (text.empty() ? "" : " ") + entry.kind;
    return text;
}

nlohmann::json orders_data(const Outcome& out) {
    for (const JournalEntry& entry : out.journal)
        if (entry.kind == "orders") return nlohmann::json::parse(entry.data);
    return {};
}

}  // namespace

TEST_CASE("a step that stops every enterprise whole is refused until somebody answers for it by name and reason") {
    const Outcome refused = raise(inventory(), {});
    REQUIRE(refused.refusal);
    CHECK(refused.refusal->id == "one_size");
    CHECK(refused.refusal->what.zh == "按本次措施，东区、全市全部企业将整厂停产（一刀切）");
    CHECK(refused.journal.empty());
    CHECK(refused.alerts.empty());
    RoundTerms half;
    half.override_by = "值班副指挥长";
    CHECK(raise(inventory(), half).refusal->id == "one_size");

    const Outcome signed_off = raise(inventory(), overridden());
    REQUIRE_FALSE(signed_off.refusal);
    CHECK(kinds(signed_off) == "sign override issue orders");
    CHECK(signed_off.journal[1].text.zh == "东区、全市全部企业整厂停产（一刀切）：由市指挥部值班副指挥长负责，理由：上级指令");
    CHECK(signed_off.papers->transition.round == overridden());
    // Where one enterprise goes on there is nothing to answer for.
    CHECK(kinds(raise(inventory("A"), {})) == "sign issue orders");
}

TEST_CASE("an order of a court that stops a line is not the alert's one size") {
    const Inventory stopped = inventory("C", "E2,L1,法院,2025-12-01,2025-12-31,停产,x\n");
    CHECK(raise(stopped, {}).refusal->id == "one_size");  // the alert stops E2 as well
    RoundTerms batch;
    batch.batch = "H1";
    CHECK_FALSE(raise(stopped, batch).refusal);  // E2 is not of the batch: the court alone stops it
}

TEST_CASE("batch and switched-off measures stand in the record, make no task and give no order") {
    RoundTerms round;
    round.batch = "H2";
    round.not_applied = {{"Q1", "春运"}, {"Q2", ""}};
    const Outcome out = raise(inventory(), round);
    REQUIRE(out.papers);
    REQUIRE(out.papers->orders.size() == 2);
    CHECK(out.papers->orders[0].measure == "本轮预警不实施洒水");
    CHECK(out.papers->orders[1].load_cap_percent == 0);
    const auto data = orders_data(out);
    CHECK_FALSE(data.contains("tasks"));
    CHECK(data["not_applied"] == nlohmann::json{"本轮预警不实施单双号限行（春运）", "本轮预警不实施洒水"});
    CHECK(data["plan_not_filed"] == nlohmann::json{"E1"});
    RoundTerms one;
    one.not_applied = {{"Q1", ""}};
    one.batch = "H2";
    CHECK(orders_data(raise(inventory(), one))["tasks"] == nlohmann::json{{"城管局", 1}});
}

TEST_CASE("a round that names what the inventory does not know is refused") {
    RoundTerms round;
    round.not_applied = {{"Q9", ""}};
    CHECK(raise(inventory("A"), round).refusal->what.zh == "措施库中没有措施 Q9");
    round = {};
    round.batch = "H9";
    CHECK(raise(inventory("A"), round).refusal->id == "unknown_round");
    round = {};
    round.zones["东部"] = AlertLevel::yellow;
    CHECK(raise(inventory("A"), round).refusal->what.zh == "清单中没有管理区 东部");
}

TEST_CASE("a round reads back as it was written, alone and in a kept command, an older record has none") {
    RoundTerms round = overridden();
    round.batch = "H1";
    round.zones["一般管理区"] = AlertLevel::normal;
    round.not_applied = {{"Q1", "春运"}};
    CHECK(read_round(round_json(round)) == round);
    CHECK(round_json({}).dump() == "{}");
    SignCommand command{"P0001", "officer-1", "", {}, {}, round};
    const auto event = read_event(event_text(command));
    REQUIRE(event);
    CHECK(std::get<SignCommand>(*event).round == round);
    const auto old = read_event(R"({"event":"sign","proposal":"P0001","who":"o","comment":"","start":null,"seen":null})");
    REQUIRE(old);
    CHECK(std::get<SignCommand>(*old).round == RoundTerms{});
}
