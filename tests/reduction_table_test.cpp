// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <set>

#include "emissions/accounting.hpp"
#include "emissions/inventory_reductions.hpp"
#include "inventory_texts.hpp"
#include "random_decision.hpp"

using namespace qingkong;
using namespace inventory_texts;
using plain::between;
using plain::chance;

namespace {

constexpr std::array<AlertLevel, 5> kResponses = {AlertLevel::ungraded, AlertLevel::blue, AlertLevel::yellow,
                                                  AlertLevel::orange, AlertLevel::red};

Inventory example_city() {
    std::vector<Sheet> sheets;
    for (const auto& entry : std::filesystem::directory_iterator(std::string(QINGKONG_SOURCE_DIR) + "/examples/city")) {
        if (entry.path().extension() != ".csv") continue;
        std::ifstream in(entry.path(), std::ios::binary);
        sheets.push_back(
            {entry.path().filename(), entry.path().stem(), std::string(std::istreambuf_iterator<char>(in), {})});
    }
    return read(sheets);
}

/// `account`'s base and reduction of the city and of every area at every level against the table's, and the orders of
/// every line against `select_measures`.
void check_against_account(const Inventory& city, Day day, const InventoryReductions& reductions) {
    TargetTable none;
    std::vector<std::string> areas;
    for (const Area& area : city.city.areas) areas.push_back(area.id);
    for (const AlertLevel level : kResponses) {
        const ReductionSums whole = reductions.total(level);
        const DailyEmission base = whole.base_g_per_day();
        const DailyEmission reduction = whole.reduction_g_per_day();
        for (const AccountRow& row : account(city, level, day, none, {})) {
            CHECK(base[row.pollutant] == row.base_g_per_day);
            CHECK(reduction[row.pollutant] == row.reduction_g_per_day);
            if (row.percent) CHECK(whole.share_ppm(row.pollutant) == (*row.percent * Rational(10'000)).cut());
            for (const int percent : {10, 20, 30}) {
                const Rational share = row.percent.value_or(Rational(100));
                CHECK(whole.reaches(row.pollutant, percent) == (share >= Rational(percent)));
            }
        }
        for (const AccountRow& row : account(city, level, day, none, areas)) {
            if (row.area == kWholeCity) continue;
            const ReductionSums& part = reductions.table().kept(level)[reductions.area_index(row.area)];
            CHECK(part.base[static_cast<std::size_t>(row.pollutant)].total() == row.base_g_per_day);
            CHECK(part.reduction[static_cast<std::size_t>(row.pollutant)].total() == row.reduction_g_per_day);
        }
        const LevelSelection selection = reductions.table().select(level);
        CHECK(selection.areas == reductions.table().kept(level));
        std::size_t ordered = 0;
        for (const MeasureOrder& order : select_measures(city, level, day, {})) ordered += order.mandatory ? 1 : 0;
        CHECK(ordered == whole.orders);
        CHECK(ordered == selection.orders.size() -
                             static_cast<std::size_t>(std::count(selection.orders.begin(), selection.orders.end(), 0)));
    }
}

/// Annual grams: whole kilograms, odd grams, or too much for a column.
int64_t some_grams(std::mt19937& random) {
    const int kind = between(random, 1, 20);
    if (kind == 1) return between(random, 0, 1'000'000'000) * int64_t{50'003};
    if (kind <= 4) return between(random, 1, 999'999'999);
    return between(random, 0, 2'000'000) * int64_t{1000};
}

Measure some_measure(std::mt19937& random) {
    Measure measure;
    measure.kind = static_cast<MeasureKind>(between(random, 0, 5));
    measure.text = "措施" + std::to_string(between(random, 1, 9));
    measure.limit_percent = chance(random, 80) ? Rational(between(random, 1, 20) * 5) : Rational(100, 3);
    const int of = between(random, 1, 9);
    measure.counted = Counted{"台", between(random, 0, of), of};
    measure.coking_hours_normal = Rational(between(random, 20, 26));
    measure.coking_hours_ordered = Rational(between(random, 27, 48));
    for (auto& stated : measure.stated_g_per_day)
        if (chance(random, 50)) stated = Rational(between(random, 0, 5000));
    return measure;
}

void add_measures(std::mt19937& random, MeasuresByLevel& measures) {
    for (const AlertLevel level : kResponses)
        if (chance(random, level == AlertLevel::ungraded ? 10 : 60)) measures[level] = some_measure(random);
}

ProductionLine some_line(std::mt19937& random, int number) {
    ProductionLine line;
    line.line_id = "L" + std::to_string(number);
    if (chance(random, 15)) line.source_class = static_cast<SourceClass>(between(random, 0, 5));
    for (int64_t& grams : line.annual_g) grams = some_grams(random);
    if (chance(random, 50)) {
        line.eia_capacity_t_per_day = Rational(between(random, 900, 1100));
        line.permitted_capacity_t_per_day = Rational(between(random, 900, 1100));
        line.last_year_output_t_per_day = Rational(between(random, 0, 1) * between(random, 800, 1300));
    }
    if (chance(random, 10)) line.regimes.push_back({});
    add_measures(random, line.measures);
    return line;
}

Exemption some_exemption(std::mt19937& random) {
    Exemption exemption;
    exemption.kind = static_cast<ExemptionKind>(between(random, 0, 9));
    exemption.max_level = static_cast<AlertLevel>(between(random, 2, 5));
    if (chance(random, 70)) exemption.load_cap_percent = between(random, 0, 100);
    return exemption;
}

void draw_facts(std::mt19937& random, Enterprise& enterprise) {
    enterprise.long_term_stopped = chance(random, 5);
    enterprise.enterprise_class = static_cast<EnterpriseClass>(between(random, 0, 2));
    enterprise.plan_status = static_cast<PlanStatus>(between(random, 0, 7));
    enterprise.grades = {{static_cast<Grade>(between(random, 0, 7)), {}, {}, {}}};
    enterprise.exemptions.clear();
    if (chance(random, 25)) enterprise.exemptions.push_back(some_exemption(random));
    if (chance(random, 5)) enterprise.exemptions.push_back(some_exemption(random));
}

Inventory random_city(std::mt19937& random) {
    Inventory city;
    city.version = "2025-1";
    for (int i = between(random, 1, 4); i > 0; --i) city.city.areas.push_back({"99010" + std::to_string(i), {}});
    const auto area = [&] { return city.city.areas[random() % city.city.areas.size()].id; };
    for (int i = 0; i < 3; ++i) {
        IndustryMeasure row;
        row.industry = "i" + std::to_string(i);
        if (chance(random, 50)) row.grade = Grade::c;
        add_measures(random, row.measures);
        city.industry_measures.push_back(row);
    }
    for (int i = between(random, 0, 20); i > 0; --i) {
        Enterprise enterprise;
        enterprise.enterprise_id = "E" + std::to_string(i);
        enterprise.area = area();
        enterprise.industry = "i" + std::to_string(between(random, 0, 4));
        draw_facts(random, enterprise);
        for (int line = between(random, 0, 5); line > 0; --line) enterprise.lines.push_back(some_line(random, line));
        if (chance(random, 20))
            for (ProductionLine& line : enterprise.lines) line.measures = {};
        city.enterprises.push_back(std::move(enterprise));
    }
    for (int i = between(random, 0, 8); i > 0; --i) {
        Source source;
        source.source_id = "E" + std::to_string(i);  // a source may be numbered as an enterprise is
        source.area = chance(random, 30) ? std::string(kWholeCity) : area();
        source.source_class = static_cast<SourceClass>(between(random, 1, 5));
        for (int64_t& grams : source.annual_g) grams = some_grams(random);
        if (chance(random, 20)) source.exemptions.push_back(some_exemption(random));
        add_measures(random, source.measures);
        city.sources.push_back(std::move(source));
    }
    return city;
}

AnnualGrams tonnes(int64_t nox) {
    return {0, nox * 1'000'000, 0, 0};
}

Rational nox_kg(const ReductionSums& sums) {
    return sums.reduction[1].total() / Rational(1000);
}

}  // namespace

TEST_CASE("a level without a row takes the next lower one, and follows it when it changes") {
    ReductionTable table(1);
    table.add_owner(0);
    const uint32_t line = table.add_line(tonnes(330), SourceClass::industrial);  // 1000 kg/d
    table.lay_out();
    table.set_measure(line, AlertLevel::blue, Cut{0, 100, 0, 0});
    table.set_measure(line, AlertLevel::orange, Cut{0, 500, 0, 0});
    table.sum_up();
    const auto rows = [&] {
        std::string text;
        for (const AlertLevel level : kResponses)
            text += std::to_string(table.row(line, level)) + ":" + nox_kg(table.kept(level)[0]).cut1() + " ";
        return text;
    };
    CHECK(rows() == "0:0.0 2:100.0 2:100.0 4:500.0 4:500.0 ");
    table.change(0, [&] { table.set_measure(line, AlertLevel::yellow, Cut{0, 200, 0, 0}); });
    CHECK(rows() == "0:0.0 2:100.0 3:200.0 4:500.0 4:500.0 ");
    table.change(0, [&] { table.set_measure(line, AlertLevel::orange, std::nullopt); });
    CHECK(rows() == "0:0.0 2:100.0 3:200.0 3:200.0 3:200.0 ");
    table.change(0, [&] { table.set_measure(line, AlertLevel::blue, std::nullopt); });
    CHECK(rows() == "0:0.0 0:0.0 3:200.0 3:200.0 3:200.0 ");
    table.change(0, [&] { table.set_duty(0, LineDuty::lifted_to(AlertLevel::orange)); });
    CHECK(rows() == "0:0.0 0:0.0 3:0.0 3:0.0 3:200.0 ");
    CHECK(table.select(AlertLevel::orange).orders == std::vector<OrderCode>{0});
    CHECK(table.select(AlertLevel::red).orders == std::vector<OrderCode>{3});
}

TEST_CASE("a third of a base that is no whole number of kilograms stays exact beside the columns") {
    ReductionTable table(1);
    table.add_owner(0);
    table.add_line(tonnes(330), SourceClass::industrial);
    table.add_line({0, 7, 0, 0}, SourceClass::mobile);
    table.lay_out();
    table.set_reduction(0, AlertLevel::red, 5, {{{0, Rational(1'000'000, 7), 0, 0}}});
    table.set_reduction(1, AlertLevel::red, 5, {{{0, Rational(7, 3 * 365), 0, 0}}});
    table.sum_up();
    CHECK(table.exact_lines() == 2);
    const ReductionSums& red = table.kept(AlertLevel::red)[0];
    CHECK(red.reduction[1].total() == Rational(1'000'000, 7) + Rational(7, 1095));
    CHECK(red.base[1].total() == Rational(1'000'000) + Rational(7, 365));
    CHECK_FALSE(red.reaches(Emitted::nox, 15));
    CHECK(red.reaches(Emitted::nox, 14));
    CHECK(red.share_ppm(Emitted::nox) == 142857);
    table.change(0, [&] { table.set_duty(0, LineDuty::lifted_to(AlertLevel::red)); });
    CHECK(table.kept(AlertLevel::red)[0].reduction[1].zero());
    CHECK_FALSE(table.kept(AlertLevel::red)[0].share_ppm(Emitted::so2));
}

TEST_CASE("the table of the example city has the sums of the accounting, area by area and level by level") {
    const Inventory city = example_city();
    for (const char* day : {"2014-02-20", "2025-12-20"}) {
        const InventoryReductions reductions(city, *parse_day(day));
        check_against_account(city, *parse_day(day), reductions);
    }
}

TEST_CASE("the tables of random inventories have the sums of the accounting, also after changes of one enterprise") {
    const unsigned seed = plain::test_seed();
    const Day day = *parse_day("2025-12-20");
    for (unsigned i = 0; i < 40; ++i) {
        INFO("QINGKONG_TEST_SEED=" << seed << ", city " << i);
        std::mt19937 random(seed + i);
        Inventory city = random_city(random);
        InventoryReductions reductions(city, day);
        check_against_account(city, day, reductions);
        if (city.enterprises.empty()) continue;
        for (int change = 0; change < 6; ++change) {
            const std::size_t index = random() % city.enterprises.size();
            Enterprise& enterprise = city.enterprises[index];
            draw_facts(random, enterprise);
            if (!enterprise.lines.empty() && chance(random, 50))
                enterprise.lines[0] = some_line(random, static_cast<int>(enterprise.lines.size()));
            reductions.reselect(index, enterprise);
        }
        check_against_account(city, day, reductions);
    }
}
