// SPDX-License-Identifier: Apache-2.0
// Two inventories are compared cell by cell: nothing that differs is passed over, nothing that is equal is told.

#include <catch2/catch.hpp>

#include <random>
#include <string>
#include <vector>

#include "emissions/inventory_difference.hpp"
#include "emissions/inventory_sheets.hpp"
#include "engine/inventory_input.hpp"
#include "inventory_texts.hpp"
#include "run_program.hpp"

using namespace qingkong;
using namespace inventory_texts;

namespace {

const std::string kCity = std::string(QINGKONG_SOURCE_DIR) + "/examples/city";

Inventory example_city() {
    std::vector<Problem> notes;
    auto inventory = read_inventory_input(kCity, notes);
    if (!inventory) throw std::runtime_error(inventory.error().front().print(Language::en));
    return std::move(*inventory);
}

/// One line a change: area|id|name|line|what|sheet|row|field|was|is.
std::string told(const std::vector<InventoryChange>& changes) {
    std::string text;
    for (const InventoryChange& one : changes)
        text += one.area + "|" + one.enterprise_id + "|" + one.enterprise + "|" + one.line_id + "|" +
                std::string(token(one.what)) + "|" + one.sheet + "|" + one.row + "|" + one.field + "|" + one.was + "|" +
                one.is + "\n";
    return text;
}

/// Two works in two areas; the first has a limit at orange and stops at red.
Inventory small(const std::string& limit, const std::string& grade, const std::string& more = "") {
    return read({sheet("企业基本信息", kEnterpriseHead + enterprise("1", "A1", "水泥", "重点行业", grade) +
                                           enterprise("2", "A2", "砖瓦", "一般工业", "") + more),
                 sheet("生产线信息", kLineHead + "1,L1,6000,5500,5000,330,660,33,0\n2,L1,,,,33,33,33,0\n"),
                 sheet("应急减排措施", kMeasureHead + "1,L1,橙色,限产" + limit + "%,限产," + limit +
                                           "%,,,,,,,,CEMS流量\n1,L1,红色,1号线停产,停产,,,,,,,,,CEMS流量\n")});
}

}  // namespace

TEST_CASE("equal inventories have no difference") {
    const Inventory city = example_city();
    CHECK(difference(city, city).empty());
    CHECK(difference(small("20", "B"), small("20", "B")).empty());
}

TEST_CASE("each cell that differs is a row with its sheet, heading, old and new text") {
    CHECK(told(difference(small("20", "B"), small("30", "C"))) ==
          "A1|1|企业1||changed|企业基本信息||绩效等级|B|C\n"
          "A1|1|企业1|L1|changed|应急减排措施|橙色|措施文字|限产20%|限产30%\n"
          "A1|1|企业1|L1|changed|应急减排措施|橙色|限产比例(%)|20%|30%\n");
}

TEST_CASE("an enterprise that came or went is told with all its rows") {
    const Inventory before = small("20", "B");
    const Inventory after = small("20", "B", enterprise("3", "A1", "水泥", "重点行业", "A"));
    const auto added = difference(before, after);
    REQUIRE(added.size() == 1);
    CHECK(added[0].what == ChangeKind::added);
    CHECK(added[0].enterprise == "企业3");
    CHECK(added[0].field == "行");
    CHECK(added[0].is.find("序号=3；行政区划代码=A1；企业名称=企业3；行业类型=水泥；企业类别=重点行业；绩效等级=A") == 0);
    const auto removed = difference(after, before);
    REQUIRE(removed.size() == 1);
    CHECK(removed[0].what == ChangeKind::removed);
    CHECK(removed[0].was == added[0].is);
}

TEST_CASE("an enterprise that got its USCC is the same enterprise") {
    const Inventory before = small("20", "B");
    Inventory after = before;
    after.enterprises[0].uscc = "91990104350000371U";
    after.enterprises[0].enterprise_id = "91990104350000371U";
    CHECK(told(difference(before, after)) ==
          "A1|91990104350000371U|企业1||changed|企业基本信息||统一社会信用代码||91990104350000371U\n");
}

TEST_CASE("what is of the whole inventory is told once and first") {
    const Inventory before = example_city();
    Inventory after = before;
    after.version = "example-2";
    after.enterprises[0].contact.telephone = "000-0000-9999";
    const auto changes = difference(before, after);
    REQUIRE(changes.size() == 2);
    CHECK(changes[0].sheet == "城市信息");
    CHECK(changes[0].area.empty());
    CHECK(changes[0].field == "清单版本");
    CHECK(changes[1].enterprise_id == before.enterprises[0].enterprise_id);
    CHECK(changes[1].is == "000-0000-9999");
}

TEST_CASE("rows that only changed places are told as such") {
    const Inventory before = example_city();
    Inventory after = before;
    std::swap(after.enterprises[3], after.enterprises[7]);
    const auto changes = difference(before, after);
    REQUIRE(changes.size() == 1);
    CHECK(changes[0].field == "次序");
    CHECK(changes[0].was == before.enterprises[3].enterprise_id);
    CHECK(changes[0].is == before.enterprises[7].enterprise_id);
}

TEST_CASE("the summary of a difference gives figures that can be checked by hand") {
    const Inventory before = small("20", "B");
    const Inventory after = small("40", "C");
    const Day day = *parse_day("2025-11-15");
    std::string text;
    for (const ChangeFigure& one : difference_summary(before, after, difference(before, after), day))
        if (one.pollutant.empty() || (one.pollutant == "so2" && (one.item == "base" || one.level == "orange")))
            text += one.item + " " + one.enterprise + " " + one.was + " -> " + one.is + "\n";
    // SO2 330 + 33 t/a over 330 days = 1.1 t/d; 20 % less of 5000 t/d leaves 4000 of 5000: 200 kg/d of the first works.
    CHECK(text ==
          "enterprises  2 -> 2\nenterprises_added   -> 0\nenterprises_removed   -> 0\nenterprises_changed   -> 1\n"
          "lines  2 -> 2\nsources  0 -> 0\nchanges   -> 3\nbase  1100000 -> 1100000\n"
          "reduction  200000 -> 400000\ngrade 企业1 B级 -> C级\n");
}

namespace {

using Random = std::mt19937_64;

size_t below(Random& random, size_t count) {
    return static_cast<size_t>(random() % count);
}

/// One edit of the kind that people make.
void edit(Inventory& city, Random& random) {
    Enterprise& one = city.enterprises[below(random, city.enterprises.size())];
    Source& source = city.sources[below(random, city.sources.size())];
    const std::string word = "改" + std::to_string(random() % 1000);
    const AlertLevel level = kLevelsRising[below(random, kLevelsRising.size())];
    ProductionLine* line = one.lines.empty() ? nullptr : &one.lines[below(random, one.lines.size())];
    switch (below(random, 16)) {
        case 0: one.name += word; break;
        case 1: one.contact.email = word + "@example.com"; break;
        case 2: one.grades.push_back({Grade::d, Day{20000 + static_cast<int64_t>(below(random, 500))}, {}, word}); break;
        case 3: city.enterprises.erase(city.enterprises.begin() + (&one - city.enterprises.data())); break;
        case 4: {
            Enterprise fresh = one;
            fresh.uscc.clear();
            fresh.number = fresh.enterprise_id = "N" + word;
            city.enterprises.push_back(fresh);
            break;
        }
        case 5: if (line != nullptr) line->annual_g[below(random, kEmitted)] += 1; break;
        case 6: if (line != nullptr && line->measures[level]) line->measures[level]->verify_by += word; break;
        case 7: if (line != nullptr) line->measures[level].reset(); break;
        case 8: if (line != nullptr && !line->meters.empty()) line->meters[0].account = word; break;
        case 9: if (line != nullptr) one.lines.erase(one.lines.begin() + (line - one.lines.data())); break;
        case 10: source.contact.telephone = word; break;
        case 11: source.annual_g[2] += 5; break;
        case 12: city.sources.erase(city.sources.begin() + (&source - city.sources.data())); break;
        case 13: one.transport.normal_trips_per_day = static_cast<int>(below(random, 100000)); break;
        case 14: {
            Enterprise& other = city.enterprises[below(random, city.enterprises.size())];
            if (&other != &one) std::swap(one, other);
            break;
        }
        default: one.exemptions.push_back({ExemptionKind::strategic, word, "市生态环境局", Day{20000}, {}});
    }
}

/// How many cells differ where both sides have the same rows in the same places.
size_t cells_apart(const Inventory& before, const Inventory& after) {
    const auto was = inventory_sheets(before);
    const auto is = inventory_sheets(after);
    size_t apart = 0;
    for (size_t s = 0; s < is.size(); ++s)
        for (size_t r = 0; r < is[s].rows.size(); ++r)
            for (size_t c = 0; c < is[s].rows[r].size(); ++c) apart += was[s].rows[r][c] != is[s].rows[r][c];
    return apart;
}

}  // namespace

TEST_CASE("every random edit is found, and nothing else is told") {
    const uint64_t seed = std::random_device{}();
    INFO("seed " << seed);
    Random random(seed);
    const Inventory before = example_city();
    const std::string text = inventory_text(before);
    for (int round = 0; round < 12; ++round) {
        Inventory after = before;
        for (size_t edits = 1 + below(random, 4); edits > 0; --edits) edit(after, random);
        INFO("round " << round);
        CHECK(difference(before, after).empty() == (inventory_text(after) == text));
        CHECK(difference(after, before).empty() == (inventory_text(after) == text));
    }
    for (int round = 0; round < 6; ++round) {
        // Values only: each cell that differs is one row.
        Inventory after = before;
        for (size_t edits = 1 + below(random, 20); edits > 0; --edits) {
            Enterprise& one = after.enterprises[below(random, after.enterprises.size())];
            one.address += "甲";
            one.voluntary_terms += "乙";
            for (ProductionLine& line : one.lines) line.equipment += "丙";
            after.sources[below(random, after.sources.size())].unit += "丁";
        }
        INFO("round " << round);
        CHECK(difference(before, after).size() == cells_apart(before, after));
    }
}

TEST_CASE("the verb diff says equal with status 0 and a difference with status 1") {
    const TestFolder folder;
    const std::string city = "'" + kCity + "'";
    const ProgramRun same = run_in_shell(folder, "qingkong inventory diff " + city + " " + city + " --format csv");
    CHECK(same.status == 0);
    CHECK(same.out == "area,enterprise_id,enterprise,line_id,what,sheet,row,field,was,is\n");
    const ProgramRun other = run_in_shell(
        folder, "cp -r " + city + " other && sed -i 's/000-0000-0001/000-0000-7777/' other/企业基本信息.csv && "
                "qingkong inventory diff " + city + " other --format csv");
    CHECK(other.status == 1);
    CHECK(other.out ==
          "area,enterprise_id,enterprise,line_id,what,sheet,row,field,was,is\n"
          "990104,91990104350000371U,示例睿川水泥有限公司,,changed,企业基本信息,,手机,000-0000-0001,000-0000-7777\n");
    CHECK(run_in_shell(folder, "qingkong inventory diff " + city + " nowhere").status == 2);
}
